import Foundation
import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// Whatever stands in a folder, reading it ends with a problem, an error or a report.
@Suite struct DamagedFolderTests {
    @Test(arguments: ["every-term", "tranches", "shares"])
    func noDamageStopsTheProgram(name: String) throws {
        var generator = SeededGenerator(seed: 11)
        try withTemporaryFolder { folder in
            let source = Golden.path("Fixtures/Sourcing/\(name)")
            for part in ["problem", "result"] {
                try FileManager.default.copyItem(
                    atPath: "\(source)/\(part)", toPath: "\(folder)/\(part)")
            }
            let sound = try ProblemFolder.read("\(folder)/problem")
            for part in ["problem", "result"] {
                for file in try FileManager.default.contentsOfDirectory(
                    atPath: "\(folder)/\(part)"
                ).sorted() {
                    let path = "\(folder)/\(part)/\(file)"
                    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
                    for _ in 0..<30 {
                        try Data(damaged(bytes, &generator)).write(to: URL(filePath: path))
                        read(folder, sound)
                    }
                    try Data(bytes).write(to: URL(filePath: path))
                }
            }
            #expect(try ProblemFolder.read("\(folder)/problem") == sound)
        }
    }

    private func read(_ folder: String, _ sound: SourcingProblem) {
        do throws(ExchangeError) {
            let problem = try ProblemFolder.read("\(folder)/problem")
            #expect(problem.validationProblems() == [])
            #expect(!MPSExport.bytes(for: problem).isEmpty)
        } catch {
            #expect(!error.problems.isEmpty)
        }
        do throws(ExchangeError) {
            _ = try ResultFolder.read("\(folder)/result", of: sound)
        } catch {
            #expect(!error.problems.isEmpty)
        }
        let report = Verification.verify(
            problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
        #expect(report.isVerified == report.findings.isEmpty)
    }

    private func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        guard !bytes.isEmpty else { return [UInt8(ascii: ",")] }
        var damaged = bytes
        let place = Int(generator.number(0...Int64(bytes.count) - 1))
        let pieces: [String] = [
            "-", "9223372036854775807", "-9223372036854775808", "999999999", "0", ",", "\"",
            "\n", ".", "\u{FEFF}", "\0", "1e9", "0.000001", "é",
        ]
        switch generator.number(0...3) {
        case 0: damaged.remove(at: place)
        case 1: damaged[place] = UInt8(generator.number(0...255))
        case 2: damaged.removeSubrange(place...)
        default:
            let piece = pieces[Int(generator.number(0...Int64(pieces.count) - 1))]
            damaged.insert(contentsOf: piece.utf8, at: place)
        }
        return damaged
    }
}
