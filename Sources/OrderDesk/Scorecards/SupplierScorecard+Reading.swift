package import Procurement

extension SupplierScorecard {
    /// Measures a supplier by its lines.
    ///
    /// The order of the lines changes nothing. Figures that have nothing to rest on have no value.
    ///
    /// - Parameters:
    ///   - lines: its lines that left in the period.
    ///   - offered: how its prices changed since the period's first round, an entry an offer.
    ///   - answerDays: working days after which a first reminder is due.
    package init(
        supplier: SupplierID, lines: [ScoredLine], offered: [FixedPoint], calendar: WorkCalendar,
        answerDays: Int, today: CalendarDate
    ) {
        let kept = lines.filter { $0.line.state != .cancelled }
        let asked = Sum(kept.map { $0.judged($0.asked, before: today) })
        let confirmed = Sum(kept.map { $0.judged($0.firstConfirmed, before: today) })
        self.init(
            supplier: supplier,
            measures: [
                ScorecardMeasure(.fillRate, asked.came, of: asked.due, sample: asked.lines),
                ScorecardMeasure(.onTimeAsked, asked.inTime, of: asked.due, sample: asked.lines),
                ScorecardMeasure(
                    .onTimeConfirmed, confirmed.inTime, of: confirmed.due,
                    sample: confirmed.lines),
                Self.answeredInTime(lines, calendar, answerDays: answerDays, today: today),
                Self.answerDays(lines, calendar),
                Self.priceAnswered(lines),
                Self.mean(offered),
                Self.damaged(lines),
            ])
    }

    private struct Sum {
        var (due, came, inTime) = (Int64(0), Int64(0), Int64(0))
        var lines = 0

        init(_ judged: [(due: Int64, came: Int64, inTime: Int64)]) {
            for entry in judged where entry.due > 0 {
                due += entry.due
                came += entry.came
                inTime += entry.inTime
                lines += 1
            }
        }
    }

    private static func answeredInTime(
        _ lines: [ScoredLine], _ calendar: WorkCalendar, answerDays: Int, today: CalendarDate
    ) -> ScorecardMeasure {
        var (answered, judged) = (Int64(0), Int64(0))
        for line in lines {
            let deadline = calendar.adding(workingDays: answerDays, to: line.leftOn)
            guard deadline < today else { continue }
            judged += 1
            if let day = line.answeredOn, day <= deadline { answered += 1 }
        }
        return ScorecardMeasure(.answeredInTime, answered, of: judged, sample: Int(judged))
    }

    private static func answerDays(
        _ lines: [ScoredLine], _ calendar: WorkCalendar
    ) -> ScorecardMeasure {
        let waits = lines.compactMap { line in
            line.answeredOn.map { calendar.workingDays(from: line.leftOn, to: $0) }
        }.sorted()
        guard !waits.isEmpty else {
            return ScorecardMeasure(figure: .answerDays, value: nil, sample: 0)
        }
        // The mean of the two in the middle, which are one where their number is odd.
        let twice = Int64(waits[(waits.count - 1) / 2] + waits[waits.count / 2])
        return ScorecardMeasure(
            figure: .answerDays, value: FixedPoint(micros: twice * FixedPoint.scale / 2),
            sample: waits.count)
    }

    private static func priceAnswered(_ lines: [ScoredLine]) -> ScorecardMeasure {
        var (paid, agreed) = (Int128(0), Int128(0))
        var sample = 0
        for line in lines {
            let stated = line.account.parts.filter {
                $0.price != nil && $0.outcome.confirms(isDated: $0.confirmedDate != nil)
            }
            if !stated.isEmpty { sample += 1 }
            let price = line.line.price
            // Per unit of the line; a basis of 1,000 is brought down to one.
            let ordered =
                Int128(price.money.amount.micros) * Int128(FixedPoint.scale)
                / Int128(price.per.value.micros)
            for part in stated {
                let units =
                    Int128(part.units) * Int128(line.line.quantity.value.micros)
                    / Int128(line.line.progress.ordered)
                paid += Int128(part.price?.micros ?? 0) * units
                agreed += ordered * units
            }
        }
        return ScorecardMeasure(
            figure: .priceAnswered, value: Ratio.millionths(paid - agreed, of: agreed),
            sample: sample)
    }

    private static func mean(_ changes: [FixedPoint]) -> ScorecardMeasure {
        let sum = changes.reduce(Int128(0)) { $0 + Int128($1.micros) }
        let mean = Ratio.millionths(sum, of: Int128(changes.count) * Int128(FixedPoint.scale))
        return ScorecardMeasure(figure: .priceOffered, value: mean, sample: changes.count)
    }

    private static func damaged(_ lines: [ScoredLine]) -> ScorecardMeasure {
        let arrivals = lines.flatMap(\.account.arrivals).filter { $0.units + $0.damaged > 0 }
        return ScorecardMeasure(
            .damaged, arrivals.reduce(0) { $0 + $1.damaged },
            of: arrivals.reduce(0) { $0 + $1.units + $1.damaged }, sample: arrivals.count)
    }
}

extension WorkCalendar {
    /// Working days from the one on which an order is taken up to the one on which it is
    /// answered; 0 for the same day.
    func workingDays(from start: CalendarDate, to end: CalendarDate) -> Int {
        var day = firstWorkingDay(onOrAfter: start)
        var count = 0
        while day < end {
            day = adding(workingDays: 1, to: day)
            count += 1
        }
        return count
    }
}
