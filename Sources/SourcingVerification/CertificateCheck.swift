/// Recomputes what a certificate proves.
///
/// No answer that a leaf looks at costs less than the leaf's sum; leaves that splits lead to
/// look at every answer. See "Certificate" in `Docs/Engine.md` for the sum and why it is a bound.
struct CertificateCheck {
    /// What the leaves came to.
    struct Outcome {
        /// No answer costs less than this or the known cost, in micros; `nil` if nothing is proven.
        var bound: Int128?
        var leaves = 0
        /// What is wrong with the tree or with what a leaf states.
        var problems: [String] = []
        /// What is proven where every case is covered, though leaves may state more.
        var boundIfCovered: Int64?
        /// Blocks that were not searched to the end, so that less is proven.
        var cutBlocks = 0
    }

    struct LeafSum {
        /// `nil` if nothing is in the leaf.
        var bound: Int128?
        var isBeyond = false
        /// First item of a block that was not searched to the end.
        var cutBlock: Int?
        var cutCount = 0
        /// By block: no plan costs less, in 2⁻⁴⁰ micros.
        var least: [Int128] = []
    }

    /// Nodes of all blocks after which each may take only a few.
    private static let manyNodes = 30_000_000
    private static let fewNodes = 200
    /// Blocks after which the nodes of all are counted again.
    private static let batch = 256
    /// Nodes that a block may take at first: mostly they prove what a leaf states.
    private static let firstNodes = [500, 5_000]

    let problem: StatedProblem
    let certificate: StatedCertificate
    private let whole: [CertificateBlock]
    let parts: [CertificateBlock]
    let suppliers: [CertificateSupplier]
    private let unmet: Int128
    /// Nodes of all blocks so far.
    var allNodes = 0
    let nodesPerBlock: Int
    /// For leaves with prices of lines; `nil` if there are none.
    let orders: CertificateOrders?
    let known: CertificateUniqueness.Known?
    let knownCost: Int128
    /// What every leaf has to reach, whatever it states; `nil` where its own statement counts.
    let floor: Int128?

    /// - Parameters:
    ///   - knownCost: cost of a legal answer; only cheaper ones are looked at.
    ///   - known: that answer; without it what is proven can be a few micros less.
    ///   - floor: what leaves have to reach, in place of what they state.
    init(
        _ problem: StatedProblem, _ certificate: StatedCertificate, knownCost: Int128,
        known: CertificateUniqueness.Known?, floor: Int128? = nil, nodesPerBlock: Int = 50_000
    ) {
        self.floor = floor
        self.problem = problem
        self.certificate = certificate
        self.nodesPerBlock = nodesPerBlock
        let builder = CertificateBlocks(problem, knownCost: knownCost)
        var whole: [CertificateBlock] = []
        var parts: [CertificateBlock] = []
        for group in builder.groups() {
            let block = builder.block(of: group)
            if let block { whole.append(block) }
            guard group.count > 1, group.contains(where: certificate.apart.contains) else {
                if let block { parts.append(block) }
                continue
            }
            // A rule on a line counts in one block only.
            var counted: Set<Int> = []
            for item in group {
                guard var part = builder.block(of: [item]) else { continue }
                part.soft.removeAll { $0.row == nil && counted.contains($0.rule) }
                counted.formUnion(part.soft.map(\.rule))
                parts.append(part)
            }
        }
        self.whole = whole
        self.parts = parts
        suppliers = problem.suppliers.indices.map { CertificateSupplier(problem, $0) }
        unmet = problem.lines.reduce(Int128(0)) { $0 + $1.quantity * $1.unmetCost }
        let paysLines = certificate.prices.contains { !$0.demand.isEmpty }
        orders = paysLines ? CertificateOrders(problem, whole) : nil
        self.known = known
        self.knownCost = knownCost
    }

    /// Goes through the tree and sums up every leaf.
    mutating func run() -> Outcome {
        var outcome = Outcome()
        var seen: Set<Int> = []
        var open: [(node: Int, domain: CertificateDomain)] = [(1, CertificateDomain(problem))]
        var lowest = Int128.max
        while let (number, domain) = open.popLast() {
            guard let node = certificate.nodes[number] else {
                outcome.problems.append("node \(number) is missing, so not every case is covered")
                return outcome
            }
            guard seen.insert(number).inserted else {
                outcome.problems.append("node \(number) is reached in two ways")
                return outcome
            }
            switch node {
            case .split(let measure, let from, let below, let above):
                for (child, isAbove) in [(above, true), (below, false)] {
                    var part = domain
                    part.cut(measure, Int64(clamping: from), isAbove: isAbove)
                    open.append((child, part))
                }
            case .narrow(let prices, let stated, let below):
                let bound = floor ?? stated
                var part = domain
                if !part.isEmpty { narrow(number, prices, bound, &part, &outcome) }
                lowest = min(lowest, bound)
                open.append((below, part))
            case .leaf(let prices, let stated):
                let claimed = floor ?? stated
                outcome.leaves += 1
                guard isFitting(number, prices, &outcome) else {
                    lowest = Int128.min
                    continue
                }
                let sum = domain.isEmpty ? LeafSum() : self.sum(prices, domain, claimed)
                outcome.cutBlocks += sum.cutCount
                judge(number, sum, claimed, &outcome)
                if sum.isBeyond { lowest = Int128.min }
                lowest = min(lowest, sum.bound ?? Int128.max)
            }
        }
        if seen.count < certificate.nodes.count {
            outcome.problems.append("some nodes are not reached from node 1")
        }
        outcome.bound = lowest == Int128.min ? nil : lowest
        outcome.boundIfCovered = outcome.bound.map { Int64(clamping: $0) }
        return outcome
    }

    private func judge(
        _ number: Int, _ sum: LeafSum, _ claimed: Int128?, _ outcome: inout Outcome
    ) {
        guard outcome.problems.count < 10 else { return }
        if sum.isBeyond {
            outcome.problems.append("the numbers of leaf \(number) leave 128 bits")
            return
        }
        guard let bound = sum.bound else { return }
        if let claimed, bound >= claimed { return }
        let states = claimed.map { amountText($0) } ?? "that nothing is in it"
        var text =
            "leaf \(number) \(floor == nil ? "states" : "must reach") \(states), "
            + "its sum comes to \(amountText(bound))"
        if let claimed { text += ", \(amountText(claimed - bound)) less" }
        if let item = sum.cutBlock {
            text +=
                "; \(sum.cutCount) of its blocks were not searched to the end, the first is "
                + "that of item \(problem.itemIDs[item])"
        }
        outcome.problems.append(text)
    }

    // MARK: One leaf

    private mutating func sum(
        _ set: Int?, _ domain: CertificateDomain, _ claimed: Int128?
    ) -> LeafSum {
        if let set, let orders, !certificate.prices[set].demand.isEmpty {
            return sum(certificate.prices[set].demand, orders, domain, claimed)
        }
        let prices = set.map { certificate.prices[$0] } ?? StatedCertificate.Prices()
        let blocks = set == nil ? whole : parts
        var domain = domain
        guard let (scopes, orders) = open(blocks, &domain) else { return LeafSum() }
        var total = CheckedSum()
        guard let costs = orderCosts(prices, domain, blocks, orders, &total) else {
            return LeafSum()
        }
        let rest = sumOrders(prices, domain, costs, &total)
        return sumBlocks(prices, blocks, scopes, claimed, rest: rest, &total)
    }

    /// What blocks and suppliers may do in a domain; `nil` if nothing is in it.
    func open(
        _ blocks: [CertificateBlock], _ domain: inout CertificateDomain
    ) -> (scopes: [CertificateScope], orders: [OrderRange])? {
        var scopes: [CertificateScope] = []
        var orders: [OrderRange] = []
        repeat {
            scopes = blocks.map { CertificateScope($0, domain) }
            orders = ranges(blocks, scopes)
            if domain.isEmpty || scopes.contains(where: \.isEmpty) { return nil }
        } while narrow(&domain, orders)
        return domain.isEmpty ? nil : (scopes, orders)
    }

    /// What a leaf holds beside its blocks, in 2⁻⁴⁰ micros.
    ///
    /// - Parameter costs: by supplier, what its order costs at least.
    func sumOrders(
        _ prices: StatedCertificate.Prices, _ domain: CertificateDomain, _ costs: [Int128],
        _ total: inout CheckedSum
    ) -> Int128 {
        var bound = total.product(unmet, CheckedSum.one)
        for cost in costs { bound = total.sum(bound, cost) }
        bound = total.sum(bound, -limits(prices, domain, &total))
        for rule in problem.rules {
            guard rule.kind == .budget, let penalty = rule.penalty,
                Int128(domain.purchase.low) > rule.value
            else { continue }
            bound = total.sum(bound, penalty << 40)
        }
        return bound
    }

    /// Adds the minimum of every block, searched no further than the leaf's statement asks for.
    mutating func sumBlocks(
        _ prices: StatedCertificate.Prices, _ blocks: [CertificateBlock],
        _ scopes: [CertificateScope], _ claimed: Int128?, rest: Int128, _ total: inout CheckedSum
    ) -> LeafSum {
        var leaf = LeafSum()
        var least = [Int128](repeating: Int128.min, count: blocks.count)
        var open = Array(blocks.indices)
        for nodes in Self.firstNodes.filter({ $0 < nodesPerBlock }) + [nodesPerBlock] {
            var cut: [Int] = []
            for start in stride(from: 0, to: open.count, by: Self.batch) {
                let batch = Array(open[start..<min(open.count, start + Self.batch)])
                for (index, minimum) in zip(
                    batch, minima(batch, blocks, scopes, prices, nodes: nodes))
                {
                    allNodes += minimum.nodes
                    guard !minimum.isBeyond else { return LeafSum(isBeyond: true) }
                    guard let found = minimum.least else { return LeafSum() }
                    least[index] = max(least[index], found)
                    guard minimum.wasCut else { continue }
                    // A block that was cut before it had any bound.
                    guard found > Int128.min / 2 else { return LeafSum(isBeyond: true) }
                    cut.append(index)
                }
            }
            open = cut
            let bound = least.reduce(rest) { total.sum($0, $1) }
            if total.isBeyond { return LeafSum(isBeyond: true) }
            // Answers cost whole micros.
            let whole = (bound + (CheckedSum.one - 1)) >> 40
            leaf.bound = whole
            if let claimed, whole >= claimed { return leaf }
            if open.isEmpty { break }
        }
        leaf.least = least
        leaf.cutCount = open.count
        leaf.cutBlock = open.first.map { blocks[$0].name }
        return leaf
    }

    /// The minimum of one block.
    struct BlockMinimum: Sendable {
        /// `nil` if no plan is possible.
        var least: Int128?
        var wasCut = false
        var isBeyond = false
        var nodes = 0
    }

    /// The minima of some blocks, side by side: each is found by itself, so threads change nothing.
    func minima(
        _ batch: [Int], _ blocks: [CertificateBlock], _ scopes: [CertificateScope],
        _ prices: StatedCertificate.Prices, nodes: Int
    ) -> [BlockMinimum] {
        // Prices that were made to be slow prove less than they could.
        let limit = allNodes > Self.manyNodes ? Self.fewNodes : nodes
        return SideBySide.map(batch.count, chunk: max(1, batch.count / 32)) { range in
            var search = CertificateSearch(limit: limit)
            return range.map { position in
                let index = batch[position]
                let costs = CertificateCosts(blocks[index], prices)
                guard !costs.isBeyond else { return BlockMinimum(isBeyond: true) }
                let least = search.minimum(blocks[index], costs, scopes[index])
                return BlockMinimum(least: least, wasCut: search.wasCut, nodes: search.nodes)
            }
        }
    }

    /// What the prices of limits take back.
    private func limits(
        _ prices: StatedCertificate.Prices, _ domain: CertificateDomain, _ sum: inout CheckedSum
    ) -> Int128 {
        var total: Int128 = 0
        for (line, price) in prices.line {
            total = sum.sum(total, sum.product(price, problem.lines[line].quantity))
        }
        if prices.suppliers > 0 {
            let most = Int128(problem.suppliersInAll ?? Int.max)
            total = sum.sum(total, sum.product(prices.suppliers, most))
        }
        if prices.budget > 0 {
            total = sum.sum(total, sum.product(prices.budget, Int128(domain.purchase.high)))
        }
        return total
    }

    struct OrderRange {
        var units: ClosedRange<Int128> = 0...0
        var value: ClosedRange<Int128> = 0...0
        /// By block of the supplier: the most goods value.
        var blocks: [(name: Int, most: Int64)] = []
    }

    /// What blocks can order from each supplier.
    private func ranges(
        _ blocks: [CertificateBlock], _ scopes: [CertificateScope]
    ) -> [OrderRange] {
        var found = [OrderRange](repeating: OrderRange(), count: problem.suppliers.count)
        for (block, scope) in zip(blocks, scopes) {
            var most = [Int128](repeating: 0, count: block.suppliers.count)
            for (index, offer) in block.offers.enumerated() {
                let isOpen = scope.low[index] <= scope.high[index]
                guard isOpen else { continue }
                let mayBeNone = scope.allowsZero[index]
                let goods = block.goodsRange(index, scope.low[index], scope.high[index])
                let (units, value) = (found[offer.supplier].units, found[offer.supplier].value)
                let least = mayBeNone ? 0 : scope.low[index]
                found[offer.supplier].units =
                    units.lowerBound + Int128(least)...units.upperBound + Int128(scope.high[index])
                let cheapest = mayBeNone ? 0 : goods.lowerBound
                found[offer.supplier].value =
                    value.lowerBound + Int128(cheapest)...value.upperBound
                    + Int128(goods.upperBound)
                most[offer.local] += Int128(goods.upperBound)
            }
            for (local, supplier) in block.suppliers.enumerated() {
                found[supplier].blocks.append((block.name, Int64(clamping: most[local])))
            }
        }
        return found
    }

    /// Opens and closes suppliers where nothing else is possible.
    ///
    /// - Returns: whether that changes what blocks may do.
    private func narrow(_ domain: inout CertificateDomain, _ orders: [OrderRange]) -> Bool {
        var isChanged = false
        func close(_ supplier: Int, _ domain: inout CertificateDomain) {
            if domain.units[supplier].low > 0 { domain.isEmpty = true }
            isChanged = true
            domain.units[supplier].high = 0
        }
        for (supplier, order) in orders.enumerated() {
            if order.units.lowerBound > 0 || domain.values[supplier].low > 0 {
                domain.units[supplier].low = max(1, domain.units[supplier].low)
            }
            let (units, values) = (domain.units[supplier], domain.values[supplier])
            guard units.high >= 1 else {
                if units.low > 0 { domain.isEmpty = true }
                continue
            }
            let terms = problem.suppliers[supplier]
            let least = max(Int128(values.low), terms.surcharge == nil ? terms.minimumValue : 0)
            let isOut =
                order.units.upperBound < max(1, Int128(units.low))
                || min(order.value.upperBound, Int128(values.high)) < least
                || order.units.lowerBound > Int128(units.high)
                || order.value.lowerBound > Int128(values.high)
            if isOut { close(supplier, &domain) }
        }
        guard let most = problem.suppliersInAll, !domain.isEmpty else { return isChanged }
        let opened = domain.units.indices.filter { domain.units[$0].low > 0 }
        if opened.count > most { domain.isEmpty = true }
        guard opened.count == most else { return isChanged }
        for supplier in domain.units.indices
        where domain.units[supplier].low <= 0 && domain.units[supplier].high > 0 {
            close(supplier, &domain)
        }
        return isChanged
    }

    /// By supplier, what its order costs at least; `nil` if one can neither get an order nor go
    /// without.
    func orderCosts(
        _ prices: StatedCertificate.Prices, _ domain: CertificateDomain,
        _ blocks: [CertificateBlock], _ ranges: [OrderRange], _ sum: inout CheckedSum
    ) -> [Int128]? {
        var paid = [Int128](repeating: 0, count: suppliers.count)
        for block in blocks {
            for supplier in block.suppliers {
                let pair = StatedCertificate.Pair(supplier: supplier, item: block.name)
                paid[supplier] = sum.sum(paid[supplier], prices.use[pair] ?? 0)
            }
        }
        var costs: [Int128] = []
        for index in suppliers.indices {
            let use = sum.sum(paid[index], -prices.suppliers)
            guard let cost = orderCost(index, prices, domain, ranges[index], use: use, &sum)
            else { return nil }
            costs.append(cost)
        }
        return costs
    }

    /// - Parameter use: what is paid to the supplier for being used.
    func orderCost(
        _ index: Int, _ prices: StatedCertificate.Prices, _ domain: CertificateDomain,
        _ range: OrderRange, use: Int128, _ sum: inout CheckedSum
    ) -> Int128? {
        let (units, values) = (domain.units[index], domain.values[index])
        let fewest = max(1, Int128(units.low), range.units.lowerBound)
        let most = min(Int128(units.high), range.units.upperBound)
        let least = max(0, Int128(values.low), range.value.lowerBound)
        let dearest = min(Int128(values.high), range.value.upperBound)
        let mayBeSome = fewest <= most && least <= dearest
        let order = CertificateSupplier.Order(
            units: mayBeSome ? Int64(clamping: fewest)...Int64(clamping: most) : 1...1,
            value: mayBeSome ? Int64(clamping: least)...Int64(clamping: dearest) : 0...0,
            mayBeNone: units.low <= 0 && values.low <= 0 && range.units.lowerBound == 0,
            mayBeSome: mayBeSome, use: use, unitPrice: prices.units[index] ?? 0,
            valuePrices: valuePrices(prices, index, range), budget: prices.budget)
        return suppliers[index].minimum(order, &sum)
    }

    private func valuePrices(
        _ prices: StatedCertificate.Prices, _ supplier: Int, _ range: OrderRange
    ) -> [(price: Int128, most: Int64)] {
        let common = prices.value[supplier] ?? 0
        guard !prices.blockValue.isEmpty else {
            return [(common, Int64(clamping: range.value.upperBound))]
        }
        return range.blocks.map { block in
            let pair = StatedCertificate.Pair(supplier: supplier, item: block.name)
            return (common + (prices.blockValue[pair] ?? 0), block.most)
        }.sorted { $0.0 > $1.0 }
    }
}
