import SourcingEngine

extension FlatModelBuilder {
    /// Whether the model must know if a supplier gets any order.
    func needsSupplierUse(_ index: Int) -> Bool {
        let supplier = problem.suppliers[index]
        return supplier.orderCost != 0 || paysFreight(supplier) || supplier.minimumOrderValue > 0
            || limitsSuppliers
    }

    private var limitsSuppliers: Bool {
        guard let most = problem.maximumSuppliers else { return false }
        return problem.suppliers.count > most
    }

    private func paysFreight(_ supplier: SourcingSupplier) -> Bool {
        supplier.freight > 0 && supplier.freeFreightFrom != 0
    }

    mutating func addSupplier(_ index: Int) {
        let supplier = problem.suppliers[index]
        let offers = offersBySupplier[index].filter { !bands[$0].isEmpty }
        guard !offers.isEmpty else { return }
        let name = "s\(index + 1)"
        var use: Int?
        if needsSupplierUse(index) {
            let fixedCost =
                Int128(supplier.orderCost) + (paysFreight(supplier) ? Int128(supplier.freight) : 0)
            let column = model.addBoughtColumn("s_\(name)", .binary, cost: fixedCost)
            for offer in offers {
                model.addRow(
                    "uses_\(name)_o\(offer + 1)",
                    useTerms(offer, coefficient: 1) + [.whole(column, -1)], .atMost, 0)
            }
            supplierUse[index] = column
            use = column
        }
        if let most = supplier.maximumUnits {
            model.addRow(
                "units_\(name)", offers.flatMap { quantityTerms($0, micros: FlatModel.one) },
                .atMost, Int128(most) * FlatModel.one)
        }
        addValueTerms(index, offers: offers, use: use)
    }

    private mutating func addValueTerms(_ index: Int, offers: [Int], use: Int?) {
        let supplier = problem.suppliers[index]
        let name = "s\(index + 1)"
        let hasFreeFreight = paysFreight(supplier) && supplier.freeFreightFrom != nil
        guard
            supplier.minimumOrderValue > 0 || supplier.maximumValue != nil || hasFreeFreight
                || !supplier.discounts.isEmpty || demands.valueOf.contains(index)
        else { return }
        var mostValue = offers.reduce(Int128(0)) { $0 + highestGoods($1) }
        if let most = supplier.maximumValue { mostValue = min(mostValue, Int128(most)) }
        let value = model.addColumn("v_\(name)", .continuous, upper: mostValue)
        valueColumns[index] = value
        model.addRow(
            "value_\(name)",
            [.whole(value, 1)] + offers.compactMap { goodsColumns[$0].map { .whole($0, -1) } },
            .equal, 0)
        if let use, supplier.minimumOrderValue > 0 {
            let minimum = Int128(supplier.minimumOrderValue)
            var terms: [Term] = [.whole(value, 1), .micros(use, -minimum)]
            if let surcharge = supplier.minimumOrderSurcharge {
                let small = model.addBoughtColumn("m_\(name)", .binary, cost: Int128(surcharge))
                terms.append(.micros(small, minimum))
            }
            model.addRow("minimum_\(name)", terms, .atLeast, 0)
        }
        if let use, hasFreeFreight, let threshold = supplier.freeFreightFrom {
            let free = model.addBoughtColumn(
                "f_\(name)", .binary, cost: -Int128(supplier.freight))
            model.addRow("free_\(name)", [.whole(free, 1), .whole(use, -1)], .atMost, 0)
            model.addRow(
                "freefrom_\(name)", [.whole(value, 1), .micros(free, -Int128(threshold))],
                .atLeast, 0)
        }
        addDiscounts(index, offers: offers, value: value, mostValue: mostValue)
    }

    /// The goods value is divided over the steps of the discount, all of it in the step chosen.
    private mutating func addDiscounts(
        _ index: Int, offers: [Int], value: Int, mostValue: Int128
    ) {
        let steps = problem.suppliers[index].discounts
        guard !steps.isEmpty else { return }
        let name = "s\(index + 1)"
        var units: [(from: Int64, position: Int)] = []
        var values: [(from: Int64, position: Int)] = []
        for (position, step) in steps.enumerated() {
            switch step.from {
            case .units(let from): units.append((from, position))
            case .value(let from): values.append((from, position))
            }
        }
        let countsUnits = !units.isEmpty
        let thresholds = countsUnits ? units : values
        let scale = countsUnits ? FlatModel.one : 1
        let mostUnits = offers.reduce(Int128(0)) { $0 + highestQuantity($1) }
        let most = countsUnits ? mostUnits * FlatModel.one : mostValue
        var chosen: [Term] = []
        var valueTerms: [Term] = [.whole(value, -1)]
        var unitTerms = offers.flatMap { quantityTerms($0, micros: -FlatModel.one) }
        for position in -1..<thresholds.count {
            let from = position < 0 ? 0 : Int128(thresholds[position].from) * scale
            guard from <= most else { continue }
            let step = "\(name)_k\(position + 1)"
            let percent =
                position < 0
                ? 0
                : steps[thresholds[position].position]
                    .percentTenThousandths
            let next =
                position + 1 < thresholds.count
                ? min(Int128(thresholds[position + 1].from) * scale, most) : most
            let choice = model.addColumn("d_\(step)", .binary)
            let part = model.addBoughtColumn("h_\(step)", .continuous, cost: -Int128(percent))
            chosen.append(.whole(choice, 1))
            valueTerms.append(.whole(part, 1))
            var measured = part
            if countsUnits {
                measured = model.addColumn("p_\(step)", .continuous)
                unitTerms.append(.whole(measured, 1))
                model.addRow(
                    "stepvalue_\(step)", [.whole(part, 1), .micros(choice, -mostValue)],
                    .atMost, 0)
            }
            model.addRow(
                "stepto_\(step)", [.whole(measured, 1), .micros(choice, -next)], .atMost, 0)
            if from > 0 {
                model.addRow(
                    "stepfrom_\(step)", [.whole(measured, 1), .micros(choice, -from)], .atLeast, 0)
            }
        }
        model.addRow("onestep_\(name)", chosen, .equal, FlatModel.one)
        model.addRow("stepvalues_\(name)", valueTerms, .equal, 0)
        if countsUnits { model.addRow("stepunits_\(name)", unitTerms, .equal, 0) }
    }

    func highestGoods(_ offer: Int) -> Int128 {
        let terms = problem.offers[offer]
        let highest = bands[offer].map { band in
            Int128(band.unitPrice) * Int128(band.highestMultiple) * Int128(terms.orderMultiple)
                + band.intercept
        }
        return (highest.max() ?? 0) / Int128(terms.priceQuantity) + 1
    }

    private func highestQuantity(_ offer: Int) -> Int128 {
        let highest = bands[offer].map(\.highestMultiple).max() ?? 0
        return Int128(highest) * Int128(problem.offers[offer].orderMultiple)
    }

    mutating func addSupplierCount() {
        guard limitsSuppliers, let most = problem.maximumSuppliers else { return }
        let terms = supplierUse.sorted { $0.key < $1.key }.map { Term.whole($0.value, 1) }
        guard terms.count > most else { return }
        model.addRow("suppliers", terms, .atMost, Int128(most) * FlatModel.one)
    }
}
