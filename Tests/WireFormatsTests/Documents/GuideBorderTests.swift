import Testing
import WireFormats

/// Guides at their borders: where lines end, what empty elements and characters count, and which
/// bytes an acknowledgment quotes.
@Suite struct GuideBorderTests {
    private func report(_ guide: String, _ segments: [String]) throws -> InspectionReport {
        try FileInspection(guide: MessageGuide.parse(guide)).inspect(
            WireDocument.bytes(WireDocument.x12([WireDocument.set(segments)])))
    }

    private func codes(_ guide: String, _ segments: [String]) throws -> [String] {
        try report(guide, segments).diagnostics.map(\.code).filter { $0.hasPrefix("guide.") }
    }

    private static let head = ["BEG*00*SA*PO-1**20261126"]
    private static let line = "PO1*1*6*EA*1.5*PE*VP*NB-1"

    /// Nothing ends the last line of a set without totals but the set.
    @Test func theLastLineEndsWithItsSet() throws {
        let segments = Self.head + [Self.line, "PID*F****Screw", "PO1*2*7*EA*2.5*PE*VP*NB-2"]
        #expect(try codes("850 PID required in-lines", segments) == ["guide.segment-missing"])
        #expect(
            try codes("850 PID required in-lines", segments + ["PID*F****Nut"]) == [])
    }

    /// A length counts characters, as people do, whatever bytes they are written with.
    @Test func aLengthCountsCharacters() throws {
        let segments = Self.head + [Self.line, "PID*F****Dübel", "CTT*1"]
        #expect(try codes("850 PID05 length 5", segments) == [])
        #expect(try codes("850 PID05 length 4", segments) == ["guide.element-too-long"])
    }

    /// Rules about values are silent where nothing stands: `required` asks for that.
    @Test(arguments: ["codes A B", "pattern 99", "length 1", "forbidden"])
    func nothingIsNoWrongValue(rule: String) throws {
        let segments = Self.head + ["REF*DP*042", Self.line, "CTT*1"]
        #expect(try codes("850 REF03 \(rule)", segments) == [])
        #expect(try codes("850 REF03 required", segments) == ["guide.element-missing"])
    }

    @Test func aPatternsNineIsADigitAndNothingElse() throws {
        let segments = Self.head + [Self.line, "CTT*1"]
        #expect(try codes("850 BEG03 pattern PO-9", segments) == [])
        #expect(try codes("850 BEG03 pattern 9O-9", segments) == ["guide.element-pattern"])
    }

    /// What is quoted is the component that the rule is about.
    @Test func aFindingQuotesItsComponent() throws {
        let file = WireDocument.edifactBytes(
            WireDocument.edifact([WireDocument.message(WireDocument.orders)]))
        let report = try FileInspection(
            guide: MessageGuide.parse("ORDERS LIN03.1 length 12")
        ).inspect(file)
        let finding = try #require(report.diagnostics.first)
        #expect(finding.value == Array("4012345678901".utf8))
    }
}
