internal import Glibc

/// What a folder tells of one of its files.
public struct FolderEntry: Hashable, Sendable {
    /// The file's name.
    public let name: String
    /// Its size in bytes.
    public let size: Int
    /// When it was last changed, in milliseconds since 1970 (UTC).
    public let modifiedMilliseconds: Int64
    /// Whether it is a regular file with this one name (no folder, link, pipe or device).
    public let isPlainFile: Bool
    /// The file's number on its disk, to see whether a name still means the same file.
    public let fileNumber: UInt64

    /// Makes an entry from its parts.
    public init(
        name: String, size: Int, modifiedMilliseconds: Int64, isPlainFile: Bool,
        fileNumber: UInt64
    ) {
        self.name = name
        self.size = size
        self.modifiedMilliseconds = modifiedMilliseconds
        self.isPlainFile = isPlainFile
        self.fileNumber = fileNumber
    }

    init(name: String, status: stat) {
        self.init(
            name: name, size: Int(status.st_size),
            modifiedMilliseconds: Int64(status.st_mtim.tv_sec) * 1000
                + Int64(status.st_mtim.tv_nsec) / 1_000_000,
            isPlainFile: status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1,
            fileNumber: UInt64(status.st_ino))
    }
}

/// A file read whole.
public struct DroppedFile: Hashable, Sendable {
    /// Name, size and time.
    public let entry: FolderEntry
    /// What is in it.
    public let bytes: [UInt8]

    /// Makes a read file from its parts.
    public init(entry: FolderEntry, bytes: [UInt8]) {
        self.entry = entry
        self.bytes = bytes
    }

    static func check(
        _ status: stat, _ path: String, maximumBytes: Int
    ) throws(DurableFileError) {
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DurableFileError(
                code: "file.not-regular", path: path, errno: 0,
                message: "\(path) is not a regular file",
                help: "Folders, pipes and devices are not read.")
        }
        guard status.st_nlink == 1 else {
            throw DurableFileError(
                code: "file.hard-link", path: path, errno: 0,
                message: "\(path) has \(status.st_nlink) names on this disk",
                help: "Copy the file instead of linking it, so that nobody changes it later.")
        }
        guard Int(status.st_size) <= maximumBytes else {
            throw tooLarge(path, maximumBytes: maximumBytes)
        }
    }

    static func tooLarge(_ path: String, maximumBytes: Int) -> DurableFileError {
        DurableFileError(
            code: "file.too-large", path: path, errno: 0,
            message: "\(path) is larger than \(maximumBytes) bytes",
            help: "Raise the limit if files of this size are expected.")
    }
}
