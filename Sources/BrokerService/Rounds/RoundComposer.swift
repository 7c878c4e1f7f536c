package import Procurement
package import SourcingEngine
package import Storage

/// Turns what the engine found back into the words of the house.
package struct RoundComposer {
    private let round: RoundProblem
    private let outcome: SourcingOutcome
    private let plan: RequirementPlan
    private let master: MasterSnapshot
    private let now: LocalTime
    private let itemsByID: [ItemID: Item]
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
    ) -> RoundDocument {
        let orders = orderRows()
        let allocations = allocationRows()
        return RoundDocument(
            number: number.description, asOf: asOf.description,
            dayZero: now.date.description, currency: round.problem.currency,
            outcome: outcomeRow(), demand: demandRows(lines), orders: orders,
            allocations: allocations,
            unmet: UnmetReasons(round: round, outcome: outcome).rows(),
            suppliers: supplierRows(orders: orders, allocations: allocations),
            leftOut: round.leftOut.map { left in
                RoundDocument.LeftOut(
                    offer: left.offer.rawValue, supplier: left.supplier.rawValue,
                    item: left.item.rawValue, reason: left.reason.rawValue)
            },
            notes: notes(), problem: problemFiles, result: resultFiles)
    }

    private func notes() -> [String] {
        round.loweredSalvage.map { item in
            "The salvage value of item (\(item)) was lowered to its cheapest purchase price: "
                + "a surplus worth more than it costs would be bought without end."
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

    private func orderRows() -> [RoundDocument.Order] {
        outcome.solution.orders.map { order in
            let offer = round.offers[order.offer]
            let terms = round.problem.offers[order.offer]
            let bands = PriceBands(terms, quantity: order.quantity)
            let reference = referencesByPart[Self.partKey(offer.supplier, offer.supplierPart)]
            return RoundDocument.Order(
                offer: offer.id.rawValue, feed: offer.feed.rawValue,
                supplier: offer.supplier.rawValue, item: offer.item.rawValue,
                itemName: itemsByID[offer.item]?.name ?? "",
                unit: itemsByID[offer.item]?.unit.code ?? "",
                supplierPart: offer.supplierPart.rawValue, quantity: order.quantity,
                baseUnits: reference?.baseUnits ?? 1, goods: amount(bands.goods),
                bands: bands.bands.map { band in
                    RoundDocument.Band(
                        quantity: band.quantity, price: amount(band.price),
                        per: terms.priceQuantity)
                },
                tranches: tranches(of: terms, at: order.offer, quantity: order.quantity),
                reachesBreak: bands.reachesBreak, isStale: offer.isStale)
        }
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

    private func allocationRows() -> [RoundDocument.Allocation] {
        outcome.solution.allocations.map { allocation in
            let offer = round.offers[allocation.offer]
            let requirement = round.requirements[allocation.line]
            let arrives = round.arrivals[allocation.offer][allocation.tranche]
            return RoundDocument.Allocation(
                line: requirement.line.description, offer: offer.id.rawValue,
                supplier: offer.supplier.rawValue, tranche: allocation.tranche + 1,
                quantity: allocation.quantity, arrives: arrives.description,
                daysLate: max(0, requirement.needByDate.days(until: arrives)))
        }
    }

    private func supplierRows(
        orders: [RoundDocument.Order], allocations: [RoundDocument.Allocation]
    ) -> [RoundDocument.SupplierTotal] {
        let ordersBySupplier = Dictionary(grouping: orders, by: \.supplier)
        let allocationsBySupplier = Dictionary(grouping: allocations, by: \.supplier)
        let totals = SupplierTotals(problem: round.problem, solution: outcome.solution)
        return ordersBySupplier.keys.sorted().compactMap { id in
            guard let supplier = master.suppliers.first(where: { $0.id.rawValue == id }),
                let total = totals.bySupplier[id]
            else { return nil }
            let own = ordersBySupplier[id] ?? []
            let served = Dictionary(grouping: allocationsBySupplier[id] ?? [], by: \.line)
            let arrivals = own.flatMap(\.tranches).map(\.arrives)
            return RoundDocument.SupplierTotal(
                supplier: id, name: supplier.name, orderLines: own.count,
                units: own.reduce(0) { $0 + $1.quantity }, goods: amount(total.goods),
                discount: amount(total.discount), orderCost: amount(total.orderCost),
                freight: amount(total.freight), surcharge: amount(total.surcharge),
                unitCosts: amount(total.unitCosts), total: amount(total.total),
                minimumOrderValue: supplier.terms.minimumOrderValue.description,
                earliest: arrivals.min() ?? "", latest: arrivals.max() ?? "",
                linesServed: served.count,
                linesInTime: served.values.filter { rows in
                    rows.allSatisfy { $0.daysLate == 0 }
                }.count)
        }
    }

    private func amount(_ micros: Int64) -> String { FixedPoint(micros: micros).description }
}

/// The relative distance of an answer from its bound.
package enum Gap {
    /// (objective − bound) ÷ |objective| with 6 digits, rounded up so that it never flatters.
    package static func text(objective: Int64, bound: Int64) -> String {
        FixedPoint(micros: millionths(objective: objective, bound: bound))
            .formatted(fractionDigits: 6)
    }

    /// The same in 10⁻⁶; 0 when both are equal.
    package static func millionths(objective: Int64, bound: Int64) -> Int64 {
        if objective == bound { return 0 }
        let distance = Int128(objective) - Int128(bound)
        let size = Int128(objective).magnitude
        guard size > 0 else { return 1_000_000 }
        let scaled = (distance * 1_000_000 + Int128(size) - 1) / Int128(size)
        return Int64(clamping: scaled)
    }
}
