import Procurement
import Testing

/// What ``LeadTimeBacktest`` forecasts, and how ``LeadTimeScore`` judges it.
@Suite struct LeadTimeBacktestTests {
    private let levels: [QuantileLevel]

    init() throws { levels = try .parsing("0.5", "0.8", "0.9", "0.95") }

    // MARK: What is known when

    @Test(arguments: [1, 2, 5, 6])
    func laterRowsCannotChangeEarlierForecasts(seed: Int) throws {
        var samples = LeadTimeSamples(seed: seed)
        var generator = SeededGenerator(seed: seed)
        let orders = try samples.orders(260, promisesDays: seed > 4 ? { $0 + 3 - seed } : nil)
        let cut = orders[160].orderedDate
        let before = LeadTimeBacktest(orders, levels: levels).forecasts
        // What comes in on or after the next day, and every later order, is another story.
        let changed = orders.map { order in
            guard let received = order.receivedDate, received > cut else { return order }
            let other = cut.adding(days: 1 + generator.pick(90))
            return generator.chance(1, in: 5)
                ? order.received(on: nil) : order.received(on: max(other, order.orderedDate))
        }
        let earlier = orders.indices.filter { orders[$0].orderedDate <= cut }
        let withOtherEnd = LeadTimeBacktest(changed, levels: levels).forecasts
        let withoutEnd = LeadTimeBacktest(
            orders.filter { $0.orderedDate <= cut }, levels: levels
        ).forecasts
        let added = try samples.orders(80).map { order in
            LeadTimeOrder(
                supplier: order.supplier, item: order.item, orderedDate: cut.adding(days: 1),
                promisedDate: nil, receivedDate: cut.adding(days: 1))
        }
        let withMore = LeadTimeBacktest(added + orders, levels: levels).forecasts
        for index in earlier {
            #expect(withOtherEnd[index] == before[index])
            #expect(withoutEnd[index] == before[index])
            #expect(withMore[index + added.count] == before[index])
        }
        #expect(withOtherEnd != before)
    }

    @Test func anOrdersOwnReceiptIsNotKnownOnItsDay() throws {
        let orders = try [
            LeadTimeOrder("A", "2026-01-05", received: "2026-01-05"),
            LeadTimeOrder("A", "2026-01-05", received: "2026-01-09"),
            LeadTimeOrder("A", "2026-01-06", received: "2026-01-08"),
        ]
        let backtest = LeadTimeBacktest(orders, levels: [.median])
        #expect(backtest.forecasts[0] == nil)
        #expect(backtest.forecasts[1] == nil)
        #expect(backtest.forecasts[2] != nil)
        #expect(backtest.withoutForecast == 2)
    }

    @Test func ordersStillOutMakeForecastsLonger() throws {
        let quick = try (1...8).map {
            try LeadTimeOrder("A", "2026-01-0\($0)", received: "2026-01-1\($0)")
        }
        let open = try (1...8).map { try LeadTimeOrder("A", "2026-01-0\($0)") }
        let last = [try LeadTimeOrder("A", "2026-03-01", received: "2026-03-20")]
        let level = try [QuantileLevel].parsing("0.9")
        let alone = LeadTimeBacktest(quick + last, levels: level)
        let both = LeadTimeBacktest(quick + open + last, levels: level)
        let short = try #require(alone.forecasts.last.flatMap { $0?.first })
        let long = try #require(both.forecasts.last.flatMap { $0?.first })
        #expect(long.days(until: short) < -30)
        #expect(both.stillOut == 8)
    }

    // MARK: How it is judged

    @Test func scoresAreExact() throws {
        var score = LeadTimeScore(level: try QuantileLevel(parsing: "0.9"))
        let (median, forecast) = (try date("2026-01-10"), try date("2026-01-20"))
        #expect(score.coverage == nil)
        for received in ["2026-01-20", "2026-01-19", "2026-01-23"] {
            score.add(forecast: forecast, median: median, received: try date(received))
        }
        #expect(score.count == 3)
        #expect(score.coverage == (try number("0.666667")))
        // 0 + 0.1 x 1 + 0.9 x 3, over 3.
        #expect(score.pinball == (try number("0.933333")))
        #expect(score.meanInterval == (try number("10")))
    }

    @Test func thePlainRuleNeedsTenReceiptsOfASupplier() throws {
        let slow = try (10...18).map {
            try LeadTimeOrder("SLOW", "2026-01-\($0)", received: "2026-02-\($0)")
        }
        let quick = try (10...19).map {
            try LeadTimeOrder("QUICK", "2026-01-\($0)", received: "2026-01-2\($0 - 10)")
        }
        func loss(_ orders: [LeadTimeOrder]) throws -> FixedPoint? {
            let all = orders + [try LeadTimeOrder("SLOW", "2026-04-01", received: "2026-05-02")]
            return LeadTimeBacktest(
                all, levels: [.median], since: try date("2026-04-01")
            ).historyScores[0].pinball
        }
        // Nine of its own: the ten quick ones count too, and the median is 10 days.
        #expect(try loss(slow + quick) == number("10.5"))
        let tenth = try LeadTimeOrder("SLOW", "2026-01-19", received: "2026-02-19")
        #expect(try loss(slow + [tenth] + quick) == .zero)
    }

    @Test func theOwnDateIsJudgedWhereThereIsOne() throws {
        let orders = try [
            LeadTimeOrder("A", "2026-01-05", promised: "2026-01-09", received: "2026-01-11"),
            LeadTimeOrder("A", "2026-01-06", received: "2026-01-08"),
        ]
        let backtest = LeadTimeBacktest(orders, levels: [.median])
        #expect(backtest.ownDateScores[0].count == 1)
        #expect(backtest.ownDateScores[0].pinball == .one)
        // Without experience the supplier is believed.
        #expect(backtest.forecasts[0] == [try date("2026-01-09")])
        let ignoring = LeadTimeBacktest(orders, levels: [.median], usesPromisedDates: false)
        #expect(ignoring.forecasts[0] == nil)
        #expect(ignoring.ownDateScores == backtest.ownDateScores)
    }

    // MARK: How well it does

    @Test(arguments: LeadTimeSamples.Change.allCases, [1])
    func nominalSharesAreMet(change: LeadTimeSamples.Change, seed: Int) throws {
        var samples = LeadTimeSamples(seed: seed)
        let orders = try samples.orders(1_200, change: change)
        let backtest = LeadTimeBacktest(orders, levels: levels, since: orders[300].orderedDate)
        for score in backtest.scores {
            let miss = abs(try #require(score.coverage).micros - score.level.millionths)
            #expect(miss <= (score.level == .median ? 50_000 : 40_000), "P\(score.level)")
        }
        // Where nothing changes the plain rule is hard to better; where things do, it is not.
        let most: Int64 = change == .none ? 103 : 96
        #expect(sum(backtest.scores) * 100 <= sum(backtest.historyScores) * most)
    }

    /// The mean losses of all shares together.
    private func sum(_ scores: [LeadTimeScore]) -> Int64 {
        scores.compactMap(\.pinball?.micros).reduce(0, +)
    }

    @Test(arguments: [1, 2, 3])
    func withPromisedDatesNoShareIsMissed(seed: Int) throws {
        var samples = LeadTimeSamples(seed: seed)
        var chance = SeededGenerator(seed: seed)
        // Nine of ten come on the day, the others some days late.
        let orders = try samples.orders(900) { took in
            chance.chance(9, in: 10) ? took : took - 1 - chance.pick(12)
        }
        let backtest = LeadTimeBacktest(
            orders, levels: levels, since: orders[200].orderedDate)
        for score in backtest.scores {
            #expect(try #require(score.coverage).micros >= score.level.millionths)
        }
        // Caution has its price where one in ten is late by chance alone.
        #expect(sum(backtest.scores) * 100 <= sum(backtest.ownDateScores) * 105)
    }

    /// Deliveries that are late by chance, as often by one day as by the other.
    private func scattered(_ seed: Int, latest: Int) throws -> [LeadTimeOrder] {
        var samples = LeadTimeSamples(seed: seed)
        var chance = SeededGenerator(seed: seed)
        return try samples.orders(1_200) { took in took + 4 - chance.pick(latest) }
    }

    @Test(arguments: [1, 2, 3], [20, 9])
    func theExactAimHoldsForTheShareAndNoMore(seed: Int, latest: Int) throws {
        let orders = try scattered(seed, latest: latest)
        let since = orders[300].orderedDate
        let exact = LeadTimeBacktest(orders, levels: levels, since: since, aim: .exact).scores
        for score in exact {
            let miss = abs(try #require(score.coverage).micros - score.level.millionths)
            // A day more is a ninth of the orders where they come within nine days.
            #expect(miss <= (latest > 9 ? 50_000 : 80_000), "P\(score.level) \(miss)")
        }
        let careful = LeadTimeBacktest(orders, levels: levels, since: since).scores
        for (careful, exact) in zip(careful, exact) {
            #expect(try #require(careful.coverage).micros >= careful.level.millionths)
            #expect(try #require(careful.meanInterval) >= .zero)
            #expect(try #require(exact.coverage) <= (try #require(careful.coverage)))
        }
        #expect(sum(exact) <= sum(careful))
    }

    @Test func theExactAimIsNeverEarlierThanTheDayOnWhichMostCome() throws {
        let orders = try (0..<200).map { index in
            let day = try date("2026-01-01").adding(days: index)
            return LeadTimeOrder(
                supplier: try SupplierID("A"), item: try ItemID("I"), orderedDate: day,
                promisedDate: day.adding(days: 5),
                // One in ten a day early, the others on the day.
                receivedDate: day.adding(days: index.isMultiple(of: 10) ? 4 : 5))
        }
        let backtest = LeadTimeBacktest(
            orders, levels: try .parsing("0.8", "0.9"), since: orders[30].orderedDate, aim: .exact)
        #expect(backtest.scores.allSatisfy { $0.coverage == .one && $0.meanInterval == .zero })
        #expect(backtest.ownDateScores.map(\.pinball) == backtest.scores.map(\.pinball))
    }

    @Test(arguments: [1, 2, 3])
    func oneSuppliersDelaysAreNotThoseOfAStranger(seed: Int) throws {
        var chance = SeededGenerator(seed: seed)
        var orders: [LeadTimeOrder] = []
        // One of thirty suppliers is late, with as many orders as all the others together.
        for index in 0..<600 {
            let day = try date("2024-01-01").adding(days: index)
            let isLate = index.isMultiple(of: 2)
            let supplier = try SupplierID(isLate ? "LATE" : "S-\(chance.pick(29))")
            orders.append(
                LeadTimeOrder(
                    supplier: supplier, item: try ItemID("I"), orderedDate: day,
                    promisedDate: day.adding(days: 20),
                    receivedDate: day.adding(days: isLate ? 20 + chance.pick(30) : 20)))
        }
        var history = LeadTimeHistory(
            learning: orders, through: try date("2026-01-01"), levels: [.median], aim: .exact)
        let day = try date("2026-01-01")
        let made = history.forecast(
            supplier: try SupplierID("NEW"), item: try ItemID("I"), orderedDate: day,
            promisedDate: day.adding(days: 20))
        // Counted by orders half of all are late, by suppliers one in thirty.
        #expect(try #require(made).dates == [day.adding(days: 20)])
    }

    // MARK: Edges

    @Test(arguments: [0, 1, 5])
    func fewOrdersAreNoProblem(count: Int) throws {
        var samples = LeadTimeSamples(seed: 3)
        let orders = try samples.orders(count)
        let backtest = LeadTimeBacktest(orders, levels: levels)
        #expect(backtest.forecasts.count == count)
        #expect(backtest.scores.allSatisfy { $0.count + backtest.withoutForecast == count })
        #expect(count > 1 || backtest.scores.allSatisfy { $0.coverage == nil })
    }

    @Test func allTheSameIsForecastExactly() throws {
        let orders = try (0..<60).map { index in
            let day = try date("2026-01-01").adding(days: index)
            return LeadTimeOrder(
                supplier: try SupplierID("A"), item: try ItemID("I"), orderedDate: day,
                promisedDate: nil, receivedDate: day.adding(days: 5))
        }
        let backtest = LeadTimeBacktest(orders, levels: levels, since: orders[30].orderedDate)
        #expect(backtest.scores.allSatisfy { $0.coverage == .one })
    }

    @Test func largerSharesAreNeverEarlier() throws {
        var samples = LeadTimeSamples(seed: 11)
        let orders = try samples.orders(400, change: .growing, promisesDays: { $0 + 2 })
        for uses in [true, false] {
            let forecasts = LeadTimeBacktest(
                orders, levels: levels, usesPromisedDates: uses
            ).forecasts.compactMap(\.self)
            #expect(forecasts.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 } })
        }
    }

    @Test func theSameOrdersGiveTheSameForecasts() throws {
        var samples = LeadTimeSamples(seed: 5)
        let orders = try samples.orders(300)
        let first = LeadTimeBacktest(orders, levels: levels)
        #expect(LeadTimeBacktest(orders, levels: levels) == first)
        // Levels are answered in the order asked for.
        let reversed = LeadTimeBacktest(orders, levels: levels.reversed())
        #expect(reversed.scores.reversed() == first.scores)
    }
}

/// What ``LeadTimeHistory`` says outside a backtest.
@Suite struct LeadTimeHistoryTests {
    @Test func anEmptyHistoryBelievesTheSupplierOrSaysNothing() throws {
        var history = LeadTimeHistory(levels: try .parsing("0.9"))
        let (supplier, item) = (try SupplierID("A"), try ItemID("I"))
        let day = try date("2026-03-02")
        let unknown = history.forecast(
            supplier: supplier, item: item, orderedDate: day, promisedDate: nil)
        #expect(unknown == nil)
        let promised = try date("2026-03-20")
        let believed = history.forecast(
            supplier: supplier, item: item, orderedDate: day, promisedDate: promised)
        let forecast = try #require(believed)
        #expect(forecast.basis == .promisedDate && forecast.sample.all == 0)
        #expect(forecast.dates == [promised, promised])
        #expect(history.levels == (try .parsing("0.5", "0.9")))
    }

    @Test func forecastsSayWhatTheyRestOn() throws {
        var history = LeadTimeHistory(levels: try .parsing("0.9"))
        let day = try date("2026-03-02")
        for (supplier, item) in [("A", "I"), ("A", "J"), ("B", "I")] {
            let placed = history.place(
                supplier: try SupplierID(supplier), item: try ItemID(item), orderedDate: day,
                promisedDate: nil)
            #expect(placed.forecast == nil)
            history.receive(placed.entry, on: day.adding(days: 4))
        }
        func forecast(after days: Int) throws -> ArrivalForecast? {
            history.forecast(
                supplier: try SupplierID("A"), item: try ItemID("I"),
                orderedDate: day.adding(days: days), promisedDate: nil)
        }
        // The receipts are recorded, but not known yet on the day before.
        #expect(try forecast(after: 3) == nil)
        let known = try #require(try forecast(after: 4))
        #expect(known.basis == .leadTime)
        #expect(known.sample.supplierAndItem == 1)
        #expect(known.sample.supplier == 2)
        #expect(known.sample.all == 3)
        #expect(known.dates.last == day.adding(days: 8))
        #expect(ArrivalForecast.Basis.allCases.map(\.rawValue) == ["promised-date", "lead-time"])
    }

    @Test(arguments: [
        ("0.9", "accepted"), ("0.000001", "accepted"), ("0", "value.quantile-out-of-range"),
        ("1", "value.quantile-out-of-range"), ("-0.5", "value.quantile-out-of-range"),
        ("P90", "value.number-malformed"), ("", "value.number-malformed"),
    ])
    func aQuantileLevelLiesBetweenNoneAndAll(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try QuantileLevel(parsing: text) } == expected)
    }
}
