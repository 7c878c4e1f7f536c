/// A part of an order's line that is still to come, and what is known of when.
struct SupplyTranche {
    var units: Int64
    let supplier: SupplierID?
    let date: CalendarDate?
    let hasLeft: Bool
    let isConfirmed: Bool
    /// Whether a buyer has to decide about what its supplier answered.
    var isInReview = false
}

/// What our own orders will bring, handed out unit by unit.
///
/// What has left comes first, then what is confirmed with a date, the earliest first, then what is
/// confirmed without one, then what a buyer has to decide about, then what is not confirmed.
struct ConfirmedSupply {
    private struct Key: Hashable {
        let order: PurchaseOrderNumber
        let line: Int
    }

    /// In reverse, so that the next tranche is the last.
    private var tranches: [Key: [SupplyTranche]] = [:]

    init(orders: [PurchaseOrder], accounts: [PurchaseOrderNumber: [LineAccount]]) {
        for order in orders {
            let own = accounts[order.number] ?? []
            for line in order.lines {
                let account = own.first { $0.line == line.number }
                tranches[Key(order: order.number, line: line.number)] = Self.tranches(
                    of: line, account, supplier: order.supplier
                ).reversed()
            }
        }
    }

    private static func tranches(
        of line: PurchaseOrderLine, _ account: LineAccount?, supplier: SupplierID
    ) -> [SupplyTranche] {
        let progress = line.progress
        var confirmed = max(0, progress.accepted - progress.received)
        let arrived = account?.arrivals.reduce(0) { $0 + $1.units + $1.damaged } ?? 0
        var result: [SupplyTranche] = []
        func add(_ units: Int64, date: CalendarDate?, hasLeft: Bool) {
            let taken = min(units, confirmed)
            guard taken > 0 else { return }
            confirmed -= taken
            result.append(
                SupplyTranche(
                    units: taken, supplier: supplier, date: date, hasLeft: hasLeft,
                    isConfirmed: true))
        }
        // What came is taken from what left first, and from the answers in their order.
        let acceptedDates = (account?.parts ?? [])
            .filter { $0.outcome.confirms(isDated: $0.confirmedDate != nil) }
        let lastDate = acceptedDates.compactMap(\.confirmedDate).max()
        var gone = arrived
        var answered = arrived
        for shipment in account?.shipments ?? [] {
            let passed = min(gone, shipment.units)
            gone -= passed
            let left = shipment.units - passed
            answered += left
            add(left, date: shipment.arrivalDate ?? lastDate, hasLeft: true)
        }
        for part in acceptedDates {
            let passed = min(answered, part.units)
            answered -= passed
            add(part.units - passed, date: part.confirmedDate, hasLeft: false)
        }
        add(confirmed, date: nil, hasLeft: false)
        let inReview = min(progress.pending, account?.inReview ?? 0)
        for (units, isInReview) in [(inReview, true), (progress.pending - inReview, false)]
        where units > 0 {
            result.append(
                SupplyTranche(
                    units: units, supplier: supplier, date: nil, hasLeft: false,
                    isConfirmed: false, isInReview: isInReview))
        }
        return result.sorted { rank($0) < rank($1) }
    }

    private static func rank(_ tranche: SupplyTranche) -> (Int, CalendarDate) {
        guard tranche.isConfirmed else { return (tranche.isInReview ? 2 : 3, .latest) }
        return (tranche.date == nil ? 1 : 0, tranche.date ?? .latest)
    }

    /// The claims of a line, each on supply of one date; what nothing covers comes last.
    mutating func claims(of coverage: LineCoverage) -> [SupplyClaim] {
        var claims: [SupplyClaim] = []
        for source in coverage.sources {
            let units = source.quantity.wholeUnits ?? 0
            guard case .ownOrder(let order, let line, _) = source.origin else {
                claims.append(SupplyClaim(units: units, origin: source.origin, tranche: nil))
                continue
            }
            claims += take(units, of: Key(order: order, line: line), origin: source.origin)
        }
        let missing = coverage.required.wholeUnits ?? 0
        if missing > 0 { claims.append(SupplyClaim(units: missing, origin: nil, tranche: nil)) }
        return claims
    }

    private mutating func take(
        _ units: Int64, of key: Key, origin: CoverageSource.Origin
    ) -> [SupplyClaim] {
        var missing = units
        var claims: [SupplyClaim] = []
        while missing > 0, var next = tranches[key]?.popLast() {
            let part = min(missing, next.units)
            missing -= part
            claims.append(SupplyClaim(units: part, origin: origin, tranche: next))
            next.units -= part
            if next.units > 0 { tranches[key]?.append(next) }
        }
        if missing > 0 {
            claims.append(SupplyClaim(units: missing, origin: origin, tranche: nil))
        }
        return claims
    }
}
