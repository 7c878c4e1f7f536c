/// The node in hand of a search, and the stack of open nodes, last in, first out.
///
/// A node is a row of numbers: its bound, then by offer the lowest quantity above 0, the highest
/// and whether none may be ordered; where lines have rules, by line the floor and the cap of its
/// lateness, and by line and offer whether the offer may serve it (0 open, 1 barred, 2 chosen);
/// last, by rule that may be broken at a penalty what is decided of it (0 open, 1 kept, 2 paid).
struct KernelNodes {
    private(set) var offers = 0
    private(set) var lines = 0
    private(set) var softRules = 0
    let low: UnsafeMutablePointer<Int64>
    let high: UnsafeMutablePointer<Int64>
    let zero: UnsafeMutablePointer<Int64>
    let rateFloor: UnsafeMutablePointer<Int64>
    let rateCap: UnsafeMutablePointer<Int64>
    let service: UnsafeMutablePointer<Int64>
    let soft: UnsafeMutablePointer<Int64>
    private var stack: UnsafeMutablePointer<Int64>
    private var room: Int
    private var used = 0

    init(_ size: BlockSize) {
        low = .allocate(capacity: size.offers + 1)
        high = .allocate(capacity: size.offers + 1)
        zero = .allocate(capacity: size.offers + 1)
        rateFloor = .allocate(capacity: size.lines + 1)
        rateCap = .allocate(capacity: size.lines + 1)
        service = .allocate(capacity: (size.lines + 1) * (size.offers + 1))
        soft = .allocate(capacity: size.softRules + 1)
        room = 4096
        stack = .allocate(capacity: room)
    }

    func free() {
        for memory in [low, high, zero, rateFloor, rateCap, service, soft, stack] {
            memory.deallocate()
        }
    }

    private var width: Int { 1 + 3 * offers + lines * (2 + offers) + softRules }

    /// Empties the stack for a block.
    mutating func begin(offers: Int, lines: Int, softRules: Int) {
        self.offers = offers
        self.lines = lines
        self.softRules = softRules
        used = 0
    }

    func clearSoftRules() { soft.update(repeating: 0, count: softRules) }

    func clearLines() {
        rateFloor.update(repeating: 0, count: lines)
        rateCap.update(repeating: Int64.max, count: lines)
        service.update(repeating: 0, count: lines * offers)
    }

    mutating func pushRoot() {
        used = 0
        push(bound: Int64.min / 2)
    }

    /// Pushes the node in hand as it stands.
    mutating func push(bound: Int64) {
        let width = width
        if used + width > room { grow(width) }
        var next = stack + used
        next.pointee = bound
        next += 1
        // Side by side, since copying a few numbers by a call each takes longer than all else.
        for offer in 0..<offers {
            next[0] = low[offer]
            next[1] = high[offer]
            next[2] = zero[offer]
            next += 3
        }
        if lines > 0 {
            next.update(from: rateFloor, count: lines)
            (next + lines).update(from: rateCap, count: lines)
            (next + 2 * lines).update(from: service, count: lines * offers)
            next += lines * (2 + offers)
        }
        if softRules > 0 { next.update(from: soft, count: softRules) }
        used += width
    }

    private mutating func grow(_ width: Int) {
        let wider = UnsafeMutablePointer<Int64>.allocate(capacity: 2 * room + width)
        wider.update(from: stack, count: used)
        stack.deallocate()
        stack = wider
        room = 2 * room + width
    }

    /// Makes the last node pushed the one in hand; the value is its bound.
    mutating func pop() -> Int64? {
        guard used > 0 else { return nil }
        used -= width
        var next = stack + used
        let bound = next.pointee
        next += 1
        for offer in 0..<offers {
            low[offer] = next[0]
            high[offer] = next[1]
            zero[offer] = next[2]
            next += 3
        }
        if lines > 0 {
            rateFloor.update(from: next, count: lines)
            rateCap.update(from: next + lines, count: lines)
            service.update(from: next + 2 * lines, count: lines * offers)
            next += lines * (2 + offers)
        }
        if softRules > 0 { soft.update(from: next, count: softRules) }
        return bound
    }

    var lowestBound: Int64 {
        var lowest = Int64.max
        var place = 0
        while place < used {
            lowest = min(lowest, stack[place])
            place += width
        }
        return lowest
    }

    var isEmpty: Bool {
        for offer in 0..<offers where zero[offer] == 0 && low[offer] > high[offer] { return true }
        return false
    }
}
