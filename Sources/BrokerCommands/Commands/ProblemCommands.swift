import ArgumentParser
import BrokerService
import Foundation
import Procurement
import SourcingEngine
import SourcingExchange
import SourcingVerification
import WireFormats

struct SolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve",
        abstract: "Solves a sourcing problem in the open folder format.",
        discussion: """
            Exits with 0 when there is an answer, 1 when hard rules conflict or no answer was \
            found in time, and 65 when the problem is invalid.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Option(help: "The folder to write the result to.")
    var out: String

    @Option(help: "Relative gap that is good enough; 0 searches for the proof.")
    var gap = "0.001"

    @Option(help: ArgumentHelp("Seconds after which the best answer is given.", valueName: "s"))
    var timeLimit: Int?

    @Option(help: ArgumentHelp("Memory the search may use.", valueName: "MiB"))
    var memoryLimit: Int?

    @Option(help: "Threads of the search; never changes the answer.")
    var threads = 2

    @Option(help: "Seed of the search.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("Explain this line; may be given several times.", valueName: "line"))
    var explain: [String] = []

    @OptionGroup var next: NextRoundOption

    @Option(help: "Text for people or JSON for machines.")
    var format = AnswerFormat.text

    func validate() throws {
        if (timeLimit ?? 1) < 1 { throw ValidationError("--time-limit must be 1 or more.") }
        if (memoryLimit ?? 1) < 1 { throw ValidationError("--memory-limit must be 1 or more.") }
        if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        if gapMillionths == nil {
            throw ValidationError("--gap \(gap) is no share between 0 and 1, such as 0.001.")
        }
    }

    private var gapMillionths: Int64? {
        guard let micros = Decimals.micros(gap), (0...1_000_000).contains(micros) else {
            return nil
        }
        return micros
    }

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            let explained =
                explain.isEmpty ? [] : try ReasonListing.positions(of: explain, in: problem)
            var options = SolveOptions(gapMillionths: gapMillionths ?? 0, seed: seed)
            options.timeLimit = timeLimit.map { .seconds($0) }
            options.memoryLimitBytes = memoryLimit.map { min($0, Int.max >> 20) << 20 }
            options.threads = threads
            let elapsed = SystemClock.stopwatch()
            let outcome = try SourcingEngine.solve(
                problem, options: options, elapsed: elapsed,
                progress: { state in
                    Console.progress(
                        "cost \(FixedPoint(micros: state.objective)), bound "
                            + "\(FixedPoint(micros: state.bound)), \(state.nodes) nodes")
                })
            Console.clearProgress()
            let duration = elapsed()
            try ResultFolder.write(
                outcome, of: problem, to: out, duration: duration, seed: seed)
            guard outcome.hasAnswer else {
                try printWithoutAnswer(outcome, problem, options)
                throw ExitCode(ExitStatus.failed)
            }
            let reasons = try ReasonListing.explain(problem, outcome.solution, lines: explained)
            print(
                outcome, problem, duration, reasons,
                try next.holds(problem, outcome.solution))
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(error).report()
        }
    }

    private func proof(_ outcome: SourcingOutcome) -> String {
        guard let certificate = outcome.certificate else {
            let what = outcome.hasAnswer ? "the bound" : "the conflict"
            return "none, \(what) is not certified"
        }
        let leaves = certificate.leafCount
        return "certificate.csv, \(leaves == 1 ? "1 leaf" : "\(leaves) leaves")"
    }

    private func printWithoutAnswer(
        _ outcome: SourcingOutcome, _ problem: SourcingProblem, _ options: SolveOptions
    ) throws {
        let rules = outcome.conflict.map { problem.rules[$0].id }
        let prices = try SourcingEngine.prices(
            ofConflict: outcome.conflict, in: problem, options: options,
            elapsed: SystemClock.stopwatch())
        let listing = ConflictWords.listing(prices, problem)
        guard format == .text else {
            let members = [
                JSONMember("status", JSONValue(.string(outcome.status.rawValue))),
                JSONMember("conflict", JSONValue(.array(rules.map { JSONValue(.string($0)) }))),
                JSONMember("without", listing.json()),
                JSONMember(
                    "limit",
                    outcome.limit.map { JSONValue(.string($0.rawValue)) } ?? JSONValue(.null)),
            ]
            Console.out(JSONValue(.object(members)).text)
            return
        }
        Console.out("status     \(outcome.status.rawValue)")
        if outcome.status == .infeasible {
            Console.out("conflict   \(rules.joined(separator: ", "))")
            Console.out("proof      \(proof(outcome))")
            Console.out("")
            Console.out("These rules cannot hold together; give one of them a penalty, or drop it.")
            Console.out("")
            Console.out(listing.text())
            Console.out("\nnext: broker verify \(self.problem) \(out)")
        } else {
            Console.out("")
            Console.out("No answer was found in time, nor proof that there is none.")
        }
    }

    private func print(
        _ outcome: SourcingOutcome, _ problem: SourcingProblem, _ duration: Duration,
        _ reasons: ReasonListing, _ holds: HoldListing?
    ) {
        let objective = FixedPoint(micros: outcome.objective).formatted(fractionDigits: 6)
        let bound = FixedPoint(micros: outcome.bound).formatted(fractionDigits: 6)
        let gap = Gap.text(objective: outcome.objective, bound: outcome.bound)
        let seconds = ProgressPrinter.seconds(duration)
        if format == .text {
            let words = [reasons.text(), holds?.advice ?? ""].filter { !$0.isEmpty }
                .joined(separator: "\n\n")
            Console.out(
                """
                status     \(outcome.status.rawValue)
                objective  \(objective) \(problem.currency)
                bound      \(bound)
                gap        \(RoundText.percent(gap))
                limit      \(outcome.limit?.rawValue ?? "none")
                seconds    \(seconds)
                proof      \(proof(outcome))
                \(words.isEmpty ? "" : "\n\(words)\n")
                next: broker verify \(self.problem) \(out)
                """)
            return
        }
        var members = [
            JSONMember("status", JSONValue(.string(outcome.status.rawValue))),
            JSONMember("objective", JSONValue(.string(objective))),
            JSONMember("bound", JSONValue(.string(bound))),
            JSONMember("gap", JSONValue(.string(gap))),
            JSONMember(
                "limit", outcome.limit.map { JSONValue(.string($0.rawValue)) } ?? JSONValue(.null)),
            JSONMember("seconds", JSONValue(.string(seconds))),
        ]
        if !explain.isEmpty {
            members.append(JSONMember("explanations", reasons.listing.json()))
        }
        if let holds { members.append(JSONMember("holds", holds.listing.json())) }
        Console.out(JSONValue(.object(members)).text)
    }
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recomputes a result's cost, rules and bound with code of its own.",
        discussion: "Exits with 0 when everything agrees, 1 on a mismatch, 65 when unreadable.")

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Argument(help: "The folder with the result.")
    var result: String

    @Option(help: "Text for people or JSON for machines.")
    var format = AnswerFormat.text

    func run() throws {
        let report = Verification.verify(problemFolder: problem, resultFolder: result)
        if format == .text { printText(report) } else { Console.out(json(report).text) }
        switch report.outcome {
        case .verified: return
        case .mismatch: throw ExitCode(ExitStatus.failed)
        case .unreadable: throw ExitCode(ExitStatus.dataRejected)
        }
    }

    private func printText(_ report: VerificationReport) {
        if let objective = report.objective {
            Console.out("recomputed \(FixedPoint(micros: objective).formatted(fractionDigits: 6))")
        }
        for term in report.costs where term.micros != 0 {
            Console.out("  \(term.key) \(FixedPoint(micros: term.micros))")
        }
        for statement in report.statements { Console.out(statement) }
        for finding in report.findings { Console.out("mismatch: \(finding)") }
        Console.out(report.isVerified ? "verified" : report.outcome.rawValue)
    }

    private func json(_ report: VerificationReport) -> JSONValue {
        let findings = report.findings.map { finding in
            JSONValue(
                .object([
                    JSONMember("code", JSONValue(.string(finding.code))),
                    JSONMember("message", JSONValue(.string(finding.message))),
                ]))
        }
        let costs = report.costs.map { term in
            JSONMember(
                term.key,
                JSONValue(
                    .string(FixedPoint(micros: term.micros).formatted(fractionDigits: 6))))
        }
        return JSONValue(
            .object([
                JSONMember("outcome", JSONValue(.string(report.outcome.rawValue))),
                JSONMember("costs", JSONValue(.object(costs))),
                JSONMember(
                    "statements",
                    JSONValue(.array(report.statements.map { JSONValue(.string($0)) }))),
                JSONMember("findings", JSONValue(.array(findings))),
            ]))
    }
}
