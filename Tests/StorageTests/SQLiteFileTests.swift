import Foundation
import GRDB
import Procurement
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite struct SQLiteFileTests {
    /// The code with which a database cannot be opened, `nil` if it can.
    private func refusalToOpen(_ path: String, creating: Bool = true) -> StorageError.Code? {
        do throws(StorageError) {
            _ = try SQLiteStorage(path: path, creating: creating)
            return nil
        } catch {
            return error.code
        }
    }

    private func execute(_ sql: String, in path: String) throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    // MARK: Opening

    @Test func aDatabaseIsMadeIfItIsMissingButItsFolderIsNot() throws {
        try withTemporaryFolder { folder throws in
            #expect(refusalToOpen("\(folder)/a.sqlite", creating: false) == .unavailable)
            #expect(refusalToOpen("\(folder)/none/a.sqlite") == .unavailable)
            #expect(refusalToOpen("\(folder)/a.sqlite") == nil)
            #expect(refusalToOpen("\(folder)/a.sqlite", creating: false) == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).first == "a.sqlite")
        }
    }

    @Test func aFileThatIsNoDatabaseIsLeftAlone() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let bytes = Data(String(repeating: "supplier,part\n", count: 100).utf8)
            try bytes.write(to: URL(filePath: path))
            #expect(refusalToOpen(path) == .corrupt)
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        }
    }

    @Test func theDatabaseOfAnotherProgramIsLeftAlone() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            try execute("CREATE TABLE photo (id INTEGER)", in: path)
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(refusalToOpen(path) == .corrupt)
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func aDatabaseOfANewerVersionIsLeftAlone() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let version = try SQLiteStorage(path: path).inspect().schemaVersion
            try execute("PRAGMA user_version = \(version + 1)", in: path)
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(refusalToOpen(path) == .newer)
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func aDamagedPageIsReported() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try storage.write { try Population.write(to: $0) }
            #expect(try storage.inspect(.full).integrity == [])
            let file = try FileHandle(forUpdating: URL(filePath: path))
            let size = try file.seekToEnd()
            for page in stride(from: UInt64(4096), to: size, by: 4096) {
                try file.seek(toOffset: page)
                try file.write(contentsOf: Data(repeating: 0xAA, count: 512))
            }
            try file.close()
            let damaged = try? SQLiteStorage(path: path)
            let findings = try? damaged?.inspect(.full).integrity
            #expect(damaged == nil || findings == nil || findings?.isEmpty == false)
            #expect(throws: StorageError.self) {
                try SQLiteStorage(path: path).read { try $0.everything() }
            }
        }
    }

    // MARK: Settings

    @Test func durabilityIsSetAndInspected() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            let inspection = try storage.inspect()
            #expect(inspection.journalMode == "truncate")
            #expect(inspection.synchronous == 2)
            #expect(inspection.foreignKeys)
            #expect(inspection.integrity.isEmpty)
            #expect(inspection.sqliteVersion.hasPrefix("3."))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.size] as? Int == inspection.fileSize)
        }
    }

    @Test func aWriteAheadLogOfAnEarlierUseIsGivenUp() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            try SQLiteStorage(path: path).write { try Population.write(to: $0) }
            try execute("PRAGMA journal_mode = WAL", in: path)
            let storage = try SQLiteStorage(path: path)
            #expect(try storage.inspect().journalMode == "truncate")
            #expect(try storage.read { try $0.stock() }.count == 2)
        }
    }

    @Test func settingsThatCannotBeHadAreAnErrorAtTheStart() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            try SQLiteStorage(path: path).write { try Population.write(to: $0) }
            try execute("PRAGMA journal_mode = WAL", in: path)
            // A reader keeps the write-ahead log in use, so that it cannot be given up.
            let reader = try DatabaseQueue(path: path)
            try reader.inDatabase { database in
                try database.execute(sql: "BEGIN; SELECT * FROM stock")
                #expect([.locked, .unavailable].contains(refusalToOpen(path)))
                try database.execute(sql: "COMMIT")
            }
        }
    }

    // MARK: A full disk

    @Test func aFullDiskIsReportedAndChangesNothing() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let pages = try SQLiteStorage(path: path).inspect().fileSize / 4096
            let storage = try SQLiteStorage(path: path, maximumPages: pages + 20)
            try storage.write { try $0.replaceStock([Sample.stock("A", "", "1")]) }
            let before = try storage.read { try $0.everything() }
            let records = try (0..<5_000).map { try Sample.stock("I-\($0)", "here", "1") }
            let code = try storage.refusal { state throws in
                _ = try state.nextNumber(of: .round)
                try state.replaceStock(records)
            }
            #expect(code == .full)
            #expect(try storage.read { try $0.everything() } == before)
            #expect(try storage.write { try $0.nextNumber(of: .round) } == 1)
            #expect(try storage.inspect(.full).integrity == [])
        }
    }

    // MARK: Backup

    @Test func aBackupHoldsEverythingAndOverwritesNothing() throws {
        try withTemporaryFolder { folder throws in
            let storage = try SQLiteStorage(path: "\(folder)/a.sqlite")
            try storage.write { try Population.write(to: $0) }
            let copy = "\(folder)/it's a copy.sqlite"
            try storage.backup(to: copy)
            let restored = try SQLiteStorage(path: copy, creating: false)
            let (original, kept) = try (
                storage.read { try $0.everything() }, restored.read { try $0.everything() }
            )
            #expect(original == kept)
            #expect(try restored.inspect(.full).integrity == [])
            #expect(throws: StorageError.self) { try storage.backup(to: copy) }
            #expect(throws: StorageError.self) { try storage.backup(to: "\(folder)/no/a.sqlite") }
        }
    }
}
