public import Procurement

/// One priced possibility to buy, in the supplier's own units and part numbers.
public struct SupplierOffer: Hashable, Sendable {
    /// Who sells.
    public let supplier: SupplierID
    /// What the supplier calls it.
    public let supplierPart: SupplierPart
    /// What it is, for people; may be empty.
    public let description: String
    /// The unit that quantities and price bases count in.
    public let unit: UnitOfMeasure
    /// How the breaks are read.
    public let priceMode: PriceMode
    /// Prices, ascending by quantity, at least one; the first begins at most at the minimum.
    public let priceBreaks: [PriceBreak]
    /// Which quantities may be ordered.
    public let orderRules: OrderRules
    /// How long it takes when it is not on the shelf.
    public let leadTime: Stated<LeadTime>
    /// What is on the shelf; not stated where the feed does not carry it.
    public let availability: Availability
    /// Cost if anything of it is ordered, in the offer's currency.
    public let offerCost: FixedPoint
    /// Cost per supplier unit beside the price, in the offer's currency.
    public let unitCost: FixedPoint
    /// When it holds.
    public let validity: Validity
    /// The row it comes from; of several, the first.
    public let place: FilePlace

    /// Makes an offer from its parts.
    @inlinable
    public init(
        supplier: SupplierID, supplierPart: SupplierPart, description: String,
        unit: UnitOfMeasure, priceMode: PriceMode, priceBreaks: [PriceBreak],
        orderRules: OrderRules, leadTime: Stated<LeadTime>, availability: Availability,
        offerCost: FixedPoint, unitCost: FixedPoint, validity: Validity, place: FilePlace
    ) {
        precondition(!priceBreaks.isEmpty, "An offer must have a price.")
        self.supplier = supplier
        self.supplierPart = supplierPart
        self.description = description
        self.unit = unit
        self.priceMode = priceMode
        self.priceBreaks = priceBreaks
        self.orderRules = orderRules
        self.leadTime = leadTime
        self.availability = availability
        self.offerCost = offerCost
        self.unitCost = unitCost
        self.validity = validity
        self.place = place
    }
}

/// What a supplier has on the shelf of one part, from a feed that carries no prices.
public struct SupplierAvailability: Hashable, Sendable {
    /// Who has it.
    public let supplier: SupplierID
    /// What the supplier calls it.
    public let supplierPart: SupplierPart
    /// The unit that the quantity counts in.
    public let unit: UnitOfMeasure
    /// What is there and how fast it comes.
    public let availability: Availability
    /// How long it takes when it is not on the shelf.
    public let leadTime: Stated<LeadTime>
    /// The row it comes from.
    public let place: FilePlace

    /// Makes an availability from its parts.
    @inlinable
    public init(
        supplier: SupplierID, supplierPart: SupplierPart, unit: UnitOfMeasure,
        availability: Availability, leadTime: Stated<LeadTime>, place: FilePlace
    ) {
        self.supplier = supplier
        self.supplierPart = supplierPart
        self.unit = unit
        self.availability = availability
        self.leadTime = leadTime
        self.place = place
    }
}

extension SupplierOffer {
    /// The same offer, read somewhere else.
    public func moved(to place: FilePlace) -> SupplierOffer {
        SupplierOffer(
            supplier: supplier, supplierPart: supplierPart, description: description, unit: unit,
            priceMode: priceMode, priceBreaks: priceBreaks, orderRules: orderRules,
            leadTime: leadTime, availability: availability, offerCost: offerCost,
            unitCost: unitCost, validity: validity, place: place)
    }
}

extension SupplierAvailability {
    /// The same shelf, read somewhere else.
    public func moved(to place: FilePlace) -> SupplierAvailability {
        SupplierAvailability(
            supplier: supplier, supplierPart: supplierPart, unit: unit,
            availability: availability, leadTime: leadTime, place: place)
    }
}

/// A row that was set aside, with the reason.
public struct QuarantinedRow: Hashable, Sendable, CustomStringConvertible {
    /// File, line and column.
    public let place: FilePlace
    /// The column's name in the file, or our name of it; empty where the whole row is meant.
    public let field: String
    /// What stood there.
    public let value: String
    /// A stable name such as `feed.quantity-not-whole`.
    public let code: String
    /// One sentence that names what was found.
    public let message: String
    /// What most likely helps.
    public let help: String?
    /// Whose row it is, where that could be read.
    public let supplier: SupplierID?
    /// Which part it is of, where that could be read; its earlier offer stays, marked stale.
    public let supplierPart: SupplierPart?

    /// Makes a quarantined row from its parts.
    public init(
        place: FilePlace, field: String, value: String, code: String, message: String,
        help: String?, supplier: SupplierID?, supplierPart: SupplierPart?
    ) {
        self.place = place
        self.field = field
        self.value = value
        self.code = code
        self.message = message
        self.help = help
        self.supplier = supplier
        self.supplierPart = supplierPart
    }

    /// The row on one line: place, message, code.
    public var description: String { "\(place): \(message) [\(code)]" }
}

/// What one file holds for one supplier: the whole of it, good rows and bad.
public struct SupplierDelivery: Hashable, Sendable {
    /// The supplier.
    public let supplier: SupplierID
    /// Offers, ordered by part; empty where the feed carries no prices.
    public let offers: [SupplierOffer]
    /// Shelves, ordered by part; empty where the feed carries prices.
    public let availabilities: [SupplierAvailability]
    /// Rows set aside, in the order of the file.
    public let quarantined: [QuarantinedRow]
    /// Rows that made the offers and availabilities (an offer may take several).
    public let acceptedRows: Int
    /// Parts that are not offered any more, ordered; only in a delivery of changes.
    public let removedParts: [SupplierPart]
    /// What the supplier says may be had in place of its parts, ordered by part and substitute;
    /// proposals, which a person decides about.
    public let substitutes: [StatedSubstitute]

    /// Makes a delivery from its parts.
    public init(
        supplier: SupplierID, offers: [SupplierOffer], availabilities: [SupplierAvailability],
        quarantined: [QuarantinedRow], acceptedRows: Int, removedParts: [SupplierPart] = [],
        substitutes: [StatedSubstitute] = []
    ) {
        self.removedParts = removedParts
        self.substitutes = substitutes
        self.supplier = supplier
        self.offers = offers
        self.availabilities = availabilities
        self.quarantined = quarantined
        self.acceptedRows = acceptedRows
    }

    /// Rows of this supplier in the file.
    public var totalRows: Int { acceptedRows + quarantined.count }
}

/// What absence from a file means.
public enum DeliveryScope: String, Hashable, Sendable, CaseIterable {
    /// The file names everything: what it does not name is not offered any more.
    case whole
    /// The file names what changed: what it does not name stays as it was.
    case changes
}

/// What one file holds.
public struct OfferDelivery: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// Per supplier, ordered by supplier.
    public let suppliers: [SupplierDelivery]
    /// Bad rows of which not even the supplier could be read.
    public let unassigned: [QuarantinedRow]
    /// Rows left out because the settings say so, by reason.
    public let excludedRowsByReason: [String: Int]
    /// What absence from the file means.
    public let scope: DeliveryScope

    /// Makes a delivery from its parts.
    public init(
        file: String, suppliers: [SupplierDelivery], unassigned: [QuarantinedRow],
        excludedRowsByReason: [String: Int], scope: DeliveryScope = .whole
    ) {
        self.scope = scope
        self.file = file
        self.suppliers = suppliers
        self.unassigned = unassigned
        self.excludedRowsByReason = excludedRowsByReason
    }
}

/// A feed that carries offers, shelves, or both.
public protocol OfferSource: FeedSource {
    /// Reads a file whole; throws when it cannot be trusted as a whole.
    ///
    /// The same bytes give the same delivery: nothing else is looked at.
    func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery
}
