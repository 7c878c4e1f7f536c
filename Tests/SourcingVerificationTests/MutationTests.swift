import Foundation
import SourcingVerification
import TestSupport
import Testing

/// Changes a correct result in one place at a time; the verification must notice every change.
@Suite struct MutationTests {
    static let tables = ["orders.csv", "allocations.csv", "unmet.csv", "supplier_orders.csv"]

    static let names: [String] = {
        do {
            return try Golden.names(in: "Fixtures/Sourcing").filter { !$0.contains(".") }
        } catch {
            return []
        }
    }()

    @Test(arguments: names)
    func everyChangedCellIsNoticed(name: String) throws {
        try eachMutation(of: name) { lines in
            var changed: [[String]] = []
            for row in lines.indices.dropFirst() {
                let cells = lines[row].split(separator: ",", omittingEmptySubsequences: false)
                for column in cells.indices {
                    for cell in variants(of: String(cells[column])) {
                        var copy = cells.map(String.init)
                        copy[column] = cell
                        var table = lines
                        table[row] = copy.joined(separator: ",")
                        changed.append(table)
                    }
                }
            }
            return changed
        }
    }

    @Test(arguments: names)
    func everyMissingOrRepeatedRowIsNoticed(name: String) throws {
        try eachMutation(of: name) { lines in
            lines.indices.dropFirst().flatMap { row in
                var shorter = lines
                shorter.remove(at: row)
                return [shorter, lines + [lines[row]]]
            }
        }
    }

    @Test(arguments: names)
    func everyChangedFigureOfTheSummaryIsNoticed(name: String) throws {
        try withTemporaryFolder { folder in
            let result = try copy(name, to: folder)
            let path = "\(result)/result.json"
            let lines = try text(path).split(separator: "\n").map(String.init)
            var count = 0
            for (index, line) in lines.enumerated() where line.contains(": ") {
                let key = line.split(separator: "\"")[1]
                guard key != "seconds", key != "seed", key != "costs" else { continue }
                for variant in summaryVariants(of: line) {
                    var changed = lines
                    changed[index] = variant
                    try write(changed, to: path)
                    let report = verify(name, folder)
                    #expect(!report.isVerified, "\(name): \(line) to \(variant)")
                    count += 1
                }
            }
            #expect(count >= 30)
        }
    }

    // MARK: Changes

    /// A number a little more and less, a name that is another or none.
    private func variants(of cell: String) -> [String] {
        if let whole = Int(cell) { return [String(whole + 1), String(whole - 1), "\(whole)0"] }
        if cell.contains("."), let last = cell.last, cell.first?.isLetter == false {
            return [cell.dropLast() + (last == "9" ? "8" : "9"), "1\(cell)"].map { String($0) }
        }
        return ["\(cell)x"]
    }

    private func summaryVariants(of line: String) -> [String] {
        if line.contains("\"limit\"") { return [line.replacing("null", with: "\"hunger\"")] }
        if line.contains("\"gap\"") { return [line.replacing(": 0", with: ": 0.00001")] }
        if line.contains("\"status\"") {
            return ["feasible", "infeasible", "invalid", "best"].map {
                line.replacing("\"optimal\"", with: "\"\($0)\"")
            }
        }
        if line.contains("\"format\"") { return [line.replacing("/1", with: "/2")] }
        // The last digit of an amount, and its sign.
        let end = line.lastIndex(of: "\"") ?? line.endIndex
        let digit = line[line.index(before: end)]
        var up = line
        up.replaceSubrange(
            line.index(before: end)..<end, with: digit == "9" ? "8" : String(digit.wholeNumber + 1))
        var tenfold = line
        tenfold.replaceSubrange(end..<end, with: "")
        tenfold = tenfold.replacing(": \"", with: ": \"1")
        return [up, tenfold]
    }

    private func eachMutation(
        of name: String, _ mutations: ([String]) -> [[String]]
    ) throws {
        try withTemporaryFolder { folder in
            let result = try copy(name, to: folder)
            #expect(verify(name, folder).isVerified, "\(name) unchanged")
            for table in Self.tables {
                let path = "\(result)/\(table)"
                let lines = try text(path).split(separator: "\n").map(String.init)
                for changed in mutations(lines) {
                    try write(changed, to: path)
                    let report = verify(name, folder)
                    #expect(!report.isVerified, "\(name)/\(table): \(changed)")
                    #expect(!report.findings.isEmpty)
                }
                try write(lines, to: path)
            }
        }
    }

    // MARK: Files

    private func copy(_ name: String, to folder: String) throws -> String {
        let result = "\(folder)/result"
        try FileManager.default.copyItem(
            atPath: Golden.path("Fixtures/Sourcing/\(name)/result"), toPath: result)
        return result
    }

    private func verify(_ name: String, _ folder: String) -> VerificationReport {
        Verification.verify(
            problemFolder: Golden.path("Fixtures/Sourcing/\(name)/problem"),
            resultFolder: "\(folder)/result")
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func write(_ lines: [String], to path: String) throws {
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: path, atomically: false, encoding: .utf8)
    }
}

extension Character {
    fileprivate var wholeNumber: Int { wholeNumberValue ?? 0 }
}
