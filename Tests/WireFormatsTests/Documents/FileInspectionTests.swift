import TestSupport
import Testing
import WireFormats

@Suite struct FileInspectionTests {
    static let folders = ["Fixtures/Wire/x12", "Fixtures/Wire/edifact", "Fixtures/Wire/other"]

    static let documents: [String] = folders.flatMap { folder in
        do {
            return try Golden.names(in: folder).filter { !$0.hasSuffix(".report.json") }
                .map { "\(folder)/\($0)" }
        } catch {
            preconditionFailure("Fixtures/Wire must be readable: \(error)")
        }
    }

    @Test(arguments: documents)
    func aDocumentIsReportedAsKept(path: String) throws {
        let (report, isWhole) = try FileInspection().inspectWhole(Golden.bytes(path))
        #expect(isWhole)
        #expect(report.outcome == .read)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let json = JSONText.write(report.json(file: name), sortsKeys: false)
        #expect(try Golden.check(json, against: path + ".report.json") == .matches)
        #expect(!report.text(file: name).isEmpty)
    }

    /// In pieces of any size the same report comes out.
    @Test(arguments: documents)
    func piecesDoNotMatter(path: String) throws {
        let bytes = try Golden.bytes(path)
        let whole = try FileInspection().inspect(bytes)
        for size in [1, 5, 64] {
            var echoed: [UInt8] = []
            let report = try FileInspection().inspect(
                source: PieceSource(bytes, size: size), echo: { echoed += $0 })
            #expect(report == whole)
            #expect(echoed == bytes)
        }
    }

    /// Whatever becomes of a document, nothing crashes and every byte comes back.
    @Test(arguments: documents)
    func mutationsNeverLoseAByte(path: String) throws {
        let bytes = try Golden.bytes(path)
        let special = Array("*~>'+:?|^,;\"<>&{}[]\n\r\0\u{1A}IUSA".utf8) + [0x80, 0xC3, 0xFF]
        var generator = SeededGenerator(seed: 0x51)
        for round in 0..<60 {
            var mutated = bytes
            for _ in 0...(round % 4) {
                let index = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: mutated[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated[index] = special.randomElement(using: &generator) ?? 0
                case 2: mutated.remove(at: index)
                default:
                    let end = min(mutated.count, index + Int.random(in: 0..<40, using: &generator))
                    mutated.insert(contentsOf: mutated[index..<end], at: index)
                }
                if mutated.isEmpty { mutated = [0] }
            }
            let isWhole = try FileInspection().inspectWhole(mutated).isWhole
            #expect(isWhole, "\(path), round \(round)")
        }
    }

    /// Cut off anywhere, an interchange is never taken for a whole one.
    @Test(arguments: documents.filter { !$0.contains("/other/") })
    func aCutIsAlwaysTold(path: String) throws {
        let bytes = try Golden.bytes(path)
        let last = try #require(
            bytes.lastIndex { ![10, 13, 0x20].contains($0) }.map { $0 })
        let step = max(1, bytes.count / 150)
        for count in stride(from: 3, through: last, by: step) {
            let (report, isWhole) = try FileInspection().inspectWhole(Array(bytes.prefix(count)))
            #expect(isWhole)
            // Between two interchanges nothing is missing.
            let rest = bytes[count...].drop { $0 == 10 }
            let isBetween = rest.starts(with: Array("ISA*".utf8))
            #expect(
                report.outcome != .read || isBetween
                    || report.countByCode["segments.last-unterminated"] != nil,
                "\(path) cut at \(count)")
        }
    }

    @Test(arguments: [
        "Fixtures/Wire/other/offers.json", "Fixtures/Wire/other/cxml-confirmation.xml",
        "Fixtures/Wire/other/ubl-order.xml",
    ])
    func aCutDocumentIsRejected(path: String) throws {
        let bytes = try Golden.bytes(path)
        let last = try #require(bytes.lastIndex { $0 > 0x20 })
        for count in 1...last {
            let (report, isWhole) = try FileInspection().inspectWhole(Array(bytes.prefix(count)))
            #expect(isWhole && report.outcome == .rejected, "\(path) cut at \(count)")
        }
    }

    @Test(arguments: [
        ("", "empty"), (" \n", "empty"), ("{\"a\": 1}", "json"), ("[1, 2]\n", "json"),
        ("{\"a\":1}\n{\"a\":2}\n", "json-lines"), ("{\"a\":1}\n[2]\n", "json-lines"),
        ("<a/>", "xml"), ("<?xml version=\"1.0\"?><a/>", "xml"), ("<html></html>", "html"),
        ("a,b\n1,2\n", "delimited"), ("a\tb\n1\t2\n", "delimited"), ("a;b\n1;2\n", "delimited"),
        ("a~b~c\n1~2~3\n", "delimited"), ("a|b\n", "delimited"), ("ISA,name\n1,x\n", "delimited"),
        ("some words\nand more of them here\n", "lines"), ("%PDF-1.7", "pdf"),
        ("STX=ANA:1+5000000000000'", "tradacoms"), ("STX+ANA:1+5000000000000'", "tradacoms"),
        ("MSH|^~\\&|A|B\r", "hl7"),
        ("PK\u{3}\u{4}....", "zip"), ("ST*850*1~BEG*00~SE*3*1~", "x12"),
        ("UNH+1+ORDERS:D:96A:UN'UNT+2+1'", "edifact"), ("EDI_DC40  800", "idoc"),
    ])
    func aFileIsKnownByItsBeginning(text: String, syntax: String) throws {
        let (report, isWhole) = try FileInspection().inspectWhole(Array(text.utf8))
        #expect(isWhole)
        #expect(report.syntax == syntax)
    }

    @Test func aReportTellsWhatADocumentHolds() throws {
        func report(_ name: String) throws -> InspectionReport {
            try FileInspection().inspect(Golden.bytes("Fixtures/Wire/\(name)"))
        }
        let segments: SegmentReport = try #require(try report("x12/855.edi").segments)
        let interchange: InterchangeReport = try #require(segments.interchanges.first)
        let group: GroupReport = try #require(interchange.groups.first)
        let set: SetReport = try #require(group.sets.first)
        #expect(interchange.sender == "NORDBOLT" && group.kind == "PR" && set.lineCount == 2)
        #expect(set.outcome == EnvelopeOutcome.accepted && set.segmentCount == 10)
        let table: TableReport = try #require(try report("other/prices.csv").table)
        #expect(table.header == ["part", "description", "price", "stock"])
        #expect(table.recordCount == 3 && table.columnCount == 4 && table.lineEnds == "lf")
        let records: RecordReport = try #require(try report("other/orders05.idoc").records)
        #expect(records.documentKind == "ORDERS" && records.documentType == "ORDERS05")
        #expect(records.recordsByKind["E2EDP01007"] == 1)
        let json: JSONReport = try #require(try report("other/offers.ndjson").json)
        #expect(json.valueCount == 3 && json.members == ["part", "price"])
        let xml: XMLReport = try #require(try report("other/cxml-confirmation.xml").xml)
        #expect(xml.dialect == "cxml" && xml.documentKind == "ConfirmationRequest")
    }

    @Test func titlesMayStandAboveATable() throws {
        let text = "Price list\nvalid from 2026-12-01\n\npart,price\n1,2.5\n2,3\n3,1\n4,1\n"
        let report = try FileInspection().inspect(Array(text.utf8))
        #expect(report.table?.header == ["part", "price"])
        #expect(report.countByCode == ["csv.ragged-row": 2])
    }

    @Test func linesOfOneWidthAreNoTableBecauseOfACommaInSome() throws {
        let text = "0001 Screw, long 0100\n0002 Nut, small  0200\n0003 Washer      0300\n"
        let report = try FileInspection().inspect(Array(text.utf8))
        #expect(report.syntax == "fixed" && report.outcome == .read)
    }

    @Test func compressedFilesAreNamed() throws {
        let report = try FileInspection().inspect([0x1F, 0x8B, 8, 0, 0, 0])
        #expect(report.syntax == "gzip" && report.countByCode == ["gzip.cut-off": 1])
        #expect(report.outcome == .rejected)
        let other = try FileInspection().inspect(Array("BZh91AY".utf8))
        #expect(other.syntax == "bzip2" && other.countByCode == ["file.compressed": 1])
    }

    @Test func findingsAreCountedBeyondTheLimit() throws {
        let rows =
            "a,b\n" + String(repeating: "1,2\n", count: 50) + String(repeating: "1\n", count: 20)
        let report = try FileInspection(diagnosticLimit: 5).inspect(Array(rows.utf8))
        #expect(report.diagnostics.count == 5 && report.omittedDiagnosticCount == 15)
        #expect(report.countByCode == ["csv.ragged-row": 20])
    }

    @Test(arguments: [
        ("a,b\n1,\"2\n", "csv.unclosed-quote"), ("a,b\n1,\"2\"x\n", "csv.text-after-quote"),
        ("a,b\n1,2,3\n4,5\n", "csv.ragged-row"), ("a,a\n1,2\n", "csv.column-twice"),
        ("a,b\n1,2", "csv.last-line-open"), ("a,b\r\n1,2\n", "csv.line-ends-mixed"),
        ("{\"a\": }", "json.syntax"), ("{\"a\": 1", "json.cut-off"), ("{} x", "json.syntax"),
        ("{} {}", "json.trailing-text"), ("{\"a\":1,\"a\":2}", "json.duplicate-member"),
        ("{\"a\":\"\\x\"}", "json.escape"), ("{\"a\":1}\n{\"a\"\n{\"a\":2}\n", "json.cut-off"),
        ("[01]", "json.syntax"), ("[\"\u{1}\"]", "json.control-character"),
    ])
    func whatIsWrongHasItsCode(text: String, code: String) throws {
        let (report, isWhole) = try FileInspection().inspectWhole(Array(text.utf8))
        #expect(isWhole)
        #expect(report.countByCode[code] ?? 0 > 0, "\(report.countByCode)")
    }

    /// What the streaming reader of JSON takes is what the strict parser takes.
    @Test func bothReadersOfJSONAgree() throws {
        let text = #"{"a": [1, -2.5e3, true, null, "x\u00e9\n"], "b": {"c": {}}, "d": []}"#
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            var bytes = Array(text.utf8)
            let index = Int.random(in: 1..<bytes.count, using: &generator)
            let letters = Array("{}[]:,\"\\0 1ex".utf8)
            bytes[index] = letters.randomElement(using: &generator) ?? 0
            let isTaken: Bool
            do {
                _ = try JSONText.parse(bytes)
                isTaken = true
            } catch {
                isTaken = false
            }
            let report = try FileInspection().inspect(bytes)
            #expect(
                report.syntax != "json" || (report.outcome == .read) == isTaken,
                "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
