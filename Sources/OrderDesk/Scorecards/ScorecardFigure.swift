package import Procurement

/// What is measured of a supplier.
package enum ScorecardFigure: String, Sendable, Hashable, CaseIterable {
    case fillRate = "fill-rate"
    case onTimeAsked = "on-time-asked"
    case onTimeConfirmed = "on-time-confirmed"
    case answeredInTime = "answered-in-time"
    case answerDays = "answer-days"
    case priceAnswered = "price-answered"
    case priceOffered = "price-offered"
    case damaged

    /// How it is computed, in words that a supplier can check.
    package var formula: String {
        switch self {
        case .fillRate:
            "units received undamaged / units ordered, of units whose asked-for day has passed"
        case .onTimeAsked:
            "units received undamaged by the day we asked for / units whose asked-for day has "
                + "passed"
        case .onTimeConfirmed:
            "units received undamaged by the day first confirmed / units whose first confirmed "
                + "day has passed"
        case .answeredInTime:
            "lines answered within the days of the first reminder / lines that left earlier than "
                + "that"
        case .answerDays:
            "median of the supplier's working days from leaving to the first answer, of lines "
                + "answered"
        case .priceAnswered:
            "units x price answered / units x price ordered - 1, of lines whose answer states a "
                + "price"
        case .priceOffered:
            "mean of price offered now / price offered in the period's first round - 1, each of "
                + "the smallest quantity"
        case .damaged: "units damaged / units that came"
        }
    }

    /// What its sample counts, in the singular.
    package var sampleNoun: String {
        switch self {
        case .fillRate, .onTimeAsked, .onTimeConfirmed, .answeredInTime, .answerDays,
            .priceAnswered:
            "line"
        case .priceOffered: "offer"
        case .damaged: "receipt"
        }
    }

    /// Whether a lower value is the worse one.
    package var isWorseWhenLower: Bool {
        switch self {
        case .fillRate, .onTimeAsked, .onTimeConfirmed, .answeredInTime: true
        case .answerDays, .priceAnswered, .priceOffered, .damaged: false
        }
    }

    /// Whether it is a share or a rate of change, to be read in percent.
    package var isShare: Bool { self != .answerDays }
}

/// A figure of a supplier, with what it rests on.
package struct ScorecardMeasure: Sendable, Hashable {
    package let figure: ScorecardFigure
    /// `nil` where there is nothing to measure: no data is neither good nor bad.
    package let value: FixedPoint?
    /// How many lines, receipts or offers it rests on, as the figure says.
    package let sample: Int
    /// What is divided by what, where both are units or lines.
    package let part: Int64?
    package let whole: Int64?

    package init(
        figure: ScorecardFigure, value: FixedPoint?, sample: Int, part: Int64? = nil,
        whole: Int64? = nil
    ) {
        self.figure = figure
        self.value = value
        self.sample = value == nil ? 0 : sample
        self.part = value == nil ? nil : part
        self.whole = value == nil ? nil : whole
    }

    /// A share of units or lines; nothing to measure if the whole is 0.
    init(_ figure: ScorecardFigure, _ part: Int64, of whole: Int64, sample: Int) {
        let value = whole > 0 ? Ratio.millionths(Int128(part), of: Int128(whole)) : nil
        self.init(figure: figure, value: value, sample: sample, part: part, whole: whole)
    }

    package enum Standing: String, Sendable, Hashable {
        case noData = "no-data"
        /// There is a value, and it rests on less than the minimum sample.
        case tooFew = "too-few"
        case measured
    }

    package func standing(minimumSample: Int) -> Standing {
        if value == nil { return .noData }
        return sample < minimumSample ? .tooFew : .measured
    }
}

/// All that is measured of a supplier in a period.
package struct SupplierScorecard: Sendable, Hashable {
    package let supplier: SupplierID
    /// A measure for every figure, in the order of ``ScorecardFigure``.
    package let measures: [ScorecardMeasure]

    package init(supplier: SupplierID, measures: [ScorecardMeasure]) {
        self.supplier = supplier
        self.measures = measures
    }

    package var hasData: Bool { measures.contains { $0.value != nil } }

    package subscript(figure: ScorecardFigure) -> ScorecardMeasure {
        measures.first { $0.figure == figure }
            ?? ScorecardMeasure(figure: figure, value: nil, sample: 0)
    }
}

enum Ratio {
    /// The ratio in millionths, rounded to the nearest; `nil` where it cannot be counted.
    static func millionths(_ part: Int128, of whole: Int128) -> FixedPoint? {
        guard whole > 0 else { return nil }
        let scale = Int128(FixedPoint.scale)
        // Whole ratios first, so that large sums do not leave the range.
        let (ratio, rest) = part.quotientAndRemainder(dividingBy: whole)
        let (scaled, overflow) = rest.multipliedReportingOverflow(by: scale * 2)
        guard !overflow else { return nil }
        let twice = scaled / whole
        let rounded = twice >= 0 ? (twice + 1) / 2 : (twice - 1) / 2
        guard let micros = Int64(exactly: ratio * scale + rounded) else { return nil }
        return FixedPoint(micros: micros)
    }
}
