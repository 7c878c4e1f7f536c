/// What the prices of a certificate make of the costs of a block, in 2⁻⁴⁰ micros.
struct CertificateCosts {
    /// By offer: per micro of goods value.
    var goods: [Int128]
    /// By offer: per unit.
    var unit: [Int128]
    /// By offer: once.
    var fixed: [Int128]
    /// By arc: per unit, lateness not counted.
    var arc: [Int128]
    /// By arc: lateness per unit.
    var rate: [Int128]
    /// By supplier of the block: once.
    var use: [Int128]
    /// By soft rule.
    var penalty: [Int128]
    /// Paid whatever the plan is.
    var constant: Int128 = 0
    /// Whether some sum could leave 128 bits.
    var isBeyond = false

    init(_ block: CertificateBlock, _ prices: StatedCertificate.Prices) {
        let one = CheckedSum.one
        let scale = one + prices.budget
        var sum = CheckedSum()
        goods = []
        unit = []
        fixed = []
        for offer in block.offers {
            let pair = StatedCertificate.Pair(supplier: offer.supplier, item: block.name)
            var price = prices.value[offer.supplier] ?? 0
            price = sum.sum(price, prices.blockValue[pair] ?? 0)
            goods.append(sum.sum(scale, price))
            unit.append(
                sum.sum(sum.product(offer.unit, scale), prices.units[offer.supplier] ?? 0))
            fixed.append(sum.product(offer.fixed, scale))
        }
        use = block.suppliers.map {
            prices.use[StatedCertificate.Pair(supplier: $0, item: block.name)] ?? 0
        }
        arc = []
        rate = []
        arc.reserveCapacity(block.arcs.count)
        rate.reserveCapacity(block.arcs.count)
        for content in block.arcs {
            var cost = (content.gain - content.rate) << 40
            if prices.budget != 0 {
                cost = sum.sum(cost, sum.product(content.spend, prices.budget))
            }
            if !prices.line.isEmpty {
                cost = sum.sum(cost, prices.line[block.lines[content.line].position] ?? 0)
            }
            arc.append(cost)
            rate.append(content.rate << 40)
        }
        penalty = block.soft.map { $0.penalty << 40 }
        for row in block.rows {
            let price: Int128
            switch row.source {
            case .leastShare(let pair): price = prices.leastShare[pair] ?? 0
            case .largestShare(let pair): price = prices.largestShare[pair] ?? 0
            case .rule(let rule): price = prices.rule[rule] ?? 0
            }
            guard price > 0 else { continue }
            for offer in unit.indices {
                unit[offer] = sum.sum(unit[offer], sum.product(price, row.coefficients[offer]))
            }
            constant = sum.sum(constant, -sum.product(price, row.limit))
        }
        isBeyond = sum.isBeyond || isTooLarge(block)
    }

    /// Whether some sum that a search makes could leave 128 bits.
    private func isTooLarge(_ block: CertificateBlock) -> Bool {
        var sum = CheckedSum()
        var worst: Int128 = 0
        func add(_ value: Int128, _ times: Int128) {
            guard value > Int128.min else { return }
            worst = sum.sum(worst, sum.product(value < 0 ? -value : value, times))
        }
        add(constant, 1)
        for (offer, terms) in block.offers.enumerated() {
            var dearest: Int64 = 0
            for tier in terms.tiers {
                dearest = max(
                    dearest, block.goods(offer, tier.first, tier),
                    block.goods(offer, tier.last, tier))
            }
            add(goods[offer], Int128(dearest) + 2)
            add(unit[offer], Int128(terms.high))
            add(fixed[offer], 1)
        }
        for price in use + penalty { add(price, 1) }
        for (index, content) in block.arcs.enumerated() {
            add(arc[index], Int128(block.lines[content.line].want))
            add(rate[index], 2 * Int128(block.lines[content.line].want))
        }
        _ = sum.product(worst, 1024)
        return sum.isBeyond
    }

    /// What each unit that breaks a soft rule of a line pays of the penalty, rounded down; 0 for
    /// rules on orders.
    func share(of rule: Int, _ block: CertificateBlock) -> Int128 {
        guard let arc = block.soft[rule].arcs.first else { return 0 }
        return penalty[rule] / Int128(max(1, block.lines[block.arcs[arc].line].want))
    }

    /// Priced cost of an order that is all surplus, ``use`` apart.
    func order(_ block: CertificateBlock, _ offer: Int, _ quantity: Int64) -> Int128 {
        guard quantity > 0 else { return 0 }
        return goods[offer] * Int128(block.goods(offer, quantity)) + unit[offer] * Int128(quantity)
            + fixed[offer]
    }
}
