public import Procurement

/// A file of a supplier that is complete and can be taken, or was taken and not settled.
public struct FeedFile: Hashable, Sendable {
    /// The name the supplier gave it.
    public let name: String
    /// When it was last changed.
    public let modifiedAt: Timestamp
    /// The name it is kept by once taken; unique within the feed.
    public let keptName: String
    /// Whether an earlier run took it and ended before settling it.
    public let isTaken: Bool

    /// Makes a feed file from its parts.
    public init(name: String, modifiedAt: Timestamp, keptName: String, isTaken: Bool) {
        self.name = name
        self.modifiedAt = modifiedAt
        self.keptName = keptName
        self.isTaken = isTaken
    }
}

/// A file that is there but not complete yet.
public struct WaitingFile: Hashable, Sendable {
    /// The name the supplier gave it.
    public let name: String
    /// A stable name such as `feed.still-being-written`.
    public let code: String
    /// One sentence that says what is missing.
    public let message: String

    /// Makes a waiting file from its parts.
    public init(name: String, code: String, message: String) {
        self.name = name
        self.code = code
        self.message = message
    }
}

/// What lies in a feed's folder.
public struct FeedInbox: Hashable, Sendable {
    /// Files to take, in the order to take them.
    public let ready: [FeedFile]
    /// Files to look at again with the next run.
    public let waiting: [WaitingFile]

    /// Makes an inbox from its parts.
    public init(ready: [FeedFile], waiting: [WaitingFile]) {
        self.ready = ready
        self.waiting = waiting
    }
}

/// A file that is ours: nobody else takes it, and its bytes do not change any more.
public struct TakenFile: Hashable, Sendable {
    /// The file.
    public let file: FeedFile
    /// What is in it.
    public let bytes: [UInt8]

    /// Makes a taken file from its parts.
    public init(file: FeedFile, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }
}

/// What became of a taken file.
public enum FeedFileFate: String, Hashable, Sendable, CaseIterable {
    /// Its good rows are in force.
    case accepted
    /// A guard stopped it; it can be taken again.
    case held
    /// It could not be read whole; it can be taken again once the settings are mended.
    case rejected
}

/// A source of files: what all feeds have in common, whatever their files hold.
///
/// The order of a run: `refresh`, `inbox`, then for each ready file `take`, read it, store what it
/// holds in one transaction together with `keptPath`, and `settle` it; at last `finish`. A run that
/// ends anywhere in between finds the file in the next `inbox`, marked as taken.
public protocol FeedSource: SupplierAdapter {
    /// Asks the supplier for what is new and puts it, durably, where `inbox` finds it.
    ///
    /// Sources whose suppliers bring their files themselves do nothing here.
    func refresh(at now: Timestamp) throws(AdapterError)

    /// Looks what is there; takes nothing.
    func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox

    /// Reads a file where it lies, and leaves it there; `nil` when it is not there any more.
    func look(at file: FeedFile) throws(AdapterError) -> TakenFile?

    /// Takes a file out of the supplier's reach and reads it; `nil` when it is not there any more.
    func take(_ file: FeedFile) throws(AdapterError) -> TakenFile?

    /// Where a file will be kept, as a path below the workspace; known before it is settled.
    func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String

    /// Puts a taken file where it is kept; doing it twice changes nothing.
    func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError)

    /// Told once all that was ready is settled, in every run, also in one that found nothing.
    ///
    /// What a run that ended early did not do here, the next one does.
    func finish(at now: Timestamp) throws(AdapterError)

    /// Answers the senders of documents that were settled, in this run and in earlier ones.
    ///
    /// A part of `finish`, and done too once files that were kept are read again.
    func acknowledge(at now: Timestamp) throws(AdapterError)

    /// The files kept with a fate, oldest first.
    func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile]

    /// Makes a held or rejected file a taken one again; `nil` when it is not there any more.
    func takeAgain(_ file: FeedFile, from fate: FeedFileFate) throws(AdapterError) -> TakenFile?
}

extension FeedSource {
    /// Nothing to ask for: the supplier brings the files.
    public func refresh(at now: Timestamp) throws(AdapterError) {}

    /// Nobody to answer.
    public func acknowledge(at now: Timestamp) throws(AdapterError) {}

    /// Nothing to tidy up.
    public func finish(at now: Timestamp) throws(AdapterError) {}
}
