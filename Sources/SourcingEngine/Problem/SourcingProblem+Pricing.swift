extension SourcingOffer {
    /// Goods value of an order in micros, rounded half up once.
    ///
    /// - Parameter quantity: units ordered, at least 0; 0 costs nothing.
    public func goods(quantity: Int64) throws(SourcingPricingError) -> Int64 {
        guard quantity > 0, let first = priceBreaks.first else { return 0 }
        var total: Int128 = 0
        switch priceMode {
        case .allUnits:
            var price = first.unitPrice
            for step in priceBreaks where step.fromQuantity <= quantity { price = step.unitPrice }
            total = Int128(quantity) * Int128(price)
        case .incremental:
            for (position, step) in priceBreaks.enumerated() {
                let from = position == 0 ? 1 : step.fromQuantity
                guard from <= quantity else { break }
                let next = position + 1
                let through =
                    next < priceBreaks.count
                    ? min(quantity, priceBreaks[next].fromQuantity - 1) : quantity
                total += Int128(through - from + 1) * Int128(step.unitPrice)
            }
        }
        return try micros(roundedHalfUp(total, over: Int128(priceQuantity)))
    }

    /// Smallest legal order, `nil` if no quantity is legal.
    public var smallestOrder: Int64? {
        let wanted = max(minimumQuantity, 1)
        let (steps, rest) = wanted.quotientAndRemainder(dividingBy: orderMultiple)
        let (quantity, overflow) = (steps + (rest == 0 ? 0 : 1))
            .multipliedReportingOverflow(by: orderMultiple)
        guard !overflow, quantity <= maximumQuantity ?? Int64.max else { return nil }
        return quantity
    }

    /// Whether this many units may be ordered.
    public func allows(quantity: Int64) -> Bool {
        quantity == 0
            || (quantity >= max(minimumQuantity, 1) && quantity % orderMultiple == 0
                && quantity <= maximumQuantity ?? Int64.max)
    }

    /// Most units that a tranche of an order of `quantity` units can give.
    ///
    /// A tranche without a stated quantity is what the order has beyond the tranches before it.
    public func capacity(ofTranche tranche: Int, ordered quantity: Int64) -> Int64 {
        if let stated = tranches[tranche].quantity { return min(stated, quantity) }
        var rest = quantity
        for earlier in tranches[..<tranche] { rest -= min(rest, earlier.quantity ?? 0) }
        return rest
    }
}

extension SourcingTranche {
    /// Expected cost of lateness of one unit in micros, rounded half up.
    ///
    /// - Parameters:
    ///   - needByDay: day on which the unit is wanted.
    ///   - lateCost: cost of one day of lateness in micros.
    public func lateness(
        needByDay: Int, lateCost: Int64
    ) throws(SourcingPricingError) -> Int64 {
        var weightedDays: Int128 = 0
        for arrival in arrivals {
            let days = max(0, Int128(arrival.days) - Int128(needByDay))
            weightedDays += days * Int128(arrival.probabilityMillionths)
        }
        let (product, overflow) = weightedDays.multipliedReportingOverflow(by: Int128(lateCost))
        guard !overflow, product < Int128.max / 4 else { throw .overflow }
        return try micros(roundedHalfUp(product, over: 1_000_000))
    }
}

/// What one supplier's order costs beside the costs of its offers.
public struct SourcingSupplierOrder: Sendable, Hashable {
    /// Position of the supplier.
    public var supplier: Int
    /// Units ordered.
    public var units: Int64
    /// Goods value, in micros.
    public var goods: Int64
    /// Discount on the whole order, in micros, at least 0.
    public var discount: Int64
    /// Cost of placing the order, in micros.
    public var orderCost: Int64
    /// Freight, in micros.
    public var freight: Int64
    /// Surcharge on an order below the minimum, in micros.
    public var surcharge: Int64

    /// Goods − discount + order cost + freight + surcharge, in micros.
    public var total: Int64 { goods - discount + orderCost + freight + surcharge }
}

extension SourcingSupplier {
    /// What an order of this much costs beside the costs of its offers.
    ///
    /// - Parameters:
    ///   - position: the supplier's position, carried through.
    ///   - units: units ordered, above 0.
    ///   - goods: goods value in micros.
    public func order(position: Int, units: Int64, goods: Int64) -> SourcingSupplierOrder {
        var percent: Int64 = 0
        for discount in discounts {
            switch discount.from {
            case .value(let threshold) where goods >= threshold,
                .units(let threshold) where units >= threshold:
                percent = discount.percentTenThousandths
            case .value, .units:
                break
            }
        }
        let isFreightFree = freeFreightFrom.map { goods >= $0 } ?? false
        return SourcingSupplierOrder(
            supplier: position, units: units, goods: goods,
            discount: Int64(Int128(goods) * Int128(percent) / 1_000_000),
            orderCost: orderCost, freight: isFreightFree ? 0 : freight,
            surcharge: goods < minimumOrderValue ? minimumOrderSurcharge ?? 0 : 0)
    }
}
