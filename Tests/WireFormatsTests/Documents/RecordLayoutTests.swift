import TestSupport
import Testing
import WireFormats

/// The layouts that ship, and the documents that are read by them.
@Suite struct RecordLayoutTests {
    static let documents = [
        ("answers", "answers.txt"), ("datanorm", "datanorm.001"),
        ("idoc-answers", "idoc-answers.idoc"), ("idoc-orders", "idoc-orders.idoc"),
        ("idoc-ship-notices", "idoc-ship-notices.idoc"), ("price-list", "price-list.txt"),
        ("vda-orders", "vda-orders.vda"),
    ]
    private static let fixtures = "Fixtures/Suppliers/FlatFileEDI/layouts"

    static func layout(_ name: String) throws -> RecordLayout {
        try RecordLayout.parse(
            Golden.text("SupplierAdapters/FlatFileEDI/Layouts/\(name).layout"))
    }

    private static func bytes(_ file: String) throws -> [UInt8] {
        try Golden.bytes("\(fixtures)/\(file)")
    }

    /// All that a reader tells of a piece.
    private struct Piece: Equatable {
        struct Field: Equatable {
            var field: LayoutField
            var position: SourcePosition
            var text: String
            var value: String
        }

        var token: LayoutToken
        var bytes: [UInt8]
        var kindText: String
        var fields: [Field]
    }

    private func pieces(_ reader: inout LayoutReader) throws -> [Piece] {
        var pieces: [Piece] = []
        while let token = try reader.next() {
            pieces.append(
                Piece(
                    token: token, bytes: reader.withToken { Array($0) }, kindText: reader.kindText,
                    fields: reader.fields.map { [reader] in
                        Piece.Field(
                            field: $0, position: reader.position(of: $0), text: reader.text($0),
                            value: reader.value($0))
                    }))
        }
        return pieces
    }

    /// Reads to the end; the bytes of all pieces must be those of the file.
    private func read(
        _ bytes: [UInt8], _ layout: RecordLayout
    ) throws -> (pieces: [Piece], reader: LayoutReader) {
        var reader = LayoutReader(bytes, layout: layout)
        let pieces = try pieces(&reader)
        #expect(pieces.flatMap(\.bytes) == bytes)
        return (pieces, reader)
    }

    @Test(arguments: documents)
    func aDocumentIsReportedAsKept(layout: String, file: String) throws {
        let report = try FileInspection().inspect(
            Self.bytes(file), layout: Self.layout(layout))
        #expect(report.outcome == .read && report.syntax == "layout")
        let json = JSONText.write(report.json(file: file), sortsKeys: false)
        let kept = "\(Self.fixtures)/\(file).report.json"
        #expect(try Golden.check(json, against: kept) == .matches)
        #expect(report.text(file: file).contains("records of"))
    }

    @Test(arguments: documents)
    func everyFieldStandsWhereItSays(layout: String, file: String) throws {
        let bytes = try Self.bytes(file)
        let (pieces, _) = try read(bytes, Self.layout(layout))
        for piece in pieces {
            for field in piece.fields {
                let start = field.position.byteOffset
                let inRecord = piece.bytes[field.field.range]
                #expect(Array(bytes[start..<start + inRecord.count]) == Array(inRecord))
            }
        }
    }

    @Test(arguments: documents)
    func piecesOfAnySizeReadLikeTheWhole(layout: String, file: String) throws {
        let bytes = try Self.bytes(file)
        let layout = try Self.layout(layout)
        let (whole, _) = try read(bytes, layout)
        for size in [1, 7, 128] {
            var reader = LayoutReader(source: PieceSource(bytes, size: size), layout: layout)
            #expect(try pieces(&reader) == whole)
        }
    }

    /// Whatever becomes of a document, nothing crashes and every byte comes back.
    @Test(arguments: documents)
    func mutationsNeverLoseAByte(layout: String, file: String) throws {
        let bytes = try Self.bytes(file)
        let layout = try Self.layout(layout)
        let special = Array(" ;\"\n\r\0\u{1A}0951AEIPT-.".utf8) + [0x81, 0xC3, 0xFF]
        var generator = SeededGenerator(seed: 0x1A)
        for round in 0..<150 {
            var mutated = bytes
            for _ in 0...(round % 4) where !mutated.isEmpty {
                let index = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: mutated[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated[index] = special.randomElement(using: &generator) ?? 0
                case 2: mutated.remove(at: index)
                case 3: mutated.removeSubrange(index...)
                default:
                    let end = min(mutated.count, index + Int.random(in: 0..<90, using: &generator))
                    mutated.insert(contentsOf: mutated[index..<end], at: index)
                }
            }
            var echoed: [UInt8] = []
            let report = try FileInspection().inspect(
                mutated, layout: layout, echo: { echoed += $0 })
            #expect(echoed == mutated, "\(file), round \(round)")
            #expect(report.diagnostics.allSatisfy { DiagnosticCatalog.entry(for: $0.code) != nil })
        }
    }

    /// What a layout closes with a trailer is never taken for whole without it.
    @Test(arguments: documents.filter { !["datanorm", "idoc-ship-notices"].contains($0.0) })
    func aCutIsAlwaysTold(layout: String, file: String) throws {
        let bytes = try Self.bytes(file)
        let layout = try Self.layout(layout)
        let last = try #require(bytes.lastIndex { $0 > 0x20 })
        for count in 1...last {
            let report = try FileInspection().inspect(Array(bytes.prefix(count)), layout: layout)
            #expect(report.outcome == .rejected, "\(file) cut at \(count)")
        }
    }

    @Test func fieldsMeanWhatTheLayoutSays() throws {
        let layout = try Self.layout("datanorm")
        let bytes = try Self.bytes("datanorm.001")
        let (pieces, whole) = try read(bytes, layout)
        #expect(whole.diagnostics.isEmpty && !whole.isRejected)
        let dowel = try #require(pieces.first { $0.fields.contains { $0.text == "NDÜ10" } })
        #expect(dowel.fields.map(\.value).contains("1000"))
        let changes = try #require(pieces.first { $0.kindText == "P" })
        #expect(changes.fields.filter { $0.text.hasPrefix("NB") }.map(\.field.group) == [0, 1])
        #expect(pieces.last?.token.kind == .filler)

        var reader = LayoutReader(bytes, layout: layout)
        while let token = try reader.next(), token.ordinal < dowel.token.ordinal {}
        let price = try #require(reader.fields.first { reader.text($0) == "3890" })
        #expect(try reader.number(price) == 38_900_000)
        #expect(reader.definition(of: price)?.name == "price")
    }

    private static let small = """
        layout small
        records lines
        kind 1
        record H once
          day 2-9 date yyyyMMdd required
        record L under H 1..2
          part 2-5 text required
          count 6-9 digits
          amount 10-16 number/2
          state 17 text in A|B
        record N under L any
        record T under H once closes
          lines 2-3 number
          total 4-10 number/2
        check T.lines counts L N
        check T.total sums L.amount
        """

    /// A field is a whole number where it holds digits alone, at most twelve of them.
    @Test(arguments: [
        ("000000976", 976_000_000), ("  7", 7_000_000), ("0", 0),
        ("999999999999", 999_999_999_999_000_000), ("0000000000001", nil), ("12.5", nil),
        ("1 2", nil), ("-4", nil), ("4-", nil), ("", nil), ("1A", nil), ("\u{662}", nil),
    ])
    func digitsAreAWholeNumber(text: String, micros: Int64?) throws {
        let layout = try RecordLayout.parse(
            "layout wide\nrecords lines\nkind 1\nrecord A any\n  count 2-20 digits\n")
        var reader = LayoutReader(Array("A\(text)\n".utf8), layout: layout)
        _ = try reader.next()
        let field = reader.fields.first
        #expect(field.flatMap { reader.wholeNumber($0) } == micros)
    }

    @Test(arguments: [
        ("H20260304\nLAX  00010000250A\nT010000250\n", []),
        ("H20260304\r\nLAX  00010000250A\r\nT010000250", []),
        ("H20260304\nLAX  00010000250A\nN\nT020000250\n\n\u{1A}", []),
        ("H20260304\nLAX  00010000250A\nT020000250\n", ["layout.count 3:2 T lines"]),
        ("H20260304\nLAX  00010000250A\nT010000251\n", ["layout.total 3:4 T total"]),
        (
            "H20260304\nLAX  0001000x250A\nT010000250\n",
            ["layout.field-number 2:10 L amount", "layout.total 3:4 T total"]
        ),
        ("H20260304\nLAX  00010000250A\n", ["layout.record-missing 3:1 T "]),
        ("H20260304\nT000000000\n", ["layout.record-missing 2:1 L "]),
        (
            "LAX  00010000250A\n",
            ["layout.parent-missing 1:1 L ", "layout.record-missing 2:1 H "]
        ),
        ("H20260304\nLAX\nLAX\nLAX\nT030000000\n", ["layout.record-repeated 4:1 L "]),
        ("H20260304\nLAX\nT010000000\nLAX\n", ["layout.parent-missing 4:1 L "]),
        ("H20260304\nLAX\nX\nT010000000\n", ["layout.record-unknown 3:1 X "]),
        ("H20260230\nLAX\nT010000000\n", ["layout.field-date 1:2 H day"]),
        ("H00000000\nLAX\nT010000000\n", []),
        (
            "H\nL    1\nT010000000\n",
            ["layout.field-missing 1:2 H day", "layout.field-missing 2:2 L part"]
        ),
        (
            "H20260304\nLAX  1a         C\nT010000000\n",
            ["layout.field-digits 2:6 L count", "layout.field-code 2:17 L state"]
        ),
        ("H20260304 and more\nLAX\nT010000000\n", ["layout.record-length 1:1 H "]),
        ("", ["layout.no-records 1:1 "]),
        ("H20260304\nLA\u{1}\nT010000000\n", ["layout.field-character 2:2 L part"]),
    ])
    func whatIsWrongIsToldWithItsPlace(text: String, findings: [String]) throws {
        let layout = try RecordLayout.parse(Self.small)
        let (_, reader) = try read(Array(text.utf8), layout)
        let found = reader.diagnostics.map { diagnostic in
            let place = diagnostic.place
            return "\(diagnostic.code) \(place.line):\(place.column) \(place.segment ?? "")"
                + (place.segment == nil ? "" : " \(place.field ?? "")")
        }
        #expect(found == findings)
    }

    @Test(arguments: [
        ("", "layout-file.syntax", 1, 1), ("records lines", "layout-file.syntax", 1, 1),
        ("records lines\nkind 1\nrecrod A", "layout-file.syntax", 3, 1),
        ("records lines\nkind 0-4", "layout-file.syntax", 2, 6),
        ("kind 1", "layout-file.syntax", 1, 6),
        ("records delimited ;\nkind 1-4", "layout-file.syntax", 2, 6),
        ("records width x", "layout-file.syntax", 1, 15),
        ("records lines\n  a 1", "layout-file.syntax", 2, 3),
        ("records lines\nkind 1\nrecord A under B", "layout-file.name-unknown", 3, 16),
        ("records lines\nrecord A\nrecord B", "layout-file.contradiction", 2, 8),
        ("records lines\nrecord A\nrecord A", "layout-file.contradiction", 3, 8),
        ("records lines\nrecord A\n  f 1 number\n  f 2", "layout-file.contradiction", 4, 3),
        ("records lines\nrecord A\n  f 1 numbre", "layout-file.syntax", 3, 7),
        ("records lines\nrecord A\n  f 1 number/9", "layout-file.syntax", 3, 7),
        ("records lines\nrecord A\n  f 1-8 date ymd", "date.pattern", 3, 14),
        ("records lines\nrecord A 3..1", "layout-file.syntax", 2, 10),
        ("records lines\nrecord A\n  f 1 \"x", "layout-file.syntax", 3, 7),
        ("records lines\nrecord A\n  f 1\ncheck A.f counts A", "layout-file.contradiction", 4, 7),
        ("records lines\nrecord A\n  f 1\ncheck A.g counts A", "layout-file.name-unknown", 4, 7),
        ("records lines\nrecords lines", "layout-file.contradiction", 2, 1),
        ("records lines\nrecord A\n  f 1 map 0=a 0=b", "layout-file.contradiction", 3, 15),
    ])
    func aLayoutThatIsWrongIsRefused(
        text: String, code: String, line: Int, column: Int
    ) throws {
        let error = #expect(throws: WireError.self) { try RecordLayout.parse(text) }
        #expect(error?.code == code)
        #expect(error?.position?.line == line && error?.position?.column == column)
    }

    // MARK: - Writing

    @Test func whatIsWrittenIsReadAgain() throws {
        let layout = try Self.layout("vda-orders")
        var writer = LayoutWriter(layout: layout)
        let day = DateParts(year: 2026, month: 3, day: 4)
        try writer.write(
            0,
            [
                "customer": .text("HAUSMANN"), "supplier": .text("NORDBOLT"),
                "transmission": .text("42"), "date": .date(day), "order": .text("PO-000001"),
                "order-date": .date(day), "currency": .text("EUR"),
            ])
        try writer.write(
            1,
            [
                "line": .text("1"), "part": .text("AX-1"), "our-part": .text("I-100"),
                "unit": .text("EA"), "quantity": .number(100_000_000),
                "price": .number(2_500_000), "per": .number(1_000_000),
                "text": .text("hinge, steel"),
            ])
        for (date, quantity) in [(20, 60), (3, 40)] {
            let month = date == 3 ? 4 : 3
            try writer.write(
                2,
                [
                    "date": .date(DateParts(year: 2026, month: month, day: date)),
                    "quantity": .number(Int64(quantity) * 1_000_000),
                ])
        }
        try writer.write(3, [:])
        #expect(try writer.bytes == Self.bytes("vda-orders.vda"))
    }

    @Test(arguments: [
        ("part", LayoutValue.text("ABCDE"), "layout.value-too-long"),
        ("part", .text("日"), "layout.value-character"),
        ("part", .text("a\n"), "layout.value-character"),
        ("part", .text(" a"), "layout.value-character"),
        ("part", .text(""), "layout.value-missing"),
        ("amount", .number(1), "layout.value-inexact"),
        ("amount", .number(-1_000_000), "layout.value-inexact"),
        ("amount", .number(100_000_000_000), "layout.value-too-long"),
        ("state", .text("C"), "layout.value-unknown"),
        ("count", .text("x"), "layout.value-unknown"),
        ("count", .date(DateParts(year: 2026, month: 1, day: 1)), "layout.value-unknown"),
    ])
    func aValueThatDoesNotFitIsRefused(field: String, value: LayoutValue, code: String) throws {
        let layout = try RecordLayout.parse(
            Self.small.replacing("records lines", with: "records lines\ncharacters latin-1"))
        var values: [String: LayoutValue] = ["part": .text("AX")]
        values[field] = value
        let error = #expect(throws: WireError.self) {
            var writer = LayoutWriter(layout: layout)
            try writer.write(1, values)
        }
        #expect(error?.code == code)
    }

    @Test func delimitedValuesAreQuoted() throws {
        let layout = try RecordLayout.parse(
            "records delimited ; quotes \"'\"\nkind 1\nrecord A\n  b 3\n  c 2 number")
        var writer = LayoutWriter(layout: layout)
        try writer.write(0, ["b": .text("it's; so"), "c": .number(1_500_000)])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "A;1.5;'it''s; so'\n")
        let (pieces, reader) = try read(writer.bytes, layout)
        #expect(pieces[0].fields.map(\.text) == ["it's; so", "1.5"] && reader.diagnostics.isEmpty)
        let open = try read(Array("A;1;'x\n".utf8), layout)
        #expect(open.reader.diagnostics.map(\.code) == ["layout.quote-open"])
    }

    @Test(arguments: TextEncoding.allCases)
    func textsComeBackInEveryEncoding(encoding: TextEncoding) throws {
        for scalar in ["A", "é", "ß", "€", "ı", "░", "日"] {
            guard let bytes = encoding.encode(scalar) else { continue }
            #expect(encoding.decode(bytes) == .text(scalar))
        }
        #expect(TextEncoding.cp850.encode("Ü") == [0x9A])
        #expect(TextEncoding.windows1252.encode("€") == [0x80])
        #expect(TextEncoding.latin1.encode("€") == nil)
    }

    @Test func daysAreWrittenInEveryPattern() throws {
        let day = DateParts(year: 2026, month: 3, day: 4)
        for text in ["yyyy-MM-dd", "d.M.yy", "dd MMM yyyy", "MMMM d, yyyy"] {
            let pattern = try DatePattern(text)
            #expect(try DateText.parse(pattern.text(day), patterns: [pattern]) == day)
        }
    }
}
