internal import Glibc

/// How far a file got on its way into a folder.
public enum StagedFileState: Hashable, Sendable {
    /// It lies in `.staging`: it has not left.
    case staged
    /// It lies in the folder under its name.
    case published
    /// It lies in neither: it was published and taken since, or never staged.
    case gone
}

/// What publishing a file gave.
public enum PublishOutcome: Hashable, Sendable {
    /// The file now has its name.
    case published
    /// The name was taken before; nothing was changed. The staged file is removed where the bytes
    /// are the same, and kept where they differ.
    case alreadyThere(sameBytes: Bool)
}

/// What claiming a file gave.
public enum ClaimOutcome: Hashable, Sendable {
    /// The file is ours.
    case claimed
    /// It is not there any more: somebody else took or removed it.
    case gone
    /// The target folder has a file of that name already; nothing was moved.
    case nameTaken
}

/// A file that is on the disk under `.staging` and waits to be published.
public struct StagedFile: Hashable, Sendable {
    /// The folder it will appear in.
    public let folder: DurableFolder
    /// The name it will have.
    public let name: String

    /// Gives the file its name in the folder, durably and without replacing anything.
    ///
    /// A call that finds the file neither staged nor published fails with `file.not-found`; look at
    /// `DurableFolder.state(of:)` first when recovering.
    public func commit() throws(DurableFileError) -> PublishOutcome {
        try folder.checkName(name)
        let target = try Descriptor.folder(folder.path)
        let staging = try target.subfolder(DurableFolder.stagingName)
        switch Descriptor.rename(name, in: staging, to: name, in: target) {
        case 0: break
        case EEXIST: return try compareWithPublished(target, staging)
        case let number: throw .failed("publish", folder.path + "/" + name, errno: number)
        }
        try target.synchronize()
        try staging.synchronize()
        return .published
    }

    /// Removes the staged file; the published one, if any, stays.
    public func discard() throws(DurableFileError) {
        try DurableFolder(path: folder.path + "/" + DurableFolder.stagingName).remove(name)
    }

    private func compareWithPublished(
        _ target: borrowing Descriptor, _ staging: borrowing Descriptor
    ) throws(DurableFileError) -> PublishOutcome {
        let limit = 1 << 30
        let staged = try staging.open(name, flags: O_RDONLY | O_NONBLOCK, action: "read")
            .readAll(maximumBytes: limit)
        let published = try target.open(name, flags: O_RDONLY | O_NONBLOCK, action: "read")
            .readAll(maximumBytes: limit)
        guard staged == published else { return .alreadyThere(sameBytes: false) }
        try discard()
        return .alreadyThere(sameBytes: true)
    }
}
