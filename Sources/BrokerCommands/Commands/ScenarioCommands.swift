import ArgumentParser
import BrokerService
import SourcingEngine
import SourcingExchange

struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "Solves a problem under several wishes, and shows them side by side.",
        discussion: """
            stated: as the problem says. cheapest: days of lateness hardly count. fastest: a day \
            late costs as much as a unit unmet. fewest-suppliers: no unit less than stated, from \
            as few suppliers as were found. on-time: nothing late for the lines named. own: limits \
            and rules on top of the problem's. All are shown at the problem's own prices.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Option(help: ArgumentHelp("A line that must be in time; several times.", valueName: "line"))
    var onTime: [String] = []

    @OptionGroup var own: OwnPolicyOptions
    @OptionGroup var search: SearchOptions

    @Option(help: "A folder to write each scenario's result to, in a folder of its name.")
    var out: String?

    @Option(help: "Text for people, JSON or CSV for machines.")
    var format = OutputFormat.text

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let lines =
                onTime.isEmpty
                ? [] : try ReasonListing.positions(of: onTime, in: problem)
            let run = ScenarioRun(problem: problem, options: search.solveOptions)
            let outcomes = try run.outcomes(try own.scenarios(for: problem, onTime: lines))
            let listing = ScenarioListing.listing(outcomes, stated: outcomes[0])
            listing.print(format, empty: "no scenario")
            guard let out else { return }
            for outcome in outcomes where outcome.own.hasAnswer {
                try Self.write(outcome, stated: outcomes[0], problem, to: out)
            }
            if format == .text {
                Console.out("\nnext: broker compare \(self.problem) \(out)/stated \(out)/fastest")
            }
        } catch {
            throw CommandFailure(error).report()
        }
    }

    /// A scenario's answer is one to the problem, whose bound holds for it.
    private static func write(
        _ outcome: ScenarioOutcome, stated: ScenarioOutcome, _ problem: SourcingProblem,
        to folder: String
    ) throws {
        var bound = outcome.own.bound
        if outcome.scenario != .stated {
            bound = stated.own.hasAnswer ? stated.own.bound : 0
        }
        let isProven = bound >= outcome.total
        let result = SourcingOutcome(
            status: isProven ? .optimal : .feasible, solution: outcome.own.solution,
            costs: outcome.costs, objective: outcome.total, bound: min(bound, outcome.total),
            limit: isProven ? nil : outcome.own.limit)
        try ResultFolder.write(
            result, of: problem, to: "\(folder)/\(outcome.scenario.name)", duration: .zero,
            seed: SolveOptions().seed)
    }
}

struct FrontierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontier",
        abstract: "Shows what each day less costs: answers of which none is cheaper and faster.",
        discussion: """
            Cost is all but lateness. Days are late unit-days, where a unit unmet counts a day \
            more than its latest offer. best_up_to_day_cost says up to which price of a unit and \
            day a row is the better one; the next row is what that price buys. Between two rows \
            nothing lies below the line that joins them, if both are proven.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Option(help: "Answers at most.")
    var points = 9

    @OptionGroup var search: SearchOptions

    @Option(help: "Text for people, JSON or CSV for machines.")
    var format = OutputFormat.text

    func validate() throws {
        if points < 2 { throw ValidationError("--points must be 2 or more.") }
    }

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let run = ScenarioRun(problem: problem, options: search.solveOptions)
            Self.print(try run.frontier(mostPoints: points), format)
        } catch {
            throw CommandFailure(error).report()
        }
    }

    static func print(_ frontier: CostTimeFrontier, _ format: OutputFormat) {
        ScenarioListing.listing(frontier).print(format, empty: "no answer keeps the hard rules")
        if format == .text, !frontier.isComplete {
            Console.out("\nmore answers lie between these; --points shows more")
        }
    }
}

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Shows which lines two answers to a problem serve differently, and why.",
        discussion: """
            The reasons say why the second answer does not order what the first one did; where it \
            was made for other wishes than the problem's own, they are those of the problem.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Argument(help: "The folder with the first answer.")
    var first: String

    @Argument(help: "The folder with the second answer.")
    var second: String

    @Option(help: "Text for people, JSON or CSV for machines.")
    var format = OutputFormat.text

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let comparison = AnswerComparison(
                problem: problem, first: try ExplainCommand.legalAnswer(first, to: problem),
                second: try ExplainCommand.legalAnswer(second, to: problem))
            let listing = try comparison.listing(explainedBy: problem)
            listing.print(format, empty: "no line is served differently", widest: 100)
        } catch {
            throw CommandFailure(error).report()
        }
    }
}
