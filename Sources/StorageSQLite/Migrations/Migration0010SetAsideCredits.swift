extension Migration {
    /// Credits that approved rounds count on, and what became of them.
    ///
    /// What is set aside, open and accepted stays within the limit together; an offer may take
    /// what was set aside for its own line, and nothing of what was for others.
    static let setAsideCredits = Migration(
        version: 10,
        sql: """
            CREATE TABLE set_aside_credit (
                number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
                round INTEGER NOT NULL REFERENCES sourcing_round (number),
                order_reference TEXT NOT NULL,
                line TEXT NOT NULL,
                amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
                at_ms INTEGER NOT NULL,
                set_aside_day INTEGER NOT NULL,
                period_from_day INTEGER NOT NULL CHECK (period_from_day <= set_aside_day),
                period_through_day INTEGER NOT NULL CHECK (period_through_day >= set_aside_day),
                period_limit_micros INTEGER NOT NULL CHECK (period_limit_micros >= amount_micros)
            ) STRICT;
            CREATE INDEX set_aside_credit_by_line ON set_aside_credit (order_reference, line);
            CREATE TRIGGER set_aside_credit_is_kept BEFORE DELETE ON set_aside_credit
            BEGIN SELECT RAISE (ABORT, 'a credit that was set aside is never deleted'); END;
            CREATE TRIGGER set_aside_credit_is_fixed BEFORE UPDATE ON set_aside_credit
            BEGIN SELECT RAISE (ABORT, 'a credit that was set aside never changes'); END;

            CREATE TABLE set_aside_outcome (
                set_aside INTEGER NOT NULL PRIMARY KEY REFERENCES set_aside_credit (number),
                outcome TEXT NOT NULL CHECK (outcome IN ('offered', 'not-needed', 'cancelled',
                    'superseded', 'expired')),
                at_ms INTEGER NOT NULL,
                credit INTEGER REFERENCES credit (number),
                CHECK ((outcome = 'offered') = (credit IS NOT NULL))
            ) STRICT;
            CREATE TRIGGER set_aside_outcome_is_kept BEFORE DELETE ON set_aside_outcome
            BEGIN SELECT RAISE (ABORT, 'the end of what was set aside is never deleted'); END;
            CREATE TRIGGER set_aside_outcome_is_fixed BEFORE UPDATE ON set_aside_outcome
            BEGIN SELECT RAISE (ABORT, 'the end of what was set aside never changes'); END;
            CREATE TRIGGER set_aside_credit_is_offered_its_line BEFORE INSERT ON set_aside_outcome
            WHEN new.credit IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM set_aside_credit, credit
                WHERE set_aside_credit.number = new.set_aside AND credit.number = new.credit
                    AND credit.order_reference = set_aside_credit.order_reference
                    AND credit.line = set_aside_credit.line)
            BEGIN SELECT RAISE (ABORT, 'what was set aside is offered to its own line'); END;

            CREATE TRIGGER set_aside_credit_is_one_at_a_time BEFORE INSERT ON set_aside_credit
            WHEN EXISTS (SELECT 1 FROM set_aside_credit
                WHERE order_reference = new.order_reference AND line = new.line
                    AND number NOT IN (SELECT set_aside FROM set_aside_outcome))
            BEGIN SELECT RAISE (ABORT, 'a line has one credit set aside'); END;
            CREATE TRIGGER set_aside_credit_is_within_budget BEFORE INSERT ON set_aside_credit
            WHEN new.amount_micros
                + (SELECT coalesce(sum(amount_micros), 0) FROM credit
                    LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
                    WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
                        AND coalesce(outcome, 'accepted') = 'accepted')
                + (SELECT coalesce(sum(amount_micros), 0) FROM set_aside_credit
                    WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome))
                > new.period_limit_micros
            BEGIN SELECT RAISE (ABORT, 'credits stay within their budget'); END;
            CREATE TRIGGER credit_leaves_what_is_set_aside BEFORE INSERT ON credit
            WHEN new.amount_micros > (SELECT coalesce(sum(amount_micros), 0)
                    FROM set_aside_credit
                    WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome)
                        AND order_reference = new.order_reference AND line = new.line)
                AND new.amount_micros
                    + (SELECT coalesce(sum(amount_micros), 0) FROM credit
                        LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
                        WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
                            AND coalesce(outcome, 'accepted') = 'accepted')
                    + (SELECT coalesce(sum(amount_micros), 0) FROM set_aside_credit
                        WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome)
                            AND NOT (order_reference = new.order_reference AND line = new.line))
                    > new.period_limit_micros
            BEGIN SELECT RAISE (ABORT, 'what is set aside for others is not offered'); END;
            """)
}
