public import FlatFileEDI
public import Procurement
public import SupplierAdapterKit
public import WebClient

/// Purchase orders posted to a supplier's web service, in any form that FlatFileEDI writes.
///
/// What is sent lies in the supplier's folder as every order does: staged before it leaves, under
/// its own name once the supplier has it. Before it leaves, `.asked/NAME` notes that it may have
/// arrived; as long as that stands, the supplier is asked before anything is sent again.
public struct HTTPFeedOrders: PurchaseOrderSink {
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
        keys: OrderSettings.keys + DocumentOrders.description.keys)

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

    /// The folder that copies of its orders are kept in, below the workspace.
    public var folder: String { documents.supplierFolder }

    /// Makes the document as the settings of the partner say.
    public func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try documents.render(order, as: format)
    }

    /// The supplier's folder, and a name of number, revision and beginning of the SHA-256.
    public func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        documents.destination(of: order, revision: revision, document: document, sha256: sha256)
    }

    /// Writes the document to `.staging` in the supplier's folder and brings it to the disk.
    public func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        try documents.stage(bytes, to: destination)
    }

    // MARK: - Sending

    /// Posts a staged document; it is kept under its own name once the supplier has it.
    ///
    /// Throws with `.reconcile` where nobody can tell whether it arrived.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        guard try documents.handOver(of: destination) == .staged else {
            return try documents.send(destination)
        }
        let order = SentOrder(destination, root: environment.root)
        let bytes = try order.staged()
        let session = try FeedSession(
            settings.access, environment: environment, pauses: pauses, now: now)
        try order.noteAsked()
        switch try post(bytes, order, session) {
        case .taken: return try keep(order)
        case .refused(let error):
            // The supplier has said that it has not taken it, or was never reached.
            try order.forgetAsked()
            throw error
        case .unknown(let error):
            switch probe(order, session) {
            case .taken: return try keep(order)
            case .absent:
                // It may still be on its way: only the next run asks again and sends.
                throw AdapterError(
                    code: error.code, reaction: .retry(afterSeconds: nil), message: error.message,
                    help: "The supplier does not have the order yet; the next run asks again.",
                    detail: error.detail)
            case .unknown: throw unknown(order, because: error.message)
            }
        }
    }

    private enum Outcome {
        case taken
        case refused(AdapterError)
        case unknown(AdapterError)
    }

    private func post(
        _ bytes: [UInt8], _ order: SentOrder, _ session: FeedSession
    ) throws(AdapterError) -> Outcome {
        var request = WebRequest(settings.url)
        request.method = "POST"
        request.body = bytes
        request.headers = [
            WebHeader(settings.keyHeader, order.key),
            WebHeader("Content-Type", settings.contentType ?? order.contentType),
        ]
        var isSecond = false
        while true {
            do throws(WebError) {
                let answer = try session.once(try session.authenticated(request))
                if answer.status == 401, !isSecond, session.renewsToken() {
                    isSecond = true
                    continue
                }
                if (200...299).contains(answer.status) { return .taken }
                let refusal = Refusal(answer, now: now)
                let error = session.error(refusal, settings.url)
                // Who answers so has not taken the order; others may have before they failed.
                let isDefinite =
                    answer.status == 429
                    || (300...499).contains(answer.status)
                        && ![408, 409, 425].contains(answer.status)
                guard isDefinite else { return .unknown(error) }
                let isSettings = answer.status < 400 || [401, 403, 404].contains(answer.status)
                let isOurs = isSettings || answer.status == 429
                return .refused(isOurs ? error : refused(order, answer, session))
            } catch {
                let told = session.error(Refusal(error), settings.url)
                return error.mayHaveArrived ? .unknown(told) : .refused(told)
            }
        }
    }

    private func refused(
        _ order: SentOrder, _ answer: WebAnswer, _ session: FeedSession
    ) -> AdapterError {
        let words = String(decoding: answer.body.prefix(300).filter { $0 >= 0x20 }, as: UTF8.self)
        return AdapterError(
            code: "http.order-refused", reaction: .giveUp,
            message: session.scrub(
                "\(settings.url.host) refused order \(order.number) (status \(answer.status))"
                    + (words.isEmpty ? "" : ": \(words)")),
            help: "It was not taken. The next run sends it again; close its lines if it is not to "
                + "be bought there.",
            supplierCode: String(answer.status))
    }

    private func keep(_ order: SentOrder) throws(AdapterError) -> SendOutcome {
        let outcome = try documents.send(order.destination)
        try order.forgetAsked()
        return outcome
    }

    // MARK: - Where it is

    private enum Finding {
        case taken, absent, unknown
    }

    /// Asks the supplier whether it has an order.
    private func probe(_ order: SentOrder, _ session: FeedSession) -> Finding {
        guard let template = settings.statusURL,
            let url = WebURL(
                OrderSettings.filled(template, key: order.key, number: order.number))
        else { return .unknown }
        var request = WebRequest(url)
        request.headers = [WebHeader("Accept", "application/json")]
        do throws(AdapterError) {
            _ = try session.get(request)
            return .taken
        } catch {
            return error.code == "http.not-found" ? .absent : .unknown
        }
    }

    /// Tells how far a document got; asks the supplier where only it can tell.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        let place = try documents.handOver(of: destination)
        let order = SentOrder(destination, root: environment.root)
        guard place == .staged, try order.isAsked() else { return place }
        let session = try FeedSession(
            settings.access, environment: environment, pauses: pauses, now: now)
        switch probe(order, session) {
        case .taken:
            _ = try keep(order)
            return .sent
        case .absent: return .staged
        case .unknown:
            // The key is the same, and so the order is one however often it is sent.
            if settings.statusURL == nil && settings.isSentAgain { return .staged }
            throw unknown(order, because: "an earlier try ended without an answer")
        }
    }

    private func unknown(_ order: SentOrder, because reason: String) -> AdapterError {
        AdapterError(
            code: "http.order-unknown", reaction: .reconcile,
            message: "nobody can tell whether \(settings.url.host) has order \(order.number): "
                + reason,
            help: settings.statusURL == nil
                ? "Ask the supplier for \(order.key). If it has the order, move "
                    + "\(order.stagedPath) to \(order.destination.folder); if not, remove "
                    + "\(order.askedPath). status_url in the settings spares you this."
                : "The next run asks again.")
    }

    /// Looks whether the folder can be written to and the secrets are there; asks nobody.
    public func check() -> [AdapterFinding] {
        var findings = documents.check()
        do throws(AdapterError) {
            _ = try settings.access.authentication.secret?.value(in: environment)
        } catch {
            findings.append(
                AdapterFinding(
                    severity: .error, code: error.code, message: error.message, help: error.help))
        }
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
