/// Sorts a problem into the blocks that a certificate prices.
struct CertificateBlocks {
    private let problem: StatedProblem
    private let reach: CertificateReach
    private var offersByItem: [[Int]]
    private var linesByItem: [[Int]]
    private var sharesByItem: [[Int]]
    private var substitutes: [[(given: Int, cost: Int128)]]
    private var wantedFor: [[(wanted: Int, cost: Int128)]]
    private var latest: [Int: Int128] = [:]
    private var ruledLines: Set<Int> = []
    private var forbidden: Set<StatedCertificate.Pair> = []
    private var forbiddenSuppliers: Set<Int> = []
    /// By item.
    private var unitRules: [Int: [Int]] = [:]
    private var lineRules: [Int: [Int]] = [:]

    init(_ problem: StatedProblem, knownCost: Int128) {
        self.problem = problem
        reach = CertificateReach(problem, knownCost: knownCost)
        let empty = problem.itemIDs.map { _ in [Int]() }
        offersByItem = empty
        linesByItem = empty
        sharesByItem = empty
        substitutes = problem.itemIDs.map { _ in [] }
        wantedFor = problem.itemIDs.map { _ in [] }
        for (position, offer) in problem.offers.enumerated() {
            offersByItem[offer.item].append(position)
        }
        for (position, line) in problem.lines.enumerated() {
            linesByItem[line.item].append(position)
        }
        for (position, share) in problem.shares.enumerated() {
            sharesByItem[share.item].append(position)
        }
        for (pair, cost) in problem.substitution {
            substitutes[pair.wanted].append((pair.given, cost))
            wantedFor[pair.given].append((pair.wanted, cost))
        }
        for item in substitutes.indices {
            substitutes[item].sort { $0.given < $1.given }
            wantedFor[item].sort { $0.wanted < $1.wanted }
        }
        for (position, rule) in problem.rules.enumerated() { note(rule, position) }
    }

    private mutating func note(_ rule: StatedProblem.Rule, _ position: Int) {
        switch rule.kind {
        case .forbid where rule.penalty == nil:
            guard let supplier = rule.supplier else { return }
            if let item = rule.item {
                forbidden.insert(StatedCertificate.Pair(supplier: supplier, item: item))
            } else {
                forbiddenSuppliers.insert(supplier)
            }
        case .forbid, .requireSupplier:
            if let item = rule.item { unitRules[item, default: []].append(position) }
        case .onTime:
            guard let line = rule.line else { return }
            ruledLines.insert(line)
            lineRules[line, default: []].append(position)
            guard rule.penalty == nil else { return }
            latest[line] = min(latest[line] ?? Int128.max, rule.value)
        case .requireValue, .budget: break
        }
    }

    /// Items that substitutes join.
    func groups() -> [[Int]] {
        var root = Array(problem.itemIDs.indices)
        func find(_ item: Int) -> Int {
            var item = item
            while root[item] != item {
                root[item] = root[root[item]]
                item = root[item]
            }
            return item
        }
        for pair in problem.substitution.keys {
            let (one, other) = (find(pair.wanted), find(pair.given))
            root[max(one, other)] = min(one, other)
        }
        var members = problem.itemIDs.map { _ in [Int]() }
        for item in root.indices { members[find(item)].append(item) }
        return members.filter { !$0.isEmpty }
    }

    /// The block of some items; `nil` if nothing can be bought for it.
    func block(of items: [Int]) -> CertificateBlock? {
        var block = CertificateBlock(name: items[0])
        block.suppliersPerLine = problem.suppliersPerLine ?? Int.max
        block.suppliersPerItem = problem.suppliersPerItem ?? Int.max
        var wanted: [Int: Int] = [:]
        for item in items {
            for other in [item] + wantedFor[item].map(\.wanted) where wanted[other] == nil {
                wanted[other] = 0
                for line in linesByItem[other] {
                    block.lines.append(
                        CertificateBlock.Line(
                            position: line, want: Int64(clamping: problem.lines[line].quantity),
                            split: problem.lines[line].split))
                }
            }
        }
        for item in items {
            for offer in offersByItem[item] { add(offer, to: &block) }
        }
        block.arcsOfLine = block.lines.map { _ in [] }
        for (arc, content) in block.arcs.enumerated() {
            block.arcsOfLine[content.line].append(arc)
            block.lineOfArc.append(Int32(content.line))
        }
        addRows(items, to: &block)
        let isRuled = !block.soft.isEmpty || block.rows.contains { $0.limit < 0 }
        return block.offers.isEmpty && !isRuled ? nil : block
    }

    private func add(_ position: Int, to block: inout CertificateBlock) {
        let offer = problem.offers[position]
        let pair = StatedCertificate.Pair(supplier: offer.supplier, item: offer.item)
        guard !forbiddenSuppliers.contains(offer.supplier), !forbidden.contains(pair) else {
            return
        }
        var arcs: [CertificateBlock.Arc] = []
        var demand: Int128 = 0
        var mayPreferLater = false
        for (local, line) in block.lines.enumerated() {
            let stated = problem.lines[line.position]
            guard let cost = substitution(wanted: stated.item, given: offer.item) else { continue }
            let worth = problem.salvage[offer.item]
            var before: Int128?
            var daysBefore: Int128?
            var isTaken = false
            for (number, tranche) in offer.tranches.enumerated() {
                let days = tranche.arrivals.reduce(Int128(0)) {
                    $0 + $1.probability * max(0, $1.day - stated.needBy)
                }
                let rate = (2 * days * stated.lateCost + 1_000_000) / 2_000_000
                if let before, rate < before { mayPreferLater = true }
                if let daysBefore, days < daysBefore, ruledLines.contains(line.position) {
                    mayPreferLater = true
                }
                before = rate
                daysBefore = days
                let gain = rate + cost + worth - stated.unmetCost
                guard gain < 0, days <= latest[line.position] ?? Int128.max else { continue }
                isTaken = true
                arcs.append(
                    CertificateBlock.Arc(
                        offer: block.offers.count, tranche: number, line: local, gain: gain,
                        rate: rate, spend: cost + worth))
            }
            if isTaken { demand += stated.quantity }
        }
        let high = reach.highest(position, demand: demand, mayPreferLater: mayPreferLater)
        let low = CertificateReach.lowest(offer)
        guard low <= high else { return }
        append(position, low: Int64(low), high: Int64(high), arcs: arcs, to: &block)
    }

    private func substitution(wanted: Int, given: Int) -> Int128? {
        wanted == given ? 0 : substitutes[wanted].first { $0.given == given }?.cost
    }

    private func append(
        _ position: Int, low: Int64, high: Int64, arcs: [CertificateBlock.Arc],
        to block: inout CertificateBlock
    ) {
        let stated = problem.offers[position]
        var offer = CertificateBlock.Offer(
            position: position, supplier: stated.supplier, local: 0, item: stated.item,
            multiple: Int64(stated.multiple), low: low, high: high, fixed: stated.offerCost,
            unit: stated.unitCost - problem.salvage[stated.item],
            per: Int64(stated.priceQuantity))
        addTiers(stated, to: &offer)
        guard let first = offer.tiers.first, let last = offer.tiers.last else { return }
        offer.low = first.first
        offer.high = last.last
        if let local = block.suppliers.firstIndex(of: stated.supplier) {
            offer.local = local
        } else {
            offer.local = block.suppliers.count
            block.suppliers.append(stated.supplier)
        }
        let start = block.tranches.count
        var before: Int128 = 0
        for (number, tranche) in stated.tranches.enumerated() {
            let from = block.arcs.count
            for arc in arcs where arc.tranche == number {
                var arc = arc
                arc.tranche = block.tranches.count
                block.arcs.append(arc)
            }
            block.tranches.append(
                CertificateBlock.Tranche(
                    offer: block.offers.count, number: number,
                    quantity: tranche.quantity.map { Int64(clamping: min($0, 1 << 50)) },
                    before: Int64(clamping: min(before, 1 << 50)), arcs: from..<block.arcs.count))
            before += tranche.quantity ?? 0
        }
        offer.tranches = start..<block.tranches.count
        block.offers.append(offer)
    }

    private func addTiers(
        _ stated: StatedProblem.Offer, to offer: inout CertificateBlock.Offer
    ) {
        let multiple = Int128(offer.multiple)
        let most = min(
            problem.suppliers[stated.supplier].maximumValue ?? Int128.max, Int128(1) << 57)
        var offset: Int128 = 0
        for (index, step) in stated.breaks.enumerated() {
            if index > 0, stated.isIncremental {
                offset += (step.from - 1) * (stated.breaks[index - 1].price - step.price)
            }
            let from = max(Int128(offer.low), step.from)
            var through = Int128(offer.high)
            if index + 1 < stated.breaks.count {
                through = min(through, stated.breaks[index + 1].from - 1)
            }
            // Goods half up stay within what the supplier sells.
            let room = (2 * most + 1) * stated.priceQuantity - 1 - 2 * offset
            if room < 0 { continue }
            if step.price > 0 { through = min(through, room / (2 * step.price)) }
            let first = (from + multiple - 1) / multiple * multiple
            let last = through / multiple * multiple
            guard first <= last else { continue }
            offer.tiers.append(
                CertificateBlock.Tier(
                    first: Int64(first), last: Int64(last), offset: offset,
                    price: Int64(step.price)))
            if offset % stated.priceQuantity != 0
                || step.price * multiple % stated.priceQuantity != 0
            {
                offer.isExact = false
            }
        }
    }

    // MARK: Rules

    private func addRows(_ items: [Int], to block: inout CertificateBlock) {
        for share in items.flatMap({ sharesByItem[$0] }).map({ problem.shares[$0] }) {
            let own = offersByItem[share.item].filter {
                problem.offers[$0].supplier == share.supplier
            }
            guard let multiple = own.map({ problem.offers[$0].multiple }).max() else { continue }
            let pair = StatedCertificate.Pair(supplier: share.supplier, item: share.item)
            func row(
                _ source: CertificateBlock.Row.Source, _ coefficient: (Bool) -> Int128
            ) -> CertificateBlock.Row {
                CertificateBlock.Row(
                    source: source,
                    coefficients: block.offers.map {
                        $0.item == share.item ? coefficient($0.supplier == share.supplier) : 0
                    }, limit: 1_000_000 * multiple - 1)
            }
            block.rows.append(
                row(.largestShare(pair)) { ($0 ? 1_000_000 : 0) - share.maximum })
            block.rows.append(
                row(.leastShare(pair)) { share.minimum - ($0 ? 1_000_000 : 0) })
        }
        for index in items.flatMap({ unitRules[$0] ?? [] }).sorted() {
            let rule = problem.rules[index]
            guard let item = rule.item else { continue }
            let isForbidden = rule.kind == .forbid
            let row = CertificateBlock.Row(
                source: .rule(index),
                coefficients: block.offers.map {
                    guard $0.item == item, $0.supplier == rule.supplier else { return 0 }
                    return isForbidden ? 1 : -1_000_000
                }, limit: isForbidden ? 0 : -1_000_000 * rule.value)
            if let penalty = rule.penalty {
                block.soft.append(
                    CertificateBlock.Soft(row: row, arcs: [], rule: index, penalty: penalty))
            } else {
                block.rows.append(row)
            }
        }
        for (local, line) in block.lines.enumerated() {
            for index in lineRules[line.position] ?? [] {
                addOnTime(index, local, to: &block)
            }
        }
    }

    private func addOnTime(
        _ index: Int, _ line: Int, to block: inout CertificateBlock
    ) {
        let rule = problem.rules[index]
        guard let penalty = rule.penalty else { return }
        let needBy = problem.lines[block.lines[line].position].needBy
        let late = block.arcsOfLine[line].filter { position in
            let arc = block.arcs[position]
            let tranche = block.tranches[arc.tranche]
            let offer = problem.offers[block.offers[tranche.offer].position]
            let days = offer.tranches[tranche.number].arrivals.reduce(Int128(0)) {
                $0 + $1.probability * max(0, $1.day - needBy)
            }
            return days > rule.value
        }
        guard !late.isEmpty else { return }
        block.soft.append(
            CertificateBlock.Soft(row: nil, arcs: late, rule: index, penalty: penalty))
    }
}
