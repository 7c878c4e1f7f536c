extension SourcingProblem {
    /// Every rule that a solution breaks; empty if it is a legal answer.
    ///
    /// - Throws: ``SourcingPricingError`` if the solution names things that do not exist, or if
    ///   an amount does not fit.
    public func violations(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> [SourcingViolation] {
        let quantities = try orderedQuantities(of: solution)
        var found: [SourcingViolation] = []
        checkQuantities(quantities, into: &found)
        checkAllocations(solution.allocations, quantities, into: &found)
        checkLines(solution.allocations, into: &found)
        let orders = try supplierOrders(of: solution)
        for order in orders { check(order, into: &found) }
        if let limit = maximumSuppliers, orders.count > limit {
            found.append(
                SourcingViolation(
                    code: "problem.maximum-suppliers",
                    message: "\(orders.count) suppliers get an order; at most \(limit) may",
                    kind: .problem, index: 0))
        }
        checkItems(quantities, into: &found)
        checkShares(quantities, into: &found)
        try checkHardRules(solution, quantities, into: &found)
        return found
    }

    private func checkHardRules(
        _ solution: SourcingSolution, _ quantities: [Int64], into found: inout [SourcingViolation]
    ) throws(SourcingPricingError) {
        guard rules.contains(where: \.isHard) else { return }
        let costs = try cost(of: solution)
        for broken in try brokenRules(quantities, solution.allocations, costs)
        where rules[broken.rule].isHard {
            found.append(
                SourcingViolation(
                    code: "rule.broken", message: broken.message, kind: .rule, index: broken.rule))
        }
    }

    private func checkQuantities(_ quantities: [Int64], into found: inout [SourcingViolation]) {
        for (position, quantity) in quantities.enumerated()
        where !offers[position].allows(quantity: quantity) {
            let offer = offers[position]
            let most = offer.maximumQuantity.map { "at most \($0)" } ?? "no maximum"
            found.append(
                SourcingViolation(
                    code: "offer.quantity",
                    message: "\(quantity) units of offer \(offer.id) cannot be ordered (at least "
                        + "\(offer.minimumQuantity), multiples of \(offer.orderMultiple), \(most))",
                    kind: .offer, index: position))
        }
    }

    private func checkAllocations(
        _ allocations: [SourcingSolution.Allocation], _ quantities: [Int64],
        into found: inout [SourcingViolation]
    ) {
        // By tranche, offer after offer: one array, since rounds may have millions of offers.
        var first = [0]
        first.reserveCapacity(offers.count + 1)
        for offer in offers { first.append(first[first.count - 1] + offer.tranches.count) }
        var given = [Int128](repeating: 0, count: first[offers.count])
        for allocation in allocations {
            given[first[allocation.offer] + allocation.tranche] += Int128(allocation.quantity)
            if substitutionCost(line: allocation.line, offer: allocation.offer) == nil {
                let line = lines[allocation.line]
                found.append(
                    SourcingViolation(
                        code: "line.wrong-item",
                        message: "offer \(offers[allocation.offer].id) is not for the item of "
                            + "line \(line.id) nor a substitute of it",
                        kind: .line, index: allocation.line))
            }
        }
        for (position, offer) in offers.enumerated() {
            let ordered = quantities[position]
            var total: Int128 = 0
            for tranche in offer.tranches.indices {
                let units = given[first[position] + tranche]
                total += units
                guard units > Int128(offer.capacity(ofTranche: tranche, ordered: ordered))
                else { continue }
                found.append(
                    SourcingViolation(
                        code: "offer.tranche-exceeded",
                        message: "\(units) units are given from tranche \(tranche + 1) of offer "
                            + "\(offer.id), which has "
                            + "\(offer.capacity(ofTranche: tranche, ordered: ordered))",
                        kind: .offer, index: position))
            }
            if total > Int128(ordered) {
                found.append(
                    SourcingViolation(
                        code: "offer.overallocated",
                        message: "\(total) units of offer \(offer.id) are given to lines, "
                            + "\(ordered) are ordered",
                        kind: .offer, index: position))
            }
        }
    }

    private func checkLines(
        _ allocations: [SourcingSolution.Allocation], into found: inout [SourcingViolation]
    ) {
        var served = [Int128](repeating: 0, count: lines.count)
        var servingOffers = [Set<Int>](repeating: [], count: lines.count)
        var servingSuppliers = servingOffers
        for allocation in allocations where allocation.quantity > 0 {
            served[allocation.line] += Int128(allocation.quantity)
            if lines[allocation.line].split == .single {
                servingOffers[allocation.line].insert(allocation.offer)
            }
            if maximumSuppliersPerLine != nil {
                servingSuppliers[allocation.line].insert(offers[allocation.offer].supplier)
            }
        }
        for (position, line) in lines.enumerated() {
            func report(_ code: String, _ message: String) {
                found.append(
                    SourcingViolation(code: code, message: message, kind: .line, index: position))
            }
            if served[position] > Int128(line.quantity) {
                report(
                    "line.overserved",
                    "line \(line.id) gets \(served[position]) units and wants \(line.quantity)")
            }
            if line.split == .single, servingOffers[position].count > 1 {
                report(
                    "line.split",
                    "line \(line.id) is served by \(servingOffers[position].count) offers; it "
                        + "may be served by one")
            }
            if let limit = maximumSuppliersPerLine, servingSuppliers[position].count > limit {
                report(
                    "line.maximum-suppliers",
                    "line \(line.id) is served by \(servingSuppliers[position].count) suppliers; "
                        + "at most \(limit) may serve a line")
            }
        }
    }

    private func check(
        _ order: SourcingSupplierOrder, into found: inout [SourcingViolation]
    ) {
        let supplier = suppliers[order.supplier]
        func report(_ code: String, _ message: String) {
            found.append(
                SourcingViolation(
                    code: code, message: message, kind: .supplier, index: order.supplier))
        }
        if let limit = supplier.maximumUnits, order.units > limit {
            report(
                "supplier.maximum-units",
                "\(order.units) units are ordered from supplier \(supplier.id), which sells at "
                    + "most \(limit)")
        }
        if let limit = supplier.maximumValue, order.goods > limit {
            report(
                "supplier.maximum-value",
                "goods worth \(amountText(order.goods)) are ordered from supplier \(supplier.id); "
                    + "at most \(amountText(limit)) may be")
        }
        if supplier.minimumOrderSurcharge == nil, order.goods < supplier.minimumOrderValue {
            report(
                "supplier.minimum-order-value",
                "goods worth \(amountText(order.goods)) are ordered from supplier \(supplier.id), "
                    + "which wants at least \(amountText(supplier.minimumOrderValue))")
        }
    }

    private func checkItems(_ quantities: [Int64], into found: inout [SourcingViolation]) {
        guard let limit = maximumSuppliersPerItem else { return }
        var suppliersByItem = [Set<Int>](repeating: [], count: items.count)
        for (position, quantity) in quantities.enumerated() where quantity > 0 {
            suppliersByItem[offers[position].item].insert(offers[position].supplier)
        }
        for (position, suppliers) in suppliersByItem.enumerated() where suppliers.count > limit {
            found.append(
                SourcingViolation(
                    code: "item.maximum-suppliers",
                    message: "item \(items[position].id) is ordered from \(suppliers.count) "
                        + "suppliers; at most \(limit) may get an order of an item",
                    kind: .item, index: position))
        }
    }

    /// With S units of the item from the supplier and Q from all, m the supplier's largest order
    /// multiple for it: minimum share × Q − m < S < maximum share × Q + m.
    private func checkShares(_ quantities: [Int64], into found: inout [SourcingViolation]) {
        guard !shares.isEmpty else { return }
        let ruled = Set(shares.map(\.item))
        var offersByItem: [Int: [Int]] = [:]
        for (index, offer) in offers.enumerated() where ruled.contains(offer.item) {
            offersByItem[offer.item, default: []].append(index)
        }
        for (position, share) in shares.enumerated() {
            var total: Int128 = 0
            var own: Int128 = 0
            var multiple: Int128 = 0
            for index in offersByItem[share.item] ?? [] {
                let offer = offers[index]
                total += Int128(quantities[index])
                guard offer.supplier == share.supplier else { continue }
                own += Int128(quantities[index])
                multiple = max(multiple, Int128(offer.orderMultiple))
            }
            guard total > 0, multiple > 0 else { continue }
            let scaled = 1_000_000 * own
            let least = Int128(share.minimumShareMillionths) * total - 1_000_000 * multiple
            let most = Int128(share.maximumShareMillionths) * total + 1_000_000 * multiple
            guard scaled <= least || scaled >= most else { continue }
            let range =
                "\(shareText(share.minimumShareMillionths)) to "
                + shareText(share.maximumShareMillionths)
            let held = "\(own) of \(total) units of item \(items[share.item].id)"
            let supplier = suppliers[share.supplier].id
            found.append(
                SourcingViolation(
                    code: "share.broken",
                    message: "\(held) are ordered from supplier \(supplier); its share must be "
                        + "\(range), to within \(multiple)",
                    kind: .share, index: position))
        }
    }
}
