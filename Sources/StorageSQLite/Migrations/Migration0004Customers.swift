extension Migration {
    /// What customers have to be told, what was sent to them, and what they agreed to.
    ///
    /// A line is cancelled where a consent says so, and nowhere else: no cancellation is without
    /// its proof, and after it nothing more is agreed.
    static let customers = Migration(
        version: 4,
        sql: """
            CREATE TABLE notice (
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                at_ms INTEGER NOT NULL,
                customer TEXT NOT NULL CHECK (customer <> ''),
                kind TEXT NOT NULL CHECK (kind IN ('created', 'promised', 'earlier', 'later',
                    'no-date', 'split', 'shipped', 'cancelled')),
                old_day INTEGER,
                new_day INTEGER,
                parts TEXT NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (order_reference, line, sequence)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER notice_is_kept BEFORE DELETE ON notice
            BEGIN SELECT RAISE (ABORT, 'a notice is never deleted'); END;
            CREATE TRIGGER notice_is_fixed BEFORE UPDATE ON notice
            BEGIN SELECT RAISE (ABORT, 'a notice never changes'); END;

            CREATE TABLE letter (
                number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                through INTEGER NOT NULL,
                customer TEXT NOT NULL CHECK (customer <> ''),
                kind TEXT NOT NULL CHECK (kind IN ('created', 'promised', 'earlier', 'later',
                    'no-date', 'split', 'shipped', 'cancelled')),
                old_day INTEGER,
                new_day INTEGER,
                parts TEXT NOT NULL,
                choices TEXT NOT NULL,
                deadline_day INTEGER,
                silence TEXT CHECK (silence IN ('nothing', 'wait', 'cancel')),
                is_delay INTEGER NOT NULL CHECK (is_delay IN (0, 1)),
                channel TEXT NOT NULL CHECK (channel <> ''),
                folder TEXT NOT NULL,
                file_name TEXT NOT NULL CHECK (file_name <> ''),
                bytes BLOB NOT NULL,
                sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
                state TEXT NOT NULL CHECK (state IN ('intended', 'staged', 'sent')),
                created_at_ms INTEGER NOT NULL,
                changed_at_ms INTEGER NOT NULL,
                UNIQUE (order_reference, line, through),
                UNIQUE (folder, file_name),
                FOREIGN KEY (order_reference, line, through) REFERENCES notice,
                CHECK ((deadline_day IS NULL) = (silence IS NULL))
            ) STRICT;
            CREATE TRIGGER letter_is_kept BEFORE DELETE ON letter
            BEGIN SELECT RAISE (ABORT, 'a letter is never deleted'); END;
            CREATE TRIGGER letter_is_fixed
            BEFORE UPDATE OF number, order_reference, line, through, customer, kind, old_day,
                new_day, parts, choices, deadline_day, silence, is_delay, channel, folder,
                file_name, bytes, sha256, created_at_ms ON letter
            BEGIN SELECT RAISE (ABORT, 'what a letter says never changes'); END;
            CREATE TRIGGER letter_sent_stays_sent BEFORE UPDATE OF state ON letter
            WHEN old.state = 'sent' AND new.state <> 'sent'
            BEGIN SELECT RAISE (ABORT, 'a letter that was sent stays sent'); END;

            CREATE TABLE consent (
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                at_ms INTEGER NOT NULL,
                answer TEXT NOT NULL CHECK (answer IN ('wait', 'partial', 'substitute', 'cancel')),
                basis TEXT NOT NULL CHECK (basis IN ('customer', 'statute')),
                letter INTEGER REFERENCES letter (number),
                person TEXT NOT NULL CHECK (trim(person) <> ''),
                channel TEXT NOT NULL CHECK (trim(channel) <> ''),
                evidence TEXT NOT NULL CHECK (trim(evidence) <> ''),
                PRIMARY KEY (order_reference, line, sequence),
                CHECK (basis = 'customer' OR letter IS NOT NULL)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX consent_cancels_once ON consent (order_reference, line)
            WHERE answer = 'cancel';
            CREATE INDEX consent_by_letter ON consent (letter);
            CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent
            BEGIN SELECT RAISE (ABORT, 'a consent is never deleted'); END;
            CREATE TRIGGER consent_is_fixed BEFORE UPDATE ON consent
            BEGIN SELECT RAISE (ABORT, 'a consent never changes'); END;
            CREATE TRIGGER consent_ends_with_cancellation BEFORE INSERT ON consent
            WHEN EXISTS (SELECT 1 FROM consent
                WHERE order_reference = new.order_reference AND line = new.line
                    AND answer = 'cancel')
            BEGIN SELECT RAISE (ABORT, 'a cancelled line has no further consent'); END;
            """)
}
