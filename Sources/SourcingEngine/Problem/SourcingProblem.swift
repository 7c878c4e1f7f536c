/// One sourcing round as numbers: what is wanted, what can be bought, and on which terms.
///
/// The exact meaning of every field is the statement in `Docs/SourcingProblem.md`. Amounts are
/// counted in 10⁻⁶ of the currency ("micros"), quantities in whole base units of the item, days
/// from the order date (day 0). Identifiers only name things in results; rules refer to positions
/// in the arrays of this value.
public struct SourcingProblem: Sendable, Hashable {
    /// ISO 4217 code that the amounts are in; carried through, never interpreted.
    public var currency: String
    /// At most this many suppliers may serve one line; `nil` is no limit.
    public var maximumSuppliersPerLine: Int?
    /// At most this many suppliers may get an order of one item; `nil` is no limit.
    public var maximumSuppliersPerItem: Int?
    /// At most this many suppliers may get any order; `nil` is no limit.
    public var maximumSuppliers: Int?
    /// The suppliers.
    public var suppliers: [SourcingSupplier]
    /// The items.
    public var items: [SourcingItem]
    /// The lines that want items.
    public var lines: [SourcingLine]
    /// Which item may stand in for which.
    public var substitutes: [SourcingSubstitute]
    /// What can be bought.
    public var offers: [SourcingOffer]
    /// How the quantity of an item may be shared among suppliers.
    public var shares: [SourcingShare]
    /// What the buyer wants beside all that, to be kept or paid for.
    public var rules: [SourcingRule]

    /// Creates a problem; nothing is checked here, see ``validationProblems()``.
    public init(
        currency: String,
        maximumSuppliersPerLine: Int? = nil,
        maximumSuppliersPerItem: Int? = nil,
        maximumSuppliers: Int? = nil,
        suppliers: [SourcingSupplier] = [],
        items: [SourcingItem] = [],
        lines: [SourcingLine] = [],
        substitutes: [SourcingSubstitute] = [],
        offers: [SourcingOffer] = [],
        shares: [SourcingShare] = [],
        rules: [SourcingRule] = []
    ) {
        self.currency = currency
        self.maximumSuppliersPerLine = maximumSuppliersPerLine
        self.maximumSuppliersPerItem = maximumSuppliersPerItem
        self.maximumSuppliers = maximumSuppliers
        self.suppliers = suppliers
        self.items = items
        self.lines = lines
        self.substitutes = substitutes
        self.offers = offers
        self.shares = shares
        self.rules = rules
    }
}

/// A supplier's terms for one order as a whole.
public struct SourcingSupplier: Sendable, Hashable {
    /// The supplier's identifier.
    public var id: String
    /// Cost of placing an order, in micros.
    public var orderCost: Int64 = 0
    /// Goods value an order must reach, in micros.
    public var minimumOrderValue: Int64 = 0
    /// What an order below the minimum pays, in micros; `nil` forbids such an order.
    public var minimumOrderSurcharge: Int64?
    /// Freight of an order, in micros.
    public var freight: Int64 = 0
    /// Goods value from which freight is free, in micros; `nil` is never.
    public var freeFreightFrom: Int64?
    /// Most units over all its offers; `nil` is no limit.
    public var maximumUnits: Int64?
    /// Highest goods value, in micros; `nil` is no limit.
    public var maximumValue: Int64?
    /// Discounts on the whole order, thresholds ascending, all of one kind.
    public var discounts: [SourcingDiscount] = []

    /// Creates a supplier with no costs and no limits.
    public init(id: String) { self.id = id }
}

/// A percentage off a whole order from a threshold on.
public struct SourcingDiscount: Sendable, Hashable {
    /// What the order is measured by.
    public enum Threshold: Sendable, Hashable {
        /// Goods value in micros.
        case value(Int64)
        /// Units ordered.
        case units(Int64)
    }
    /// Where the discount begins.
    public var from: Threshold
    /// Percent in 10⁻⁴ of a percent: 2.5 % is 25 000, 100 % is 1 000 000.
    public var percentTenThousandths: Int64

    /// Creates a discount.
    public init(from: Threshold, percentTenThousandths: Int64) {
        self.from = from
        self.percentTenThousandths = percentTenThousandths
    }
}

/// An item.
public struct SourcingItem: Sendable, Hashable {
    /// The item's identifier.
    public var id: String
    /// What a surplus unit is worth, in micros.
    public var salvageValue: Int64

    /// Creates an item.
    public init(id: String, salvageValue: Int64 = 0) {
        self.id = id
        self.salvageValue = salvageValue
    }
}

/// How the supply of one line may be divided.
public enum SourcingSplit: String, Sendable, Hashable, CaseIterable {
    /// Any number of offers and tranches, each arrival late on its own.
    case any
    /// At most one offer serves the line.
    case single
    /// The line ships when all of it is there: the latest tranche's lateness counts for all of it.
    case complete
}

/// A line that wants units of an item.
public struct SourcingLine: Sendable, Hashable {
    /// The line's identifier.
    public var id: String
    /// Position of the item in ``SourcingProblem/items``.
    public var item: Int
    /// Units wanted, at least 1.
    public var quantity: Int64
    /// Day by which they are wanted, counted from day 0; may be negative.
    public var needByDay: Int
    /// Cost per unit and day of lateness, in micros.
    public var lateCost: Int64
    /// Cost per unit that is not supplied, in micros.
    public var unmetCost: Int64
    /// How the line may be divided.
    public var split: SourcingSplit

    /// Creates a line.
    public init(
        id: String, item: Int, quantity: Int64, needByDay: Int, lateCost: Int64 = 0,
        unmetCost: Int64, split: SourcingSplit = .any
    ) {
        self.id = id
        self.item = item
        self.quantity = quantity
        self.needByDay = needByDay
        self.lateCost = lateCost
        self.unmetCost = unmetCost
        self.split = split
    }
}

/// One unit of ``substitute`` may serve a line that wants ``item``.
public struct SourcingSubstitute: Sendable, Hashable {
    /// Position of the item that is wanted.
    public var item: Int
    /// Position of the item that may be given instead.
    public var substitute: Int
    /// Cost per unit given instead, in micros.
    public var cost: Int64

    /// Creates a substitution.
    public init(item: Int, substitute: Int, cost: Int64 = 0) {
        self.item = item
        self.substitute = substitute
        self.cost = cost
    }
}

/// How the breaks of an offer are read.
public enum SourcingPriceMode: String, Sendable, Hashable, CaseIterable {
    /// The price of the highest break reached holds for the whole quantity.
    case allUnits = "all_units"
    /// Each band has its own price, the first band from unit 1.
    case incremental
}

/// A price from a quantity on.
public struct SourcingPriceBreak: Sendable, Hashable {
    /// Lowest quantity of the band, at least 1.
    public var fromQuantity: Int64
    /// Price in micros per ``SourcingOffer/priceQuantity`` units.
    public var unitPrice: Int64

    /// Creates a break.
    public init(fromQuantity: Int64, unitPrice: Int64) {
        self.fromQuantity = fromQuantity
        self.unitPrice = unitPrice
    }
}

/// One day on which a tranche may arrive.
public struct SourcingArrival: Sendable, Hashable {
    /// Day of arrival, counted from day 0.
    public var days: Int
    /// Probability in 10⁻⁶; those of a tranche sum to 1 000 000.
    public var probabilityMillionths: Int64

    /// Creates an arrival.
    public init(days: Int, probabilityMillionths: Int64 = 1_000_000) {
        self.days = days
        self.probabilityMillionths = probabilityMillionths
    }
}

/// A part of an ordered quantity that arrives together.
public struct SourcingTranche: Sendable, Hashable {
    /// Units of the tranche; `nil`, allowed for the last one only, is the rest of the order.
    public var quantity: Int64?
    /// When it arrives: a discrete distribution.
    public var arrivals: [SourcingArrival]

    /// Creates a tranche.
    public init(quantity: Int64? = nil, arrivals: [SourcingArrival]) {
        self.quantity = quantity
        self.arrivals = arrivals
    }
}

/// A possibility to buy an item from a supplier.
public struct SourcingOffer: Sendable, Hashable {
    /// The offer's identifier.
    public var id: String
    /// Position of the supplier.
    public var supplier: Int
    /// Position of the item.
    public var item: Int
    /// Smallest order, in units.
    public var minimumQuantity: Int64 = 1
    /// Orders are multiples of this many units.
    public var orderMultiple: Int64 = 1
    /// Largest order, in units; `nil` is no limit.
    public var maximumQuantity: Int64?
    /// Cost if the offer is used at all, in micros.
    public var offerCost: Int64 = 0
    /// Cost per unit beside the price (freight, duty), in micros.
    public var unitCost: Int64 = 0
    /// Prices are per this many units.
    public var priceQuantity: Int64 = 1
    /// How the breaks are read.
    public var priceMode: SourcingPriceMode = .allUnits
    /// Breaks, ascending; the first is at most ``minimumQuantity``.
    public var priceBreaks: [SourcingPriceBreak]
    /// Tranches in order of expected arrival, at least one.
    public var tranches: [SourcingTranche]

    /// Creates an offer with default rules.
    public init(
        id: String, supplier: Int, item: Int, priceBreaks: [SourcingPriceBreak],
        tranches: [SourcingTranche]
    ) {
        self.id = id
        self.supplier = supplier
        self.item = item
        self.priceBreaks = priceBreaks
        self.tranches = tranches
    }
}

/// Bounds on a supplier's part of an item's ordered quantity.
public struct SourcingShare: Sendable, Hashable {
    /// Position of the supplier.
    public var supplier: Int
    /// Position of the item.
    public var item: Int
    /// Least share in 10⁻⁶.
    public var minimumShareMillionths: Int64
    /// Largest share in 10⁻⁶.
    public var maximumShareMillionths: Int64

    /// Creates a share rule.
    public init(
        supplier: Int, item: Int, minimumShareMillionths: Int64 = 0,
        maximumShareMillionths: Int64 = 1_000_000
    ) {
        self.supplier = supplier
        self.item = item
        self.minimumShareMillionths = minimumShareMillionths
        self.maximumShareMillionths = maximumShareMillionths
    }
}
