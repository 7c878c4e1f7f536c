/// Tries the learned lead times on orders of the past, each as if it were that day.
///
/// Every order is forecast on its order date from orders placed before that day and receipts up
/// to that day, then compared with its own receipt. Beside it stand two plain rules.
public struct LeadTimeBacktest: Sendable, Hashable {
    /// The learned forecasts, one score for each share asked for.
    public private(set) var scores: [LeadTimeScore]
    /// The supplier's own date, taken for every share.
    public private(set) var ownDateScores: [LeadTimeScore]
    /// The quantile of the supplier's lead times received so far; with fewer than
    /// ``historyMinimum`` of them, of all suppliers'.
    public private(set) var historyScores: [LeadTimeScore]
    /// The same three, of the orders of each year apart, the earliest first.
    public private(set) var years: [Year] = []
    /// For each order, in the order given, the days forecast for the shares; `nil` where nothing
    /// could be forecast.
    public private(set) var forecasts: [[CalendarDate]?]
    /// Received orders that nothing could be forecast for, because nothing had been received.
    public private(set) var withoutForecast = 0
    /// Orders without a receipt; they count as still out, and are not scored.
    public private(set) var stillOut = 0

    /// The scores of the orders placed in one calendar year.
    public struct Year: Sendable, Hashable {
        /// The calendar year of the order dates.
        public let year: Int
        /// The learned forecasts.
        public fileprivate(set) var scores: [LeadTimeScore]
        /// The supplier's own date.
        public fileprivate(set) var ownDateScores: [LeadTimeScore]
        /// The quantile of the lead times received so far.
        public fileprivate(set) var historyScores: [LeadTimeScore]

        fileprivate init(_ year: Int, _ empty: [LeadTimeScore]) {
            self.year = year
            scores = empty
            ownDateScores = empty
            historyScores = empty
        }
    }

    /// Receipts from which a supplier's own history is used by the plain rule.
    public static let historyMinimum = 10

    /// Runs over the orders, which may come in any order.
    ///
    /// Orders of the same day keep the order given. `since` leaves out the scores of orders before
    /// a day, not what is learned from them; without `usesPromisedDates` forecasts are made as if
    /// no supplier had named a date.
    public init(
        _ orders: [LeadTimeOrder], levels: [QuantileLevel], since: CalendarDate? = nil,
        usesPromisedDates: Bool = true, aim: LeadTimeHistory.Aim = .atLeast
    ) {
        let empty = levels.map(LeadTimeScore.init)
        scores = empty
        ownDateScores = empty
        historyScores = empty
        forecasts = Array(repeating: nil, count: orders.count)
        let positions = orders.indices.sorted {
            (orders[$0].orderedDate, $0) < (orders[$1].orderedDate, $1)
        }
        var run = RollingOrigin(positions.map { orders[$0] }, levels: levels, aim: aim)
        for position in positions {
            guard let step = run.next(usesPromisedDates: usesPromisedDates) else { break }
            forecasts[position] = step.forecast?.dates
            guard since.map({ step.order.orderedDate >= $0 }) ?? true else { continue }
            add(step)
        }
    }

    private mutating func add(_ step: RollingOrigin.Step) {
        guard let received = step.order.receivedDate else {
            stillOut += 1
            return
        }
        if step.forecast == nil { withoutForecast += 1 }
        let year = step.order.orderedDate.year
        if years.last?.year != year {
            years.append(Year(year, scores.map { LeadTimeScore(level: $0.level) }))
        }
        let last = years.count - 1
        if let forecast = step.forecast {
            forecast.add(to: &scores, received)
            forecast.add(to: &years[last].scores, received)
        }
        if let history = step.history {
            history.add(to: &historyScores, received)
            history.add(to: &years[last].historyScores, received)
        }
        if let promised = step.order.promisedDate {
            let own = RollingOrigin.Dates(
                dates: scores.map { _ in promised }, median: promised)
            own.add(to: &ownDateScores, received)
            own.add(to: &years[last].ownDateScores, received)
        }
    }
}

/// Goes through orders day by day and knows on each day only what was known then.
struct RollingOrigin {
    /// Dates for the shares asked for, and for the median.
    struct Dates {
        let dates: [CalendarDate]
        let median: CalendarDate

        func add(to scores: inout [LeadTimeScore], _ received: CalendarDate) {
            for index in scores.indices {
                scores[index].add(forecast: dates[index], median: median, received: received)
            }
        }
    }

    /// One order with what was forecast for it.
    struct Step {
        let order: LeadTimeOrder
        let forecast: Dates?
        let history: Dates?
    }

    private let orders: [LeadTimeOrder]
    private let levels: [QuantileLevel]
    private let positions: [Int]
    private let medianPosition: Int
    private var history: LeadTimeHistory
    private var plain = PlainHistory()
    private var index = 0
    /// Receipts to come, by position in `orders`, the earliest last.
    private var inTransit: [Int]
    private var entries: [LeadTimeHistory.Entry?]

    /// The orders are sorted by order date.
    init(_ orders: [LeadTimeOrder], levels: [QuantileLevel], aim: LeadTimeHistory.Aim) {
        self.orders = orders
        self.levels = levels
        let history = LeadTimeHistory(levels: levels, aim: aim)
        self.history = history
        positions = levels.map { level in
            history.levels.firstIndex(of: level) ?? history.levels.startIndex
        }
        medianPosition = history.levels.firstIndex(of: .median) ?? history.levels.startIndex
        inTransit = orders.indices.filter { orders[$0].receivedDate != nil }.sorted {
            (orders[$0].receivedDate ?? .latest, $0) > (orders[$1].receivedDate ?? .latest, $1)
        }
        entries = Array(repeating: nil, count: orders.count)
    }

    /// The next order, forecast on its day; `nil` after the last.
    mutating func next(usesPromisedDates: Bool) -> Step? {
        guard index < orders.count else { return nil }
        let order = orders[index]
        if index == 0 || orders[index - 1].orderedDate < order.orderedDate {
            takeIn(upTo: order.orderedDate)
        }
        let (entry, forecast) = history.place(
            supplier: order.supplier, item: order.item, orderedDate: order.orderedDate,
            promisedDate: usesPromisedDates ? order.promisedDate : nil)
        entries[index] = entry
        index += 1
        return Step(
            order: order,
            forecast: forecast.map { made in
                Dates(
                    dates: positions.map { made.dates[$0] }, median: made.dates[medianPosition])
            },
            history: plain.leadTimes(of: order.supplier).map { days in
                Dates(
                    dates: levels.map { order.orderedDate.adding(days: $0.quantile(of: days)) },
                    median: order.orderedDate.adding(
                        days: QuantileLevel.median.quantile(of: days)))
            })
    }

    /// Records the receipts up to a day, of orders placed before it.
    private mutating func takeIn(upTo day: CalendarDate) {
        while let position = inTransit.last, let entry = entries[position],
            let received = orders[position].receivedDate, received <= day
        {
            inTransit.removeLast()
            history.receive(entry, on: received)
            plain.add(
                orders[position].supplier,
                days: orders[position].orderedDate.days(until: received))
        }
    }
}

/// The lead times received so far, sorted: what the plain rule looks at.
private struct PlainHistory {
    private var all: [Int] = []
    private var bySupplier: [SupplierID: [Int]] = [:]

    mutating func add(_ supplier: SupplierID, days: Int) {
        all.insertSorted(days)
        bySupplier[supplier, default: []].insertSorted(days)
    }

    func leadTimes(of supplier: SupplierID) -> [Int]? {
        if let own = bySupplier[supplier], own.count >= LeadTimeBacktest.historyMinimum {
            return own
        }
        return all.isEmpty ? nil : all
    }
}

extension [Int] {
    fileprivate mutating func insertSorted(_ value: Int) {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= value { low = middle + 1 } else { high = middle }
        }
        insert(value, at: low)
    }
}

extension QuantileLevel {
    /// The smallest of sorted values at or below which this share of them lies.
    fileprivate func quantile(of sorted: [Int]) -> Int {
        precondition(!sorted.isEmpty, "A quantile must be taken of something.")
        let rank = (Int64(sorted.count) * millionths + 999_999) / 1_000_000
        return sorted[Int(max(rank, 1)) - 1]
    }
}
