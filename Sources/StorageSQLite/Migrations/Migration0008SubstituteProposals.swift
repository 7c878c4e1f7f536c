extension Migration {
    /// What suppliers' lists say may be had in place of parts, and what people decided about it.
    static let substituteProposals = Migration(
        version: 8,
        sql: """
            CREATE TABLE substitute_statement (
                feed TEXT NOT NULL,
                supplier TEXT NOT NULL,
                part TEXT NOT NULL,
                substitute TEXT NOT NULL,
                relation TEXT NOT NULL
                    CHECK (relation IN ('substitute', 'successor', 'alternate')),
                stated_on TEXT NOT NULL,
                delivery TEXT NOT NULL REFERENCES feed_delivery (id),
                file TEXT NOT NULL,
                line_number INTEGER NOT NULL CHECK (line_number >= 0),
                column_number INTEGER NOT NULL CHECK (column_number >= 0),
                first_stated_at_ms INTEGER NOT NULL,
                last_stated_at_ms INTEGER NOT NULL
                    CHECK (last_stated_at_ms >= first_stated_at_ms),
                withdrawn_at_ms INTEGER CHECK (withdrawn_at_ms >= last_stated_at_ms),
                PRIMARY KEY (feed, supplier, part, substitute, relation),
                CHECK (part <> substitute),
                CHECK (stated_on IN (part, substitute))
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER substitute_statement_is_kept BEFORE DELETE ON substitute_statement
            BEGIN SELECT RAISE (ABORT, 'what a supplier stated is never deleted'); END;

            CREATE TABLE substitute_decision (
                sequence INTEGER PRIMARY KEY,
                item TEXT NOT NULL,
                substitute TEXT NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected')),
                cost_micros INTEGER NOT NULL CHECK (cost_micros >= 0),
                person TEXT NOT NULL CHECK (person <> ''),
                at_ms INTEGER NOT NULL,
                reason TEXT NOT NULL,
                CHECK (item <> substitute)
            ) STRICT;
            CREATE TRIGGER substitute_decision_is_kept BEFORE DELETE ON substitute_decision
            BEGIN SELECT RAISE (ABORT, 'a decision about a substitute is never deleted'); END;
            CREATE TRIGGER substitute_decision_is_fixed BEFORE UPDATE ON substitute_decision
            BEGIN SELECT RAISE (ABORT, 'a decision about a substitute never changes'); END;
            """)
}
