import GRDB

/// One step of the schema; never changed once a version with it was given away.
struct Migration: Sendable {
    /// The version of the schema after the step, from 1.
    let version: Int
    /// Statements, run in one transaction with the change of the version.
    let sql: String

    /// Every step there is, in order.
    static let all = [
        initialSchema, orderDesk, promisesAndFollowUps, customers, orderChanges, exchangeRates,
        waitingCredits, substituteProposals, keptPromises, setAsideCredits, replacedNotices,
        raisedOrders,
    ]

    /// The version of the schema that this program works with.
    static let latestVersion = all.map(\.version).max() ?? 0

    /// Brings a database to the latest version; the caller is inside a transaction.
    static func apply(to database: Database, from version: Int) throws {
        for migration in all where migration.version > version {
            try database.execute(sql: migration.sql)
            try database.execute(sql: "PRAGMA user_version = \(migration.version)")
        }
    }
}
