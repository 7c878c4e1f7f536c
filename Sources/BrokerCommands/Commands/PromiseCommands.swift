import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

struct PromiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise",
        abstract: "When customers' lines can be promised, and what that rests on.",
        subcommands: [List.self, Explain.self, Kept.self, Update.self])

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
                output.format, empty: "no open lines", widest: 110)
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
            Console.out(parts.text(indent: 2, widest: 100))
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

    struct Kept: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists how first promises ended: kept, or late by how many days.",
            discussion: """
                A row for each line whose first promise has come to its end: that date, the last \
                one told, and when all of it was there. Then how many were kept by supplier, of \
                those whose date is past; a promise that several served counts with each. Who \
                cancelled by the day counts neither way. A share that rests on fewer than the \
                minimum sample of [scorecards] is "no data". Docs/LeadTimes.md has the rules.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(
            help: ArgumentHelp("Promises for this day and later ones only.", valueName: "date"))
        var since: String?
        @Flag(help: "Only how many were kept, by supplier.")
        var totals = false
        var writes: Bool { false }

        func validate() throws {
            do {
                _ = try firstDay()
            } catch {
                throw ValidationError(error.message + (error.help.map { " \($0)" } ?? ""))
            }
        }

        private func firstDay() throws(ValueError) -> CalendarDate? {
            guard let since else { return nil }
            return try CalendarDate(parsing: since)
        }

        func run(in session: Session) throws {
            let listing = EndedPromiseListing(
                try session.broker.endedPromises(since: firstDay()),
                minimumSample: session.broker.policy.scorecards.minimumSample)
            if totals {
                listing.totals.print(output.format, empty: "")
            } else {
                listing.promises.print(
                    output.format, empty: "no first promise has come to its end")
            }
            guard output.format == .text, !totals, !listing.isEmpty else { return }
            Console.out("\n\(listing.totals.text())")
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
                output.format, empty: "no promise changed", widest: 110)
        }
    }
}
