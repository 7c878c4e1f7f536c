extension Migration {
    /// The share of cases that each date was promised for, and what became of first promises.
    static let keptPromises = Migration(
        version: 9,
        sql: """
            ALTER TABLE promise ADD COLUMN share_millionths INTEGER
                CHECK (share_millionths IS NULL
                    OR (share_millionths BETWEEN 1 AND 999999 AND promised_day IS NOT NULL));

            CREATE TABLE promise_ending (
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                promised_day INTEGER NOT NULL,
                ending TEXT NOT NULL
                    CHECK (ending IN ('complete', 'overdue', 'withdrawn', 'cancelled')),
                ended_day INTEGER NOT NULL,
                at_ms INTEGER NOT NULL,
                PRIMARY KEY (order_reference, line)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER promise_ending_is_kept BEFORE DELETE ON promise_ending
            BEGIN SELECT RAISE (ABORT, 'what became of a promise is never deleted'); END;
            CREATE TRIGGER promise_ending_is_fixed BEFORE UPDATE ON promise_ending
            BEGIN SELECT RAISE (ABORT, 'what became of a promise never changes'); END;
            """)
}
