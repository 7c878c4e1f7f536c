import SourcingEngine
import SourcingExchange
import TestSupport
import Testing

@Suite struct FolderRoundTripTests {
    @Test func whatIsWrittenReadsBackAsTheSameProblem() throws {
        try withTemporaryFolder { folder in
            for seed in UInt64(1)...300 {
                let problem = RandomProblem.make(seed: seed)
                try ProblemFolder.write(problem, to: folder)
                #expect(try ProblemFolder.read(folder) == problem, "seed \(seed)")
            }
        }
    }

    @Test func whatIsWrittenReadsBackAsTheSameResult() throws {
        try withTemporaryFolder { folder in
            for seed in UInt64(1)...300 {
                let problem = RandomProblem.make(seed: seed)
                let solution = RandomSolution.make(for: problem, seed: seed)
                let costs = try problem.cost(of: solution)
                let objective = try costs.total
                let outcome = SourcingOutcome(
                    status: .feasible, solution: solution, costs: costs, objective: objective,
                    bound: objective - Int64(seed), limit: seed % 2 == 0 ? nil : .memory)
                let result = SourcingResult(
                    outcome: outcome, duration: .milliseconds(1234), seed: seed)
                try ResultFolder.write(result, of: problem, to: folder)
                #expect(try ResultFolder.read(folder, of: problem) == result, "seed \(seed)")
            }
        }
    }

    @Test func optionalFilesOfAnEarlierProblemDoNotStay() throws {
        try withTemporaryFolder { folder in
            var problem = RandomProblem.make(seed: 1)
            problem.substitutes = []
            problem.items += [SourcingItem(id: "more")]
            var richer = problem
            richer.substitutes = [SourcingSubstitute(item: 0, substitute: problem.items.count - 1)]
            try ProblemFolder.write(richer, to: folder)
            try ProblemFolder.write(problem, to: folder)
            #expect(try ProblemFolder.read(folder) == problem)
        }
    }

    @Test func aDayStatedTwiceAddsUp() throws {
        try withTemporaryFolder { folder in
            var problem = RandomProblem.make(seed: 1)
            problem.offers[0].tranches = [
                SourcingTranche(arrivals: [
                    SourcingArrival(days: 4, probabilityMillionths: 300_000),
                    SourcingArrival(days: 4, probabilityMillionths: 700_000),
                ])
            ]
            try ProblemFolder.write(problem, to: folder)
            #expect(try ProblemFolder.read(folder) == problem)
        }
    }
}
