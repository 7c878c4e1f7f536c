/// A price from a quantity on.
public struct PriceBreak: Sendable, Hashable {
    /// Where it begins, in base units of the item.
    public let fromQuantity: Quantity
    /// The price, per base units of the item.
    public let price: UnitPrice

    /// Creates a price break.
    @inlinable
    public init(fromQuantity: Quantity, price: UnitPrice) {
        self.fromQuantity = fromQuantity
        self.price = price
    }
}

/// How the price breaks of an offer are read.
public enum PriceMode: String, Sendable, Hashable, CaseIterable {
    /// The price of the highest break reached holds for the whole quantity.
    case allUnits
    /// Each band has its own price, the first band from unit 1.
    case incremental
}

/// Which quantities may be ordered of an offer.
///
/// A legal quantity is a multiple of ``orderMultiple`` from ``minimumQuantity`` to
/// ``maximumQuantity``; all are in base units of the item.
public struct OrderRules: Sendable, Hashable {
    /// Smallest order.
    public let minimumQuantity: Quantity
    /// What orders are multiples of.
    public let orderMultiple: Quantity
    /// Largest order.
    public let maximumQuantity: Stated<Quantity>

    /// Creates an order rules.
    @inlinable
    public init(
        minimumQuantity: Quantity, orderMultiple: Quantity, maximumQuantity: Stated<Quantity>
    ) {
        self.minimumQuantity = minimumQuantity
        self.orderMultiple = orderMultiple
        self.maximumQuantity = maximumQuantity
    }
}

/// The days on which something holds; an open end is `nil`.
public struct Validity: BitwiseCopyable, Sendable, Hashable {
    /// First day.
    public let from: CalendarDate?
    /// Last day.
    public let through: CalendarDate?

    /// Creates a validity.
    @inlinable
    public init(from: CalendarDate?, through: CalendarDate?) {
        self.from = from
        self.through = through
    }

    /// Always.
    public static let always = Validity(from: nil, through: nil)

    /// Whether a day is one of them.
    public func contains(_ date: CalendarDate) -> Bool {
        (from.map { $0 <= date } ?? true) && (through.map { date <= $0 } ?? true)
    }
}

/// What the supplier has on the shelf, and how fast that comes.
///
/// What is ordered beyond it comes at the offer's own lead time. It caps nothing.
public struct Availability: Sendable, Hashable {
    /// What is there, in base units of the item.
    public let onHand: Stated<Quantity>
    /// How long it takes to come.
    public let leadTimeFromStock: LeadTime

    /// Creates an availability.
    @inlinable
    public init(onHand: Stated<Quantity>, leadTimeFromStock: LeadTime) {
        self.onHand = onHand
        self.leadTimeFromStock = leadTimeFromStock
    }
}

/// One priced, dated possibility to buy an item from a supplier.
///
/// All quantities are in base units of the item, prices in the supplier's currency.
public struct Offer: Sendable, Hashable {
    /// The offer.
    public let id: OfferID
    /// The feed that brought it.
    public let feed: FeedName
    /// Who sells.
    public let supplier: SupplierID
    /// What the supplier calls it.
    public let supplierPart: SupplierPart
    /// What we call it.
    public let item: ItemID
    /// How the breaks are read.
    public let priceMode: PriceMode
    /// Prices, ascending by quantity; the first from at most the minimum quantity.
    public let priceBreaks: [PriceBreak]
    /// Which quantities may be ordered.
    public let orderRules: OrderRules
    /// How long it takes when it is not on the shelf.
    public let leadTime: Stated<LeadTime>
    /// What is on the shelf.
    public let availability: Availability
    /// Cost if anything of it is ordered, in the currency of the prices.
    public let offerCost: FixedPoint
    /// Cost per unit beside the price (freight, duty), in the currency of the
    /// prices.
    public let unitCost: FixedPoint
    /// When it holds.
    public let validity: Validity
    /// Whether it is an older version, kept because the newer one could not be read.
    public let isStale: Bool

    /// Creates an offer.
    public init(
        id: OfferID, feed: FeedName, supplier: SupplierID, supplierPart: SupplierPart, item: ItemID,
        priceMode: PriceMode, priceBreaks: [PriceBreak], orderRules: OrderRules,
        leadTime: Stated<LeadTime>, availability: Availability, offerCost: FixedPoint,
        unitCost: FixedPoint, validity: Validity, isStale: Bool
    ) {
        self.id = id
        self.feed = feed
        self.supplier = supplier
        self.supplierPart = supplierPart
        self.item = item
        self.priceMode = priceMode
        self.priceBreaks = priceBreaks
        self.orderRules = orderRules
        self.leadTime = leadTime
        self.availability = availability
        self.offerCost = offerCost
        self.unitCost = unitCost
        self.validity = validity
        self.isStale = isStale
    }
}
