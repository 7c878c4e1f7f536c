/// What the latest orders say about forecasts made for them, at one day.
struct Calibration {
    /// The levels to aim at, so that the nominal ones are met.
    let levels: [Double]
    /// Added to days before ratios are taken, so that short lead times do not rule them.
    let offset: Double
    /// By level: what a lead time is multiplied with; where the supplier's date is known, 0 to
    /// take that date as it is, otherwise 1.
    let factors: [Double]
}

/// The rules by which forecasts are corrected from what became of the earlier ones.
enum CalibrationRules {
    /// Orders whose word against the nominal share counts half.
    private static let priorCoverageCount = 50.0

    /// Moves a level against the difference between the share that held and the nominal one.
    ///
    /// In odds, which keeps it between 0 and 1 and small steps small in the tail. Twice the
    /// difference where orders still out hide a part of it; upwards only where the share must not
    /// be missed.
    static func correctedLevel(
        _ level: Double, coverage: Double, effectiveCount: Double, steps: Int, isTwoSided: Bool
    ) -> Double {
        let held = seen(coverage, insteadOf: level, effectiveCount: effectiveCount)
        let odds = level / (1 - level)
        let ratio = odds / (held / (1 - held))
        let corrected = odds * ratio * (steps > 1 ? ratio : 1)
        let moved = corrected / (1 + corrected)
        return isTwoSided ? moved : max(level, moved)
    }

    /// Moves a level by the difference between the nominal share and the one that held, of
    /// forecasts that were made for changing levels; once, because all of it is seen.
    static func movedLevel(
        _ level: Double, nominal: Double, coverage: Double, effectiveCount: Double
    ) -> Double {
        let held = seen(coverage, insteadOf: nominal, effectiveCount: effectiveCount)
        let odds = level / (1 - level) * nominal / (1 - nominal) / (held / (1 - held))
        return odds / (1 + odds)
    }

    /// The share that held, drawn towards the nominal one.
    private static func seen(
        _ coverage: Double, insteadOf nominal: Double, effectiveCount: Double
    ) -> Double {
        let seen =
            (coverage * effectiveCount + nominal * priorCoverageCount)
            / (effectiveCount + priorCoverageCount)
        return min(max(seen, 0.01), 0.999)
    }

    /// Whether a forecast that held too often may become a day earlier.
    ///
    /// Not where the day before would hold for far fewer: where most orders come on one day, a
    /// share below theirs cannot be met, and the forecast belongs on that day.
    static func mayBeEarlier(_ level: Double, coverageOfDayBefore: Double) -> Bool {
        coverageOfDayBefore >= level - min(level, 1 - level) / 2
    }

    /// The share of orders on or before the supplier's date from which that date is a forecast
    /// for a level: safely more than the level, so that chance does not decide.
    static func safeCoverage(of level: Double) -> Double { min(level + 0.05, (1 + level) / 2) }

    /// The level aimed at where the supplier's date is known and the share must not be missed: a
    /// third of the misses less.
    ///
    /// That is what a share of some two hundred orders, few of them independent, may be wrong by.
    /// The price is small, because most receipts fall on the supplier's date exactly.
    static func cautiousLevel(_ level: Double) -> Double { level + (1 - level) / 3 }
}
