/// The last minima of a block, each under its prices and in its domain.
struct KnownMinima {
    private struct Entry {
        var prices: BlockPrices
        var domain: BlockDomain
        var bound: Int64
        var best: Int64
    }

    /// Enough for the prices of a part and of those it was split from.
    private static let most = 8

    private var entries: [Entry] = []
    private var oldest = 0

    /// A bound that holds under these prices in this domain; `nil` if none is known.
    ///
    /// What bounds a domain bounds all that lies in it, and is as good there as it was as long
    /// as its cheapest plan is there too.
    ///
    /// - Parameter best: what the cheapest plan known in this domain costs under these prices.
    func bound(_ prices: BlockPrices, _ domain: BlockDomain, best: Int64) -> Int64? {
        for entry in entries where entry.best == best && entry.prices == prices {
            if entry.domain.covers(domain) { return entry.bound }
        }
        return nil
    }

    /// Keeps what a search found, in place of what was kept first.
    mutating func keep(
        _ prices: BlockPrices, _ domain: BlockDomain, _ answer: BlockSearch.Answer
    ) {
        // Of a search that was cut, another may find more.
        guard !answer.isCut else { return }
        let entry = Entry(
            prices: prices, domain: domain, bound: answer.bound, best: answer.best)
        if entries.count < Self.most {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.most
        }
    }
}

extension BlockDomain {
    /// Whether every plan of another domain is in this one, and costs no more there.
    func covers(_ other: BlockDomain) -> Bool {
        guard rules == nil || rules == other.rules else { return false }
        for offer in low.indices {
            if other.allowsZero[offer], !allowsZero[offer] { return false }
            guard other.low[offer] <= other.high[offer] else { continue }
            if other.low[offer] < low[offer] || other.high[offer] > high[offer] { return false }
        }
        return true
    }
}
