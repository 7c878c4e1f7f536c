import ArgumentParser
import SourcingEngine
import SourcingExchange
import WireFormats

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Prices anybody's answer to a sourcing problem, and names the rules it breaks.",
        discussion: """
            The answer is a folder with orders.csv and allocations.csv, in the format of results. \
            Exits with 0 when it is legal, 1 when it breaks a rule, 65 when a folder cannot be read.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Argument(help: "The folder with the answer.")
    var result: String

    @Option(
        help: ArgumentHelp(
            "A result whose bound is taken; otherwise that of the answer itself, if it has one.",
            valueName: "result"))
    var boundFrom: String?

    @Option(help: "Text for people or JSON for machines.")
    var format = OutputFormat.text

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let score = try ResultScore.score(
                problem, resultFolder: result, boundFolder: boundFrom)
            if format == .text {
                for line in score.lines(currency: problem.currency) { Console.out(line) }
            } else {
                Console.out(score.json.text)
            }
            if !score.isLegal { throw ExitCode(ExitStatus.failed) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(error).report()
        }
    }
}
