import WireFormats

/// The cost terms of the statement, each as it is written there.
extension ResultCheck {
    /// Goods value of an order in micros, rounded half up once.
    func goodsValue(_ offer: StatedProblem.Offer, _ quantity: Int128) -> Int128 {
        guard quantity > 0 else { return 0 }
        var timesPriceQuantity: Int128 = 0
        if offer.isIncremental {
            // From the top band down: what lies above a break is priced there and taken off.
            var left = quantity
            for (position, step) in offer.breaks.enumerated().reversed() {
                let below = position == 0 ? 0 : step.from - 1
                guard left > below else { continue }
                timesPriceQuantity += (left - below) * step.price
                left = below
            }
        } else {
            // An order below the lowest break breaks a rule, but still gets a price.
            let reached = offer.breaks.last { $0.from <= quantity } ?? offer.breaks.first
            timesPriceQuantity = quantity * (reached?.price ?? 0)
        }
        return halfUp(timesPriceQuantity, offer.priceQuantity)
    }

    /// Expected cost of lateness of one unit in micros, rounded half up.
    func latenessPerUnit(_ line: StatedProblem.Line, _ tranche: StatedProblem.Tranche) -> Int128 {
        let expected = tranche.arrivals.reduce(Int128(0)) { sum, arrival in
            sum + arrival.probability * max(0, arrival.day - line.needBy)
        }
        return halfUp(expected * line.lateCost, 1_000_000)
    }

    /// The whole number nearest to a quotient that is not negative, halves up.
    private func halfUp(_ numerator: Int128, _ denominator: Int128) -> Int128 {
        (2 * numerator + denominator) / (2 * denominator)
    }

    /// What each supplier's order comes to; `nil` for a supplier without one.
    func supplierTotals(_ answer: Answer) -> [SupplierTotal?] {
        var totals = [SupplierTotal?](repeating: nil, count: problem.suppliers.count)
        for (offer, quantity) in zip(problem.offers, answer.quantities) where quantity > 0 {
            var total = totals[offer.supplier] ?? SupplierTotal()
            total.units += quantity
            total.goods += goodsValue(offer, quantity)
            totals[offer.supplier] = total
        }
        for (position, supplier) in problem.suppliers.enumerated() {
            guard var total = totals[position] else { continue }
            total.orderCost = supplier.orderCost
            if let free = supplier.freeFreightFrom, total.goods >= free {
                total.freight = 0
            } else {
                total.freight = supplier.freight
            }
            if let surcharge = supplier.surcharge, total.goods < supplier.minimumValue {
                total.surcharge = surcharge
            }
            let reached = supplier.discounts.last {
                $0.from <= ($0.countsUnits ? total.units : total.goods)
            }
            total.discount = total.goods * (reached?.percent ?? 0) / 1_000_000
            totals[position] = total
        }
        return totals
    }

    /// Every cost term with its key, in micros.
    func costs(
        _ answer: Answer, _ totals: [SupplierTotal?]
    ) -> [(key: String, micros: Int128)] {
        var offerCost: Int128 = 0
        var unitCost: Int128 = 0
        var surplus: Int128 = 0
        for (position, offer) in problem.offers.enumerated() {
            let quantity = answer.quantities[position]
            guard quantity > 0 else { continue }
            offerCost += offer.offerCost
            unitCost += offer.unitCost * quantity
            let given = answer.given[position].reduce(0, +)
            surplus += problem.salvage[offer.item] * max(0, quantity - given)
        }
        let (lateness, substitution) = supplyCosts(answer)
        let unmet = zip(problem.lines, answer.served).reduce(Int128(0)) { sum, entry in
            sum + max(0, entry.0.quantity - entry.1) * entry.0.unmetCost
        }
        func sum(_ part: (SupplierTotal) -> Int128) -> Int128 {
            totals.reduce(0) { $0 + ($1.map(part) ?? 0) }
        }
        var costs: [(key: String, micros: Int128)] = [
            ("goods", sum(\.goods)), ("offers", offerCost), ("units", unitCost),
            ("supplier_orders", sum(\.orderCost)), ("freight", sum(\.freight)),
            ("surcharge", sum(\.surcharge)), ("discount", -sum(\.discount)),
            ("lateness", lateness), ("substitution", substitution), ("unmet", unmet),
            ("surplus", -surplus),
        ]
        let penalties = penalties(answer, totals, purchase: purchase(costs))
        costs.append(("penalties", penalties))
        return costs
    }

    private func supplyCosts(_ answer: Answer) -> (lateness: Int128, substitution: Int128) {
        var lateness: Int128 = 0
        var substitution: Int128 = 0
        var latest = problem.lines.map { _ in Int128(0) }
        for given in answer.allocations where given.quantity > 0 {
            let line = problem.lines[given.line]
            let offer = problem.offers[given.offer]
            let perUnit = latenessPerUnit(line, offer.tranches[given.tranche])
            latest[given.line] = max(latest[given.line], perUnit)
            if line.split != .complete { lateness += given.quantity * perUnit }
            let pair = StatedProblem.Pair(wanted: line.item, given: offer.item)
            substitution += given.quantity * (problem.substitution[pair] ?? 0)
        }
        for (position, line) in problem.lines.enumerated() where line.split == .complete {
            lateness += answer.served[position] * latest[position]
        }
        return (lateness, substitution)
    }

    // MARK: What the result states

    mutating func checkSupplierTable(_ totals: [SupplierTotal?]) {
        var rows: [String: StatedResult.SupplierOrder] = [:]
        for row in result.supplierOrders where rows.updateValue(row, forKey: row.supplier) != nil {
            disagree(
                "twice",
                "supplier_orders.csv:\(row.row) names supplier \(row.supplier) a second "
                    + "time")
        }
        for (supplier, total) in zip(problem.suppliers, totals) {
            let row = rows.removeValue(forKey: supplier.id)
            guard let total else {
                if row != nil {
                    disagree(
                        "supplier-order",
                        "supplier_orders.csv has a row of supplier \(supplier.id), from which "
                            + "nothing is ordered")
                }
                continue
            }
            guard let row else {
                disagree(
                    "supplier-order",
                    "supplier_orders.csv has no row of supplier \(supplier.id), from which "
                        + "\(total.units) units are ordered")
                continue
            }
            for column in StatedResult.supplierColumns {
                let says = Int128(row.amounts[column] ?? 0)
                guard says != total.amount(column) else { continue }
                disagree(
                    "supplier-order",
                    "supplier_orders.csv:\(row.row) says \(column) \(amountText(says)) of "
                        + "supplier \(supplier.id), recomputed \(amountText(total.amount(column)))")
            }
        }
        for supplier in rows.keys.sorted() {
            disagree(
                "unknown", "supplier_orders.csv names supplier \(supplier), which does not exist")
        }
    }

    mutating func checkCosts(_ costs: [(key: String, micros: Int128)], _ objective: Int128) {
        var stated: [String: Int128] = [:]
        for cost in result.costs { stated[cost.key] = Int128(cost.micros) }
        for cost in costs {
            guard let says = stated.removeValue(forKey: cost.key) else {
                disagree("cost", "result.json does not state the cost \(cost.key)")
                continue
            }
            guard says != cost.micros else { continue }
            disagree(
                "cost",
                "result.json says \(cost.key) \(amountText(says)), recomputed "
                    + amountText(cost.micros))
        }
        for key in stated.keys.sorted() {
            disagree(
                "cost", "result.json states a cost \(quotedForMessage(key)) that does not exist")
        }
        let says = Int128(result.objective ?? 0)
        if says != objective {
            disagree(
                "objective",
                "result.json says objective \(amountText(says)), recomputed "
                    + amountText(objective))
        }
    }

    /// The bound cannot be proven here, but it must not contradict what is.
    mutating func checkBound(_ objective: Int128) {
        guard Int64(exactly: objective) != nil else {
            disagree(
                "objective",
                "the recomputed cost \(amountText(objective)) is beyond what a result can state")
            return
        }
        let bound = Int128(result.bound ?? 0)
        if bound > objective {
            disagree(
                "bound",
                "result.json says bound \(amountText(bound)), above the recomputed cost "
                    + amountText(objective))
        }
        if (result.status == "optimal") != (bound == objective) {
            disagree(
                "status",
                "the status is \(result.status), with cost \(amountText(objective)) and bound "
                    + "\(amountText(bound)); optimal is what bound and cost agree on")
        }
        if let limit = result.limit, !["gap", "time", "memory"].contains(limit) {
            disagree(
                "limit", "the limit \(quotedForMessage(limit)) is none of gap, time, memory, null")
        }
        checkGap(objective - bound, objective)
    }

    /// The gap may be written with six places or more.
    private mutating func checkGap(_ distance: Int128, _ objective: Int128) {
        guard let gap = result.gap else {
            if objective != 0 || distance == 0 {
                disagree("gap", "result.json states no gap although it is defined")
            }
            return
        }
        guard objective != 0 || distance == 0 else {
            disagree("gap", "result.json states a gap, which is not defined for a cost of 0")
            return
        }
        // gap is counted in 10⁻¹²; half a unit of the sixth place is 500 000 of them, and a
        // figure rounded up or cut may be a whole one away.
        let magnitude = objective == 0 ? 1 : Int128(objective.magnitude)
        let error = Int128(gap) * magnitude - distance * 1_000_000_000_000
        guard error.magnitude > magnitude.magnitude * 1_000_000 else { return }
        let exact = distance * 1_000_000 / magnitude
        disagree(
            "gap",
            "result.json says gap \(DecimalText.format(scaled: gap, scale: 12)), recomputed "
                + amountText(exact))
    }
}
