import Procurement
import Testing

/// The day by which several things have come, for a share of cases.
@Suite struct ArrivalChancesTests {
    private static let start = CalendarDate(dayNumber: 20_500)

    private func chances(_ shares: [Int: Double]) -> ArrivalChances {
        ArrivalChances(
            steps: shares.sorted { $0.key < $1.key }.map {
                ArrivalChances.Step(date: Self.start.adding(days: $0.key), share: $0.value)
            }, sample: nil)
    }

    private func day(_ shares: [[Int: Double]], _ permille: Int64 = 900) throws -> Int? {
        let share = try QuantileLevel(millionths: permille * 1_000)
        return ArrivalChances.day(of: shares.map(chances), share: share).map {
            Self.start.days(until: $0)
        }
    }

    @Test func theFirstDayThatReachesTheShareIsTaken() throws {
        #expect(try day([[0: 0.5, 1: 0.89, 2: 0.95]]) == 2)
        #expect(try day([[0: 0.5, 1: 0.9, 2: 0.95]]) == 1)
        #expect(try day([[-3: 0.2, 0: 0.99]]) == 0)
        #expect(try day([[-3: 0.2, 0: 0.99]], 500) == 0)
    }

    @Test func whatComesApartIsThereTogetherLessOften() throws {
        #expect(try day([[1: 0.9, 2: 0.95], [1: 0.9, 2: 0.95]]) == 2)
        #expect(try day([[1: 0.9, 2: 0.95], [-9: 1]]) == 1)
        #expect(try day([[1: 0.9, 2: 0.95], [-9: 0.99]]) == 2)
    }

    @Test func aShareThatIsNeverReachedHasTheLastDayKnown() throws {
        #expect(try day([[1: 0.3, 7: 0.8]]) == 7)
        #expect(try day([]) == nil)
        #expect(try day([[:]]) == nil)
    }

    /// The joint day, looked for day by day among all combinations of two things.
    @Test(arguments: 0..<20)
    func theJointDayIsTheFirstOfAllThatHold(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func pick(_ count: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % count)
        }
        let days = (0..<2).map { _ in (0..<40).map { _ in pick(30) } }
        let all = days.map { own in
            chances(
                Dictionary(
                    uniqueKeysWithValues: Set(own).map { day in
                        (day, Double(own.count { $0 <= day }) / 40)
                    }))
        }
        for permille in [Int64(500), 800, 900, 950] {
            let share = Double(permille) / 1_000
            let first = (0..<31).first { day in
                var held = 0
                for one in days[0] {
                    held += days[1].count { max(one, $0) <= day }
                }
                return Double(held) / 1_600 >= share - 1e-9
            }
            let found = ArrivalChances.day(
                of: all, share: try QuantileLevel(millionths: permille * 1_000))
            #expect(found.map { Self.start.days(until: $0) } == first)
        }
    }

    /// Orders of one supplier that are a day late in one case of ten, and then two.
    @Test func chancesAreLearnedFromOrders() throws {
        let orders = try (0..<200).map { index in
            let day = Self.start.adding(days: index)
            return LeadTimeOrder(
                supplier: try SupplierID("S"), item: try ItemID("I"), orderedDate: day,
                promisedDate: day.adding(days: 5),
                receivedDate: day.adding(days: index % 10 == 3 ? 7 : 5))
        }
        let today = Self.start.adding(days: 220)
        let level = try QuantileLevel(millionths: 900_000)
        var history = LeadTimeHistory(
            learning: orders, through: today, levels: [level], aim: .exact)
        let date = today.adding(days: 5)
        let chances = try #require(
            history.chances(
                supplier: try SupplierID("S"), item: try ItemID("I"), on: today,
                promisedDate: date, at: level))
        #expect(abs(chances.share(by: date) - 0.9) < 0.02)
        #expect(chances.share(by: date.adding(days: -1)) < 0.01)
        #expect(chances.share(by: date.adding(days: 2)) > 0.99)
        #expect(chances.sample?.supplier == 200)
    }
}
