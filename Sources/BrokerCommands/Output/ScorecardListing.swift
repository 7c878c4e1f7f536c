package import OrderDesk
package import Procurement

/// Scorecards as tables: a row a supplier for people, a row a figure for machines.
package struct ScorecardListing {
    private let cards: [SupplierScorecard]
    private let policy: ScorecardPolicy

    package init(cards: [SupplierScorecard], policy: ScorecardPolicy) {
        self.cards = cards
        self.policy = policy
    }

    /// A row for each figure of each supplier, with what it rests on and how it is computed.
    package var figures: Listing {
        var listing = Listing([
            .init("supplier"), .init("figure"), .number("value"), .init("standing"),
            .number("sample"), .init("sample_of"), .number("part"), .number("whole"),
            .init("rule"), .init("effect"), .init("formula"),
        ])
        for card in cards {
            let verdicts = policy.verdicts(on: card)
            for measure in card.measures {
                let broken = verdicts.filter { $0.rule.figure == measure.figure }
                listing.add([
                    .text(card.supplier.rawValue), .text(measure.figure.rawValue),
                    measure.value.map { .amount($0.description) } ?? .none,
                    .text(measure.standing(minimumSample: policy.minimumSample).rawValue),
                    .number(Int64(measure.sample)),
                    .text(measure.figure.sampleNoun + "s"),
                    measure.part.map { .number($0) } ?? .none,
                    measure.whole.map { .number($0) } ?? .none,
                    .text(broken.map(\.rule.name).joined(separator: ", ")),
                    .text(broken.map { Self.words($0.rule.effect) }.joined(separator: ", ")),
                    .text(measure.figure.formula),
                ])
            }
        }
        return listing
    }

    private static func words(_ effect: ScorecardRule.Effect) -> String {
        switch effect {
        case .exclude: "excluded"
        case .surcharge(let amount): "surcharge \(amount)"
        }
    }

    /// All suppliers with data, a row each; those without are named below, and formulas follow.
    package func overview(since: CalendarDate) -> String {
        let known = cards.filter(\.hasData)
        let silent = cards.filter { !$0.hasData }
        guard !known.isEmpty else {
            return "no data: no order placed since \(since) has a figure yet"
        }
        var listing = Listing(
            [.init("supplier")] + ScorecardFigure.allCases.map { .number($0.rawValue) }
                + [.init("in_rounds")])
        for card in known {
            let effects = policy.verdicts(on: card).map { Self.words($0.rule.effect) }
            listing.add(
                [.text(card.supplier.rawValue)] + card.measures.map { .text(cell($0)) }
                    + [.text(effects.isEmpty ? "as any" : effects.joined(separator: ", "))])
        }
        var parts = ["orders placed since \(since)", "", listing.text()]
        if !silent.isEmpty {
            let names = silent.map(\.supplier.rawValue).joined(separator: ", ")
            parts += ["", "no data: \(names)"]
        }
        parts += ["", formulas]
        return parts.joined(separator: "\n")
    }

    /// One supplier, a row a figure.
    package func single(since: CalendarDate) -> String {
        guard let card = cards.first else { return "" }
        var listing = Listing([
            .init("figure"), .number("value"), .init("rests_on"), .init("formula"),
        ])
        for measure in card.measures {
            listing.add([
                .text(measure.figure.rawValue), .text(Self.value(measure)),
                .text(basis(measure)), .text(measure.figure.formula),
            ])
        }
        var parts = [
            "\(card.supplier) · orders placed since \(since)", "", listing.text(widest: 140),
        ]
        let verdicts = policy.verdicts(on: card)
        if !verdicts.isEmpty { parts.append("") }
        parts += verdicts.map { verdict in
            "in rounds: \(Self.words(verdict.rule.effect)) by supplier_rule.\(verdict.rule.name) "
                + "(\(verdict.rule.figure.rawValue) worse than \(verdict.rule.limit))"
        }
        return parts.joined(separator: "\n")
    }

    private var formulas: String {
        let widest = ScorecardFigure.allCases.map(\.rawValue.count).max() ?? 0
        let rows = ScorecardFigure.allCases.map { figure in
            "  " + figure.rawValue.padding(to: widest + 2) + figure.formula
        }
        return
            ([
                "in brackets what a figure rests on (lines, receipts, offers); \"?\" if fewer than "
                    + "\(policy.minimumSample)"
            ] + rows).joined(separator: "\n")
    }

    private func cell(_ measure: ScorecardMeasure) -> String {
        switch measure.standing(minimumSample: policy.minimumSample) {
        case .noData: "no data"
        case .tooFew: "\(Self.value(measure)) (\(measure.sample)?)"
        case .measured: "\(Self.value(measure)) (\(measure.sample))"
        }
    }

    private func basis(_ measure: ScorecardMeasure) -> String {
        guard measure.value != nil else { return "–" }
        let noun = measure.figure.sampleNoun
        var text = Counted.text(measure.sample, noun)
        if let part = measure.part, let whole = measure.whole {
            let of = "\(Grouping.grouped(String(part))) of \(Grouping.grouped(String(whole)))"
            text = "\(of) in \(text)"
        }
        let isFew = measure.standing(minimumSample: policy.minimumSample) == .tooFew
        return isFew ? "\(text), fewer than \(policy.minimumSample)" : text
    }

    /// In percent with one digit, or in days.
    private static func value(_ measure: ScorecardMeasure) -> String {
        guard let value = measure.value else { return "no data" }
        guard measure.figure.isShare else { return "\(value)" }
        let tenths = (Int128(value.micros) + (value.isNegative ? -500 : 500)) / 1_000
        let whole = tenths.magnitude / 10
        return "\(tenths < 0 ? "-" : "")\(whole).\(tenths.magnitude % 10) %"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
