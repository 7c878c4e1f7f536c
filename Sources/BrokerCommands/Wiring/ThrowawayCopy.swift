import Foundation
import StorageSQLite

/// A copy of the database that lasts as long as the value: a dry run works on it in earnest.
final class ThrowawayCopy: Sendable {
    let path: String
    private let folder: URL

    /// Empty where there is no database yet.
    init(of database: String, patience: Duration) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "broker-dry-run-\(UUID().uuidString)")
        path = folder.appending(path: "broker.sqlite").path(percentEncoded: false)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard FileManager.default.fileExists(atPath: database) else { return }
        try SQLiteStorage(path: database, creating: false, patience: patience).backup(to: path)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Console.note("the copy for the dry run is still in \(folder.path): \(error)")
        }
    }
}
