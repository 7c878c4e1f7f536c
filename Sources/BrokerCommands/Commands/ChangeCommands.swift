import ArgumentParser
import BrokerService
import Procurement
import Storage

/// What all commands that ask a supplier to change an order have in common.
struct ChangeOptions: ParsableArguments {
    @Option(help: "Why; kept with the order.")
    var reason: String

    @Option(help: "Who asks; kept with the order.")
    var by = ""

    @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing; nothing leaves.")
    var dryRun = false

    func ask(
        _ wishes: [LineWish], of number: PurchaseOrderNumber, isApproved: Bool = false,
        in session: Session, output: AnswerFormat
    ) throws {
        let report = try session.broker.requestChange(
            of: number, wishes, by: by, reason: reason, isApproved: isApproved,
            through: session.outgoingOrders(), isDryRun: dryRun)
        if !dryRun, report.isReleased { _ = try session.broker.updatePromises() }
        let printer = ChangePrinter(report)
        Console.out(output == .json ? printer.json.text : printer.text)
        guard let failure = report.failure else { return }
        Console.note("\n" + ProblemText.render([Problem(failure)], limit: 1).trimmingLastNewline)
        throw ExitCode(ExitStatus.cannotWrite)
    }
}

extension PurchaseOrderCommand {
    struct Change: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks the supplier for less of a line or more, or for another date.",
            discussion: """
                The document leaves once, in the form that the supplier gets orders in. The order \
                stands as it is until the supplier confirms: then what is called off is needed \
                again. What is asked for beyond the order is pending until then, and goes to lines \
                that would be bought for, the rest to stock. Docs/OrderDesk.md explains what \
                answers mean.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: AnswerOptions
        @OptionGroup var change: ChangeOptions

        @Argument(help: "The number of the order.")
        var number: String
        @Argument(help: "The number of the line.")
        var line: Int
        @Option(help: "How much of the line there is to be, in its unit; 0 calls it off.")
        var quantity: String?
        @Option(help: "When all of it is to arrive here, as 2026-03-04.")
        var date: String?
        @Flag(help: "Approve an order that comes to more than [approval] lets leave by itself.")
        var approve = false

        var writes: Bool { !change.dryRun }

        func validate() throws {
            if quantity == nil, date == nil {
                throw ValidationError("Give --quantity, --date or both.")
            }
        }

        func run(in session: Session) throws {
            let wish = LineWish(
                line: line, quantity: try quantity.map { try FixedPoint(parsing: $0) },
                date: try date.map { try CalendarDate(parsing: $0) })
            try change.ask(
                [wish], of: PurchaseOrderNumber(number), isApproved: approve, in: session,
                output: output.format)
        }
    }

    struct Cancel: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks the supplier to call off an order, or one of its lines.",
            discussion: """
                The document leaves once, in the form that the supplier gets orders in. What is \
                called off stays counted until the supplier confirms, unless desk.cancellation in \
                broker.toml says at-once. broker po close gives up a line and tells nobody.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: AnswerOptions
        @OptionGroup var change: ChangeOptions

        @Argument(help: "The number of the order.")
        var number: String
        @Argument(help: "The number of the line; all of them unless given.")
        var line: Int?

        var writes: Bool { !change.dryRun }

        func run(in session: Session) throws {
            let order = try PurchaseOrderNumber(number)
            try change.ask(
                session.broker.cancellation(of: order, line: line), of: order, in: session,
                output: output.format)
        }
    }
}
