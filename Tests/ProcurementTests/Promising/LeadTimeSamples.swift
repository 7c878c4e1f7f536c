import Procurement

/// Orders made up by rules, so that what a forecast should find is known.
struct LeadTimeSamples {
    private var generator: SeededGenerator

    init(seed: Int) { generator = SeededGenerator(seed: seed) }

    /// A bell-shaped number around 0, about between -3 and 3.
    private mutating func bell() -> Int {
        (0..<12).map { _ in generator.pick(1_001) }.reduce(-6_000, +)
    }

    /// How lead times change from the first order to the last, in percent of the usual.
    enum Change: Sendable, CaseIterable {
        case none, growing, shrinking

        func percent(at index: Int, of count: Int) -> Int {
            switch self {
            case .none: 100
            case .growing: 100 + 80 * index / count
            case .shrinking: 180 - 80 * index / count
            }
        }
    }

    /// Orders of a few suppliers and items, six on a day every other day.
    ///
    /// Suppliers and items differ by their pace.
    mutating func orders(
        _ count: Int, suppliers: Int = 8, medianDays: Int = 20, change: Change = .none,
        promisesDays: ((Int) -> Int)? = nil
    ) throws -> [LeadTimeOrder] {
        var day = 14_000
        return try (0..<count).map { index in
            if index.isMultiple(of: 6) { day += 1 + generator.pick(3) }
            let supplier = generator.pick(suppliers)
            let item = generator.pick(5)
            // exp is not at hand: 1.08 to the power of a bell-shaped number is as good.
            var days = medianDays * (60 + 15 * supplier) * (90 + 5 * item) / 10_000
            days = days * change.percent(at: index, of: count) / 100
            var scaled = days * 1_000
            let steps = bell() * 5 / 1_000
            for _ in 0..<abs(steps) {
                scaled = steps > 0 ? scaled * 108 / 100 : scaled * 100 / 108
            }
            let took = max(0, scaled / 1_000)
            return LeadTimeOrder(
                supplier: try SupplierID("S-\(supplier)"), item: try ItemID("I-\(item)"),
                orderedDate: CalendarDate(dayNumber: Int32(day)),
                promisedDate: promisesDays.map {
                    CalendarDate(dayNumber: Int32(day + max(0, $0(took))))
                },
                receivedDate: CalendarDate(dayNumber: Int32(day + took)))
        }
    }
}

extension LeadTimeOrder {
    /// The same order with another receipt.
    func received(on day: CalendarDate?) -> LeadTimeOrder {
        LeadTimeOrder(
            supplier: supplier, item: item, orderedDate: orderedDate, promisedDate: promisedDate,
            receivedDate: day)
    }

    init(
        _ supplier: String, _ ordered: String, promised: String? = nil, received: String? = nil
    ) throws {
        self.init(
            supplier: try SupplierID(supplier), item: try ItemID("I"),
            orderedDate: try CalendarDate(parsing: ordered),
            promisedDate: try promised.map { try CalendarDate(parsing: $0) },
            receivedDate: try received.map { try CalendarDate(parsing: $0) })
    }
}

extension [QuantileLevel] {
    static func parsing(_ texts: String...) throws -> [QuantileLevel] {
        try texts.map { try QuantileLevel(parsing: $0) }
    }
}
