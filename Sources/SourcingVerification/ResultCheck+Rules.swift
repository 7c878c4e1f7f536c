/// The rules of the statement, each as it is written there.
extension ResultCheck {
    /// An order is a multiple of the order multiple, at least the minimum, at most the maximum.
    mutating func checkOrders(_ answer: Answer) {
        for (offer, quantity) in zip(problem.offers, answer.quantities) where quantity != 0 {
            if quantity % offer.multiple != 0 {
                disagree(
                    "order-multiple",
                    "\(quantity) units of offer \(offer.id) are ordered, not a multiple of "
                        + "\(offer.multiple)")
            }
            if quantity < offer.minimum {
                disagree(
                    "minimum-quantity",
                    "\(quantity) units of offer \(offer.id) are ordered, the minimum is "
                        + "\(offer.minimum)")
            }
            if let maximum = offer.maximum, quantity > maximum {
                disagree(
                    "maximum-quantity",
                    "\(quantity) units of offer \(offer.id) are ordered, the maximum is "
                        + "\(maximum)")
            }
        }
        for order in result.orders {
            guard let position = offers[order.offer] else { continue }
            let offer = problem.offers[position]
            let goods = goodsValue(offer, Int128(order.quantity))
            guard goods != Int128(order.goods) else { continue }
            disagree(
                "goods",
                "orders.csv:\(order.line) says goods \(amountText(Int128(order.goods))) of offer "
                    + "\(offer.id), recomputed \(amountText(goods))")
        }
    }

    /// No tranche gives more than it holds and no offer more than was ordered.
    mutating func checkSupply(_ answer: Answer) {
        for (position, offer) in problem.offers.enumerated() {
            var rest = answer.quantities[position]
            for (tranche, given) in zip(offer.tranches, answer.given[position]) {
                let holds = tranche.quantity ?? max(0, rest)
                rest -= tranche.quantity ?? 0
                if given > holds {
                    disagree(
                        "tranche",
                        "lines get \(given) units from a tranche of offer \(offer.id) that holds "
                            + "\(holds)")
                }
            }
            let total = answer.given[position].reduce(0, +)
            if total > answer.quantities[position] {
                disagree(
                    "overallocated",
                    "lines get \(total) units of offer \(offer.id), of which "
                        + "\(answer.quantities[position]) are ordered")
            }
        }
    }

    /// Each line gets its item or a substitute, not too much, and from as few as it asks.
    mutating func checkLines(_ answer: Answer) {
        var offersByLine: [Int: Set<Int>] = [:]
        for given in answer.allocations {
            offersByLine[given.line, default: []].insert(given.offer)
            let pair = StatedProblem.Pair(
                wanted: problem.lines[given.line].item, given: problem.offers[given.offer].item)
            if pair.wanted != pair.given && problem.substitution[pair] == nil {
                disagree(
                    "wrong-item",
                    "line \(problem.lines[given.line].id) wants \(problem.itemIDs[pair.wanted]) "
                        + "and gets \(problem.itemIDs[pair.given]), which is no substitute")
            }
        }
        for (position, line) in problem.lines.enumerated() {
            if answer.served[position] > line.quantity {
                disagree(
                    "overserved",
                    "line \(line.id) gets \(answer.served[position]) units and wants "
                        + "\(line.quantity)")
            }
            let serving = offersByLine[position] ?? []
            if line.split == .single && serving.count > 1 {
                disagree(
                    "single", "line \(line.id) is served by \(serving.count) offers, allowed is 1")
            }
            let suppliers = Set(serving.map { problem.offers[$0].supplier })
            if let most = problem.suppliersPerLine, suppliers.count > most {
                disagree(
                    "suppliers-per-line",
                    "line \(line.id) is served by \(suppliers.count) suppliers, allowed are "
                        + "\(most)")
            }
        }
    }

    /// What the table of unmet lines says is what the lines do not get.
    mutating func checkUnmet(_ answer: Answer) {
        var stated: [String: Int128] = [:]
        for row in result.unmet {
            let place = "unmet.csv:\(row.row)"
            if row.quantity <= 0 {
                disagree("quantity", "\(place) says \(row.quantity) units, not at least 1")
            }
            if stated.updateValue(Int128(row.quantity), forKey: row.line) != nil {
                disagree("twice", "\(place) names line \(row.line) a second time")
            }
        }
        for (position, line) in problem.lines.enumerated() {
            let unmet = line.quantity - answer.served[position]
            let says = stated.removeValue(forKey: line.id) ?? 0
            if says != unmet {
                disagree(
                    "unmet", "unmet.csv says \(says) units of line \(line.id), recomputed \(unmet)")
            }
        }
        for line in stated.keys.sorted() {
            disagree("unknown", "unmet.csv names line \(line), which does not exist")
        }
    }

    /// Limits and minimum of each supplier, and how many suppliers get orders.
    mutating func checkSuppliers(_ answer: Answer, _ totals: [SupplierTotal?]) {
        for (supplier, total) in zip(problem.suppliers, totals) {
            guard let total else { continue }
            if let most = supplier.maximumUnits, total.units > most {
                disagree(
                    "maximum-units",
                    "\(total.units) units are ordered from supplier \(supplier.id), at most "
                        + "\(most) may be")
            }
            if let most = supplier.maximumValue, total.goods > most {
                disagree(
                    "maximum-value",
                    "goods of \(amountText(total.goods)) are ordered from supplier "
                        + "\(supplier.id), at most \(amountText(most)) may be")
            }
            if supplier.surcharge == nil && total.goods < supplier.minimumValue {
                disagree(
                    "minimum-value",
                    "goods of \(amountText(total.goods)) are ordered from supplier "
                        + "\(supplier.id), which wants \(amountText(supplier.minimumValue))")
            }
        }
        let used = totals.filter { $0 != nil }.count
        if let most = problem.suppliersInAll, used > most {
            disagree("suppliers", "\(used) suppliers get an order, at most \(most) may")
        }
        guard let most = problem.suppliersPerItem else { return }
        var suppliersByItem = problem.itemIDs.map { _ in Set<Int>() }
        for (offer, quantity) in zip(problem.offers, answer.quantities) where quantity > 0 {
            suppliersByItem[offer.item].insert(offer.supplier)
        }
        for (item, suppliers) in zip(problem.itemIDs, suppliersByItem)
        where suppliers.count > most {
            disagree(
                "suppliers-per-item",
                "item \(item) is ordered from \(suppliers.count) suppliers, allowed are \(most)")
        }
    }

    /// minimum × Q − m < S < maximum × Q + m, all sides times a million.
    mutating func checkShares(_ answer: Answer) {
        var offersByItem = problem.itemIDs.map { _ in [Int]() }
        for (position, offer) in problem.offers.enumerated() {
            offersByItem[offer.item].append(position)
        }
        for share in problem.shares {
            var total: Int128 = 0
            var own: Int128 = 0
            var multiple: Int128 = 0
            for position in offersByItem[share.item] {
                total += answer.quantities[position]
                if problem.offers[position].supplier == share.supplier {
                    own += answer.quantities[position]
                    multiple = max(multiple, problem.offers[position].multiple)
                }
            }
            // A supplier without any offer of the item has no share to keep.
            guard total > 0, multiple > 0 else { continue }
            let slack = multiple * 1_000_000
            let scaled = own * 1_000_000
            if share.minimum * total - slack < scaled && scaled < share.maximum * total + slack {
                continue
            }
            disagree(
                "share",
                "supplier \(problem.suppliers[share.supplier].id) gets \(own) of \(total) units "
                    + "of item \(problem.itemIDs[share.item]); its share is "
                    + "\(amountText(share.minimum)) to \(amountText(share.maximum)), give or "
                    + "take less than \(multiple)")
        }
    }
}
