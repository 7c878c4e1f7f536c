package import Procurement

/// What an open line of a customer lacks of an item, although it should have it by a day.
package struct OpenShortage: Sendable, Hashable {
    package let line: BackOrderLineID
    package let customer: CustomerID
    package let needByDate: CalendarDate
    package let units: Int64
    /// What the policy says that it costs, in the house currency.
    package let cost: FixedPoint
    /// What is known of these units, in words.
    package let standing: String

    package init(
        line: BackOrderLineID, customer: CustomerID, needByDate: CalendarDate, units: Int64,
        cost: FixedPoint, standing: String
    ) {
        self.line = line
        self.customer = customer
        self.needByDate = needByDate
        self.units = units
        self.cost = cost
        self.standing = standing
    }
}

/// Units that no open line has a claim on, from a day on: stock, or supply that is confirmed.
package struct FreeSupply: Sendable, Hashable {
    package let day: CalendarDate
    package let units: Int64

    package init(day: CalendarDate, units: Int64) {
        self.day = day
        self.units = units
    }
}

/// What makes an item's supply weak, whether it is short now or not.
package enum SupplyWarning: Sendable, Hashable {
    /// No offer of it can be ordered.
    case noSource
    /// One supplier alone offers it.
    case singleSource(SupplierID)
    /// So many of its offers are from rows that were set aside later.
    case staleOffers(Int, of: Int)

    package var words: String {
        switch self {
        case .noSource: "no offer can be ordered now"
        case .singleSource(let supplier): "only \(supplier) offers it"
        case .staleOffers(let stale, let all):
            stale == all ? "all offers stale" : "\(stale) of \(all) offers stale"
        }
    }
}

/// Whether an item is about to be short, by how much, and what that would cost.
package struct StockRisk: Sendable, Hashable {
    package let item: ItemID
    /// What lies in stock without an open line's claim on it.
    package let freeStock: Int64
    /// What is confirmed to come by the end of the days, without such a claim.
    package let freeInbound: Int64
    /// What is ordered or expected in the days without any confirmation; counted for nothing.
    package let unconfirmed: Int64
    package let openShortages: [OpenShortage]
    package let expected: DemandExpectation
    /// Whole units by which expected demand is beyond what is free, at its worst in the days.
    package let expectedShort: Int64
    /// The first day by which a whole unit is missing, of open or of expected demand.
    package let shortFrom: CalendarDate?
    /// What the units missing cost by the policy, in the house currency.
    package let cost: FixedPoint
    /// Who waits, and who has wanted the item in the last year if expected demand is short.
    package let customers: Set<CustomerID>
    package let warnings: [SupplyWarning]

    package var openShort: Int64 { openShortages.reduce(0) { $0 + $1.units } }
    package var isAtRisk: Bool { openShort + expectedShort > 0 }

    /// Weighs an item.
    ///
    /// Expected demand comes evenly over the days and is served from what is free; what open lines
    /// lack is told by them.
    ///
    /// - Parameters:
    ///   - supply: what is free, each from its day on; of today or before is stock.
    ///   - unmetCost: what an expected unit costs that cannot be served.
    ///   - buyers: who has wanted the item in the last year.
    package init(
        item: ItemID, today: CalendarDate, days: Int, supply: [FreeSupply], unconfirmed: Int64,
        openShortages: [OpenShortage], expected: DemandExpectation, unmetCost: FixedPoint,
        buyers: Set<CustomerID>, warnings: [SupplyWarning]
    ) {
        self.item = item
        self.unconfirmed = unconfirmed
        self.openShortages = openShortages
        self.expected = expected
        self.warnings = warnings
        let end = today.adding(days: days)
        freeStock = supply.reduce(0) { $0 + ($1.day <= today ? $1.units : 0) }
        freeInbound = supply.reduce(0) {
            $0 + (today < $1.day && $1.day <= end ? $1.units : 0)
        }
        var (worst, firstDay) = (Int128(0), CalendarDate?.none)
        for day in 1...max(1, days) {
            let date = today.adding(days: day)
            let wanted = Int128(expected.units.micros) * Int128(day) / Int128(max(1, days))
            let there = supply.reduce(Int128(0)) { $0 + ($1.day <= date ? Int128($1.units) : 0) }
            let gap = wanted / Int128(FixedPoint.scale) - there
            if gap > 0, firstDay == nil { firstDay = date }
            worst = max(worst, gap)
        }
        expectedShort = Int64(clamping: worst)
        shortFrom =
            (openShortages.map { max(today, $0.needByDate) } + [firstDay].compactMap(\.self))
            .min()
        let ofOpen = openShortages.reduce(Int128(0)) { $0 + Int128($1.cost.micros) }
        cost = FixedPoint(
            micros: Int64(clamping: ofOpen + Int128(unmetCost.micros) * Int128(expectedShort)))
        customers = Set(openShortages.map(\.customer)).union(expectedShort > 0 ? buyers : [])
    }

    /// The dearest first; of equal cost the most customers, then by name.
    package static func isWorse(_ first: StockRisk, _ second: StockRisk) -> Bool {
        (second.cost, second.customers.count, first.item)
            < (first.cost, first.customers.count, second.item)
    }
}
