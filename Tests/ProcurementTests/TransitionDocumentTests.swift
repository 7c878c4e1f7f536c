import Foundation
import Procurement
import Testing

/// The document on the states of purchase orders shows the tables as they are in the code.
@Suite(.serialized) struct TransitionDocumentTests {
    private static let document = URL(filePath: #filePath).resolvingSymlinksInPath()
        .appending(path: "../../../Docs/PurchaseOrderStates.md").standardized

    private static func rows(_ cells: [(String, String, String, String)]) -> String {
        (["| From | Event | Afterward | To |", "|---|---|---|---|"]
            + cells.map { "| \($0.0) | \($0.1) | \($0.2) | \($0.3) |" }).joined(separator: "\n")
    }

    @Test(arguments: [
        (
            "lines",
            rows(
                LineTransition.table.map {
                    ($0.from.rawValue, $0.event.rawValue, $0.standing.rawValue, $0.to.rawValue)
                })
        ),
        (
            "orders",
            rows(
                PurchaseOrderTransition.table.map {
                    ($0.from.rawValue, $0.event.rawValue, $0.standing.rawValue, $0.to.rawValue)
                })
        ),
    ])
    func theDocumentShowsTheTable(name: String, table: String) throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let start = try #require(text.range(of: "<!-- table of \(name) -->\n"))
        let end = try #require(
            text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
        let shown = text[start.upperBound..<end.lowerBound]
        if shown != "\(table)\n", ProcessInfo.processInfo.environment["BROKER_RECORD"] == "1" {
            let recorded = text.replacingCharacters(
                in: start.upperBound..<end.lowerBound, with: "\(table)\n")
            try recorded.write(to: Self.document, atomically: true, encoding: .utf8)
        }
        #expect(shown == "\(table)\n", "Record it anew with BROKER_RECORD=1.")
    }
}
