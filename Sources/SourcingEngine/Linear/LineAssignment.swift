/// Gives every line that wants one offer to one offer, near what a flow gives it.
///
/// Lines that the flow divides are placed anew, the largest first, where they cost least with the
/// room that is left; then lines move and change places as long as that is cheaper. Suppliers stay
/// within the cells that the flow puts them in. This looks for answers and proves nothing, so it
/// counts in floating point.
struct LineAssignment: Sendable {
    private let model: LinearModel
    /// The lines that want one offer.
    private let lines: [Int]
    /// By line: arcs that may serve it.
    private var arcsByLine: [[Int]]
    private var offerOfArc: [Int]
    private var supplierOfArc: [Int]
    private let unmet: [Double]

    /// `nil` if no line wants one offer.
    init?(_ model: LinearModel) {
        lines = model.lineRules.indices.filter { model.lineRules[$0] == .single }
        guard !lines.isEmpty else { return nil }
        self.model = model
        unmet = model.unmetCosts.map { Double($0) }
        arcsByLine = Array(repeating: [], count: model.want.count)
        offerOfArc = Array(repeating: 0, count: model.arcs.count)
        supplierOfArc = offerOfArc
        for (index, supplier) in model.suppliers.enumerated() {
            for offer in supplier.offers {
                for arc in model.offers[offer].arcs {
                    offerOfArc[arc] = offer
                    supplierOfArc[arc] = index
                    let line = model.arcs[arc].line
                    if line >= 0, model.lineRules[line] == .single { arcsByLine[line].append(arc) }
                }
            }
        }
    }

    /// Lines up to which all pairs are looked at.
    private static let mostExchanged = 400

    /// Units by arc that serve every such line by one offer.
    func assigned(_ units: [Int64]) -> [Int64] {
        var state = State(model, units)
        var waiting: [Int] = []
        for line in lines {
            let serving = arcsByLine[line].filter { units[$0] > 0 }
            if let arc = serving.first, serving.count == 1 {
                state.arc[line] = arc
                continue
            }
            for arc in serving { state.add(-units[arc], arc, offerOfArc[arc], supplierOfArc[arc]) }
            waiting.append(line)
        }
        waiting.sort { (model.want[$1], $0) < (model.want[$0], $1) }
        for line in waiting { move(line, &state) }
        for _ in 0..<20 {
            var isBetter = false
            for line in lines where move(line, &state) { isBetter = true }
            if lines.count <= Self.mostExchanged, exchange(&state) { isBetter = true }
            if !isBetter { break }
        }
        return state.units
    }

    /// Moves a line to the arc where it costs least; `true` if that is another.
    @discardableResult
    private func move(_ line: Int, _ state: inout State) -> Bool {
        let old = state.arc[line]
        var lowest = 0.0
        var oldUnits: Int64 = 0
        if old >= 0 {
            oldUnits = state.units[old]
            guard state.mayGive(oldUnits, supplierOfArc[old]) else { return false }
            lowest = (state.cost[old] - unmet[line]) * Double(oldUnits)
            state.add(-oldUnits, old, offerOfArc[old], supplierOfArc[old])
        }
        var best = (arc: old, units: oldUnits)
        for arc in arcsByLine[line] where arc != old || oldUnits < model.want[line] {
            let units = room(for: line, arc, state)
            let cost = (state.cost[arc] - unmet[line]) * Double(units)
            // A difference that rounding could make is none.
            if units > 0, cost < lowest - 1e-9 * abs(lowest) {
                lowest = cost
                best = (arc, units)
            }
        }
        state.arc[line] = best.arc
        if best.arc >= 0 {
            state.add(best.units, best.arc, offerOfArc[best.arc], supplierOfArc[best.arc])
        }
        return best.arc != old || best.units != oldUnits
    }

    private func room(for line: Int, _ arc: Int, _ state: State) -> Int64 {
        min(
            model.want[line], model.arcs[arc].capacity, state.roomOfSupplier[supplierOfArc[arc]],
            state.roomOfOffer[offerOfArc[arc]])
    }

    /// Lets pairs of lines change suppliers where that is cheaper; `true` if some did.
    private func exchange(_ state: inout State) -> Bool {
        var isBetter = false
        for (place, one) in lines.enumerated() {
            for other in lines[(place + 1)...] where exchange(one, other, &state) {
                isBetter = true
            }
        }
        return isBetter
    }

    private func exchange(_ one: Int, _ other: Int, _ state: inout State) -> Bool {
        let (left, right) = (state.arc[one], state.arc[other])
        guard left >= 0, right >= 0, supplierOfArc[left] != supplierOfArc[right],
            let newLeft = arc(of: one, supplierOfArc[right]),
            let newRight = arc(of: other, supplierOfArc[left])
        else { return false }
        let (units, others) = (state.units[left], state.units[right])
        let before =
            (state.cost[left] - unmet[one]) * Double(units)
            + (state.cost[right] - unmet[other]) * Double(others)
        let least =
            (state.cost[newLeft] - unmet[one]) * Double(model.want[one])
            + (state.cost[newRight] - unmet[other]) * Double(model.want[other])
        guard least < before - 1e-9 * abs(before) else { return false }
        state.add(-units, left, offerOfArc[left], supplierOfArc[left])
        state.add(-others, right, offerOfArc[right], supplierOfArc[right])
        let given = (room(for: one, newLeft, state), room(for: other, newRight, state))
        let after =
            (state.cost[newLeft] - unmet[one]) * Double(given.0)
            + (state.cost[newRight] - unmet[other]) * Double(given.1)
        let isBetter =
            after < before - 1e-9 * abs(before)
            && state.keepsFloor(supplierOfArc[left], adding: given.1)
            && state.keepsFloor(supplierOfArc[right], adding: given.0)
        let (first, second) = isBetter ? (newLeft, newRight) : (left, right)
        let (some, more) = isBetter ? given : (units, others)
        state.add(some, first, offerOfArc[first], supplierOfArc[first])
        state.add(more, second, offerOfArc[second], supplierOfArc[second])
        state.arc[one] = first
        state.arc[other] = second
        return isBetter
    }

    private func arc(of line: Int, _ supplier: Int) -> Int? {
        // Arcs of a line stand in the order of their suppliers.
        let arcs = arcsByLine[line]
        var (low, high) = (0, arcs.count)
        while low < high {
            let middle = (low + high) / 2
            if supplierOfArc[arcs[middle]] < supplier { low = middle + 1 } else { high = middle }
        }
        guard low < arcs.count, supplierOfArc[arcs[low]] == supplier else { return nil }
        return arcs[low]
    }
}

extension LineAssignment {
    /// Units by arc, and the room that they leave.
    private struct State {
        var units: [Int64]
        /// By line: the arc that serves it, −1 for none.
        var arc: [Int]
        /// By arc: cost per unit in its supplier's cell.
        var cost: [Double]
        /// Units more that a supplier may give within its cell.
        var roomOfSupplier: [Int64]
        /// Units less that a supplier may give within its cell.
        var spareOfSupplier: [Int64]
        var roomOfOffer: [Int64]

        init(_ model: LinearModel, _ units: [Int64]) {
            self.units = units
            arc = Array(repeating: -1, count: model.want.count)
            cost = Array(repeating: 0, count: model.arcs.count)
            roomOfSupplier = Array(repeating: 0, count: model.suppliers.count)
            spareOfSupplier = roomOfSupplier
            roomOfOffer = model.offers.map(\.capacity)
            for (index, supplier) in model.suppliers.enumerated() {
                for offer in supplier.offers {
                    for arc in model.offers[offer].arcs { roomOfOffer[offer] -= units[arc] }
                }
                let (count, value) = model.order(of: index, units)
                let position = supplier.cells.firstIndex { cell in
                    cell.unitsLow <= count && count <= cell.unitsHigh && cell.valueLow <= value
                        && value <= cell.valueHigh
                }
                guard count > 0, let position else { continue }
                roomOfSupplier[index] = supplier.cells[position].unitsHigh - count
                // Who gives nothing any more has no order.
                let low = supplier.cells[position].unitsLow
                spareOfSupplier[index] = low <= 1 ? count : count - low
                let start = supplier.costStart + position * supplier.arcs.count
                for (place, arc) in supplier.arcs.enumerated() {
                    cost[arc] = Double(model.cellCosts[start + place] + model.arcs[arc].extra)
                }
            }
        }

        mutating func add(_ count: Int64, _ arc: Int, _ offer: Int, _ supplier: Int) {
            units[arc] += count
            roomOfOffer[offer] -= count
            roomOfSupplier[supplier] -= count
            spareOfSupplier[supplier] += count
        }

        /// Whether a supplier can do without so many units.
        func mayGive(_ count: Int64, _ supplier: Int) -> Bool {
            spareOfSupplier[supplier] >= count
        }

        func keepsFloor(_ supplier: Int, adding count: Int64) -> Bool {
            spareOfSupplier[supplier] + count >= 0
        }
    }
}
