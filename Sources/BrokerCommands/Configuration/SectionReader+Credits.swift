import OrderDesk
import Procurement

extension SectionReader {
    mutating func credits(rules: [CreditRule?]) -> CreditPolicy {
        var credits = CreditPolicy()
        credits.budget = value("budget") { node throws(SettingRejection) in
            try node.amountAboveZero()
        }
        let period = value("period") { node throws(SettingRejection) in
            try node.word(CreditPeriod.allCases.map { ($0.rawValue, $0) })
        }
        let share = value("late_cost_share") { node throws(SettingRejection) in
            try node.decimal(in: .zero ... .one)
        }
        credits.furtherDays = value("further_days") { node throws(SettingRejection) in
            try node.integer(in: 1...3_650)
        }
        credits.period = period ?? credits.period
        credits.lateCostMillionths = share?.micros ?? credits.lateCostMillionths
        credits.rules = rules.compactMap(\.self).sorted { $0.name < $1.name }
        if !rules.isEmpty, !isWritten("budget") {
            noteMissing(
                "budget",
                help: "Add what credits may come to in a period, as in budget = \"500.00\"; "
                    + "without it the rules grant nothing.")
        }
        return credits
    }

    /// A rule of `[credit_rule.NAME]`.
    ///
    /// What it grants must be said, and from which delay on, so that no typo gives money away.
    mutating func creditRule(_ name: String, priorities: [PriorityClass]) -> CreditRule? {
        let days = required("from_days", help: "Add the delay, as in from_days = 3.") {
            node throws(SettingRejection) in try node.integer(in: 1...3_650)
        }
        let customers = list("customers") { node throws(SettingRejection) in
            try node.text { (text) throws(ValueError) in try CustomerID(text) }
        }
        let classes = list("priorities") { node throws(SettingRejection) in
            try node.word(priorities.map { ($0.name, $0.name) })
        }
        let margin = value("minimum_margin") { node throws(SettingRejection) in
            try node.decimal(in: .zero ... .one)
        }
        let amount = value("amount") { node throws(SettingRejection) in
            try node.amountAboveZero()
        }
        let share = value("share") { node throws(SettingRejection) in
            let share = try node.decimal(in: .zero ... .one)
            guard share.isPositive else {
                throw SettingRejection.wrongValue(
                    "A share of 0 grants nothing.", help: "Write it as in \"0.05\" for 5 %.")
            }
            return share
        }
        if !isWritten("amount"), !isWritten("share") {
            noteMissing(
                "amount",
                help: "Add what is credited, as in amount = \"25.00\", or share = \"0.05\" of "
                    + "what the customer pays for the line.")
        }
        guard let days, amount != nil || share != nil else { return nil }
        return CreditRule(
            name: name, fromDays: days, customers: customers.map(Set.init),
            priorities: classes.map(Set.init), minimumMarginMillionths: margin?.micros,
            amount: amount, shareMillionths: share?.micros)
    }
}

extension SettingNode {
    fileprivate func amountAboveZero() throws(SettingRejection) -> FixedPoint {
        let amount = try amount()
        guard amount.isPositive else {
            throw .wrongValue("The amount must be above 0.", help: "Write it as in \"25.00\".")
        }
        return amount
    }
}

extension BrokerConfiguration {
    /// Keys of the sections about credits for waiting.
    static let creditKeys = [
        KeyDescription(
            "credits.budget", "amount above 0", "none: no credits",
            "What credits offered in a period may come to; open and accepted ones count, and it is "
                + "never exceeded."),
        KeyDescription(
            "credits.period", "`month`, `quarter` or `year`", "`\"month\"`",
            "For how long the budget is, by the calendar of the house."),
        KeyDescription(
            "credits.late_cost_share", "decimal, 0 to 1", "`\"1\"`",
            "The share of its late cost that a line still has in a round if its customer would get "
                + "a credit."),
        KeyDescription(
            "credits.further_days", "whole number, 1 to 3650", "none: one credit a line",
            "By how many days a line that had a credit must become later for another one."),
        KeyDescription(
            "credit_rule.NAME.from_days", "whole number, 1 to 3650", "none: must be set",
            "From how many days behind the need-by date on; of a further delay, behind the day "
                + "that the last credit was for."),
        KeyDescription(
            "credit_rule.NAME.amount", "amount above 0", "none: set it, or `share`",
            "What is credited for a line; with `share`, the most."),
        KeyDescription(
            "credit_rule.NAME.share", "decimal, up to 1", "none: set it, or `amount`",
            "What is credited, as a share of `unit_price` × open quantity, rounded down to the "
                + "currency's minor unit; a line without a price gets nothing by it."),
        KeyDescription(
            "credit_rule.NAME.customers", "list of customers", "all",
            "The only customers that the rule is for."),
        KeyDescription(
            "credit_rule.NAME.priorities", "list of priority classes", "all",
            "The only classes of lines that the rule is for."),
        KeyDescription(
            "credit_rule.NAME.minimum_margin", "decimal, 0 to 1", "none",
            "Least share of `unit_price` that `unit_margin` must be; a line that does not state "
                + "them gets nothing by the rule."),
    ]

    /// Nothing without rules: then nothing of a round depends on credits.
    func addCredits(to values: inout [String: String]) {
        if !credits.isActive { return }
        values["credits.budget"] = credits.budget?.description ?? ""
        values["credits.period"] = credits.period.rawValue
        values["credits.late_cost_share"] =
            FixedPoint(micros: credits.lateCostMillionths).description
        values["credits.further_days"] = credits.furtherDays.map { String($0) } ?? ""
        for rule in credits.rules {
            let path = SettingPath(steps: [.key("credit_rule"), .key(rule.name)]).description
            values["\(path).from_days"] = String(rule.fromDays)
            values["\(path).amount"] = rule.amount?.description ?? ""
            values["\(path).share"] =
                rule.shareMillionths.map { FixedPoint(micros: $0).description } ?? ""
            values["\(path).customers"] =
                rule.customers.map { $0.map(\.rawValue).sorted().joined(separator: ",") } ?? "-"
            values["\(path).priorities"] =
                rule.priorities.map { $0.sorted().joined(separator: ",") } ?? "-"
            values["\(path).minimum_margin"] =
                rule.minimumMarginMillionths.map { FixedPoint(micros: $0).description } ?? ""
        }
    }
}
