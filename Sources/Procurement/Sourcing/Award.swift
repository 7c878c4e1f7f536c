/// A quantity to be ordered of an offer.
public struct AwardedOrder: Sendable, Hashable {
    /// The offer.
    public let offer: OfferID
    /// How much, in base units of the item.
    public let quantity: Quantity
    /// Price of it, before discounts.
    public let goods: Money

    /// Creates an awarded order.
    public init(offer: OfferID, quantity: Quantity, goods: Money) {
        self.offer = offer
        self.quantity = quantity
        self.goods = goods
    }
}

/// The part of an order that serves a line.
public struct Allocation: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// The offer that serves it.
    public let offer: OfferID
    /// Which arrival of the offer, from 1.
    public let tranche: Int
    /// How much, in base units.
    public let quantity: Quantity
    /// When it is expected.
    public let arrivalDate: CalendarDate

    /// Creates an allocation.
    public init(
        line: BackOrderLineID, offer: OfferID, tranche: Int, quantity: Quantity,
        arrivalDate: CalendarDate
    ) {
        self.line = line
        self.offer = offer
        self.tranche = tranche
        self.quantity = quantity
        self.arrivalDate = arrivalDate
    }
}

/// Why a line, or a part of one, is not supplied.
public enum UnmetReason: String, Sendable, Hashable, CaseIterable {
    /// Nobody offers the item, nor a substitute that the line accepts.
    case noOffer
    /// There are offers, but none that may be used: expired, blocked, without a price.
    case noUsableOffer
    /// What may be ordered is used up by limits of offers, suppliers or shares.
    case limitsReached
    /// A rule of the house forbids it.
    case rulesForbid
    /// Buying it would cost more than leaving it unmet.
    case costsMoreThanUnmet
    /// The search ended before a better answer was found or excluded.
    case searchStopped
}

/// A quantity of a line that is not supplied.
public struct UnmetLine: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// How much, in base units.
    public let quantity: Quantity
    /// Why.
    public let reason: UnmetReason

    /// Creates an unmet line.
    public init(line: BackOrderLineID, quantity: Quantity, reason: UnmetReason) {
        self.line = line
        self.quantity = quantity
        self.reason = reason
    }
}

/// What the order with one supplier costs.
public struct SupplierOrderTotal: Sendable, Hashable {
    /// The supplier.
    public let supplier: SupplierID
    /// Price of all goods.
    public let goods: Money
    /// What is taken off.
    public let discount: Money
    /// What placing it costs us.
    public let orderCost: Money
    /// Freight.
    public let freight: Money
    /// What is paid because it is small.
    public let surcharge: Money
    /// What using its offers costs us beside: per offer and per unit, paid to nobody there.
    public let unitCosts: Money
    /// Goods − discount + order cost + freight + surcharge.
    public let total: Money

    /// Creates a supplier order total.
    public init(
        supplier: SupplierID, goods: Money, discount: Money, orderCost: Money, freight: Money,
        surcharge: Money, unitCosts: Money, total: Money
    ) {
        self.supplier = supplier
        self.goods = goods
        self.discount = discount
        self.orderCost = orderCost
        self.freight = freight
        self.surcharge = surcharge
        self.unitCosts = unitCosts
        self.total = total
    }
}

/// The decision of a round: what is ordered where, and which line it serves.
public struct Award: Sendable, Hashable {
    /// What is ordered.
    public let orders: [AwardedOrder]
    /// Which line it serves; what serves none is surplus.
    public let allocations: [Allocation]
    /// What is not supplied.
    public let unmet: [UnmetLine]
    /// Totals per supplier.
    public let supplierOrders: [SupplierOrderTotal]

    /// Creates an award.
    public init(
        orders: [AwardedOrder], allocations: [Allocation], unmet: [UnmetLine],
        supplierOrders: [SupplierOrderTotal]
    ) {
        self.orders = orders
        self.allocations = allocations
        self.unmet = unmet
        self.supplierOrders = supplierOrders
    }
}
