import TestSupport
import Testing

/// `broker inspect` as people and scripts use it.
@Suite struct InspectTests {
    private let broker: Program

    init() throws {
        broker = try #require(Program.broker, "swift build comes first")
    }

    private static let documents: [String] = ["x12", "edifact", "other"].flatMap { folder in
        do {
            let path = "Fixtures/Wire/\(folder)"
            return try Golden.names(in: path).filter { !$0.hasSuffix(".report.json") }
                .map { "\(path)/\($0)" }
        } catch {
            preconditionFailure("Fixtures/Wire must be readable: \(error)")
        }
    }

    @Test(arguments: documents)
    func aReportIsAsItsSchemaSays(path: String) throws {
        let run = try broker.run(["inspect", path, "--format", "json"], in: Golden.repositoryRoot)
        #expect(run.status == 0)
        let faults = try JSONSchema(named: "inspection-1").faults(of: JSONNode(run.text))
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func everyByteComesBack() throws {
        let command = try #require(broker.command.first)
        for path in Self.documents {
            let script = "'\(command)' inspect - --echo < '\(path)' | cmp - '\(path)'"
            let run = try Program("bash", "-c", script).run([], in: Golden.repositoryRoot)
            #expect(run.status == 0, "\(path): \(run.text)")
        }
    }

    @Test func aFileThatIsCutOffIsRejected() throws {
        let command = try #require(broker.command.first)
        let script =
            "head -c 300 Fixtures/Wire/x12/850.edi | '\(command)' inspect - --format json"
        let run = try Program("bash", "-c", script).run([], in: Golden.repositoryRoot)
        #expect(run.status == 65)
        let report = try JSONNode(run.text)
        #expect(report["outcome"] == .text("rejected"))
        let faults = try JSONSchema(named: "inspection-1").faults(of: report)
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func anAcknowledgmentIsWrittenAndItselfRead() throws {
        let arguments = [
            "inspect", "Fixtures/Wire/x12/850.edi", "--acknowledge", "997", "--control", "12",
            "--as-of", "2026-11-26T09:00:00Z",
        ]
        let run = try broker.run(arguments, in: Golden.repositoryRoot)
        #expect(run.status == 0)
        #expect(run.lines.contains("AK9*A*1*1*1~"))
        #expect(run.lines.last == "IEA*1*000000012~")
    }
}
