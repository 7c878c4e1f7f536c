/// The part of all answers that a node of a certificate looks at.
struct CertificateDomain {
    struct Interval {
        var low: Int64 = 0
        var high = Int64.max

        mutating func cut(_ from: Int64, isAbove: Bool) {
            if isAbove { low = max(low, from) } else { high = min(high, from - 1) }
        }

        var isEmpty: Bool { low > high }
    }

    struct Serving: Hashable {
        var line: Int
        /// An offer, or a supplier.
        var by: Int
    }

    struct Flow: Hashable {
        var line: Int
        var offer: Int
        var tranche: Int
    }

    var units: [Interval]
    var values: [Interval]
    var quantities: [Interval]
    var given: [Serving: Interval] = [:]
    var supplied: [Serving: Interval] = [:]
    var flows: [Flow: Interval] = [:]
    var lateness: [Int: Interval] = [:]
    var purchase = Interval(low: Int64.min)
    /// Cells of suppliers' orders that cost too much.
    private var leftOut: Set<OrderCell> = []
    var isEmpty = false

    private struct OrderCell: Hashable {
        var supplier: Int
        /// No order, then the cells of ``CertificateOrders``.
        var cell: Int
    }

    func leavesOut(_ supplier: Int, _ cell: Int) -> Bool {
        !leftOut.isEmpty && leftOut.contains(OrderCell(supplier: supplier, cell: cell))
    }

    mutating func leaveOut(_ supplier: Int, _ cell: Int) {
        leftOut.insert(OrderCell(supplier: supplier, cell: cell))
    }

    init(_ problem: StatedProblem) {
        units = problem.suppliers.map {
            Interval(high: Int64(clamping: $0.maximumUnits ?? Int128(Int64.max)))
        }
        values = problem.suppliers.map {
            Interval(high: Int64(clamping: $0.maximumValue ?? Int128(Int64.max)))
        }
        quantities = problem.offers.map {
            Interval(high: Int64(clamping: $0.maximum ?? CertificateReach.largestQuantity))
        }
        for rule in problem.rules where rule.penalty == nil {
            switch rule.kind {
            case .requireValue:
                guard let supplier = rule.supplier, rule.value > 0 else { continue }
                values[supplier].low = max(values[supplier].low, Int64(clamping: rule.value))
            case .budget: purchase.high = min(purchase.high, Int64(clamping: rule.value))
            case .forbid, .requireSupplier, .onTime: break
            }
        }
        for supplier in units.indices where values[supplier].low > 0 {
            units[supplier].low = max(1, units[supplier].low)
        }
    }

    /// Keeps what lies on one side of a split.
    mutating func cut(_ measure: StatedCertificate.Measure, _ from: Int64, isAbove: Bool) {
        guard from > Int64.min else {
            // Nothing is below.
            if !isAbove { isEmpty = true }
            return
        }
        func cut(_ interval: inout Interval) {
            interval.cut(from, isAbove: isAbove)
            if interval.isEmpty { isEmpty = true }
        }
        switch measure {
        case .units(let supplier): cut(&units[supplier])
        case .value(let supplier):
            cut(&values[supplier])
            if values[supplier].low > 0 {
                units[supplier].low = max(1, units[supplier].low)
                if units[supplier].isEmpty { isEmpty = true }
            }
        case .quantity(let offer): cut(&quantities[offer])
        case .given(let line, let offer):
            cut(&given[Serving(line: line, by: offer), default: Interval()])
        case .supplied(let line, let supplier):
            cut(&supplied[Serving(line: line, by: supplier), default: Interval()])
        case .flow(let line, let offer, let tranche):
            cut(&flows[Flow(line: line, offer: offer, tranche: tranche), default: Interval()])
        case .lateness(let line): cut(&lateness[line, default: Interval()])
        case .purchase: cut(&purchase)
        }
    }

    /// Whether a line is looked at in part only.
    var hasLineCuts: Bool {
        !given.isEmpty || !supplied.isEmpty || !flows.isEmpty || !lateness.isEmpty
    }
}

/// What a block may do within a part of all answers.
struct CertificateScope {
    var low: [Int64]
    var high: [Int64]
    var allowsZero: [Bool]
    /// By line and offer.
    var service: [Service] = []
    var floor: [Int128] = []
    var cap: [Int128] = []
    var arcLow: [Int64] = []
    var arcHigh: [Int64] = []
    var soft: [Judgement]

    enum Service: UInt8 {
        case open
        case barred
        case chosen
    }

    enum Judgement: UInt8 {
        case open
        case kept
        case paid
    }

    init(_ block: CertificateBlock, _ domain: CertificateDomain) {
        low = []
        high = []
        allowsZero = []
        low.reserveCapacity(block.offers.count)
        high.reserveCapacity(block.offers.count)
        allowsZero.reserveCapacity(block.offers.count)
        for offer in block.offers {
            let allowed = domain.quantities[offer.position]
            let multiple = offer.multiple
            let most = min(
                offer.high, allowed.high, max(0, domain.units[offer.supplier].high))
            let least = max(offer.low, min(allowed.low, offer.high + 1))
            low.append((least + multiple - 1) / multiple * multiple)
            high.append(max(0, most) / multiple * multiple)
            allowsZero.append(allowed.low <= 0)
        }
        soft = block.soft.map { _ in .open }
        if domain.hasLineCuts { addLines(block, domain) }
    }

    /// Whether some offer has no quantity left.
    var isEmpty: Bool {
        for offer in low.indices where !allowsZero[offer] && low[offer] > high[offer] {
            return true
        }
        return false
    }

    mutating func openLines(_ block: CertificateBlock) {
        guard service.isEmpty else { return }
        service = Array(repeating: .open, count: block.lines.count * block.offers.count)
        floor = block.lines.map { _ in 0 }
        cap = block.lines.map { _ in Int128.max }
    }

    private mutating func addLines(_ block: CertificateBlock, _ domain: CertificateDomain) {
        openLines(block)
        for (line, content) in block.lines.enumerated() {
            if let late = domain.lateness[content.position] {
                // What no arc of the block reaches is paid as if the latest one served.
                let latest = block.arcsOfLine[line].map { block.arcs[$0].rate }.max() ?? 0
                floor[line] = min(max(0, Int128(late.low)), latest)
                cap[line] = Int128(late.high)
            }
            let row = line * block.offers.count
            for (offer, terms) in block.offers.enumerated() {
                let own = domain.given[.init(line: content.position, by: terms.position)]
                let whole = domain.supplied[.init(line: content.position, by: terms.supplier)]
                if own?.high ?? 1 < 1 || whole?.high ?? 1 < 1 {
                    service[row + offer] = .barred
                } else if own?.low ?? 0 > 0 || whole?.low ?? 0 > 0 {
                    service[row + offer] = .chosen
                }
            }
            let served = domain.given.contains {
                $0.key.line == content.position && $0.value.low > 0
            }
            if content.split == .single, served {
                // It is served by the one offer that must serve it, here or in another block.
                for offer in block.offers.indices {
                    let own = domain.given[
                        .init(line: content.position, by: block.offers[offer].position)]
                    if own?.low ?? 0 < 1 { service[row + offer] = .barred }
                }
            }
            let chosen = Set(
                domain.supplied.filter { $0.key.line == content.position && $0.value.low > 0 }
                    .map(\.key.by))
            if chosen.count >= block.suppliersPerLine {
                for offer in block.offers.indices
                where !chosen.contains(block.offers[offer].supplier) {
                    service[row + offer] = .barred
                }
            }
        }
        guard !domain.flows.isEmpty else { return }
        arcLow = block.arcs.map { _ in 0 }
        arcHigh = block.arcs.map { block.lines[$0.line].want }
        for (arc, content) in block.arcs.enumerated() {
            let tranche = block.tranches[content.tranche]
            let key = CertificateDomain.Flow(
                line: block.lines[content.line].position,
                offer: block.offers[tranche.offer].position, tranche: tranche.number)
            guard let allowed = domain.flows[key] else { continue }
            arcLow[arc] = max(0, allowed.low)
            arcHigh[arc] = min(arcHigh[arc], allowed.high)
        }
    }
}
