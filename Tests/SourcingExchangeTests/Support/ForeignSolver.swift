import Foundation
import SourcingEngine
import SourcingExchange
import TestSupport

/// Solves exported models with an independent solver, if one is installed.
enum ForeignSolver {
    /// A Python that has `highspy`, from the environment.
    static var python: String? { ProcessInfo.processInfo.environment["BROKER_TEST_HIGHS"] }

    /// How many random problems are compared.
    static var count: UInt64 {
        ProcessInfo.processInfo.environment["BROKER_TEST_HIGHS_COUNT"].flatMap(UInt64.init) ?? 300
    }

    /// The first seed of them.
    static var firstSeed: UInt64 {
        ProcessInfo.processInfo.environment["BROKER_TEST_HIGHS_SEED"].flatMap(UInt64.init) ?? 1
    }

    /// Writes a problem and the foreign answer to it below `BROKER_TEST_HIGHS_KEEP`, if that is
    /// set, to look at them.
    static func keep(_ problem: SourcingProblem, _ solution: SourcingSolution, name: String) throws
    {
        guard let folder = ProcessInfo.processInfo.environment["BROKER_TEST_HIGHS_KEEP"] else {
            return
        }
        let costs = try problem.cost(of: solution)
        let objective = try costs.total
        let outcome = SourcingOutcome(
            status: .optimal, solution: solution, costs: costs, objective: objective,
            bound: objective, limit: nil)
        try ProblemFolder.write(problem, to: "\(folder)/\(name)/problem")
        try ResultFolder.write(
            outcome, of: problem, to: "\(folder)/\(name)/foreign", duration: .zero, seed: 1)
    }

    /// How large they are, see ``RandomProblem/make(seed:largest:)``.
    static var size: Int64 {
        ProcessInfo.processInfo.environment["BROKER_TEST_HIGHS_SIZE"].flatMap(Int64.init) ?? 3
    }

    struct Answer {
        var status: String
        /// In micros, rounded from what the solver says in floating point.
        var objective: Int64
        var values: [String: Double]
    }

    /// Answers by file name without its ending.
    static func solve(
        _ models: [String: [UInt8]], python: String, ending: String = "mps"
    ) throws -> [String: Answer] {
        try withTemporaryFolder { folder in
            for (name, bytes) in models {
                try Data(bytes).write(to: URL(filePath: "\(folder)/\(name).\(ending)"))
            }
            let solver = Process()
            solver.executableURL = URL(filePath: python)
            solver.arguments = [Golden.path("Fixtures/Sourcing/highs_solve.py"), folder, "60"]
            try solver.run()
            solver.waitUntilExit()
            var answers: [String: Answer] = [:]
            for name in models.keys {
                let text = try String(contentsOfFile: "\(folder)/\(name).sol", encoding: .utf8)
                answers[name] = answer(text)
            }
            return answers
        }
    }

    private static func answer(_ text: String) -> Answer {
        let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
        var values: [String: Double] = [:]
        for row in rows.dropFirst() { values[String(row[0])] = Double(row[1]) }
        let objective = Double(rows[0][1]) ?? 0
        return Answer(
            status: String(rows[0][0]),
            objective: objective.isFinite ? Int64((objective * 1_000_000).rounded()) : 0,
            values: values)
    }
}

extension ForeignSolver.Answer {
    /// The orders and allocations that the columns of a model stand for.
    func solution(of problem: SourcingProblem) -> SourcingSolution {
        var ordered: [Int: Int64] = [:]
        var allocations: [SourcingSolution.Allocation] = []
        for (name, value) in values {
            let parts = name.split(separator: "_")
            let units = Int64(value.rounded())
            guard units > 0 else { continue }
            if parts[0] == "n" {
                let offer = position(parts[1])
                ordered[offer, default: 0] += units * problem.offers[offer].orderMultiple
            } else if parts[0] == "x" {
                allocations.append(
                    .init(
                        line: position(parts[1]), offer: position(parts[2]),
                        tranche: position(parts[3]), quantity: units))
            }
        }
        for (offer, quantity) in ordered {
            fillEarlierTranches(of: offer, problem, ordered: quantity, &allocations)
        }
        return SourcingSolution(
            orders: ordered.sorted { $0.key < $1.key }
                .map { SourcingSolution.Order(offer: $0.key, quantity: $0.value) },
            allocations: allocations.sorted {
                ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
            })
    }

    /// Where earlier tranches are never later, the model lets the last one give what they hold;
    /// here those units are taken from the earlier ones, as the statement wants it.
    private func fillEarlierTranches(
        of offer: Int, _ problem: SourcingProblem, ordered: Int64,
        _ allocations: inout [SourcingSolution.Allocation]
    ) {
        let tranches = problem.offers[offer].tranches
        let last = tranches.count - 1
        func given(_ tranche: Int) -> Int64 {
            allocations.filter { $0.offer == offer && $0.tranche == tranche }
                .reduce(0) { $0 + $1.quantity }
        }
        let rest = problem.offers[offer].capacity(ofTranche: last, ordered: ordered)
        var excess = tranches[last].quantity == nil ? given(last) - rest : 0
        for earlier in 0..<last where excess > 0 {
            var spare = (tranches[earlier].quantity ?? 0) - given(earlier)
            for index in allocations.indices.reversed()
            where allocations[index].offer == offer && allocations[index].tranche == last {
                let moved = max(0, min(excess, spare, allocations[index].quantity))
                guard moved > 0 else { continue }
                allocations[index].quantity -= moved
                excess -= moved
                spare -= moved
                let line = allocations[index].line
                if let target = allocations.firstIndex(where: {
                    $0.line == line && $0.offer == offer && $0.tranche == earlier
                }) {
                    allocations[target].quantity += moved
                } else {
                    allocations.append(
                        .init(line: line, offer: offer, tranche: earlier, quantity: moved))
                }
            }
        }
        allocations.removeAll { $0.quantity == 0 }
    }

    private func position(_ name: Substring) -> Int { (Int(name.dropFirst()) ?? 0) - 1 }
}
