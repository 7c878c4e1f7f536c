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
                price: entry.answer.price.value,
                substitute: entry.answer.substitute,
                objections: confirms
                    ? Self.objections(
                        to: entry.answer,
                        date: isSettled ? entry.answer.confirmedDate : entry.date,
                        requested: requested, line: line, tolerance: tolerance)
                        + entry.answer.days(before: orderedOn) : [],
                remark: entry.answer.remark)
            parts.append(part)
            if !confirms {
                undecided += entry.answer.outcome.refuses ? 0 : units
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
        for statement in message.statements {
            guard case .answer(let answer) = statement, answer.line == line.number else { continue }
            guard let quantity = answer.quantity.value else {
                silent.append(answer)
                continue
            }
            let units = try scale.units(of: quantity)
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
        if let answer = silent.first, left > 0 {
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

    private static func objections(
        to answer: LineAnswer, date: CalendarDate?, requested: CalendarDate,
        line: PurchaseOrderLine, tolerance: AnswerTolerance
    ) -> [LineAccount.Objection] {
        var objections: [LineAccount.Objection] = []
        let ordered = line.price.money.amount
        if let price = answer.price.value {
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

    init(_ line: PurchaseOrderLine) {
        ordered = line.quantity.value
        units = line.progress.ordered
        self.line = line.number
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
