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
    private struct Seen {
        var position: SourcePosition
        /// The ordinal of its offer, or of its shelf; `nil` where it has none.
        var offer: Int?
        var shelf: Int?
    }

    private var offers: [SupplierOffer] = []
    private var shelves: [SupplierAvailability] = []
    private var seen: [SupplierPart: Seen] = [:]
    private var takenBackOffers: Set<Int> = []
    private var takenBackShelves: Set<Int> = []
    private(set) var quarantined: [QuarantinedRow] = []
    private(set) var deleted = 0
    /// What the last line said, which the next one most likely says again.
    private var lastUnit: (text: String, unit: UnitOfMeasure)?
    private var lastCurrency: (text: String, currency: Currency)?

    init(
        settings: CatalogSettings, dialect: CatalogDialect, file: String, supplier: SupplierID,
        byteCount: Int = 0
    ) {
        // A guess at the lines: growing in steps would move them all several times.
        seen.reserveCapacity(min(byteCount / 80, 1 << 20))
        self.settings = settings
        self.dialect = dialect
        self.file = file
        self.supplier = supplier
    }

    mutating func setAside(_ problem: LineProblem, part: SupplierPart? = nil) {
        quarantined.append(problem.quarantined(file: file, supplier: supplier, part: part))
    }

    mutating func add(_ line: CatalogLine) {
        let part: SupplierPart
        do throws(LineProblem) {
            part = try self.part(line)
        } catch {
            setAside(error)
            return
        }
        if let first = seen[part] {
            takeBack(part, first: first, second: line.position)
            return
        }
        var entry = Seen(position: line.position)
        defer { seen[part] = entry }
        guard !line.isDeleted else {
            deleted += 1
            return
        }
        do throws(LineProblem) {
            if isStockList {
                shelves.append(try shelf(of: line, part))
                entry.shelf = shelves.count - 1
            } else {
                offers.append(try offer(of: line, part))
                entry.offer = offers.count - 1
            }
        } catch {
            setAside(error, part: part)
        }
    }

    /// A part that stands twice has no offer: nobody can tell which line holds.
    private mutating func takeBack(
        _ part: SupplierPart, first: Seen, second: SourcePosition
    ) {
        let message =
            "the part \(quotedForMessage(part.rawValue)) stands in lines "
            + "\(first.position.line) and \(second.line)"
        let help = "Nobody can tell which one holds, so none is taken."
        let hadOffer = first.offer.map { takenBackOffers.insert($0).inserted } ?? false
        let hadShelf = first.shelf.map { takenBackShelves.insert($0).inserted } ?? false
        if hadOffer || hadShelf {
            setAside(
                LineProblem(
                    "feed.duplicate-offer", message, at: first.position, value: part.rawValue,
                    help: help),
                part: part)
        }
        setAside(
            LineProblem(
                "feed.duplicate-offer", message, at: second, value: part.rawValue, help: help),
            part: part)
    }

    func delivery(_ fileName: String) -> OfferDelivery {
        let offers = Self.sorted(offers, without: takenBackOffers, by: \.supplierPart)
        let shelves = Self.sorted(shelves, without: takenBackShelves, by: \.supplierPart)
        let own = SupplierDelivery(
            supplier: supplier, offers: offers, availabilities: shelves,
            quarantined: quarantined.sorted {
                ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
            }, acceptedRows: offers.count + shelves.count)
        return OfferDelivery(
            file: fileName, suppliers: [own], unassigned: [],
            excludedRowsByReason: deleted > 0
                ? ["the document takes it off the list": deleted] : [:])
    }

    /// What was not taken back, by part; most lists are written in that order.
    ///
    /// Offers are large, so what is sorted are their numbers.
    private static func sorted<Element>(
        _ elements: [Element], without takenBack: Set<Int>, by part: (Element) -> SupplierPart
    ) -> [Element] {
        var kept: [(part: SupplierPart, index: Int)] = []
        kept.reserveCapacity(elements.count)
        var isSorted = takenBack.isEmpty
        for index in elements.indices where !takenBack.contains(index) {
            let part = part(elements[index])
            if let last = kept.last, part < last.part { isSorted = false }
            kept.append((part, index))
        }
        if isSorted { return elements }
        kept.sort { $0.part < $1.part }
        return kept.map { elements[$0.index] }
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

    private func decimal(_ value: PlacedText) throws(LineProblem) -> FixedPoint {
        if let fault = value.fault {
            throw LineProblem(
                "document.value-unusable",
                "\(value.field) is \(quotedForMessage(value.text)): "
                    + fault, at: value.position, field: value.field, value: value.text)
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
    private func wholeIfAny(_ value: PlacedText?) throws(LineProblem) -> Int64? {
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

    /// The prices of the kind that is taken, ascending.
    private mutating func priceBreaks(
        _ line: CatalogLine, _ unit: UnitOfMeasure
    ) throws(LineProblem) -> [PriceBreak] {
        let prices = try chosenPrices(line)
        var breaks: [PriceBreak] = []
        breaks.reserveCapacity(prices.count)
        var isAscending = true
        for price in prices {
            let from = try wholeIfAny(price.from) ?? 1
            let entry = try priceBreak(price, from, unit, line)
            if let last = breaks.last {
                isAscending =
                    isAscending && last.fromQuantity.value < entry.fromQuantity.value
            }
            breaks.append(entry)
        }
        if !isAscending { try sort(&breaks, line) }
        return breaks
    }

    private mutating func priceBreak(
        _ price: CatalogLine.Price, _ from: Int64, _ unit: UnitOfMeasure, _ line: CatalogLine
    ) throws(LineProblem) -> PriceBreak {
        var per = FixedPoint(micros: 1_000_000)
        if let stated = price.per { per = try decimal(stated) }
        let currency = try currency(of: price, line)
        let money = Money(amount: try decimal(price.amount), currency: currency)
        do throws(ValueError) {
            return PriceBreak(
                fromQuantity: try quantityOrProblem(from, unit),
                price: try UnitPrice(money: money, per: Quantity(value: per, unit: unit)))
        } catch {
            throw LineProblem(
                error.code, error.message, at: price.amount.position, field: price.amount.field,
                value: price.amount.text, help: error.help)
        }
    }

    private func sort(_ breaks: inout [PriceBreak], _ line: CatalogLine) throws(LineProblem) {
        breaks.sort { $0.fromQuantity.value < $1.fromQuantity.value }
        for (left, right) in zip(breaks, breaks.dropFirst())
        where left.fromQuantity == right.fromQuantity {
            throw LineProblem(
                "feed.break-twice",
                "the line has two prices from \(left.fromQuantity.value) units on",
                at: line.position)
        }
    }

    private func quantityOrProblem(
        _ units: Int64, _ unit: UnitOfMeasure
    ) throws(ValueError) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            throw ValueError(
                code: "decimal.too-large", message: "\(units) is too large a number")
        }
    }

    private func chosenPrices(_ line: CatalogLine) throws(LineProblem) -> [CatalogLine.Price] {
        guard !line.prices.isEmpty else {
            throw LineProblem(
                "document.price-missing", "the line has no price", at: line.position,
                field: "price")
        }
        let kinds = settings.priceKinds.isEmpty ? dialect.priceKinds : settings.priceKinds
        if kinds.isEmpty {
            let first = line.prices[0].kind
            guard line.prices.allSatisfy({ $0.kind == first }) else {
                let found = Self.kinds(line)
                throw LineProblem(
                    "document.price-kinds",
                    "the line has prices of several kinds: \(found.joined(separator: ", "))",
                    at: line.position, field: "price", value: found.joined(separator: ", "),
                    help: "Say which kind is ours: prices = [\"\(found[0])\"]")
            }
            return line.prices
        }
        for kind in kinds {
            let count = line.prices.count { $0.kind == kind }
            if count == line.prices.count { return line.prices }
            if count > 0 { return line.prices.filter { $0.kind == kind } }
        }
        let found = Self.kinds(line)
        throw LineProblem(
            "document.price-kinds",
            "the line has no price of the kind \(kinds.joined(separator: ", ")), but "
                + found.joined(separator: ", "),
            at: line.position, field: "price", value: found.joined(separator: ", "),
            help: "Say which kind is ours: prices = [\"\(found[0])\"]")
    }

    private static func kinds(_ line: CatalogLine) -> [String] {
        Set(line.prices.map(\.kind)).sorted()
    }

    private mutating func currency(
        of price: CatalogLine.Price, _ line: CatalogLine
    ) throws(LineProblem) -> Currency {
        if let lastCurrency, lastCurrency.text == price.currency { return lastCurrency.currency }
        let currency = try currency(named: price, line)
        lastCurrency = (price.currency, currency)
        return currency
    }

    private func currency(
        named price: CatalogLine.Price, _ line: CatalogLine
    ) throws(LineProblem) -> Currency {
        if price.currency.isEmpty {
            if let currency = settings.currency { return currency }
            throw LineProblem(
                "document.currency-missing", "neither the line nor the document names a currency",
                at: price.amount.position, field: "currency",
                help: "Write for example: [defaults] currency = \"EUR\"")
        }
        do throws(ValueError) {
            return try Currency(price.currency)
        } catch {
            throw LineProblem(
                error.code, error.message, at: price.amount.position, field: "currency",
                value: price.currency, help: error.help)
        }
    }
}
