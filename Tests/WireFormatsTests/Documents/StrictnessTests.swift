import TestSupport
import Testing
import WireFormats

@Suite struct StrictnessTests {
    @Test func aTableSaysWhatDiffers() throws {
        let table = try Strictness.parse(
            "# N\nx12.se-count = note\nedifact.* = reject-set # all\n\ncsv.ragged-row=ignore\n"
        )
        #expect(table.reaction(to: "x12.se-count") == .note)
        #expect(table.reaction(to: "edifact.line-count") == .rejectSet)
        #expect(table.reaction(to: "csv.ragged-row") == .ignore)
        #expect(table.reaction(to: "x12.ge-count") == .rejectGroup)
        #expect(table.reaction(to: "unheard.of") == .note)
    }

    @Test(arguments: [
        ("x12.se-count", "strictness.syntax", 1),
        ("\nx12.se-cuont = note", "strictness.code-unknown", 2),
        ("x12.se-count = rejectset", "strictness.reaction-unknown", 1),
        ("x12.se-count=note\nx12.se-count=note", "strictness.code-twice", 2),
    ])
    func aWrongTableIsRefused(text: String, code: String, line: Int) {
        let error = #expect(throws: WireError.self) { try Strictness.parse(text) }
        #expect(error?.code == code && error?.position?.line == line)
    }

    @Test func ignoredFindingsAreNotReported() throws {
        let strictness = Strictness(["x12.*": .ignore])
        var set = WireDocument.set(WireDocument.order)
        set[9] = "SE*99*0001"
        let report = try FileInspection(strictness: strictness).inspect(
            WireDocument.bytes(WireDocument.x12([set])))
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test func reactionsAndSeveritiesHaveAnOrder() {
        #expect(StrictnessReaction.allCases == StrictnessReaction.allCases.sorted())
        #expect(WireSeverity.allCases == WireSeverity.allCases.sorted())
    }

    @Test func everyCodeStandsOnceAndInTheDocument() throws {
        let codes = DiagnosticCatalog.entries.map(\.code)
        #expect(Set(codes).count == codes.count)
        let document = try Golden.text("Docs/ElectronicDocuments.md")
        for entry in DiagnosticCatalog.entries {
            let row =
                "| `\(entry.code)` | \(entry.severity.rawValue) | \(entry.reaction.rawValue) "
                + "| \(entry.meaning) |"
            #expect(document.contains(row), "\(row)")
        }
    }

    @Test func aPlaceKnowsItsBytesLineAndColumn() {
        let place = WirePlace(SourcePosition(line: 3, column: 4, byteOffset: 20))
        #expect(place.byteOffset == 20 && place.line == 3 && place.column == 4)
        let diagnostic = WireDiagnostic(
            code: "x12.se-count", severity: .error, message: "wrong", place: place)
        #expect(diagnostic.description == "3:4: error: wrong [x12.se-count]")
    }
}
