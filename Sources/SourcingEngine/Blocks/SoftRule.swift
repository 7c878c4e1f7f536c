/// A rule of the buyer that a plan of a block may break, at a price that is paid once.
struct SoftRule: Sendable {
    /// When it is broken.
    enum Condition: Sendable {
        /// When ordered quantities break a linear rule.
        case orders(Block.ShareRow)
        /// When any of these arcs carries units, by arc of the block.
        case arcs([Bool])
    }

    /// What a part of the search has decided about a soft rule.
    enum State: UInt8, Sendable {
        case open
        /// Only plans that keep the rule are looked at.
        case kept
        /// The penalty is paid, whatever the plan does.
        case paid
    }

    var condition: Condition
    var penalty: Int64

    func isBroken(_ quantities: [Int64], _ flow: (Int) -> Int64) -> Bool {
        switch condition {
        case .orders(let row):
            return !row.isKept(quantities)
        case .arcs(let arcs):
            return arcs.indices.contains { arcs[$0] && flow($0) > 0 }
        }
    }
}

extension Block.ShareRow {
    func isKept(_ quantities: [Int64]) -> Bool {
        var sum: Int128 = 0
        for offer in coefficients.indices where quantities[offer] > 0 {
            sum += Int128(coefficients[offer]) * Int128(quantities[offer])
        }
        return sum <= Int128(limit)
    }
}

extension Block {
    /// What the soft rules cost that a plan breaks, in micros.
    func penalty(quantities: [Int64], flow: [Int64]) -> Int64 {
        var total: Int64 = 0
        for rule in soft where rule.isBroken(quantities, { flow[$0] }) { total += rule.penalty }
        return total
    }

    /// What a plan buys, in micros: what budgets count, without the orders of suppliers.
    func purchase(quantities: [Int64], flow: [Int64]) -> Int64 {
        var total: Int64 = 0
        for offer in 0..<offerCount { total += orderCost(offer, quantities[offer]) }
        for arc in 0..<arcCount where flow[arc] > 0 { total += spend[arc] * flow[arc] }
        return total
    }
}

extension BlockBuilder {
    /// The rules on orders of one item from one supplier, and on when lines are served.
    func addRules(to block: inout Block) {
        for position in rules.positions(items: block.items, lines: block.lines) {
            let rule = problem.rules[position]
            switch rule.demand {
            case .forbid(let supplier, let item?):
                guard let penalty = rule.penalty, penalty > 0 else { continue }
                let row = row(block, supplier, item, coefficient: 1, limit: 0)
                if let row {
                    block.soft.append(SoftRule(condition: .orders(row), penalty: penalty))
                }
            case .requireUnits(let supplier, let item, let units):
                guard
                    var row = row(
                        block, supplier, item, coefficient: -1_000_000, limit: -1_000_000 * units)
                else { continue }
                guard let penalty = rule.penalty else {
                    row.source = .rule(position)
                    block.shares.append(row)
                    continue
                }
                guard penalty > 0 else { continue }
                block.soft.append(SoftRule(condition: .orders(row), penalty: penalty))
            case .onTime(let line, let days):
                addOnTime(line, days, rule.penalty ?? 0, to: &block)
            case .forbid, .requireValue, .budget: break
            }
        }
    }

    /// A linear rule on what is ordered of an item from a supplier; `nil` if the block sells none.
    private func row(
        _ block: Block, _ supplier: Int, _ item: Int, coefficient: Int64, limit: Int64
    ) -> Block.ShareRow? {
        let coefficients = block.offers.map { position in
            let offer = problem.offers[position]
            return offer.supplier == supplier && offer.item == item ? coefficient : 0
        }
        guard coefficients.contains(where: { $0 != 0 }) else { return nil }
        return Block.ShareRow(coefficients: coefficients, limit: limit)
    }

    private func addOnTime(_ line: Int, _ days: Int64, _ penalty: Int64, to block: inout Block) {
        guard penalty > 0, let local = block.lines.firstIndex(of: line) else { return }
        let needBy = problem.lines[line].needByDay
        let late = (0..<block.arcCount).map { arc in
            guard block.arcLine[arc] == local else { return false }
            let tranche = block.arcTranche[arc]
            let offer = problem.offers[block.offers[block.trancheOffer[tranche]]]
            let expected = offer.tranches[block.trancheOrigin[tranche]].expectedLateness(
                needByDay: needBy)
            return expected > Int128(days)
        }
        guard late.contains(true) else { return }
        block.soft.append(SoftRule(condition: .arcs(late), penalty: penalty))
    }
}
