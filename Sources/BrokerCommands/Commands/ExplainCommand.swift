import ArgumentParser
import SourcingEngine
import SourcingExchange
import WireFormats

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says why an answer orders what it does, and what would change it.",
        discussion: """
            The answer is a folder with orders.csv and allocations.csv, anybody's. For each line: \
            what an ordered offer saves against the best answer without it; why another one is \
            not ordered, and the price or day at which it would be; why units stay unmet. CSV and \
            JSON hold the rows of lines, text also what suppliers' terms did, and advice. With \
            --next-round they also say which orders could wait for that day at no loss.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Argument(help: "The folder with the answer.")
    var result: String

    @Argument(help: "The lines to explain; all of them unless given.")
    var lines: [String] = []

    @OptionGroup var next: NextRoundOption

    @Option(help: "Text for people, JSON or CSV for machines.")
    var format = OutputFormat.text

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let positions = try ReasonListing.positions(of: lines, in: problem)
            let solution = try Self.legalAnswer(result, to: problem)
            let reasons = try ReasonListing.explain(problem, solution, lines: positions)
            let holds = try next.holds(problem, solution)
            switch format {
            case .text:
                Console.out(reasons.text())
                if lines.isEmpty { try printSuppliers(problem, solution, holds) }
            case .json: Console.out(reasons.listing(with: holds).json().text)
            case .csv: Console.out(reasons.listing(with: holds).csv().trimmingLastNewline)
            }
        } catch {
            throw CommandFailure(error).report()
        }
    }

    /// An answer that breaks nothing: others have no reasons.
    static func legalAnswer(
        _ folder: String, to problem: SourcingProblem
    ) throws -> SourcingSolution {
        let score = try ResultScore.score(problem, resultFolder: folder)
        guard score.isLegal else {
            throw CommandFailure(
                [
                    Problem(
                        code: "explain.answer-illegal",
                        message: "The answer in (\(folder)) breaks "
                            + "\(Counted.text(score.broken.count, "rule")).",
                        notes: score.broken.prefix(10).map(\.message),
                        help: "broker score names what an answer breaks.")
                ], status: ExitStatus.failed)
        }
        return score.solution
    }

    private func printSuppliers(
        _ problem: SourcingProblem, _ solution: SourcingSolution, _ holds: HoldListing?
    ) throws {
        var explainer = try SourcingExplainer(problem, solution)
        let words = SupplierWords(problem)
        Console.out("\nsuppliers")
        for supplier in problem.suppliers.indices {
            Console.out("  " + words.text(explainer.reasons(forSupplier: supplier)))
        }
        let advice = explainer.advice().map(words.text) + (holds?.sentences ?? [])
        if !advice.isEmpty { Console.out("\nadvice") }
        for sentence in advice { Console.out("  " + sentence) }
    }
}

/// The day of the next round, as folders count days.
struct NextRoundOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Say which orders can wait for the next round, so many days after day 0.",
            valueName: "days"))
    var nextRound: Int?

    func validate() throws {
        guard let nextRound, !(1...36_500).contains(nextRound) else { return }
        throw ValidationError("--next-round must be 1 to 36500 days after day 0.")
    }

    /// The orders that can wait, if that is asked.
    func holds(_ problem: SourcingProblem, _ solution: SourcingSolution) throws -> HoldListing? {
        try nextRound.map { try HoldListing(problem, solution, untilDay: $0) }
    }
}
