/// What a supplier's terms did to an answer.
public struct SupplierReasons: Sendable, Hashable {
    /// A discount that the order does not reach, and what it misses.
    public struct NextDiscount: Sendable, Hashable {
        /// Percentage in 10⁻⁴ of a percent.
        public var percentTenThousandths: Int64
        /// Goods value in micros, or units, below its threshold; above 0.
        public var missing: SourcingDiscount.Threshold
    }

    /// Position of the supplier.
    public var supplier: Int
    /// Its order, `nil` if it has none.
    public var order: SourcingSupplierOrder?
    /// Goods value beyond the minimum order value, in micros; below 0 where the surcharge is paid.
    public var aboveMinimum: Int64?
    /// Goods value below free freight, in micros, where freight is paid.
    public var belowFreeFreight: Int64?
    /// The next discount, if there is one.
    public var nextDiscount: NextDiscount?
    /// Units, and goods value in micros, that it could still deliver, where it has limits.
    public var unitsLeft: Int64?
    /// See ``unitsLeft``.
    public var valueLeft: Int64?
    /// Units ordered from it that no line gets.
    public var surplusUnits: Int64 = 0
    /// What the best answer without it would cost more, in micros; of small problems only.
    public var saving: Int64?
    /// The highest cost of an order at which it would get one, in micros, if it has none; of small
    /// problems only.
    public var ordersAtOrderCost: Int64?
}

extension SourcingExplainer {
    /// What a supplier's terms did.
    ///
    /// - Parameter supplier: position of the supplier.
    public mutating func reasons(forSupplier supplier: Int) -> SupplierReasons {
        let terms = tables.base.problem.suppliers[supplier]
        var reasons = SupplierReasons(supplier: supplier)
        let units = tables.units[supplier]
        let goods = tables.goods[supplier]
        if units > 0 {
            let order = terms.order(position: supplier, units: units, goods: goods)
            reasons.order = order
            if terms.minimumOrderValue > 0 {
                reasons.aboveMinimum = goods - terms.minimumOrderValue
            }
            if order.freight > 0, let from = terms.freeFreightFrom {
                reasons.belowFreeFreight = from - goods
            }
            reasons.nextDiscount = terms.nextDiscount(units: units, goods: goods)
        }
        reasons.unitsLeft = terms.maximumUnits.map { $0 - units }
        reasons.valueLeft = terms.maximumValue.map { $0 - goods }
        for (offer, quantity) in tables.quantities.enumerated() where quantity > 0 {
            guard tables.base.problem.offers[offer].supplier == supplier else { continue }
            reasons.surplusUnits += quantity - tables.given[offer]
        }
        compareWhole(&reasons)
        return reasons
    }

    private mutating func compareWhole(_ reasons: inout SupplierReasons) {
        guard isWhole, let search = search(around: 0) else { return }
        let supplier = reasons.supplier
        var changed = search.problem
        guard reasons.order == nil else {
            for offer in changed.offers.indices where changed.offers[offer].supplier == supplier {
                changed.offers[offer].maximumQuantity = 0
            }
            if case .found(let found) = search.solve(changed), found.isOptimal {
                reasons.saving = found.objective - search.currentCost
            }
            return
        }
        changed.suppliers[supplier].orderCost = 0
        guard case .found(let found) = search.solve(changed), found.isOptimal else { return }
        let orders = found.quantities.indices.contains { offer in
            changed.offers[offer].supplier == supplier && found.quantities[offer] > 0
        }
        // The cost of an order enters once, so what it saves at none is what it may cost.
        let most = search.base.bound - found.objective - 1
        if orders, most >= 0 { reasons.ordersAtOrderCost = most }
    }
}

extension SourcingSupplier {
    func nextDiscount(units: Int64, goods: Int64) -> SupplierReasons.NextDiscount? {
        for discount in discounts {
            switch discount.from {
            case .value(let threshold) where threshold > goods:
                return .init(
                    percentTenThousandths: discount.percentTenThousandths,
                    missing: .value(threshold - goods))
            case .units(let threshold) where threshold > units:
                return .init(
                    percentTenThousandths: discount.percentTenThousandths,
                    missing: .units(threshold - units))
            case .value, .units: continue
            }
        }
        return nil
    }
}
