import Foundation
import Procurement
import Testing

/// The one table of codes, and the document that shows it.
@Suite(.serialized) struct AcknowledgmentCodeTests {
    @Test func everyCodeHasOneMeaning() {
        let names = AcknowledgmentCode.table.map { "\($0.source.rawValue) \($0.code)" }
        #expect(Set(names).count == names.count)
        #expect(AcknowledgmentCode.table.allSatisfy { !$0.meaning.isEmpty && !$0.code.isEmpty })
    }

    /// All 27 codes of X12 element 668, release 008020.
    @Test(
        arguments: [
            "AA", "AC", "AR", "BP", "DR", "IA", "IB", "IC", "ID", "IE", "IF", "IH", "IP", "IQ",
            "IR", "IS", "IW", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "SP",
        ])
    func everyLineStatusCodeOfX12IsKnown(code: String) {
        #expect(AcknowledgmentCode.outcome(of: code, in: .x12Line) != .unknown)
    }

    @Test(
        arguments: [
            ("IP", .x12Line, .priceChanged), ("IQ", .x12Line, .quantityChanged),
            ("SP", .x12Line, .undated), ("IE", .x12Line, .held), ("5", .edifactLine, .accepted),
            ("3", .edifactLine, .changed), ("7", .edifactLine, .rejected),
            ("42", .edifactLine, .shipped), ("backordered", .cxmlLine, .backOrdered),
            ("ZZ", .x12Line, .unknown), ("ia", .x12Line, .unknown), ("", .edifactLine, .unknown),
        ] as [(String, AcknowledgmentCode.Source, AcknowledgmentOutcome)])
    func aCodeIsTakenForItsOutcome(
        code: String, source: AcknowledgmentCode.Source, expected: AcknowledgmentOutcome
    ) {
        #expect(AcknowledgmentCode.outcome(of: code, in: source) == expected)
    }

    @Test func theDocumentShowsTheTable() throws {
        let document = URL(filePath: #filePath).resolvingSymlinksInPath()
            .appending(path: "../../../Docs/OrderDesk.md").standardized
        let rows = AcknowledgmentCode.table.map {
            "| \($0.source.rawValue) | `\($0.code)` | \($0.meaning) | `\($0.outcome.rawValue)` |\n"
        }
        let table = "| Source | Code | Meaning | Outcome |\n|---|---|---|---|\n" + rows.joined()
        let text = try String(contentsOf: document, encoding: .utf8)
        let start = try #require(text.range(of: "<!-- table of codes -->\n"))
        let end = try #require(
            text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
        let shown = text[start.upperBound..<end.lowerBound]
        if shown != table, ProcessInfo.processInfo.environment["BROKER_RECORD"] == "1" {
            try text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: table)
                .write(to: document, atomically: true, encoding: .utf8)
        }
        #expect(shown == table, "Record it anew with BROKER_RECORD=1.")
    }
}
