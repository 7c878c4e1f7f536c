extension SourcingProblem {
    /// Checks offers and that each is stated once, on several threads.
    func checkOffers(_ parallel: Parallel, _ found: inout IssueList) {
        let size = 4096
        let pieces = (offers.count + size - 1) / size
        // The first piece is not about offers: it looks for those stated twice.
        var lists = [IssueList](repeating: IssueList(), count: pieces + 1)
        lists.withUnsafeMutableBufferPointer { lists in
            parallel.forEachChunk(of: pieces + 1, size: 1) { range, _ in
                for piece in range {
                    var own = IssueList()
                    if piece == 0 {
                        checkDuplicateOffers(&own)
                    } else {
                        let first = (piece - 1) * size
                        checkOffers(first..<min(offers.count, first + size), &own)
                    }
                    lists[piece] = own
                }
            }
        }
        let all = lists.flatMap(\.issues)
        let order = all.indices.sorted { (all[$0].index, $0) < (all[$1].index, $1) }
        found.add(order.map { all[$0] })
    }

    private func checkDuplicateOffers(_ found: inout IssueList) {
        var seen: Set<String> = []
        seen.reserveCapacity(offers.count)
        for (index, offer) in offers.enumerated() where !seen.insert(offer.id).inserted {
            found.add("offer.duplicate", "offer \(offer.id) is stated twice", .offer, index)
        }
    }

    private func checkOffers(_ range: Range<Int>, _ found: inout IssueList) {
        for index in range {
            let offer = offers[index]
            func report(_ code: String, _ message: String) {
                found.add("offer.\(code)", message, .offer, index)
            }
            func check(_ quantity: Int64?, _ field: String, from least: Int64) {
                guard let quantity, !(least...largestQuantity).contains(quantity) else { return }
                report(
                    field,
                    "the \(field) (\(quantity)) of offer \(offer.id) must be between \(least) "
                        + "and \(largestQuantity)")
            }
            if !suppliers.indices.contains(offer.supplier) {
                report("unknown-supplier", "the supplier of offer \(offer.id) is unknown")
            }
            if !items.indices.contains(offer.item) {
                report("unknown-item", "the item of offer \(offer.id) is unknown")
            }
            check(offer.minimumQuantity, "minimum-quantity", from: 1)
            check(offer.orderMultiple, "order-multiple", from: 1)
            check(offer.maximumQuantity, "maximum-quantity", from: 0)
            check(offer.priceQuantity, "price-quantity", from: 1)
            found.checkAmount(
                offer.offerCost, "offer.offer-cost", "offer cost", "offer \(offer.id)", .offer,
                index)
            found.checkAmount(
                offer.unitCost, "offer.unit-cost", "unit cost", "offer \(offer.id)", .offer, index)
            checkBreaks(of: offer, index, &found)
            checkTranches(of: offer, index, &found)
        }
    }

    private func checkBreaks(of offer: SourcingOffer, _ index: Int, _ found: inout IssueList) {
        guard let first = offer.priceBreaks.first else {
            found.add("offer.no-price", "offer \(offer.id) has no price", .offer, index)
            return
        }
        if first.fromQuantity > offer.minimumQuantity {
            found.add(
                "price-break.above-minimum",
                "the lowest break (from \(first.fromQuantity)) of offer \(offer.id) is above its "
                    + "minimum quantity (\(offer.minimumQuantity))", .priceBreak, index, 0)
        }
        var last: Int64 = 0
        for (part, step) in offer.priceBreaks.enumerated() {
            var name: String { "break \(part + 1) of offer \(offer.id)" }
            if !(1...largestQuantity).contains(step.fromQuantity) {
                found.add(
                    "price-break.quantity",
                    "the quantity (\(step.fromQuantity)) of \(name) must be at least 1",
                    .priceBreak, index, part)
            } else if step.fromQuantity <= last {
                found.add(
                    "price-break.order",
                    "the quantity (\(step.fromQuantity)) of \(name) must be above the one before "
                        + "it (\(last))", .priceBreak, index, part)
            }
            last = step.fromQuantity
            found.checkAmount(
                step.unitPrice, "price-break.unit-price", "unit price", name, .priceBreak, index,
                part)
        }
    }

    private func checkTranches(of offer: SourcingOffer, _ index: Int, _ found: inout IssueList) {
        if offer.tranches.isEmpty {
            found.add("offer.no-arrival", "offer \(offer.id) never arrives", .offer, index)
        }
        var lastExpectation: Int128?
        for (part, tranche) in offer.tranches.enumerated() {
            var name: String { "tranche \(part + 1) of offer \(offer.id)" }
            func report(_ code: String, _ message: String) {
                found.add("tranche.\(code)", message, .tranche, index, part)
            }
            if let quantity = tranche.quantity {
                // Nothing on the shelf is a tranche of 0.
                if !(0...largestQuantity).contains(quantity) {
                    report("quantity", "the quantity (\(quantity)) of \(name) must be at least 0")
                }
            } else if part + 1 < offer.tranches.count {
                report("no-quantity", "\(name) has no quantity; only the last may have none")
            }
            var probability: Int128 = 0
            var expectation: Int128 = 0
            for arrival in tranche.arrivals {
                if !(0...1_000_000).contains(arrival.probabilityMillionths) {
                    report(
                        "probability",
                        "a probability (\(shareText(arrival.probabilityMillionths))) of \(name) "
                            + "must be between 0 and 1")
                }
                if !(-farthestDay...farthestDay).contains(arrival.days) {
                    report("days", "an arrival (day \(arrival.days)) of \(name) is too far away")
                }
                probability += Int128(arrival.probabilityMillionths)
                expectation += Int128(arrival.probabilityMillionths) * Int128(arrival.days)
            }
            if probability != 1_000_000 {
                report("distribution", "the probabilities of \(name) do not sum to 1")
            }
            if let lastExpectation, expectation < lastExpectation {
                report("order", "\(name) is expected before the one before it")
            }
            lastExpectation = expectation
        }
    }

    /// Salvage value ≤ lowest unit price × (1 − highest discount) + unit cost, for every offer:
    /// otherwise buying for the scrap heap would pay.
    func checkSalvage(_ found: inout IssueList) {
        for offer in offers {
            let discount = suppliers[offer.supplier].discounts.last?.percentTenThousandths ?? 0
            let price = offer.priceBreaks.map(\.unitPrice).min() ?? 0
            let scale = Int128(offer.priceQuantity) * 1_000_000
            let net =
                Int128(price) * Int128(1_000_000 - discount) + Int128(offer.unitCost) * scale
            let item = items[offer.item]
            guard Int128(item.salvageValue) * scale > net else { continue }
            found.add(
                "item.salvage-above-price",
                "the salvage value (\(amountText(item.salvageValue))) of item \(item.id) is above "
                    + "what a unit of offer \(offer.id) costs at its lowest price after the "
                    + "highest discount", .item, offer.item)
        }
    }

    /// Totals must fit the engine's integers with room to spare.
    func checkMagnitude(_ found: inout IssueList) {
        var total: Int128 = 0
        for line in lines { total += Int128(line.quantity) * Int128(line.unmetCost) }
        if total > largestTotal {
            found.add(
                "problem.amounts-too-large",
                "leaving every line unmet would cost more than the engine can count; maybe the "
                    + "unmet costs are in another unit", .problem, 0)
            return
        }
        for rule in rules { total += Int128(rule.penalty ?? 0) }
        guard total > largestTotal else { return }
        found.add(
            "problem.amounts-too-large",
            "leaving every line unmet and breaking every soft rule would cost more than the "
                + "engine can count; smaller penalties deter as well", .problem, 0)
    }
}
