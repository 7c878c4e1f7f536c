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
            if let record = listing.record(of: id) { Console.out("\n\(record)") }
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
