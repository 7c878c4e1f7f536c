/// Whether an offer may serve a line.
enum BlockService: UInt8, Sendable {
    case open
    case barred
    case chosen
}

/// A part of a block's search.
struct BlockNode: Sendable {
    var domain: BlockDomain
    /// By line and offer.
    var service: [BlockService]
    /// By line: the slowest tranche of a complete line is at least this late, or nothing serves it.
    var rateFloor: [Int64]
    /// By line: no tranche of a complete line is later.
    var rateCap: [Int64]

    init() {
        domain = BlockDomain(Block())
        service = []
        rateFloor = []
        rateCap = []
    }

    init(_ block: Block, _ domain: BlockDomain, charge: [Int64]) {
        self.domain = domain
        service = Array(repeating: .open, count: block.offerCount * block.lineCount)
        rateFloor = Array(repeating: 0, count: block.lineCount)
        rateCap = Array(repeating: Int64.max, count: block.lineCount)
    }
}

/// Open parts of a search, last in, first out.
struct BlockNodeStack {
    private var nodes: [BlockNode] = []
    private var bounds: [Int64] = []

    mutating func push(_ node: BlockNode, bound: Int64) {
        nodes.append(node)
        bounds.append(bound)
    }

    mutating func pop(into node: inout BlockNode) -> Int64? {
        guard let last = nodes.popLast() else { return nil }
        node = last
        return bounds.removeLast()
    }

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        bounds.removeAll(keepingCapacity: true)
    }

    var lowestBound: Int64 { bounds.min() ?? Int64.max }
}
