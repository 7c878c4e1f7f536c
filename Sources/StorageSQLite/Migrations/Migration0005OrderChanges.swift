extension Migration {
    /// What we asked of suppliers about orders that had left, and which answers are about that.
    static let orderChanges = Migration(
        version: 5,
        sql: """
            CREATE TABLE order_change (
                purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                day INTEGER NOT NULL,
                requested_at_ms INTEGER NOT NULL,
                person TEXT NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (purchase_order, sequence)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER order_change_is_kept BEFORE DELETE ON order_change
            BEGIN SELECT RAISE (ABORT, 'a change of an order is never deleted'); END;
            CREATE TRIGGER order_change_is_fixed BEFORE UPDATE ON order_change
            BEGIN SELECT RAISE (ABORT, 'a change of an order never changes'); END;

            CREATE TABLE order_change_line (
                purchase_order TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                line INTEGER NOT NULL CHECK (line >= 1),
                quantity_micros INTEGER NOT NULL CHECK (quantity_micros >= 0),
                previous_micros INTEGER NOT NULL CHECK (previous_micros >= quantity_micros),
                requested_day INTEGER,
                is_day_asked INTEGER NOT NULL CHECK (is_day_asked IN (0, 1)),
                PRIMARY KEY (purchase_order, sequence, line),
                FOREIGN KEY (purchase_order, sequence) REFERENCES order_change
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER order_change_line_is_kept BEFORE DELETE ON order_change_line
            BEGIN SELECT RAISE (ABORT, 'a change of an order is never deleted'); END;
            CREATE TRIGGER order_change_line_is_fixed BEFORE UPDATE ON order_change_line
            BEGIN SELECT RAISE (ABORT, 'a change of an order never changes'); END;

            ALTER TABLE desk_message ADD COLUMN change_number INTEGER CHECK (change_number >= 0);
            """)
}
