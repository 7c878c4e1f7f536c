import FileDrop
import Procurement
import SupplierAdapterKit
import Testing
import WireFormats

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A feed with every column; which price columns it has is added to it.
private let common = """
    folder = "inbox"
    excluded_suppliers = ["Lager"]
    complete = { by = "trailer", marker = "END" }
    [format]
    decimal_sign = ","
    grouping_sign = "."
    dates = ["dd.MM.yyyy", "d/M/yy"]
    absent = ["-"]
    [columns]
    supplier = "Vendor"
    part = { name = "Part", absent = ["x"] }
    description = { name = "Text", absent_patterns = ["see *"] }
    currency = "Cur"
    unit = "Unit"
    minimum = "Min"
    multiple = "Mult"
    maximum = { name = "Max", absent = ["0"] }
    pack = "Pack"
    price_per = "Per"
    on_hand = "Stock"
    lead_time = "Days"
    lead_time_from_stock = "Shelf"
    valid_from = "From"
    valid_through = "To"
    offer_cost = "Fee"
    unit_cost = "Freight"

    """

private let ends = """

    [suppliers]
    Acme = "ACME"
    "Bolt, Ltd." = "BOLT"
    "Käfer" = "KAEFER"
    [units]
    St = "EA"
    "Stück" = "EA"
    kg = "KGM"
    [defaults]
    currency = "EUR"
    lead_time_from_stock = 1
    """

private let header = [
    "Vendor", "Part", "Text", "Cur", "Unit", "Min", "Mult", "Max", "Pack", "Per", "Stock", "Days",
    "Shelf", "From", "To", "Fee", "Freight", "P1", "Q1", "P2", "Q2",
]

/// What may stand in a column: mostly sound, sometimes odd, sometimes wrong.
private let cells: [[String]] = [
    ["Acme", "Acme", "Acme", "Bolt, Ltd.", "Käfer", "Ka\u{308}fer", "Lager", "Nobody", "", "-"],
    [
        "A-1", "A-2", "A-3", "A-4", "B 1", "B\"1\"", "Ü-1", "x", "", " A-5 ", "A-12345678",
        "A-123456789", "A-12345", "A\u{7}1",
    ],
    ["Screw", "Schraube, groß", "5\" pipe", "", "-", "see catalog", "see", "Stu\u{308}ck"],
    ["EUR", "EUR", "USD", "", "-", "eur", "€"], ["St", "St", "kg", "Stück", "", "-", "box"],
    ["", "1", "10", "0", "-", "1,5", "1.000"], ["", "1", "5", "12", "-3"],
    ["", "0", "1.000", "99", "1.00"], ["", "1", "25", "ten"], ["", "1", "100", "1.000.000"],
    ["0", "7", "1.234", "-", "", "-1", "1,000000", "1,0000000", "999999999999999999"],
    ["", "5", "36500", "36501", "0,5"], ["", "2", "2", "-", "1e3"],
    ["", "01.06.2026", "1/6/26", "31.02.2026", "2026-06-01", "-"],
    ["", "30.06.2026", "1/5/26", "30.06.2026", "soon"], ["", "0", "12,50", "-", "-1"],
    ["", "0,05", "1.0,5"],
    ["1", "12,40", "1.234,5", "0", "-", "", "-1", "12.40", "1,2345678", "9223372036854"],
    ["1", "1", "10", "", "-", "0"], ["", "9,99", "9,99", "-", "0,0"], ["", "100", "100", "-", "1"],
]

private func quoted(_ cell: String, _ random: inout SeededGenerator) -> String {
    let mustBe = cell.contains(",") || cell.contains("\"")
    guard mustBe || Int.random(in: 0..<8, using: &random) == 0 else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
}

private func rows(_ seed: UInt64, faults: Int, isRagged: Bool = false) -> String {
    var random = SeededGenerator(state: seed)
    var text = header.joined(separator: ",") + "\n"
    let count = Int.random(in: 1...30, using: &random)
    for _ in 0..<count {
        var row: [String] = []
        for (index, choices) in cells.enumerated() {
            let isOdd = Int.random(in: 0..<100, using: &random) < faults
            let choice = isOdd ? choices.randomElement(using: &random) : choices.first
            row.append(quoted(index == 1 && !isOdd ? "N-\(row.count)" : choice ?? "", &random))
        }
        if isRagged, Int.random(in: 0..<40, using: &random) == 0 { row.removeLast() }
        // Parts mostly differ, so that most offers are one row.
        if Bool.random(using: &random) { row[1] = "P-\(Int.random(in: 0..<20, using: &random))" }
        text += row.joined(separator: ",") + "\n"
    }
    return text + "END,\(count)\n"
}

/// A delivery in words, without the columns of places: rows that are handed over have none.
private func told(_ delivery: OfferDelivery) -> [String] {
    var lines: [String] = []
    for supplier in delivery.suppliers {
        lines.append("\(supplier.supplier) \(supplier.acceptedRows)")
        lines += supplier.offers.map {
            "\($0.supplierPart) \($0.description) \($0.unit) \($0.priceBreaks) \($0.orderRules) "
                + "\($0.leadTime) \($0.availability) \($0.offerCost) \($0.unitCost) "
                + "\($0.validity) \($0.place.line)"
        }
        lines += supplier.availabilities.map {
            "\($0.supplierPart) \($0.unit) \($0.availability) \($0.leadTime) \($0.place.line)"
        }
        lines += told(supplier.quarantined)
    }
    return lines + told(delivery.unassigned)
        + delivery.excludedRowsByReason.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
}

private func told(_ rows: [QuarantinedRow]) -> [String] {
    rows.map { row in
        let part = row.supplierPart.map(\.rawValue) ?? ""
        return "\(row.place.line) \(part) \(row.field) \(row.value) \(row.code) \(row.message) "
            + (row.help ?? "")
    }.sorted()
}

/// Rows of files are read the quick way where they are plain, rows that are handed over always in
/// full: both must say the same.
@Suite struct QuickRowsTests {
    private static let shapes = [
        "price = \"P1\"\nfrom_quantity = \"Q1\"",
        "price = \"P1\"",
        "[[price_breaks]]\nfrom = 1\nprice = \"P1\"\n[[price_breaks]]\nquantity = \"Q2\"\n"
            + "price = \"P2\"",
        "",
    ]

    @Test(arguments: 0..<4, [0, 4, 30])
    func quickRowsAreWhatFullRowsAre(shape: Int, faults: Int) throws {
        var settings = common + Self.shapes[shape] + ends
        settings = settings.replacing("folder", with: "ignored_columns = [\"*\"]\nfolder")
        for seed in 0..<60 {
            let text = rows(UInt64(seed * 12 + shape), faults: faults)
            let file = try readOffers(text, settings)
            #expect(told(file) == (try handedOver(text, settings)), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<4, [0, 30])
    func textsInSomethingLongerAreReadAsFilesAre(shape: Int, faults: Int) throws {
        var settings = common + Self.shapes[shape] + ends
        settings = settings.replacing("folder", with: "ignored_columns = [\"*\"]\nfolder")
        let table = try table(settings)
        for seed in 0..<20 {
            let text = rows(UInt64(seed * 12 + shape), faults: faults, isRagged: true)
            let file = try readOffers(text, settings)
            var lines = text.split(separator: "\n").dropLast().map { "\($0)\n" }
            let header = lines.removeFirst()
            // Its header aside, the second text stands where its rows stand in the file.
            let middle = lines.count / 2
            let texts = [
                OfferTable.Text(Array((header + lines[..<middle].joined()).utf8), firstLine: 1),
                OfferTable.Text(
                    Array((header + lines[middle...].joined()).utf8), firstLine: middle + 1),
            ]
            let read = try table.read(
                texts, fileName: file.file, file: "inbox/\(file.file)", scope: .whole)
            #expect(read == file, "seed \(seed)")
            let counts = try texts.map { try table.rowCount(of: $0, file: "texts") }
            #expect(counts == [middle, lines.count - middle])
        }
    }

    private func table(_ settings: String) throws -> OfferTable {
        var reader = SettingsReader(
            try SettingsText.settings(settings.replacing("folder = \"inbox\"\n", with: "")))
        return OfferTable(from: &reader, maximumBytes: 1 << 20)
    }

    private func handedOver(_ text: String, _ settings: String) throws -> [String] {
        let table = try table(settings)
        // The trailer belongs to files.
        let rest = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
        // As files are read where the settings say nothing else.
        var dialect = DelimitedDialect.rfc4180
        dialect.trimsSpaces = true
        var reader = DelimitedReader(text: rest, dialect: dialect)
        let header = try #require(try reader.next()).fields.map(\.text)
        let columns = table.columnNames.map { header.firstIndex(of: $0) }
        var rows: [OfferTable.Row] = []
        while let record = try reader.next() {
            let values = columns.map { $0.map { record.fields[$0].text } }
            rows.append(OfferTable.Row(values, line: record.position.line))
        }
        return told(try table.read(rows, fileName: "list.csv", file: "list.csv", scope: .whole))
    }
}
