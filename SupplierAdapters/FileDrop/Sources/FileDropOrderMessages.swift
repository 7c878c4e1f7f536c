public import Procurement
public import SupplierAdapterKit

/// Messages about purchase orders as files dropped into a folder, format `order-messages/1`.
///
/// Acknowledgments, ship notices, receipts and functional acknowledgments, as CSV, or as JSON where
/// the file's name ends so. Settings: see the adapter's README, or `description.keys`.
public struct FileDropOrderMessages: SupplierMessageSource, DroppedFileFeed {
    /// The feed's name.
    public let name: FeedName
    private let settings: DropSettings
    /// The folder of the feed.
    public let files: DroppedFiles

    /// `adapter = "file-drop"`, `kind = "order-messages"`.
    public static let description = AdapterDescription(
        name: "file-drop", kind: "order-messages",
        summary: "Takes what suppliers answer, ship and deliver as files from a folder.",
        keys: DropSettings.keys)

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        var reader = SettingsReader(settings)
        let drop = DropSettings.read(from: &reader)
        try reader.finish()
        self.settings = drop
        files = DroppedFiles(settings: drop, environment: environment)
    }

    /// Reads a file whole; throws when it cannot be trusted as a whole.
    public func readMessages(_ file: TakenFile) throws(AdapterError) -> MessageDelivery {
        try Self.read(
            file.bytes, fileName: file.file.name, title: files.title(file.file.name),
            supplier: settings.supplier)
    }

    /// Reads the bytes of a file that somebody names, and that lies in no folder of a feed.
    ///
    /// - Parameter title: how places in it are called.
    public static func read(
        _ bytes: [UInt8], fileName: String, title: String, supplier: SupplierID?
    ) throws(AdapterError) -> MessageDelivery {
        try OrderMessageFile.read(
            bytes, fileName: fileName, file: title,
            isJSON: fileName.lowercased().hasSuffix(".json"), supplier: supplier)
    }
}
