extension RoundAnswer {
    /// Puts one supplier in the place of another where their number is limited, as long as that
    /// is cheaper.
    ///
    /// - Parameter ranking: suppliers by what they promise to save, most first.
    mutating func exchangeSuppliers(_ ranking: [Int], stop: () -> Bool) {
        guard openCount >= suppliers.maximumSuppliers else { return }
        let tries = Self.tries
        var isBetter = true
        while isBetter {
            isBetter = false
            let leaving = ranking.reversed().filter { units[$0] > 0 && !states[$0].mustOrder }
            for supplier in leaving.prefix(tries) {
                if stop() { return }
                if replace(supplier, ranking, tries: tries, stop: stop) { isBetter = true }
            }
        }
    }

    /// Suppliers that are looked at on either side.
    private static let tries = 10

    /// Leaves a supplier for the one among those without an order that is best in its place.
    private mutating func replace(
        _ supplier: Int, _ ranking: [Int], tries: Int, stop: () -> Bool
    ) -> Bool {
        var without = self
        without.leave(supplier, opensNone: true)
        guard without.units[supplier] == 0, without.isLegal else { return false }
        let entering = ranking.filter {
            units[$0] == 0 && $0 != supplier && !states[$0].isClosed
        }
        var best: RoundAnswer?
        for other in entering.prefix(tries) {
            if stop() { break }
            var trial = without
            trial.enter(other)
            guard trial.total < best?.total ?? without.total else { continue }
            best = trial
        }
        guard var found = best else { return false }
        found.descend(passes: 2, stop: stop)
        guard found.total < total, found.isLegal else { return false }
        self = found
        return true
    }
}
