import OrderDesk
import Procurement

extension SectionReader {
    mutating func scorecards(rules: [ScorecardRule?]) -> ScorecardPolicy {
        let standard = ScorecardPolicy()
        let sample = value("minimum_sample") { node throws(SettingRejection) in
            try node.integer(in: 1...1_000_000)
        }
        let days = value("days") { node throws(SettingRejection) in
            try node.integer(in: 1...3_650)
        }
        return ScorecardPolicy(
            minimumSample: sample ?? standard.minimumSample, days: days ?? standard.days,
            rules: rules.compactMap(\.self).sorted { $0.name < $1.name })
    }

    /// A rule of `[supplier_rule.NAME]`; what it does must be said, so that no typo shuts
    /// anybody out.
    mutating func supplierRule(_ name: String) -> ScorecardRule? {
        let figure = required("figure", help: "Add the figure, as in figure = \"fill-rate\".") {
            node throws(SettingRejection) in
            try node.word(ScorecardFigure.allCases.map { ($0.rawValue, $0) })
        }
        let limit = required(
            "worse_than", help: "Add the value that is still borne, as in worse_than = \"0.8\"."
        ) { node throws(SettingRejection) in try node.decimal(in: .zero ... .unlimited) }
        let excludes = value("exclude") { node throws(SettingRejection) in try node.boolean() }
        let surcharge = value("surcharge") { node throws(SettingRejection) in
            guard excludes != true else {
                throw SettingRejection.wrongValue(
                    "A supplier that takes no part has no surcharge.",
                    help: "Remove one of exclude and surcharge.")
            }
            return try node.amount()
        }
        if excludes != true, !isWritten("surcharge") {
            noteMissing(
                "surcharge",
                help: "Add what an order to such a supplier counts more, as in surcharge = "
                    + "\"25.00\", or exclude = true.")
        }
        guard let figure, let limit else { return nil }
        if excludes == true {
            return ScorecardRule(name: name, figure: figure, limit: limit, effect: .exclude)
        }
        return surcharge.map {
            ScorecardRule(name: name, figure: figure, limit: limit, effect: .surcharge($0))
        }
    }

    mutating func risk() -> BrokerConfiguration.Risk {
        var risk = BrokerConfiguration.Risk()
        risk.demandHistory = path("demand_history", otherwise: risk.demandHistory)
        return risk
    }
}
