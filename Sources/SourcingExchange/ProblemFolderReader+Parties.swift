import SourcingEngine
import WireFormats

extension ProblemFolderReader {
    // MARK: Suppliers

    mutating func readSuppliers() {
        suppliers.isReadable = scan(
            .suppliers, required: ["supplier"],
            optional: [
                "order_cost", "minimum_order_value", "minimum_order_surcharge", "freight",
                "free_freight_from", "maximum_units", "maximum_value",
            ]
        ) { reader, row in
            guard let id = reader.newKey(row, "supplier", in: \.suppliers) else { return }
            var supplier = SourcingSupplier(id: id)
            supplier.orderCost = reader.amount(row, "order_cost") ?? 0
            supplier.minimumOrderValue = reader.amount(row, "minimum_order_value") ?? 0
            supplier.minimumOrderSurcharge = reader.amount(row, "minimum_order_surcharge")
            supplier.freight = reader.amount(row, "freight") ?? 0
            supplier.freeFreightFrom = reader.amount(row, "free_freight_from")
            supplier.maximumUnits = reader.quantity(row, "maximum_units", atLeast: 0)
            supplier.maximumValue = reader.amount(row, "maximum_value")
            reader.problem.suppliers.append(supplier)
        }
        discountLines = .init(repeating: [], count: problem.suppliers.count)
    }

    mutating func readDiscounts() {
        _ = scan(
            .discounts, required: ["supplier", "percent"], optional: ["from_value", "from_units"]
        ) { reader, row throws(WireError) in
            let supplier = reader.reference(row, "supplier", to: reader.suppliers, of: .suppliers)
            let value = reader.amount(row, "from_value")
            let units = reader.quantity(row, "from_units", atLeast: 0)
            let percent = reader.require(row, "percent", reader.percent(row, "percent"))
            guard let threshold = try reader.threshold(row, value: value, units: units),
                let supplier, let percent
            else { return }
            reader.problem.suppliers[supplier].discounts.append(
                SourcingDiscount(from: threshold, percentTenThousandths: percent))
            reader.discountLines[supplier].append(row.position.line)
        }
        for supplier in problem.suppliers.indices { orderDiscounts(of: supplier) }
    }

    private mutating func threshold(
        _ row: TableRow, value: Int64?, units: Int64?
    ) throws(WireError) -> SourcingDiscount.Threshold? {
        let hasValue = try row.optionalText("from_value") != nil
        let hasUnits = try row.optionalText("from_units") != nil
        guard hasValue != hasUnits else {
            report(
                "threshold-ambiguous",
                hasValue
                    ? "from_value and from_units are both stated"
                    : "neither from_value nor from_units is stated",
                help: "State exactly one of the two.",
                at: hasValue ? row.position(of: "from_units") : row.position)
            return nil
        }
        return value.map { .value($0) } ?? units.map { .units($0) }
    }

    /// Puts thresholds in order and compares each with the one below it.
    private mutating func orderDiscounts(of supplier: Int) {
        let stated = zip(problem.suppliers[supplier].discounts, discountLines[supplier])
        let sorted = stated.enumerated().sorted { left, right in
            let (a, b) = (left.element.0.from.amount, right.element.0.from.amount)
            return (a, left.offset) < (b, right.offset)
        }.map(\.element)
        problem.suppliers[supplier].discounts = sorted.map { $0.0 }
        discountLines[supplier] = sorted.map { $0.1 }
        let id = quotedForMessage(problem.suppliers[supplier].id)
        for (lower, upper) in zip(sorted, sorted.dropFirst()) {
            let place = SourcePosition(line: upper.1, column: 1, byteOffset: 0)
            guard lower.0.from.isValue == upper.0.from.isValue else {
                report(
                    "threshold-kinds-mixed",
                    "supplier \(id) has discounts by value and by units (line \(lower.1))",
                    help: "A supplier's discounts are all of one kind.", at: place)
                return
            }
            if lower.0.from.amount == upper.0.from.amount {
                report(
                    "duplicate-key",
                    "this threshold of supplier \(id) stands twice, first on line \(lower.1)",
                    help: "Remove one of the two rows.", at: place)
            } else if lower.0.percentTenThousandths >= upper.0.percentTenThousandths {
                report(
                    "percent-not-rising",
                    "the percentage (\(percentText(upper.0))) of supplier \(id) is not above "
                        + "that of the lower threshold (\(percentText(lower.0)), line \(lower.1))",
                    help: "A supplier's percentages rise with its thresholds.", at: place)
            }
        }
    }

    private func percentText(_ discount: SourcingDiscount) -> String {
        DecimalText.format(scaled: discount.percentTenThousandths, scale: 4)
    }

    // MARK: Items and lines

    mutating func readItems() {
        items.isReadable = scan(.items, required: ["item"], optional: ["salvage_value"]) {
            reader, row in
            guard let id = reader.newKey(row, "item", in: \.items) else { return }
            reader.problem.items.append(
                SourcingItem(id: id, salvageValue: reader.amount(row, "salvage_value") ?? 0))
        }
    }

    mutating func readLines() {
        lines.isReadable = scan(
            .lines, required: ["line", "item", "quantity", "need_by", "unmet_cost"],
            optional: ["late_cost", "split"]
        ) { reader, row in
            let id = reader.newKey(row, "line", in: \.lines)
            let item = reader.reference(row, "item", to: reader.items, of: .items)
            let quantity = reader.require(row, "quantity", reader.quantity(row, "quantity"))
            let needBy = reader.require(row, "need_by", reader.day(row, "need_by"))
            let lateCost = reader.amount(row, "late_cost") ?? 0
            let unmetCost = reader.require(row, "unmet_cost", reader.amount(row, "unmet_cost"))
            let split: SourcingSplit = reader.word(row, "split") ?? .any
            guard let id, let item, let quantity, let needBy, let unmetCost else { return }
            reader.problem.lines.append(
                SourcingLine(
                    id: id, item: item, quantity: quantity, needByDay: needBy,
                    lateCost: lateCost, unmetCost: unmetCost, split: split))
        }
    }

    mutating func readSubstitutes() {
        var seen: [[Int]: Int] = [:]
        _ = scan(.substitutes, required: ["item", "substitute"], optional: ["cost"]) {
            reader, row in
            let item = reader.reference(row, "item", to: reader.items, of: .items)
            let substitute = reader.reference(row, "substitute", to: reader.items, of: .items)
            let cost = reader.amount(row, "cost") ?? 0
            guard let item, let substitute else { return }
            let name = "the substitute \(quotedForMessage(reader.problem.items[substitute].id))"
            if item == substitute {
                reader.report(
                    "substitute-of-itself", "\(name) would stand in for itself",
                    help: "Remove the row: an item serves its own lines anyway.",
                    at: row.position(of: "substitute"))
            }
            if let earlier = seen.updateValue(row.position.line, forKey: [item, substitute]) {
                reader.reportDuplicate(row, "substitute", name, earlier)
            }
            reader.problem.substitutes.append(
                SourcingSubstitute(item: item, substitute: substitute, cost: cost))
            reader.substituteLines.append(row.position.line)
        }
    }

    mutating func readShares() {
        var seen: [[Int]: Int] = [:]
        _ = scan(
            .shares, required: ["supplier", "item"], optional: ["minimum_share", "maximum_share"]
        ) { reader, row in
            let supplier = reader.reference(row, "supplier", to: reader.suppliers, of: .suppliers)
            let item = reader.reference(row, "item", to: reader.items, of: .items)
            let least = reader.fraction(row, "minimum_share", "share-invalid") ?? 0
            let most = reader.fraction(row, "maximum_share", "share-invalid") ?? 1_000_000
            if least > most && least <= 1_000_000 {
                reader.report(
                    "share-range",
                    "the minimum share (\(DecimalText.format(scaled: least))) is above the "
                        + "maximum share (\(DecimalText.format(scaled: most)))",
                    at: row.position(of: "minimum_share"))
            }
            guard let supplier, let item else { return }
            if let earlier = seen.updateValue(row.position.line, forKey: [supplier, item]) {
                reader.reportDuplicate(row, "item", "this share", earlier)
            }
            reader.problem.shares.append(
                SourcingShare(
                    supplier: supplier, item: item, minimumShareMillionths: least,
                    maximumShareMillionths: most))
            reader.shareLines.append(row.position.line)
        }
    }
}

extension SourcingDiscount.Threshold {
    /// The threshold in micros or units.
    var amount: Int64 {
        switch self {
        case .value(let amount), .units(let amount): amount
        }
    }

    var isValue: Bool {
        switch self {
        case .value: true
        case .units: false
        }
    }
}
