public import Procurement
public import SupplierAdapterKit

/// A feed of dropped files: all but reading them is done here.
public protocol DroppedFileFeed: FeedSource {
    /// The folder of the feed.
    var files: DroppedFiles { get }
}

extension DroppedFileFeed {
    /// Runs the command that fetches files, where the settings name one.
    public func refresh(at now: Timestamp) throws(AdapterError) { try files.drop.refresh() }

    /// Runs the command that tidies up on the supplier's server, where the settings name one.
    public func finish(at now: Timestamp) throws(AdapterError) { try files.drop.finish() }

    /// Looks which files lie in the folder and which of them are complete.
    public func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox {
        try files.drop.inbox(at: now)
    }

    /// Reads a file where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try files.drop.look(at: file)
    }

    /// Moves a file into `.taken` by one rename and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? {
        try files.drop.take(file)
    }

    /// `FOLDER/.archive`, `FOLDER/.held` or `FOLDER/.rejected`, and the kept name.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        files.drop.keptPath(of: file, as: fate)
    }

    /// Moves a taken file where it is kept.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try files.drop.settle(file, as: fate)
    }

    /// The files kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        try files.drop.kept(as: fate)
    }

    /// Moves a kept file back into `.taken` and reads it.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try files.drop.takeAgain(file, from: fate)
    }

    /// Looks whether the folder is there and writable, and how safely completeness is known.
    public func check() -> [AdapterFinding] { files.drop.check() }
}
