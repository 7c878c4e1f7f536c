import Foundation
import GRDB
import Procurement
import Storage
import StorageSQLite
import TestSupport
import Testing

/// What happens when two want the same database.
@Suite struct SQLiteLockTests {
    /// Opens a transaction of its own, as another program would, while the body runs.
    private func holding(
        _ begin: String, of path: String, _ body: () throws -> Void
    ) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try other.inDatabase { database in
            try database.execute(sql: "\(begin); SELECT count(*) FROM stock")
            defer { #expect(throws: Never.self) { try database.execute(sql: "ROLLBACK") } }
            try body()
        }
    }

    @Test(arguments: ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN"])
    func theSecondWriterIsToldAtOnceAndRunsNothing(_ begin: String) throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            var hasRun = false
            try holding(begin, of: path) {
                let code = try storage.refusal { _ in hasRun = true }
                #expect(code == .locked)
            }
            #expect(!hasRun)
            #expect(try storage.write { try $0.nextNumber(of: .run) } == 1)
        }
    }

    @Test func aReaderIsToldAtOnceOnlyWhileSomebodyWrites() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try holding("BEGIN EXCLUSIVE", of: path) {
                let error = #expect(throws: StorageError.self) {
                    try storage.read { try $0.stock() }
                }
                #expect(error?.code == .locked)
                let opening = #expect(throws: StorageError.self) { try SQLiteStorage(path: path) }
                #expect(opening?.code == .locked)
            }
            try holding("BEGIN", of: path) { () throws in
                #expect(try storage.read { try $0.stock() }.isEmpty)
            }
        }
    }

    @Test func whoHasPatienceWaitsForTheOther() async throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storages = try (0..<2).map { _ in
                try SQLiteStorage(path: path, patience: .seconds(60))
            }
            DispatchQueue.concurrentPerform(iterations: 2) { index in
                #expect(throws: Never.self) {
                    for _ in 0..<20 {
                        _ = try storages[index].write { try $0.nextNumber(of: .run) }
                        _ = try storages[index].read { try $0.latestRun() }
                    }
                }
            }
            #expect(try storages[0].write { try $0.nextNumber(of: .run) } == 41)
        }
    }

    /// Runs a test with the path of a database in a folder of its own, removed afterwards.
    private func withDatabasePath(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "broker-test-\(UUID().uuidString)").path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) }
        }
        try await body("\(folder)/a.sqlite")
    }

    @Test func anotherProcessIsToldThatTheDatabaseIsInUse() async throws {
        try await withDatabasePath { path async throws in
            _ = try SQLiteStorage(path: path)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let holder = try DatabaseQueue(path: path, configuration: configuration)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            await #expect(processExitsWith: .exitCode(75)) { [path = path as String] in
                let storage = try SQLiteStorage(path: path)
                do {
                    try storage.write { _ in exit(1) }
                } catch let error as StorageError where error.code == .locked {
                    exit(75)
                }
            }
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            await #expect(processExitsWith: .success) { [path = path as String] in
                _ = try SQLiteStorage(path: path).write { try $0.nextNumber(of: .run) }
            }
            #expect(try SQLiteStorage(path: path).write { try $0.nextNumber(of: .run) } == 2)
        }
    }

    @Test func whatAKilledProcessBeganIsRolledBack() async throws {
        try await withDatabasePath { path async throws in
            try SQLiteStorage(path: path).write { try Population.write(to: $0) }
            let before = try SQLiteStorage(path: path).read { try $0.everything() }
            let size = try SQLiteStorage(path: path).inspect().fileSize
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
                // More than the cache holds, so that pages reach the file before the commit.
                let place = String(repeating: "x", count: 1_000)
                let records = try (0..<6_000).map { try Sample.stock("I-\($0)", place, "1") }
                try SQLiteStorage(path: path).write { state in
                    try state.replaceStock(records)
                    kill(getpid(), SIGKILL)
                }
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.size] as? Int ?? 0 > size, "nothing had reached the file")
            let storage = try SQLiteStorage(path: path)
            #expect(try storage.read { try $0.everything() } == before)
            #expect(try storage.inspect(.full).integrity == [])
        }
    }
}
