internal import FileDrop
internal import FlatFileEDI
public import Procurement
public import SupplierAdapterKit
public import WebClient

/// Offers from a web service, by configuration alone.
///
/// Settings: see the adapter's README, or `HTTPFeedOffers.description.keys`.
public struct HTTPFeedOffers: OfferSource, SpooledFeed {
    /// The feed's name.
    public let name: FeedName
    let settings: FeedSettings
    let environment: AdapterEnvironment
    /// The folder of the feed.
    public let spool: SpoolFolder
    private let pauses: WebPauses

    /// `adapter = "http-feed"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "http-feed", kind: "offers",
        summary: "Asks a web service: JSON, NDJSON, CSV or XML, page by page, or documents.",
        keys: FeedSettings.keys)

    /// Reads the settings of a feed; asks and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        try self.init(name: name, settings: settings, environment: environment, pauses: .real)
    }

    /// As above, with other pauses between tries.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment,
        pauses: WebPauses
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try FeedSettings(settings, name: name, environment: environment)
        self.environment = environment
        self.pauses = pauses
        spool = self.settings.access.spool(in: self.settings.folder, of: environment)
    }

    // MARK: - Fetching

    /// Asks for the list; what came lies in the folder afterwards.
    ///
    /// Nothing is asked while an earlier list waits to be taken, and nothing is kept that is
    /// byte for byte what was settled last.
    public func refresh(at now: Timestamp) throws(AdapterError) {
        guard try spool.inbox().ready.allSatisfy(SpoolFolder.isReceived) else { return }
        var state = try spool.noted()
        if state.settings != settings.fingerprint {
            // What was seen under other settings says nothing; how far changes went does.
            let checkpoint = state.checkpoint
            state = SpoolNote()
            state.checkpoint = checkpoint
        }
        guard let delivery = try read(after: state, at: now), delivery.state.seen != state.seen
        else { return }
        if delivery.pages.isEmpty {
            // Nothing changed, which may be further than we were.
            try spool.note(delivery.state.bytes)
        } else {
            try spool.publish(delivery.bytes(feed: name.rawValue), at: now)
        }
    }

    /// One reading; over the line of the settings, or over another one.
    func read(
        after state: SpoolNote, at now: Timestamp, pauses: WebPauses? = nil,
        over transport: (any WebTransport)? = nil
    ) throws(AdapterError) -> DeliveryPages? {
        let session = try FeedSession(
            settings.access, environment: environment, pauses: pauses ?? self.pauses, now: now,
            transport: transport)
        var reading = FeedReading(settings, session, sha256: environment.sha256)
        return try reading.run(after: state)
    }

    // MARK: - Deliveries

    /// Moves a delivery where it is kept, and notes that it was seen; only an accepted one moves
    /// how far we are.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if let taken = try spool.take(file) {
            let read = Result { () throws(AdapterError) in
                try DeliveryPages(taken.bytes, file: title(file))
            }
            if case .success(let delivery) = read, fate != .held,
                let document = delivery.document(of: file), let owed,
                let documents = settings.documents,
                try documents.owesAcknowledgment(document, isNoted: owed.holds(file))
            {
                try owed.owe(document)
            }
            if case .success(let delivery) = read, delivery.isWebhook {
                // Lists of before the call say something again, be they the same or not.
                var state = try spool.noted()
                state.seen = nil
                state.entityTag = nil
                state.lastModified = nil
                if fate == .accepted { try spool.note(state.bytes) }
            } else if case .success(let delivery) = read {
                let came = delivery.state
                var state = fate == .accepted ? came : try spool.noted()
                state.seen = came.seen
                state.settings = came.settings
                if fate == .accepted, let document = delivery.document(of: file) {
                    try settings.documents?.remember(document)
                }
                try spool.note(state.bytes)
            }
        }
        try spool.settle(file, as: fate)
    }

    /// Reads a delivery whole; throws when it cannot be trusted as a whole.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        let title = title(file.file)
        let delivery = try DeliveryPages(file.bytes, file: title)
        guard let documents = settings.documents else {
            return try offers(of: delivery, name: file.file.name, title: title)
        }
        guard let document = delivery.document(of: file.file) else {
            throw AdapterError(
                code: "feed.no-rows", reaction: .fixData, message: "the delivery has no document",
                place: FilePlace(file: title))
        }
        do throws(AdapterError) {
            return try documents.readOffers(document).moved(by: delivery.linesBefore)
        } catch {
            throw error.inDelivery(linesBefore: delivery.linesBefore)
        }
    }

    func offers(
        of delivery: DeliveryPages, name: String, title: String
    ) throws(AdapterError) -> OfferDelivery {
        guard let table = settings.table else {
            preconditionFailure("Documents have no rows.")
        }
        let scope: DeliveryScope = delivery.isChanges ? .changes : .whole
        if settings.content == .csv {
            var texts: [OfferTable.Text] = []
            for page in delivery.pages {
                texts.append(
                    try FeedPage.text(page.body, file: title, firstLine: page.firstLine))
            }
            return try table.read(texts, fileName: name, file: title, scope: scope)
        }
        var rows: [OfferTable.Row] = []
        for page in delivery.pages {
            let page = try FeedPage(
                page.body, settings: settings, file: title, firstLine: page.firstLine,
                isCall: delivery.isWebhook)
            rows += page.rows
        }
        return try table.read(rows, fileName: name, file: title, scope: scope)
    }

    private func title(_ file: FeedFile) -> String { "\(settings.folder)/\(file.name)" }

    // MARK: - Acknowledgments

    private var owed: OwedAcknowledgments? {
        OwedAcknowledgments(
            settings.acknowledgment, settings.access, in: settings.folder, of: environment)
    }

    /// Posts the acknowledgments of documents that were settled, those of earlier runs too.
    public func finish(at now: Timestamp) throws(AdapterError) { try acknowledge(at: now) }

    /// Posts the acknowledgments of documents that were settled, those of earlier runs too.
    ///
    /// Throws `acknowledgment.contradicted` where one said what does not hold any more.
    public func acknowledge(at now: Timestamp) throws(AdapterError) {
        guard let documents = settings.documents, let owed else { return }
        try owed.send(at: now, pauses: pauses) { (document, form) throws(AdapterError) in
            try documents.acknowledgment(of: document, as: form, at: now)
        }
        try documents.tellContradictions()
    }

    /// Looks whether the secrets are there and the folder can be written to; asks nobody.
    public func check() -> [AdapterFinding] {
        var findings = spool.check() + settings.access.findings(in: environment)
        findings += settings.webhook.map { $0.findings(in: environment) } ?? []
        if !settings.url.isSecure {
            findings.append(
                AdapterFinding(
                    severity: .warning, code: "http.plain",
                    message: "\(settings.url.host) is asked without encryption: prices and "
                        + "credentials can be read and changed on the way",
                    help: "Use https if the server has it."))
        }
        return findings
    }
}
