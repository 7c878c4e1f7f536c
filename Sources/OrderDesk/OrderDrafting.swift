package import Procurement

/// One awarded offer with all that a purchase order line has to say about it.
package struct AwardedOffer: Sendable, Hashable {
    /// Part of the quantity that has one price.
    package struct Band: Sendable, Hashable {
        /// Base units of the item.
        package let units: Int64
        /// Price of `per` base units.
        package let price: FixedPoint
        package let per: Int64

        package init(units: Int64, price: FixedPoint, per: Int64) {
            self.units = units
            self.price = price
            self.per = per
        }
    }

    /// Part of the quantity that arrives together.
    package struct Arrival: Sendable, Hashable {
        package let units: Int64
        package let date: CalendarDate

        package init(units: Int64, date: CalendarDate) {
            self.units = units
            self.date = date
        }
    }

    package let supplier: SupplierID
    package let item: ItemID
    package let itemName: String
    package let unit: UnitOfMeasure
    package let supplierPart: SupplierPart
    /// Base units in one unit of the supplier.
    package let baseUnits: Int64
    /// The currency of its prices, one for all offers of a supplier.
    package let currency: Currency
    package let bands: [Band]
    package let arrivals: [Arrival]
    /// The customers' lines that the quantity is for, earliest arrival first.
    package let pegs: [Peg]

    package init(
        supplier: SupplierID, item: ItemID, itemName: String, unit: UnitOfMeasure,
        supplierPart: SupplierPart, baseUnits: Int64, currency: Currency, bands: [Band],
        arrivals: [Arrival], pegs: [Peg]
    ) {
        self.supplier = supplier
        self.item = item
        self.itemName = itemName
        self.unit = unit
        self.supplierPart = supplierPart
        self.baseUnits = baseUnits
        self.currency = currency
        self.bands = bands
        self.arrivals = arrivals
        self.pegs = pegs
    }
}

/// What all purchase orders of a round have in common.
package struct OrderHead: Sendable {
    package let round: RoundNumber
    package let buyer: Address
    package let shipTo: Address
    package let contact: Contact
    package let orderDate: CalendarDate

    package init(
        round: RoundNumber, buyer: Address, shipTo: Address, contact: Contact,
        orderDate: CalendarDate
    ) {
        self.round = round
        self.buyer = buyer
        self.shipTo = shipTo
        self.contact = contact
        self.orderDate = orderDate
    }
}

/// Makes purchase orders of an award: one order per supplier, one line per offer and price band.
///
/// A supplier that prices in bands gets a line for each, so that quantity times price is the
/// amount on every line.
package enum OrderDrafting {
    /// Drafts the orders; suppliers by identifier, lines by item and supplier's part.
    package static func orders(
        for offers: [AwardedOffer], head: OrderHead, suppliers: [SupplierID: Supplier],
        number: (SupplierID) throws -> PurchaseOrderNumber
    ) throws -> [PurchaseOrder] {
        let offersBySupplier = Dictionary(grouping: offers, by: \.supplier)
        return try offersBySupplier.sorted { $0.key < $1.key }.map { id, own in
            guard let supplier = suppliers[id] else {
                preconditionFailure("An awarded supplier (\(id)) must be known.")
            }
            let currency = own[0].currency
            return try PurchaseOrder(
                number: number(id), round: head.round, supplier: id, buyer: head.buyer,
                shipTo: head.shipTo, contact: head.contact, currency: currency,
                paymentTerms: supplier.paymentTerms, incoterm: supplier.incoterm,
                orderDate: head.orderDate, lines: lines(of: own),
                state: .approved, revision: 1)
        }
    }

    private static func lines(
        of offers: [AwardedOffer]
    ) throws -> [PurchaseOrderLine] {
        let sorted = offers.sorted {
            ($0.item, $0.supplierPart) < ($1.item, $1.supplierPart)
        }
        var lines: [PurchaseOrderLine] = []
        for offer in sorted {
            var arrivals = Sequential(offer.arrivals.map { ($0.units, $0.date) })
            var pegs = Sequential(
                offer.pegs.map { ($0.quantity.wholeUnits ?? 0, $0) })
            for band in offer.bands {
                lines.append(
                    try line(
                        number: lines.count + 1, offer: offer, band: band,
                        arrivals: arrivals.take(band.units), pegs: pegs.take(band.units)))
            }
        }
        return lines
    }

    private static func line(
        number: Int, offer: AwardedOffer, band: AwardedOffer.Band,
        arrivals: [(Int64, CalendarDate)], pegs: [(Int64, Peg)]
    ) throws -> PurchaseOrderLine {
        let factor = offer.baseUnits
        func supplierUnits(_ units: Int64) throws -> Quantity {
            try Quantity(units: units / factor, unit: supplierUnit(of: offer))
        }
        let quantity = try supplierUnits(band.units)
        let price = try UnitPrice(
            money: Money(amount: band.price, currency: offer.currency),
            per: supplierUnits(band.per))
        return try PurchaseOrderLine(
            number: number, item: offer.item, supplierPart: offer.supplierPart,
            description: offer.itemName, quantity: quantity,
            baseQuantity: Quantity(units: band.units, unit: offer.unit),
            schedule: schedule(arrivals, factor: factor, unit: supplierUnit(of: offer)),
            price: price, amount: try AmountRounding.lineHalfUp.amount(of: price, over: quantity),
            pegs: pegs.map { units, peg in
                Peg(
                    line: peg.line, quantity: try Quantity(units: units, unit: offer.unit),
                    expectedDate: peg.expectedDate)
            },
            progress: LineProgress.unanswered(ordered: band.units), state: .open)
    }

    /// The unit a supplier counts in: "XPK", a package, when it holds several base units.
    private static func supplierUnit(of offer: AwardedOffer) throws -> UnitOfMeasure {
        offer.baseUnits == 1 ? offer.unit : try UnitOfMeasure("XPK")
    }

    /// Dates of arrival in supplier units, earliest first, each once; base units that fill no
    /// supplier unit ride with the next arrival.
    private static func schedule(
        _ arrivals: [(Int64, CalendarDate)], factor: Int64, unit: UnitOfMeasure
    ) throws -> [ScheduleLine] {
        var carried: Int64 = 0
        var lines: [ScheduleLine] = []
        let unitsByDate = Dictionary(
            arrivals.map { ($0.1, $0.0) }, uniquingKeysWith: { $0 + $1 })
        for (date, units) in unitsByDate.sorted(by: { $0.key < $1.key }) {
            let whole = (carried + units) / factor
            carried = (carried + units) % factor
            if whole > 0 {
                lines.append(
                    ScheduleLine(
                        quantity: try Quantity(units: whole, unit: unit), requestedDate: date))
            }
        }
        return lines
    }
}

/// Hands out quantities of a list in order, splitting where a taker ends.
private struct Sequential<Element> {
    private var rest: [(Int64, Element)]

    init(_ elements: [(Int64, Element)]) {
        rest = elements.reversed()
    }

    mutating func take(_ units: Int64) -> [(Int64, Element)] {
        var missing = units
        var taken: [(Int64, Element)] = []
        while missing > 0, let (available, element) = rest.popLast() {
            let part = min(available, missing)
            missing -= part
            taken.append((part, element))
            if available > part { rest.append((available - part, element)) }
        }
        return taken
    }
}
