/// Work of ``KernelFlow``: what it costs that one tranche takes over a unit of another, and the
/// cheapest paths made of that.
struct TranchePaths {
    /// Where a unit at a tranche comes from, if from no other tranche.
    static let fromOffer = -1
    static let fromLine = -2

    // By tranche that gives up a unit, then by the one that serves its line instead: what that
    // costs more, and the arc on which the unit flowed.
    let passCost: UnsafeMutablePointer<Int64>
    let passArc: UnsafeMutablePointer<Int>
    // By tranche: what it costs that a line of it goes without, and the arc to that line.
    let giveCost: UnsafeMutablePointer<Int64>
    let giveArc: UnsafeMutablePointer<Int>
    /// Tranches for which the above is kept: those that gave something.
    let active: UnsafeMutablePointer<Int>
    let isActive: UnsafeMutablePointer<Bool>
    /// What a unit more costs at a tranche.
    let distance: UnsafeMutablePointer<Int64>
    let origin: UnsafeMutablePointer<Int>
    let offerDistance: UnsafeMutablePointer<Int64>
    /// The tranche that gives the offer's unit up; -1 if one more is ordered.
    let offerParent: UnsafeMutablePointer<Int>
    /// Arcs of a path that begin or cease to carry something.
    let turned: UnsafeMutablePointer<Int>

    init(offers: Int, tranches: Int) {
        passCost = .allocate(capacity: tranches * tranches)
        passArc = .allocate(capacity: tranches * tranches)
        giveCost = .allocate(capacity: tranches)
        giveArc = .allocate(capacity: tranches)
        active = .allocate(capacity: tranches)
        isActive = .allocate(capacity: tranches)
        distance = .allocate(capacity: tranches)
        origin = .allocate(capacity: tranches)
        offerDistance = .allocate(capacity: offers)
        offerParent = .allocate(capacity: offers)
        // A path takes each tranche once, with an arc to it and one away from it.
        turned = .allocate(capacity: 2 * tranches + 2)
    }

    func free() {
        for memory in [passCost, giveCost, distance, offerDistance] { memory.deallocate() }
        for memory in [passArc, giveArc, active, origin, offerParent, turned] {
            memory.deallocate()
        }
        isActive.deallocate()
    }

    func begin(tranches: Int) { isActive.update(repeating: false, count: tranches) }

    /// Forgets what a tranche could give up.
    func clear(_ tranche: Int, tranches: Int) {
        giveCost[tranche] = KernelFlow.far
        giveArc[tranche] = -1
        (passCost + tranche * tranches).update(repeating: KernelFlow.far, count: tranches)
        (passArc + tranche * tranches).update(repeating: -1, count: tranches)
    }

    /// Whether an arc stands for what a tranche could give up.
    func names(_ arc: Int, of tranche: Int, tranches: Int) -> Bool {
        if giveArc[tranche] == arc { return true }
        let row = tranche * tranches
        for other in 0..<tranches where passArc[row + other] == arc { return true }
        return false
    }
}
