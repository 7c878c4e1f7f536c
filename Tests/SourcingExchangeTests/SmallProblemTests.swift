import Foundation
import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// A row of the table in `Fixtures/Sourcing/README.md`.
struct SmallProblem: Sendable, CustomTestStringConvertible {
    var name: String
    /// In micros, worked out by hand.
    var optimum: Int64

    var testDescription: String { name }
    var problemFolder: String { Golden.path("Fixtures/Sourcing/\(name)/problem") }
    var resultFolder: String { Golden.path("Fixtures/Sourcing/\(name)/result") }

    static let all: [SmallProblem] = {
        do {
            let readme = try Golden.text("Fixtures/Sourcing/README.md")
            return readme.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
                let cells = row.split(separator: "|").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                return SmallProblem(
                    name: cells[0].trimmingCharacters(in: ["`"]), optimum: micros(cells[1]))
            }
        } catch {
            return []
        }
    }()

    private static func micros(_ text: String) -> Int64 {
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let digits = fraction + String(repeating: "0", count: 6 - fraction.count)
        return (Int64(parts[0]) ?? 0) * 1_000_000 + (Int64(digits) ?? 0)
    }
}

@Suite struct SmallProblemTests {
    @Test func everyFolderStandsInTheTable() throws {
        let folders = try Golden.names(in: "Fixtures/Sourcing").filter { !$0.contains(".") }
        #expect(folders == SmallProblem.all.map(\.name).sorted())
    }

    @Test(arguments: SmallProblem.all)
    func engineFindsAndProvesTheOptimum(small: SmallProblem) throws {
        let problem = try ProblemFolder.read(small.problemFolder)
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
        #expect(outcome.objective == small.optimum)
        #expect(outcome.bound == small.optimum)
        #expect(outcome.status == .optimal)
        let isRecording = ProcessInfo.processInfo.environment["BROKER_RECORD"] == "1"
        if isRecording && outcome.objective == small.optimum {
            try ResultFolder.write(
                outcome, of: problem, to: small.resultFolder, duration: .zero, seed: 1)
            Issue.record("recorded \(small.resultFolder)")
        }
    }

    @Test(arguments: SmallProblem.all)
    func keptAnswerIsVerified(small: SmallProblem) throws {
        let report = Verification.verify(
            problemFolder: small.problemFolder, resultFolder: small.resultFolder)
        #expect(report.findings == [])
        #expect(report.isVerified)
        #expect(report.objective == small.optimum)
        let problem = try ProblemFolder.read(small.problemFolder)
        #expect(try ResultFolder.read(small.resultFolder, of: problem).status == .optimal)
    }

    @Test(.enabled(if: ForeignSolver.python != nil))
    func independentSolverFindsTheOptimum() throws {
        let python = try #require(ForeignSolver.python)
        var models: [String: [UInt8]] = [:]
        for small in SmallProblem.all {
            let problem = try ProblemFolder.read(small.problemFolder)
            models[small.name] = MPSExport.bytes(for: problem)
        }
        let answers = try ForeignSolver.solve(models, python: python)
        for small in SmallProblem.all {
            let objective = try #require(answers[small.name]).objective
            #expect(abs(objective - small.optimum) <= 20, "\(small.name): \(objective)")
        }
    }
}
