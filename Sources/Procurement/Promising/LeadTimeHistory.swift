/// Learns from orders and receipts when orders arrive.
///
/// Where the supplier named a date, how much later or earlier its orders come than its dates;
/// otherwise how long orders take. Both are learned for supplier and item, drawn towards the
/// supplier, drawn towards all suppliers; the latest orders count most, orders that are still out
/// count for as long as they have been, and what became of earlier forecasts corrects the next.
///
/// A forecast for a day rests on orders placed before that day and on receipts up to that day.
/// What is recorded later never changes it.
public struct LeadTimeHistory: Sendable {
    /// Names an order of the history.
    public struct Entry: Sendable, Hashable {
        fileprivate let leadTime: Int?
        fileprivate let promise: Int?
    }

    /// What a share means where the supplier named a date.
    public enum Aim: String, Sendable, Hashable, CaseIterable {
        /// The day holds for the share of orders, neither more nor less often: what a promise and
        /// a round need, because days that are too late have their price too.
        case exact
        /// The day holds for at least the share, whatever changes: the level aimed at is higher by
        /// what a share of so few orders may be wrong by, and is corrected upwards only.
        case atLeast = "at-least"
    }

    /// The shares that forecasts are made for, the smallest first; the median is always there.
    public let levels: [QuantileLevel]

    private let bases: Set<ArrivalForecast.Basis>
    private var leadTimes: ArrivalTrack
    private var promises: ArrivalTrack
    private var supplierNumbers: [SupplierID: Int] = [:]
    private var itemNumbers: [ItemID: Int] = [:]
    private var lastDay = CalendarDate.earliest

    /// Creates an empty history that answers for the given shares, from the given kinds of
    /// experience.
    ///
    /// Each kind takes its time for every order; a forecast of a kind left out is `nil`. Without
    /// a supplier's date the aim is always exact.
    public init(
        levels: [QuantileLevel],
        from bases: Set<ArrivalForecast.Basis> = Set(ArrivalForecast.Basis.allCases),
        aim: Aim = .atLeast
    ) {
        self.levels = Set(levels).union([.median]).sorted()
        self.bases = bases
        leadTimes = ArrivalTrack(anchor: .orderedDate, levels: self.levels, aim: .exact)
        promises = ArrivalTrack(anchor: .promisedDate, levels: self.levels, aim: aim)
    }

    /// When an order placed on a day would arrive; `nil` while nothing was ever received and the
    /// supplier named no date.
    public mutating func forecast(
        supplier: SupplierID, item: ItemID, orderedDate: CalendarDate,
        promisedDate: CalendarDate?
    ) -> ArrivalForecast? {
        let numbers = numbers(supplier, item)
        guard bases.contains(promisedDate == nil ? .leadTime : .promisedDate) else { return nil }
        if let promisedDate {
            return promises.forecast(
                supplier: numbers.supplier, item: numbers.item, on: orderedDate.dayNumber
            ).map {
                forecast($0.forecast, $0.sample, from: promisedDate, orderedDate, .promisedDate)
            }
        }
        return leadTimes.forecast(
            supplier: numbers.supplier, item: numbers.item, on: orderedDate.dayNumber
        ).map { forecast($0.forecast, $0.sample, from: orderedDate, orderedDate, .leadTime) }
    }

    /// How likely an order has come by each day for which its supplier named a date, corrected
    /// where a share of cases matters that is one of ``levels``; `nil` while nothing was ever
    /// received.
    public mutating func chances(
        supplier: SupplierID, item: ItemID, on day: CalendarDate, promisedDate: CalendarDate,
        at level: QuantileLevel
    ) -> ArrivalChances? {
        guard bases.contains(.promisedDate), let index = levels.firstIndex(of: level) else {
            return nil
        }
        let numbers = numbers(supplier, item)
        let (steps, sample) = promises.chances(
            supplier: numbers.supplier, item: numbers.item, on: day.dayNumber, levelIndex: index)
        guard sample.all > 0 else { return nil }
        return ArrivalChances(
            steps: steps.map { step in
                ArrivalChances.Step(
                    date: promisedDate.adding(days: Int(step.days)), share: step.share)
            }, sample: sample)
    }

    /// Records an order on the day it goes out, and gives the forecast for it.
    ///
    /// Orders are recorded in the order of their dates.
    public mutating func place(
        supplier: SupplierID, item: ItemID, orderedDate: CalendarDate,
        promisedDate: CalendarDate?
    ) -> (entry: Entry, forecast: ArrivalForecast?) {
        precondition(orderedDate >= lastDay, "Orders must be recorded in the order of their dates.")
        lastDay = orderedDate
        let day = orderedDate.dayNumber
        let (supplier, item) = numbers(supplier, item)
        var forecast: ArrivalForecast?
        var leadTime: Int?
        if bases.contains(.leadTime) {
            let made = leadTimes.forecast(supplier: supplier, item: item, on: day)
            leadTime = leadTimes.place(
                supplier: supplier, item: item, on: day, anchor: day, forecast: made?.forecast)
            forecast = made.map {
                self.forecast($0.forecast, $0.sample, from: orderedDate, orderedDate, .leadTime)
            }
        }
        guard let promisedDate else {
            return (Entry(leadTime: leadTime, promise: nil), forecast)
        }
        forecast = nil
        var promise: Int?
        if bases.contains(.promisedDate) {
            let made = promises.forecast(supplier: supplier, item: item, on: day)
            promise = promises.place(
                supplier: supplier, item: item, on: day, anchor: promisedDate.dayNumber,
                forecast: made?.forecast)
            forecast = made.map {
                self.forecast(
                    $0.forecast, $0.sample, from: promisedDate, orderedDate, .promisedDate)
            }
        }
        return (Entry(leadTime: leadTime, promise: promise), forecast)
    }

    /// Records that an order's goods have come.
    public mutating func receive(_ entry: Entry, on day: CalendarDate) {
        if let leadTime = entry.leadTime { leadTimes.receive(leadTime, on: day.dayNumber) }
        if let promise = entry.promise { promises.receive(promise, on: day.dayNumber) }
    }

    private mutating func numbers(
        _ supplier: SupplierID, _ item: ItemID
    ) -> (supplier: Int, item: Int) {
        (
            Self.number(of: supplier, in: &supplierNumbers),
            Self.number(of: item, in: &itemNumbers)
        )
    }

    private static func number<Key>(of key: Key, in numbers: inout [Key: Int]) -> Int {
        if let number = numbers[key] { return number }
        let number = numbers.count
        numbers[key] = number
        return number
    }

    private func forecast(
        _ forecast: ArrivalTrack.Forecast, _ sample: ArrivalForecast.Sample,
        from anchor: CalendarDate, _ orderedDate: CalendarDate, _ basis: ArrivalForecast.Basis
    ) -> ArrivalForecast {
        ArrivalForecast(
            dates: forecast.days.map { max(orderedDate, anchor.adding(days: Int($0))) },
            basis: basis, sample: sample)
    }
}
