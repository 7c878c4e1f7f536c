public import FlatFileEDI
public import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// Purchase orders handed to any program that speaks `supplier-adapter/1`, each exactly once.
///
/// A copy of what is sent lies in the supplier's folder; see ``OrderSending`` for how it is kept
/// that an order leaves once, whenever a run, the program or the supplier's line ends.
public struct ExternalProcessOrders: DocumentOrderSink {
    /// The name of this way out.
    public let name: FeedName
    /// What the documents are, and where their copies are kept.
    public let documents: DocumentOrders
    let program: ExternalProgram

    /// `adapter = "external-process"`, `kind = "purchase-orders"`.
    public static let description = AdapterDescription(
        name: "external-process", kind: "purchase-orders",
        summary: "Hands purchase orders to a program in any language, each exactly once.",
        keys: ExternalSettings.keys(stream: nil) + DocumentOrders.lineKeys)

    /// Reads the settings; starts and changes nothing.
    ///
    /// Without `format` orders are JSON.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        let ownKeys = ExternalSettings.topKeys.union(DocumentOrders.fileOnlyKeys)
        func part(_ isOwn: Bool) -> [SettingTable.Entry] {
            settings.table.entries.filter { ownKeys.contains($0.key) == isOwn }
        }
        var rest = part(false)
        if settings.table["format"] == nil {
            rest.append(SettingTable.Entry("format", SettingValue(.string("json"))))
        }
        var problems: [AdapterSettingsProblem] = []
        var reader = SettingsReader(
            AdapterSettings(
                file: settings.file,
                table: SettingTable(part(true), line: settings.table.line)))
        let own = ExternalSettings(from: &reader, stream: nil)
        do throws(AdapterSettingsError) {
            try reader.finish()
        } catch {
            problems = error.problems
        }
        do throws(AdapterSettingsError) {
            documents = try DocumentOrders(
                name: name,
                settings: AdapterSettings(
                    file: settings.file, table: SettingTable(rest, line: settings.table.line)),
                environment: environment)
        } catch {
            throw AdapterSettingsError(problems: problems + error.problems)
        }
        guard problems.isEmpty else { throw AdapterSettingsError(problems: problems) }
        self.name = name
        program = ExternalProgram(
            feed: name.rawValue, settings: own, environment: environment)
    }

    private var sending: OrderSending<ProgramLine> {
        OrderSending(
            of: documents, root: program.environment.root,
            over: { () throws(AdapterError) in ProgramLine(program: program) },
            unknown: { order, reason in
                AdapterError(
                    code: "adapter.order-unknown", reaction: .reconcile,
                    message: "nobody can tell whether the supplier behind feed "
                        + "(\(program.feed)) has \(order.title): \(reason)",
                    help: "The next run asks again. If the program cannot tell, ask the supplier "
                        + "for \(order.key): if it has the order, move \(order.stagedPath) to "
                        + "\(order.destination.folder); if not, remove \(order.askedPath).")
            })
    }

    /// Hands a staged document to the program; it is kept under its own name once the supplier has
    /// it.
    ///
    /// Throws with `.reconcile` where nobody can tell whether it arrived.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try sending.send(destination)
    }

    /// Tells how far a document got; asks the program where only the supplier can tell.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        try sending.handOver(of: destination)
    }

    /// Looks whether the folder can be written to, and lets the program check itself.
    public func check() -> [AdapterFinding] { documents.check() + program.check() }
}

/// A program as a line to a supplier: `submit` and `status`.
struct ProgramLine: OrderLine {
    let program: ExternalProgram

    /// What the program must have said that it can do with a document.
    private static func capability(for order: SentOrder) -> String {
        order.revision > 1 ? "orders.change" : "orders.send"
    }

    func submit(_ order: SentOrder, _ bytes: [UInt8]) throws(AdapterError) -> OrderAnswer {
        let session: AdapterSession
        do throws(SessionFailure) {
            session = try program.open()
        } catch {
            // It never heard of the order.
            throw error.error
        }
        let capability = Self.capability(for: order)
        guard session.capabilities.contains(capability) else {
            _ = session.close()
            throw AdapterError(
                code: "adapter.sends-nothing", reaction: .fixSettings,
                message: "the program of feed (\(program.feed)) does not say that it can send "
                    + (order.revision > 1 ? "changes of orders" : "orders"),
                help: "Its hello must name \(capability) among its capabilities, and it must "
                    + "answer submit and status.")
        }
        let answer: JSONValue
        do throws(SessionFailure) {
            answer = try session.perform(
                "submit", try Self.members(order, bytes))
        } catch {
            switch error {
            case .broken(let error): return .unknown(error)
            case .refused(let error, let kind): return Self.answer(to: error, kind)
            }
        }
        _ = session.close()
        switch answer["outcome"]?.content {
        case .string("accepted"): return .taken
        case .string("rejected"):
            return .refused(
                AdapterError(
                    code: "adapter.order-refused", reaction: .giveUp,
                    message: "the supplier behind feed (\(program.feed)) refused "
                        + order.title
                        + (Self.text(answer["message"]).map { ": \($0)" } ?? ""),
                    help: "It was not taken. The next run sends it again; close its lines if it "
                        + "is not to be bought there.",
                    supplierCode: Self.text(answer["supplier_code"])))
        default:
            return .unknown(
                AdapterError(
                    code: "adapter.order-unknown", reaction: .reconcile,
                    message: Self.text(answer["message"])
                        ?? "the program does not know whether it arrived"))
        }
    }

    /// Most classes say that the supplier has not got the order, and `duplicate` that it had it
    /// before; behind the others it may have arrived.
    private static func answer(to error: AdapterError, _ kind: ErrorClass?) -> OrderAnswer {
        switch kind {
        case .duplicate: .taken
        case .transient, .unknownOutcome, .protocol, .internal: .unknown(error)
        case nil, .config, .auth, .permission, .notFound, .data, .contract, .rejected,
            .rateLimited, .quotaExhausted, .partnerOffline:
            .refused(error)
        }
    }

    private static func members(
        _ order: SentOrder, _ bytes: [UInt8]
    ) throws(SessionFailure) -> [(String, JSONValue.Content)] {
        let start = names(of: order) + [("file", .string(order.stagedPath))]
        guard order.fileExtension == "json" else { return start }
        do throws(WireError) {
            return start + [("document", try JSONText.parse(bytes).content)]
        } catch {
            throw .refused(
                AdapterError(
                    code: error.code, reaction: .fixSettings,
                    message: "\(order.stagedPath): \(error.message)"))
        }
    }

    /// Which document it is: the key names it alone, the number its order.
    private static func names(of order: SentOrder) -> [(String, JSONValue.Content)] {
        [
            ("key", .string(order.key)), ("number", .string(order.number)),
            ("revision", .number(String(order.revision))),
        ]
    }

    func probe(_ order: SentOrder) -> OrderWhereabouts {
        do throws(SessionFailure) {
            let session = try program.open()
            let answer = try session.perform("status", Self.names(of: order))
            _ = session.close()
            switch answer["outcome"]?.content {
            case .string("accepted"): return .taken
            case .string("absent"): return .absent
            default: return .unknown
            }
        } catch {
            return .unknown
        }
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard case .string(let text)? = value?.content, !text.isEmpty else { return nil }
        return text
    }
}
