import ArgumentParser
import BrokerService
import Procurement

struct PegCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "peg",
        abstract: "Who waits for a purchase order, with how much slack; or what a line waits for.",
        discussion: """
            With --order: the customers' lines behind an order, or behind one line of it, and by \
            how many days each is late or may still slip. --late N tells which of them N further \
            days would make late, and by how much. With --line: the chain of supply behind a \
            customer's line. "Decides" are the parts that nothing of the line comes later than.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("The number of a purchase order.", valueName: "number"))
    var order: String?
    @Option(help: ArgumentHelp("With --order: only this line of it.", valueName: "number"))
    var orderLine: Int?
    @Option(help: ArgumentHelp("A back-order line, as ORDER/LINE.", valueName: "line"))
    var line: String?
    @Option(help: ArgumentHelp("As if the order came so many days later.", valueName: "days"))
    var late = 0
    var writes: Bool { false }

    func validate() throws {
        if (order == nil) == (line == nil) { throw ValidationError("Give --order or --line.") }
        if orderLine != nil, order == nil {
            throw ValidationError("--order-line needs --order.")
        }
        if !(0...3_650).contains(late) { throw ValidationError("--late must be 0 to 3650.") }
    }

    func run(in session: Session) throws {
        let board = try session.broker.promiseBoard()
        guard let order else {
            let id = try BackOrderLineID(parsing: line ?? "")
            let chain = board.chain(of: id)
            guard !chain.isEmpty else {
                throw ServiceError(
                    .failed, code: "backorder.unknown",
                    message: "There is no open back-order line (\(id)).",
                    help: "broker promise list names them.")
            }
            PegListing(chain, late: late).listing.print(output.format, empty: "", widest: 80)
            return
        }
        let known = try session.broker.purchaseOrder(PurchaseOrderNumber(order))
        if let orderLine, !known.lines.contains(where: { $0.number == orderLine }) {
            throw ServiceError(
                .failed, code: "desk.line-unknown",
                message: "Purchase order \(known.number) has no line \(orderLine).",
                help: "broker po show \(known.number) shows its lines.")
        }
        let pegs = board.pegs.filter { peg in
            peg.order == known.number && (orderLine == nil || peg.orderLine == orderLine)
        }
        let listing = PegListing(pegs, late: late)
        listing.listing.print(
            output.format, empty: "no open line waits for this order", widest: 80)
        if output.format == .text, late > 0, !pegs.isEmpty {
            Console.out("\n" + listing.summary)
        }
    }
}
