import ArgumentParser
import BrokerService
import Procurement
import SourcingEngine
import SourcingExchange
import WireFormats

struct WhatIfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Solves a problem, keeps it, and answers what other offers would lead to.",
        discussion: """
            Each question is one argument, or one line of standard input; each is answered at \
            once, beside the problem as it is. Changes in a line are separated by semicolons:

              supplier S2 price -3%            every price of the supplier
              offer O-17 price 1.20; offer O-17 days 5
              supplier S2 item I7 days -2      earlier than offered
              item I7 most 200                 most none: no limit
              offer O-17 least 10; offer O-17 multiple 10
              supplier S2 gone                 nothing to be had

            Exits with 0, 1 when the problem as it is has no answer, and 65 when the problem or a \
            question could not be read; the other questions are answered all the same.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Argument(help: "Questions; standard input where there are none.")
    var questions: [String] = []

    @OptionGroup var search: SearchOptions

    @Option(help: "Text for people, or JSON for machines: one object per line.")
    var format = AnswerFormat.text

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            try WhatIfDialog(questions: questions, format: format)
                .run(try KeptRound(problem, options: search.solveOptions))
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(error).report()
        }
    }
}

/// Answers questions one by one as they come.
struct WhatIfDialog {
    /// Standard input where there are none.
    let questions: [String]
    let format: AnswerFormat

    /// - Throws: `ExitCode` if the problem has no answer, or a question could not be read.
    func run(_ round: KeptRound) throws {
        let printer = WhatIfPrinter(round: round, format: format)
        printer.printKept()
        guard round.kept.hasAnswer else { throw ExitCode(ExitStatus.failed) }
        var isRead = true
        if questions.isEmpty {
            var number = 0
            while let line = readLine() {
                number += 1
                isRead = answer(line, "standard input", number, round, printer) && isRead
            }
        }
        for (index, question) in questions.enumerated() {
            isRead = answer(question, "question", index + 1, round, printer) && isRead
        }
        guard isRead else { throw ExitCode(ExitStatus.dataRejected) }
    }

    /// Answers a question; `false` if it could not be read.
    private func answer(
        _ text: String, _ file: String, _ line: Int, _ round: KeptRound, _ printer: WhatIfPrinter
    ) -> Bool {
        guard text.contains(where: { !$0.isWhitespace }), !text.hasPrefix("#") else { return true }
        do {
            let question = try WhatIf(reading: text, of: round.problem, file: file, line: line)
            try printer.print(text, question, try round.answer(question))
            return true
        } catch let error as SourcingProblemError {
            _ = CommandFailure(Self.refusal(error, file, line)).report()
        } catch {
            _ = CommandFailure(error).report()
        }
        return false
    }

    /// What changed offers would contradict.
    private static func refusal(
        _ error: SourcingProblemError, _ file: String, _ line: Int
    ) -> ExchangeError {
        ExchangeError(
            problems: error.issues.prefix(1).map { issue in
                ExchangeProblem(
                    code: "what-if.invalid", file: file, line: line, message: issue.message,
                    help: "Name a change that the problem's definition allows.")
            })
    }
}

/// A solved problem, kept if it is large, and what questions to it lead to.
struct KeptRound {
    /// What a question leads to.
    struct Answer {
        var outcome: SourcingOutcome
        var seconds: Duration
        /// Whether the whole problem was solved again.
        var isSolvedAnew: Bool
    }

    let problem: SourcingProblem
    /// The answer to the problem as it is.
    let kept: SourcingOutcome
    let seconds: Duration
    /// Whether questions need not solve the whole again.
    var isKept: Bool { session != nil }
    private let session: SourcingSession?
    private let options: SolveOptions
    private let elapsed: () -> Duration

    /// Lines from which keeping a round is worth it: less is solved again in no time.
    private static let fewestLines = 200
    /// How long the changed part of a kept round is searched.
    private static let patience = Duration.milliseconds(250)

    init(_ problem: SourcingProblem, options: SolveOptions) throws {
        self.problem = problem
        self.options = options
        elapsed = SystemClock.stopwatch()
        Console.progress("solving")
        defer { Console.clearProgress() }
        session =
            problem.lines.count >= Self.fewestLines
            ? try SourcingSession(problem, options: options, elapsed: elapsed) : nil
        kept =
            try session?.outcome
            ?? SourcingEngine.solve(problem, options: options, elapsed: elapsed)
        seconds = elapsed()
    }

    func answer(_ question: WhatIf) throws -> Answer {
        let start = elapsed()
        let since = { elapsed() - start }
        if let quick = try session?.outcome(
            changing: question.offers, timeLimit: Self.patience, elapsed: since)
        {
            let solution = quick.solution()
            let isProven = quick.bound >= quick.objective
            let outcome = SourcingOutcome(
                status: isProven ? .optimal : .feasible, solution: solution,
                costs: try changed(question).cost(of: solution), objective: quick.objective,
                bound: quick.bound, limit: isProven ? nil : .time)
            return Answer(outcome: outcome, seconds: since(), isSolvedAnew: false)
        }
        let outcome = try SourcingEngine.solve(
            changed(question), options: options, elapsed: since)
        return Answer(outcome: outcome, seconds: since(), isSolvedAnew: true)
    }

    /// The problem with other offers.
    func changed(_ question: WhatIf) -> SourcingProblem {
        var changed = problem
        for (position, offer) in question.offers { changed.offers[position] = offer }
        return changed
    }
}
