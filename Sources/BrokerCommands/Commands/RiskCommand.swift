import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

struct RiskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk",
        abstract: "What is about to be short, and why lines wait.",
        subcommands: [List.self, Explain.self, Causes.self, Record.self],
        defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists items that are about to be short, by what that would cost.",
            discussion: """
                Free stock and confirmed supply, each at the day that holds in nine of ten cases, \
                against the open lines needed in the days and the demand expected by its history. \
                The history is a file of the intake folder ([risk] in broker.toml); without it \
                nothing is expected, and the list says so. The cost is what the policy says of \
                units that are late or not served.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var horizon: RiskHorizon
        @Flag(help: "Also items that lack nothing, with their warnings.")
        var all = false
        var writes: Bool { false }

        func run(in session: Session) throws {
            let demand = try session.demandFile()
            let risks = try session.broker.stockRisks(
                within: horizon.within, history: demand?.history ?? DemandHistory([]))
            let shown = all ? risks : risks.filter(\.isAtRisk)
            let listing = RiskListing.items(shown)
            guard output.format == .text else {
                listing.print(output.format, empty: "")
                return
            }
            let end = session.broker.today.adding(days: horizon.within)
            Console.out(
                "\(horizon.within) days, to \(end) · costs in "
                    + "\(session.configuration.house.currency.code) · "
                    + session.demandWords(demand) + "\n")
            listing.print(
                .text,
                empty: risks.isEmpty
                    ? "nobody waits for anything, and no demand is expected"
                    : "nothing is short: \(Counted.text(risks.count, "item")) looked at")
            if !all, shown.count < risks.count {
                Console.out(
                    "\n\(Counted.text(risks.count - shown.count, "more item")) looked at that "
                        + "lack nothing: --all shows them")
            }
        }
    }

    struct Explain: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Explains what an item lacks: each open line, what is free, what is expected."
        )

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var horizon: RiskHorizon
        @Argument(help: "The item.")
        var item: String
        var writes: Bool { false }

        func run(in session: Session) throws {
            let demand = try session.demandFile()
            let risks = try session.broker.stockRisks(
                within: horizon.within, history: demand?.history ?? DemandHistory([]))
            guard let risk = risks.first(where: { $0.item.rawValue == item }) else {
                throw ServiceError(
                    .failed, code: "risk.item-unknown",
                    message: "Nobody waits for an item (\(item)), and no demand of it is expected.",
                    help: "broker risk list --all names the items that are looked at.")
            }
            guard output.format == .text else {
                RiskListing.shortages(risk).print(output.format, empty: "")
                return
            }
            Console.out(
                RiskListing.explanation(
                    risk, days: horizon.within,
                    currency: session.configuration.house.currency.code))
        }
    }

    struct Causes: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells why lines wait: as recorded, or as supply and demand tell.",
            discussion: """
                A cause is recorded by the column "cause" of back orders, by broker risk record, \
                or by --record, which keeps what is derived here for lines without one.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(help: "Each line with its reason, not the sums.")
        var lines = false
        @Flag(help: "Record what is derived, where nothing is recorded.")
        var record = false
        @Flag(name: [.customShort("n"), .long], help: "With --record: show, but keep nothing.")
        var dryRun = false
        var writes: Bool { record && !dryRun }

        func run(in session: Session) throws {
            let history = try session.demandFile()?.history ?? DemandHistory([])
            let known = try session.storage.read { try $0.backOrderLines() }
            let byID = Dictionary(
                known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            if record {
                let recorded = try session.broker.recordDerivedCauses(
                    history: history, isDryRun: dryRun)
                RiskListing.causes(recorded, lines: byID).print(
                    output.format, empty: "nothing derived that is not recorded", widest: 80)
                return
            }
            let causes = try session.broker.causes(history: history)
            let listing =
                lines
                ? RiskListing.causes(causes, lines: byID)
                : RiskListing.summary(causes, all: known)
            listing.print(
                output.format, empty: "no open lines", widest: 80)
        }
    }

    struct Record: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records why a line waits; files that state no cause leave it so.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The line, as ORDER/LINE.")
        var line: String
        @Argument(help: "demand-surge, supply, production, season or other.")
        var cause: String
        @Flag(name: [.customShort("n"), .long], help: "Check, but keep nothing.")
        var dryRun = false
        var writes: Bool { !dryRun }

        func validate() throws {
            if known == nil {
                let words = BackOrderCause.allCases.map(RiskListing.word)
                throw ValidationError(
                    "The cause (\(cause)) must be one of: \(words.joined(separator: ", ")).")
            }
        }

        private var known: BackOrderCause? {
            BackOrderCause.allCases.first { RiskListing.word($0) == cause }
        }

        func run(in session: Session) throws {
            guard let known else { return }
            let id = try BackOrderLineID(parsing: line)
            try session.broker.record(known, of: id, isDryRun: dryRun)
            Console.out(
                dryRun ? "would record \(cause) for \(id)" : "\(id) waits because of \(cause)")
        }
    }
}

/// How far ahead to look.
struct RiskHorizon: ParsableArguments {
    @Option(help: ArgumentHelp("How many days ahead, 1 to 363.", valueName: "days"))
    var within = 30

    func validate() throws {
        if !(1...363).contains(within) { throw ValidationError("--within must be 1 to 363.") }
    }
}

extension Session {
    private var demandPath: String {
        let file = configuration.risk.demandHistory
        return file.hasPrefix("/") ? file : configuration.folders.intake + "/" + file
    }

    /// The history of demand, `nil` when there is no such file; rows left out are told.
    func demandFile() throws -> DemandFile? {
        guard let bytes = try read(demandPath) else { return nil }
        do throws(IntakeRefusal) {
            let file = try DemandFile(
                IntakeSource(
                    name: demandPath, bytes: bytes,
                    format: demandPath.lowercased().hasSuffix(".json") ? .json : .csv))
            if !file.problems.isEmpty {
                let problems = file.problems.prefix(10).map(Problem.init)
                Console.note(ProblemText.render(problems).trimmingLastNewline)
                Console.note(
                    "\(Counted.text(file.problems.count, "row")) of the history left out\n")
            }
            return file
        } catch {
            throw CommandFailure(
                error.problems.map(Problem.init), status: ExitStatus.dataRejected)
        }
    }

    func demandWords(_ file: DemandFile?) -> String {
        guard let file else { return "no history of demand (\(demandPath) is not there)" }
        guard let days = file.days else { return "no history of demand (\(demandPath) is empty)" }
        return "demand by \(Counted.text(file.rows, "row")) of \(demandPath), "
            + "\(days.lowerBound) to \(days.upperBound)"
    }
}
