import ArgumentParser
import BrokerService
import Foundation
import Procurement
import SourcingExchange
import Storage

struct RoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round", abstract: "What to buy from whom: compute, look at, approve.",
        subcommands: [
            Run.self, Show.self, Diff.self, List.self, Approve.self, Scenarios.self, Compare.self,
            Frontier.self, WhatIf.self, Export.self,
        ])

    struct Run: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Computes a round over everything that is open.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Flag(name: [.customShort("n"), .long], help: "Show the round without storing it.")
        var dryRun = false

        @Flag(help: "Compute a round although nothing changed since the newest.")
        var anew = false

        @Flag(help: "Exit with 2 when the round waits for approval.")
        var detailedExitcode = false

        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let printer = ProgressPrinter(
                currency: session.configuration.house.currency.code, isText: output.format == .text)
            let outcome = try session.broker.runRound(
                isDryRun: dryRun, isAnew: anew, progress: printer.show)
            printer.end()
            switch outcome {
            case .nothingNeeded(let open):
                Self.printNothing(open, output.format)
            case .settled(let round):
                if output.format == .text {
                    let isStored = try !dryRun || session.hasStored(round)
                    Console.out(RoundText.settled(round, isStored: isStored))
                } else {
                    try RoundPrinter(session: session).print(round, output.format)
                }
            case .proposed(let round), .unchanged(let round):
                if output.format == .text {
                    if dryRun { Console.out("dry run: the round is not stored") }
                    if case .unchanged = outcome {
                        Console.out(
                            "nothing changed since round \(round.document.number) of "
                                + "\(round.document.asOf)")
                    }
                    Console.out("")
                }
                let isStored = try !dryRun || session.hasStored(round)
                try RoundPrinter(session: session)
                    .print(round, output.format, isStored: isStored)
                if detailedExitcode, round.record.state == .proposed {
                    throw ExitCode(ExitStatus.pending)
                }
            }
        }

        private static func printNothing(_ open: Int, _ format: OutputFormat) {
            switch format {
            case .text:
                Console.out(
                    "nothing to buy: \(Counted.text(open, "open line")) "
                        + "covered by stock, our own orders or inbound supply"
                        + "\n\nnext: broker status")
            case .json: Console.out("{\n  \"round\": null,\n  \"openLines\": \(open)\n}")
            case .csv: Console.out(RoundPrinter.noOrders.csv().trimmingLastNewline)
            }
        }
    }

    struct Show: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a round, or why a line gets what it gets.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The round, as R-7; the newest unless given.")
        var round: String?

        @Option(help: ArgumentHelp("Explain this line, as ORDER/LINE.", valueName: "line"))
        var explain: String?

        @Option(
            help: ArgumentHelp(
                "Say which orders can wait for the next round, on this day.", valueName: "date"))
        var nextRound: String?

        @Flag(help: "Every order line.")
        var orders = false

        @Flag(help: "Every line that is not covered, with its reason.")
        var unmet = false

        var writes: Bool { false }

        func validate() throws {
            do {
                _ = try nextDay()
            } catch {
                throw ValidationError(error.message + (error.help.map { " \($0)" } ?? ""))
            }
            if nextRound != nil, orders || unmet {
                throw ValidationError("--next-round goes with neither --orders nor --unmet.")
            }
        }

        private func nextDay() throws(ValueError) -> CalendarDate? {
            guard let nextRound else { return nil }
            return try CalendarDate(parsing: nextRound)
        }

        private func print(_ holds: HoldListing, of round: StoredRound) {
            guard output.format == .text else {
                holds.listing.print(output.format, empty: "")
                return
            }
            Console.out("\(round.document.number) · \(round.record.state.rawValue)")
            Console.out("\n" + holds.advice)
        }

        func run(in session: Session) throws {
            let stored = try session.round(round)
            let holds = try nextDay().map {
                HoldListing(try session.broker.holds(of: stored, until: $0))
            }
            if let explain {
                guard let explanation = LineExplanation(stored.document, line: explain) else {
                    throw ServiceError(
                        .failed, code: "round.line-unknown",
                        message: "Line (\(explain)) is not in round \(stored.document.number).",
                        help: "broker backorder list names the lines as ORDER/LINE.")
                }
                let own = holds?.serving(explain)
                switch output.format {
                case .text:
                    Console.out(try explanation.text())
                    if let own { Console.out("\n" + own.advice) }
                case .json: Console.out(try explanation.json(own).text)
                case .csv: Console.out(try explanation.offers().csv().trimmingLastNewline)
                }
                return
            }
            if let holds {
                print(holds, of: stored)
                return
            }
            let printer = RoundPrinter(session: session)
            if orders {
                printer.orders(stored).print(
                    output.format, empty: "no order lines", widest: 60)
            } else if unmet {
                printer.unmet(stored).print(
                    output.format, empty: "every line is covered", widest: 200)
            } else {
                try printer.print(stored, output.format)
            }
        }
    }

    struct Diff: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares two rounds: inputs, needs, orders and cost.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The earlier round, as R-7.")
        var first: String

        @Argument(help: "The later round, as R-8.")
        var second: String

        @Flag(help: "Exit with 2 when there are differences.")
        var detailedExitcode = false

        var writes: Bool { false }

        func run(in session: Session) throws {
            let difference = RoundDifference(
                from: try session.round(first), to: try session.round(second))
            difference.listing.print(output.format, empty: "no difference")
            if detailedExitcode, !difference.listing.rows.isEmpty {
                throw ExitCode(ExitStatus.pending)
            }
        }
    }

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the rounds.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        var writes: Bool { false }

        func run(in session: Session) throws {
            let records = try session.storage.read { try $0.rounds() }
                .sorted { $0.number.value < $1.number.value }
            var listing = Listing([
                .init("round"), .init("state"), .init("as_of"), .number("order_lines"),
                .number("suppliers"), .number("unmet_lines"), .number("cost"),
                .init("currency"), .number("gap"), .init("hash"), .init("approved_by"),
            ])
            for record in records {
                let document = try session.broker.storedRound(record.number).document
                listing.add([
                    .text(document.number), .text(record.state.rawValue), .text(document.asOf),
                    .number(Int64(document.orders.count)),
                    .number(Int64(document.suppliers.count)),
                    .number(Int64(document.unmet.count)), .amount(document.outcome.objective),
                    .text(document.currency), .amount(document.outcome.gap),
                    .text(
                        output.format == .text
                            ? String(record.hash.prefix(12)) : record.hash),
                    .text(record.approvedBy),
                ])
            }
            listing.print(output.format, empty: "no rounds yet: broker round run")
        }
    }

    struct Approve: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves a round exactly as it was shown.")

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "The round, as R-7.")
        var round: String

        @Option(help: "At least 12 digits of the round's hash, as broker round show prints it.")
        var hash: String

        @Option(name: .customLong("by"), help: "Who approves; the name of the user unless given.")
        var person: String?

        @Flag(name: [.customShort("n"), .long], help: "Check, but do not approve.")
        var dryRun = false

        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let number = try RoundNumber(parsing: round)
            let user = ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
            let stored = try session.broker.approve(
                number, hash: hash, by: person ?? user, isDryRun: dryRun)
            if dryRun {
                Console.out("dry run: round \(number) could be approved")
            } else {
                Console.out("round \(number) is \(stored.record.state.rawValue)")
                let setAside = try session.broker.setAsideCredits().filter {
                    $0.round == number && $0.outcome == nil
                }
                if !setAside.isEmpty {
                    Console.out(
                        Counted.text(setAside.count, "credit")
                            + " for waiting set aside: broker credit set-aside")
                }
                Console.out("\nnext: broker po issue \(number)")
            }
        }
    }

    struct Export: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a round as an open problem folder, and its result as another.")

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "The round, as R-7.")
        var round: String

        @Option(help: "The folder to write the problem to.")
        var out: String

        @Option(help: "The folder to write the round's own result to.")
        var result: String?

        var writes: Bool { false }

        func run(in session: Session) throws {
            let stored = try session.round(round)
            try FolderWriter.write(stored.document.problem, to: out)
            if let result { try FolderWriter.write(stored.document.result, to: result) }
            Console.out("\(stored.document.number) is written to \(out)")
            let target = result ?? "RESULT"
            if result == nil { Console.out("\nnext: broker solve \(out) --out \(target)") }
            if result != nil { Console.out("\nnext: broker verify \(out) \(target)") }
        }
    }
}

extension Session {
    /// Whether a round that a dry run shows is one that stands there.
    func hasStored(_ round: StoredRound) throws -> Bool {
        try storage.read { try $0.round(round.record.number) }?.hash == round.record.hash
    }

    /// A round by its number as typed, or the newest.
    func round(_ text: String?) throws -> StoredRound {
        if let text { return try broker.storedRound(RoundNumber(parsing: text)) }
        let newest = try storage.read { try $0.rounds() }.map(\.number)
            .max { $0.value < $1.value }
        guard let newest else {
            throw ServiceError(
                .failed, code: "round.none", message: "There is no round yet.",
                help: "broker round run computes one.")
        }
        return try broker.storedRound(newest)
    }
}
