extension Migration {
    /// A change may ask for more of a line than there was to be.
    ///
    /// The rule that it may not stood in the table, so the table is made anew.
    static let raisedOrders = Migration(
        version: 12,
        sql: """
            ALTER TABLE order_change_line RENAME TO order_change_line_before;
            CREATE TABLE order_change_line (
                purchase_order TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                line INTEGER NOT NULL CHECK (line >= 1),
                quantity_micros INTEGER NOT NULL CHECK (quantity_micros >= 0),
                previous_micros INTEGER NOT NULL CHECK (previous_micros >= 0),
                requested_day INTEGER,
                is_day_asked INTEGER NOT NULL CHECK (is_day_asked IN (0, 1)),
                PRIMARY KEY (purchase_order, sequence, line),
                FOREIGN KEY (purchase_order, sequence) REFERENCES order_change
            ) STRICT, WITHOUT ROWID;
            INSERT INTO order_change_line SELECT * FROM order_change_line_before;
            DROP TABLE order_change_line_before;
            CREATE TRIGGER order_change_line_is_kept BEFORE DELETE ON order_change_line
            BEGIN SELECT RAISE (ABORT, 'a change of an order is never deleted'); END;
            CREATE TRIGGER order_change_line_is_fixed BEFORE UPDATE ON order_change_line
            BEGIN SELECT RAISE (ABORT, 'a change of an order never changes'); END;
            """)
}
