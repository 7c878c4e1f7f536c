internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Makes one offer or one shelf of the rows of one part, or tells what does not fit together.
struct OfferAssembly {
    /// What of the settings holds for all offers of a feed.
    struct Rules {
        /// Whether each row may be a price break of its own.
        let hasBreakRows: Bool
        let priceMode: PriceMode
        let countingFromStock: LeadTimeCounting

        init(_ settings: OfferSettings) {
            hasBreakRows = settings.columns[.fromQuantity] != nil
            priceMode = settings.defaults.priceMode
            countingFromStock = settings.defaults.countingFromStock
        }
    }

    let rules: Rules
    let file: String
    let supplier: SupplierID
    let part: SupplierPart
    let first: OfferRow
    /// What the first row says of what all must agree on.
    let terms: OfferRow.Terms
    /// The rows behind the first one, in the order of the file.
    let others: [OfferRow]
    /// One of them that says something else.
    let deviating: OfferRow?
    /// The price breaks of all rows, in that order.
    let breaks: ArraySlice<OfferRow.Break>

    func availability() throws(RowProblem) -> SupplierAvailability {
        try checkSingle()
        return SupplierAvailability(
            supplier: supplier, supplierPart: part, unit: terms.unit,
            availability: try shelf(), leadTime: Stated(terms.leadTime), place: place)
    }

    func offer() throws(RowProblem) -> SupplierOffer {
        if !rules.hasBreakRows { try checkSingle() }
        try checkAgreement()
        let breaks = try orderedBreaks()
        let minimum = terms.minimum ?? breaks.first?.fromUnits ?? 1
        try check(breaks, minimum: minimum)
        return SupplierOffer(
            supplier: supplier, supplierPart: part, description: first.description,
            unit: terms.unit, priceMode: rules.priceMode,
            priceBreaks: try priceBreaks(breaks, minimum: minimum),
            orderRules: try orderRules(minimum: minimum), leadTime: Stated(terms.leadTime),
            availability: try shelf(), offerCost: terms.offerCost, unitCost: terms.unitCost,
            validity: terms.validity, place: place)
    }

    private var place: FilePlace {
        FilePlace(file: file, line: first.position.line, column: first.position.column)
    }

    private func problem(
        _ position: SourcePosition, _ code: String, _ message: String, help: String? = nil
    ) -> RowProblem {
        RowProblem(
            at: position, value: part.rawValue, code: code, message: message, help: help)
    }

    // MARK: - Checks over rows

    private func checkSingle() throws(RowProblem) {
        guard let second = others.first else { return }
        let lines = ([first] + others).map { "\($0.position.line)" }.joined(separator: ", ")
        throw problem(
            second.position, "feed.duplicate-offer",
            "the part \(quotedForMessage(part.rawValue)) stands in lines \(lines)",
            help: "Nobody can tell which row holds, so none is taken. If the rows are price "
                + "breaks, declare columns.from_quantity.")
    }

    private func checkAgreement() throws(RowProblem) {
        guard let other = deviating else { return }
        throw problem(
            other.position, "feed.break-rows-disagree",
            "this price break of the part \(quotedForMessage(part.rawValue)) differs from line "
                + "\(first.position.line) in more than quantity and price",
            help: "Minimum, multiple, lead time, dates and currency must be the same in all "
                + "rows of an offer.")
    }

    private func orderedBreaks() throws(RowProblem) -> ArraySlice<OfferRow.Break> {
        // Most parts have one price, and that holds from the minimum on.
        guard breaks.count > 1 else { return breaks }
        var breaks = Array(breaks)
        // A price without a quantity holds from the minimum on, or stands before all other breaks.
        let unnamed = breaks.allSatisfy { $0.fromUnits == nil } ? terms.minimum : 1
        for index in breaks.indices where breaks[index].fromUnits == nil {
            breaks[index].fromUnits = unnamed ?? 1
        }
        breaks.sort { ($0.fromUnits ?? 0, $0.position) < ($1.fromUnits ?? 0, $1.position) }
        for (left, right) in zip(breaks, breaks.dropFirst())
        where left.fromUnits == right.fromUnits {
            throw problem(
                max(left.position, right.position), "feed.break-twice",
                "the part \(quotedForMessage(part.rawValue)) has two prices from "
                    + "\(right.fromUnits ?? 0) units on")
        }
        return breaks[...]
    }

    private func check(
        _ breaks: ArraySlice<OfferRow.Break>, minimum: Int64
    ) throws(RowProblem) {
        let start = breaks.startIndex
        let lowest = breaks[start].fromUnits ?? minimum
        guard lowest <= minimum else {
            throw problem(
                breaks[start].position, "feed.break-above-minimum",
                "the lowest price break (\(lowest)) begins above the minimum order (\(minimum))",
                help: "Between the two no price is known.")
        }
        if breaks.count > 1, let second = breaks[start + 1].fromUnits, second <= minimum {
            throw problem(
                breaks[start].position, "feed.break-below-minimum",
                "the price break from \(lowest) lies below the minimum order (\(minimum)) and can "
                    + "never be reached",
                help: "Either the price breaks or the minimum of this part are wrong.")
        }
        if let maximum = terms.maximum, maximum < minimum {
            throw problem(
                first.position, "feed.minimum-above-maximum",
                "the minimum order (\(minimum)) is above the maximum (\(maximum))")
        }
    }

    // MARK: - Values

    private func quantity(_ units: Int64) throws(RowProblem) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: terms.unit)
        } catch {
            throw problem(first.position, "decimal.too-large", "\(units) is too large a number")
        }
    }

    private func priceBreaks(
        _ breaks: ArraySlice<OfferRow.Break>, minimum: Int64
    ) throws(RowProblem) -> [PriceBreak] {
        guard let currency = terms.currency else {
            preconditionFailure("A row with a price must have a currency.")
        }
        var result: [PriceBreak] = []
        result.reserveCapacity(breaks.count)
        for entry in breaks {
            let money = Money(amount: entry.price, currency: currency)
            let per = try quantity(terms.pricePer)
            let from = try quantity(entry.fromUnits ?? minimum)
            do throws(ValueError) {
                result.append(
                    PriceBreak(fromQuantity: from, price: try UnitPrice(money: money, per: per)))
            } catch {
                throw RowProblem(
                    error, at: entry.position, field: "", value: entry.price.description)
            }
        }
        return result
    }

    private func orderRules(minimum: Int64) throws(RowProblem) -> OrderRules {
        let multiple = try commonMultiple(terms.multiple ?? 1, terms.pack ?? 1)
        var maximum = Stated<Quantity>.notStated
        if let units = terms.maximum { maximum = .stated(try quantity(units)) }
        return OrderRules(
            minimumQuantity: try quantity(minimum), orderMultiple: try quantity(multiple),
            maximumQuantity: maximum)
    }

    /// Orders that are multiples of both are multiples of this.
    private func commonMultiple(_ left: Int64, _ right: Int64) throws(RowProblem) -> Int64 {
        var (divisor, rest) = (left, right)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        let (product, overflow) = (left / divisor).multipliedReportingOverflow(by: right)
        guard !overflow else {
            throw problem(
                first.position, "decimal.too-large",
                "the common multiple of \(left) and \(right) is too large a number")
        }
        return product
    }

    private func shelf() throws(RowProblem) -> Availability {
        var onHand = Stated<Quantity>.notStated
        if let units = first.onHand { onHand = .stated(try quantity(units)) }
        if let leadTime = terms.leadTimeFromStock {
            return Availability(onHand: onHand, leadTimeFromStock: leadTime)
        }
        guard first.onHand == nil else {
            throw problem(
                first.position, "feed.lead-time-missing",
                "the row has a stock and no lead time from stock",
                help: "Declare defaults.lead_time_from_stock if all such rows have the same.")
        }
        do throws(ValueError) {
            // Without a stock nothing comes at this lead time.
            let none = try LeadTime(days: 0, counting: rules.countingFromStock)
            return Availability(onHand: .notStated, leadTimeFromStock: none)
        } catch {
            throw RowProblem(error, at: first.position, field: "", value: "")
        }
    }
}
