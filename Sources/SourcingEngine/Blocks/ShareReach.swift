/// How much of an item with share rules an optimal answer can need, in all.
///
/// Take an optimal answer with the fewest units, and call an offer *long* if it is ordered so far
/// beyond lines and thresholds that one multiple fewer would harm nothing but shares; a supplier is
/// long if an offer of it is. With T units of the item, S of a supplier, m its largest order
/// multiple, one multiple fewer of a long supplier must then break a rule:
///
/// - its own least share α: then S ≤ α × T, because no order multiple is above m;
/// - the largest share β of another supplier j: then S(j) ≥ β × T − β × M + m(j), where M is the
///   largest order multiple of the item.
///
/// Let only one supplier j have a largest share, and W be what all offers come to that are not
/// long. If j's largest share stops nobody, long suppliers hold at most Σα × T, so
/// T ≤ W ÷ (1 − Σα). Otherwise S(j) is large: if j is not long, T ≤ (W(j) + c) ÷ β with
/// c = max(0, β × M − m(j)); if j is long, only its own α stops it, and T ≤ c ÷ (β − α).
struct ShareReach {
    private let offers: [SourcingOffer]
    private let shares: [SourcingShare]

    /// - Parameters:
    ///   - offers: all offers of the item.
    ///   - shares: its share rules; those of suppliers without an offer rule nothing.
    init(offers: [SourcingOffer], shares: [SourcingShare]) {
        self.offers = offers
        self.shares = shares.filter { share in
            offers.contains { $0.supplier == share.supplier }
        }
    }

    /// Most units of the item; `nil` where this reasoning gives no limit.
    ///
    /// - Parameter short: most units of an offer that is not long.
    func most(short: (SourcingOffer) -> Int64) -> Int64? {
        let capped = shares.filter { $0.maximumShareMillionths < 1_000_000 }
        let least = shares.reduce(Int128(0)) { $0 + Int128($1.minimumShareMillionths) }
        guard capped.count <= 1, least < 1_000_000 else { return nil }
        var all: Int128 = 0
        var bySupplier: [Int: Int128] = [:]
        var multiple: Int128 = 1
        for offer in offers {
            let units = Int128(short(offer))
            all += units
            bySupplier[offer.supplier, default: 0] += units
            multiple = max(multiple, Int128(offer.orderMultiple))
        }
        var most = all * 1_000_000 / (1_000_000 - least) + 1
        if let share = capped.first, share.maximumShareMillionths > 0 {
            let beta = Int128(share.maximumShareMillionths)
            let alpha = Int128(share.minimumShareMillionths)
            guard alpha < beta else { return nil }
            let own = offers.filter { $0.supplier == share.supplier }
            let largest = Int128(own.map(\.orderMultiple).max() ?? 1)
            // Times a million.
            let slack = max(0, beta * multiple - largest * 1_000_000)
            let held = (bySupplier[share.supplier] ?? 0) * 1_000_000
            most = max(most, (held + slack) / beta + 1, slack / (beta - alpha) + 1)
        }
        return Int64(min(most, Int128(largestQuantity)))
    }
}
