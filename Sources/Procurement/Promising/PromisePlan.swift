/// When each back-order line can be promised, and what that rests on.
///
/// A date exists only where confirmed supply covers the whole line: free stock, goods that left
/// their supplier, and parts that a supplier accepted with a date. Every unit of supply is given
/// to one line at most, so that what is promised of an item by a day never exceeds what is
/// confirmed by it. The order of the given arrays changes nothing.
public struct PromisePlan: Sendable, Hashable {
    /// What a supplier's own date is worth, for each share of cases.
    public struct Outlook: Sendable, Hashable {
        /// The day that holds for half of the cases, and the one that is promised.
        public let median: CalendarDate
        /// The day that holds for the share of cases that promises are made for.
        public let promised: CalendarDate
        /// How much experience the days rest on; `nil` for the supplier's word alone.
        public let sample: ArrivalForecast.Sample?

        /// Creates an outlook.
        public init(
            median: CalendarDate, promised: CalendarDate, sample: ArrivalForecast.Sample?
        ) {
            self.median = median
            self.promised = max(median, promised)
            self.sample = sample
        }
    }

    /// What is known of when a part comes.
    public enum Standing: Sendable, Hashable {
        /// It lies in stock.
        case inStock
        /// It comes, with the date that its supplier confirmed.
        case dated(confirmed: CalendarDate, Outlook, hasLeft: Bool)
        /// It is accepted, and nobody knows when it comes.
        case undated
        /// It was to be there by now, even for the share of cases that promises are made for.
        case overdue(confirmed: CalendarDate)
        /// Its supplier has not confirmed it.
        case unconfirmed
        /// Its supplier answered otherwise than ordered, and a buyer has to decide about that.
        case undecided
        /// It is expected from elsewhere, and nobody confirmed it.
        case inbound(CalendarDate)
        /// Nothing covers it.
        case uncovered
    }

    /// A part of a line with what covers it.
    public struct Part: Sendable, Hashable {
        /// How much, in base units.
        public let units: Int64
        /// Where it comes from; `nil` if from nowhere.
        public let origin: CoverageSource.Origin?
        /// What is known of when.
        public let standing: Standing
    }

    /// One line with its parts, and the date that they allow.
    public struct Line: Sendable, Hashable {
        /// The line.
        public let line: BackOrderLineID
        /// The item.
        public let item: ItemID
        /// Its parts, as they cover it.
        public let parts: [Part]
        /// When all of it is there; `nil` for "no date yet".
        public let outlook: Outlook?
        /// The share of cases that its date stands for.
        public let share: QuantileLevel
    }

    /// The lines, in the order of the given coverage.
    public let lines: [Line]

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - coverage: what covers each line, stock and own orders.
    ///   - accounts: what all messages about an order amount to; an order without is unanswered.
    ///   - today: a part whose day has passed is no longer counted on.
    ///   - share: the share of cases that promises are made for.
    ///   - shares: the lines whose promise is made for another one.
    ///   - chances: what a supplier's date for an item is worth.
    public init(
        coverage: [LineCoverage], orders: [PurchaseOrder],
        accounts: [PurchaseOrderNumber: [LineAccount]], today: CalendarDate,
        share: QuantileLevel, shares: [BackOrderLineID: QuantileLevel] = [:],
        chances: (SupplierID, ItemID, CalendarDate) -> ArrivalChances
    ) {
        var supply = ConfirmedSupply(orders: orders, accounts: accounts)
        lines = coverage.map { coverage in
            let share = shares[coverage.line] ?? share
            // What comes from one supplier for one day comes together, the rest apart.
            var apart: [SupplierDate: ArrivalChances] = [:]
            let parts = supply.claims(of: coverage).map { claim in
                claim.part(today: today) { supplier, date in
                    let key = SupplierDate(supplier: supplier, date: date)
                    let own = apart[key] ?? chances(supplier, coverage.item, date)
                    apart[key] = own
                    return Self.outlook(of: [own], share, today)
                }
            }
            return Line(
                line: coverage.line, item: coverage.item, parts: parts,
                outlook: Self.outlook(of: parts, apart, share, today), share: share)
        }
    }

    private struct SupplierDate: Hashable {
        let supplier: SupplierID
        let date: CalendarDate
    }

    /// By when all of several things have come: a day that has passed stays where it is, so that
    /// they are known to be overdue.
    private static func outlook(
        of chances: [ArrivalChances], _ promised: QuantileLevel, _ today: CalendarDate
    ) -> Outlook {
        let last = ArrivalChances.day(of: chances, share: promised) ?? today
        let median = ArrivalChances.day(of: chances, share: .median) ?? today
        return Outlook(
            median: min(last, max(median, today)), promised: last, sample: chances.first?.sample)
    }

    private static func outlook(
        of parts: [Part], _ apart: [SupplierDate: ArrivalChances], _ promised: QuantileLevel,
        _ today: CalendarDate
    ) -> Outlook? {
        var latest: Outlook?
        for part in parts {
            switch part.standing {
            case .inStock: continue
            case .dated(_, let outlook, _):
                if latest.map({ outlook.promised >= $0.promised }) ?? true { latest = outlook }
            case .undated, .overdue, .unconfirmed, .undecided, .inbound, .uncovered: return nil
            }
        }
        guard !parts.isEmpty else { return nil }
        guard let latest else { return Outlook(median: today, promised: today, sample: nil) }
        let joint = apart.count > 1 ? outlook(of: Array(apart.values), promised, today) : latest
        return Outlook(
            median: max(today, joint.median),
            promised: max(today, latest.promised, joint.promised), sample: latest.sample)
    }
}

extension PromisePlan.Part {
    /// Whether a date may rest on it.
    public var isConfirmed: Bool {
        switch standing {
        case .inStock, .dated: true
        case .undated, .overdue, .unconfirmed, .undecided, .inbound, .uncovered: false
        }
    }
}

/// A claim of a line on supply.
struct SupplyClaim {
    let units: Int64
    let origin: CoverageSource.Origin?
    /// What is known of it; `nil` for supply that is no order of ours.
    let tranche: SupplyTranche?

    func part(
        today: CalendarDate, outlook: (SupplierID, CalendarDate) -> PromisePlan.Outlook
    ) -> PromisePlan.Part {
        PromisePlan.Part(
            units: units, origin: origin, standing: standing(today: today, outlook: outlook))
    }

    private func standing(
        today: CalendarDate, outlook: (SupplierID, CalendarDate) -> PromisePlan.Outlook
    ) -> PromisePlan.Standing {
        switch origin {
        case .stock: return .inStock
        case .inbound(_, let date): return .inbound(date)
        case nil: return .uncovered
        case .ownOrder: break
        }
        guard let tranche, let supplier = tranche.supplier, tranche.isConfirmed else {
            return tranche?.isInReview == true ? .undecided : .unconfirmed
        }
        guard let date = tranche.date else { return .undated }
        let known = outlook(supplier, date)
        guard known.promised >= today else { return .overdue(confirmed: date) }
        return .dated(confirmed: date, known, hasLeft: tranche.hasLeft)
    }
}
