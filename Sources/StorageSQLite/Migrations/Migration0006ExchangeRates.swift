extension Migration {
    /// What other currencies are worth in the house's, from which day on.
    static let exchangeRates = Migration(
        version: 6,
        sql: """
            CREATE TABLE exchange_rate (
                currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                from_day INTEGER NOT NULL,
                worth_micros INTEGER NOT NULL CHECK (worth_micros > 0),
                per INTEGER NOT NULL CHECK (per >= 1),
                PRIMARY KEY (currency, from_day)
            ) STRICT, WITHOUT ROWID;
            """)
}
