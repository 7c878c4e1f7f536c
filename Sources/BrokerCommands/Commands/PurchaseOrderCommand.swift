import ArgumentParser
import BrokerService
import Procurement
import Storage

struct PurchaseOrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "po", abstract: "Purchase orders: issue, follow, release what will not come.",
        subcommands: [
            Issue.self, List.self, Show.self, RenderCommand.self, Acknowledge.self, Ship.self,
            Receive.self, Decide.self, Change.self, Cancel.self, Close.self, FenceCommand.self,
        ])

    struct Issue: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hands the purchase orders of an approved round over, each exactly once.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The round, as R-7.")
        var round: String

        @Flag(name: [.customShort("n"), .long], help: "Show the orders; nothing leaves.")
        var dryRun = false

        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let number = try RoundNumber(parsing: round)
            if dryRun {
                if output.format == .text { Console.out("dry run: nothing leaves the house") }
                let orders = try session.broker.preview(number)
                OrderListing.orders(orders).print(output.format, empty: "nothing to order")
                return
            }
            let report = try session.broker.issue(
                number, through: session.outgoingOrders(),
                progress: { Console.progress("issuing   \($0.order) to \($0.supplier)") })
            Console.clearProgress()
            let listing = OrderListing.messages(report)
            listing.print(
                output.format, empty: "nothing to order", widest: OrderListing.widestPath)
            if output.format == .text {
                Console.out(
                    "\n\(Counted.text(report.issued.count, "purchase order")) issued, "
                        + "\(report.alreadySent.count) had left before"
                        + (report.failed.isEmpty ? "" : ", \(report.failed.count) failed"))
            }
            let failures = report.failed.map { Problem($0.1) }
            if !failures.isEmpty {
                Console.note("\n" + ProblemText.render(failures, limit: 1).trimmingLastNewline)
            }
            if output.format == .text {
                Console.out(
                    failures.isEmpty
                        ? "\nnext: broker po list"
                        : "\nnext: mend what is named above and run broker po issue \(number) again"
                )
            }
            if !failures.isEmpty { throw ExitCode(ExitStatus.cannotWrite) }
        }
    }

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the purchase orders.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Only orders of this round, as R-7.")
        var round: String?

        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try round.map { try RoundNumber(parsing: $0) }
            let orders = try session.storage.read { try $0.purchaseOrders() }
                .filter { only == nil || $0.round == only }
            OrderListing.orders(orders).print(
                output.format,
                empty: only.map { "no purchase orders of round \($0)" } ?? "no purchase orders yet")
        }
    }

    struct Show: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a purchase order: lines, whom they are for, and its history.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The number of the order.")
        var number: String

        @Flag(help: "The document as it leaves, byte for byte.")
        var document = false

        @Option(help: "With --document: that of this change of the order, from 1.")
        var change: Int?

        var writes: Bool { false }

        func run(in session: Session) throws {
            let order = try session.broker.purchaseOrder(PurchaseOrderNumber(number))
            let (events, messages) = try session.storage.read {
                (try $0.purchaseOrderEvents(order.number), try $0.outboxMessages())
            }
            let own = messages.filter { $0.order == order.number }
            let message = own.first { $0.revision == (change ?? 0) + 1 }
            if document {
                guard let message else {
                    guard let change else { return }
                    throw ServiceError(
                        .failed, code: "change.unknown",
                        message: "We asked for no change \(change) of purchase order "
                            + "\(order.number).",
                        help: "broker po show \(order.number) shows what we asked for.")
                }
                Console.out(String(decoding: message.bytes, as: UTF8.self).trimmingLastNewline)
                return
            }
            switch output.format {
            case .text:
                let accounts = try session.broker.accounts(of: order)
                Console.out(
                    OrderText(order, events: events, messages: own, accounts: accounts).whole)
            case .json:
                Console.out(
                    OrderJSON(
                        order: order, events: events, messages: own,
                        accounts: try session.broker.accounts(of: order)
                    ).value.text)
            case .csv: Console.out(OrderListing.lines(order).csv().trimmingLastNewline)
            }
        }
    }

    struct Close: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes a line: what has not come will not, and is needed again.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var release: ReleaseOptions
        var writes: Bool { !release.dryRun }

        func run(in session: Session) throws { try release.run(in: session) }
    }
}

struct ReleaseOptions: ParsableArguments {
    @Argument(help: "The number of the order.")
    var number: String

    @Argument(help: "The number of the line.")
    var line: Int

    @Option(help: "Why; kept in the order's history.")
    var reason: String

    @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
    var dryRun = false

    func run(in session: Session) throws {
        let before = try session.broker.purchaseOrder(PurchaseOrderNumber(number))
        let after = try session.broker.release(
            .close, line: line, of: before.number, reason: reason, isDryRun: dryRun)
        let released = Self.open(before) - Self.open(after)
        Console.out(
            (dryRun ? "dry run: " : "")
                + "line \(line) of \(after.number) is "
                + "\(after.lines.first { $0.number == line }?.state.words ?? "unknown"); "
                + "\(Counted.text(Int(released), "unit")) for customers needed again")
        if dryRun { return }
        Console.out(
            "the supplier was not told: call or write to them (broker po cancel does)\n\n"
                + "next: broker round run")
    }

    private static func open(_ order: PurchaseOrder) -> Int64 {
        order.openPegs.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) }
    }
}
