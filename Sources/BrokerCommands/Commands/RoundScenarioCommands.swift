import ArgumentParser
import BrokerService
import SourcingEngine
import SourcingExchange

extension RoundCommand {
    /// Lines of customers, and everything else that makes a round's scenarios.
    struct RoundScenarioOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "A customer for whom nothing may be late; several times.", valueName: "customer"))
        var onTimeFor: [String] = []

        @OptionGroup var own: OwnPolicyOptions
        @OptionGroup var search: SearchOptions

        func scenarios(
            _ document: RoundDocument, _ problem: SourcingProblem
        ) throws -> [SourcingScenario] {
            let customers = Set(document.demand.map(\.customer))
            for customer in onTimeFor where !customers.contains(customer) {
                throw ServiceError(
                    .failed, code: "round.customer-unknown",
                    message: "Round \(document.number) has no line of customer (\(customer)).",
                    help: "broker backorder list names the customers.")
            }
            let names = Set(
                document.demand.filter { onTimeFor.contains($0.customer) }.map(\.line))
            let lines = problem.lines.indices.filter { names.contains(problem.lines[$0].id) }
            return try own.scenarios(for: problem, onTime: lines)
        }
    }

    struct Scenarios: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Solves a round under several wishes, and shows them side by side.",
            discussion: """
                Nothing is stored: the round's own problem is solved again, so the same round \
                gives the same table. broker scenarios --help says what the scenarios are.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var scenario: RoundScenarioOptions

        @Argument(help: "The round, as R-7; the newest unless given.")
        var round: String?

        var writes: Bool { false }

        func run(in session: Session) throws {
            let document = try session.round(round).document
            let problem = try document.sourcingProblem()
            let run = ScenarioRun(problem: problem, options: scenario.search.solveOptions)
            let outcomes = try run.outcomes(try scenario.scenarios(document, problem))
            ScenarioListing.listing(outcomes, stated: outcomes[0])
                .print(output.format, empty: "no scenario")
            if output.format == .text {
                Console.out(
                    "\nnext: broker round compare \(document.number) stated fastest")
            }
        }
    }

    struct Compare: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows which lines two scenarios of a round serve differently, and why.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var scenario: RoundScenarioOptions

        @Argument(help: "The round, as R-7.")
        var round: String

        @Argument(help: "The first scenario.")
        var first: String

        @Argument(help: "The second scenario.")
        var second: String

        var writes: Bool { false }

        func run(in session: Session) throws {
            let document = try session.round(round).document
            let problem = try document.sourcingProblem()
            let all = try scenario.scenarios(document, problem)
            let run = ScenarioRun(problem: problem, options: scenario.search.solveOptions)
            let names = ["stated", first, second]
            for name in names where !all.contains(where: { $0.name == name }) {
                throw ServiceError(
                    .failed, code: "round.scenario-unknown",
                    message: "There is no scenario (\(name)).",
                    help: "There are \(all.map(\.name).joined(separator: ", ")).")
            }
            let outcomes = try run.outcomes(all.filter { names.contains($0.name) })
            func outcome(_ name: String) throws -> ScenarioOutcome {
                guard let found = outcomes.first(where: { $0.scenario.name == name }),
                    found.own.hasAnswer
                else {
                    throw ServiceError(
                        .failed, code: "round.scenario-without-answer",
                        message: "Scenario (\(name)) has no answer.",
                        help: "broker round scenarios says why.")
                }
                return found
            }
            let (before, after) = (try outcome(first), try outcome(second))
            let comparison = AnswerComparison(
                problem: problem, first: before.own.solution, second: after.own.solution)
            let listing = try comparison.listing(
                explainedBy: after.scenario.applied(to: problem))
            listing.print(
                output.format, empty: "no line is served differently", widest: 100)
        }
    }

    struct Frontier: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what each day less costs in a round.",
            discussion: "broker frontier --help says what the columns mean.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var search: SearchOptions

        @Argument(help: "The round, as R-7; the newest unless given.")
        var round: String?

        @Option(help: "Answers at most.")
        var points = 9

        var writes: Bool { false }

        func validate() throws {
            if points < 2 { throw ValidationError("--points must be 2 or more.") }
        }

        func run(in session: Session) throws {
            let problem = try session.round(round).document.sourcingProblem()
            let run = ScenarioRun(problem: problem, options: search.solveOptions)
            FrontierCommand.print(try run.frontier(mostPoints: points), output.format)
        }
    }

    struct WhatIf: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            commandName: "what-if",
            abstract: "Answers what other offers would lead to in a round.",
            discussion: """
                Nothing is stored. broker what-if --help says what can be asked; suppliers, items \
                and offers are called as broker round export calls them.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var search: SearchOptions

        @Argument(help: "The round, as R-7.")
        var round: String

        @Argument(help: "Questions; standard input where there are none.")
        var questions: [String] = []

        @Option(help: "Text for people, or JSON for machines: one object per line.")
        var format = AnswerFormat.text

        var writes: Bool { false }

        func run(in session: Session) throws {
            let problem = try session.round(round).document.sourcingProblem()
            try WhatIfDialog(questions: questions, format: format)
                .run(try KeptRound(problem, options: search.solveOptions))
        }
    }
}
