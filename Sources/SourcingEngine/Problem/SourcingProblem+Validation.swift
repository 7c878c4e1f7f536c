/// Largest amount that a problem may state, in micros: 10⁹ of the currency.
let largestAmount: Int64 = 1_000_000_000_000_000
/// Largest quantity that a problem may state.
let largestQuantity: Int64 = 1_000_000_000
/// Farthest day from the order date that a problem may state.
let farthestDay = 1_000_000
/// Most that leaving every line unmet may cost, in micros: 10¹¹ of the currency.
let largestTotal: Int128 = 100_000_000_000_000_000

extension SourcingProblem {
    /// What makes the problem unusable, in the order of its arrays; empty if it is valid.
    ///
    /// - Parameter threads: how many threads may look; the outcome is the same for any number.
    public func validationProblems(threads: Int = 1) -> [SourcingProblemIssue] {
        var found = IssueList()
        checkLimits(&found)
        checkSuppliers(&found)
        checkItemsAndLines(&found)
        checkSubstitutes(&found)
        checkOffers(Parallel(threads: threads), &found)
        checkShares(&found)
        checkRules(&found)
        // A salvage value can only be compared with prices that make sense.
        if found.issues.isEmpty {
            checkSalvage(&found)
            checkMagnitude(&found)
        }
        return found.issues
    }

    /// The problem itself if it is valid.
    ///
    /// - Parameter threads: how many threads may look.
    public func validated(threads: Int = 1) throws(SourcingProblemError) -> SourcingProblem {
        let issues = validationProblems(threads: threads)
        guard issues.isEmpty else { throw SourcingProblemError(issues: issues) }
        return self
    }

    private func checkLimits(_ found: inout IssueList) {
        let limits = [
            ("maximum-suppliers-per-line", maximumSuppliersPerLine),
            ("maximum-suppliers-per-item", maximumSuppliersPerItem),
            ("maximum-suppliers", maximumSuppliers),
        ]
        for (name, limit) in limits {
            guard let limit, limit < 1 else { continue }
            found.add(
                "problem.\(name)", "the limit \(name) (\(limit)) must be at least 1", .problem, 0)
        }
    }

    private func checkSuppliers(_ found: inout IssueList) {
        var seen: Set<String> = []
        for (index, supplier) in suppliers.enumerated() {
            let name = "supplier \(supplier.id)"
            if !seen.insert(supplier.id).inserted {
                found.add("supplier.duplicate", "\(name) is stated twice", .supplier, index)
            }
            let amounts: [(String, Int64?)] = [
                ("order-cost", supplier.orderCost),
                ("minimum-order-value", supplier.minimumOrderValue),
                ("minimum-order-surcharge", supplier.minimumOrderSurcharge),
                ("freight", supplier.freight),
                ("free-freight-from", supplier.freeFreightFrom),
                ("maximum-value", supplier.maximumValue),
            ]
            for (field, amount) in amounts {
                found.checkAmount(amount, "supplier.\(field)", field, name, .supplier, index)
            }
            if let limit = supplier.maximumUnits, limit < 0 {
                found.add(
                    "supplier.maximum-units",
                    "the maximum units (\(limit)) of \(name) must not be negative", .supplier,
                    index)
            }
            checkDiscounts(of: supplier, index, &found)
        }
    }

    private func checkDiscounts(
        of supplier: SourcingSupplier, _ index: Int, _ found: inout IssueList
    ) {
        var last: SourcingDiscount?
        for (part, discount) in supplier.discounts.enumerated() {
            let name = "discount \(part + 1) of supplier \(supplier.id)"
            func report(_ code: String, _ message: String) {
                found.add("discount.\(code)", message, .discount, index, part)
            }
            if !(0...1_000_000).contains(discount.percentTenThousandths) {
                report(
                    "percent",
                    "the percentage (\(shareText(discount.percentTenThousandths * 100))) of "
                        + "\(name) must be between 0 and 100")
            }
            let threshold: Int64
            switch discount.from {
            case .value(let value): threshold = value
            case .units(let units): threshold = units
            }
            if threshold < 0 || threshold > largestAmount {
                report("threshold", "the threshold (\(threshold)) of \(name) is out of range")
            }
            defer { last = discount }
            guard let last else { continue }
            switch (last.from, discount.from) {
            case (.value(let before), .value(let now)), (.units(let before), .units(let now)):
                if now <= before {
                    report("order", "the threshold of \(name) must be above the one before it")
                }
            case (.value, .units), (.units, .value):
                report(
                    "mixed",
                    "\(name) counts by another measure than the one before it; a supplier's "
                        + "discounts count by value or by units, not both")
            }
            if discount.percentTenThousandths <= last.percentTenThousandths {
                report(
                    "percent-order", "the percentage of \(name) must be above the one before it")
            }
        }
    }

    private func checkItemsAndLines(_ found: inout IssueList) {
        var seen: Set<String> = []
        for (index, item) in items.enumerated() {
            var name: String { "item \(item.id)" }
            if !seen.insert(item.id).inserted {
                found.add("item.duplicate", "\(name) is stated twice", .item, index)
            }
            found.checkAmount(
                item.salvageValue, "item.salvage-value", "salvage value", name, .item, index)
        }
        seen = []
        for (index, line) in lines.enumerated() {
            var name: String { "line \(line.id)" }
            if !seen.insert(line.id).inserted {
                found.add("line.duplicate", "\(name) is stated twice", .line, index)
            }
            if !items.indices.contains(line.item) {
                found.add("line.unknown-item", "the item of \(name) is unknown", .line, index)
            }
            if !(1...largestQuantity).contains(line.quantity) {
                found.add(
                    "line.quantity",
                    "the quantity (\(line.quantity)) of \(name) must be between 1 and "
                        + "\(largestQuantity)", .line, index)
            }
            if !(-farthestDay...farthestDay).contains(line.needByDay) {
                found.add(
                    "line.need-by",
                    "the need-by day (\(line.needByDay)) of \(name) is too far away", .line, index)
            }
            found.checkAmount(line.lateCost, "line.late-cost", "late cost", name, .line, index)
            found.checkAmount(line.unmetCost, "line.unmet-cost", "unmet cost", name, .line, index)
        }
    }

    private func checkSubstitutes(_ found: inout IssueList) {
        var seen: Set<[Int]> = []
        for (index, rule) in substitutes.enumerated() {
            guard items.indices.contains(rule.item), items.indices.contains(rule.substitute) else {
                found.add(
                    "substitute.unknown-item",
                    "an item of substitution \(index + 1) is unknown", .substitute, index)
                continue
            }
            let name =
                "substitution of \(items[rule.substitute].id) for \(items[rule.item].id)"
            if rule.item == rule.substitute {
                found.add(
                    "substitute.same-item", "the \(name) replaces an item by itself", .substitute,
                    index)
            }
            if !seen.insert([rule.item, rule.substitute]).inserted {
                found.add(
                    "substitute.duplicate", "the \(name) is stated twice", .substitute, index)
            }
            found.checkAmount(rule.cost, "substitute.cost", "cost", name, .substitute, index)
        }
    }

    private func checkShares(_ found: inout IssueList) {
        var seen: Set<[Int]> = []
        for (index, share) in shares.enumerated() {
            guard suppliers.indices.contains(share.supplier), items.indices.contains(share.item)
            else {
                found.add(
                    "share.unknown-reference",
                    "the supplier or item of share \(index + 1) is unknown", .share, index)
                continue
            }
            let name =
                "share of supplier \(suppliers[share.supplier].id) in item \(items[share.item].id)"
            if !seen.insert([share.supplier, share.item]).inserted {
                found.add("share.duplicate", "the \(name) is stated twice", .share, index)
            }
            let range = Int64(0)...1_000_000
            if !range.contains(share.minimumShareMillionths)
                || !range.contains(share.maximumShareMillionths)
                || share.minimumShareMillionths > share.maximumShareMillionths
            {
                found.add(
                    "share.range",
                    "the \(name) (\(shareText(share.minimumShareMillionths)) to "
                        + "\(shareText(share.maximumShareMillionths))) must lie between 0 and 1, "
                        + "the least not above the largest", .share, index)
            }
        }
    }
}

/// Issues in the making.
struct IssueList {
    private(set) var issues: [SourcingProblemIssue] = []

    mutating func add(_ other: [SourcingProblemIssue]) { issues += other }

    mutating func add(
        _ code: String, _ message: String, _ kind: SourcingProblemIssue.Kind, _ index: Int,
        _ part: Int? = nil
    ) {
        issues.append(
            SourcingProblemIssue(
                code: code, message: message, kind: kind, index: index, part: part))
    }

    mutating func checkAmount(
        _ amount: Int64?, _ code: String, _ field: String, _ name: @autoclosure () -> String,
        _ kind: SourcingProblemIssue.Kind, _ index: Int, _ part: Int? = nil
    ) {
        guard let amount, !(0...largestAmount).contains(amount) else { return }
        add(
            code,
            "the \(field) (\(amountText(amount))) of \(name()) must be between 0 and "
                + "\(amountText(largestAmount))", kind, index, part)
    }
}
