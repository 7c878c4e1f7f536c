import Procurement
import Testing

/// A history that is learned from a list of orders at once.
@Suite struct LeadTimeLearningTests {
    private static let start = CalendarDate(dayNumber: 20_000)

    private func orders(slip: Int, count: Int = 120) throws -> [LeadTimeOrder] {
        try (0..<count).map { index in
            let day = Self.start.adding(days: index)
            return LeadTimeOrder(
                supplier: try SupplierID("S"), item: try ItemID("I"), orderedDate: day,
                promisedDate: day.adding(days: 10), receivedDate: day.adding(days: 10 + slip))
        }
    }

    private func dates(
        _ orders: [LeadTimeOrder], through day: CalendarDate
    ) throws -> [CalendarDate]? {
        var history = LeadTimeHistory(learning: orders, through: day, levels: [.median])
        return history.forecast(
            supplier: try SupplierID("S"), item: try ItemID("I"), orderedDate: day,
            promisedDate: day.adding(days: 10))?.dates
    }

    @Test func theSlipOfPastOrdersIsLearned() throws {
        let day = Self.start.adding(days: 200)
        #expect(try dates(orders(slip: 4), through: day) == [day.adding(days: 14)])
        #expect(try dates(orders(slip: 0), through: day) == [day.adding(days: 10)])
    }

    @Test func aKindOfExperienceMayBeLeftOutAndChangesNoOther() throws {
        let day = Self.start.adding(days: 200)
        let (supplier, item) = (try SupplierID("S"), try ItemID("I"))
        var both = LeadTimeHistory(learning: try orders(slip: 4), through: day, levels: [.median])
        var one = LeadTimeHistory(
            learning: try orders(slip: 4), through: day, levels: [.median], from: [.promisedDate])
        for promised in [day.adding(days: 10), nil] {
            let known = both.forecast(
                supplier: supplier, item: item, orderedDate: day, promisedDate: promised)
            let asked = one.forecast(
                supplier: supplier, item: item, orderedDate: day, promisedDate: promised)
            #expect(known != nil && asked == (promised == nil ? nil : known))
        }
    }

    @Test func whatIsOrderedOrReceivedLaterChangesNothing() throws {
        let day = Self.start.adding(days: 60)
        let all = try orders(slip: 4)
        let known = all.filter { $0.orderedDate < day }.map { order in
            LeadTimeOrder(
                supplier: order.supplier, item: order.item, orderedDate: order.orderedDate,
                promisedDate: order.promisedDate,
                receivedDate: order.receivedDate.flatMap { $0 <= day ? $0 : nil })
        }
        #expect(try dates(all, through: day) == dates(known, through: day))
        #expect(try dates(all.reversed(), through: day) == dates(all, through: day))
    }
}
