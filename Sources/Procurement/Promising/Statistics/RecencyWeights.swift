/// Weights of a list of orders, the latest first, halving every so many orders.
///
/// Counted in orders and not in days, so that a house with ten orders a day forgets as fast as it
/// learns, and one with ten a month does too.
struct RecencyWeights {
    /// The weight of the latest, the one before it, and so on.
    let values: [Double]
    private let sums: [Double]
    private let squareSums: [Double]

    /// How many orders count at all; four half-lives, beyond which a weight is below 1/16.
    var window: Int { values.count }

    private let halfLife: Int

    /// The positions below `end` that count, the latest first.
    ///
    /// Where more orders are in transit than one half-life, only every so many-th counts: the
    /// orders that are in, of which alone there is something to learn, would lie beyond the window.
    func positions(below end: Int, inTransit: Int) -> [Int] {
        let step = max(1, inTransit / halfLife)
        return Array(stride(from: end - 1, through: 0, by: -step).prefix(window))
    }

    /// `decay` is the weight of an order relative to the one after it.
    init(decay: Double, window: Int) {
        halfLife = window / 4
        var values: [Double] = []
        var sums = [0.0]
        var squareSums = [0.0]
        var weight = 1.0
        for _ in 0..<window {
            values.append(weight)
            sums.append((sums.last ?? 0) + weight)
            squareSums.append((squareSums.last ?? 0) + weight * weight)
            weight *= decay
        }
        self.values = values
        self.sums = sums
        self.squareSums = squareSums
    }

    /// The sum of the weights of the latest orders, so many of them.
    func sum(_ count: Int) -> Double { sums[min(count, window)] }

    /// How many equally weighted orders would say as much (Kish).
    func effectiveCount(_ count: Int) -> Double {
        let count = min(count, window)
        return count == 0 ? 0 : sums[count] * sums[count] / squareSums[count]
    }
}
