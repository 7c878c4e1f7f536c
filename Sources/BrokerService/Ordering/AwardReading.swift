import OrderDesk
import Procurement

extension RoundDocument {
    /// The awarded offers with all that their purchase order lines have to say.
    func awardedOffers() throws -> [AwardedOffer] {
        let pegsByOffer = Dictionary(grouping: allocations, by: \.offer)
        return try orders.map { order in
            let unit = try UnitOfMeasure(order.unit)
            return AwardedOffer(
                supplier: try SupplierID(order.supplier), item: try ItemID(order.item),
                itemName: order.itemName, unit: unit,
                supplierPart: try SupplierPart(order.supplierPart), baseUnits: order.baseUnits,
                bands: try order.bands.map { band in
                    AwardedOffer.Band(
                        units: band.quantity, price: try FixedPoint(parsing: band.price),
                        per: band.per)
                },
                arrivals: try order.tranches.map { tranche in
                    AwardedOffer.Arrival(
                        units: tranche.quantity, date: try CalendarDate(parsing: tranche.arrives))
                },
                pegs: try (pegsByOffer[order.offer] ?? [])
                    .sorted { ($0.tranche, $0.line) < ($1.tranche, $1.line) }
                    .map { peg in
                        Peg(
                            line: try BackOrderLineID(parsing: peg.line),
                            quantity: try Quantity(units: peg.quantity, unit: unit),
                            expectedDate: try CalendarDate(parsing: peg.arrives))
                    })
        }
    }
}
