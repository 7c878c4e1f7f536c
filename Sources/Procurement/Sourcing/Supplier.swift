/// The form in which a supplier gets purchase orders.
public enum OrderFormat: String, Sendable, Hashable, CaseIterable {
    /// Delimited text.
    case csv
    /// JSON.
    case json
}

/// Whom to speak to; an empty text is none.
public struct Contact: Sendable, Hashable {
    /// The person or the desk.
    public let name: String
    /// Electronic mail.
    public let email: String
    /// Telephone.
    public let phone: String

    /// Creates a contact.
    public init(name: String, email: String, phone: String) {
        self.name = name
        self.email = email
        self.phone = phone
    }

    /// Nobody.
    public static let none = Contact(name: "", email: "", phone: "")
}

/// Where somebody is.
public struct Address: Sendable, Hashable {
    /// Who.
    public let name: String
    /// Street, building, gate.
    public let lines: [String]
    /// The town.
    public let city: String
    /// The postal code.
    public let postalCode: String
    /// The country.
    public let country: String

    /// Creates an address.
    public init(name: String, lines: [String], city: String, postalCode: String, country: String) {
        self.name = name
        self.lines = lines
        self.city = city
        self.postalCode = postalCode
        self.country = country
    }
}

/// A supplier's terms for an order as a whole.
///
/// Amounts are in the house currency.
public struct SupplierTerms: Sendable, Hashable {
    /// What placing an order costs us.
    public let orderCost: FixedPoint
    /// Goods value that an order must reach.
    public let minimumOrderValue: FixedPoint
    /// What a smaller order pays; `nil` means that the supplier takes none.
    public let minimumOrderSurcharge: FixedPoint?
    /// Freight of an order.
    public let freight: FixedPoint
    /// Goods value from which freight is free; `nil` is never.
    public let freeFreightFrom: FixedPoint?
    /// Most units in one order; `nil` is no limit.
    public let maximumUnits: Int64?
    /// Highest goods value of one order; `nil` is no limit.
    public let maximumValue: FixedPoint?

    /// Creates a supplier terms.
    public init(
        orderCost: FixedPoint, minimumOrderValue: FixedPoint, minimumOrderSurcharge: FixedPoint?,
        freight: FixedPoint, freeFreightFrom: FixedPoint?, maximumUnits: Int64?,
        maximumValue: FixedPoint?
    ) {
        self.orderCost = orderCost
        self.minimumOrderValue = minimumOrderValue
        self.minimumOrderSurcharge = minimumOrderSurcharge
        self.freight = freight
        self.freeFreightFrom = freeFreightFrom
        self.maximumUnits = maximumUnits
        self.maximumValue = maximumValue
    }

    /// No costs, no minimum and no limits.
    public static let none = SupplierTerms(
        orderCost: .zero, minimumOrderValue: .zero, minimumOrderSurcharge: nil, freight: .zero,
        freeFreightFrom: nil, maximumUnits: nil, maximumValue: nil)
}

/// Where a discount begins.
public enum DiscountThreshold: Sendable, Hashable {
    /// Goods value of the order, in the house currency.
    case value(FixedPoint)
    /// Units ordered.
    case units(Int64)
}

/// A percentage off a whole order.
public struct SupplierDiscount: Sendable, Hashable {
    /// From where on.
    public let threshold: DiscountThreshold
    /// Percent off, 0 to 100 with at most four places.
    public let percent: FixedPoint

    /// Creates a supplier discount.
    public init(threshold: DiscountThreshold, percent: FixedPoint) {
        self.threshold = threshold
        self.percent = percent
    }
}

/// Somebody who sells to us.
public struct Supplier: Sendable, Hashable {
    /// The supplier.
    public let id: SupplierID
    /// The name, for people and documents.
    public let name: String
    /// What the supplier is paid in.
    public let currency: Currency
    /// Name of the work calendar that lead times count on.
    public let calendar: String
    /// Whom orders are addressed to.
    public let contact: Contact
    /// Terms of payment, as they stand on the order.
    public let paymentTerms: String
    /// Incoterm with place and edition, as it stands on the order.
    public let incoterm: String
    /// Terms for an order as a whole.
    public let terms: SupplierTerms
    /// Discounts on whole orders, ascending, all of one kind.
    public let discounts: [SupplierDiscount]
    /// How orders are written.
    public let orderFormat: OrderFormat
    /// Whether nothing may be bought there.
    public let isBlocked: Bool

    /// Creates a supplier.
    public init(
        id: SupplierID, name: String, currency: Currency, calendar: String, contact: Contact,
        paymentTerms: String, incoterm: String, terms: SupplierTerms, discounts: [SupplierDiscount],
        orderFormat: OrderFormat, isBlocked: Bool
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.calendar = calendar
        self.contact = contact
        self.paymentTerms = paymentTerms
        self.incoterm = incoterm
        self.terms = terms
        self.discounts = discounts
        self.orderFormat = orderFormat
        self.isBlocked = isBlocked
    }
}
