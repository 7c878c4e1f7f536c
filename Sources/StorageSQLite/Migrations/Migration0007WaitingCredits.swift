extension Migration {
    /// Credits for waiting with their budget, what lines are worth, and the words for both.
    ///
    /// The tables of what customers were told and agreed to know more words: they are made anew,
    /// children first, with every row that they had.
    static let waitingCredits = Migration(
        version: 7,
        sql: """
            \(keptRows)
            \(customerTables)
            \(returnedRows)
            \(creditTables)
            ALTER TABLE back_order_line ADD COLUMN unit_price_micros INTEGER
                CHECK (unit_price_micros >= 0);
            ALTER TABLE back_order_line ADD COLUMN unit_margin_micros INTEGER
                CHECK (unit_margin_micros >= 0);
            """)

    private static let keptRows = """
        CREATE TABLE kept_notice AS SELECT * FROM notice;
        CREATE TABLE kept_letter AS SELECT * FROM letter;
        CREATE TABLE kept_consent AS SELECT * FROM consent;
        DROP TABLE consent;
        DROP TABLE letter;
        DROP TABLE notice;
        """

    /// In the order of their sequence: behind a cancellation no consent could follow.
    private static let returnedRows = """
        INSERT INTO notice SELECT * FROM kept_notice;
        INSERT INTO letter SELECT * FROM kept_letter ORDER BY number;
        INSERT INTO consent SELECT * FROM kept_consent
            ORDER BY order_reference, line, sequence;
        DROP TABLE kept_consent;
        DROP TABLE kept_letter;
        DROP TABLE kept_notice;
        """

    /// As in version 4, with two kinds and an answer more.
    private static let customerTables = """
        CREATE TABLE notice (
            order_reference TEXT NOT NULL,
            line TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            at_ms INTEGER NOT NULL,
            customer TEXT NOT NULL CHECK (customer <> ''),
            kind TEXT NOT NULL CHECK (kind IN ('created', 'promised', 'earlier', 'later',
                'no-date', 'split', 'credit-offered', 'substitute-offered', 'shipped',
                'cancelled')),
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
                'no-date', 'split', 'credit-offered', 'substitute-offered', 'shipped',
                'cancelled')),
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
            answer TEXT NOT NULL CHECK (answer IN ('wait', 'partial', 'substitute', 'cancel',
                'credit')),
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
        """

    /// Credits are never changed; what became of one stands beside it, once.
    ///
    /// What is open or accepted of a period stays within the limit that the period had when the
    /// last credit was offered.
    private static let creditTables = """
        CREATE TABLE credit (
            number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
            order_reference TEXT NOT NULL,
            line TEXT NOT NULL,
            delay INTEGER NOT NULL CHECK (delay >= 1),
            customer TEXT NOT NULL CHECK (customer <> ''),
            rule TEXT NOT NULL CHECK (rule <> ''),
            amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
            old_day INTEGER NOT NULL,
            new_day INTEGER NOT NULL CHECK (new_day > old_day),
            offered_at_ms INTEGER NOT NULL,
            offered_day INTEGER NOT NULL,
            period_from_day INTEGER NOT NULL CHECK (period_from_day <= offered_day),
            period_through_day INTEGER NOT NULL CHECK (period_through_day >= offered_day),
            period_limit_micros INTEGER NOT NULL CHECK (period_limit_micros >= amount_micros),
            deadline_day INTEGER NOT NULL,
            letter INTEGER NOT NULL REFERENCES letter (number),
            UNIQUE (order_reference, line, delay),
            UNIQUE (order_reference, line, new_day)
        ) STRICT;
        CREATE INDEX credit_by_letter ON credit (letter);
        CREATE INDEX credit_by_day ON credit (offered_day);
        CREATE TRIGGER credit_is_kept BEFORE DELETE ON credit
        BEGIN SELECT RAISE (ABORT, 'a credit is never deleted'); END;
        CREATE TRIGGER credit_is_fixed BEFORE UPDATE ON credit
        BEGIN SELECT RAISE (ABORT, 'a credit never changes'); END;

        CREATE TABLE credit_outcome (
            credit INTEGER NOT NULL PRIMARY KEY REFERENCES credit (number),
            order_reference TEXT NOT NULL,
            line TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined', 'expired',
                'cancelled', 'replaced')),
            at_ms INTEGER NOT NULL,
            consent_sequence INTEGER,
            FOREIGN KEY (order_reference, line, consent_sequence) REFERENCES consent,
            CHECK (outcome <> 'accepted' OR consent_sequence IS NOT NULL)
        ) STRICT;
        CREATE TRIGGER credit_outcome_is_kept BEFORE DELETE ON credit_outcome
        BEGIN SELECT RAISE (ABORT, 'the end of a credit is never deleted'); END;
        CREATE TRIGGER credit_outcome_is_fixed BEFORE UPDATE ON credit_outcome
        BEGIN SELECT RAISE (ABORT, 'the end of a credit never changes'); END;
        CREATE TRIGGER credit_outcome_is_of_its_line BEFORE INSERT ON credit_outcome
        WHEN NOT EXISTS (SELECT 1 FROM credit WHERE number = new.credit
            AND order_reference = new.order_reference AND line = new.line)
        BEGIN SELECT RAISE (ABORT, 'a credit ends with its own line'); END;
        CREATE TRIGGER credit_is_accepted_by_consent BEFORE INSERT ON credit_outcome
        WHEN (new.outcome = 'accepted') <> EXISTS (SELECT 1 FROM consent
            WHERE order_reference = new.order_reference AND line = new.line
                AND sequence = new.consent_sequence AND answer = 'credit')
        BEGIN SELECT RAISE (ABORT, 'a credit is accepted by the answer credit alone'); END;

        CREATE TRIGGER credit_is_one_at_a_time BEFORE INSERT ON credit
        WHEN EXISTS (SELECT 1 FROM credit WHERE order_reference = new.order_reference
            AND line = new.line
            AND number NOT IN (SELECT credit FROM credit_outcome))
        BEGIN SELECT RAISE (ABORT, 'a line has one open credit'); END;
        CREATE TRIGGER credit_is_within_budget BEFORE INSERT ON credit
        WHEN new.amount_micros + (SELECT coalesce(sum(amount_micros), 0) FROM credit
                LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
                WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
                    AND coalesce(outcome, 'accepted') = 'accepted')
            > new.period_limit_micros
        BEGIN SELECT RAISE (ABORT, 'credits stay within their budget'); END;
        """
}
