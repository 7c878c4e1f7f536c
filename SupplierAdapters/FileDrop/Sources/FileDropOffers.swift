public import Procurement
public import SupplierAdapterKit

/// Price lists and shelves as delimited files dropped into a folder.
///
/// Settings: see the adapter's README, or `FileDropOffers.description.keys`.
public struct FileDropOffers: OfferStreamSource, DroppedFileFeed {
    /// The feed's name.
    public let name: FeedName
    let settings: OfferSettings
    /// The folder of the feed.
    public let files: DroppedFiles

    /// `adapter = "file-drop"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "file-drop", kind: "offers",
        summary: "Takes price lists and availability as delimited files from a folder.",
        keys: OfferSettings.keys)

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try OfferSettings(settings)
        files = DroppedFiles(settings: self.settings.drop, environment: environment)
    }

    /// Reads a file to its end, in pieces, and then hands on its offers and shelves.
    ///
    /// Workbooks, and what else is packed, are held whole.
    public func readOffers(
        _ file: FileInPieces, in room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        try files.refuseOlder(file.file)
        return try OfferFile.read(
            file, file: files.title(file.file.name), settings: settings, in: room, take)
    }
}
