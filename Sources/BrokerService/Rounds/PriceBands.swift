import SourcingEngine

/// An ordered quantity divided into the price bands it falls into.
struct PriceBands {
    struct Band {
        var quantity: Int64
        /// Micros per the offer's price quantity.
        var price: Int64
        /// Position of the price among the offer's.
        var priceBreak: Int
    }

    private(set) var bands: [Band] = []
    /// Goods value in micros, rounded half up once.
    let goods: Int64
    let reachesBreak: Bool

    init(_ offer: SourcingOffer, quantity: Int64) {
        let breaks = offer.priceBreaks
        let reached = breaks.lastIndex { $0.fromQuantity <= quantity } ?? 0
        reachesBreak = reached > 0
        switch offer.priceMode {
        case .allUnits:
            bands = [
                Band(quantity: quantity, price: breaks[reached].unitPrice, priceBreak: reached)
            ]
        case .incremental:
            for index in 0...reached {
                let start = index == 0 ? 1 : breaks[index].fromQuantity
                let end = index == reached ? quantity : breaks[index + 1].fromQuantity - 1
                if end >= start {
                    bands.append(
                        Band(
                            quantity: end - start + 1, price: breaks[index].unitPrice,
                            priceBreak: index))
                }
            }
        }
        let total = bands.reduce(Int128(0)) { $0 + Int128($1.quantity) * Int128($1.price) }
        let basis = Int128(offer.priceQuantity)
        goods = Int64(clamping: (total * 2 + basis) / (basis * 2))
    }
}

/// What each supplier's order comes to, from the terms of the problem.
struct SupplierTotals {
    struct Total {
        var goods: Int64 = 0
        var units: Int64 = 0
        var unitCosts: Int64 = 0
        var discount: Int64 = 0
        var orderCost: Int64 = 0
        var freight: Int64 = 0
        var surcharge: Int64 = 0
        var total: Int64 { goods - discount + orderCost + freight + surcharge }
    }

    private(set) var bySupplier: [String: Total] = [:]

    init(problem: SourcingProblem, solution: SourcingSolution) {
        for order in solution.orders {
            let offer = problem.offers[order.offer]
            let id = problem.suppliers[offer.supplier].id
            let goods = PriceBands(offer, quantity: order.quantity).goods
            bySupplier[id, default: Total()].goods += goods
            bySupplier[id, default: Total()].units += order.quantity
            bySupplier[id, default: Total()].unitCosts +=
                offer.offerCost + offer.unitCost * order.quantity
        }
        for supplier in problem.suppliers {
            guard var total = bySupplier[supplier.id] else { continue }
            total.orderCost = supplier.orderCost
            let isFree = supplier.freeFreightFrom.map { total.goods >= $0 } ?? false
            total.freight = isFree ? 0 : supplier.freight
            if total.goods < supplier.minimumOrderValue {
                total.surcharge = supplier.minimumOrderSurcharge ?? 0
            }
            total.discount = discount(of: supplier, goods: total.goods, units: total.units)
            bySupplier[supplier.id] = total
        }
    }

    private func discount(of supplier: SourcingSupplier, goods: Int64, units: Int64) -> Int64 {
        let reached = supplier.discounts.filter { discount in
            switch discount.from {
            case .value(let value): goods >= value
            case .units(let least): units >= least
            }
        }
        let percent = reached.map(\.percentTenThousandths).max() ?? 0
        return Int64(clamping: Int128(goods) * Int128(percent) / 1_000_000)
    }
}
