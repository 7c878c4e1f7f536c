public import Procurement
public import SupplierAdapterKit

/// Offers from any program that speaks `supplier-adapter/1` over its standard streams.
///
/// Settings: see the adapter's README, or `ExternalProcessOffers.description.keys`.
public struct ExternalProcessOffers: OfferSource, SpooledFeed {
    /// The feed's name.
    public let name: FeedName
    /// What holds where records say nothing.
    public let defaults: OfferRecordDefaults
    let fetching: ExternalFetching

    /// The folder of the feed.
    public var spool: SpoolFolder { fetching.spool }

    /// `adapter = "external-process"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "external-process", kind: "offers",
        summary: "Asks a program in any language, over its standard streams.",
        keys: ExternalSettings.keys(stream: "offers") + OfferRecordDefaults.keys)

    /// Reads the settings of a feed; starts and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        let own = ExternalSettings(from: &reader, stream: "offers")
        defaults = OfferRecordDefaults(from: &reader)
        try reader.finish()
        self.name = name
        fetching = ExternalFetching(name, own, environment)
    }

    /// Starts the program and reads its stream; what came lies in the folder afterwards.
    ///
    /// Nothing is asked while an earlier delivery waits to be taken: the program goes on from the
    /// checkpoint of what was stored, not of what was sent.
    public func refresh(at now: Timestamp) throws(AdapterError) { try fetching.refresh(at: now) }

    /// What the program brings from scratch, to be read again and again and kept nowhere; `nil`
    /// where it has nothing.
    public func sample(at now: Timestamp) throws(AdapterError) -> TakenFile? {
        try fetching.sample(at: now)
    }

    /// Moves a delivery where it is kept; an accepted one moves the checkpoint.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try fetching.settle(file, as: fate)
    }

    /// Reads a delivery whole; throws when it cannot be trusted as a whole.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        try DeliveryFile.readOffers(
            file.bytes, file: "\(spool.title)/\(file.file.name)", defaults: defaults)
    }

    /// Looks whether the folder can be written to, and lets the program check itself.
    public func check() -> [AdapterFinding] { fetching.check() }
}
