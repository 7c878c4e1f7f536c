import GRDB
import Storage

/// How the connection works; the decision record on the journal gives the reasons.
enum DatabaseSettings {
    static func configuration(patience: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        let seconds = patience / .seconds(1)
        configuration.busyMode = seconds > 0 ? .timeout(seconds) : .immediateError
        configuration.label = "SourcingBroker"
        return configuration
    }

    /// Name and wanted value of every setting that durability and integrity rest on.
    static let wanted: [(name: String, value: String)] = [
        ("journal_mode", "truncate"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("ignore_check_constraints", "0"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("mmap_size", "0"),
    ]

    /// Sets what can be set; after opening, because opening itself may set some of it otherwise.
    static func apply(to database: Database) throws {
        for setting in wanted {
            _ = try String.fetchOne(database, sql: "PRAGMA \(setting.name) = \(setting.value)")
        }
    }

    /// Fails unless every setting is as wanted.
    static func verify(_ database: Database) throws {
        for setting in wanted {
            let found = try value(of: setting.name, in: database)
            guard found == setting.value else {
                throw StorageError(
                    .unavailable,
                    "The database setting \(setting.name) is (\(found)), and must be "
                        + "(\(setting.value)). Maybe the file system does not support it.")
            }
        }
    }

    static func value(of setting: String, in database: Database) throws -> String {
        try String.fetchOne(database, sql: "PRAGMA \(setting)") ?? ""
    }
}
