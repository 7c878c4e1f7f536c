import Foundation
import SourcingEngine
import SourcingExchange
import TestSupport
import Testing

/// Each folder of `Fixtures/Errors` that begins with `problem.` is the smallest problem folder
/// with that fault, and holds what a user reads about it.
@Suite struct ProblemErrorTests {
    static let codes: [String] = {
        do {
            return try Golden.names(in: "Fixtures/Errors").filter { $0.hasPrefix("problem.") }
        } catch {
            return []
        }
    }()

    @Test func everyFaultHasItsFolder() {
        #expect(Self.codes.count >= 40)
    }

    @Test(arguments: codes)
    func smallestFaultyFolderGivesItsText(code: String) throws {
        let folder = "Fixtures/Errors/\(code)"
        let error = #expect(throws: ExchangeError.self) {
            try ProblemFolder.read(Golden.path(folder))
        }
        let problems = try #require(error).problems
        #expect(problems.contains { $0.code == code }, "\(problems)")
        #expect(
            try Golden.check(text(problems), against: "\(folder)/expected.txt") == .matches)
    }

    @Test func missingFolderIsNamed() throws {
        let error = #expect(throws: ExchangeError.self) { try ProblemFolder.read("no/such/place") }
        #expect(
            error?.description == "no/such/place: there is no such folder [problem.folder-missing]")
    }

    @Test func everyWrongLimitIsNamedAtOnce() throws {
        try withTemporaryFolder { folder in
            try ProblemFolder.write(RandomProblem.make(seed: 3), to: folder)
            try #"""
            {"format": "other/1", "currency": "EUR", "maxSuppliersPerLine": "two",
            "maxSuppliersPerItem": 0, "maxSuppliers": 1.5}
            """#.write(toFile: "\(folder)/problem.json", atomically: true, encoding: .utf8)
            let error = #expect(throws: ExchangeError.self) { try ProblemFolder.read(folder) }
            let text = error?.description ?? ""
            #expect(error?.problems.count == 4, "\(text)")
            #expect(text.contains("maxSuppliersPerItem (0)"), "\(text)")
        }
    }

    @Test func fileThatIsNoFileIsUnreadable() throws {
        try withTemporaryFolder { folder in
            var problem = RandomProblem.make(seed: 3)
            problem.rules = []
            try ProblemFolder.write(problem, to: folder)
            let shares = "\(folder)/rules.csv"
            try FileManager.default.createDirectory(
                atPath: shares, withIntermediateDirectories: false)
            let error = #expect(throws: ExchangeError.self) { try ProblemFolder.read(folder) }
            #expect(
                error?.description == "rules.csv: the file rules.csv cannot be read: it is not a "
                    + "regular file [problem.file-unreadable]")
        }
    }

    @Test(
        arguments: [
            ("Shares.csv", true), ("share.csv", true), ("arrival.csv", true),
            ("subsitutes.csv", true), ("sales.csv", false), ("notes.csv", false),
            ("readme.txt", false), ("orders.csv", false),
        ])
    func misspelledFilesAreNotPassedOver(name: String, isRefused: Bool) throws {
        try withTemporaryFolder { folder in
            var problem = RandomProblem.make(seed: 3)
            problem.shares = []
            problem.substitutes = []
            for index in problem.offers.indices {
                problem.offers[index].tranches = [
                    SourcingTranche(arrivals: [SourcingArrival(days: 1)])
                ]
            }
            try ProblemFolder.write(problem, to: folder)
            try "".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
            guard isRefused else {
                #expect(try ProblemFolder.read(folder) == problem)
                return
            }
            let error = #expect(throws: ExchangeError.self) { try ProblemFolder.read(folder) }
            #expect(error?.problems.map(\.code) == ["problem.unknown-file"])
        }
    }

    @Test func everyFaultyRowIsNamedUpToALimit() throws {
        try withTemporaryFolder { folder in
            try ProblemFolder.write(RandomProblem.make(seed: 3), to: folder)
            let rows = (1...300).map { "I\($0 + 50),-\($0)" }.joined(separator: "\n")
            try "item,salvage_value\n\(rows)\n".write(
                toFile: "\(folder)/items.csv", atomically: false, encoding: .utf8)
            let error = #expect(throws: ExchangeError.self) { try ProblemFolder.read(folder) }
            let problems = try #require(error).problems
            #expect(problems.count == ExchangeError.mostProblems)
            #expect(problems[0].place == "items.csv:2:5")
            #expect(problems[199].place == "items.csv:201:6")
            #expect(try #require(error).omitted > 100)
        }
    }

    @Test func emptyRulesAreNoRules() throws {
        try withTemporaryFolder { folder in
            var problem = RandomProblem.make(seed: 3)
            problem.rules = []
            try ProblemFolder.write(problem, to: folder)
            try "rule,kind,supplier,item,line,value,penalty\n".write(
                toFile: "\(folder)/rules.csv", atomically: false, encoding: .utf8)
            #expect(try ProblemFolder.read(folder) == problem)
        }
    }

    /// As `broker` shows it.
    private func text(_ problems: [ExchangeProblem]) -> String {
        problems.map { problem in
            var lines = ["error[\(problem.code)]: \(problem.message)", "  --> \(problem.place)"]
            if let help = problem.help { lines.append("  help: \(help)") }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }
}
