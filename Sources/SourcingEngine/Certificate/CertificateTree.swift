/// The parts of a search with what was proven of each, from which a certificate is made.
struct CertificateTree<Prices: Sendable>: Sendable {
    /// Prices under which nothing in a part costs less than the bound.
    struct Proof: Sendable {
        var bound: Int64
        var prices: Prices
    }

    private struct Node {
        var proof: Proof?
        /// Whether searching the part to the end showed that nothing below the answer is in it.
        var isSearched = false
        var split: (measure: SourcingCertificate.Measure, from: Int64, below: Int, above: Int)?
        /// What is left without what costs too much under prices.
        var rest: (prices: Prices, without: [SourcingCertificate.Exclusion], node: Int)?

        var isDivided: Bool { split != nil || rest != nil }
    }

    private var nodes: [Node] = [Node()]
    /// Prices kept, and how many at most.
    private var size = 0
    private static var largestSize: Int { 6_000_000 }
    /// Whether parts are no longer told apart, because there are too many prices to keep.
    private(set) var isFull = false

    /// Whether so many prices are kept that only those of leaves should be added.
    var isHalfFull: Bool { size > Self.largestSize / 2 }

    /// Memory that the prices kept take, roughly.
    var byteCount: Int { 8 * size }

    /// The whole problem.
    static var root: Int { 0 }

    /// Remembers a proof of a part if it is better than what is known.
    ///
    /// - Parameter count: number of prices.
    mutating func prove(_ node: Int, bound: Int64, count: Int, _ prices: () -> Prices) {
        guard !isFull, bound > nodes[node].proof?.bound ?? Int64.min else { return }
        if nodes[node].proof == nil { size += count }
        if size > Self.largestSize { isFull = true }
        nodes[node].proof = Proof(bound: bound, prices: prices())
    }

    /// Remembers that a part was searched to the end, or that nothing is in it.
    mutating func close(_ node: Int) {
        guard !isFull else { return }
        nodes[node].isSearched = true
    }

    /// Leaves out of a part what costs too much under prices.
    ///
    /// - Parameters:
    ///   - without: what is left out; nothing where it follows from prices of lines.
    ///   - count: number of prices and of what is left out.
    /// - Returns: the node of what is left; the same if parts are no longer told apart.
    mutating func narrow(
        _ node: Int, by prices: Prices, without: [SourcingCertificate.Exclusion] = [], count: Int
    ) -> Int {
        guard !isFull else { return node }
        size += count
        if size > Self.largestSize { isFull = true }
        let rest = nodes.count
        nodes.append(Node())
        nodes[node].rest = (prices, without, rest)
        return rest
    }

    /// Splits a part.
    ///
    /// - Parameters:
    ///   - starts: lowest measure of each part.
    /// - Returns: by part, its node; all the same node if parts are no longer told apart.
    mutating func split(
        _ node: Int, _ measure: SourcingCertificate.Measure, starts: [Int64]
    ) -> [Int] {
        guard !isFull else { return starts.map { _ in node } }
        let order = starts.indices.sorted { starts[$0] < starts[$1] }
        var found = starts.map { _ in node }
        var rest = node
        for (position, part) in order.enumerated() {
            guard position + 1 < order.count else {
                found[part] = rest
                break
            }
            let below = nodes.count
            nodes.append(Node())
            nodes.append(Node())
            nodes[rest].split = (measure, starts[order[position + 1]], below, below + 1)
            found[part] = below
            rest = below + 1
        }
        return found
    }

    /// Forgets proofs of divided parts that cannot matter any more.
    mutating func forget(below bound: Int64, count: (Prices) -> Int) {
        for index in nodes.indices where nodes[index].isDivided {
            guard let proof = nodes[index].proof, proof.bound < bound else { continue }
            size -= count(proof.prices)
            nodes[index].proof = nil
        }
    }

    /// What the leaves prove together, at most `limit`.
    func bound(limit: Int64) -> Int64 {
        // Parts follow what they are part of.
        var bounds = [Int64](repeating: Int64.min, count: nodes.count)
        for index in nodes.indices.reversed() {
            let node = nodes[index]
            var best = node.isSearched ? Int64.max : node.proof?.bound ?? Int64.min
            if let split = node.split {
                best = max(best, min(bounds[split.below], bounds[split.above]))
            }
            if let rest = node.rest { best = max(best, bounds[rest.node]) }
            bounds[index] = best
        }
        return min(bounds[0], limit)
    }

    /// The certificate of a bound that the leaves prove.
    func certificate(
        of bound: Int64, apart: [Int], _ list: (Prices) -> [SourcingCertificate.Price]
    ) -> SourcingCertificate {
        var made = SourcingCertificate(
            apart: apart, nodes: [.leaf(prices: nil)], prices: [], bound: bound)
        var open = [(node: 0, place: 0)]
        while let (index, place) = open.popLast() {
            let node = nodes[index]
            if let proof = node.proof, proof.bound >= bound || !node.isDivided,
                !node.isSearched
            {
                made.nodes[place] = .leaf(prices: made.prices.count)
                made.prices.append(list(proof.prices))
            } else if let split = node.split, !node.isSearched {
                let below = made.nodes.count
                made.nodes.append(.leaf(prices: nil))
                made.nodes.append(.leaf(prices: nil))
                made.nodes[place] = .split(
                    split.measure, from: split.from, below: below, above: below + 1)
                open.append((split.above, below + 1))
                open.append((split.below, below))
            } else if let rest = node.rest, !node.isSearched {
                let below = made.nodes.count
                made.nodes.append(.leaf(prices: nil))
                made.nodes[place] = .narrow(
                    prices: made.prices.count, without: rest.without, below: below)
                made.prices.append(list(rest.prices))
                open.append((rest.node, below))
            }
        }
        return made
    }
}
