package import SourcingEngine

/// Writes what is left to choose between plans as a mixed-integer linear model in free MPS.
///
/// One column per plan, one row per block, and the terms of suppliers as in ``MPSExport``: a solver
/// that needs minutes for the flat model of a round needs seconds for this one. It knows only the
/// plans that it is given, so its optimum is an answer, not a bound.
package enum MasterExport {
    /// The model as bytes of a free MPS file; the same plans always give the same bytes.
    package static func bytes(for problem: SourcingProblem, _ master: PlanMaster) -> [UInt8] {
        var builder = FlatModelBuilder(problem: problem)
        let model = builder.build(master)
        return MPSWriter(
            names: ModelText.names(of: problem, kind: "a choice of plans")
                + planNames(master), model: model
        ).bytes()
    }

    private static func planNames(_ master: PlanMaster) -> [String] {
        zip(FlatModelBuilder.names(of: master), master.plans).map { name, plan in
            let orders = plan.orders.map { "\($0.quantity) of o\($0.offer + 1)" }
            let text = orders.isEmpty ? "nothing" : orders.joined(separator: ", ")
            return "\(name) \(text)\(plan.isChosen ? ", chosen" : "")"
        }
    }
}

extension FlatModelBuilder {
    /// Columns of plans: `p_b3_2` is the second plan of the third block.
    static func names(of master: PlanMaster) -> [String] {
        var names: [String] = []
        var last = -1
        var position = 0
        for plan in master.plans {
            position = plan.block == last ? position + 1 : 1
            last = plan.block
            names.append("p_b\(plan.block + 1)_\(position)")
        }
        return names
    }

    /// The model of a choice of plans.
    mutating func build(_ master: PlanMaster) -> FlatModel {
        let all = OrderLimits(problem: problem, offersByItem: offersByItem).bands()
        bands = .init(repeating: [], count: problem.offers.count)
        bandColumns = .init(repeating: [], count: problem.offers.count)
        goodsColumns = .init(repeating: nil, count: problem.offers.count)
        supplyColumns = .init(repeating: [], count: problem.offers.count)
        planUses = .init(repeating: [], count: problem.offers.count)
        var choices = [[Term]](repeating: [], count: master.blockCount)
        for (plan, name) in zip(master.plans, Self.names(of: master)) {
            let column = model.addColumn(name, .binary, cost: Int128(plan.cost))
            choices[plan.block].append(.whole(column, 1))
            for order in plan.orders {
                bands[order.offer] = all[order.offer]
                planUses[order.offer].append((column, order.quantity))
            }
        }
        for (block, terms) in choices.enumerated() {
            model.addRow("choice_b\(block + 1)", terms, .equal, FlatModel.one)
        }
        for offer in problem.offers.indices where !planUses[offer].isEmpty { addGoods(offer) }
        for supplier in problem.suppliers.indices { addSupplier(supplier) }
        addSupplierCount()
        for (index, rule) in problem.rules.enumerated() where isAboutOrders(rule) {
            addRule(index)
        }
        return model
    }

    /// Whether a rule is about orders of suppliers as a whole; others are in the plans.
    private func isAboutOrders(_ rule: SourcingRule) -> Bool {
        switch rule.demand {
        case .forbid(_, nil): !rule.isHard
        case .requireValue: true
        case .forbid, .requireUnits, .budget, .onTime: false
        }
    }

    /// Goods value of an offer, as the plans order it; its price is in theirs.
    private mutating func addGoods(_ index: Int) {
        let goods = model.addColumn("g_o\(index + 1)", .continuous)
        goodsColumns[index] = goods
        var terms = [Term.whole(goods, 1)]
        for (column, quantity) in planUses[index] {
            // Whoever made the plan priced it, so it can be priced.
            guard case .success(let value) = goodsValue(index, quantity) else { continue }
            terms.append(.micros(column, -Int128(value)))
        }
        model.addRow("goods_o\(index + 1)", terms, .equal, 0)
    }

    private func goodsValue(
        _ offer: Int, _ quantity: Int64
    ) -> Result<Int64, SourcingPricingError> {
        Result { () throws(SourcingPricingError) in
            try problem.offers[offer].goods(quantity: quantity)
        }
    }
}
