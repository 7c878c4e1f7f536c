internal import Glibc

/// A folder whose files appear whole or not at all and stay after a power cut.
///
/// Files are written in two steps: `stage` writes `.staging/NAME` below the folder and brings it
/// to the disk, `StagedFile.commit` renames it into the folder without replacing anything. Whoever
/// notes "about to send" between the two steps can always tell afterwards what happened: see
/// `state(of:)`. Names are single path components; links are never followed.
public struct DurableFolder: Hashable, Sendable {
    /// The folder's path.
    public let path: String

    /// The name of the folder below in which files are staged.
    public static let stagingName = ".staging"

    /// Names a folder; nothing is opened yet.
    public init(path: String) {
        precondition(!path.isEmpty, "A folder must have a path.")
        self.path = path
    }

    /// Makes the folder and its parents if need be, durably.
    public func create() throws(DurableFileError) {
        var built = path.hasPrefix("/") ? "/" : "."
        for part in path.split(separator: "/") where part != "." {
            let parent = built
            built += "/" + part
            if mkdir(built, mode_t(0o755)) == 0 {
                try Descriptor.folder(parent).synchronize()
            } else if errno != EEXIST && errno != EROFS && errno != EACCES {
                throw .failed("make the folder", built, errno: errno)
            }
        }
        _ = try Descriptor.folder(path)
    }

    /// Writes bytes to `.staging/NAME` and brings them to the disk.
    ///
    /// Running it again with the same bytes changes nothing; other bytes replace what was staged.
    public func stage(
        _ bytes: [UInt8], as name: String
    ) throws(DurableFileError) -> StagedFile {
        try checkName(name)
        let folder = try Descriptor.folder(path)
        let staging = try folder.subfolder(DurableFolder.stagingName)
        let part = "\(name).\(getpid()).part"
        do throws(DurableFileError) {
            let file = try staging.open(
                part, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644, action: "write")
            try file.write(bytes)
            try file.synchronize()
        } catch {
            // What the full disk cut off must not stay behind; the first error is the one to tell.
            _ = unlinkat(staging.number, part, 0)
            throw error
        }
        guard renameat(staging.number, part, staging.number, name) == 0 else {
            throw .failed("rename", staging.path + "/" + part, errno: errno)
        }
        try staging.synchronize()
        return StagedFile(folder: self, name: name)
    }

    /// Gives a file these bytes, durably: whoever reads it finds the old bytes or the new ones.
    public func replace(_ name: String, with bytes: [UInt8]) throws(DurableFileError) {
        _ = try stage(bytes, as: name)
        let folder = try Descriptor.folder(path)
        let staging = try folder.subfolder(DurableFolder.stagingName)
        guard renameat(staging.number, name, folder.number, name) == 0 else {
            throw .failed("replace", path + "/" + name, errno: errno)
        }
        try folder.synchronize()
        try staging.synchronize()
    }

    /// Tells how far a file got that was to be staged and committed under this name.
    public func state(of name: String) throws(DurableFileError) -> StagedFileState {
        try checkName(name)
        let folder = try Descriptor.folder(path)
        if try exists(DurableFolder.stagingName + "/" + name, in: folder) { return .staged }
        return try exists(name, in: folder) ? .published : .gone
    }

    /// The staged file of this name, to be committed after a restart.
    public func stagedFile(_ name: String) -> StagedFile { StagedFile(folder: self, name: name) }

    /// Removes half-written files that killed runs left in `.staging`.
    ///
    /// Call it only while the workspace is locked: another run may be writing such a file.
    public func discardLeftovers() throws(DurableFileError) {
        let folder = try Descriptor.folder(path)
        guard try exists(DurableFolder.stagingName, in: folder) else { return }
        let staging = DurableFolder(path: path + "/" + DurableFolder.stagingName)
        for entry in try staging.entries() where entry.name.hasSuffix(".part") {
            try staging.remove(entry.name)
        }
    }

    /// Removes a file; a file that is not there is no error.
    public func remove(_ name: String) throws(DurableFileError) {
        try checkName(name)
        let folder = try Descriptor.folder(path)
        if unlinkat(folder.number, name, 0) != 0 && errno != ENOENT {
            throw .failed("remove", path + "/" + name, errno: errno)
        }
        try folder.synchronize()
    }

    /// Moves a file of this folder into another one on the same disk, durably and without
    /// replacing.
    ///
    /// The move is the claim: of two runs that want the same file exactly one gets it.
    public func claim(
        _ name: String, into target: DurableFolder, as newName: String
    ) throws(DurableFileError) -> ClaimOutcome {
        try checkName(name)
        try target.checkName(newName)
        let source = try Descriptor.folder(path)
        let destination = try Descriptor.folder(target.path)
        switch Descriptor.rename(name, in: source, to: newName, in: destination) {
        case 0: break
        case ENOENT: return .gone
        case EEXIST: return .nameTaken
        case let number: throw .failed("take", path + "/" + name, errno: number)
        }
        try destination.synchronize()
        try source.synchronize()
        return .claimed
    }

    /// The files and folders here, ordered by name; `.` and `..` left out.
    public func entries() throws(DurableFileError) -> [FolderEntry] {
        let folder = try Descriptor.folder(path)
        guard let stream = fdopendir(dup(folder.number)) else {
            throw .failed("list", path, errno: errno)
        }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    String(validatingCString: $0)
                }
            }
            // A name that is not UTF-8 cannot be shown or configured; it is no file of ours.
            guard let name, name != ".", name != ".." else { continue }
            var status = stat()
            guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            entries.append(FolderEntry(name: name, status: status))
        }
        return entries.sorted { $0.name < $1.name }
    }

    /// Reads a file whole, without following links.
    ///
    /// Refused are anything but regular files, files with a second name (hard links), files larger
    /// than the limit, and a file that changes while it is read (`file.changing`).
    public func read(
        _ name: String, maximumBytes: Int
    ) throws(DurableFileError) -> DroppedFile {
        try checkName(name)
        let folder = try Descriptor.folder(path)
        let file = try folder.open(name, flags: O_RDONLY | O_NONBLOCK, action: "read")
        let before = try file.status()
        try DroppedFile.check(before, file.path, maximumBytes: maximumBytes)
        let bytes = try file.readAll(maximumBytes: maximumBytes)
        let after = try file.status()
        guard bytes.count == Int(after.st_size),
            FolderEntry(name: name, status: before).modifiedMilliseconds
                == FolderEntry(name: name, status: after).modifiedMilliseconds
        else {
            throw DurableFileError(
                code: "file.changing", path: file.path, errno: 0,
                message: "\(file.path) changed while it was read",
                help: "Maybe it is still being written; it is tried again with the next run.")
        }
        return DroppedFile(entry: FolderEntry(name: name, status: after), bytes: bytes)
    }

    /// Whether files can be written here; used before work is begun.
    public func checkWritable() throws(DurableFileError) {
        let folder = try Descriptor.folder(path)
        try folder.checkWritable()
    }

    // MARK: - Small steps

    func exists(_ name: String, in folder: borrowing Descriptor) throws(DurableFileError) -> Bool {
        var status = stat()
        if fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
        guard errno == ENOENT else {
            throw .failed("look at", path + "/" + name, errno: errno)
        }
        return false
    }

    /// A name must be one path component that a terminal can show.
    func checkName(_ name: String) throws(DurableFileError) {
        let isPlain =
            !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 200
            && !name.unicodeScalars.contains { $0 == "/" || $0.value < 32 || $0.value == 127 }
        guard isPlain else {
            throw DurableFileError(
                code: "file.name", path: path, errno: 0,
                message: "a name in \(path) is not usable: it is empty, longer than 200 bytes, or "
                    + "holds a slash or a control character",
                help: "Rename the file.")
        }
    }
}
