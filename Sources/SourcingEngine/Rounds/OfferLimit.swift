/// Quantities of an offer that a part of the search looks at.
package struct OfferLimit: Sendable, Hashable {
    /// Position of the offer in the tables of the round.
    package var offer: Int
    /// Smallest and largest quantity if any is ordered; none is left where the largest is smaller.
    package var low: Int64
    package var high: Int64
    package var allowsNone = true

    package init(offer: Int, low: Int64, high: Int64) {
        self.offer = offer
        self.low = low
        self.high = high
    }

    /// All quantities of an offer.
    init(_ tables: RoundTables, offer: Int) {
        self.init(offer: offer, low: tables.low[offer], high: tables.high[offer])
    }

    package func allows(_ quantity: Int64) -> Bool {
        quantity == 0 ? allowsNone : low <= quantity && quantity <= high
    }

    /// The quantities below a threshold, and those from it on.
    package func split(
        from threshold: Int64, multiple: Int64
    ) -> (below: OfferLimit, above: OfferLimit) {
        var (below, above) = (self, self)
        let last = (threshold - 1) / multiple * multiple
        below.high = last < low ? low - 1 : min(high, last)
        above.low = max(low, (threshold + multiple - 1) / multiple * multiple)
        above.allowsNone = false
        return (below, above)
    }
}

/// Limits of offers, each offer at most once.
package struct OfferLimits: Sendable, Hashable {
    /// Ascending by offer.
    package private(set) var all: [OfferLimit] = []

    package init() {}

    package var isEmpty: Bool { all.isEmpty }

    /// The limits of a range of offers.
    package func of(_ offers: Range<Int>) -> ArraySlice<OfferLimit> {
        all[first(from: offers.lowerBound)..<first(from: offers.upperBound)]
    }

    /// The limit of an offer, or all its quantities.
    func of(_ offer: Int, _ tables: RoundTables) -> OfferLimit {
        let place = first(from: offer)
        if place < all.count, all[place].offer == offer { return all[place] }
        return OfferLimit(tables, offer: offer)
    }

    /// These limits, and another one instead of what the offer had.
    package func with(_ limit: OfferLimit) -> OfferLimits {
        var limits = self
        let place = first(from: limit.offer)
        if place < all.count, all[place].offer == limit.offer {
            limits.all[place] = limit
        } else {
            limits.all.insert(limit, at: place)
        }
        return limits
    }

    private func first(from offer: Int) -> Int {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].offer < offer { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension PlanTable {
    /// What a plan of a block orders of an offer.
    func quantity(of plan: Int, offer: Int) -> Int64 {
        for entry in entries(of: plan) where Int(self.offer[entry]) == offer {
            return quantity[entry]
        }
        return 0
    }

    /// Plans of limited blocks that break a limit.
    func plans(breaking limits: OfferLimits, _ tables: RoundTables) -> [Int] {
        var found: [Int] = []
        for limit in limits.all {
            let block = Int(tables.pairBlock[Int(tables.pair[limit.offer])])
            for plan in plans(of: block)
            where !limit.allows(quantity(of: plan, offer: limit.offer)) { found.append(plan) }
        }
        return found
    }
}

extension BlockKernel {
    /// Allows only what limits of the block in hand leave.
    mutating func restrict(_ limits: ArraySlice<OfferLimit>) {
        for limit in limits {
            let offer = limit.offer - firstOffer
            nodes.low[offer] = max(nodes.low[offer], limit.low)
            nodes.high[offer] = min(nodes.high[offer], limit.high)
            if !limit.allowsNone { nodes.zero[offer] = 0 }
        }
    }
}
