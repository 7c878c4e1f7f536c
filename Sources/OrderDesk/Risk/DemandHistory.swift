package import Procurement

/// So many units of an item that customers wanted on a day, whether they got them or not.
package struct DemandRecord: Sendable, Hashable {
    package let item: ItemID
    package let day: CalendarDate
    package let units: Int64
    /// Who wanted them; `nil` where the history does not say.
    package let customer: CustomerID?

    package init(item: ItemID, day: CalendarDate, units: Int64, customer: CustomerID? = nil) {
        self.item = item
        self.day = day
        self.units = units
        self.customer = customer
    }
}

/// What is expected of an item's demand in a number of days.
package struct DemandExpectation: Sendable, Hashable {
    /// What the number rests on.
    package enum Basis: Sendable, Hashable {
        /// There is no history at all, so that nothing can be expected: not the same as none.
        case noHistory
        /// There is a history, and the item is not in it.
        case neverWanted
        /// The mean of so many days.
        case mean(days: Int)
        /// The last year, spread over its days as in so many years.
        case season(years: Int)
    }

    package let basis: Basis
    /// In millionths of a unit, so that slow items are not rounded away.
    package let units: FixedPoint

    package init(basis: Basis, units: FixedPoint) {
        self.basis = basis
        self.units = units
    }
}

/// Past demand, from which the coming weeks are expected.
///
/// A year is 364 days, so that weekdays fall on weekdays. An item known for a year takes what was
/// wanted of it in the last year, times the share of a year that the coming days had in up to
/// three years. That share is counted in orders, not in units, so that one large order makes no
/// season, and it is drawn to the mean by ``priorOrders`` orders spread evenly over the year: few
/// orders show no season. Of an item known for less there is only the mean.
package struct DemandHistory: Sendable {
    /// As many orders as it takes to outweigh the assumption that there is no season.
    package static let priorOrders: Int64 = 60
    /// The mean of a new item is not taken over fewer days than this.
    package static let fewestDays = 28
    private static let year = 364
    private static let mostYears = 3

    private let recordsByItem: [ItemID: [DemandRecord]]

    /// Records of no units say nothing; their order means nothing.
    package init(_ records: [DemandRecord]) {
        recordsByItem = Dictionary(grouping: records.filter { $0.units > 0 }, by: \.item)
    }

    package var isEmpty: Bool { recordsByItem.isEmpty }

    /// What is wanted of an item from a day on, in so many days; later records are not looked at.
    package func expectation(
        of item: ItemID, from today: CalendarDate, days: Int
    ) -> DemandExpectation {
        guard !isEmpty else { return DemandExpectation(basis: .noHistory, units: .zero) }
        let records = (recordsByItem[item] ?? []).filter { $0.day < today }
        guard let first = records.map(\.day).min() else {
            return DemandExpectation(basis: .neverWanted, units: .zero)
        }
        let known = first.days(until: today)
        guard known >= Self.year, days < Self.year else {
            let span = max(Self.fewestDays, min(known, Self.year))
            let wanted = Self.units(of: records, from: today.adding(days: -span), days: span)
            return DemandExpectation(
                basis: .mean(days: span),
                units: Self.scaled(wanted, by: Int128(days), over: Int128(span)))
        }
        let years = min(Self.mostYears, known / Self.year)
        var (inDays, inYears) = (Int64(0), Int64(0))
        for year in 1...years {
            let start = today.adding(days: -Self.year * year)
            inDays += Self.orders(of: records, from: start, days: days)
            inYears += Self.orders(of: records, from: start, days: Self.year)
        }
        let lastYear = Self.units(
            of: records, from: today.adding(days: -Self.year), days: Self.year)
        // (orders in the days + prior × days / year) / (orders in the years + prior)
        let share =
            Int128(inDays) * Int128(Self.year) + Int128(Self.priorOrders) * Int128(days)
        let whole = (Int128(inYears) + Int128(Self.priorOrders)) * Int128(Self.year)
        return DemandExpectation(
            basis: .season(years: years), units: Self.scaled(lastYear, by: share, over: whole))
    }

    /// So many days' part of what was wanted of an item in the year before a day.
    package func mean(of item: ItemID, before day: CalendarDate, days: Int) -> FixedPoint {
        let wanted = units(of: item, from: day.adding(days: -Self.year), days: Self.year)
        return Self.scaled(wanted, by: Int128(days), over: Int128(Self.year))
    }

    /// Units wanted of an item in a number of days from a day on.
    package func units(of item: ItemID, from start: CalendarDate, days: Int) -> Int64 {
        Self.units(of: recordsByItem[item] ?? [], from: start, days: days)
    }

    /// Who wanted an item in the year before a day.
    package func customers(of item: ItemID, before today: CalendarDate) -> Set<CustomerID> {
        let start = today.adding(days: -Self.year)
        return Set(
            (recordsByItem[item] ?? []).filter { start <= $0.day && $0.day < today }
                .compactMap(\.customer))
    }

    private static func units(
        of records: [DemandRecord], from start: CalendarDate, days: Int
    ) -> Int64 {
        let end = start.adding(days: days)
        return records.reduce(0) { $0 + (start <= $1.day && $1.day < end ? $1.units : 0) }
    }

    private static func orders(
        of records: [DemandRecord], from start: CalendarDate, days: Int
    ) -> Int64 {
        let end = start.adding(days: days)
        return Int64(records.count { start <= $0.day && $0.day < end })
    }

    private static func scaled(_ units: Int64, by part: Int128, over whole: Int128) -> FixedPoint {
        FixedPoint(
            micros: Int64(clamping: Int128(units) * Int128(FixedPoint.scale) * part / whole))
    }
}
