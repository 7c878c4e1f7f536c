public import Procurement
public import SupplierAdapterKit
public import WireFormats

/// The folder of a feed for adapters that read other things than tables: what lies there, what of
/// it is complete, and where taken files go.
///
/// Settings: `folder`, `pattern`, `maximum_megabytes` and the table `[complete]`.
public struct DroppedFiles: Sendable {
    private let drop: DropFolder

    /// The keys that ``init(from:environment:)`` reads.
    public static let keys: [AdapterDescription.Key] =
        DropSettings.keys.filter {
            ["folder", "pattern", "maximum_megabytes"].contains($0.name)
        } + CompletenessSettings.keys

    /// Reads the settings; what is wrong is reported to the reader.
    ///
    /// With a layout a document is whole when no record is missing that the layout asks for.
    public init(
        from reader: inout SettingsReader, environment: AdapterEnvironment,
        layout: RecordLayout? = nil
    ) {
        drop = DropFolder(
            settings: DropSettings.readFiles(from: &reader), environment: environment,
            layout: layout)
    }

    /// Where the files lie, below the workspace.
    public var folderPath: String { drop.settings.folder }

    /// A file of the feed as messages call it.
    public func title(_ name: String) -> String { drop.title(name) }

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
