extension Master {
    /// Adds a row per budget level, and a column to each that lets more be bought.
    ///
    /// - Returns: those columns, −1 where there is none.
    mutating func addBudgetRows() -> [Int] {
        var overspending: [Int] = []
        for level in model.rules.levels {
            guard level.limit < Int64.max else {
                rows.budget.append(-1)
                rows.budgetScale.append(1)
                overspending.append(-1)
                continue
            }
            let scale = max(1e6, Double(level.limit))
            let row = row(right: Double(level.limit) / scale, slackCost: 0)
            rows.budget.append(row)
            rows.budgetScale.append(scale)
            // A large program has no columns without a choice; there its right side moves.
            overspending.append(isLarge ? -1 : program.addColumn(cost: 0, [(row, -1)]))
        }
        return overspending
    }
}
