/// Why an offer is not as an offer must be.
public struct OfferProblem: Sendable, Hashable {
    /// Stable name of the kind of problem, for example `offer.price-breaks-not-ascending`.
    public let code: String
    /// What was found, as one sentence.
    public let message: String
    /// What helps, as one sentence.
    public let help: String

    /// Creates a problem.
    public init(code: String, message: String, help: String) {
        self.code = code
        self.message = message
        self.help = help
    }
}

/// Whether an offer can be ordered from on a day.
public enum OfferUsability: Sendable, Hashable {
    /// It can.
    case usable
    /// It begins later.
    case notYetValid(from: CalendarDate)
    /// It has ended.
    case expired(through: CalendarDate)
    /// No multiple lies between its smallest and its largest quantity.
    case noLegalQuantity
    /// It contradicts itself.
    case invalid([OfferProblem])
}

extension OrderRules {
    /// The smallest quantity that may be ordered, in whole base units; `nil` if there is none.
    public var smallestLegalQuantity: Int64? {
        guard let minimum = minimumQuantity.wholeUnits, let multiple = orderMultiple.wholeUnits,
            multiple > 0
        else { return nil }
        // In 128 bits, because rounding up may leave the range of a quantity.
        let least = Int128(max(minimum, 1))
        let smallest = (least + Int128(multiple) - 1) / Int128(multiple) * Int128(multiple)
        let limit = maximumQuantity.value.map { $0.value.micros / FixedPoint.scale }
        guard smallest <= Int128(limit ?? .max / FixedPoint.scale) else { return nil }
        return Int64(smallest)
    }

    /// Whether that many base units may be ordered.
    public func isLegal(units: Int64) -> Bool {
        guard let smallest = smallestLegalQuantity, let multiple = orderMultiple.wholeUnits else {
            return false
        }
        let limit = maximumQuantity.value.map { $0.value.micros / FixedPoint.scale } ?? .max
        return units >= smallest && units <= limit && units % multiple == 0
    }
}

extension Offer {
    /// Whether the offer can be ordered from on a day.
    ///
    /// Contradictions are named first, then validity, then quantities. An offer without a legal
    /// quantity is no mistake, only of no use.
    public func usability(on date: CalendarDate) -> OfferUsability {
        let problems = problems
        guard problems.isEmpty else { return .invalid(problems) }
        if let from = validity.from, date < from { return .notYetValid(from: from) }
        if let through = validity.through, date > through { return .expired(through: through) }
        return orderRules.smallestLegalQuantity == nil ? .noLegalQuantity : .usable
    }

    /// Where the offer contradicts itself; empty for a sound one.
    ///
    /// Quantities are whole, above zero and of one unit; prices are of one currency and one basis;
    /// price breaks ascend, and the first is at most the minimum quantity; costs are not negative;
    /// validity does not end before it begins.
    public var problems: [OfferProblem] {
        quantityProblems + priceProblems + breakProblems + termProblems
    }

    private var quantityProblems: [OfferProblem] {
        let unit = orderRules.minimumQuantity.unit
        let mustBePositive: [(name: String, quantity: Quantity)] =
            [
                ("minimum quantity", orderRules.minimumQuantity),
                ("order multiple", orderRules.orderMultiple),
            ]
            + priceBreaks.map { ("price break", $0.fromQuantity) }
            + priceBreaks.prefix(1).map { ("price basis", $0.price.per) }
        let mayBeZero: [(name: String, quantity: Quantity)] =
            [
                orderRules.maximumQuantity.value.map { ("maximum quantity", $0) },
                availability.onHand.value.map { ("quantity on hand", $0) },
            ].compactMap(\.self)

        var problems: [OfferProblem] = []
        for (name, quantity) in mustBePositive where !quantity.value.isPositive {
            problems.append(
                problem(
                    "quantity-not-positive", "\(name) (\(quantity)) is not above zero",
                    help: "the supplier's file leaves the column empty"))
        }
        for (name, quantity) in mayBeZero where quantity.value.isNegative {
            problems.append(
                problem(
                    "quantity-negative", "\(name) (\(quantity)) is below zero",
                    help: "the supplier has promised more than is there"))
        }
        for (name, quantity) in mustBePositive + mayBeZero {
            if quantity.unit != unit {
                problems.append(
                    problem(
                        "unit-mixed", "\(name) (\(quantity)) is not counted in \(unit)",
                        help: "one column counts packs"))
            }
            if quantity.wholeUnits == nil {
                problems.append(
                    problem(
                        "quantity-not-whole", "\(name) (\(quantity)) is not a whole number",
                        help: "it is counted in another unit"))
            }
        }
        return problems
    }

    private var priceProblems: [OfferProblem] {
        guard let first = priceBreaks.first?.price else {
            return [
                problem(
                    "price-missing", "price is missing",
                    help: "the rows of its price breaks were quarantined")
            ]
        }
        var problems: [OfferProblem] = []
        if let other = priceBreaks.first(where: { $0.price.money.currency != first.money.currency })
        {
            problems.append(
                problem(
                    "currency-mixed",
                    "price (\(other.price)) is in another currency than \(first.money.currency)",
                    help: "two price lists were put together"))
        }
        if let other = priceBreaks.first(where: { $0.price.per != first.per }) {
            problems.append(
                problem(
                    "price-basis-mixed",
                    "price (\(other.price)) has another basis than \(first.per)",
                    help: "one break is priced per piece and one per pack"))
        }
        return problems
    }

    private var breakProblems: [OfferProblem] {
        var problems: [OfferProblem] = []
        let starts = priceBreaks.map(\.fromQuantity)
        for (lower, upper) in zip(starts, starts.dropFirst()) where lower.value >= upper.value {
            problems.append(
                problem(
                    "price-breaks-not-ascending",
                    "price break (\(upper)) does not lie above the one before it (\(lower))",
                    help: "a break is there twice"))
        }
        if let first = starts.first, first.value > orderRules.minimumQuantity.value {
            problems.append(
                problem(
                    "first-break-above-minimum",
                    "first price break (\(first)) lies above the minimum quantity "
                        + "(\(orderRules.minimumQuantity))",
                    help: "the minimum quantity is missing and is the first break"))
        }
        return problems
    }

    private var termProblems: [OfferProblem] {
        var problems: [OfferProblem] = []
        for (name, cost) in [("offer cost", offerCost), ("unit cost", unitCost)]
        where cost.isNegative {
            problems.append(
                problem(
                    "cost-negative", "\(name) (\(cost)) is below zero",
                    help: "it is a discount, which belongs into the price"))
        }
        if let from = validity.from, let through = validity.through, through < from {
            problems.append(
                problem(
                    "validity-reversed", "validity ends (\(through)) before it begins (\(from))",
                    help: "the two columns are exchanged"))
        }
        return problems
    }

    private func problem(_ code: String, _ what: String, help: String) -> OfferProblem {
        OfferProblem(
            code: "offer.\(code)", message: "The \(what) in offer (\(id)).",
            help: "Maybe \(help).")
    }
}
