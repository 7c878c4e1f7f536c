/// Whether an offer may serve a line.
enum BlockService: UInt8, Sendable {
    case open
    case barred
    case chosen
}

/// A part of a block's search.
struct BlockNode: Sendable {
    var domain: BlockDomain
    var rules: LineRules
    /// By soft rule of the block.
    var soft: [SoftRule.State] = []

    init() {
        domain = BlockDomain(Block())
        rules = LineRules(Block())
    }

    init(_ block: Block, _ domain: BlockDomain) {
        self.domain = domain
        rules = domain.rules ?? LineRules(block)
        self.domain.rules = nil
        soft = Array(repeating: .open, count: block.soft.count)
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
