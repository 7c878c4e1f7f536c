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
    let settings: CatalogSettings
    let dialect: CatalogDialect
    let file: String
    let supplier: SupplierID
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
    private let firstSign: UInt8
    private var lastUnit: (text: ShortText, unit: UnitOfMeasure)?
    var lastCurrency: (text: ShortText, currency: Currency)?
    /// Which kinds are taken; those of the settings, or of the standard.
    let priceKinds: [ShortText]
    private let shelfKinds: [ShortText]
    /// The price breaks of the line that is looked at.
    var breaks: [PriceBreak] = []

    init(
        settings: CatalogSettings, dialect: CatalogDialect, file: String, supplier: SupplierID,
        in room: ReadingRoom
    ) {
        self.room = room
        lines = SortedRows(in: room)
        self.settings = settings
        self.dialect = dialect
        let prices = settings.priceKinds.isEmpty ? dialect.priceKinds : settings.priceKinds
        priceKinds = prices.map { ShortText($0) }
        let shelves = settings.shelfKinds.isEmpty ? dialect.shelfKinds : settings.shelfKinds
        shelfKinds = shelves.map { ShortText($0) }
        firstSign = dialect.decimalSigns.first?.asciiValue ?? 0x2E
        self.file = file
        self.supplier = supplier
    }

    /// Sets aside what belongs to no part.
    mutating func setAside(_ problem: LineProblem) {
        partless.append(problem.quarantined(file: file, supplier: supplier, part: nil))
    }

    /// Adds a line; throws when there is no room on the disk for it.
    mutating func add(_ line: CatalogLine) throws(AdapterError) {
        let part: SupplierPart
        do throws(LineProblem) {
            part = try self.part(line)
        } catch {
            setAside(error)
            return
        }
        if !line.others.isEmpty { note(line.others, of: part) }
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
        try lines.append(row, key: part.rawValue)
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
                    at: FilePlace(file: file, line: line, column: column))
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
            rows, problems, partless: partless, substitutes: substitutes, file: file,
            supplier: supplier, batchCount: room.batchCount)
        try lines.forEachKey { (part) throws(AdapterError) in try handover.take(part, take) }
        return try handover.finish(fileName, take)
    }
}

// MARK: - Values

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

    func decimal(_ value: PlacedText) throws(LineProblem) -> FixedPoint {
        if let fault = value.fault {
            throw LineProblem(
                "document.value-unusable",
                "\(value.field) is \(quotedForMessage(value.text)): "
                    + fault, at: value.position, field: value.field, value: value.text)
        }
        // Where the quick way reads a number with the first sign, that is what it is.
        if let micros = value.quick(decimalSign: firstSign), micros >= 0 {
            return FixedPoint(micros: micros)
        }
        var first: WireError?
        for sign in dialect.decimalSigns {
            do throws(WireError) {
                let micros = try DecimalText.parse(value.text, decimalSign: sign)
                guard micros >= 0 else {
                    throw WireError(code: "document.number-negative", message: "it is below zero")
                }
                return FixedPoint(micros: micros)
            } catch {
                first = first ?? error
            }
        }
        throw LineProblem(
            first?.code ?? "decimal.not-a-number",
            "\(value.field) is \(quotedForMessage(value.text)): \(first?.message ?? "no number")",
            at: value.position, field: value.field, value: value.text, help: first?.help)
    }

    func whole(_ value: PlacedText) throws(LineProblem) -> Int64 {
        guard let units = try decimal(value).wholeValue, units >= 1 else {
            throw LineProblem(
                "feed.quantity-not-whole",
                "\(value.field) is \(quotedForMessage(value.text)), which is no whole number of "
                    + "units from 1",
                at: value.position, field: value.field, value: value.text)
        }
        return units
    }

    private mutating func unit(of line: CatalogLine) throws(LineProblem) -> UnitOfMeasure {
        if let lastUnit, lastUnit.text == line.unit { return lastUnit.unit }
        let unit = try unit(named: line)
        lastUnit = (line.unit, unit)
        return unit
    }

    // A closure here would copy all that is assembled so far.
    func wholeIfAny(_ value: PlacedText?) throws(LineProblem) -> Int64? {
        guard let value else { return nil }
        return try whole(value)
    }

    private func unit(named line: CatalogLine) throws(LineProblem) -> UnitOfMeasure {
        if line.unit.isEmpty {
            if let unit = settings.unit { return unit }
            throw LineProblem(
                "document.unit-missing", "the line names no unit", at: line.position,
                field: "unit", help: "Write for example: [defaults] unit = \"EA\"")
        }
        if let unit = settings.unitByCode[line.unit.text] { return unit }
        do throws(ValueError) {
            return try UnitOfMeasure(line.unit.text)
        } catch {
            throw LineProblem(
                "document.unit-unknown",
                "the unit \(quotedForMessage(line.unit.text)) is not known", at: line.position,
                field: "unit", value: line.unit.text,
                help: "Say which one it is: [units] \(line.unit.text) = \"EA\"")
        }
    }

    private func quantity(
        _ units: Int64, _ unit: UnitOfMeasure, _ line: CatalogLine
    ) throws(LineProblem) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            throw LineProblem(
                "decimal.too-large", "\(units) is too large a number", at: line.position)
        }
    }

    private func date(_ value: PlacedText?) throws(LineProblem) -> CalendarDate? {
        guard let value else { return nil }
        let text = value.text.prefix(10).filter { $0 != "-" }
        if let date = CalendarDate(compact: String(text.prefix(8))) { return date }
        throw LineProblem(
            "document.date", "\(value.field) is \(quotedForMessage(value.text)), which is no date",
            at: value.position, field: value.field, value: value.text)
    }

    private func days(_ line: CatalogLine) throws(LineProblem) -> Stated<LeadTime> {
        var days = settings.leadTime
        var place = line.position
        if let text = line.leadTimeDays {
            guard let whole = try decimal(text).wholeValue else {
                throw LineProblem(
                    "document.lead-time",
                    "\(text.field) is \(quotedForMessage(text.text)), no whole number of days",
                    at: text.position, field: text.field, value: text.text)
            }
            days = Int(whole)
            place = text.position
        }
        guard let days else { return .notStated }
        do throws(ValueError) {
            return .stated(try LeadTime(days: days, counting: settings.counting))
        } catch {
            throw LineProblem(error.code, error.message, at: place, help: error.help)
        }
    }

    private func availability(
        _ line: CatalogLine, _ unit: UnitOfMeasure
    ) throws(LineProblem) -> Availability {
        let kind = shelfKinds.first { kind in line.shelves.contains { $0.kind == kind } }
        var onHand = Stated<Quantity>.notStated
        if let kind {
            // Of several places, all together.
            var sum = Int128(0)
            for shelf in line.shelves where shelf.kind == kind {
                sum += Int128(try decimal(shelf.quantity).micros)
            }
            guard let micros = Int64(exactly: sum) else {
                throw LineProblem(
                    "decimal.too-large", "the shelves are too large together", at: line.position)
            }
            onHand = .stated(Quantity(value: FixedPoint(micros: micros), unit: unit))
        } else if isStockList {
            let kinds = shelfKinds.map(\.text)
            let found = Set(line.shelves.map(\.kind.text)).sorted().joined(separator: ", ")
            throw LineProblem(
                "document.shelf-missing",
                "the line has no quantity of the kinds \(kinds.joined(separator: ", "))"
                    + (found.isEmpty ? "" : ", but \(found)"),
                at: line.position, field: "shelf", value: found,
                help: "Say which kind is on the shelf: shelf = [\"33\"]")
        }
        guard let days = settings.leadTimeFromStock else {
            guard case .notStated = onHand else {
                throw LineProblem(
                    "feed.lead-time-missing",
                    "the line has a stock and no lead time from stock", at: line.position,
                    help: "Write for example: [defaults] lead_time_from_stock = 2")
            }
            return try Self.availability(onHand, days: 0, settings.counting, line)
        }
        return try Self.availability(onHand, days: days, settings.counting, line)
    }

    private static func availability(
        _ onHand: Stated<Quantity>, days: Int, _ counting: LeadTimeCounting, _ line: CatalogLine
    ) throws(LineProblem) -> Availability {
        do throws(ValueError) {
            return Availability(
                onHand: onHand, leadTimeFromStock: try LeadTime(days: days, counting: counting))
        } catch {
            throw LineProblem(error.code, error.message, at: line.position, help: error.help)
        }
    }

    private mutating func writeShelf(of line: CatalogLine) throws(LineProblem) {
        let unit = try unit(of: line)
        let availability = try availability(line, unit)
        let terms = CatalogTerms(
            unit: unit, leadTime: try days(line).value,
            leadTimeFromStock: availability.leadTimeFromStock)
        rows.writeShelf(line, terms, onHand: availability.onHand.value?.value, to: &row)
    }

    // MARK: - Offers

    private mutating func writeOffer(of line: CatalogLine) throws(LineProblem) {
        let unit = try unit(of: line)
        try priceBreaks(line, unit)
        let lowest = breaks[0].fromQuantity.wholeUnits ?? 1
        let minimum = try wholeIfAny(line.minimum) ?? lowest
        let maximum = try wholeIfAny(line.maximum)
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
        if let maximum { most = try quantity(maximum, unit, line).value }
        let least = try quantity(minimum, unit, line).value
        let multiple = try quantity(try wholeIfAny(line.multiple) ?? 1, unit, line).value
        let (from, through) = (try date(line.validFrom), try date(line.validThrough))
        if let from, let through, through < from {
            throw LineProblem(
                "feed.dates-crossed", "the line holds from \(from) until \(through)",
                at: line.position)
        }
        let leadTime = try days(line).value
        let availability = try availability(line, unit)
        let terms = CatalogTerms(
            unit: unit, minimum: least, multiple: multiple, maximum: most, leadTime: leadTime,
            leadTimeFromStock: availability.leadTimeFromStock,
            validity: Validity(from: from, through: through))
        rows.writeOffer(
            line, terms, breaks, onHand: availability.onHand.value?.value, to: &row)
    }
}
