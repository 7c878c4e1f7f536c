import GRDB
import Procurement
import Storage

extension StorageError {
    /// Runs database work and sorts its errors by what the caller can do.
    static func sorting<Result>(
        _ body: () throws -> Result
    ) throws(StorageError) -> Result {
        do {
            return try body()
        } catch {
            throw StorageError(sorting: error)
        }
    }

    init(sorting error: any Error) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError: self.init(error)
        case let error as StoredValueError:
            self.init(.corrupt, "The database holds a \(error.type) (\(error.value)) that is none.")
        case let error as ValueError:
            self.init(.corrupt, "The database holds an impossible value: \(error.message)")
        default: self.init(.corrupt, "The database could not be read: \(error)")
        }
    }

    private init(_ error: DatabaseError) {
        let reason = error.message ?? "\(error.extendedResultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .locked,
                "The database is in use by another process. "
                    + "Maybe a run is under way; try again when it is done.")
        case .SQLITE_FULL:
            self.init(
                .full,
                "There is no space left for the database; nothing was changed. "
                    + "Maybe old files can be removed; then try again.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .corrupt,
                "The database file is damaged, or is no database (\(reason)). "
                    + "Maybe another file has its name; restore the last backup.")
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE:
            self.init(.refused, "The database refused a change: \(reason).")
        default:
            self.init(
                .unavailable,
                "The database cannot be used (\(reason)). "
                    + "Maybe its folder is missing or may not be written.")
        }
    }
}
