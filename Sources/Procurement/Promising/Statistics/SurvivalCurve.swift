/// What is known of one order: it came after so many days, or is still out after so many.
struct DurationSample {
    var value: Double
    /// Whether it came; otherwise the value is only a lower limit.
    var isArrival: Bool
    var weight: Double

    /// Shorter first; at the same value those that came, because those still out were at risk then.
    static func precedes(_ lhs: DurationSample, _ rhs: DurationSample) -> Bool {
        lhs.value < rhs.value || (lhs.value == rhs.value && lhs.isArrival && !rhs.isArrival)
    }
}

/// The share of orders that have come after a number of days, by the weighted product-limit
/// estimator of Kaplan and Meier.
///
/// Counting receipts alone would favour quick orders: of those placed last month only the quick
/// ones are in. Orders still out count for as long as they have been waiting.
struct SurvivalCurve {
    private var values: [Double] = []
    private var shares: [Double] = []
    /// The longest wait seen, whether it ended or not.
    private var longest = 0.0

    /// The values at which something came, with the share that had come then.
    var steps: [(value: Double, share: Double)] { Array(zip(values, shares)) }

    /// Whether nothing has come yet.
    var isEmpty: Bool { values.isEmpty }

    /// Builds the curve from samples in the order of ``DurationSample/precedes(_:_:)``.
    init(sorted samples: [DurationSample]) {
        var atRisk = samples.reduce(0) { $0 + $1.weight }
        var open = 1.0
        values.reserveCapacity(samples.count)
        shares.reserveCapacity(samples.count)
        for sample in samples {
            if sample.isArrival && atRisk > 0 {
                open *= max(0, 1 - sample.weight / atRisk)
                if values.last == sample.value {
                    shares[shares.count - 1] = 1 - open
                } else {
                    values.append(sample.value)
                    shares.append(1 - open)
                }
            }
            atRisk -= sample.weight
        }
        longest = samples.last?.value ?? 0
    }

    /// Whether the curve goes up to a share; where it does not, its quantile is a lower limit only.
    func reaches(_ share: Double) -> Bool { firstIndex(reaching: share) < shares.count }

    /// Rounding errors must not move a quantile to the next step.
    private static let tolerance = 1e-9

    /// The first value at which the share is reached; the longest wait where it never is.
    func quantile(_ share: Double) -> Double {
        let index = firstIndex(reaching: share)
        return index < values.count ? values[index] : longest
    }

    /// As ``quantile(_:)``, with straight lines between the steps; the first of them begins
    /// `firstStep` below its value.
    func interpolatedQuantile(_ share: Double, firstStep: Double) -> Double {
        let index = firstIndex(reaching: share)
        guard index < values.count else { return longest }
        let below = index > 0 ? shares[index - 1] : 0
        let start = index > 0 ? values[index - 1] : values[index] - firstStep
        guard shares[index] > below else { return values[index] }
        let part = max(0, (share - below) / (shares[index] - below))
        return start + (values[index] - start) * min(1, part)
    }

    /// The share that has come at or before a value.
    func share(atOrBefore value: Double) -> Double {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? shares[low - 1] : 0
    }

    private func firstIndex(reaching share: Double) -> Int {
        var low = 0
        var high = shares.count
        while low < high {
            let middle = (low + high) / 2
            if shares[middle] < share - Self.tolerance { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension SurvivalCurve {
    /// Builds the curve of two sorted lists, the first with its weights scaled.
    init(merging first: [DurationSample], scaledBy scale: Double, with second: [DurationSample]) {
        var merged: [DurationSample] = []
        merged.reserveCapacity(first.count + second.count)
        var index = 0
        for sample in first {
            while index < second.count && DurationSample.precedes(second[index], sample) {
                merged.append(second[index])
                index += 1
            }
            var scaled = sample
            scaled.weight *= scale
            merged.append(scaled)
        }
        merged.append(contentsOf: second[index...])
        self.init(sorted: merged)
    }
}
