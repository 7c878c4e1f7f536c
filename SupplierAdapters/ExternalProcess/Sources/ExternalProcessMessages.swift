internal import FileDrop
public import Procurement
public import SupplierAdapterKit

/// What suppliers answer, ship and deliver, from any program that speaks `supplier-adapter/1`.
///
/// Each record is one statement of the format `order-messages/1`. Settings: see the adapter's
/// README, or `ExternalProcessMessages.description.keys`.
public struct ExternalProcessMessages: SupplierMessageSource, SpooledFeed {
    /// The feed's name.
    public let name: FeedName
    private let supplier: SupplierID?
    private let fetching: ExternalFetching

    /// The folder of the feed.
    public var spool: SpoolFolder { fetching.spool }

    /// `adapter = "external-process"`, `kind = "order-messages"`.
    public static let description = AdapterDescription(
        name: "external-process", kind: "order-messages",
        summary: "Asks a program in any language what suppliers say about orders.",
        keys: ExternalSettings.keys(stream: "answers") + [OfferRecordDefaults.supplierKey])

    /// Reads the settings of a feed; starts and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        let own = ExternalSettings(from: &reader, stream: "answers")
        supplier = OfferRecordDefaults.supplier(from: &reader)
        try reader.finish()
        self.name = name
        fetching = ExternalFetching(name, own, environment)
    }

    /// Starts the program and reads its stream; what came lies in the folder afterwards.
    public func refresh(at now: Timestamp) throws(AdapterError) { try fetching.refresh(at: now) }

    /// Moves a delivery where it is kept; an accepted one moves the checkpoint.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try fetching.settle(file, as: fate)
    }

    /// Reads a delivery whole; throws when it cannot be trusted as a whole.
    public func readMessages(_ file: TakenFile) throws(AdapterError) -> MessageDelivery {
        let title = "\(spool.title)/\(file.file.name)"
        // Line by line as they were sent, so that places in it are places in the delivery.
        let messages = try DeliveryFile.orderMessages(file.bytes, file: title)
        let read = try FileDropOrderMessages.read(
            messages, fileName: "answers.json", title: title, supplier: supplier)
        return MessageDelivery(
            file: file.file.name, messages: read.messages, quarantined: read.quarantined)
    }

    /// Looks whether the folder can be written to, and lets the program check itself.
    public func check() -> [AdapterFinding] { fetching.check() }
}
