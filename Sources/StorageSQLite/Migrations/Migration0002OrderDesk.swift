extension Migration {
    /// What is said about purchase orders after they left.
    static let orderDesk = Migration(
        version: 2,
        sql: """
            CREATE TABLE desk_message (
                sequence INTEGER NOT NULL PRIMARY KEY,
                purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
                kind TEXT NOT NULL CHECK (kind IN ('functional-acknowledgment', 'acknowledgment',
                    'ship-notice', 'receipt')),
                document TEXT NOT NULL CHECK (document <> ''),
                written_at_ms INTEGER NOT NULL,
                is_readable INTEGER NOT NULL CHECK (is_readable IN (0, 1)),
                note TEXT NOT NULL,
                taken_at_ms INTEGER NOT NULL,
                source TEXT NOT NULL,
                UNIQUE (purchase_order, kind, document)
            ) STRICT;
            CREATE TRIGGER desk_message_is_kept BEFORE DELETE ON desk_message
            BEGIN SELECT RAISE (ABORT, 'a message about an order is never deleted'); END;
            CREATE TRIGGER desk_message_is_fixed BEFORE UPDATE ON desk_message
            BEGIN SELECT RAISE (ABORT, 'a message about an order never changes'); END;

            CREATE TABLE desk_statement (
                message INTEGER NOT NULL REFERENCES desk_message (sequence),
                position INTEGER NOT NULL CHECK (position >= 1),
                line INTEGER NOT NULL CHECK (line >= 1),
                outcome TEXT,
                quantity_micros INTEGER CHECK (quantity_micros >= 0),
                damaged_micros INTEGER CHECK (damaged_micros BETWEEN 0 AND quantity_micros),
                arrival_day INTEGER,
                ship_day INTEGER,
                price_micros INTEGER CHECK (price_micros >= 0),
                substitute TEXT,
                remark TEXT NOT NULL,
                PRIMARY KEY (message, position)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER desk_statement_is_kept BEFORE DELETE ON desk_statement
            BEGIN SELECT RAISE (ABORT, 'a message about an order is never deleted'); END;
            CREATE TRIGGER desk_statement_is_fixed BEFORE UPDATE ON desk_statement
            BEGIN SELECT RAISE (ABORT, 'a message about an order never changes'); END;

            CREATE TABLE desk_decision (
                sequence INTEGER NOT NULL PRIMARY KEY,
                purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
                document TEXT NOT NULL CHECK (document <> ''),
                line INTEGER NOT NULL CHECK (line >= 1),
                verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'refuse')),
                person TEXT NOT NULL CHECK (person <> ''),
                at_ms INTEGER NOT NULL,
                reason TEXT NOT NULL
            ) STRICT;
            CREATE TRIGGER desk_decision_is_kept BEFORE DELETE ON desk_decision
            BEGIN SELECT RAISE (ABORT, 'a decision is never deleted'); END;
            CREATE TRIGGER desk_decision_is_fixed BEFORE UPDATE ON desk_decision
            BEGIN SELECT RAISE (ABORT, 'a decision never changes'); END;
            """)
}
