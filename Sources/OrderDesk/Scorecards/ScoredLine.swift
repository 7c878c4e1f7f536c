package import Procurement

/// A line of an order that left, with all that was said of it and became of it.
package struct ScoredLine: Sendable {
    package let line: PurchaseOrderLine
    /// What all messages about it amount to.
    package let account: LineAccount
    /// What its first acknowledgment alone says; `nil` while it is not answered.
    package let first: LineAccount?
    /// The first acknowledgment that a buyer refused, or that nobody did.
    package let isFirstRefused: Bool
    /// The days, in the house's time zone, on which the order left and the first answer was
    /// written.
    package let leftOn: CalendarDate
    package let answeredOn: CalendarDate?

    package init(
        line: PurchaseOrderLine, account: LineAccount, first: LineAccount?, isFirstRefused: Bool,
        leftOn: CalendarDate, answeredOn: CalendarDate?
    ) {
        self.line = line
        self.account = account
        self.first = first
        self.isFirstRefused = isFirstRefused
        self.leftOn = leftOn
        self.answeredOn = answeredOn
    }

    /// Units that are to be there by a day.
    struct Due: Hashable {
        let day: CalendarDate
        let units: Int64
    }

    /// What we asked for, by day; in whole units, the last day taking what parts of units leave.
    ///
    /// What the supplier agreed to change, or not to send, is no fault of its.
    var asked: [Due] {
        let asked = without(account.withdrawn, of: ordered)
        guard let date = account.agreedDate else { return asked }
        return asked.map { Due(day: max($0.day, date), units: $0.units) }
    }

    /// Without so many of the latest.
    private func without(_ units: Int64, of due: [Due]) -> [Due] {
        var left = units
        return due.reversed().compactMap { entry in
            let taken = min(left, entry.units)
            left -= taken
            return entry.units > taken ? Due(day: entry.day, units: entry.units - taken) : nil
        }.reversed()
    }

    private var ordered: [Due] {
        let ordered = line.progress.ordered
        var asked: [Due] = []
        var (sum, counted) = (Int128(0), Int64(0))
        for entry in line.schedule.sorted(by: { $0.requestedDate < $1.requestedDate }) {
            sum += Int128(entry.quantity.value.micros)
            let through = Int64(sum * Int128(ordered) / Int128(line.quantity.value.micros))
            asked.append(Due(day: entry.requestedDate, units: through - counted))
            counted = through
        }
        return asked
    }

    /// What the first answer let us count on, by day: nothing of what a buyer refused.
    var firstConfirmed: [Due] {
        let parts = (first?.parts ?? []).compactMap { part -> Due? in
            guard let day = part.confirmedDate, part.outcome.confirms(isDated: true),
                part.objections.isEmpty || !isFirstRefused
            else { return nil }
            return Due(day: day, units: part.units)
        }
        // What was added later and not agreed on was no part of the first answer.
        let calledOff = min(account.withdrawn, max(0, account.firstUnits - account.agreedUnits))
        return calledOff > 0 ? without(calledOff, of: parts.sorted { $0.day < $1.day }) : parts
    }

    /// How many units of those due before a day there are, came at all, and came in time.
    ///
    /// What came first fills what was due first. What is due today may still come, and is not
    /// judged.
    func judged(
        _ due: [Due], before today: CalendarDate
    ) -> (due: Int64, came: Int64, inTime: Int64) {
        var arrivals = account.arrivals.filter { $0.units > 0 }.map { ($0.receivedOn, $0.units) }
        arrivals.reverse()
        var (sum, came, inTime) = (Int64(0), Int64(0), Int64(0))
        for entry in due.sorted(by: { $0.day < $1.day }) where entry.day < today {
            sum += entry.units
            var open = entry.units
            while open > 0, let (day, units) = arrivals.popLast() {
                let taken = min(open, units)
                open -= taken
                came += taken
                if day <= entry.day { inTime += taken }
                if units > taken { arrivals.append((day, units - taken)) }
            }
        }
        return (sum, came, inTime)
    }
}
