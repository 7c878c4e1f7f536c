public import Procurement
public import SupplierAdapterKit

/// Histories of deliveries as delimited files dropped into a folder.
///
/// Settings: see the adapter's README, or `FileDropShipmentHistory.description.keys`.
public struct FileDropShipmentHistory: ShipmentHistorySource, DroppedFileFeed {
    /// The feed's name.
    public let name: FeedName
    let settings: ShipmentSettings
    /// The folder of the feed.
    public let files: DroppedFiles

    /// `adapter = "file-drop"`, `kind = "shipment-history"`.
    public static let description = AdapterDescription(
        name: "file-drop", kind: "shipment-history",
        summary: "Takes past deliveries as delimited files from a folder.",
        keys: ShipmentSettings.keys)

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try ShipmentSettings(settings)
        files = DroppedFiles(settings: self.settings.drop, environment: environment)
    }

    /// Reads a file whole; throws when it cannot be trusted as a whole.
    public func readShipments(_ file: TakenFile) throws(AdapterError) -> ShipmentDelivery {
        try ShipmentFile.read(
            file.bytes, fileName: file.file.name, file: files.title(file.file.name),
            settings: settings)
    }
}
