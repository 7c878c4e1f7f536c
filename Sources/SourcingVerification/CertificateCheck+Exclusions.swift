/// What a node leaves out because nothing with it costs less than the bound.
extension CertificateCheck {
    /// A sum by its parts.
    private struct Parts {
        var prices: StatedCertificate.Prices
        var domain: CertificateDomain
        var orders: [OrderRange]
        /// By supplier and by block, in 2⁻⁴⁰ micros.
        var costs: [Int128]
        var least: [Int128]
        /// Of everything.
        var total: Int128
    }

    /// Leaves out of a domain what a node names, if each costs the bound under its prices.
    ///
    /// The sum is that of a leaf. With one block, or one supplier, held to what is to be left out,
    /// it must reach the bound; what was left out of a block before it stays out.
    mutating func exclude(
        _ number: Int, _ set: Int, _ bound: Int128, _ domain: inout CertificateDomain,
        _ outcome: inout Outcome
    ) {
        guard let named = certificate.exclusions[number] else {
            outcome.problems.append("node \(number) leaves out nothing")
            return
        }
        var checked = CheckedSum()
        guard let sum = partsOfSum(set, domain, &checked) else {
            if checked.isBeyond {
                outcome.problems.append("the numbers of node \(number) leave 128 bits")
            } else {
                domain.isEmpty = true
            }
            return
        }
        for exclusion in named {
            let from = Int64(clamping: exclusion.from)
            var part = domain
            part.cut(exclusion.measure, from, isAbove: exclusion.isAbove)
            let least =
                part.isEmpty ? nil : leastSum(of: part, exclusion.measure, sum, &checked)
            guard !checked.isBeyond else {
                outcome.problems.append("the numbers of node \(number) leave 128 bits")
                return
            }
            // Answers cost whole micros.
            guard let least, (least + (CheckedSum.one - 1)) >> 40 < bound else {
                domain.cut(exclusion.measure, from, isAbove: !exclusion.isAbove)
                continue
            }
            guard outcome.problems.count < 10 else { return }
            outcome.problems.append(
                "node \(number) leaves out \(text(exclusion)), its sum comes to "
                    + "\(amountText((least + (CheckedSum.one - 1)) >> 40)), less than "
                    + amountText(bound))
        }
    }

    /// `nil` if nothing is in the domain, or numbers leave 128 bits.
    private mutating func partsOfSum(
        _ set: Int, _ domain: CertificateDomain, _ checked: inout CheckedSum
    ) -> Parts? {
        let prices = certificate.prices[set]
        var domain = domain
        guard let (scopes, orders) = open(parts, &domain),
            let costs = orderCosts(prices, domain, parts, orders, &checked)
        else { return nil }
        let rest = sumOrders(prices, domain, costs, &checked)
        let blocks = sumBlocks(prices, parts, scopes, nil, rest: rest, &checked)
        if blocks.isBeyond { checked.isBeyond = true }
        guard blocks.bound != nil, !checked.isBeyond else { return nil }
        let total = blocks.least.reduce(rest) { checked.sum($0, $1) }
        return Parts(
            prices: prices, domain: domain, orders: orders, costs: costs, least: blocks.least,
            total: total)
    }

    /// The sum with one block or one supplier held to a part; `nil` if nothing is in that.
    private mutating func leastSum(
        of part: CertificateDomain, _ measure: StatedCertificate.Measure, _ sum: Parts,
        _ checked: inout CheckedSum
    ) -> Int128? {
        switch measure {
        case .quantity(let offer):
            // An offer in no block is of no use, which says nothing about answers without it.
            guard
                let index = parts.firstIndex(where: { block in
                    block.offers.contains { $0.position == offer }
                })
            else { return sum.total }
            var domain = sum.domain
            for other in parts[index].offers {
                domain.quantities[other.position] = part.quantities[other.position]
            }
            let scope = CertificateScope(parts[index], domain)
            guard !scope.isEmpty else { return nil }
            let found = minima([0], [parts[index]], [scope], sum.prices, nodes: nodesPerBlock)[0]
            allNodes += found.nodes
            if found.isBeyond { checked.isBeyond = true }
            return found.least.map {
                checked.sum(checked.sum(sum.total, -sum.least[index]), $0)
            }
        case .units(let supplier), .value(let supplier):
            var domain = sum.domain
            domain.units[supplier] = part.units[supplier]
            domain.values[supplier] = part.values[supplier]
            var use = -sum.prices.suppliers
            for block in parts where block.suppliers.contains(supplier) {
                let pair = StatedCertificate.Pair(supplier: supplier, item: block.name)
                use = checked.sum(use, sum.prices.use[pair] ?? 0)
            }
            return orderCost(
                supplier, sum.prices, domain, sum.orders[supplier], use: use, &checked
            ).map { checked.sum(checked.sum(sum.total, -sum.costs[supplier]), $0) }
        default: return sum.total
        }
    }

    private func text(_ exclusion: StatedCertificate.Exclusion) -> String {
        let side = exclusion.isAbove ? "\(exclusion.from) or more" : "less than \(exclusion.from)"
        return switch exclusion.measure {
        case .quantity(let offer): "\(side) of offer \(problem.offers[offer].id)"
        case .units(let supplier): "\(side) from supplier \(problem.suppliers[supplier].id)"
        case .value(let supplier):
            "goods worth \(exclusion.isAbove ? "" : "less than ")\(amountText(exclusion.from))"
                + "\(exclusion.isAbove ? " or more" : "") from supplier "
                + problem.suppliers[supplier].id
        default: side
        }
    }
}
