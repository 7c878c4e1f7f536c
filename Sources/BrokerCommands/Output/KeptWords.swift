package import Procurement

/// What became of earlier first promises, in a sentence that says what it makes of a date.
package struct KeptWords {
    private let kept: KeptPromises
    private let share: QuantileLevel
    private let isTold: Bool

    /// - Parameters:
    ///   - share: the share of cases that the date was made for.
    ///   - isTold: whether the date was told before, and stays with its share.
    package init(kept: KeptPromises, share: QuantileLevel, isTold: Bool) {
        self.kept = kept
        self.share = share
        self.isTold = isTold
    }

    /// The sentence; `nil` while no first promise has fallen due.
    package var text: String? {
        guard kept.due > 0 else { return nil }
        let percent = (kept.kept * 200 + kept.due) / (kept.due * 2)
        let dates =
            isTold && share != kept.share
            ? "new dates are \(Self.name(kept.share)), this one was told as \(Self.name(share))"
            : "this date is \(Self.name(share))"
        return "of \(Counted.text(kept.due, "first promise")) \(percent) % were kept, "
            + "\(Self.name(kept.aim)) is the aim: \(dates)"
    }

    private static func name(_ level: QuantileLevel) -> String {
        "P\(FixedPoint(micros: level.millionths * 100))"
    }
}
