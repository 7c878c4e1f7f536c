import OrderDesk
package import Procurement
package import SourcingEngine
package import Storage

/// Turns what the engine found back into the words of the house.
package struct RoundComposer {
    let round: RoundProblem
    let outcome: SourcingOutcome
    private let plan: RequirementPlan
    private let master: MasterSnapshot
    private let now: LocalTime
    let itemsByID: [ItemID: Item]
    private let referencesByPart: [String: ItemReference]

    package init(
        round: RoundProblem, outcome: SourcingOutcome, plan: RequirementPlan,
        master: MasterSnapshot, now: LocalTime
    ) {
        self.round = round
        self.outcome = outcome
        self.plan = plan
        self.master = master
        self.now = now
        itemsByID = Dictionary(
            master.items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        referencesByPart = Dictionary(
            master.references.map { (Self.partKey($0.supplier, $0.supplierPart), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func partKey(_ supplier: SupplierID, _ part: SupplierPart) -> String {
        supplier.rawValue + "\u{1F}" + part.rawValue
    }

    package func document(
        number: RoundNumber, asOf: Timestamp, lines: [BackOrderLine],
        problemFiles: [RoundDocument.File], resultFiles: [RoundDocument.File]
    ) throws -> RoundDocument {
        let unmet = try UnmetReasons(round: round, outcome: outcome).lines()
        let award = try award(unmet: unmet.map(\.line))
        let orders = orderRows(award)
        let allocations = allocationRows(award)
        let credits = round.credits.planned(outcome.solution, of: round.problem)
        return RoundDocument(
            number: number.description, asOf: asOf.description,
            dayZero: now.date.description, currency: round.problem.currency,
            outcome: outcomeRow(), demand: demandRows(lines), orders: orders,
            allocations: allocations, unmet: unmetRows(unmet),
            suppliers: supplierRows(award, orders: orders, allocations: allocations),
            leftOut: round.leftOut.map { left in
                RoundDocument.LeftOut(
                    offer: left.offer.rawValue, supplier: left.supplier.rawValue,
                    item: left.item.rawValue, reason: left.reason.rawValue)
            },
            arrivals: round.learned.isEmpty ? nil : round.learned, rates: rateRows(),
            credits: credits.isEmpty ? nil : credits, notes: try notes(credits),
            problem: problemFiles, result: resultFiles)
    }

    private func notes(_ credits: [AssumedCredit]) throws -> [String] {
        let lowered = round.loweredSalvage.map { item in
            "The salvage value of item (\(item)) was lowered to its cheapest purchase price: "
                + "a surplus worth more than it costs would be bought without end."
        }
        return try lowered + rateNotes() + creditNotes(credits)
            + round.verdicts.map { $0.sentence(currency: round.problem.currency) }
    }

    private func creditNotes(_ credits: [AssumedCredit]) throws -> [String] {
        guard !credits.isEmpty else { return [] }
        let covered = credits.filter(\.isCovered)
        var sum = Int128(0)
        for rule in round.problem.rules {
            if case .onTime = rule.demand { sum += Int128(rule.penalty ?? 0) }
        }
        let amount = FixedPoint(micros: Int64(clamping: sum))
        let words =
            "Waiting was weighed with credits of up to \(amount) \(round.problem.currency) for "
            + "\(covered.count) of \(credits.count) lines that could be late"
        let weighed = covered.count == credits.count ? "." : "; the budget covers no more."
        let planned = try covered.map { try FixedPoint(parsing: $0.planned ?? "0") }
            .filter(\.isPositive)
        if planned.isEmpty { return [words + weighed] }
        let total = planned.reduce(Int128(0)) { $0 + Int128($1.micros) }
        return [
            words + weighed,
            "The award counts on \(FixedPoint(micros: Int64(clamping: total))) "
                + "\(round.problem.currency) for \(planned.count) of them; approval sets it aside.",
        ]
    }

    private func rateNotes() -> [String] {
        let used = Set(round.offers.compactMap(otherCurrency))
        return round.ratesByCurrency.values.filter { used.contains($0.currency) }
            .sorted { $0.currency < $1.currency }
            .map { rate in
                "Prices in \(rate.currency) are counted at the rate of \(rate.from): "
                    + "\(rate.per) \(rate.currency) = \(rate.worth) \(round.problem.currency). "
                    + "Orders are in \(rate.currency)."
            }
    }

    private func outcomeRow() -> RoundDocument.Outcome {
        let costs = outcome.costs
        return RoundDocument.Outcome(
            status: outcome.status.rawValue, objective: amount(outcome.objective),
            bound: amount(outcome.bound),
            gap: Gap.text(objective: outcome.objective, bound: outcome.bound),
            limit: outcome.limit?.rawValue,
            costs: [
                "goods": amount(costs.goods), "offers": amount(costs.offers),
                "units": amount(costs.units), "supplier_orders": amount(costs.supplierOrders),
                "freight": amount(costs.freight), "surcharge": amount(costs.surcharge),
                "discount": amount(costs.discount), "lateness": amount(costs.lateness),
                "substitution": amount(costs.substitution), "unmet": amount(costs.unmet),
                "surplus": amount(costs.surplus), "penalties": amount(costs.penalties),
            ])
    }

    private func demandRows(_ lines: [BackOrderLine]) -> [RoundDocument.Demand] {
        let coverage = Dictionary(
            plan.coverage.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        return lines.sorted { $0.id < $1.id }.map { line in
            let covered = coverage[line.id]
            return RoundDocument.Demand(
                line: line.id.description, customer: line.customer.rawValue,
                item: line.item.rawValue, itemName: itemsByID[line.item]?.name ?? "",
                unit: line.openQuantity.unit.code, open: line.openQuantity.wholeUnits ?? 0,
                needBy: line.needByDate.description, priority: line.priority,
                split: line.split.rawValue, acceptsSubstitute: line.acceptsSubstitute,
                fromStock: units(covered) { if case .stock = $0 { true } else { false } },
                fromOrders: units(covered) { if case .ownOrder = $0 { true } else { false } },
                fromInbound: units(covered) { if case .inbound = $0 { true } else { false } },
                required: covered?.required.wholeUnits ?? 0)
        }
    }

    private func units(
        _ coverage: LineCoverage?, from isMeant: (CoverageSource.Origin) -> Bool
    ) -> Int64 {
        (coverage?.sources ?? []).reduce(0) { sum, source in
            isMeant(source.origin) ? sum + (source.quantity.wholeUnits ?? 0) : sum
        }
    }

    private func orderRows(_ award: Award) -> [RoundDocument.Order] {
        zip(award.orders, outcome.solution.orders).map { awarded, order in
            let offer = round.offers[order.offer]
            let terms = round.problem.offers[order.offer]
            let bands = PriceBands(terms, quantity: order.quantity)
            let other = otherCurrency(of: offer)
            let reference = referencesByPart[Self.partKey(offer.supplier, offer.supplierPart)]
            return RoundDocument.Order(
                offer: awarded.offer.rawValue, feed: offer.feed.rawValue,
                supplier: offer.supplier.rawValue, item: offer.item.rawValue,
                itemName: itemsByID[offer.item]?.name ?? "", unit: awarded.quantity.unit.code,
                supplierPart: offer.supplierPart.rawValue, quantity: order.quantity,
                baseUnits: reference?.baseUnits ?? 1, goods: text(awarded.goods),
                currency: other?.code,
                bands: bands.bands.map { band in
                    RoundDocument.Band(
                        quantity: band.quantity, price: amount(band.price),
                        per: terms.priceQuantity,
                        stated: other.map { _ in
                            text(offer.priceBreaks[band.priceBreak].price.money)
                        })
                },
                tranches: tranches(of: terms, at: order.offer, quantity: order.quantity),
                reachesBreak: bands.reachesBreak, isStale: offer.isStale)
        }
    }

    private func otherCurrency(of offer: Offer) -> Currency? {
        offer.currency.flatMap { round.ratesByCurrency[$0] }?.currency
    }

    private func rateRows() -> [RoundDocument.Rate]? {
        let offers = Dictionary(grouping: round.offers, by: otherCurrency)
        let rows = round.ratesByCurrency.values.sorted { $0.currency < $1.currency }
            .map { rate in
                RoundDocument.Rate(
                    currency: rate.currency.code, from: rate.from.description,
                    worth: rate.worth.description, per: rate.per,
                    offers: (offers[rate.currency] ?? []).map { offer in
                        RoundDocument.StatedPrice(
                            offer: offer.id.rawValue, price: text(offer.priceBreaks[0].price.money))
                    })
            }
        return rows.isEmpty ? nil : rows
    }

    private func tranches(
        of offer: SourcingOffer, at position: Int, quantity: Int64
    ) -> [RoundDocument.Tranche] {
        var rest = quantity
        var rows: [RoundDocument.Tranche] = []
        for (index, tranche) in offer.tranches.enumerated() where rest > 0 {
            let units = min(rest, tranche.quantity ?? rest)
            rest -= units
            rows.append(
                RoundDocument.Tranche(
                    number: index + 1, quantity: units,
                    arrives: round.arrivals[position][index].description))
        }
        return rows
    }

    private func allocationRows(_ award: Award) -> [RoundDocument.Allocation] {
        zip(award.allocations, outcome.solution.allocations).map { awarded, allocation in
            let requirement = round.requirements[allocation.line]
            return RoundDocument.Allocation(
                line: awarded.line.description, offer: awarded.offer.rawValue,
                supplier: round.offers[allocation.offer].supplier.rawValue,
                tranche: awarded.tranche, quantity: allocation.quantity,
                arrives: awarded.arrivalDate.description,
                daysLate: max(0, requirement.needByDate.days(until: awarded.arrivalDate)))
        }
    }

    private func unmetRows(
        _ unmet: [(line: UnmetLine, text: String)]
    ) -> [RoundDocument.Unmet] {
        let itemsByLine = Dictionary(
            round.requirements.map { ($0.line, $0.item) }, uniquingKeysWith: { first, _ in first })
        return unmet.map { line, reason in
            RoundDocument.Unmet(
                line: line.line.description, item: itemsByLine[line.line]?.rawValue ?? "",
                quantity: line.quantity.wholeUnits ?? 0, code: line.reason.rawValue,
                reason: reason)
        }
    }

    private func supplierRows(
        _ award: Award, orders: [RoundDocument.Order], allocations: [RoundDocument.Allocation]
    ) -> [RoundDocument.SupplierTotal] {
        let ordersBySupplier = Dictionary(grouping: orders, by: \.supplier)
        let allocationsBySupplier = Dictionary(grouping: allocations, by: \.supplier)
        return award.supplierOrders.map { total in
            let id = total.supplier.rawValue
            let supplier = master.suppliers.first { $0.id == total.supplier }
            let own = ordersBySupplier[id] ?? []
            let served = Dictionary(grouping: allocationsBySupplier[id] ?? [], by: \.line)
            let arrivals = own.flatMap(\.tranches).map(\.arrives)
            return RoundDocument.SupplierTotal(
                supplier: id, name: supplier?.name ?? "", orderLines: own.count,
                units: own.reduce(0) { $0 + $1.quantity }, goods: text(total.goods),
                discount: text(total.discount), orderCost: text(total.orderCost),
                freight: text(total.freight), surcharge: text(total.surcharge),
                unitCosts: text(total.unitCosts), total: text(total.total),
                minimumOrderValue: supplier?.terms.minimumOrderValue.description ?? "0",
                earliest: arrivals.min() ?? "", latest: arrivals.max() ?? "",
                linesServed: served.count,
                linesInTime: served.values.filter { rows in
                    rows.allSatisfy { $0.daysLate == 0 }
                }.count)
        }
    }

    private func text(_ money: Money) -> String { money.amount.description }

    private func amount(_ micros: Int64) -> String { FixedPoint(micros: micros).description }
}
