/// Gives every line to one offer, near what a flow gives it: answers where flows know too little.
///
/// That is for lines that want a single offer, and for rounds whose orders are not linear, where
/// each line is bought whole in the cheapest legal order. Lines stay with the offer that gives them
/// most, as far as the room of suppliers' cells goes; then lines move and change places as long
/// as that is cheaper. This looks for answers and proves nothing, so it counts in floating point.
struct LineAssignment: Sendable {
    /// How an arc serves a line.
    private struct Service {
        var arc: Int
        /// Units of the supplier that it takes.
        var ordered: Int64
        /// Units that the line gets.
        var given: Int64
        /// Compared with leaving the line unmet, scaled.
        var cost: Double
    }

    private let model: LinearModel
    /// The lines that are assigned.
    private let lines: [Int]
    /// By line: arcs that may serve it, in the order of their suppliers.
    private var arcsByLine: [[Int]]
    private var offerOfArc: [Int]
    private var supplierOfArc: [Int]
    private let unmet: [Double]
    /// What legal orders cost, where any quantity at the lowest price is not legal.
    private let lots: LotCosts?

    /// `nil` if flows are answers, or if an offer that is not linear serves several lines.
    init?(_ model: LinearModel) {
        self.model = model
        lots = model.isOnlyBound ? LotCosts(model) : nil
        if model.isOnlyBound, lots == nil { return nil }
        let isWhole = model.isOnlyBound
        lines = model.lineRules.indices.filter { isWhole || model.lineRules[$0] == .single }
        guard !lines.isEmpty else { return nil }
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
                    guard line >= 0, isWhole || model.lineRules[line] == .single else { continue }
                    arcsByLine[line].append(arc)
                }
            }
        }
    }

    /// Lines up to which all pairs are looked at.
    private static let mostExchanged = 400

    /// Units by arc that serve every line that wants one offer by one.
    func assigned(_ units: [Int64]) -> [Int64] { placed(units).units }

    /// Legal orders near a flow of any quantities; they may still break a rule of a supplier.
    func solution(near units: [Int64]) -> SourcingSolution {
        let state = placed(units)
        var solution = SourcingSolution()
        for line in lines {
            guard let service = state.services[line] else { continue }
            let offer = model.offers[offerOfArc[service.arc]].position
            solution.orders.append(.init(offer: offer, quantity: service.ordered))
            solution.allocations.append(
                .init(line: line, offer: offer, tranche: 0, quantity: service.given))
        }
        solution.orders.sort { $0.offer < $1.offer }
        return solution
    }

    private func placed(_ units: [Int64]) -> State {
        var state = State(model, units)
        var divided: [Int] = []
        for line in lines {
            let serving = arcsByLine[line].filter { units[$0] > 0 }
            for arc in serving { take(units[arc], from: arc, &state) }
            guard lots == nil, serving.count == 1, let arc = serving.first else {
                divided.append(line)
                continue
            }
            put(service(of: line, by: arc, state), line, &state)
        }
        divided.sort { (model.want[$1], $0) < (model.want[$0], $1) }
        for line in divided {
            let most = arcsByLine[line].max { (units[$0], $1) < (units[$1], $0) }
            if lots != nil, let most, units[most] > 0 {
                put(service(of: line, by: most, state), line, &state)
            } else {
                move(line, &state)
            }
        }
        for _ in 0..<20 {
            var isBetter = false
            for line in lines where move(line, &state) { isBetter = true }
            if lines.count <= Self.mostExchanged, exchange(&state) { isBetter = true }
            if !isBetter { break }
        }
        return state
    }

    // MARK: Services

    /// How an arc can serve a line with the room that is left.
    private func service(of line: Int, by arc: Int, _ state: State) -> Service? {
        let room = state.roomOfSupplier[supplierOfArc[arc]]
        if let lots {
            let found = lots.order(
                arc, room: room, percent: state.percent[supplierOfArc[arc]], unmet: unmet[line])
            return found.map {
                Service(arc: arc, ordered: $0.ordered, given: $0.given, cost: $0.cost)
            }
        }
        let units = min(
            model.want[line], model.arcs[arc].capacity, room, state.roomOfOffer[offerOfArc[arc]])
        guard units > 0 else { return nil }
        return Service(
            arc: arc, ordered: units, given: units,
            cost: (state.cost[arc] - unmet[line]) * Double(units))
    }

    private func take(_ units: Int64, from arc: Int, _ state: inout State) {
        state.add(-units, arc, offerOfArc[arc], supplierOfArc[arc])
    }

    private func put(_ service: Service?, _ line: Int, _ state: inout State) {
        state.services[line] = service
        guard let service else { return }
        state.add(
            service.ordered, service.arc, offerOfArc[service.arc], supplierOfArc[service.arc])
    }

    private func remove(_ line: Int, _ state: inout State) -> Service? {
        guard let service = state.services[line] else { return nil }
        take(service.ordered, from: service.arc, &state)
        state.services[line] = nil
        return service
    }

    // MARK: Moves

    /// Moves a line to the arc where it costs least; `true` if that is cheaper.
    @discardableResult
    private func move(_ line: Int, _ state: inout State) -> Bool {
        if let old = state.services[line] {
            guard state.spareOfSupplier[supplierOfArc[old.arc]] >= old.ordered else {
                return false
            }
        }
        let old = remove(line, &state)
        var best = old
        for arc in arcsByLine[line] {
            guard let found = service(of: line, by: arc, state) else { continue }
            if isLess(found.cost, best?.cost ?? 0) { best = found }
        }
        put(best, line, &state)
        guard let best else { return false }
        return isLess(best.cost, old?.cost ?? 0)
    }

    /// A difference that rounding could make is none.
    private func isLess(_ cost: Double, _ other: Double) -> Bool {
        cost < other - 1e-9 * abs(other)
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
        guard let left = state.services[one], let right = state.services[other] else {
            return false
        }
        let (here, there) = (supplierOfArc[left.arc], supplierOfArc[right.arc])
        guard here != there, let newLeft = arc(of: one, there), let newRight = arc(of: other, here),
            // Even with all the room there is, it must be cheaper.
            state.roomOfSupplier[there] + right.ordered > 0,
            state.roomOfSupplier[here] + left.ordered > 0
        else { return false }
        let before = left.cost + right.cost
        take(left.ordered, from: left.arc, &state)
        take(right.ordered, from: right.arc, &state)
        let first = service(of: one, by: newLeft, state)
        let second = service(of: other, by: newRight, state)
        if let first, let second, isLess(first.cost + second.cost, before),
            state.spareOfSupplier[here] + second.ordered >= 0,
            state.spareOfSupplier[there] + first.ordered >= 0
        {
            put(first, one, &state)
            put(second, other, &state)
            return true
        }
        put(left, one, &state)
        put(right, other, &state)
        return false
    }

    private func arc(of line: Int, _ supplier: Int) -> Int? {
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
    /// Who serves whom, and the room that is left.
    private struct State {
        var units: [Int64]
        /// By line.
        var services: [Service?]
        /// By arc: cost per unit in its supplier's cell.
        var cost: [Double]
        /// By supplier: discount of its cell, in 10⁻⁴ of a percent.
        var percent: [Int64]
        /// Units more that a supplier may give within its cell.
        var roomOfSupplier: [Int64]
        /// Units less that a supplier may give within its cell.
        var spareOfSupplier: [Int64]
        var roomOfOffer: [Int64]

        init(_ model: LinearModel, _ units: [Int64]) {
            self.units = units
            services = Array(repeating: nil, count: model.want.count)
            cost = Array(repeating: 0, count: model.arcs.count)
            percent = Array(repeating: 0, count: model.suppliers.count)
            roomOfSupplier = percent
            spareOfSupplier = percent
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
                let cell = supplier.cells[position]
                percent[index] = cell.percent
                // Lots may take more than lines want: the supplier's own limit counts.
                let most =
                    model.isOnlyBound && position == supplier.cells.count - 1
                    ? model.problem.suppliers[supplier.position].maximumUnits ?? 1 << 40
                    : cell.unitsHigh
                roomOfSupplier[index] = most - count
                // Who gives nothing any more has no order.
                spareOfSupplier[index] = cell.unitsLow <= 1 ? count : count - cell.unitsLow
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
    }
}
