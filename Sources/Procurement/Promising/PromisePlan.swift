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
    }

    /// The lines, in the order of the given coverage.
    public let lines: [Line]

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - coverage: what covers each line, stock and own orders.
    ///   - accounts: what all messages about an order amount to; an order without is unanswered.
    ///   - today: a part whose day has passed is no longer counted on.
    ///   - forecast: the outlook of a supplier's date. The number says of how many parts that
    ///     come apart the line consists: the date of the last must hold for all of them at once.
    public init(
        coverage: [LineCoverage], orders: [PurchaseOrder],
        accounts: [PurchaseOrderNumber: [LineAccount]], today: CalendarDate,
        forecast: (SupplierID, ItemID, CalendarDate, Int) -> Outlook
    ) {
        var supply = ConfirmedSupply(orders: orders, accounts: accounts)
        lines = coverage.map { coverage in
            let claims = supply.claims(of: coverage)
            let own = claims.compactMap(\.tranche)
            let apart = Set(own.map(\.date)).count
            let parts = claims.map { claim in
                claim.part(today: today) { supplier, date in
                    forecast(supplier, coverage.item, date, max(1, apart))
                }
            }
            return Line(
                line: coverage.line, item: coverage.item, parts: parts,
                outlook: Self.outlook(of: parts, today: today))
        }
    }

    private static func outlook(of parts: [Part], today: CalendarDate) -> Outlook? {
        var median = today
        var promised = today
        var sample: ArrivalForecast.Sample?
        for part in parts {
            switch part.standing {
            case .inStock: continue
            case .dated(_, let outlook, _):
                if outlook.promised >= promised { sample = outlook.sample }
                median = max(median, outlook.median)
                promised = max(promised, outlook.promised)
            case .undated, .overdue, .unconfirmed, .inbound, .uncovered: return nil
            }
        }
        return parts.isEmpty ? nil : Outlook(median: median, promised: promised, sample: sample)
    }
}

extension PromisePlan.Part {
    /// Whether a date may rest on it.
    public var isConfirmed: Bool {
        switch standing {
        case .inStock, .dated: true
        case .undated, .overdue, .unconfirmed, .inbound, .uncovered: false
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
        today: CalendarDate, forecast: (SupplierID, CalendarDate) -> PromisePlan.Outlook
    ) -> PromisePlan.Part {
        PromisePlan.Part(
            units: units, origin: origin, standing: standing(today: today, forecast: forecast))
    }

    private func standing(
        today: CalendarDate, forecast: (SupplierID, CalendarDate) -> PromisePlan.Outlook
    ) -> PromisePlan.Standing {
        switch origin {
        case .stock: return .inStock
        case .inbound(_, let date): return .inbound(date)
        case nil: return .uncovered
        case .ownOrder: break
        }
        guard let tranche, let supplier = tranche.supplier, tranche.isConfirmed else {
            return .unconfirmed
        }
        guard let date = tranche.date else { return .undated }
        let outlook = forecast(supplier, date)
        guard outlook.promised >= today else { return .overdue(confirmed: date) }
        return .dated(confirmed: date, outlook, hasLeft: tranche.hasLeft)
    }
}
