public import SupplierAdapterKit
public import WireFormats

/// The folder of a feed for adapters that read other things than tables: what lies there, what of
/// it is complete, and where taken files go.
///
/// Settings: `folder`, `pattern`, `maximum_megabytes` and the tables `[complete]` and `[transfer]`.
public struct DroppedFiles: Sendable {
    /// What ``DroppedFileFeed`` does everything else with.
    let drop: DropFolder

    /// The keys that ``init(from:environment:)`` reads.
    public static let keys: [AdapterDescription.Key] =
        DropSettings.keys.filter {
            ["folder", "pattern", "maximum_megabytes"].contains($0.name)
                || $0.name.hasPrefix("transfer.")
        } + CompletenessSettings.keys

    /// The keys for lists, of which one takes the place of another.
    public static let listKeys = keys + [DropSettings.olderKey]

    /// Reads the settings; what is wrong is reported to the reader.
    ///
    /// With a layout a document is whole when no record is missing that the layout asks for.
    /// Lists take each other's place: one that is older, by its name, is told by
    /// ``refuseOlder(_:)``, and the setting `older_files` is read too.
    public init(
        from reader: inout SettingsReader, environment: AdapterEnvironment,
        layout: RecordLayout? = nil, areLists: Bool = false
    ) {
        var settings = DropSettings.readFiles(from: &reader)
        if areLists { settings.readOlder(from: &reader) }
        drop = DropFolder(settings: settings, environment: environment, layout: layout)
    }

    init(settings: DropSettings, environment: AdapterEnvironment) {
        drop = DropFolder(settings: settings, environment: environment)
    }

    /// Refuses a list that is older, by its name, than one that was accepted.
    public func refuseOlder(_ file: FeedFile) throws(AdapterError) { try drop.refuseOlder(file) }

    /// Where the files lie, below the workspace.
    public var folderPath: String { drop.settings.folder }

    /// A file of the feed as messages call it.
    public func title(_ name: String) -> String { drop.title(name) }

    /// Reads a file where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try drop.look(at: file)
    }

    /// Runs the command that tidies up on the supplier's server, where the settings name one.
    public func finish() throws(AdapterError) { try drop.finish() }

    /// Moves a taken file where it is kept.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try drop.settle(file, as: fate)
    }
}
