import Testing
import WireFormats

/// Seeded faults, one each, and the exact acknowledgment that names them.
@Suite struct AcknowledgmentTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        /// What replaces the segment of this position in the set, ST being 1; `nil` removes it.
        let edits: [Int: String?]
        /// The segments between AK2 and the end of the group.
        let expected: [String]

        init(_ name: String, _ edits: [Int: String?], _ expected: [String]) {
            self.name = name
            self.edits = edits
            self.expected = expected
        }

        var testDescription: String { name }
    }

    private static let noted = ["AK5*E*5", "AK9*E*1*1*1"]

    private static func element(_ position: String, _ detail: String) -> [String] {
        ["AK3*\(position)**8", "AK4*\(detail)"] + noted
    }

    static let faults: [Fault] = [
        Fault("nothing", [:], ["AK5*A", "AK9*A*1*1*1"]),
        Fault("BEG03 missing", [2: "BEG*00*SA***20261126"], element("BEG*2", "3*324*1")),
        Fault(
            "BEG05 without century", [2: "BEG*00*SA*PO-1**261126"],
            element("BEG*2", "5*373*4*261126")),
        Fault(
            "BEG05 no date", [2: "BEG*00*SA*PO-1**20261332"],
            element("BEG*2", "5*373*8*20261332")),
        Fault(
            "BEG05 day that is not", [2: "BEG*00*SA*PO-1**20260229"],
            element("BEG*2", "5*373*8*20260229")),
        Fault(
            "BEG03 too long", [2: "BEG*00*SA*12345678901234567890123**20261126"],
            element("BEG*2", "3*324*5*12345678901234567890123")),
        Fault(
            "BEG01 too short", [2: "BEG*0*SA*PO-1**20261126"], element("BEG*2", "1*353*4*0")),
        Fault("BEG02 missing", [2: "BEG*00**PO-1**20261126"], element("BEG*2", "2*92*1")),
        Fault("REF02 and REF03 missing", [3: "REF*DP"], element("REF*3", "2*127*2")),
        Fault("REF01 missing", [3: "REF**042"], element("REF*3", "1*128*1")),
        Fault("REF01 too long", [3: "REF*DEPT*042"], element("REF*3", "1*128*5*DEPT")),
        Fault("DTM01 missing", [4: "DTM**20261210"], element("DTM*4", "1*374*1")),
        Fault("DTM01 too short", [4: "DTM*02*20261210"], element("DTM*4", "1*374*4*02")),
        Fault(
            "DTM03 no time", [4: "DTM*002*20261210*2570"], element("DTM*4", "3*337*9*2570")),
        Fault(
            "DTM03 too short", [4: "DTM*002*20261210*25"], element("DTM*4", "3*337*4*25")),
        Fault("DTM of nothing", [4: "DTM*002"], element("DTM*4", "2*373*2")),
        Fault("DTM05 without DTM06", [4: "DTM*002****D8"], element("DTM*4", "6*1251*2")),
        Fault("N102 and N103 missing", [5: "N1*ST"], element("N1*5", "2*93*2")),
        Fault("N104 missing", [5: "N1*ST*Hall*92"], element("N1*5", "4*67*2")),
        Fault("N104 too short", [5: "N1*ST*Hall*92*H"], element("N1*5", "4*67*4*H")),
        Fault("N1 with too many", [5: "N1*ST*Hall*92*H2***X"], element("N1*5", "7**3*X")),
        Fault(
            "PO102 no number", [6: "PO1*1*SIX*EA*1.5*PE*VP*NB-1"],
            element("PO1*6", "2*330*6*SIX")),
        Fault(
            "PO102 missing beside its unit", [6: "PO1*1**EA*1.5*PE*VP*NB-1"],
            element("PO1*6", "2*330*2")),
        Fault(
            "PO104 with two points", [6: "PO1*1*6*EA*1.5.5*PE*VP*NB-1"],
            element("PO1*6", "4*212*6*1.5.5")),
        Fault(
            "PO104 with a comma", [6: "PO1*1*6*EA*1,5*PE*VP*NB-1"],
            element("PO1*6", "4*212*6*1,5")),
        Fault(
            "PO107 missing", [6: "PO1*1*6*EA*1.5*PE*VP"], element("PO1*6", "7*234*2")),
        Fault(
            "PO106 missing", [6: "PO1*1*6*EA*1.5*PE**NB-1"], element("PO1*6", "6*235*2")),
        Fault(
            "PO103 too short", [6: "PO1*1*6*E*1.5*PE*VP*NB-1"], element("PO1*6", "3*355*4*E")),
        Fault(
            "PO105 too long", [6: "PO1*1*6*EA*1.5*EACH*VP*NB-1"],
            element("PO1*6", "5*639*5*EACH")),
        Fault("CTT01 no number", [9: "CTT*TWO"], element("CTT*9", "1*354*6*TWO")),
        Fault("CTT with too many", [9: "CTT*2*******9"], element("CTT*9", "8**3*9")),
        Fault(
            "two in one segment", [6: "PO1*1*SIX*EA*1.5*PE*VP"],
            ["AK3*PO1*6**8", "AK4*2*330*6*SIX", "AK4*7*234*2"] + noted),
        Fault(
            "two segments", [3: "REF*DP", 8: "PO1*2*X*EA*2.5*PE*VP*NB-2"],
            ["AK3*REF*3**8", "AK4*2*127*2", "AK3*PO1*8**8", "AK4*2*330*6*X"] + noted),
        Fault("BEG missing", [2: nil], ["AK3*BEG*2**3"] + noted),
        Fault(
            "BEG misspelt", [2: "BTG*00*SA*PO-1**20261126"], ["AK3*BEG*2**3"] + noted),
        Fault(
            "no line", [6: nil, 7: nil, 8: nil, 9: "CTT*0"], ["AK3*PO1*7**3"] + noted),
        Fault("BEG twice", [3: "BEG*00*SA*PO-1**20261126"], ["AK3*BEG*3**5"] + noted),
        Fault(
            "a name in small letters", [7: "pid*F****Screw"], ["AK3*pid*7**1"] + noted),
        Fault(
            "a line behind the totals", [8: "CTT*1", 9: "PO1*2*7*EA"],
            ["AK3*PO1*9**7"] + noted),
        Fault(
            "a packing without its line", [4: "PO4*50"], ["AK3*PO4*4**2"] + noted),
        Fault("SE01 wrong", [10: "SE*12*0001"], ["AK5*R*4", "AK9*R*1*1*0"]),
        Fault("SE01 no number", [10: "SE*TEN*0001"], ["AK5*R*4", "AK9*R*1*1*0"]),
        Fault("SE02 wrong", [10: "SE*10*0002"], ["AK5*R*3", "AK9*R*1*1*0"]),
        Fault("SE wrong in both", [10: "SE*9*0002"], ["AK5*R*3*4", "AK9*R*1*1*0"]),
        Fault("SE missing", [10: nil], ["AK5*R*2", "AK9*R*1*1*0"]),
        Fault(
            "SE wrong and an element too", [3: "REF*DP", 10: "SE*12*0001"],
            ["AK3*REF*3**8", "AK4*2*127*2", "AK5*R*4*5", "AK9*R*1*1*0"]),
    ]

    private static let settings = Acknowledgment.Settings(
        controlNumber: 9, date: "20261126", time: "0900")

    private func acknowledge(
        _ segments: [String], as kind: Acknowledgment = .x12Functional,
        strictness: Strictness = .standard
    ) throws -> [String] {
        let bytes =
            kind == .edifact
            ? WireDocument.edifactBytes(segments) : WireDocument.bytes(segments)
        let report = try FileInspection(strictness: strictness).inspect(bytes)
        let answer = try kind.render(report, settings: Self.settings)
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
            String($0.dropLast())
        }
    }

    private func edited(_ fault: Fault) -> [[String]] {
        var set: [String?] = WireDocument.set(WireDocument.order)
        for (position, segment) in fault.edits { set[position - 1] = segment }
        var kept = set.compactMap { $0 }
        // The count stays right where the fault is elsewhere.
        if fault.edits[10] == nil { kept[kept.count - 1] = "SE*\(kept.count)*0001" }
        return [kept]
    }

    @Test(arguments: faults)
    func aFaultIsNamedExactly(fault: Fault) throws {
        let answer = try acknowledge(WireDocument.x12(edited(fault)))
        let start = try #require(answer.firstIndex { $0.hasPrefix("AK2") })
        let end = try #require(answer.firstIndex { $0.hasPrefix("AK9") })
        #expect(answer[start] == "AK2*850*0001")
        #expect(Array(answer[(start + 1)...end]) == fault.expected)
    }

    @Test(arguments: [
        ("GE01 wrong", ["GE*3*1", "IEA*1*000000001"], "AK9*R*3*1*0*5"),
        ("GE02 wrong", ["GE*1*2", "IEA*1*000000001"], "AK9*R*1*1*0*4"),
        ("GE missing", ["IEA*1*000000001"], "AK9*R*1*1*0*3"),
    ])
    func aGroupIsRejectedWhole(name: String, trailer: [String], expected: String) throws {
        let sets = [WireDocument.set(WireDocument.order)]
        let answer = try acknowledge(WireDocument.x12(sets, trailer: trailer))
        #expect(answer.contains(expected))
    }

    @Test func aGroupIsPartlyAccepted() throws {
        let good = WireDocument.set(WireDocument.order)
        let again = WireDocument.set(WireDocument.order)
        let answer = try acknowledge(WireDocument.x12([good, again]))
        #expect(
            answer.filter { $0.hasPrefix("AK5") || $0.hasPrefix("AK9") }
                == ["AK5*A", "AK5*R*23", "AK9*P*2*2*1"])
    }

    @Test func strictnessDecidesWhatIsRejected() throws {
        var set = WireDocument.set(WireDocument.order)
        set[2] = "REF*DP"
        let answer = try acknowledge(WireDocument.x12([set]), strictness: .strict)
        #expect(
            answer.filter { $0.hasPrefix("AK5") || $0.hasPrefix("AK9") }
                == ["AK5*R*5", "AK9*R*1*1*0"])
        set[2] = "REF*DP*042"
        set[9] = "SE*99*0001"
        let lenient = try acknowledge(WireDocument.x12([set]), strictness: .lenient)
        #expect(lenient.contains("AK5*E*4"))
    }

    @Test func theAnswerGoesBackToTheSenderAndIsItselfWhole() throws {
        let sets = [WireDocument.set(WireDocument.order)]
        let report = try FileInspection().inspect(WireDocument.bytes(WireDocument.x12(sets)))
        for kind in [Acknowledgment.x12Functional, .x12Implementation, .x12Interchange] {
            let answer = try kind.render(report, settings: Self.settings)
            let (back, isWhole) = try FileInspection().inspectWhole(answer)
            #expect(isWhole && back.outcome == .read)
            #expect(back.countByCode.isEmpty, "\(back.countByCode)")
            #expect(back.segments?.interchanges.first?.receiver == "NORDBOLT")
            #expect(back.segments?.interchanges.first?.reference == "000000009")
        }
    }

    @Test func anImplementationAcknowledgmentNamesRepetitions() throws {
        let isa = WireDocument.isa.replacing("*U*00401", with: "*^*00501")
        let set = WireDocument.set(
            ["BEG*00*SA*PO-1**20261126", "REF*DP*042^043", "PO1*1*6*EA", "CTT*1"])
        let segments = WireDocument.x12([set], isa: isa, version: "005010")
        let answer = try acknowledge(segments, as: .x12Implementation)
        #expect(
            answer.filter { $0.hasPrefix("AK") || $0.hasPrefix("IK") } == [
                "AK1*PO*1*005010", "AK2*850*0001", "IK3*REF*3**8", "IK4*2>>2*127*12*042043",
                "IK5*E*5", "AK9*E*1*1*1",
            ])
    }

    @Test(arguments: [
        ("nothing", ["GE*1*1", "IEA*1*000000001"], "A*000"),
        ("IEA01 wrong", ["GE*1*1", "IEA*2*000000001"], "R*021"),
        ("IEA02 wrong", ["GE*1*1", "IEA*1*000000002"], "R*001"),
        ("IEA missing", ["GE*1*1"], "R*023"),
    ])
    func anInterchangeIsAnswered(name: String, trailer: [String], expected: String) throws {
        let sets = [WireDocument.set(WireDocument.order)]
        let answer = try acknowledge(
            WireDocument.x12(sets, trailer: trailer), as: .x12Interchange)
        #expect(answer.contains("TA1*000000001*261126*0815*\(expected)"))
    }

    @Test(arguments: [
        ("ISA13 no number", "*000000001*", "*00000000A*", "E*018"),
        ("ISA16 missing", "*P*>", "*P*", "E*027"),
        ("ISA cut short", "*U*00401*", "*", "R*022"),
        ("separators clash", "*P*>", "*P*~", "R*026"),
    ])
    func aHeaderIsAnswered(
        name: String, part: String, replacement: String, expected: String
    ) throws {
        let isa = WireDocument.isa.replacing(part, with: replacement)
        let sets = [WireDocument.set(WireDocument.order)]
        var trailer = ["GE*1*1", "IEA*1*000000001"]
        if part == "*000000001*" { trailer[1] = "IEA*1*00000000A" }
        if name == "ISA cut short" { trailer[1] = "IEA*1*" }
        let text = WireDocument.x12(sets, isa: isa, trailer: trailer).joined(separator: "~") + "~"
        let report = try FileInspection().inspect(Array(text.utf8))
        let answer = try Acknowledgment.x12Interchange.render(report, settings: Self.settings)
        let line = String(decoding: answer, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("TA1") }
        #expect(line?.hasSuffix("*\(expected)~") == true, "\(line ?? "")")
    }

    @Test(arguments: [
        ("997", "FA", Acknowledgment.x12Functional), ("999", "FA", .x12Implementation),
        ("997", "FA", .x12Interchange),
    ])
    func anAcknowledgmentIsNeverAcknowledged(
        kind: String, group: String, by: Acknowledgment
    ) throws {
        let set = WireDocument.set(["AK1*PO*1", "AK9*A*1*1*1"], kind: kind)
        let error = #expect(throws: WireError.self) {
            try acknowledge(WireDocument.x12([set], group: group), as: by)
        }
        #expect(error?.code == "acknowledgment.nothing")
    }

    /// Only a 999 has a place for the element whose presence asks for the missing one.
    @Test(arguments: [
        ("N1*ST*Hall*92", 5, ["IK3*N1*5**8", "IK4*4*67*2", "CTX*SITUATIONAL TRIGGER*N1*5**3"]),
        ("DTM*002****D8", 4, ["IK3*DTM*4**8", "IK4*6*1251*2", "CTX*SITUATIONAL TRIGGER*DTM*4**5"]),
        ("N1*ST", 5, ["IK3*N1*5**8", "IK4*2*93*2"]),
    ])
    func aConditionNamesWhatAsksForTheElement(
        segment: String, position: Int, expected: [String]
    ) throws {
        var order = WireDocument.order
        order[position - 2] = segment
        let lines = WireDocument.x12([WireDocument.set(order)])
        let implementation = try acknowledge(lines, as: .x12Implementation)
        let first = try #require(implementation.firstIndex(of: expected[0]))
        #expect(Array(implementation[first...].prefix(expected.count)) == expected)
        #expect(implementation[first + expected.count].hasPrefix("IK5"))
        let functional = try acknowledge(lines, as: .x12Functional)
        #expect(!functional.contains { $0.hasPrefix("CTX") })
    }

    @Test func otherSyntaxesAndNumbersWithoutRoomAreRefused() throws {
        let report = try FileInspection().inspect(
            WireDocument.bytes(WireDocument.x12([WireDocument.set(WireDocument.order)])))
        let syntax = #expect(throws: WireError.self) {
            try Acknowledgment.edifact.render(report, settings: Self.settings)
        }
        #expect(syntax?.code == "acknowledgment.syntax")
        for number in [0, 999_999_999] {
            let settings = Acknowledgment.Settings(
                controlNumber: number, date: "20261126", time: "0900")
            let error = #expect(throws: WireError.self) {
                try Acknowledgment.x12Functional.render(report, settings: settings)
            }
            #expect(error?.code == "acknowledgment.control-number")
        }
    }
}
