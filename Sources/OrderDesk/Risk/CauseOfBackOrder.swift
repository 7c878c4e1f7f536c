package import Procurement

/// Why a line waits: what the order system said, or what follows from what is known here.
package struct CauseOfBackOrder: Sendable, Hashable {
    package let line: BackOrderLineID
    package let cause: BackOrderCause
    /// What tells so, in words.
    package let reason: String
    /// Whether it was recorded, not derived.
    package let isRecorded: Bool

    package init(
        line: BackOrderLineID, cause: BackOrderCause, reason: String, isRecorded: Bool
    ) {
        self.line = line
        self.cause = cause
        self.reason = reason
        self.isRecorded = isRecorded
    }

    /// The days that are looked at for a surge or a season.
    package static let days = 28
    /// Demand beyond its measure by this part, in percent, is a surge; a season beyond the mean by
    /// it is a season.
    private static let excessPercent: Int128 = 50
    /// Fewer units beyond are chance.
    private static let fewestUnits: Int64 = 5

    /// The cause of a line: the recorded one, else what supply tells, else what demand tells.
    ///
    /// - Parameters:
    ///   - supplyTrouble: what went wrong with an order that is or was for the line; `nil` for
    ///     nothing.
    ///   - history: demand, of which the last ``days`` are compared with what was expected of
    ///     them, and the year with its mean.
    package init(
        of line: BackOrderLine, supplyTrouble: String?, history: DemandHistory,
        today: CalendarDate
    ) {
        func made(
            _ cause: BackOrderCause, _ reason: String, isRecorded: Bool = false
        ) -> CauseOfBackOrder {
            CauseOfBackOrder(line: line.id, cause: cause, reason: reason, isRecorded: isRecorded)
        }
        if line.cause != .other {
            self = made(line.cause, "recorded", isRecorded: true)
            return
        }
        if let supplyTrouble {
            self = made(.supply, supplyTrouble)
            return
        }
        let start = today.adding(days: -Self.days)
        let wanted = history.units(of: line.item, from: start, days: Self.days)
        let expected = history.expectation(of: line.item, from: start, days: Self.days)
        let measure = expected.units.micros
        switch expected.basis {
        case .noHistory:
            self = made(.other, "nothing recorded, and there is no history of demand")
            return
        case .neverWanted:
            self = made(.other, "nothing recorded, and too little history of the item")
            return
        case .mean, .season: break
        }
        if Self.exceeds(wanted, measure) {
            self = made(
                .demandSurge,
                "\(wanted) wanted in \(Self.days) days, \(Self.rounded(measure)) expected")
            return
        }
        let mean = history.mean(of: line.item, before: start, days: Self.days).micros
        if case .season = expected.basis, Self.exceeds(wanted, mean) {
            self = made(
                .season,
                "\(wanted) wanted in \(Self.days) days of the season, \(Self.rounded(mean)) in "
                    + "the mean")
            return
        }
        self = made(.other, "nothing recorded, and neither supply nor demand stands out")
    }

    private static func exceeds(_ units: Int64, _ micros: Int64) -> Bool {
        let excess = Int128(units) * Int128(FixedPoint.scale) - Int128(micros)
        return excess >= Int128(fewestUnits) * Int128(FixedPoint.scale)
            && excess * 100 > Int128(micros) * excessPercent
    }

    private static func rounded(_ micros: Int64) -> Int64 {
        (micros + FixedPoint.scale / 2) / FixedPoint.scale
    }
}
