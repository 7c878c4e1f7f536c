import Testing
import WireFormats

/// Seeded faults in EDIFACT and the exact CONTRL (``Acknowledgment/edifact``) that names them.
@Suite struct ControlMessageTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        /// What replaces the segment of this position in the message, UNH being 1.
        let edits: [Int: String?]
        /// The segments behind UCI.
        let expected: [String]

        init(_ name: String, _ edits: [Int: String?], _ expected: [String]) {
            self.name = name
            self.edits = edits
            self.expected = expected
        }

        var testDescription: String { name }
    }

    private static let good = "UCM+1+ORDERS:D:96A:UN+7"

    private static func element(_ position: Int, _ detail: String) -> [String] {
        [good, "UCS+\(position)", "UCD+\(detail)"]
    }

    static let faults: [Fault] = [
        Fault("nothing", [:], [good]),
        Fault("BGM missing", [2: nil], [good, "UCS+2+13"]),
        Fault("DTM missing", [3: nil], [good, "UCS+9+13"]),
        Fault("UNS missing", [8: nil], [good, "UCS+9+13"]),
        Fault("a name in small letters", [4: "nad+BY"], [good, "UCS+4+12"]),
        Fault("DTM without qualifier", [3: "DTM+:20261126:102"], element(3, "13+2:1")),
        Fault("DTM of nothing", [3: "DTM"], element(3, "13+2")),
        Fault("DTM no date", [3: "DTM+137:20261332:102"], element(3, "12+2:2")),
        Fault("DTM of another format", [3: "DTM+137:261126:102"], element(3, "12+2:2")),
        Fault("DTM too long", [3: "DTM+1375:20261126:102"], element(3, "39+2:1")),
        Fault("NAD without qualifier", [4: "NAD++4098765000006::9"], element(4, "13+2")),
        Fault("LIN too long", [5: "LIN+1234567"], element(5, "39+2")),
        Fault("QTY no number", [6: "QTY+21:SIX:PCE"], element(6, "37+2:2")),
        Fault("QTY without value", [6: "QTY+21"], element(6, "13+2:2")),
        Fault("QTY with too many", [6: "QTY+21:6:PCE:X"], element(6, "16+2:4")),
        Fault("QTY with another", [6: "QTY+21:6:PCE+X"], element(6, "16+3")),
        Fault("PRI with a comma", [7: "PRI+AAA:1,5"], element(7, "19+2:2")),
        Fault("PRI with two points", [7: "PRI+AAA:1.5.5"], element(7, "19+2:2")),
        Fault("UNS with too many", [8: "UNS+S+X"], element(8, "16+3")),
        Fault("CNT no number", [9: "CNT+2:X"], element(9, "37+2:2")),
        Fault("UNT count", [10: "UNT+9+1"], ["UCM+1+ORDERS:D:96A:UN+4+29"]),
        Fault("UNT reference", [10: "UNT+10+2"], ["UCM+1+ORDERS:D:96A:UN+4+28"]),
        Fault("UNT missing", [10: nil], ["UCM+1+ORDERS:D:96A:UN+4+13"]),
    ]

    private func answer(_ segments: [String]) throws -> [String] {
        let report = try FileInspection().inspect(WireDocument.edifactBytes(segments))
        let settings = Acknowledgment.Settings(
            controlNumber: 9, date: "20261126", time: "0900")
        let bytes = try Acknowledgment.edifact.render(report, settings: settings)
        let (back, isWhole) = try FileInspection().inspectWhole(bytes)
        #expect(isWhole && back.outcome == .read)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            String($0.dropLast())
        }
    }

    @Test(arguments: faults)
    func aFaultIsNamedExactly(fault: Fault) throws {
        var message: [String?] = WireDocument.message(WireDocument.orders)
        for (position, segment) in fault.edits { message[position - 1] = segment }
        var kept = message.compactMap { $0 }
        if fault.edits[10] == nil { kept[kept.count - 1] = "UNT+\(kept.count)+1" }
        let answer = try answer(WireDocument.edifact([kept]))
        let start = try #require(answer.firstIndex { $0.hasPrefix("UCI") })
        let end = try #require(answer.firstIndex { $0.hasPrefix("UNT") })
        #expect(answer[start] == "UCI+77+4098765000006:14+4012345000009:14+7")
        #expect(Array(answer[(start + 1)..<end]) == fault.expected)
    }

    @Test(arguments: [
        ("UNZ count", ["UNZ+2+77"], "4+29"), ("UNZ reference", ["UNZ+1+78"], "4+28"),
        ("UNZ missing", [], "4+13"),
    ])
    func anInterchangeIsRejected(name: String, trailer: [String], expected: String) throws {
        let messages = [WireDocument.message(WireDocument.orders)]
        let answer = try answer(WireDocument.edifact(messages, trailer: trailer))
        #expect(answer.contains("UCI+77+4098765000006:14+4012345000009:14+\(expected)"))
    }

    @Test func aMessageWithoutVersionIsTold() throws {
        let message = WireDocument.message(WireDocument.orders, type: "ORDERS:096A")
        let answer = try answer(WireDocument.edifact([message]))
        #expect(answer.contains("UCM+1+ORDERS:096A:UN+7+13"))
    }

    @Test func aReferenceThatStandsTwiceIsTold() throws {
        let message = WireDocument.message(WireDocument.orders)
        let answer = try answer(WireDocument.edifact([message, message]))
        #expect(
            answer.filter { $0.hasPrefix("UCM") } == [
                "UCM+1+ORDERS:D:96A:UN+7", "UCM+1+ORDERS:D:96A:UN+7+26",
            ])
    }

    @Test func aControlMessageIsNeverAcknowledged() throws {
        let message = WireDocument.message(
            ["UCI+1+4098765000006:14+4012345000009:14+7"], type: "CONTRL:D:3:UN")
        let error = #expect(throws: WireError.self) {
            try answer(WireDocument.edifact([message]))
        }
        #expect(error?.code == "acknowledgment.nothing")
    }
}
