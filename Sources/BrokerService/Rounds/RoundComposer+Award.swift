package import Procurement
import SourcingEngine

extension RoundComposer {
    /// The engine's answer as an award: positions and micros become offers, lines and money.
    package func award(unmet: [UnmetLine]) throws -> Award {
        let currency = try Currency(round.problem.currency)
        func money(_ micros: Int64) -> Money {
            Money(amount: FixedPoint(micros: micros), currency: currency)
        }
        func units(_ count: Int64, of offer: Int) throws -> Quantity {
            let item = itemsByID[round.offers[offer].item]
            return try Quantity(units: count, unit: item?.unit ?? .each)
        }
        let totals = SupplierTotals(problem: round.problem, solution: outcome.solution)
        return Award(
            orders: try outcome.solution.orders.map { order in
                let bands = PriceBands(round.problem.offers[order.offer], quantity: order.quantity)
                return AwardedOrder(
                    offer: round.offers[order.offer].id,
                    quantity: try units(order.quantity, of: order.offer),
                    goods: money(bands.goods))
            },
            allocations: try outcome.solution.allocations.map { allocation in
                Allocation(
                    line: round.requirements[allocation.line].line,
                    offer: round.offers[allocation.offer].id, tranche: allocation.tranche + 1,
                    quantity: try units(allocation.quantity, of: allocation.offer),
                    arrivalDate: round.arrivals[allocation.offer][allocation.tranche])
            },
            unmet: unmet,
            supplierOrders: try totals.bySupplier.sorted { $0.key < $1.key }.map { id, total in
                SupplierOrderTotal(
                    supplier: try SupplierID(id), goods: money(total.goods),
                    discount: money(total.discount), orderCost: money(total.orderCost),
                    freight: money(total.freight), surcharge: money(total.surcharge),
                    unitCosts: money(total.unitCosts), total: money(total.total))
            })
    }
}
