/// The cheapest way to serve the lines when every supplier is held to a cell: a flow from the
/// root through suppliers to lines and back.
struct TransportNetwork: ~Copyable {
    let model: LinearModel
    private(set) var simplex: NetworkSimplex
    /// By supplier: the cell that it is held to, −1 for no order.
    private(set) var cells: [Int]
    /// By supplier: what a micro of goods value is paid on top, scaled by 2²⁰.
    private var valuePrices: [Int64]
    /// By supplier: the units that it is held to.
    private var held: [ClosedRange<Int64>]
    /// By model arc: its arc here.
    private let placeOfArc: [Int]
    /// By supplier: arc from the root; the next two lend and take units at a huge cost.
    private let mainArcs: [Int]
    private let firstLine: Int
    private let unmetArcs: Range<Int>

    init(_ model: LinearModel) {
        self.model = model
        var builder = Builder(model)
        builder.build()
        placeOfArc = builder.placeOfArc
        mainArcs = builder.mainArcs
        firstLine = model.suppliers.count + 1
        unmetArcs = builder.unmetArcs
        cells = Array(repeating: -1, count: model.suppliers.count)
        valuePrices = Array(repeating: 0, count: model.suppliers.count)
        held = Array(repeating: 0...0, count: model.suppliers.count)
        simplex = NetworkSimplex(
            nodes: builder.nodes, source: builder.source, target: builder.target,
            cost: builder.cost, upper: builder.upper, groups: builder.groups,
            treeArcs: builder.treeArcs, flow: builder.flow)
        for index in model.suppliers.indices { simplex.isActive[index] = false }
    }

    /// Holds suppliers to cells and finds the cheapest flow.
    ///
    /// - Parameters:
    ///   - valuePrices: by supplier, what a micro of goods value is paid on top, scaled by 2²⁰.
    ///   - unitLimits: by supplier, units to keep to instead of the cell's.
    @discardableResult
    mutating func solve(
        _ chosen: [Int], valuePrices prices: [Int64]? = nil,
        unitLimits: [ClosedRange<Int64>]? = nil, stop: () -> Bool = { false }
    ) -> Bool {
        for index in chosen.indices {
            hold(index, to: chosen[index], prices?[index] ?? 0, unitLimits?[index])
        }
        simplex.refreshPotentials()
        return simplex.solve(stop: stop)
    }

    /// Finds the cheapest flow in which suppliers cost as in these cells, without any of the
    /// cells' lower limits and with fixed costs spread over all units that a supplier can give.
    mutating func solveFreely(_ chosen: [Int], stop: () -> Bool) {
        for (index, supplier) in model.suppliers.enumerated() where chosen[index] >= 0 {
            // Whoever is held to a cell next is set anew.
            cells[index] = -2
            let most = supplier.cells.map(\.unitsHigh).max() ?? 0
            let fixed = supplier.cells[chosen[index]].fixedCost
            let scaled = Int128(fixed) << Int128(model.shift) / Int128(max(most, 1))
            setCosts(index, chosen[index], 0, extra: Int64(min(scaled, Int128(1) << 50)))
            setLimits(index, low: 0, high: most)
        }
        simplex.refreshPotentials()
        simplex.solve(stop: stop)
    }

    private mutating func hold(
        _ index: Int, to cell: Int, _ price: Int64, _ units: ClosedRange<Int64>?
    ) {
        var limits: ClosedRange<Int64> = 0...0
        if cell >= 0 {
            let terms = model.suppliers[index].cells[cell]
            limits = units ?? terms.unitsLow...terms.unitsHigh
        }
        guard cells[index] != cell || valuePrices[index] != price || limits != held[index] else {
            return
        }
        if cell >= 0, cells[index] != cell || valuePrices[index] != price {
            setCosts(index, cell, price, extra: 0)
        }
        cells[index] = cell
        valuePrices[index] = price
        held[index] = limits
        setLimits(index, low: limits.lowerBound, high: limits.upperBound)
    }

    private func setCosts(_ index: Int, _ cell: Int, _ price: Int64, extra: Int64) {
        let supplier = model.suppliers[index]
        let start = supplier.costStart + cell * supplier.arcs.count
        for (place, arc) in supplier.arcs.enumerated() {
            var cost = model.cellCosts[start + place] + model.arcs[arc].extra + extra
            if price != 0 {
                cost -= Int64((Int128(price) * Int128(model.unitValues[arc])) >> 20)
            }
            simplex.cost[placeOfArc[arc]] = cost
        }
    }

    private mutating func setLimits(_ index: Int, low: Int64, high: Int64) {
        let main = mainArcs[index]
        let needed =
            simplex.flow[main] + simplex.flow[main + 1] - simplex.flow[main + 2]
        simplex.lower[main] = low
        simplex.upper[main] = high
        let given = min(max(needed, simplex.lower[main]), simplex.upper[main])
        set(main, given)
        set(main + 1, max(needed - given, 0))
        set(main + 2, max(given - needed, 0))
        simplex.isActive[index] = high > 0 || needed != 0
    }

    private func set(_ arc: Int, _ flow: Int64) {
        simplex.flow[arc] = flow
        guard simplex.state[arc] != 0 else { return }
        if flow == simplex.lower[arc] {
            simplex.state[arc] = 1
        } else {
            simplex.state[arc] = flow == simplex.upper[arc] ? -1 : 2
        }
    }

    /// By supplier: units that it gives.
    var supplierUnits: [Int64] {
        mainArcs.map { simplex.flow[$0] + simplex.flow[$0 + 1] - simplex.flow[$0 + 2] }
    }

    /// Units of every arc of the model.
    var units: [Int64] { placeOfArc.map { simplex.flow[$0] } }

    /// What a unit more costs each line, scaled.
    var linePrices: [Double] {
        model.want.indices.map { line in
            let price = simplex.potential[firstLine + line] - simplex.potential[0]
            return Double(min(price, model.unmetCosts[line]))
        }
    }

    /// Cost of the flow by the network's rounded costs, scaled; `nil` if a supplier's cell cannot
    /// be kept.
    var scaledCost: Int128? {
        var total: Int128 = 0
        for (index, main) in mainArcs.enumerated() {
            if simplex.flow[main + 1] != 0 || simplex.flow[main + 2] != 0 { return nil }
            guard cells[index] >= 0 else { continue }
            let supplier = model.suppliers[index]
            total += Int128(supplier.cells[cells[index]].fixedCost) << Int128(model.shift)
            for arc in supplier.arcs {
                let place = placeOfArc[arc]
                total += Int128(simplex.cost[place]) * Int128(simplex.flow[place])
            }
        }
        for (line, arc) in unmetArcs.enumerated() {
            total += Int128(model.unmetCosts[line]) * Int128(simplex.flow[arc])
        }
        return total
    }

    /// Whether no other flow within the cells costs less than `slack` more than this one.
    ///
    /// Arcs whose reduced cost is larger keep their flow in every such answer; if the others do
    /// not close a cycle, they keep it too.
    func isAlone(slack: Int128) -> Bool {
        var group = Array(0..<simplex.potential.count)
        func find(_ node: Int) -> Int {
            var node = node
            while group[node] != node {
                group[node] = group[group[node]]
                node = group[node]
            }
            return node
        }
        // Nothing can flow through a supplier without an order.
        let open = simplex.groups.enumerated().filter {
            $0.offset >= cells.count || cells[$0.offset] >= 0
        }
        for arc in open.flatMap(\.element) where simplex.lower[arc] < simplex.upper[arc] {
            let reduced = simplex.reducedCost(arc)
            if reduced != 0 {
                // Not the cheapest flow after all.
                let limit = reduced > 0 ? simplex.lower[arc] : simplex.upper[arc]
                guard simplex.flow[arc] == limit else { return false }
            }
            if Int128(reduced.magnitude) > slack { continue }
            let (one, other) = (
                find(Int(simplex.source[arc])), find(Int(simplex.target[arc]))
            )
            if one == other { return false }
            group[one] = other
        }
        return true
    }
}

extension TransportNetwork {
    /// Lays out nodes and arcs: per supplier its three arcs, then what it sells.
    private struct Builder {
        let model: LinearModel
        var nodes = 1
        var source: [Int32] = []
        var target: [Int32] = []
        var cost: [Int64] = []
        var upper: [Int64] = []
        var flow: [Int64] = []
        var groups: [Range<Int>] = []
        var treeArcs: [Int] = [-1]
        var placeOfArc: [Int]
        var mainArcs: [Int] = []
        var unmetArcs = 0..<0

        init(_ model: LinearModel) {
            self.model = model
            placeOfArc = Array(repeating: 0, count: model.arcs.count)
            nodes += model.suppliers.count + model.want.count
            treeArcs = Array(repeating: -1, count: nodes)
        }

        mutating func build() {
            let firstLine = model.suppliers.count + 1
            for (index, supplier) in model.suppliers.enumerated() {
                let start = source.count
                mainArcs.append(start)
                let node = index + 1
                treeArcs[node] = start + 1
                add(0, node, cost: 0, upper: 0)
                add(0, node, cost: LinearModel.huge, upper: 1 << 60)
                add(node, 0, cost: LinearModel.huge, upper: 1 << 60)
                for offer in supplier.offers { addOffer(offer, supplier: node, firstLine) }
                groups.append(start..<source.count)
            }
            let start = source.count
            for (line, want) in model.want.enumerated() {
                treeArcs[firstLine + line] = source.count
                add(0, firstLine + line, cost: model.unmetCosts[line], upper: want)
                flow[source.count - 1] = want
            }
            unmetArcs = start..<source.count
            groups.append(unmetArcs)
        }

        private mutating func addOffer(_ index: Int, supplier: Int, _ firstLine: Int) {
            let offer = model.offers[index]
            var node = supplier
            if offer.isShort {
                node = nodes
                nodes += 1
                treeArcs.append(source.count)
                add(supplier, node, cost: 0, upper: offer.capacity)
            }
            for arc in offer.arcs {
                let line = model.arcs[arc].line
                placeOfArc[arc] = source.count
                add(
                    node, line < 0 ? 0 : firstLine + line, cost: 0,
                    upper: model.arcs[arc].capacity)
            }
        }

        private mutating func add(_ from: Int, _ to: Int, cost: Int64, upper: Int64) {
            source.append(Int32(from))
            target.append(Int32(to))
            self.cost.append(cost)
            self.upper.append(upper)
            flow.append(0)
        }
    }
}
