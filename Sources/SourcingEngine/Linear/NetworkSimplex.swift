/// Cheapest flow in a network whose flows always balance: the primal simplex method on spanning
/// trees, started from any flow.
///
/// Node 0 is the root. Costs are whole numbers, so that potentials are exact. An arc outside the
/// tree may have a flow between its limits after limits were changed; it is moved first.
struct NetworkSimplex: ~Copyable {
    let source: FlatBuffer<Int32>
    let target: FlatBuffer<Int32>
    let cost: FlatBuffer<Int64>
    let lower: FlatBuffer<Int64>
    let upper: FlatBuffer<Int64>
    let flow: FlatBuffer<Int64>
    /// 1 at the lower limit, −1 at the upper, 0 in the tree, 2 between the limits.
    let state: FlatBuffer<Int8>
    let potential: FlatBuffer<Int64>
    /// Arcs that are looked at together when choosing which to use more.
    let groups: [Range<Int>]
    /// Groups that are looked at at all.
    var isActive: [Bool]
    private let parent: FlatBuffer<Int32>
    private let treeArc: FlatBuffer<Int32>
    private let depth: FlatBuffer<Int32>
    private let firstChild: FlatBuffer<Int32>
    private let nextSibling: FlatBuffer<Int32>
    private let lastSibling: FlatBuffer<Int32>
    private let stack: FlatBuffer<Int32>
    private var nextGroup = 0
    private(set) var pivots = 0

    /// - Parameters:
    ///   - treeArcs: by node, the arc that joins it to the root or to a node nearer to it: the
    ///     first tree.
    init(
        nodes: Int, source: [Int32], target: [Int32], cost: [Int64], upper: [Int64],
        groups: [Range<Int>], treeArcs: [Int], flow: [Int64]
    ) {
        self.source = FlatBuffer(source)
        self.target = FlatBuffer(target)
        self.cost = FlatBuffer(cost)
        self.upper = FlatBuffer(upper)
        self.flow = FlatBuffer(flow)
        lower = FlatBuffer(repeating: 0, count: source.count)
        state = FlatBuffer(repeating: 1, count: source.count)
        potential = FlatBuffer(repeating: 0, count: nodes)
        self.groups = groups
        isActive = Array(repeating: true, count: groups.count)
        parent = FlatBuffer(repeating: -1, count: nodes)
        treeArc = FlatBuffer(repeating: -1, count: nodes)
        depth = FlatBuffer(repeating: 0, count: nodes)
        firstChild = FlatBuffer(repeating: -1, count: nodes)
        nextSibling = FlatBuffer(repeating: -1, count: nodes)
        lastSibling = FlatBuffer(repeating: -1, count: nodes)
        stack = FlatBuffer(repeating: 0, count: nodes)
        for node in 1..<max(nodes, 1) {
            let arc = treeArcs[node]
            treeArc[node] = Int32(arc)
            state[arc] = 0
            attach(node, to: Int(source[arc]) == node ? Int(target[arc]) : Int(source[arc]))
        }
        refreshPotentials()
    }

    private func attach(_ node: Int, to above: Int) {
        parent[node] = Int32(above)
        let first = firstChild[above]
        nextSibling[node] = first
        lastSibling[node] = -1
        if first >= 0 { lastSibling[Int(first)] = Int32(node) }
        firstChild[above] = Int32(node)
    }

    private func detach(_ node: Int) {
        let (before, after) = (lastSibling[node], nextSibling[node])
        if before >= 0 {
            nextSibling[Int(before)] = after
        } else {
            firstChild[Int(parent[node])] = after
        }
        if after >= 0 { lastSibling[Int(after)] = before }
    }

    /// Cost of one unit more on an arc, everything else balanced along the tree.
    func reducedCost(_ arc: Int) -> Int64 {
        cost[arc] + potential[Int(source[arc])] - potential[Int(target[arc])]
    }

    /// Recomputes potentials after costs changed.
    func refreshPotentials() {
        potential[0] = 0
        depth[0] = 0
        refresh(below: 0)
    }

    private func refresh(below top: Int) {
        var height = 1
        stack[0] = Int32(top)
        while height > 0 {
            height -= 1
            let node = Int(stack[height])
            var child = firstChild[node]
            while child >= 0 {
                place(Int(child))
                stack[height] = child
                height += 1
                child = nextSibling[Int(child)]
            }
        }
    }

    private func place(_ node: Int) {
        let arc = Int(treeArc[node])
        let above = Int(parent[node])
        depth[node] = depth[above] + 1
        if Int(target[arc]) == node {
            potential[node] = potential[above] + cost[arc]
        } else {
            potential[node] = potential[above] - cost[arc]
        }
    }

    /// Pivots until no arc helps.
    ///
    /// - Returns: `false` if it was given up; the flow is legal then, but maybe not the cheapest.
    @discardableResult
    mutating func solve(stop: () -> Bool = { false }) -> Bool {
        let limit = pivots + 40 * potential.count + 20_000
        while let arc = entering() {
            pivot(arc)
            pivots += 1
            if pivots > limit { return false }
            if pivots % 256 == 0, stop() { return false }
        }
        return true
    }

    /// The arc with the largest gain in the next groups that have any.
    private mutating func entering() -> Int? {
        var best = -1
        var gain: Int64 = 0
        var looked = 0
        let enough = 64 + potential.count / 4
        for _ in groups.indices {
            let group = nextGroup
            nextGroup = group + 1 < groups.count ? group + 1 : 0
            guard isActive[group] else { continue }
            for arc in groups[group] {
                let state = state[arc]
                guard state != 0 else { continue }
                let reduced = reducedCost(arc)
                let found = state == 2 ? Int64(reduced.magnitude) : -Int64(state) * reduced
                if found > gain, lower[arc] < upper[arc] {
                    gain = found
                    best = arc
                }
            }
            looked += groups[group].count
            if best >= 0, looked >= enough { return best }
        }
        return best >= 0 ? best : nil
    }

    private func pivot(_ arc: Int) {
        let isIncrease = reducedCost(arc) < 0
        let first = Int(isIncrease ? source[arc] : target[arc])
        let second = Int(isIncrease ? target[arc] : source[arc])
        var (one, two) = (first, second)
        while one != two {
            if depth[one] >= depth[two] { one = Int(parent[one]) } else { two = Int(parent[two]) }
        }
        let join = one
        var room = isIncrease ? upper[arc] - flow[arc] : flow[arc] - lower[arc]
        var out = -1
        var isOnFirst = false
        var node = first
        while node != join {
            let tree = Int(treeArc[node])
            let isDown = Int(target[tree]) == node
            let most = isDown ? upper[tree] - flow[tree] : flow[tree] - lower[tree]
            if most < room {
                room = most
                out = node
                isOnFirst = true
            }
            node = Int(parent[node])
        }
        node = second
        while node != join {
            let tree = Int(treeArc[node])
            let isUp = Int(source[tree]) == node
            let most = isUp ? upper[tree] - flow[tree] : flow[tree] - lower[tree]
            if most <= room {
                room = most
                out = node
                isOnFirst = false
            }
            node = Int(parent[node])
        }
        push(arc, isIncrease ? room : -room, first, second, join)
        guard out >= 0 else {
            state[arc] = flow[arc] == lower[arc] ? 1 : -1
            return
        }
        exchange(arc, out, inner: isOnFirst ? first : second, outer: isOnFirst ? second : first)
    }

    /// Sends units around the cycle that an arc closes.
    private func push(_ arc: Int, _ units: Int64, _ first: Int, _ second: Int, _ join: Int) {
        guard units != 0 else { return }
        flow[arc] += units
        let size = Int64(units.magnitude)
        var node = first
        while node != join {
            let tree = Int(treeArc[node])
            flow[tree] += Int(target[tree]) == node ? size : -size
            node = Int(parent[node])
        }
        node = second
        while node != join {
            let tree = Int(treeArc[node])
            flow[tree] += Int(source[tree]) == node ? size : -size
            node = Int(parent[node])
        }
    }

    /// Puts an arc into the tree in place of the one above `out`.
    private func exchange(_ arc: Int, _ out: Int, inner: Int, outer: Int) {
        let leaving = Int(treeArc[out])
        state[leaving] = flow[leaving] == lower[leaving] ? 1 : -1
        state[arc] = 0
        // The path from the inner end up to `out` turns around.
        var node = inner
        var above = outer
        var joint = Int32(arc)
        while true {
            let next = Int(parent[node])
            let old = treeArc[node]
            detach(node)
            treeArc[node] = joint
            attach(node, to: above)
            if node == out { break }
            above = node
            joint = old
            node = next
        }
        place(inner)
        refresh(below: inner)
    }
}
