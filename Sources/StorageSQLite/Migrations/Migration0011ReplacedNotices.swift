extension Migration {
    /// The units that suppliers count in, and the ship notices that take the place of others.
    static let replacedNotices = Migration(
        version: 11,
        sql: """
            ALTER TABLE desk_statement ADD COLUMN unit TEXT CHECK (unit <> '');
            ALTER TABLE desk_message ADD COLUMN replaces TEXT
                CHECK (replaces IS NULL OR replaces <> '' AND kind = 'ship-notice');

            CREATE TABLE notice_replacement (
                supplier TEXT NOT NULL,
                notice TEXT NOT NULL CHECK (notice <> ''),
                document TEXT NOT NULL CHECK (document <> ''),
                written_at_ms INTEGER NOT NULL,
                taken_at_ms INTEGER NOT NULL,
                source TEXT NOT NULL,
                PRIMARY KEY (supplier, notice, document)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER notice_replacement_is_kept BEFORE DELETE ON notice_replacement
            BEGIN SELECT RAISE (ABORT, 'what replaced a ship notice is never deleted'); END;
            CREATE TRIGGER notice_replacement_is_fixed BEFORE UPDATE ON notice_replacement
            BEGIN SELECT RAISE (ABORT, 'what replaced a ship notice never changes'); END;
            """)
}
