import OrderDesk
package import Procurement

extension RoundDocument {
    /// The decision of the round, read back from what was stored, hashed and approved.
    package func award() throws -> Award {
        let currency = try Currency(currency)
        let unitsByOffer = try Dictionary(
            orders.map { ($0.offer, try UnitOfMeasure($0.unit)) },
            uniquingKeysWith: { first, _ in first })
        let unitsByLine = try Dictionary(
            demand.map { ($0.line, try UnitOfMeasure($0.unit)) },
            uniquingKeysWith: { first, _ in first })
        func money(_ text: String) throws -> Money {
            Money(amount: try FixedPoint(parsing: text), currency: currency)
        }
        return Award(
            orders: try orders.map { order in
                AwardedOrder(
                    offer: try OfferID(order.offer),
                    quantity: try Quantity(
                        units: order.quantity, unit: UnitOfMeasure(order.unit)),
                    goods: try money(order.goods))
            },
            allocations: try allocations.map { row in
                Procurement.Allocation(
                    line: try BackOrderLineID(parsing: row.line), offer: try OfferID(row.offer),
                    tranche: row.tranche,
                    quantity: try Quantity(
                        units: row.quantity, unit: unitsByOffer[row.offer] ?? .each),
                    arrivalDate: try CalendarDate(parsing: row.arrives))
            },
            unmet: try unmet.map { row in
                UnmetLine(
                    line: try BackOrderLineID(parsing: row.line),
                    quantity: try Quantity(
                        units: row.quantity, unit: unitsByLine[row.line] ?? .each),
                    reason: UnmetReason(rawValue: row.code) ?? .searchStopped)
            },
            supplierOrders: try suppliers.map { row in
                SupplierOrderTotal(
                    supplier: try SupplierID(row.supplier), goods: try money(row.goods),
                    discount: try money(row.discount), orderCost: try money(row.orderCost),
                    freight: try money(row.freight), surcharge: try money(row.surcharge),
                    unitCosts: try money(row.unitCosts), total: try money(row.total))
            })
    }

    /// The awarded offers with all that their purchase order lines have to say.
    func awardedOffers() throws -> [AwardedOffer] {
        let award = try award()
        let house = try Currency(currency)
        let allocationsByOffer = Dictionary(grouping: award.allocations, by: \.offer)
        return try zip(award.orders, orders).map { awarded, order in
            AwardedOffer(
                supplier: try SupplierID(order.supplier), item: try ItemID(order.item),
                itemName: order.itemName, unit: awarded.quantity.unit,
                supplierPart: try SupplierPart(order.supplierPart), baseUnits: order.baseUnits,
                currency: try order.currency.map(Currency.init) ?? house,
                bands: try order.bands.map { band in
                    AwardedOffer.Band(
                        units: band.quantity,
                        price: try FixedPoint(parsing: band.stated ?? band.price),
                        per: band.per)
                },
                arrivals: try order.tranches.map { tranche in
                    AwardedOffer.Arrival(
                        units: tranche.quantity, date: try CalendarDate(parsing: tranche.arrives))
                },
                pegs: (allocationsByOffer[awarded.offer] ?? [])
                    .sorted {
                        ($0.tranche, $0.line.description) < ($1.tranche, $1.line.description)
                    }
                    .map {
                        Peg(line: $0.line, quantity: $0.quantity, expectedDate: $0.arrivalDate)
                    })
        }
    }
}
