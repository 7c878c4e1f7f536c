import BrokerService
import DurableFiles
import Storage

/// The fence as two files of the same content: beside the database, and in the outbox.
///
/// Two, because a restore may bring back a whole folder: what is in the other one still tells. The
/// higher mark counts.
struct FenceFiles: Sendable {
    /// Folder and name of each, the folders as they are opened.
    private let places: [(folder: DurableFolder, name: String)]

    init(settings: SettingsFolder, configuration: BrokerConfiguration) {
        let database = settings.resolved(configuration.storage.database)
        let outbox = settings.resolved(configuration.folders.outbox)
        places = [
            (DurableFolder(path: Session.folder(of: database)), "broker.fence"),
            (DurableFolder(path: outbox), ".broker.fence"),
        ]
    }

    var fence: IssueFence {
        IssueFence(read: { try self.read() }, write: { try self.write($0) })
    }

    private func read() throws -> IssueMark? {
        try places.compactMap { try read($0.name, in: $0.folder) }
            .max { ($0.number, $0.departed) < ($1.number, $1.departed) }
    }

    private func read(_ name: String, in folder: DurableFolder) throws -> IssueMark? {
        let bytes: [UInt8]
        do throws(DurableFileError) {
            bytes = try folder.read(name, maximumBytes: 1 << 16).bytes
        } catch {
            if error.code == "file.not-found" { return nil }
            throw error
        }
        guard let mark = IssueMark(text: bytes) else {
            throw ServiceError(
                .notAllowed, code: "fence.damaged",
                message: "The file (\(folder.path)/\(name)) does not say what was issued.",
                help: "Compare the outbox, or what your transfer archives, with broker po list; "
                    + "if nothing is missing there, remove the file.")
        }
        return mark
    }

    private func write(_ mark: IssueMark) throws {
        for place in places {
            try place.folder.create()
            try place.folder.discardLeftovers()
            try place.folder.replace(place.name, with: mark.text)
        }
    }
}
