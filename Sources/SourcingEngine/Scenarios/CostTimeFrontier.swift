/// Answers of which none is both cheaper and faster than another.
///
/// Cost is everything but lateness. Time is late unit-days, where a unit that stays unmet counts a
/// day more than the latest offer for its line would be late: nothing is faster for not being
/// bought. Each point is the best answer when a unit and day of lateness costs ``Point/dayCost``.
/// These are all corners of the frontier's lower hull that were looked for: between two neighbors
/// no answer lies below the line that joins them, as far as ``Point/isProven`` says.
public struct CostTimeFrontier: Sendable, Hashable {
    /// One answer of the frontier.
    public struct Point: Sendable, Hashable {
        /// Everything but lateness, in micros.
        public var cost: Int64
        /// Late unit-days and days of unmet units, in 10⁻⁶.
        public var unitDays: Int128
        /// Late unit-days of what lines get, in 10⁻⁶.
        public var lateUnitDays: Int128
        /// Units that no line gets.
        public var unmetUnits: Int64
        /// Suppliers with an order.
        public var suppliers: Int
        /// The price of a unit and day at which this is the best answer, in micros.
        public var dayCost: Int64
        /// Cost and weighed lateness together, and the proven bound on it, in micros.
        public var objective: Int64
        /// See ``objective``.
        public var bound: Int64
        /// The answer.
        public var solution: SourcingSolution

        /// Whether nothing is better at ``dayCost``.
        public var isProven: Bool { objective == bound }
    }

    /// The points, from the cheapest to the fastest.
    public var points: [Point]
    /// Whether every line between neighbors was looked below: no corner is missing.
    public var isComplete: Bool
}

extension SourcingEngine {
    /// Finds the frontier between cost and time.
    ///
    /// - Parameters:
    ///   - mostPoints: points after which the search ends, the two ends among them.
    ///   - options: of each solve; its time limit holds for each by itself.
    /// - Throws: ``SourcingProblemError`` if the problem contradicts its definition.
    public static func frontier(
        of problem: SourcingProblem, mostPoints: Int = 9, options: SolveOptions = SolveOptions(),
        elapsed: () -> Duration, isCancelled: () -> Bool = { false }
    ) throws(SourcingProblemError) -> CostTimeFrontier {
        _ = try problem.validated()
        var search = FrontierSearch(problem: problem, mostPoints: max(2, mostPoints))
        try search.run { (dayCost) throws(SourcingProblemError) in
            var weighed = problem
            weighed.weighLateness(dayCost)
            let start = elapsed()
            return try solve(
                weighed, options: options, elapsed: { elapsed() - start },
                isCancelled: isCancelled)
        }
        return search.frontier
    }
}

/// Divides the frontier between its ends again and again, the widest part first.
private struct FrontierSearch {
    typealias Point = CostTimeFrontier.Point

    let problem: SourcingProblem
    let mostPoints: Int
    private var points: [Point] = []
    private var isComplete = false

    init(problem: SourcingProblem, mostPoints: Int) {
        self.problem = problem
        self.mostPoints = mostPoints
    }

    var frontier: CostTimeFrontier {
        CostTimeFrontier(points: points, isComplete: isComplete)
    }

    mutating func run(
        solve: (Int64) throws(SourcingProblemError) -> SourcingOutcome
    ) throws(SourcingProblemError) {
        let most = problem.dearestDay
        for dayCost in Set([1, most]).sorted() {
            if let point = point(try solve(dayCost), dayCost) { points.append(point) }
        }
        keepBest()
        var settled: Set<[Int128]> = []
        while points.count < mostPoints {
            guard let gap = widestGap(settled) else {
                isComplete = true
                return
            }
            let (first, second) = (points[gap], points[gap + 1])
            settled.insert(key(first, second))
            let dayCost = slope(first, second)
            guard dayCost > 0, dayCost <= most, let found = point(try solve(dayCost), dayCost),
                weighed(found, dayCost) < weighed(first, dayCost)
            else { continue }
            points.append(found)
            keepBest()
        }
        isComplete = widestGap(settled) == nil
    }

    private func key(_ first: Point, _ second: Point) -> [Int128] {
        [Int128(first.cost), first.unitDays, Int128(second.cost), second.unitDays]
    }

    /// What a unit-day costs between two points, in micros.
    private func slope(_ first: Point, _ second: Point) -> Int64 {
        let money = Int128(second.cost) - Int128(first.cost)
        return Int64(clamping: money * 1_000_000 / max(1, first.unitDays - second.unitDays))
    }

    private func weighed(_ point: Point, _ dayCost: Int64) -> Int128 {
        Int128(point.cost) * 1_000_000 + Int128(dayCost) * point.unitDays
    }

    /// The neighbors not yet looked between that enclose the largest area.
    private func widestGap(_ settled: Set<[Int128]>) -> Int? {
        var widest: (index: Int, area: Int128)?
        for index in points.indices.dropLast() {
            let (first, second) = (points[index], points[index + 1])
            guard !settled.contains(key(first, second)) else { continue }
            let days = (first.unitDays - second.unitDays) / 1_000
            let area = (Int128(second.cost) - Int128(first.cost)) / 1_000 * days
            if area >= widest?.area ?? 0 { widest = (index, area) }
        }
        return widest?.index
    }

    /// Drops what is not faster than something as cheap, and what lies above a line of others.
    private mutating func keepBest() {
        points.sort { ($0.cost, $0.unitDays) < ($1.cost, $1.unitDays) }
        var kept: [Point] = []
        for point in points where point.unitDays < kept.last?.unitDays ?? .max {
            kept.append(point)
        }
        points = kept
    }

    private func point(_ outcome: SourcingOutcome, _ dayCost: Int64) -> Point? {
        guard outcome.hasAnswer else { return nil }
        do {
            let costs = try problem.cost(of: outcome.solution)
            let total = try costs.total
            let served = outcome.solution.allocations.reduce(0) { $0 + $1.quantity }
            return Point(
                cost: total - costs.lateness,
                unitDays: try problem.weighedDays(of: outcome.solution),
                lateUnitDays: try problem.lateUnitDays(of: outcome.solution),
                unmetUnits: problem.lines.reduce(0) { $0 + $1.quantity } - served,
                suppliers: Set(
                    outcome.solution.orders.map { problem.offers[$0.offer].supplier }
                ).count, dayCost: dayCost, objective: outcome.objective, bound: outcome.bound,
                solution: outcome.solution)
        } catch {
            preconditionFailure("An answer of the frontier cannot be priced: \(error)")
        }
    }
}
