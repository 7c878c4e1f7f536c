extension SourcingExplainer {
    /// A line served in time, against what the answer does.
    public struct TimelyAnswer: Sendable, Hashable {
        /// What more is bought for, in micros: all terms but lateness, unmet and penalties.
        public var purchaseDifference: Int64
        /// What it costs more in all, in micros.
        public var costDifference: Int64
        /// Positions of the offers that serve the line then, ascending.
        public var offers: [Int]
        /// Units of the line that stay unmet then.
        public var unmetUnits: Int64
    }

    /// The best answer in which no unit that serves a line is expected later than some days.
    ///
    /// - Parameters:
    ///   - line: position of the line.
    ///   - dayMillionths: days after its need-by day, in 10⁻⁶ of a day.
    /// - Returns: `nil` if the search was ended before it knew.
    public mutating func timelyAnswer(
        forLine line: Int, withinDayMillionths dayMillionths: Int64
    ) -> TimelyAnswer? {
        guard let search = search(around: tables.base.problem.lines[line].item),
            let position = search.neighborhood.lines.firstIndex(of: line)
        else { return nil }
        var timely = search.problem
        timely.rules.append(
            SourcingRule(
                id: "in time \(position)",
                demand: .onTime(line: position, dayMillionths: dayMillionths)))
        guard case .found(let found) = search.solve(timely), found.isOptimal else { return nil }
        do {
            let now = try search.problem.cost(of: search.neighborhood.current).purchase
            let then = try search.problem.cost(of: found.solution).purchase
            let given = found.solution.allocations.filter { $0.line == position }
            let served = given.reduce(0) { $0 + $1.quantity }
            return TimelyAnswer(
                purchaseDifference: then - now,
                costDifference: found.objective - search.currentCost,
                offers: Set(given.map { search.neighborhood.offers[$0.offer] }).sorted(),
                unmetUnits: search.problem.lines[position].quantity - served)
        } catch {
            return nil
        }
    }
}
