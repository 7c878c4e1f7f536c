internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Which kinds of values a format uses where the settings name none.
struct CatalogDialect {
    var partQualifiers: [String] = []
    var priceKinds: [String] = []
    var shelfKinds: [String] = []
    var minimumKind = ""
    var multipleKind = ""
    var maximumKind = ""
    var decimalSigns: [Character] = ["."]
}

/// Makes offers and shelves of the lines of documents; what does not fit is set aside.
///
/// Lines are checked as they come and kept packed; offers are handed on once the document is known
/// to be whole.
struct CatalogAssembly: ~Copyable {
    let rules: CatalogRules
    /// Whether the document is a stock list, without prices.
    var isStockList = false

    private let room: ReadingRoom
    private var lines: SortedRows
    private var rows = CatalogRows()
    private var row = PackedRowWriter()
    private var problems: [LineProblem] = []
    private var partless: [QuarantinedRow] = []
    private var substitutes = StatedSubstitutes()
    /// What the last line said, which the next one most likely says again.
    private var lastUnit: (packed: UInt64, unit: UnitOfMeasure)?
    var lastCurrency: (packed: UInt64, currency: Currency)?
    /// The price breaks of the line that is looked at.
    var breaks: [PriceBreak] = []

    init(
        settings: CatalogSettings, dialect: CatalogDialect, file: String, supplier: SupplierID,
        in room: ReadingRoom
    ) {
        self.room = room
        lines = SortedRows(in: room)
        rules = CatalogRules(
            settings: settings, dialect: dialect, file: file, supplier: supplier)
    }

    /// Sets aside what belongs to no part.
    mutating func setAside(_ problem: LineProblem) {
        partless.append(
            problem.quarantined(file: rules.file, supplier: rules.supplier, part: nil))
    }

    /// Adds a line; throws when there is no room on the disk for it.
    mutating func add(_ line: CatalogLine) throws(AdapterError) {
        if !Self.isPlain(line.partBytes) || !line.others.isEmpty {
            do throws(LineProblem) {
                let part = try part(line)
                if !line.others.isEmpty { note(line.others, of: part) }
            } catch {
                return setAside(error)
            }
        }
        if line.isDeleted {
            rows.writeDeleted(line, to: &row)
        } else {
            do throws(LineProblem) {
                if isStockList { try writeShelf(of: line) } else { try writeOffer(of: line) }
            } catch {
                rows.writeSetAside(line, problem: problems.count, to: &row)
                problems.append(error)
            }
        }
        try line.partBytes.withUnsafeBufferPointer { (part) throws(AdapterError) in
            try lines.append(row, key: UnsafeRawBufferPointer(part))
        }
    }

    /// Whether bytes are a sound part number at first sight, as nearly all are: what
    /// ``SupplierPart`` says of the others needs their text.
    private static func isPlain(_ part: [UInt8]) -> Bool {
        guard let first = part.first, let last = part.last, part.count <= 120, first != 0x20,
            last != 0x20
        else { return false }
        for byte in part where byte < 0x20 || byte > 0x7E { return false }
        return true
    }

    /// Notes what a line says of other parts, whatever becomes of the line itself: it is parts
    /// without an offer that have successors.
    private mutating func note(
        _ others: [(part: PlacedText, role: StatedSubstitute.Role)], of part: SupplierPart
    ) {
        for (other, role) in others where !other.isEmpty {
            let (line, column) = (other.position.line, other.position.column)
            do throws(ValueError) {
                try substitutes.add(
                    other.text, on: part, as: role,
                    at: FilePlace(file: rules.file, line: line, column: column))
            } catch {
                setAside(
                    LineProblem(
                        error.code, error.message, at: other.position, field: other.field,
                        value: other.text, help: error.help))
            }
        }
    }

    /// Hands on the offers of a document that is whole, and tells what is to be told beside.
    mutating func deliver(
        _ fileName: String, _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        var handover = CatalogHandover(
            rows, problems, partless: partless, substitutes: substitutes, file: rules.file,
            supplier: rules.supplier, batchCount: room.batchCount)
        try lines.forEachKey { (part) throws(AdapterError) in try handover.take(part, take) }
        return try handover.finish(fileName, take)
    }
}

// MARK: - Lines

extension CatalogAssembly {
    private func part(_ line: CatalogLine) throws(LineProblem) -> SupplierPart {
        do throws(ValueError) {
            return try SupplierPart(line.part)
        } catch {
            throw LineProblem(
                line.part.isEmpty ? "document.part-missing" : error.code,
                line.part.isEmpty ? "the line names no part of the supplier's" : error.message,
                at: line.position, field: "part", value: line.part,
                help: line.part.isEmpty
                    ? "Say in the setting parts what qualifies the part number." : error.help)
        }
    }

    private mutating func unit(of line: CatalogLine) throws(LineProblem) -> UnitOfMeasure {
        let (packed, isShort) = (line.unit.packed, line.unit.isShort)
        if let lastUnit, isShort, lastUnit.packed == packed { return lastUnit.unit }
        let unit = try rules.unit(named: line)
        if isShort { lastUnit = (packed, unit) }
        return unit
    }

    private mutating func writeShelf(of line: CatalogLine) throws(LineProblem) {
        let unit = try unit(of: line)
        let availability = try rules.availability(line, unit, isStockList: isStockList)
        let terms = CatalogTerms(
            unit: unit, leadTime: try rules.days(line).value,
            leadTimeFromStock: availability.leadTimeFromStock)
        rows.writeShelf(line, terms, onHand: availability.onHand.value?.value, to: &row)
    }

    // MARK: - Offers

    private mutating func writeOffer(of line: CatalogLine) throws(LineProblem) {
        let unit = try unit(of: line)
        try priceBreaks(line, unit)
        let lowest = breaks[0].fromQuantity.wholeUnits ?? 1
        let minimum = try rules.wholeIfAny(line.minimum) ?? lowest
        let maximum = try rules.wholeIfAny(line.maximum)
        guard lowest <= minimum else {
            throw LineProblem(
                "feed.break-above-minimum",
                "the lowest price break (\(lowest)) begins above the minimum order (\(minimum))",
                at: line.position, help: "Between the two no price is known.")
        }
        if let maximum, maximum < minimum {
            throw LineProblem(
                "feed.minimum-above-maximum",
                "the minimum order (\(minimum)) is above the maximum (\(maximum))",
                at: line.position)
        }
        var most: FixedPoint?
        if let maximum { most = try rules.quantity(maximum, unit, line).value }
        let least = try rules.quantity(minimum, unit, line).value
        let multiple = try rules.quantity(
            try rules.wholeIfAny(line.multiple) ?? 1, unit, line
        ).value
        let (from, through) = (try rules.date(line.validFrom), try rules.date(line.validThrough))
        if let from, let through, through < from {
            throw LineProblem(
                "feed.dates-crossed", "the line holds from \(from) until \(through)",
                at: line.position)
        }
        let leadTime = try rules.days(line).value
        let availability = try rules.availability(line, unit, isStockList: isStockList)
        let terms = CatalogTerms(
            unit: unit, minimum: least, multiple: multiple, maximum: most, leadTime: leadTime,
            leadTimeFromStock: availability.leadTimeFromStock,
            validity: Validity(from: from, through: through))
        rows.writeOffer(
            line, terms, breaks, onHand: availability.onHand.value?.value, to: &row)
    }
}
