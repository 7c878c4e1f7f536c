extension RoundAnswer {
    /// A plan that a block could change to, seen from one supplier.
    private struct Option {
        var block: Int32
        var plan: Int32
        /// Goods or units more at the supplier.
        var more: Int64
        /// What changes beside the supplier's own order, in micros.
        var cost: Int64
    }

    /// The cheapest options up to a place, from two different blocks.
    private struct Cheapest {
        var first: Int32
        var second: Int32
    }

    /// Makes room at suppliers that are full, or fills up those that are at their minimum, by
    /// changing two blocks at once; `true` if something got better.
    mutating func exchange(stop: () -> Bool) -> Bool {
        var isBetter = false
        for supplier in 0..<suppliers.count where isLimited(supplier) {
            if stop() { return isBetter }
            var left = tables.blockCount > Self.manyBlocks ? 2 : 8
            while left > 0, exchangeOnce(supplier) {
                isBetter = true
                left -= 1
            }
        }
        return isBetter
    }

    /// Blocks from which suppliers are looked at less often.
    private static let manyBlocks = 100_000

    private func isLimited(_ supplier: Int) -> Bool {
        terms[supplier].isLimited || isTight(supplier)
    }

    // MARK: Kicks

    /// Forces one block after the other to take more or less of a supplier with a limit, lets the
    /// others make room or fill up, and keeps what is better; `true` if something got better.
    mutating func kick(each count: Int, stop: () -> Bool) -> Bool {
        var isBetter = false
        for supplier in 0..<suppliers.count where isLimited(supplier) {
            let countsUnits = terms[supplier].countsUnits
            let options = self.options(supplier, countsUnits: countsUnits)
            let takers = options.filter { $0.more > 0 && $0.cost < 0 }
                .sorted { ($0.cost, $0.block, $0.plan) < ($1.cost, $1.block, $1.plan) }
            let givers = options.filter { $0.more < 0 }
                .sorted { ($0.more, $0.block, $0.plan) < ($1.more, $1.block, $1.plan) }
            for option in Array(takers.prefix(count)) + Array(givers.prefix(count)) {
                if stop() { return isBetter }
                if force(option, at: supplier) { isBetter = true }
            }
        }
        return isBetter
    }

    /// Leaves or enters one supplier after the other against all odds, lets the blocks and the
    /// other suppliers answer, and keeps what is better; `true` if something got better.
    mutating func kickSuppliers(stop: () -> Bool) -> Bool {
        var isBetter = false
        for supplier in 0..<suppliers.count {
            if stop() { return isBetter }
            if units[supplier] == 0, openCount >= suppliers.maximumSuppliers { continue }
            var trial = self
            if units[supplier] > 0 { trial.leave(supplier) } else { trial.enter(supplier) }
            trial.descend(passes: 2, stop: stop)
            trial.leaveWhatPays(except: supplier)
            trial.descend(passes: 2, stop: stop)
            guard trial.total < total, trial.isLegal else { continue }
            self = trial
            isBetter = true
        }
        return isBetter
    }

    /// Forces a plan on a block and keeps what follows if it is better.
    private mutating func force(_ option: Option, at supplier: Int) -> Bool {
        let block = Int(option.block)
        guard Int(choice[block]) != Int(option.plan) else { return false }
        let before = total
        let blocks = suppliers.pairs[supplier].map { Int(tables.pairBlock[Int($0)]) }
        let old = blocks.map { choice[$0] }
        apply(block, Int(option.plan))
        relieve(supplier, except: block)
        for _ in 0..<2 {
            for other in blocks where other != block {
                let best = bestChange(other)
                if best.change < 0 { apply(other, best.plan) }
            }
        }
        let last = bestChange(block)
        if last.change < 0 { apply(block, last.plan) }
        if total < before { return true }
        for (place, other) in blocks.enumerated() { apply(other, Int(old[place])) }
        return false
    }

    /// Whether the supplier has a limit that keeps blocks from what they would rather do.
    func isTight(_ supplier: Int) -> Bool {
        guard units[supplier] > 0 else { return false }
        let terms = terms[supplier]
        let value = goods[supplier]
        if value > terms.maximumValue - terms.maximumValue / 10 { return true }
        if units[supplier] > terms.maximumUnits - terms.maximumUnits / 10 { return true }
        let least = terms.minimumValue
        return least > 0 && value < least + least / 5
    }

    /// What the supplier's order may still take.
    func room(at supplier: Int) -> SupplierRoom {
        SupplierRoom(
            goods: max(0, min(terms[supplier].maximumValue, Int64.max / 4) - goods[supplier]),
            units: max(0, min(terms[supplier].maximumUnits, Int64.max / 4) - units[supplier]))
    }

    private mutating func exchangeOnce(_ supplier: Int) -> Bool {
        let countsUnits = terms[supplier].countsUnits
        var options = self.options(supplier, countsUnits: countsUnits)
        let most = countsUnits ? terms[supplier].maximumUnits : terms[supplier].maximumValue
        let held = countsUnits ? units[supplier] : goods[supplier]
        if most < Int64.max, tryPairs(&options, slack: most - held) { return true }
        let least = terms[supplier].minimumValue
        guard !countsUnits, terms[supplier].surcharge == nil, least > 0,
            goods[supplier] < 2 * least
        else { return false }
        // The minimum is a limit on the other side.
        for index in options.indices { options[index].more = -options[index].more }
        return tryPairs(&options, slack: held - least)
    }

    private func options(_ supplier: Int, countsUnits: Bool) -> [Option] {
        var found: [Option] = []
        for pair in suppliers.pairs[supplier] {
            let block = Int(tables.pairBlock[Int(pair)])
            for plan in plans.plans(of: block) where plan != Int(choice[block]) {
                let (value, count) = order(of: supplier, block, plan)
                let own =
                    terms[supplier].cost(units: count, goods: value)
                    - terms[supplier].cost(units: units[supplier], goods: goods[supplier])
                let difference = change(block, to: plan)
                guard difference < OrderTerms.forbidden / 2 else { continue }
                found.append(
                    Option(
                        block: Int32(block), plan: Int32(plan),
                        more: countsUnits ? count - units[supplier] : value - goods[supplier],
                        cost: difference - own))
            }
        }
        return found
    }

    /// Finds pairs of an option that gains but takes too much and one that gives it back, and
    /// applies the best of them.
    private mutating func tryPairs(_ options: inout [Option], slack: Int64) -> Bool {
        options.sort { ($0.more, $0.block, $0.plan) < ($1.more, $1.block, $1.plan) }
        let cheapest = prefixMinima(options)
        var pairs: [(gain: Int64, one: Int, other: Int)] = []
        for (index, option) in options.enumerated() where option.cost < 0 && option.more > slack {
            let end = firstIndex(options, above: slack - option.more)
            guard end > 0 else { continue }
            for other in [cheapest[end - 1].first, cheapest[end - 1].second] where other >= 0 {
                guard options[Int(other)].block != option.block else { continue }
                let gain = option.cost + options[Int(other)].cost
                if gain < 0 { pairs.append((gain, index, Int(other))) }
                break
            }
        }
        pairs.sort { ($0.gain, $0.one) < ($1.gain, $1.one) }
        var isBetter = false
        var changed: Set<Int32> = []
        for pair in pairs.prefix(20) {
            let (one, other) = (options[pair.one], options[pair.other])
            guard !changed.contains(one.block), !changed.contains(other.block) else { continue }
            guard applyPair(one, other) else { continue }
            changed.insert(one.block)
            changed.insert(other.block)
            isBetter = true
        }
        return isBetter
    }

    private func prefixMinima(_ options: [Option]) -> [Cheapest] {
        var found: [Cheapest] = []
        found.reserveCapacity(options.count)
        var current = Cheapest(first: -1, second: -1)
        for (index, option) in options.enumerated() {
            let place = Int32(index)
            if current.first < 0 {
                current.first = place
            } else if option.block == options[Int(current.first)].block {
                if option.cost < options[Int(current.first)].cost { current.first = place }
            } else if option.cost < options[Int(current.first)].cost {
                current.second = current.first
                current.first = place
            } else if current.second < 0 || option.cost < options[Int(current.second)].cost {
                current.second = place
            }
            found.append(current)
        }
        return found
    }

    private func firstIndex(_ options: [Option], above amount: Int64) -> Int {
        var low = 0
        var high = options.count
        while low < high {
            let middle = (low + high) / 2
            if options[middle].more <= amount { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func applyPair(_ one: Option, _ other: Option) -> Bool {
        let before = total
        let old = (choice[Int(one.block)], choice[Int(other.block)])
        apply(Int(one.block), Int(one.plan))
        apply(Int(other.block), Int(other.plan))
        if total < before { return true }
        apply(Int(other.block), Int(old.1))
        apply(Int(one.block), Int(old.0))
        return false
    }
}
