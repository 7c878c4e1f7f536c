import Foundation
import SourcingEngine
import SourcingExchange
import TestSupport
import Testing
import WireFormats

@Suite struct ResultScoreTests {
    private func problem() throws -> SourcingProblem {
        try ProblemFolder.read(Golden.path("Fixtures/Sourcing/one-offer/problem"))
    }

    private var kept: String { Golden.path("Fixtures/Sourcing/one-offer/result") }

    @Test func answersOfTheEngineScoreWhatTheyState() throws {
        for small in SmallProblem.all {
            let problem = try ProblemFolder.read(small.problemFolder)
            let score = try ResultScore.score(problem, resultFolder: small.resultFolder)
            #expect(score.isLegal)
            #expect(score.objective == small.optimum)
            #expect(score.bound == small.optimum)
            #expect(score.gapBillionths == 0)
        }
    }

    /// An answer of somebody else has neither `result.json` nor the other tables.
    @Test func ordersAndAllocationsAreEnough() throws {
        try withTemporaryFolder { folder in
            try write(folder, "orders.csv", "offer,quantity\n")
            try write(folder, "allocations.csv", "line,offer,quantity\n")
            let score = try ResultScore.score(try problem(), resultFolder: folder)
            #expect(score.isLegal)
            #expect(score.bound == nil && score.gapBillionths == nil)
            #expect(score.costs.total(of: \.unmet) == score.objective)
            let bounded = try ResultScore.score(
                try problem(), resultFolder: folder, boundFolder: kept)
            #expect(bounded.bound == 27_500_000)
            #expect((bounded.gapBillionths ?? 0) > 0)
            let lines = bounded.lines(currency: "EUR")
            #expect(lines.first == "legal")
            #expect(lines.contains("bound      27.500000"))
        }
    }

    @Test func brokenRulesAreNamed() throws {
        var problem = try problem()
        problem.rules = [
            SourcingRule(id: "dear", demand: .budget(value: 1), penalty: 5),
            SourcingRule(id: "no", demand: .forbid(supplier: 0, item: nil)),
        ]
        let score = try ResultScore.score(problem, resultFolder: kept)
        #expect(!score.isLegal)
        #expect(score.broken.map(\.code) == ["rule.broken"])
        #expect(score.paidRules == ["dear"])
        #expect(score.costs.penalties == 5)
        #expect(score.objective == 27_500_005)
        #expect(score.lines(currency: "EUR").contains("pays for   rule dear"))
        #expect(score.json["legal"]?.content == .boolean(false))
    }

    @Test func unreadableFoldersSayWhy() throws {
        let problem = try problem()
        let missing = #expect(throws: ExchangeError.self) {
            try ResultScore.score(problem, resultFolder: "no/such/place")
        }
        #expect(missing?.problems.map(\.code) == ["result.folder-missing"])
        try withTemporaryFolder { folder in
            try write(folder, "orders.csv", "offer,quantity\nO1,5\nO9,-1\n")
            try write(folder, "allocations.csv", "line,offer,quantity\nL1,O1,x\n")
            let error = #expect(throws: ExchangeError.self) {
                try ResultScore.score(problem, resultFolder: folder)
            }
            #expect(error?.problems.map(\.place) == ["orders.csv:3:1", "allocations.csv:2:7"])
            let bound = #expect(throws: ExchangeError.self) {
                try ResultScore.score(problem, resultFolder: kept, boundFolder: folder)
            }
            #expect(bound?.problems.map(\.code) == ["result.file-missing"])
            try write(
                folder, "result.json", #"{"format": "sourcing-result/1", "status": "unknown"}"#)
            let none = #expect(throws: ExchangeError.self) {
                try ResultScore.score(problem, resultFolder: kept, boundFolder: folder)
            }
            #expect(none?.problems.map(\.code) == ["result.no-bound"])
        }
    }

    private func write(_ folder: String, _ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
}

extension SourcingCosts {
    fileprivate func total(of path: KeyPath<Self, Int64>) -> Int64 { self[keyPath: path] }
}
