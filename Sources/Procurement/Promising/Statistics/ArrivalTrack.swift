/// Orders, what was forecast for each when it was placed, and what became of it.
///
/// Days are counted from an anchor: the order date where lead times are learned, the supplier's
/// own date where its reliability is. A forecast for a day looks only at orders placed before that
/// day and at receipts up to that day, whatever else has been recorded.
struct ArrivalTrack {
    /// What the days are counted from.
    enum Anchor {
        case orderedDate
        case promisedDate
    }

    /// One order; all dates are day numbers.
    private struct Order {
        let supplier: Int
        let item: Int
        let placed: Int32
        let anchor: Int32
        var received: Int32?
    }

    private struct Pair: Hashable {
        let supplier: Int
        let item: Int
    }

    /// A forecast as kept: days from the anchor, before and after calibration.
    struct Forecast {
        let raw: [Double]
        let days: [Int32]
        /// By level: whether what was known then went that far.
        ///
        /// Otherwise the forecast is the longest wait so far, and its failing says nothing about
        /// later ones.
        let isFounded: [Bool]
    }

    /// Everything that forecasts of the same day share.
    private struct DayState {
        let day: Int32
        /// Orders placed after this day are, as a rule, still out.
        let transitStart: Int32
        /// Orders before this index were placed before the day.
        let end: Int
        /// The latest orders of all suppliers, sorted.
        let pooled: [DurationSample]
        let pooledWeight: Double
        let receipts: Int
        let calibration: Calibration
    }

    private let anchor: Anchor
    private let aim: LeadTimeHistory.Aim
    private let levels: [Double]
    private let medianIndex: Int
    private var orders: [Order] = []
    private var forecasts: [Forecast?] = []
    private var indexesBySupplier: [Int: [Int]] = [:]
    private var indexesByPair: [Pair: [Int]] = [:]
    private var state: DayState?

    init(anchor: Anchor, levels: [QuantileLevel], aim: LeadTimeHistory.Aim) {
        self.anchor = anchor
        self.aim = aim
        self.levels = levels.map { Double($0.millionths) / 1_000_000 }
        medianIndex = levels.firstIndex(of: .median) ?? 0
    }

    // Half-lives of 300, 60, 40 and 150 orders; each decay is a half to the power of one over it.
    private static let pooledWeights = RecencyWeights(decay: 0.997_692_2, window: 1_200)
    private static let supplierWeights = RecencyWeights(decay: 0.988_514_0, window: 240)
    private static let pairWeights = RecencyWeights(decay: 0.982_820_6, window: 160)
    private static let calibrationWeights = RecencyWeights(decay: 0.995_389_7, window: 600)
    /// As many orders of a supplier as the word of all suppliers together is worth, and as many
    /// of an item from a supplier as the supplier's word: lead times are a supplier's, being late
    /// is an item's.
    private var shrinkage: (supplier: Double, pair: Double) {
        anchor == .orderedDate ? (20, 60) : (40, 15)
    }
    /// As many orders as one more supplier's word adds to that of all.
    private static let supplierBalance = 5.0
    /// Forecasts for a level from which its own factor is estimated.
    private static let fewestFounded = 20
    /// Orders that came exactly as forecast, put in before the first real one.
    private static let priorCount = 10.0
}

// MARK: - Recording

extension ArrivalTrack {
    /// Records an order with the forecast made for it; gives its index.
    mutating func place(
        supplier: Int, item: Int, on day: Int32, anchor: Int32, forecast: Forecast?
    ) -> Int {
        let index = orders.count
        orders.append(
            Order(supplier: supplier, item: item, placed: day, anchor: anchor, received: nil))
        forecasts.append(forecast)
        indexesBySupplier[supplier, default: []].append(index)
        indexesByPair[Pair(supplier: supplier, item: item), default: []].append(index)
        return index
    }

    mutating func receive(_ index: Int, on day: Int32) {
        orders[index].received = day
        if let state, day <= state.day { self.state = nil }
    }

    private func sample(_ order: Order, at day: Int32) -> DurationSample {
        let arrival = order.received.flatMap { $0 <= day ? $0 : nil }
        return DurationSample(
            value: Double((arrival ?? day) - order.anchor), isArrival: arrival != nil, weight: 0)
    }
}

// MARK: - Forecasting

extension ArrivalTrack {
    /// Days from the anchor for each level, or `nil` while there is nothing to learn from.
    mutating func forecast(
        supplier: Int, item: Int, on day: Int32
    ) -> (forecast: Forecast, sample: ArrivalForecast.Sample)? {
        let state = state(at: day)
        guard state.receipts > 0 || anchor == .promisedDate else { return nil }
        let (curve, sample) = curve(supplier: supplier, item: item, state)
        return (forecast(from: curve, state), sample)
    }

    /// The share that has come so many days after the supplier's date, step by step.
    ///
    /// The odds are corrected as what became of earlier forecasts for a level says.
    mutating func chances(
        supplier: Int, item: Int, on day: Int32, levelIndex: Int
    ) -> (steps: [(days: Int32, share: Double)], sample: ArrivalForecast.Sample) {
        let state = state(at: day)
        let (curve, sample) = curve(supplier: supplier, item: item, state)
        let (level, aimed) = (levels[levelIndex], state.calibration.levels[levelIndex])
        // The day on which the corrected share is the level is the one that is forecast for it.
        let factor = level / (1 - level) * (1 - aimed) / aimed
        let steps = curve.steps.map { value, share in
            (
                days: Int32(min(max(value, -100_000), 100_000)),
                share: factor * share / (1 - share + factor * share)
            )
        }
        return (steps, sample)
    }

    /// What is known of a supplier's item, drawn towards the supplier, drawn towards all.
    private func curve(
        supplier: Int, item: Int, _ state: DayState
    ) -> (curve: SurvivalCurve, sample: ArrivalForecast.Sample) {
        let day = state.day
        let bySupplier = latest(
            indexesBySupplier[supplier] ?? [], state, Self.supplierWeights)
        let byPair = latest(
            indexesByPair[Pair(supplier: supplier, item: item)] ?? [], state, Self.pairWeights)
        let supplierShare = Self.share(
            of: bySupplier.count, Self.supplierWeights, against: shrinkage.supplier)
        let pairShare = Self.share(
            of: byPair.count, Self.pairWeights, against: shrinkage.pair)
        var own: [DurationSample] = []
        var receipts = (supplier: 0, pair: 0)
        append(
            bySupplier, Self.supplierWeights, share: supplierShare * (1 - pairShare), at: day,
            to: &own, receipts: &receipts.supplier)
        append(
            byPair, Self.pairWeights, share: pairShare, at: day, to: &own,
            receipts: &receipts.pair)
        own.sort(by: DurationSample.precedes)
        let curve = SurvivalCurve(
            merging: state.pooled,
            scaledBy: (1 - supplierShare) * (1 - pairShare) / state.pooledWeight, with: own)
        return (
            curve,
            ArrivalForecast.Sample(
                supplierAndItem: receipts.pair, supplier: receipts.supplier, all: state.receipts)
        )
    }

    private func forecast(from curve: SurvivalCurve, _ state: DayState) -> Forecast {
        var days: [Int32] = []
        var raw: [Double] = []
        for (index, level) in levels.enumerated() {
            let value: Double
            switch anchor {
            case .orderedDate:
                let base = curve.interpolatedQuantile(level, firstStep: 1)
                raw.append(base)
                let offset = state.calibration.offset
                value = max(0, (base + offset) * state.calibration.factors[index] - offset)
            case .promisedDate:
                value =
                    curve.quantile(state.calibration.levels[index])
                    * state.calibration.factors[index]
            }
            let day = Int32(min(max((value + 0.5).rounded(.down), -100_000), 100_000))
            days.append(max(day, days.last ?? day))
        }
        return Forecast(raw: raw, days: days, isFounded: levels.map(curve.reaches))
    }

    private static func share(
        of count: Int, _ weights: RecencyWeights, against shrinkage: Double
    ) -> Double {
        let effective = weights.effectiveCount(count)
        return effective / (effective + shrinkage)
    }

    /// Of ascending indexes those that count, the latest first.
    private func latest(
        _ indexes: [Int], _ state: DayState, _ weights: RecencyWeights
    ) -> [Int] {
        var end = indexes.count
        while end > 0 && indexes[end - 1] >= state.end { end -= 1 }
        let inTransit =
            end - firstPosition(below: end) { orders[indexes[$0]].placed > state.transitStart }
        return weights.positions(below: end, inTransit: inTransit).map { indexes[$0] }
    }

    /// The first of the positions for which a condition holds, if it holds for all after it.
    private func firstPosition(below end: Int, where isMet: (Int) -> Bool) -> Int {
        var low = 0
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if isMet(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func append(
        _ indexes: [Int], _ weights: RecencyWeights, share: Double,
        at day: Int32, to samples: inout [DurationSample], receipts: inout Int
    ) {
        guard share > 0 else { return }
        let scale = share / weights.sum(indexes.count)
        for (rank, index) in indexes.enumerated() {
            var sample = sample(orders[index], at: day)
            sample.weight = weights.values[rank] * scale
            receipts += sample.isArrival ? 1 : 0
            samples.append(sample)
        }
    }
}

// MARK: - What a day knows

extension ArrivalTrack {
    private mutating func state(at day: Int32) -> DayState {
        if let state, state.day == day { return state }
        var end = orders.count
        while end > 0 && orders[end - 1].placed >= day { end -= 1 }
        let weights = Self.pooledWeights
        var pooled: [DurationSample] = []
        var total = 0.0
        if anchor == .promisedDate {
            // Without experience the supplier's date is believed.
            pooled.append(DurationSample(value: 0, isArrival: true, weight: Self.priorCount))
            total += Self.priorCount
        }
        var receipts = 0
        let transitStart = transitStart(at: day, end: end)
        let inTransit = end - firstPosition(below: end) { orders[$0].placed > transitStart }
        let positions = weights.positions(below: end, inTransit: inTransit)
        let balance = supplierBalance(positions, weights)
        for (rank, index) in positions.enumerated() {
            var sample = sample(orders[index], at: day)
            sample.weight = weights.values[rank] * (balance[orders[index].supplier] ?? 1)
            total += sample.weight
            receipts += sample.isArrival ? 1 : 0
            pooled.append(sample)
        }
        pooled.sort(by: DurationSample.precedes)
        let known = knownForecasts(
            Self.calibrationWeights.positions(below: end, inTransit: inTransit), at: day)
        let calibration = calibrate(known)
        let state = DayState(
            day: day, transitStart: transitStart, end: end, pooled: pooled,
            pooledWeight: max(total, 1e-12), receipts: receipts, calibration: calibration)
        self.state = state
        return state
    }

    /// By supplier, what its orders count in the word of all suppliers.
    ///
    /// Orders of one supplier slip together. What is known of all stands for suppliers of whom
    /// little is known, and one that is late with a hundred orders is still one supplier.
    private func supplierBalance(
        _ positions: [Int], _ weights: RecencyWeights
    ) -> [Int: Double] {
        guard anchor == .promisedDate else { return [:] }
        var sums: [Int: Double] = [:]
        for (rank, index) in positions.enumerated() {
            sums[orders[index].supplier, default: 0] += weights.values[rank]
        }
        return sums.mapValues { Self.supplierBalance / (Self.supplierBalance + $0) }
    }

    /// The day from which on most orders are still out: two median lead times ago.
    private func transitStart(at day: Int32, end: Int) -> Int32 {
        guard end > 0 else { return day }
        let step = max(1, end / Self.pooledWeights.window)
        var samples = stride(from: end - 1, through: 0, by: -step).map { index in
            let order = orders[index]
            let arrival = order.received.flatMap { $0 <= day ? $0 : nil }
            return DurationSample(
                value: Double((arrival ?? day) - order.placed), isArrival: arrival != nil, weight: 1
            )
        }
        samples.sort(by: DurationSample.precedes)
        let median = SurvivalCurve(sorted: samples).quantile(0.5)
        return day - Int32(min(2 * median, 20_000))
    }

    /// The latest forecasts, with what is known of them.
    private func knownForecasts(
        _ positions: [Int], at day: Int32
    ) -> [(forecast: Forecast, sample: DurationSample)] {
        positions.enumerated().compactMap { rank, index in
            guard let forecast = forecasts[index] else { return nil }
            var sample = sample(orders[index], at: day)
            sample.weight = Self.calibrationWeights.values[rank]
            return (forecast, sample)
        }
    }

    /// Compares the latest forecasts with what became of them.
    private func calibrate(_ known: [(forecast: Forecast, sample: DurationSample)]) -> Calibration {
        let receipts = known.count { $0.sample.isArrival }
        let targets = aim == .atLeast ? levels.map(CalibrationRules.cautiousLevel) : levels
        guard receipts > 0 else {
            return Calibration(levels: targets, offset: 0, factors: levels.map { _ in 1 })
        }
        let corrected = levels.indices.map { correctedLevel(targets[$0], of: $0, known) }
        guard anchor == .orderedDate else {
            return Calibration(
                levels: corrected, offset: 0,
                factors: aim == .atLeast ? ownDateFactors(known) : levels.map { _ in 1 })
        }
        let medians = known.map { $0.forecast.raw[medianIndex] }.sorted()
        // Half ratio, half difference: a quick supplier's delays must not stretch slow ones.
        let offset = 3 + medians[medians.count / 2]
        var factors: [Double] = []
        for index in levels.indices {
            let founded = known.filter { $0.forecast.isFounded[index] }
            // So far out that nearly no forecast was founded, the next smaller level's must do.
            let isKnown = founded.count >= Self.fewestFounded
            factors.append(
                isKnown
                    ? factor(founded, level: index, corrected: corrected[index], offset: offset)
                    : factors.last ?? 1)
        }
        return Calibration(levels: corrected, offset: offset, factors: factors)
    }

    /// The level to aim at so that a target is met, by what became of the latest forecasts.
    private func correctedLevel(
        _ target: Double, of level: Int, _ known: [(forecast: Forecast, sample: DurationSample)]
    ) -> Double {
        let founded = known.filter { $0.forecast.isFounded[level] }
        let curve = heldCurve(founded, level: level)
        var coverage = curve.share(atOrBefore: 1e-9)
        if anchor == .promisedDate, aim == .exact, coverage > target,
            !CalibrationRules.mayBeEarlier(
                target, coverageOfDayBefore: curve.share(atOrBefore: -1 + 1e-9))
        {
            coverage = target
        }
        return CalibrationRules.correctedLevel(
            target, coverage: coverage,
            effectiveCount: Self.calibrationWeights.effectiveCount(founded.count),
            steps: anchor == .promisedDate && aim == .exact ? 1 : 2, isTwoSided: aim == .exact)
    }

    /// By level: 0 where the supplier's own date held often enough and was the better forecast for
    /// the latest orders, otherwise 1.
    private func ownDateFactors(
        _ known: [(forecast: Forecast, sample: DurationSample)]
    ) -> [Double] {
        let samples = known.map(\.sample).sorted(by: DurationSample.precedes)
        let coverage = SurvivalCurve(sorted: samples).share(atOrBefore: 0)
        return levels.indices.map { index in
            guard coverage >= CalibrationRules.safeCoverage(of: levels[index]) else { return 1 }
            var difference = 0.0
            for (forecast, sample) in known where sample.isArrival {
                let learned = sample.value - Double(forecast.days[index])
                difference +=
                    sample.weight
                    * (Self.loss(sample.value, levels[index]) - Self.loss(learned, levels[index]))
            }
            return difference <= 0 ? 0 : 1
        }
    }

    private static func loss(_ late: Double, _ level: Double) -> Double {
        late > 0 ? level * late : (level - 1) * late
    }

    /// How much later than forecast the latest orders came: up to 0 for those that held; in days
    /// where the supplier named a date.
    private func heldCurve(
        _ known: [(forecast: Forecast, sample: DurationSample)], level: Int
    ) -> SurvivalCurve {
        var samples = known.map { forecast, sample in
            var copy = sample
            let days = Double(forecast.days[level])
            copy.value =
                anchor == .orderedDate
                ? (sample.value + 0.5) / (days + 0.5) - 1 : sample.value - days
            return copy
        }
        samples.sort(by: DurationSample.precedes)
        return SurvivalCurve(sorted: samples)
    }

    /// By how much the latest forecasts should have been longer to hold for a share of them.
    private func factor(
        _ known: [(forecast: Forecast, sample: DurationSample)], level: Int, corrected: Double,
        offset: Double
    ) -> Double {
        var samples = known.map { forecast, sample in
            var copy = sample
            copy.value = (sample.value + offset) / (forecast.raw[level] + offset)
            return copy
        }
        samples.append(DurationSample(value: 1, isArrival: true, weight: Self.priorCount))
        samples.sort(by: DurationSample.precedes)
        return SurvivalCurve(sorted: samples).interpolatedQuantile(corrected, firstStep: 0)
    }
}
