/// One acknowledgment of a line, read in base units against what was ordered and agreed on since.
struct AnswerReading {
    /// Its answers, the earliest date first.
    let parts: [LineAccount.Part]
    /// What it confirms, and nothing stands against.
    let confirmed: Int64
    /// What it confirms, and a buyer has to look at.
    let objected: Int64
    /// What it neither confirms nor refuses.
    let undecided: Int64
    /// What it confirms beyond what was ordered.
    let beyond: Int64

    /// - Parameters:
    ///   - terms: what a silent quantity means, and from when on a date is late.
    ///   - date: the date of what is confirmed without one; `nil` for none.
    ///   - isSettled: whether that date was taken before, so that it is no objection now.
    ///   - orderedOn: nothing can be of a day before.
    init(
        _ message: SupplierMessage, of line: PurchaseOrderLine, scale: LineScale,
        tolerance: AnswerTolerance, terms: AgreedTerms, undated date: CalendarDate?,
        isSettled: Bool, orderedOn: CalendarDate
    ) throws(ValueError) {
        var quantities = try Self.quantities(
            message, of: line, scale: scale, silent: terms.units, undated: date)
        quantities.sort {
            ($0.date ?? .latest, $0.rank, $0.units) < ($1.date ?? .latest, $1.rank, $1.units)
        }
        var left = line.progress.ordered
        var (confirmed, objected, undecided, beyond) = (Int64(0), Int64(0), Int64(0), Int64(0))
        var parts: [LineAccount.Part] = []
        for entry in quantities {
            let confirms = entry.answer.outcome.confirms(isDated: entry.date != nil)
            let units = min(entry.units, left)
            if confirms { beyond = Int64(clamping: Int128(beyond) + Int128(entry.units - units)) }
            guard units > 0 else { continue }
            let requested =
                terms.date
                ?? scale.requestedDate(
                    ofUnit: line.progress.ordered - left, schedule: line.schedule)
            left -= units
            let part = LineAccount.Part(
                outcome: entry.answer.outcome, units: units, requestedDate: requested,
                confirmedDate: entry.date.flatMap { $0 < orderedOn ? nil : $0 },
                price: try scale.price(of: entry.answer),
                substitute: entry.answer.substitute,
                objections: (confirms
                    ? Self.objections(
                        to: entry.answer, price: try scale.price(of: entry.answer),
                        date: isSettled ? entry.answer.confirmedDate : entry.date,
                        requested: requested, line: line, tolerance: tolerance)
                        + entry.answer.days(before: orderedOn) : [])
                    + (entry.isCounted ? [] : [Self.unitUnknown(entry.answer, line)]),
                remark: entry.answer.remark)
            parts.append(part)
            if !confirms {
                // How much of the line is refused in a unit that nobody knows, nobody knows.
                undecided += entry.answer.outcome.refuses && entry.isCounted ? 0 : units
            } else if part.objections.isEmpty {
                confirmed += units
            } else {
                objected += units
            }
        }
        if quantities.contains(where: { $0.answer.outcome == .partlyShipped }) {
            // What was added and not agreed on, or called off, is no part of what it leaves.
            undecided += max(0, left - (line.progress.ordered - terms.units))
        }
        (self.parts, self.confirmed, self.objected) = (parts, confirmed, objected)
        (self.undecided, self.beyond) = (undecided, beyond)
    }

    private struct Entry {
        let answer: LineAnswer
        let units: Int64
        let date: CalendarDate?
        /// Whether its unit is one in which the line can be counted.
        var isCounted = true
        /// What is confirmed takes its units first, and what is refused last.
        var rank: Int {
            answer.outcome.confirms(isDated: date != nil) ? 0 : answer.outcome.refuses ? 2 : 1
        }
    }

    /// What each answer is about; one that states no quantity takes what the others leave.
    private static func quantities(
        _ message: SupplierMessage, of line: PurchaseOrderLine, scale: LineScale,
        silent all: Int64, undated: CalendarDate?
    ) throws(ValueError) -> [Entry] {
        var entries: [Entry] = []
        var left = Int128(all)
        var silent: [LineAnswer] = []
        var uncounted: LineAnswer?
        for statement in message.statements {
            guard case .answer(let answer) = statement, answer.line == line.number else { continue }
            guard let quantity = answer.quantity.value else {
                silent.append(answer)
                continue
            }
            guard let units = try scale.units(of: quantity, in: answer.unit) else {
                // Of several in such a unit, the one that comes last stands for all of them.
                let last = uncounted?.confirmedDate ?? .earliest
                if uncounted == nil || (answer.confirmedDate ?? .earliest) > last {
                    uncounted = answer
                }
                continue
            }
            left -= Int128(units)
            entries.append(
                Entry(answer: answer, units: units, date: Self.date(of: answer, undated)))
        }
        guard silent.count <= 1 else {
            throw ValueError(
                code: "message.quantity-missing",
                message: "\(silent.count) answers of acknowledgment \(message.document) for line "
                    + "\(line.number) state no quantity; only one may.",
                help: "Maybe the column of quantities is empty.")
        }
        if let answer = uncounted, left > 0 {
            entries.append(
                Entry(
                    answer: answer, units: Int64(left), date: Self.date(of: answer, undated),
                    isCounted: false))
        } else if let answer = silent.first, left > 0 {
            entries.append(
                Entry(answer: answer, units: Int64(left), date: Self.date(of: answer, undated)))
        }
        return entries
    }

    /// Who agrees to a change without a word of dates agrees to those that it names or leaves.
    private static func date(of answer: LineAnswer, _ undated: CalendarDate?) -> CalendarDate? {
        let isDateLeft = answer.outcome.confirms(isDated: false) && answer.outcome != .undated
        return answer.confirmedDate ?? (isDateLeft ? undated : nil)
    }

    private static func unitUnknown(
        _ answer: LineAnswer, _ line: PurchaseOrderLine
    ) -> LineAccount.Objection {
        .unit(
            ordered: line.quantity.unit, answered: answer.quantity.value, in: answer.unit)
    }

    private static func objections(
        to answer: LineAnswer, price: FixedPoint?, date: CalendarDate?,
        requested: CalendarDate, line: PurchaseOrderLine, tolerance: AnswerTolerance
    ) -> [LineAccount.Objection] {
        var objections: [LineAccount.Objection] = []
        let ordered = line.price.money.amount
        if let price {
            let paid = Int128(price.micros) * Int128(line.price.per.value.micros) * 1_000_000
            let agreed =
                Int128(ordered.micros) * Int128(FixedPoint.scale)
                * Int128(1_000_000 + tolerance.priceMillionths)
            if paid > agreed { objections.append(.price(ordered: ordered, answered: price)) }
        }
        if let date {
            let days = Int(date.dayNumber) - Int(requested.dayNumber)
            if days > tolerance.lateDays { objections.append(.late(days: days)) }
        }
        if answer.outcome == .substituted || answer.substitute != nil {
            objections.append(.substitute(answer.substitute ?? line.supplierPart))
        }
        return objections
    }
}

extension LineAnswer {
    var confirmedDate: CalendarDate? { arrivalDate.value ?? shipDate.value }

    /// The first day it names that lies before the order, as what stands against it.
    fileprivate func days(before order: CalendarDate) -> [LineAccount.Objection] {
        [arrivalDate.value, shipDate.value].compactMap(\.self).first { $0 < order }
            .map { [.beforeOrder($0)] } ?? []
    }
}

/// Turns quantities in the unit of an order's line into base units of the item.
struct LineScale {
    private let ordered: FixedPoint
    private let units: Int64
    private let line: Int
    private let unit: UnitOfMeasure
    private let baseUnit: UnitOfMeasure

    init(_ line: PurchaseOrderLine) {
        ordered = line.quantity.value
        units = line.progress.ordered
        self.line = line.number
        unit = line.quantity.unit
        baseUnit = line.baseQuantity.unit
    }

    /// A quantity in the unit that a document states; `nil` where that is neither the unit of the
    /// line nor the base unit of its item.
    func units(of quantity: FixedPoint, in stated: String) throws(ValueError) -> Int64? {
        if stated.isEmpty || AnsweredUnit.isCode(stated, unit) { return try units(of: quantity) }
        guard AnsweredUnit.isCode(stated, baseUnit) else { return nil }
        guard !quantity.isNegative, let whole = quantity.wholeValue else {
            throw ValueError(
                code: "message.quantity-not-whole",
                message: "The quantity (\(quantity) \(stated)) of line \(line) is no whole number "
                    + "of units.")
        }
        return whole
    }

    /// How much left of the line.
    func units(of part: ShippedPart) throws(ValueError) -> Int64 {
        if let units = try units(of: part.quantity, in: part.unit) { return units }
        throw ValueError(
            code: "message.unit-unknown",
            message: "Line \(line) is ordered in \(unit), and \(part.quantity) \(part.unit) left: "
                + "how much that is of it is not known.",
            help: "Enter what left by hand; or say in [units] of the feed which unit of ours "
                + "\(part.unit) is.")
    }

    /// The price of one unit of the line; rounded up where it is stated for base units and has no
    /// exact one, and none where nobody knows what it is for.
    func price(of answer: LineAnswer) throws(ValueError) -> FixedPoint? {
        guard let price = answer.price.value else { return nil }
        if answer.unit.isEmpty || AnsweredUnit.isCode(answer.unit, unit) { return price }
        guard AnsweredUnit.isCode(answer.unit, baseUnit) else { return nil }
        let product = Int128(price.micros) * Int128(units) * Int128(FixedPoint.scale)
        let (whole, rest) = product.quotientAndRemainder(dividingBy: Int128(ordered.micros))
        return FixedPoint(micros: Int64(clamping: whole + (rest > 0 ? 1 : 0)))
    }

    func units(of quantity: FixedPoint) throws(ValueError) -> Int64 {
        guard !quantity.isNegative else {
            throw ValueError(
                code: "message.quantity-negative",
                message: "The quantity (\(quantity)) of line \(line) is below zero.")
        }
        let scaled = Int128(quantity.micros) * Int128(units)
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int128(ordered.micros))
        guard rest == 0, let result = Int64(exactly: whole) else {
            throw ValueError(
                code: "message.quantity-not-whole",
                message: "The quantity (\(quantity)) of line \(line) is no whole number of units: "
                    + "\(ordered) were ordered, which are \(units).",
                help: "Maybe it is counted in another unit than the order.")
        }
        return result
    }

    /// When the unit at a place, counted from 0, was asked for.
    func requestedDate(ofUnit place: Int64, schedule: [ScheduleLine]) -> CalendarDate {
        let sorted = schedule.sorted { $0.requestedDate < $1.requestedDate }
        var end = Int128(0)
        for entry in sorted {
            end += Int128(entry.quantity.value.micros) * Int128(units)
            if Int128(place) * Int128(ordered.micros) < end { return entry.requestedDate }
        }
        return sorted.last?.requestedDate ?? .latest
    }
}
