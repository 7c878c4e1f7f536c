extension Migration {
    /// What could be told of back-order lines, and the steps of chasing that were claimed.
    static let promisesAndFollowUps = Migration(
        version: 3,
        sql: """
            CREATE TABLE promise (
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                at_ms INTEGER NOT NULL,
                promised_day INTEGER,
                median_day INTEGER,
                receipts INTEGER CHECK (receipts >= 0),
                supplier_receipts INTEGER CHECK (supplier_receipts >= 0),
                reason TEXT NOT NULL,
                PRIMARY KEY (order_reference, line, sequence),
                CHECK ((promised_day IS NULL) = (median_day IS NULL)),
                CHECK (median_day <= promised_day)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER promise_is_kept BEFORE DELETE ON promise
            BEGIN SELECT RAISE (ABORT, 'a promise is never deleted'); END;
            CREATE TRIGGER promise_is_fixed BEFORE UPDATE ON promise
            BEGIN SELECT RAISE (ABORT, 'a promise never changes'); END;

            CREATE TABLE follow_up (
                sequence INTEGER NOT NULL PRIMARY KEY,
                purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
                line INTEGER NOT NULL CHECK (line >= 1),
                reason TEXT NOT NULL CHECK (reason <> ''),
                since_day INTEGER NOT NULL,
                attempt INTEGER NOT NULL CHECK (attempt >= 1),
                due_day INTEGER NOT NULL,
                action TEXT NOT NULL CHECK (action <> ''),
                claimed_at_ms INTEGER NOT NULL,
                UNIQUE (purchase_order, line, reason, since_day, attempt)
            ) STRICT;
            CREATE TRIGGER follow_up_is_kept BEFORE DELETE ON follow_up
            BEGIN SELECT RAISE (ABORT, 'a follow-up is never deleted'); END;
            CREATE TRIGGER follow_up_is_fixed BEFORE UPDATE ON follow_up
            BEGIN SELECT RAISE (ABORT, 'a follow-up never changes'); END;
            """)
}
