public import Procurement

/// A feed whose deliveries we fetch ourselves: all but fetching, settling and reading them is what
/// ``SpoolFolder`` does.
public protocol SpooledFeed: FeedSource {
    /// The folder of the feed.
    var spool: SpoolFolder { get }
}

extension SpooledFeed {
    /// Looks which deliveries were fetched and not settled.
    public func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox { try spool.inbox() }

    /// Reads a delivery where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try spool.look(at: file)
    }

    /// Moves a delivery into `.taken` and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? { try spool.take(file) }

    /// `FOLDER/.archive`, `FOLDER/.held` or `FOLDER/.rejected`, and the delivery's name.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        spool.keptPath(of: file, as: fate)
    }

    /// The deliveries kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        try spool.kept(as: fate)
    }

    /// Moves a kept delivery back into `.taken` and reads it.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try spool.takeAgain(file, from: fate)
    }
}
