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
struct CatalogAssembly {
    let settings: CatalogSettings
    let dialect: CatalogDialect
    let file: String
    let supplier: SupplierID
    /// Whether the document is a stock list, without prices.
    var isStockList = false
    /// What became of a line that names a part.
    private enum Outcome {
        case offer(Int32)
        case shelf(Int32)
        case setAside(Int32)
        case deleted
    }

    private var offers: [SupplierOffer] = []
    private var shelves: [SupplierAvailability] = []
    private var problems: [LineProblem] = []
    /// The parts of the lines, and by their ordinals where lines stand and what they became.
    private var parts = NameOrder()
    private var lines: [(position: SourcePosition, outcome: Outcome)] = []
    private var partless: [QuarantinedRow] = []
    private var substitutes = StatedSubstitutes()
    /// What the last line said, which the next one most likely says again.
    private let firstSign: UInt8
    private var lastUnit: (text: String, unit: UnitOfMeasure)?
    var lastCurrency: (text: String, currency: Currency)?

    init(
        settings: CatalogSettings, dialect: CatalogDialect, file: String, supplier: SupplierID,
        byteCount: Int = 0
    ) {
        // A guess at the lines: growing in steps would move them all several times.
        let count = min(byteCount / 64, 1 << 24)
        lines.reserveCapacity(count)
        parts.reserveCapacity(count, bytes: count * 8)
        self.settings = settings
        self.dialect = dialect
        firstSign = dialect.decimalSigns.first?.asciiValue ?? 0x2E
        self.file = file
        self.supplier = supplier
    }

    /// Sets aside what belongs to no part.
    mutating func setAside(_ problem: LineProblem) {
        partless.append(problem.quarantined(file: file, supplier: supplier, part: nil))
    }

    mutating func add(_ line: CatalogLine) {
        let part: SupplierPart
        do throws(LineProblem) {
            part = try self.part(line)
        } catch {
            setAside(error)
            return
        }
        if !line.others.isEmpty { note(line.others, of: part) }
        precondition(lines.count < Int(Int32.max), "A list must have fewer than 2 billion lines.")
        parts.append(part.rawValue)
        lines.append((line.position, outcome(of: line, part)))
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

    private mutating func outcome(of line: CatalogLine, _ part: SupplierPart) -> Outcome {
        guard !line.isDeleted else { return .deleted }
        do throws(LineProblem) {
            if isStockList {
                shelves.append(try shelf(of: line, part))
                return .shelf(Int32(shelves.count - 1))
            }
            offers.append(try offer(of: line, part))
            return .offer(Int32(offers.count - 1))
        } catch {
            problems.append(error)
            return .setAside(Int32(problems.count - 1))
        }
    }

    func delivery(_ fileName: String) -> OfferDelivery {
        var quarantined = partless
        var deleted = 0
        // In the order of parts, as they are delivered.
        var keptOffers: [Int32] = []
        var keptShelves: [Int32] = []
        keptOffers.reserveCapacity(offers.count)
        keptShelves.reserveCapacity(shelves.count)
        parts.forEachName { name, ordinals in
            let first = lines[Int(ordinals[ordinals.startIndex])]
            let isAlone = ordinals.count == 1
            switch first.outcome {
            case .offer(let index): if isAlone { keptOffers.append(index) }
            case .shelf(let index): if isAlone { keptShelves.append(index) }
            case .deleted: deleted += 1
            case .setAside(let index):
                quarantined.append(
                    problems[Int(index)].quarantined(
                        file: file, supplier: supplier, part: SupplierPart(rawValue: name)))
            }
            if !isAlone { quarantined += takenBack(name, ordinals.map { lines[Int($0)] }) }
        }
        quarantined.sort {
            ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
        }
        let own = SupplierDelivery(
            supplier: supplier, offers: Self.picked(keptOffers, of: offers),
            availabilities: Self.picked(keptShelves, of: shelves), quarantined: quarantined,
            acceptedRows: keptOffers.count + keptShelves.count, substitutes: substitutes.sorted)
        return OfferDelivery(
            file: fileName, suppliers: [own], unassigned: [],
            excludedRowsByReason: deleted > 0
                ? ["the document takes it off the list": deleted] : [:])
    }

    /// A part that stands twice has no offer: nobody can tell which line holds.
    private func takenBack(
        _ name: String, _ found: [(position: SourcePosition, outcome: Outcome)]
    ) -> [QuarantinedRow] {
        let first = found[0]
        var rows: [QuarantinedRow] = []
        func add(_ position: SourcePosition, _ second: SourcePosition) {
            let problem = LineProblem(
                "feed.duplicate-offer",
                "the part \(quotedForMessage(name)) stands in lines \(first.position.line) and "
                    + "\(second.line)", at: position, value: name,
                help: "Nobody can tell which one holds, so none is taken.")
            rows.append(
                problem.quarantined(
                    file: file, supplier: supplier, part: SupplierPart(rawValue: name)))
        }
        switch first.outcome {
        case .offer, .shelf: add(first.position, found[1].position)
        // Why the first one is not there has been told.
        case .setAside, .deleted: break
        }
        for other in found.dropFirst() { add(other.position, other.position) }
        return rows
    }

    /// Elements by their indices; most lists are written in the order of parts.
    ///
    /// Offers are large, so they are moved only where they must be.
    private static func picked<Element>(_ indices: [Int32], of elements: [Element]) -> [Element] {
        let isWhole =
            indices.count == elements.count
            && zip(indices, 0...).allSatisfy { $0 == $1 }
        return isWhole ? elements : indices.map { elements[Int($0)] }
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
        if let micros = value.micros, micros >= 0 { return FixedPoint(micros: micros) }
        // Where the quick way reads a number with the first sign, that is what it is.
        let quick = value.text.utf8.withContiguousStorageIfAvailable {
            DecimalText.quick($0, decimalSign: firstSign)
        }
        if let micros = quick ?? nil, micros >= 0 { return FixedPoint(micros: micros) }
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

    private func whole(_ value: PlacedText) throws(LineProblem) -> Int64 {
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
        if let unit = settings.unitByCode[line.unit] { return unit }
        do throws(ValueError) {
            return try UnitOfMeasure(line.unit)
        } catch {
            throw LineProblem(
                "document.unit-unknown",
                "the unit \(quotedForMessage(line.unit)) is not known", at: line.position,
                field: "unit", value: line.unit,
                help: "Say which one it is: [units] \(line.unit) = \"EA\"")
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
        let kinds = settings.shelfKinds.isEmpty ? dialect.shelfKinds : settings.shelfKinds
        let kind = kinds.first { kind in line.shelves.contains { $0.kind == kind } }
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
            let found = Set(line.shelves.map(\.kind)).sorted().joined(separator: ", ")
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

    private func place(_ line: CatalogLine) -> FilePlace {
        FilePlace(file: file, line: line.position.line, column: line.position.column)
    }

    private mutating func shelf(
        of line: CatalogLine, _ part: SupplierPart
    ) throws(LineProblem) -> SupplierAvailability {
        let unit = try unit(of: line)
        return SupplierAvailability(
            supplier: supplier, supplierPart: part, unit: unit,
            availability: try availability(line, unit), leadTime: try days(line),
            place: place(line))
    }

    // MARK: - Offers

    private mutating func offer(
        of line: CatalogLine, _ part: SupplierPart
    ) throws(LineProblem) -> SupplierOffer {
        let unit = try unit(of: line)
        let breaks = try priceBreaks(line, unit)
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
        var most = Stated<Quantity>.notStated
        if let maximum { most = .stated(try quantity(maximum, unit, line)) }
        let rules = OrderRules(
            minimumQuantity: try quantity(minimum, unit, line),
            orderMultiple: try quantity(try wholeIfAny(line.multiple) ?? 1, unit, line),
            maximumQuantity: most)
        let (from, through) = (try date(line.validFrom), try date(line.validThrough))
        if let from, let through, through < from {
            throw LineProblem(
                "feed.dates-crossed", "the line holds from \(from) until \(through)",
                at: line.position)
        }
        return SupplierOffer(
            supplier: supplier, supplierPart: part, description: line.description, unit: unit,
            priceMode: .allUnits, priceBreaks: breaks, orderRules: rules, leadTime: try days(line),
            availability: try availability(line, unit), offerCost: .zero, unitCost: .zero,
            validity: Validity(from: from, through: through), place: place(line))
    }
}
