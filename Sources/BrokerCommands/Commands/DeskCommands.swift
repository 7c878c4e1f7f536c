import ArgumentParser
import BrokerService
import FileDrop
import Procurement
import Storage
import SupplierAdapterKit

/// What all commands that take a message about an order have in common.
struct MessageOptions: ParsableArguments {
    @Argument(help: "The number of the order; none with --file.")
    var number: String?

    @Argument(help: "The number of the line; none with --file.")
    var line: Int?

    @Option(
        help: ArgumentHelp(
            "A file of messages in place of the flags, order-messages/1 as CSV or JSON.",
            valueName: "file"))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "The number of the sender's document; the same document is never taken twice.",
            valueName: "id"))
    var document: String?

    @Option(
        help: ArgumentHelp(
            "When the sender wrote it, as 2026-03-04 or 2026-03-04T08:00:00Z; now unless given.",
            valueName: "time"))
    var written: String?

    @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
    var dryRun = false

    func validate() throws {
        if file == nil, number == nil || line == nil {
            throw ValidationError("Give the number of the order and of its line, or --file.")
        }
        if file != nil, number != nil || document != nil || written != nil {
            throw ValidationError("--file says which order, document and time: leave them out.")
        }
    }

    /// The messages of the file, or the one that the flags make.
    func messages(
        _ kind: SupplierMessage.Kind, _ change: Int? = nil, in session: Session,
        statement: (Int) throws -> SupplierMessage.Statement
    ) throws -> [DeliveredMessage] {
        if let file { return try Self.read(file, in: session) }
        guard let number, let line else {
            preconditionFailure("Without a file the order and the line must be given.")
        }
        let moment = try written.map(Self.moment) ?? session.broker.now
        let message = try SupplierMessage(
            kind: kind, document: SupplierDocumentID(document ?? "typed-\(moment)"),
            order: PurchaseOrderNumber(number), writtenAt: moment,
            statements: [statement(line)], change: change)
        return [
            DeliveredMessage(message: message, supplier: nil, place: FilePlace(file: "typed"))
        ]
    }

    private static func moment(_ text: String) throws -> Timestamp {
        try Timestamp(parsing: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }

    /// A file with a message that cannot be read is refused whole: somebody stands by to mend it.
    private static func read(_ file: String, in session: Session) throws -> [DeliveredMessage] {
        guard let bytes = try session.read(file) else {
            throw CommandFailure(
                [
                    Problem(
                        code: "desk.file-missing", message: "There is no file (\(file)).",
                        place: Problem.Place(file: file),
                        help: "Paths start from the workspace unless they begin with /.")
                ], status: ExitStatus.dataRejected)
        }
        let delivery = try FileDropOrderMessages.read(
            bytes, fileName: file, title: file, supplier: nil)
        guard delivery.quarantined.isEmpty else {
            throw CommandFailure(
                delivery.quarantined.map { Problem($0) }, status: ExitStatus.dataRejected)
        }
        return delivery.messages
    }

    func take(
        _ messages: [DeliveredMessage], in session: Session, output: OutputFormat
    ) throws {
        let report = try session.broker.take(messages, isDryRun: dryRun)
        let promises = dryRun ? [] : try session.broker.updatePromises()
        try DeskPrinter(report, isDryRun: dryRun, promises: promises).print(output)
    }
}

extension Problem {
    init(_ row: QuarantinedRow) {
        self.init(
            code: row.code, message: row.message, place: Problem.Place(row.place),
            help: row.help)
    }
}

extension PurchaseOrderCommand {
    struct Acknowledge: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes what a supplier answers; what it does not confirm is needed again.",
            discussion: """
                The last written answer of a line replaces the ones before. A higher price, a \
                later date than [desk] of broker.toml bears, or a substitute, waits for \
                broker po decide. Docs/OrderDesk.md explains outcomes and the file.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var message: MessageOptions

        @Option(help: ArgumentHelp("What becomes of it.", valueName: "word"))
        var outcome = "accepted"
        @Option(help: "How much, in the unit of the order's line; all of it unless given.")
        var quantity: String?
        @Option(help: "When it is to arrive here, as 2026-03-04.")
        var date: String?
        @Option(help: "When it is to leave there, where that is what the supplier states.")
        var shipDate: String?
        @Option(help: "Price of one unit of the line, where the supplier states one.")
        var price: String?
        @Option(help: "The part that would come in its place.")
        var substitute: String?
        @Option(help: "What the supplier says beside.")
        var remark = ""
        @Option(
            help: ArgumentHelp(
                "Which change of ours it answers: accepted is yes to it, rejected is no.",
                valueName: "number"))
        var change: Int?

        var writes: Bool { !message.dryRun }

        func run(in session: Session) throws {
            if let change, let number = message.number {
                let order = try session.broker.purchaseOrder(PurchaseOrderNumber(number))
                guard (1...max(1, order.changes.count)).contains(change), !order.changes.isEmpty
                else { throw Broker.unknownChange(change, of: order.number) }
            }
            let messages = try message.messages(.acknowledgment, change, in: session) { line in
                .answer(try answer(line))
            }
            try message.take(messages, in: session, output: output.format)
        }

        private func answer(_ line: Int) throws -> LineAnswer {
            guard let known = AcknowledgmentOutcome(rawValue: outcome) else {
                let words = AcknowledgmentOutcome.allCases.map(\.rawValue).joined(separator: ", ")
                throw ServiceError(
                    .failed, code: "desk.outcome-unknown",
                    message: "The outcome (\(outcome)) is none of \(words).",
                    help: "Docs/OrderDesk.md explains them.")
            }
            return LineAnswer(
                line: line, outcome: known,
                quantity: Stated(try quantity.map { try FixedPoint(parsing: $0) }),
                arrivalDate: Stated(try date.map { try CalendarDate(parsing: $0) }),
                shipDate: Stated(try shipDate.map { try CalendarDate(parsing: $0) }),
                price: Stated(try price.map { try FixedPoint(parsing: $0) }),
                substitute: try substitute.map { try SupplierPart($0) }, remark: remark)
        }
    }

    struct Ship: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Notes that goods have left the supplier.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var message: MessageOptions

        @Option(help: "How much left, in the unit of the order's line.")
        var quantity: String?
        @Option(help: "When it left, as 2026-03-04; the day of the run unless given.")
        var on: String?
        @Option(help: "When it is to arrive here, where the supplier says so.")
        var arrives: String?
        @Option(help: "The number by which the carrier knows it.")
        var tracking = ""

        var writes: Bool { !message.dryRun }

        func validate() throws {
            if message.file == nil, quantity == nil || message.document == nil {
                throw ValidationError(
                    "Give --quantity and --document, the number of the delivery note.")
            }
        }

        func run(in session: Session) throws {
            let messages = try message.messages(.shipNotice, in: session) { line in
                .shipped(
                    ShippedPart(
                        line: line, quantity: try FixedPoint(parsing: quantity ?? ""),
                        shippedOn: try on.map { try CalendarDate(parsing: $0) }
                            ?? session.broker.today,
                        arrivalDate: Stated(try arrives.map { try CalendarDate(parsing: $0) }),
                        tracking: tracking))
            }
            try message.take(messages, in: session, output: output.format)
        }
    }

    struct Receive: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Notes that goods have come; damaged ones are needed again.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var message: MessageOptions

        @Option(help: "How much came, in the unit of the order's line, damaged goods included.")
        var quantity: String?
        @Option(help: "How much of it cannot be used.")
        var damaged = "0"
        @Option(help: "When it came, as 2026-03-04; the day of the run unless given.")
        var on: String?

        var writes: Bool { !message.dryRun }

        func validate() throws {
            if message.file == nil, quantity == nil || message.document == nil {
                throw ValidationError(
                    "Give --quantity and --document, the number of the receipt.")
            }
        }

        func run(in session: Session) throws {
            let messages = try message.messages(.receipt, in: session) { line in
                .received(
                    ReceivedPart(
                        line: line, quantity: try FixedPoint(parsing: quantity ?? ""),
                        damaged: try FixedPoint(parsing: damaged),
                        receivedOn: try on.map { try CalendarDate(parsing: $0) }
                            ?? session.broker.today))
            }
            try message.take(messages, in: session, output: output.format)
        }
    }

    struct Decide: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decides about an answer that is worse than the order.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The number of the order.")
        var number: String
        @Argument(help: "The number of the line.")
        var line: Int
        @Argument(help: "accept: it is fine; refuse: what waits is needed again.")
        var verdict: Verdict
        @Option(help: "Who decides; kept with the order.")
        var by: String
        @Option(help: "Why; kept with the order.")
        var reason = ""
        @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
        var dryRun = false

        enum Verdict: String, ExpressibleByArgument, CaseIterable, Sendable {
            case accept
            case refuse
        }

        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let outcome = try session.broker.decide(
                verdict == .accept ? .accept : .refuse, line: line,
                of: PurchaseOrderNumber(number), by: by, reason: reason, isDryRun: dryRun)
            let promises = dryRun ? [] : try session.broker.updatePromises()
            try DeskPrinter(decision: outcome, isDryRun: dryRun, promises: promises)
                .print(output.format)
        }
    }
}
