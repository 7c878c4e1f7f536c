import Testing
import WireFormats

/// Guides lie over the standard: what they ask for is found at its exact place and acknowledged.
@Suite struct MessageGuideTests {
    private func report(
        _ guide: String, _ segments: [String] = WireDocument.order,
        strictness: Strictness = .standard
    ) throws -> InspectionReport {
        try FileInspection(strictness: strictness, guide: MessageGuide.parse(guide)).inspect(
            WireDocument.bytes(WireDocument.x12([WireDocument.set(segments)])))
    }

    /// Code, segment, its position in the set, element and component of each finding.
    private func found(_ report: InspectionReport) -> [String] {
        report.diagnostics.map { finding in
            let place = finding.place
            let inside = [place.element, place.component].compactMap { $0.map(String.init) }
            return
                ([
                    finding.code, place.segment ?? "", place.segmentPosition.map(String.init) ?? "",
                ] + inside).joined(separator: " ")
        }
    }

    static let rules: [(String, [String])] = [
        ("850 REF required", []), ("850 REF forbidden", ["guide.segment-forbidden REF 3"]),
        ("850 PER required", ["guide.segment-missing PER 10"]),
        ("850 PO1 uses 2", []), ("850 PO1 uses 1", ["guide.segment-repeated PO1 8"]),
        ("850 PO1 required", []), ("850 PO1 at-least 2", []),
        ("850 PO1 at-least 3", ["guide.loop-missing PO1 10"]),
        ("850 SCH required", ["guide.segment-missing SCH 10"]),
        ("850 N1 at-least 2", ["guide.segment-missing N1 10"]),
        ("850 PID at-least 1 in-lines", ["guide.segment-missing PID 9"]),
        ("850 BEG03 pattern PO-9", []), ("850 BEG03 pattern @@-?", []),
        ("850 BEG03 pattern *1", []),
        ("850 BEG03 pattern PO-99", ["guide.element-pattern BEG 2 3"]),
        ("850 BEG03 pattern P*-@", ["guide.element-pattern BEG 2 3"]),
        ("850 BEG04 pattern 99", []), ("850 DTM02 pattern 20269999", []),
        ("850 REF required when REF01=DP", []),
        ("850 REF required when REF01=VR", ["guide.segment-missing REF 10"]),
        ("850 DTM forbidden when DTM01=002", ["guide.segment-forbidden DTM 4"]),
        ("850 PID required in-lines", ["guide.segment-missing PID 9"]),
        ("850 PO1 required in-lines", []),
        (
            "850 SCH required in-lines",
            [
                "guide.segment-missing SCH 8", "guide.segment-missing SCH 9",
            ]
        ),
        ("850 N1 forbidden in-lines", []),
        ("850 REF03 required", ["guide.element-missing REF 3 3"]),
        ("850 N102 forbidden", ["guide.element-forbidden N1 5 2"]),
        ("850 BEG02 codes SA NE", []), ("850 BEG02 codes NE", ["guide.element-code BEG 2 2"]),
        ("850 PO107 length 4", []),
        (
            "850 PO107 length 3",
            [
                "guide.element-too-long PO1 6 7", "guide.element-too-long PO1 8 7",
            ]
        ),
        ("850 PO107 length 3 when PO101=2", ["guide.element-too-long PO1 8 7"]),
        ("855 REF forbidden", []), ("# nothing\n\n850 REF required # and more", []),
    ]

    @Test(arguments: rules)
    func everyRuleFindsWhatItNamesAndNothingElse(guide: String, expected: [String]) throws {
        let report = try report(guide)
        #expect(found(report) == expected)
        #expect(report.outcome == (expected.isEmpty ? .read : .rejected))
    }

    @Test func aFindingTellsItsBytesAndWhatTheGuideHas() throws {
        let report = try report("850 BEG02 codes NE DS")
        let finding = try #require(report.diagnostics.first)
        #expect(finding.message == "BEG02 is \"SA\", and the guide has NE, DS")
        #expect(finding.value == Array("SA".utf8))
        #expect(finding.place.line == 4 && finding.place.column == 8)
    }

    @Test func aPartnersTableSaysWhatAGuideDoes() throws {
        let guide = "850 REF forbidden\n850 BEG02 codes NE"
        let noted = try report(guide, strictness: Strictness.parse("guide.* = note"))
        #expect(noted.outcome == .read && noted.diagnostics.count == 2)
        let ignored = try report(
            guide, strictness: Strictness.parse("guide.segment-forbidden = ignore"))
        #expect(found(ignored) == ["guide.element-code BEG 2 2"])
        #expect(try report(guide, strictness: .lenient).outcome == .read)
    }

    @Test func eachSetIsHeldAgainstTheGuideAnew() throws {
        let good = WireDocument.set(WireDocument.order, reference: "0001")
        let bad = WireDocument.set(
            WireDocument.order.filter { !$0.hasPrefix("REF") }, reference: "0002")
        let file = WireDocument.bytes(WireDocument.x12([good, bad, good]))
        let report = try FileInspection(
            strictness: Strictness.parse("x12.set-duplicate = ignore"),
            guide: MessageGuide.parse("850 REF required")
        ).inspect(file)
        #expect(report.outcome == .partlyRejected)
        let sets = report.segments?.interchanges.first?.groups.first?.sets
        #expect(sets?.map(\.outcome) == [.accepted, .rejected, .accepted])
    }

    @Test(arguments: [
        ("850 REF forbidden", ["AK3*REF*3**2"]), ("850 PER required", ["AK3*PER*10**3"]),
        ("850 PO1 uses 1", ["AK3*PO1*8**5"]),
        ("850 REF03 required", ["AK3*REF*3**8", "AK4*3**1"]),
        ("850 N102 forbidden", ["AK3*N1*5**8", "AK4*2**3*Hall"]),
        ("850 BEG02 codes NE", ["AK3*BEG*2**8", "AK4*2**7*SA"]),
        ("850 PO107 length 3 when PO101=1", ["AK3*PO1*6**8", "AK4*7**5*NB-1"]),
    ])
    func acknowledgmentsNameTheStandardsCodes(guide: String, expected: [String]) throws {
        let settings = Acknowledgment.Settings(
            controlNumber: 9, date: "20261126", time: "0900")
        let answer = try Acknowledgment.x12Functional.render(report(guide), settings: settings)
        let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
            String($0.dropLast())
        }
        let begin = try #require(lines.firstIndex { $0.hasPrefix("AK2") })
        #expect(Array(lines[(begin + 1)...].prefix(expected.count)) == expected)
        #expect(lines.contains("AK5*R*5"))
    }

    static let messageRules: [(String, [String], String)] = [
        ("ORDERS NAD required when NAD01=SU", ["guide.segment-missing NAD 10"], "UCS+10+13"),
        ("ORDERS LIN03.1 length 12", ["guide.element-too-long LIN 5 3 1"], "UCD+39+4:1"),
        ("ORDERS LIN at-least 2", ["guide.loop-missing LIN 10"], "UCS+10+13"),
        ("ORDERS BGM02 pattern A*", ["guide.element-pattern BGM 2 2"], "UCD+12+3"),
        ("ORDERS BGM01 codes 221", ["guide.element-code BGM 2 1"], "UCD+12+2"),
        ("ORDERS DTM required in-lines", ["guide.segment-missing DTM 8"], "UCS+8+13"),
        ("ORDERS QTY forbidden when QTY01.1=21", ["guide.segment-forbidden QTY 6"], "UCS+6+15"),
        ("ORDERS PRI required in-lines", [], ""),
    ]

    @Test(arguments: messageRules)
    func messagesAreHeldAgainstGuidesToo(
        guide: String, expected: [String], acknowledged: String
    ) throws {
        let file = WireDocument.edifactBytes(
            WireDocument.edifact([WireDocument.message(WireDocument.orders)]))
        let report = try FileInspection(guide: MessageGuide.parse(guide)).inspect(file)
        #expect(found(report) == expected)
        guard !acknowledged.isEmpty else { return }
        let settings = Acknowledgment.Settings(
            controlNumber: 9, date: "20261126", time: "0900")
        let answer = try Acknowledgment.edifact.render(report, settings: settings)
        #expect(String(decoding: answer, as: UTF8.self).contains(acknowledged))
    }

    @Test(arguments: [
        ("REF required", 1), ("850", 1), ("850 REF", 1), ("850 REF wanted", 1),
        ("850 ref required", 1), ("850 REF00 required", 1), ("850 REF codes A", 1),
        ("850 REF01 uses 2", 1), ("850 REF uses none", 1), ("850 REF01 codes", 1),
        ("850 REF01 required in-lines", 1), ("820 REF required in-lines", 1),
        ("850 REF required when DTM01=002", 1), ("850 REF required when REF=1", 1),
        ("850 REF01 at-least 2", 1), ("850 REF at-least", 1), ("850 REF02 pattern", 1),
        ("850 REF pattern A9", 1), ("850 REF required always", 1), ("\n850 REF.1 required", 2),
        ("Orders BGM required", 1),
    ])
    func aLineThatIsNoRuleIsRefusedWithItsPlace(text: String, line: Int) {
        let error = #expect(throws: WireError.self) { try MessageGuide.parse(text) }
        #expect(error?.code == "guide-file.syntax")
        #expect(error?.position?.line == line)
    }

    @Test func aRuleStandsOnce() throws {
        let error = #expect(throws: WireError.self) {
            try MessageGuide.parse("850 REF required\n855 REF required\n850 REF required\n")
        }
        #expect(error?.code == "guide-file.twice")
        #expect(error?.position?.line == 3)
        #expect(try MessageGuide.parse("850 REF required\n855 REF required\n").ruleCount == 2)
    }

    /// A 999 tells what breaks the guide from what breaks the standard; a 997 cannot.
    @Test(arguments: [
        ("850 REF forbidden", "AK3*REF*3**2", "IK3*REF*3**I4"),
        ("850 PER required", "AK3*PER*10**3", "IK3*PER*10**I8"),
        ("850 PO1 uses 1", "AK3*PO1*8**5", "IK3*PO1*8**5"),
        ("850 PO1 at-least 3", "AK3*PO1*10**3", "IK3*PO1*10**I7"),
        ("850 N1 at-least 2", "AK3*N1*10**3", "IK3*N1*10**I8"),
        ("850 BEG03 pattern PO-99", "AK4*3**7*PO-1", "IK4*3**I12*PO-1"),
        ("850 REF03 required", "AK4*3**1", "IK4*3**I9"),
        ("850 N102 forbidden", "AK4*2**3*", "IK4*2**I10*"),
        ("850 BEG02 codes NE", "AK4*2**7*SA", "IK4*2**I6*SA"),
        ("850 PO107 length 3 when PO101=2", "AK4*7**5*", "IK4*7**5*"),
        ("850 N102 forbidden when N101=ST", "AK4*2**3*", "IK4*2**I13*"),
    ])
    func anImplementationAcknowledgmentHasCodesForGuides(
        guide: String, functional: String, implementation: String
    ) throws {
        let report = try report(guide)
        let settings = Acknowledgment.Settings(
            controlNumber: 1, date: "20261126", time: "0815")
        for (kind, expected, whole) in [
            (Acknowledgment.x12Functional, functional, "AK5*R*5"),
            (.x12Implementation, implementation, "IK5*R*I5"),
        ] {
            let answer = try kind.render(report, settings: settings)
            let lines = String(decoding: answer, as: UTF8.self).split(separator: "~\n")
            #expect(lines.contains { $0.hasPrefix(expected) }, "\(lines)")
            #expect(lines.contains { $0 == whole }, "\(lines)")
            let hasContext = lines.contains { $0.hasPrefix("CTX*SITUATIONAL TRIGGER") }
            #expect(hasContext == (kind == .x12Implementation && guide.contains(" when ")))
        }
    }

    @Test func whatBreaksBothIsToldTwice() throws {
        var segments = WireDocument.order
        segments[1] = "REF*DP"
        let answer = try Acknowledgment.x12Implementation.render(
            report("850 BEG02 codes NE", segments),
            settings: .init(controlNumber: 1, date: "20261126", time: "0815"))
        #expect(String(decoding: answer, as: UTF8.self).contains("IK5*R*5*I5~"))
    }
}
