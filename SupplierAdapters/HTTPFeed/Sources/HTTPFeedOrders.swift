public import FlatFileEDI
public import Procurement
public import SupplierAdapterKit
public import WebClient

/// Purchase orders posted to a supplier's web service, in any form that FlatFileEDI writes.
///
/// A copy of what is sent lies in the supplier's folder; see `OrderSending` for how it is kept
/// that an order leaves once, whenever a run or the line ends.
public struct HTTPFeedOrders: DocumentOrderSink {
    /// The name of this way out.
    public let name: FeedName
    /// What the documents are, and where their copies are kept.
    public let documents: DocumentOrders
    private let settings: OrderSettings
    private let environment: AdapterEnvironment
    private let pauses: WebPauses
    private let now: Timestamp

    /// `adapter = "http-feed"`, `kind = "purchase-orders"`.
    public static let description = AdapterDescription(
        name: "http-feed", kind: "purchase-orders",
        summary: "Posts purchase orders to a web service, each exactly once.",
        keys: OrderSettings.keys + DocumentOrders.lineKeys)

    /// Reads the settings; asks and changes nothing.
    ///
    /// Signatures tell 1970: who sends gives the time to the other one.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        try self.init(
            name: name, settings: settings, environment: environment,
            now: Timestamp(millisecondsSince1970: 0))
    }

    /// As above; `now` is what signatures tell.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment,
        now: Timestamp, pauses: WebPauses = .real
    ) throws(AdapterSettingsError) {
        let (own, rest) = OrderSettings.split(settings)
        var problems: [AdapterSettingsProblem] = []
        var read: OrderSettings?
        do throws(AdapterSettingsError) {
            read = try OrderSettings(own)
        } catch {
            problems += error.problems
        }
        do throws(AdapterSettingsError) {
            documents = try DocumentOrders(name: name, settings: rest, environment: environment)
        } catch {
            throw AdapterSettingsError(problems: problems + error.problems)
        }
        guard let read else { throw AdapterSettingsError(problems: problems) }
        self.settings = read
        self.name = name
        self.environment = environment
        self.now = now
        self.pauses = pauses
    }

    // MARK: - Sending

    private var sending: OrderSending<WebLine> {
        OrderSending(
            of: documents, root: environment.root,
            over: { () throws(AdapterError) in
                WebLine(
                    settings: settings, now: now,
                    session: try FeedSession(
                        settings.access, environment: environment, pauses: pauses, now: now))
            },
            unknown: unknown)
    }

    /// Posts a staged document; it is kept under its own name once the supplier has it.
    ///
    /// Throws with `.reconcile` where nobody can tell whether it arrived.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try sending.send(destination)
    }

    /// Tells how far a document got; asks the supplier where only it can tell.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        try sending.handOver(of: destination)
    }

    private func unknown(_ order: SentOrder, because reason: String) -> AdapterError {
        AdapterError(
            code: "http.order-unknown", reaction: .reconcile,
            message: "nobody can tell whether \(settings.url(of: order).host) has \(order.title): "
                + reason,
            help: settings.statusURL(of: order) == nil
                ? "Ask the supplier for \(order.key). If it has the order, move "
                    + "\(order.stagedPath) to \(order.destination.folder); if not, remove "
                    + "\(order.askedPath). "
                    + (order.revision > 1 ? "change_status_url" : "status_url")
                    + " in the settings spares you this."
                : "The next run asks again.")
    }

    /// Looks whether the folder can be written to and the secrets are there; asks nobody.
    public func check() -> [AdapterFinding] {
        var findings = documents.check() + settings.access.findings(in: environment)
        if settings.statusURL == nil && !settings.isSentAgain {
            findings.append(
                AdapterFinding(
                    severity: .warning, code: "http.no-status",
                    message: "an order whose fate is not known waits for a person",
                    help: "Give status_url, or send_again = true if the supplier takes a key once.")
            )
        }
        return findings
    }
}
