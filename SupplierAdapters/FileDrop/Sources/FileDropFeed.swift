internal import Procurement
internal import SupplierAdapterKit

/// What the feeds of dropped files share: folder, completeness, taking and settling.
protocol FileDropFeed: FeedSource {
    var drop: DropFolder { get }
}

extension FileDropFeed {
    /// Looks which files lie in the folder and which of them are complete.
    public func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox {
        try drop.inbox(at: now)
    }

    /// Reads a file where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try drop.look(at: file)
    }

    /// Moves a file into `.taken` by one rename and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? { try drop.take(file) }

    /// `FOLDER/.archive`, `FOLDER/.held` or `FOLDER/.rejected`, and the kept name.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        drop.keptPath(of: file, as: fate)
    }

    /// Moves a taken file where it is kept.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try drop.settle(file, as: fate)
    }

    /// The files kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        try drop.kept(as: fate)
    }

    /// Moves a kept file back into `.taken` and reads it.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try drop.takeAgain(file, from: fate)
    }

    /// Looks whether the folder is there and writable, and how safely completeness is known.
    public func check() -> [AdapterFinding] { drop.check() }
}
