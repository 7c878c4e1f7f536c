import ChildProcesses
import Foundation
import SourcingEngine
import SourcingExchange

/// Gives the exported model of a problem to another solver and reads how far it comes.
///
/// The solver is told when to end, and ended from outside when it does not: presolve and the first
/// linear program of a large model do not look at the clock.
struct ForeignBench {
    enum Solver: String, CaseIterable {
        case highs
        case cbc
    }

    /// What a solver knew when it ended, as it said it.
    struct Answer {
        var objective: Double?
        var bound: Double?
        var seconds: Duration
        var isStopped = false
        /// What it said last when it failed, as where `highspy` is missing.
        var failure: String?
    }

    let seconds: Int
    /// A Python that has `highspy`.
    let python: String

    func run(_ solver: Solver, _ model: String) throws -> Answer {
        let start = BenchClock.now()
        let program = try ChildProgram(
            ChildCommand(arguments: arguments(solver, model), memoryBytes: 8 << 30))
        var answer = Answer(seconds: .zero)
        while true {
            let left = Duration.seconds(seconds + 10) - start.duration(to: BenchClock.now())
            let next = nextLine(of: program, withinMilliseconds: Int(left / .milliseconds(1)))
            if let line = next.line { read(line, solver, &answer) }
            answer.isStopped = next.isLate
            if next.line == nil { break }
        }
        let exit = program.end(withinMilliseconds: answer.isStopped ? 1 : 2_000)
        if !answer.isStopped, exit != .exited(0) {
            let log = String(decoding: program.logBytes, as: UTF8.self)
            let last = log.split(separator: "\n").last.map { ": \($0)" } ?? ""
            answer.failure = "\(exit)\(last)"
        }
        answer.seconds = start.duration(to: BenchClock.now())
        return answer
    }

    /// The next line, none at the end or when time is up.
    private func nextLine(
        of program: ChildProgram, withinMilliseconds milliseconds: Int
    ) -> (line: String?, isLate: Bool) {
        guard milliseconds > 0 else { return (nil, true) }
        let result = Result { () throws(ChildError) in
            try program.nextLine(withinMilliseconds: milliseconds)
        }
        switch result {
        case .success(let line): return (line.map { String(decoding: $0, as: UTF8.self) }, false)
        case .failure(let error): return (nil, error.kind == .timedOut)
        }
    }

    private func arguments(_ solver: Solver, _ model: String) -> [String] {
        switch solver {
        case .highs: [python, "-c", Self.highsProgram, model, "\(seconds)"]
        case .cbc:
            ["/usr/bin/env", "cbc", model, "-timeMode", "elapsed", "-sec", "\(seconds)", "-solve"]
        }
    }

    private func read(_ line: String, _ solver: Solver, _ answer: inout Answer) {
        let words = line.split { $0 == " " || $0 == "," }.map(String.init)
        switch solver {
        case .highs:
            guard words.first == "best", words.count == 3 else { return }
            answer.objective = number(words[1])
            answer.bound = number(words[2])
        case .cbc:
            // "Objective value: X", "Lower bound: Y", and while it searches "After N nodes, M on
            // tree, X best solution, best possible Y".
            if line.hasPrefix("Objective value:") {
                answer.objective = words.last.flatMap(number)
            } else if line.hasPrefix("Lower bound:") {
                answer.bound = words.last.flatMap(number)
            } else if line.contains("best solution"), line.contains("best possible"),
                let place = words.firstIndex(of: "best"), place > 0,
                let last = words.lastIndex(of: "possible"), last + 1 < words.count
            {
                answer.objective = number(words[place - 1])
                answer.bound = number(words[last + 1])
            } else if line.hasPrefix("Result - Optimal solution found") {
                answer.bound = answer.objective
            }
        }
    }

    /// Solvers write 1e50 and the like where they know nothing.
    private func number(_ text: String) -> Double? {
        guard let value = Double(text), abs(value) < 1e40 else { return nil }
        return value
    }

    private static let highsProgram = """
        import sys, highspy
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 2)
        highs.setOptionValue("time_limit", float(sys.argv[2]))
        highs.setOptionValue("mip_rel_gap", 0.0)
        def tell(event):
            said = event.data_out
            print("best", said.mip_primal_bound, said.mip_dual_bound, flush=True)
        highs.cbMipLogging.subscribe(tell)
        highs.cbMipImprovingSolution.subscribe(tell)
        highs.readModel(sys.argv[1])
        highs.solve()
        info = highs.getInfo()
        print("best", info.objective_function_value, info.mip_dual_bound, flush=True)
        """
}
