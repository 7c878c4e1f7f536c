import SourcingEngine

/// The values of a model's columns that stand for an answer.
struct ModelAssignment {
    let problem: SourcingProblem
    let solution: SourcingSolution
    let model: MPSModel
    private(set) var values: [String: Double] = [:]

    init(problem: SourcingProblem, solution: SourcingSolution, model: MPSModel) throws {
        self.problem = problem
        self.solution = solution
        self.model = model
        for order in solution.orders { setOrder(order) }
        for line in problem.lines.indices { try setLine(line) }
        for order in try problem.supplierOrders(of: solution) { setSupplier(order) }
        for supplier in problem.suppliers.indices where values["y_\(supplier)"] == nil {
            setDiscount(supplier, units: units(supplier), goods: goods(supplier))
        }
        for rule in problem.rules.indices where try isBroken(rule) { values["q_r\(rule + 1)"] = 1 }
        // Columns that this model does without.
        let known = Set(model.columns)
        let optional = ["y_", "a_", "c_", "z_", "w_", "r_", "s_", "v_", "m_", "f_", "b_", "q_"]
        values = values.filter { name, value in
            known.contains(name) || !optional.contains { name.hasPrefix($0) }
        }
    }

    /// Whether the answer would be illegal if the rule were hard.
    private func isBroken(_ rule: Int) throws -> Bool {
        var strict = problem
        strict.rules[rule].penalty = nil
        return try strict.violations(of: solution).contains { $0.kind == .rule && $0.index == rule }
    }

    private func ordered(_ offer: Int) -> Int64 {
        solution.orders.first { $0.offer == offer }?.quantity ?? 0
    }

    /// Goods value before rounding.
    private func exactGoods(_ index: Int) -> Double {
        let offer = problem.offers[index]
        let quantity = ordered(index)
        guard quantity > 0 else { return 0 }
        var total = 0.0
        for (position, step) in offer.priceBreaks.enumerated() {
            let from = position == 0 ? 1 : step.fromQuantity
            let next =
                position + 1 < offer.priceBreaks.count
                ? offer.priceBreaks[position + 1].fromQuantity : Int64.max
            switch offer.priceMode {
            case .incremental:
                let units = max(0, min(quantity, next - 1) - from + 1)
                total += Double(units) * Double(step.unitPrice)
            case .allUnits:
                if quantity >= from && quantity < next {
                    total = Double(quantity) * Double(step.unitPrice)
                }
            }
        }
        return total / Double(offer.priceQuantity) / 1e6
    }

    private func offers(of supplier: Int) -> [Int] {
        problem.offers.indices.filter { problem.offers[$0].supplier == supplier }
    }

    private func units(_ supplier: Int) -> Int64 {
        offers(of: supplier).reduce(0) { $0 + ordered($1) }
    }

    private func goods(_ supplier: Int) -> Double {
        offers(of: supplier).reduce(0) { $0 + exactGoods($1) }
    }

    private mutating func setOrder(_ order: SourcingSolution.Order) {
        let offer = problem.offers[order.offer]
        let number = order.offer + 1
        values["g_o\(number)"] = exactGoods(order.offer)
        // The bands of a model are those that some legal quantity reaches.
        var band = 0
        for (position, step) in offer.priceBreaks.enumerated() {
            let last =
                position + 1 < offer.priceBreaks.count
                ? offer.priceBreaks[position + 1].fromQuantity - 1 : order.quantity
            let multiple = offer.orderMultiple
            let first = max(offer.minimumQuantity, step.fromQuantity, multiple)
            let lowest = (first + multiple - 1) / multiple * multiple
            guard lowest <= last else { continue }
            band += 1
            if order.quantity >= lowest && order.quantity <= last { break }
        }
        values["n_o\(number)_b\(band)"] = Double(order.quantity / offer.orderMultiple)
        values["y_o\(number)_b\(band)"] = 1
        let stated = offer.tranches.dropLast().reduce(Int64(0)) { $0 + ($1.quantity ?? 0) }
        values["r_o\(number)"] = order.quantity >= stated ? 1 : 0
        values["s_s\(offer.supplier + 1)"] = 1
        values["b_i\(offer.item + 1)_s\(offer.supplier + 1)"] = 1
    }

    private mutating func setLine(_ index: Int) throws {
        let line = problem.lines[index]
        let given = solution.allocations.filter { $0.line == index }
        let served = given.reduce(0) { $0 + $1.quantity }
        let name = "l\(index + 1)"
        values["u_\(name)"] = Double(line.quantity - served)
        var worst: Int64 = 0
        for part in given {
            let offer = problem.offers[part.offer]
            values["x_\(name)_o\(part.offer + 1)_t\(part.tranche + 1)"] = Double(part.quantity)
            values["a_\(name)_o\(part.offer + 1)"] = 1
            values["c_\(name)_s\(offer.supplier + 1)"] = 1
            worst = max(worst, try lateness(part.offer, part.tranche, line))
        }
        guard line.split == .complete, served > 0 else { return }
        let level = try levels(index).firstIndex(of: worst) ?? -1
        values["z_\(name)_h\(level + 1)"] = 1
        values["w_\(name)_h\(level + 1)"] = Double(served)
    }

    private func lateness(_ offer: Int, _ tranche: Int, _ line: SourcingLine) throws -> Int64 {
        try problem.offers[offer].tranches[tranche].lateness(
            needByDay: line.needByDay, lateCost: line.lateCost)
    }

    private func levels(_ position: Int) throws -> [Int64] {
        let line = problem.lines[position]
        var levels: Set<Int64> = []
        for (index, offer) in problem.offers.enumerated() {
            let stands = problem.substitutes.contains {
                $0.item == line.item && $0.substitute == offer.item
            }
            guard offer.item == line.item || stands else { continue }
            for tranche in offer.tranches.indices {
                let name = "x_l\(position + 1)_o\(index + 1)_t\(tranche + 1)"
                guard model.columns.contains(name) else { continue }
                levels.insert(try lateness(index, tranche, line))
            }
        }
        return levels.sorted()
    }

    private mutating func setSupplier(_ order: SourcingSupplierOrder) {
        let supplier = problem.suppliers[order.supplier]
        let name = "s\(order.supplier + 1)"
        values["v_\(name)"] = goods(order.supplier)
        values["m_\(name)"] = order.goods < supplier.minimumOrderValue ? 1 : 0
        if let free = supplier.freeFreightFrom { values["f_\(name)"] = order.goods >= free ? 1 : 0 }
    }

    private mutating func setDiscount(_ index: Int, units: Int64, goods: Double) {
        let name = "s\(index + 1)"
        let steps = problem.suppliers[index].discounts
        guard !steps.isEmpty, model.columns.contains("d_\(name)_k0") else { return }
        var reached = 0
        for (position, step) in steps.enumerated() {
            switch step.from {
            case .value(let from):
                if (goods * 1e6).rounded() >= Double(from) { reached = position + 1 }
            case .units(let from):
                if units >= from { reached = position + 1 }
            }
        }
        values["d_\(name)_k\(reached)"] = 1
        values["h_\(name)_k\(reached)"] = goods
        if model.columns.contains("p_\(name)_k\(reached)") {
            values["p_\(name)_k\(reached)"] = Double(units)
        }
    }
}
