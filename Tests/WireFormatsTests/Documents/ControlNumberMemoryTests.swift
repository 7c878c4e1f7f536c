import Testing
import WireFormats

/// Control numbers that came in earlier files.
@Suite struct ControlNumberMemoryTests {
    private static let day = DateParts(year: 2026, month: 11, day: 26)

    private static func x12(_ number: Int, group: Int = 7, set: String = "0001") -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*HOUSE          *261126*0800"
            + "*U*00401*\(digits)*0*P*>~GS*PR*SUPPLIER*HOUSE*20261126*0800*\(group)*X*004010~"
            + "ST*855*\(set)~BAK*00*AD*PO-1*20261126~PO1*1*5*EA~ACK*IA*5*EA~CTT*1~SE*6*\(set)~"
            + "GE*1*\(group)~IEA*1*\(digits)~"
    }

    private static func edifact(_ number: String, message: String = "1") -> String {
        "UNB+UNOC:3+4012345000009:14+4098765000006:14+261126:0800+\(number)'"
            + "UNH+\(message)+ORDRSP:D:96A:UN'BGM+231+R-1+29'DTM+137:20261126:102'RFF+ON:PO-1'"
            + "UNS+S'UNT+6+\(message)'UNZ+1+\(number)'"
    }

    /// The memory after these files, one after the other.
    private static func memory(
        _ texts: [String], strictness: Strictness = .standard
    ) throws -> ControlNumberMemory {
        var memory = ControlNumberMemory()
        for (index, text) in texts.enumerated() {
            let report = try FileInspection(strictness: strictness, numbers: memory)
                .inspect(Array(text.utf8))
            memory.remember(
                try #require(report.segments), source: "file-\(index)", day: day,
                strictness: strictness)
        }
        return memory
    }

    private static func findings(
        _ text: String, _ memory: ControlNumberMemory, _ strictness: Strictness = .standard
    ) throws -> InspectionReport {
        try FileInspection(strictness: strictness, numbers: memory).inspect(Array(text.utf8))
    }

    private static func answer(
        _ kind: Acknowledgment, _ report: InspectionReport
    ) throws -> [String] {
        let settings = Acknowledgment.Settings(
            controlNumber: 5, date: "20261127", time: "0900")
        return String(decoding: try kind.render(report, settings: settings), as: UTF8.self)
            .split(separator: "\n").map { String($0.dropLast()) }
    }

    @Test func anInterchangeThatCameBeforeIsRejectedWithTheStandardsCode() throws {
        let memory = try Self.memory([Self.x12(12)])
        let report = try Self.findings(Self.x12(12), memory)
        #expect(report.outcome == .rejected)
        let found = try #require(report.diagnostics.first { $0.code == "x12.interchange-seen" })
        #expect(found.place.element == 13 && found.message.contains("2026-11-26 in file-0"))
        #expect(
            try Self.answer(.x12Interchange, report).contains(
                "TA1*000000012*261126*0800*R*025"))
        let functional = try Self.answer(.x12Functional, report)
        #expect(functional.contains("AK9*R*1*1*0*19"))
        #expect(!functional.contains { $0.hasPrefix("AK2") })
        #expect(try Self.answer(.x12Implementation, report).contains("AK9*R*1*1*0*19"))
    }

    @Test func anInterchangeOfEDIFACTToo() throws {
        let memory = try Self.memory([Self.edifact("12")])
        // Zeros before a number do not make it another one.
        for number in ["12", "00012"] {
            let report = try Self.findings(Self.edifact(number), memory)
            #expect(report.outcome == .rejected)
            let answer = try Self.answer(.edifact, report)
            #expect(
                answer.contains(
                    "UCI+\(number)+4012345000009:14+4098765000006:14+4+26"))
            #expect(!answer.contains { $0.hasPrefix("UCM") })
        }
        #expect(try Self.findings(Self.edifact("13"), memory).outcome == .read)
    }

    @Test func lenientReadersDoNotTakeItTwiceEither() throws {
        let memory = try Self.memory([Self.x12(12)])
        #expect(try Self.findings(Self.x12(12), memory, .lenient).outcome == .rejected)
        let table = Strictness(["x12.interchange-seen": .note])
        #expect(try Self.findings(Self.x12(12), memory, table).outcome == .read)
    }

    private struct Order: Sendable {
        let before: [Int]
        let number: Int
        let code: String?
    }

    private static let orders: [Order] = [
        Order(before: [], number: 12, code: nil),
        Order(before: [11], number: 12, code: nil),
        Order(before: [11], number: 13, code: "x12.interchange-gap"),
        Order(before: [11, 13], number: 12, code: "x12.interchange-late"),
        Order(before: [13, 11], number: 12, code: "x12.interchange-late"),
        Order(before: [999_999_998, 999_999_999], number: 1, code: nil),
        Order(before: [999_999_999], number: 0, code: nil),
        Order(before: [999_999_999], number: 2, code: "x12.interchange-late"),
        Order(before: [999_999_999, 1], number: 2, code: nil),
    ]

    @Test(arguments: orders.indices)
    func theOrderOfNumbersIsTold(index: Int) throws {
        let order = Self.orders[index]
        let table = Strictness(["x12.interchange-gap": .note, "x12.group-*": .ignore])
        let memory = try Self.memory(order.before.map { Self.x12($0) }, strictness: table)
        let report = try Self.findings(Self.x12(order.number), memory, table)
        let codes = report.diagnostics.map(\.code).filter { $0.hasPrefix("x12.interchange") }
        #expect(codes == (order.code.map { [$0] } ?? []))
        #expect(report.outcome == .read)
    }

    @Test func whatALateNumberDoesThePartnersTableSays() throws {
        let memory = try Self.memory([Self.x12(13)])
        let noted = try Self.findings(Self.x12(12), memory)
        #expect(
            try Self.answer(.x12Interchange, noted).contains("TA1*000000012*261126*0800*E*018"))
        let table = Strictness(["x12.interchange-late": .rejectInterchange])
        let rejected = try Self.findings(Self.x12(12), memory, table)
        #expect(rejected.outcome == .rejected)
        #expect(
            try Self.answer(.x12Interchange, rejected)
                .contains("TA1*000000012*261126*0800*R*018"))
    }

    @Test func groupsAndSetsAreComparedWhereAskedFor() throws {
        let table = Strictness([
            "x12.group-seen": .rejectGroup, "x12.set-seen": .rejectSet,
            "edifact.message-seen": .rejectSet,
        ])
        let memory = try Self.memory([Self.x12(1), Self.edifact("1")], strictness: table)
        let both = try Self.findings(Self.x12(2), memory, table)
        #expect(
            both.diagnostics.map(\.code) == ["x12.group-seen", "x12.set-seen"]
                && both.outcome == .rejected)
        #expect(
            try Self.answer(.x12Functional, both).filter { $0.hasPrefix("AK") } == [
                "AK1*PR*7", "AK2*855*0001", "AK5*R*23", "AK9*R*1*1*0*19",
            ])
        let other = try Self.findings(Self.x12(2, group: 8, set: "0002"), memory, table)
        #expect(other.outcome == .read && other.diagnostics.isEmpty)
        let message = try Self.findings(Self.edifact("2"), memory, table)
        #expect(message.diagnostics.map(\.code) == ["edifact.message-seen"])
        // By default they are not even kept.
        let standard = try Self.memory([Self.x12(1), Self.edifact("1")])
        #expect(Set(standard.entries.map(\.level)) == [.interchange])
    }

    @Test func aRejectedInterchangeMayComeAgain() throws {
        let broken = Self.x12(12).replacing("IEA*1", with: "IEA*2")
        let memory = try Self.memory([broken])
        #expect(memory.entries.isEmpty)
        #expect(try Self.findings(Self.x12(12), memory).outcome == .read)
    }

    @Test func aFileDoesNotFindItsOwnNumbers() throws {
        let memory = try Self.memory([Self.x12(12)])
        let own = memory.without(source: "file-0", before: nil)
        #expect(try Self.findings(Self.x12(12), own).outcome == .read)
        let recent = memory.without(source: "", before: Self.day)
        #expect(recent == memory)
        let later = DateParts(year: 2026, month: 11, day: 27)
        #expect(memory.without(source: "", before: later).entries.isEmpty)
    }

    @Test func otherPartnersHaveTheirOwnNumbers() throws {
        let memory = try Self.memory([Self.x12(12)])
        let other = Self.x12(12).replacing("*ZZ*SUPPLIER ", with: "*01*SUPPLIER ")
        #expect(try Self.findings(other, memory).outcome == .read)
    }

    @Test func theFileOfAMemoryIsReadAgain() throws {
        let odd = Self.x12(12).replacing("SUPPLIER ", with: "SU,\"LIER ")
        let memory = try Self.memory([Self.x12(3), odd, Self.edifact("REF-A")])
        #expect(memory.entries.count == 3)
        #expect(try ControlNumberMemory(memory.bytes) == memory)
    }

    @Test(arguments: [
        ("", "numbers.heading", 1), ("a,b\n", "numbers.heading", 1),
        ("level,series,number,day,source\nx,s,1,2026-01-01,f\n", "numbers.row", 2),
        ("level,series,number,day,source\nset,s,1,2026-01-01\n", "numbers.row", 2),
        ("level,series,number,day,source\nset,s,1,2026-02-30,f\n", "date.impossible", 2),
    ])
    func aFileThatIsNoMemoryIsRefused(text: String, code: String, line: Int) throws {
        let error = #expect(throws: WireError.self) {
            try ControlNumberMemory(Array(text.utf8))
        }
        #expect(error?.code == code && error?.position?.line == line)
    }
}
