/// Why one line gets what it gets.
public struct LineReasons: Sendable, Hashable {
    /// Position of the line.
    public var line: Int
    /// What the statements compare with.
    public var scope: ExplanationScope
    /// Why each offer that serves the line does, ascending by offer.
    public var awards: [AwardReason]
    /// Why each offer that could serve the line and is not ordered is not, ascending by offer.
    public var losers: [LosingOffer]
    /// Why units stay unmet, `nil` if none do.
    public var shortfall: Shortfall?
}

/// What an explanation was allowed to change while it searched for something better.
public enum ExplanationScope: String, Sendable, Hashable {
    /// Everything: the whole problem was solved again.
    case whole
    /// The lines and orders of the item and of those that substitutes join with it; all others
    /// stay as they are.
    case item
}

/// Why an offer serves a line: what the best answer without the offer would be.
public struct AwardReason: Sendable, Hashable {
    /// Units of an offer that the answer without it would order more.
    public struct Replacement: Sendable, Hashable {
        /// Position of the offer.
        public var offer: Int
        /// Units beyond those ordered now.
        public var quantity: Int64
    }

    /// Position of the offer.
    public var offer: Int
    /// Units that the line gets of it.
    public var quantity: Int64
    /// What doing without the offer would cost more, in micros; `nil` if no answer can, or if the
    /// search was ended before it knew.
    ///
    /// Below 0 where the answer that is explained is not optimal.
    public var saving: Int64?
    /// Late unit-days that it avoids, in 10⁻⁶; below 0 if the alternative would be earlier.
    public var lateUnitDaysAvoided: Int128 = 0
    /// What would be ordered in its place.
    public var replacements: [Replacement] = []
    /// Units that would stay unmet in its place.
    public var unmetUnits: Int64 = 0
    /// Units ordered that nobody gets.
    public var surplus: Int64
    /// What ordering less would cost more, in micros, where there is a surplus.
    public var surplusSaving: Int64?
}

/// Why an offer is not ordered, and what would change that.
public struct LosingOffer: Sendable, Hashable {
    /// Position of the offer.
    public var offer: Int
    /// The first thing that stands against it.
    public var obstacle: OfferObstacle
    /// What the cheapest answer that orders it would cost more as things are, in micros; `nil` if
    /// none can, or none was found.
    public var extraCost: Int64?
    /// The price at which it would be ordered, `nil` if none does alone or none was found.
    public var price: PriceThreshold?
    /// Days earlier at which it would be ordered, `nil` if no day does.
    public var daysEarlier: Int?
    /// Whether every search was carried through, so that what is `nil` is known not to exist.
    public var isComplete = true
}

/// A price at which an offer is ordered.
public struct PriceThreshold: Sendable, Hashable {
    /// What is taken off each of the offer's prices, in micros per price quantity, above 0.
    public var reduction: Int64
    /// The price that holds for the quantity then ordered, after the reduction.
    public var unitPrice: Int64
    /// Units then ordered.
    public var quantity: Int64
    /// Whether a reduction of one micro less was tried and does not do.
    public var isHighest: Bool
}

/// What stands against an offer that is not ordered.
///
/// All but the first three and the last three are found by taking just this one thing away and
/// solving again: without it, the offer is ordered and the cost is lower. They are tried in the
/// order of the cases.
public enum OfferObstacle: Sendable, Hashable {
    /// No quantity may be ordered: the smallest order is above the maximum.
    case noLegalQuantity
    /// A hard rule forbids it; the position of the rule.
    case forbidden(rule: Int)
    /// It would be ordered at this saving in micros, had the search not ended before.
    case missed(saving: Int64)
    /// A rule of the buyer; its position.
    case rule(Int)
    /// Its supplier's most units.
    case supplierUnits(limit: Int64)
    /// Its supplier's highest goods value, in micros.
    case supplierValue(limit: Int64)
    /// The shares of its item.
    case shares
    /// The number of suppliers that may serve a line.
    case suppliersPerLine(limit: Int)
    /// The number of suppliers of an item.
    case suppliersPerItem(limit: Int)
    /// The number of suppliers in all.
    case suppliers(limit: Int)
    /// Its supplier's minimum order value, in micros.
    case minimumOrderValue(Int64)
    /// Its smallest order.
    case minimumQuantity(Int64)
    /// Its order multiple.
    case orderMultiple(Int64)
    /// Its largest order.
    case maximumQuantity(Int64)
    /// Lines that may be served by one offer only, or only when complete.
    case split
    /// The cost of an order with its supplier, in micros.
    case orderCost(Int64)
    /// The freight of its supplier, in micros.
    case freight(Int64)
    /// The cost of using the offer at all, in micros.
    case offerCost(Int64)
    /// It comes late, by up to this many days.
    case late(days: Int)
    /// Another answer costs the same.
    case equal
    /// It costs too much, and nothing else alone stands against it.
    case dearer
    /// The search was ended before it knew.
    case unknown
}

/// Why units of a line stay unmet.
public struct Shortfall: Sendable, Hashable {
    /// Units unmet.
    public var units: Int64
    /// What stands against them.
    public var cause: Cause
    /// Units that could be supplied if being unmet cost more.
    public var supplyable: Int64 = 0
    /// What supplying them would cost more than leaving them unmet, in micros.
    public var extraCost: Int64 = 0

    /// What stands against supplying a line.
    public enum Cause: Sendable, Hashable {
        /// Nobody offers its item or a substitute of it.
        case noOffer
        /// No offer of it has a legal quantity.
        case noLegalQuantity
        /// Units can be had, but cost more than leaving them unmet.
        case dearer
        /// Without it more could be supplied.
        case obstacle(OfferObstacle)
        /// Units can be had, and pay: the search was ended before it found out.
        case missed
        /// Several things together, or the search was ended before it knew.
        case unknown
    }
}
