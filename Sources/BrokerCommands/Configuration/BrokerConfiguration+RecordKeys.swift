extension BrokerConfiguration {
    /// Keys of the sections about the record of suppliers and about risk.
    static let recordKeys = [
        KeyDescription(
            "scorecards.minimum_sample", "whole number ≥ 1", "`5`",
            "On how many lines, receipts or offers a figure must rest for a rule to use it."),
        KeyDescription(
            "scorecards.days", "whole number, 1 to 3650", "`365`",
            "Orders placed in so many days before today are measured."),
        KeyDescription(
            "supplier_rule.NAME.figure",
            "`fill-rate`, `on-time-asked`, `on-time-confirmed`, `answered-in-time`, "
                + "`answer-days`, `price-answered`, `price-offered` or `damaged`",
            "none: must be set", "The figure of `broker supplier scorecard` that is looked at."),
        KeyDescription(
            "supplier_rule.NAME.worse_than", "decimal", "none: must be set",
            "A value worse than this breaks the rule: lower for the first four, higher for the "
                + "others. Shares are written as `\"0.8\"`."),
        KeyDescription(
            "supplier_rule.NAME.exclude", "true or false", "`false`",
            "Whether a supplier that breaks the rule takes no part in rounds."),
        KeyDescription(
            "supplier_rule.NAME.surcharge", "amount", "none: set it, or `exclude`",
            "How much more an order to such a supplier counts, once a round; nobody is paid it."),
        KeyDescription(
            "risk.demand_history", "path", "`\"demand-history.csv\"`",
            "Past demand for `broker risk list`; without such a file none is expected."),
    ]
}
