import ArgumentParser
import BrokerService
import Procurement
import Storage

struct PromiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise",
        abstract: "When customers' lines can be promised, and what that rests on.",
        subcommands: [List.self, Explain.self, Update.self])

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the open lines with the date that confirmed supply allows.",
            discussion: """
                A date exists only where free stock, shipped goods and dated acknowledgments cover \
                the whole line. It holds in nine of ten cases, by what was learned of the \
                supplier's dates. The first promise made of a line is shown beside it.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        var writes: Bool { false }

        func run(in session: Session) throws {
            PromiseListing(try session.broker.promiseBoard()).lines.print(
                output.format, empty: "no open lines", widest: 70)
        }
    }

    struct Explain: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Explains the promise of a line: each part of its supply, and its history.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The line, as ORDER/LINE.")
        var line: String
        var writes: Bool { false }

        func run(in session: Session) throws {
            let id = try BackOrderLineID(parsing: line)
            let board = try session.broker.promiseBoard()
            let listing = PromiseListing(board)
            guard let parts = listing.parts(of: id) else {
                throw ServiceError(
                    .failed, code: "backorder.unknown",
                    message: "There is no open back-order line (\(id)).",
                    help: "broker promise list names them.")
            }
            guard output.format == .text else {
                parts.print(output.format, empty: "")
                return
            }
            Console.out(listing.title(of: id))
            Console.out(parts.text(indent: 2, widest: 70))
            let history = board.told[id] ?? []
            if !history.isEmpty { Console.out("\ntold") }
            for record in history {
                Console.out(
                    "  \(record.at)  \(record.promised.map { "\($0)" } ?? "no date"): "
                        + record.reason)
            }
        }
    }

    struct Update: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps the dates that can be told now; broker run does it by itself.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(name: [.customShort("n"), .long], help: "Show, but keep nothing.")
        var dryRun = false
        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let changes = try session.broker.updatePromises(isDryRun: dryRun)
            PromiseListing.changes(changes).print(
                output.format, empty: "no promise changed", widest: 70)
        }
    }
}

struct PegCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "peg",
        abstract: "Who waits for a purchase order, with how much slack; or what a line waits for.",
        discussion: """
            With --order: the customers' lines behind an order, and by how many days each is late \
            or may still slip. --late N tells what N further days would do. With --line: the chain \
            of supply behind a customer's line.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("The number of a purchase order.", valueName: "number"))
    var order: String?
    @Option(help: ArgumentHelp("A back-order line, as ORDER/LINE.", valueName: "line"))
    var line: String?
    @Option(help: ArgumentHelp("As if the order came so many days later.", valueName: "days"))
    var late = 0
    var writes: Bool { false }

    func validate() throws {
        if (order == nil) == (line == nil) { throw ValidationError("Give --order or --line.") }
        if !(0...3_650).contains(late) { throw ValidationError("--late must be 0 to 3650.") }
    }

    func run(in session: Session) throws {
        let board = try session.broker.promiseBoard()
        let number = try order.map { try session.broker.purchaseOrder(PurchaseOrderNumber($0)) }
        let id = try line.map { try BackOrderLineID(parsing: $0) }
        let pegs = board.pegs.filter { peg in
            number.map { $0.number == peg.order } ?? (peg.line == id)
        }
        PromiseListing.pegs(pegs, late: late).print(
            output.format,
            empty: order == nil
                ? "no purchase order is for this line" : "no open line waits for this order",
            widest: 50)
    }
}
