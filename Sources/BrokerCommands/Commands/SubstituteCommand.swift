import ArgumentParser
import BrokerService
import Procurement
import Storage

struct SubstituteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "substitute",
        abstract: "What customers could get in place of what is missing.",
        subcommands: [List.self, Proposals.self, Approve.self, Reject.self],
        defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists lines that lack supply by their day, with the substitutes for them.",
            discussion: """
                Substitutes are those of substitutes.csv that are approved and the proposals of \
                suppliers' lists that a person approved, and of them those that the customer's \
                list in broker.toml allows. "ask": the customer has to agree \
                before one is bought; broker consent record LINE substitute keeps the answer, and \
                the next round may buy it.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only this line, as ORDER/LINE.", valueName: "line"))
        var line: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let id = try line.map { try BackOrderLineID(parsing: $0) }
            let choices = try session.broker.substituteChoices().filter {
                id == nil || $0.line == id
            }
            SubstituteListing.listing(choices).print(
                output.format, empty: "no line that lacks supply has a substitute")
            let open = try session.broker.substituteProposals().count { $0.isOpen }
            if output.format == .text, open > 0 {
                Console.note(
                    "\n\(Counted.text(open, "proposal")) of suppliers to look at: "
                        + "broker substitute proposals")
            }
        }
    }

    struct Proposals: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what suppliers' lists say may be had in place of their parts.",
            discussion: """
                Nothing is traded by a proposal until a person approves it. Shown are those that \
                somebody has to look at: undecided ones, those with a part that is none of our \
                items yet, and approved ones that the newest list no longer states. --all shows \
                the decided and the withdrawn ones too. What may be had either way has two rows.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(help: "Also those that are decided, and those that are stated no more.")
        var all = false
        @Option(help: "Only those of a supplier.")
        var supplier: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try supplier.map { try SupplierID($0) }
            let proposals = try session.broker.substituteProposals().filter {
                (all || $0.isOpen) && (only == nil || $0.statement.key.supplier == only)
            }
            ProposalListing.listing(proposals).print(
                output.format,
                empty: all
                    ? "no list of a supplier names a substitute"
                    : "no proposal of a supplier waits for a decision", widest: 70)
        }
    }

    struct Approve: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves giving one item in place of another, as a supplier proposes.",
            discussion: "The next round may buy it where the customer takes substitutes. It holds "
                + "until it is rejected, also when a newer list no longer states it.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var decision: DecisionOptions
        @Option(help: "What each unit given costs us in goodwill, in the house currency.")
        var cost = "0"
        var writes: Bool { !decision.dryRun }

        func run(in session: Session) throws {
            try decision.decide(
                .approved, cost: try FixedPoint(parsing: cost), in: session)
        }
    }

    struct Reject: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rejects a proposal for good, or takes an approval back.",
            discussion: "Newer lists that state it again do not bring it back; broker substitute "
                + "approve does.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var decision: DecisionOptions
        var writes: Bool { !decision.dryRun }

        func run(in session: Session) throws {
            try decision.decide(.rejected, cost: .zero, in: session)
        }
    }

    /// What an approval and a rejection have in common.
    struct DecisionOptions: ParsableArguments {
        @Argument(help: "The item that is wanted.")
        var item: String
        @Argument(help: "The item that may be given in its place.")
        var substitute: String
        @Option(help: "Who decides.")
        var person: String
        @Option(help: "Why, for whoever asks later.")
        var reason = ""
        @Flag(help: "The other way round as well.")
        var both = false
        @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
        var dryRun = false

        func validate() throws {
            if person.isEmpty { throw ValidationError("--person must name somebody.") }
        }

        func decide(
            _ verdict: SubstituteDecision.Verdict, cost: FixedPoint, in session: Session
        ) throws {
            let pair = (try ItemID(item), try ItemID(substitute))
            for (wanted, given) in both ? [pair, (pair.1, pair.0)] : [pair] {
                _ = try session.broker.decideSubstitute(
                    verdict, given, insteadOf: wanted, cost: cost, by: person, reason: reason,
                    isDryRun: dryRun)
                Console.out(
                    (dryRun ? "dry run: " : "")
                        + "\(given) in place of \(wanted) is \(verdict.rawValue)")
            }
            if verdict == .approved { Console.out("\nnext: broker substitute list") }
        }
    }
}
