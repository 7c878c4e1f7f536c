import Procurement
import SourcingEngine

/// Says of every line that stays partly or wholly unmet what prevents it.
struct UnmetReasons {
    let round: RoundProblem
    let outcome: SourcingOutcome

    /// Each line with what it misses, and the reason in a sentence.
    func lines() throws -> [(line: UnmetLine, text: String)] {
        var served = [Int64](repeating: 0, count: round.problem.lines.count)
        for allocation in outcome.solution.allocations {
            served[allocation.line] += allocation.quantity
        }
        return try round.problem.lines.indices.compactMap { index in
            let missing = round.problem.lines[index].quantity - served[index]
            guard missing > 0 else { return nil }
            let reason = reason(forLine: index, missing: missing)
            let requirement = round.requirements[index]
            let line = UnmetLine(
                line: requirement.line,
                quantity: try Quantity(units: missing, unit: requirement.quantity.unit),
                reason: reason.code)
            return (line, reason.text)
        }
    }

    private struct Reason {
        let code: UnmetReason
        let text: String
    }

    private func reason(forLine index: Int, missing: Int64) -> Reason {
        let line = round.problem.lines[index]
        let candidates = round.problem.offers.indices.filter { serves($0, line) }
        if candidates.isEmpty { return noOffer(round.requirements[index].item) }
        let spare = candidates.filter { capacityLeft(of: $0) > 0 }
        if spare.isEmpty {
            return Reason(
                code: .limitsReached,
                text: candidates.count == 1
                    ? "the only offer of the item is ordered to the most that its supplier has"
                    : "all \(candidates.count) offers of the item are ordered to the most that "
                        + "their suppliers have")
        }
        return tooDear(line, missing: missing, among: spare)
    }

    private func serves(_ offer: Int, _ line: SourcingLine) -> Bool {
        let item = round.problem.offers[offer].item
        if item == line.item { return true }
        return round.problem.substitutes.contains {
            $0.item == line.item && $0.substitute == item
        }
    }

    private func noOffer(_ item: ItemID) -> Reason {
        let left = round.leftOut.filter { $0.item == item }
        guard !left.isEmpty else {
            return Reason(code: .noOffer, text: "no supplier offers item (\(item))")
        }
        let reasons = Dictionary(grouping: left, by: \.reason.rawValue)
            .map { "\(counted($0.value.count, "offer")) left out: \($0.key)" }
            .sorted()
        return Reason(code: .noUsableOffer, text: reasons.joined(separator: "; "))
    }

    private func capacityLeft(of offer: Int) -> Int64 {
        let terms = round.problem.offers[offer]
        let ordered = outcome.solution.orders.first { $0.offer == offer }?.quantity ?? 0
        let most = terms.maximumQuantity ?? Int64.max
        let ofSupplier = round.problem.suppliers[terms.supplier].maximumUnits.map { limit in
            limit - unitsOrdered(from: terms.supplier)
        }
        return min(most - ordered, ofSupplier ?? Int64.max)
    }

    private func unitsOrdered(from supplier: Int) -> Int64 {
        outcome.solution.orders.reduce(0) { sum, order in
            round.problem.offers[order.offer].supplier == supplier ? sum + order.quantity : sum
        }
    }

    /// Compares leaving the units unmet with the cheapest way of buying them alone.
    private func tooDear(_ line: SourcingLine, missing: Int64, among offers: [Int]) -> Reason {
        let best = offers.map { ($0, costAlone(of: $0, line: line, missing: missing)) }
            .min { ($0.1.cost, $0.0) < ($1.1.cost, $1.0) }
        guard let (offer, alone) = best else { return noOffer(round.requirements[0].item) }
        let name = round.offers[offer].supplier
        let unmet = Int128(line.unmetCost) * Int128(missing)
        let currency = round.problem.currency
        let text =
            "buying \(counted(Int(alone.quantity), "unit")) from \(name) would cost "
            + "\(amount(alone.cost)) \(currency)"
            + (alone.daysLate > 0 ? ", \(counted(alone.daysLate, "day")) late" : "")
            + "; leaving \(missing) unmet costs \(amount(unmet)) \(currency)"
        if alone.cost > unmet { return Reason(code: .costsMoreThanUnmet, text: text) }
        return Reason(
            code: .rulesForbid,
            text: "a limit on suppliers, capacity, minimum order or the line's split rule stands "
                + "against it: " + text)
    }

    private func costAlone(
        of offer: Int, line: SourcingLine, missing: Int64
    ) -> (cost: Int128, quantity: Int64, daysLate: Int) {
        let terms = round.problem.offers[offer]
        let isOpen = outcome.solution.orders.contains { $0.offer == offer }
        let supplierIsOpen = outcome.solution.orders.contains {
            round.problem.offers[$0.offer].supplier == terms.supplier
        }
        let least = isOpen ? missing : max(missing, terms.minimumQuantity)
        let quantity =
            (least + terms.orderMultiple - 1) / terms.orderMultiple
            * terms.orderMultiple
        let goods = PriceBands(terms, quantity: quantity).goods
        let supplier = round.problem.suppliers[terms.supplier]
        let day = terms.tranches.last?.arrivals.map(\.days).max() ?? 0
        let late = max(0, day - line.needByDay)
        var cost = Int128(goods) + Int128(terms.unitCost) * Int128(quantity)
        cost += Int128(line.lateCost) * Int128(late) * Int128(missing)
        if !isOpen { cost += Int128(terms.offerCost) }
        if !supplierIsOpen { cost += Int128(supplier.orderCost) + Int128(supplier.freight) }
        let surplus = Int128(quantity - missing)
        cost -= surplus * Int128(round.problem.items[terms.item].salvageValue)
        return (cost, quantity, late)
    }

    private func amount(_ micros: Int128) -> String {
        let cents = FixedPoint(micros: Int64(clamping: (micros + 5_000) / 10_000 * 10_000))
        return cents.formatted(fractionDigits: 2)
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
