public import Procurement
public import SupplierAdapterKit

/// Histories of deliveries as delimited files dropped into a folder.
///
/// Settings: see the adapter's README, or `FileDropShipmentHistory.description.keys`.
public struct FileDropShipmentHistory: ShipmentHistorySource, FileDropFeed {
    /// The feed's name.
    public let name: FeedName
    let settings: ShipmentSettings
    let drop: DropFolder

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
        drop = DropFolder(settings: self.settings.drop, environment: environment)
    }

    /// Reads a file whole; throws when it cannot be trusted as a whole.
    public func readShipments(_ file: TakenFile) throws(AdapterError) -> ShipmentDelivery {
        try ShipmentFile.read(
            file.bytes, fileName: file.file.name, file: drop.title(file.file.name),
            settings: settings)
    }
}
