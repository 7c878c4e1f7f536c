/// Something in a problem that makes it unusable, and where it stands.
public struct SourcingProblemIssue: Sendable, Hashable {
    /// The part of a problem that an issue is about.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The problem as a whole.
        case problem
        /// A supplier.
        case supplier
        /// A discount of a supplier; the part counts the supplier's discounts.
        case discount
        /// An item.
        case item
        /// A line.
        case line
        /// A substitution.
        case substitute
        /// An offer.
        case offer
        /// A price break; the part counts the offer's breaks.
        case priceBreak
        /// A tranche; the part counts the offer's tranches.
        case tranche
        /// A share rule.
        case share
        /// A rule of the buyer.
        case rule
    }

    /// Stable name of the issue, such as `offer.order-multiple`.
    public var code: String
    /// What is wrong, naming the thing and the value found.
    public var message: String
    /// What kind of thing it is about.
    public var kind: Kind
    /// Position of the thing; for discounts, breaks and tranches the position of their owner.
    public var index: Int
    /// Position of the part in its owner, for discounts, breaks and tranches.
    public var part: Int?

    /// Creates an issue.
    public init(code: String, message: String, kind: Kind, index: Int, part: Int? = nil) {
        self.code = code
        self.message = message
        self.kind = kind
        self.index = index
        self.part = part
    }
}

/// A problem that cannot be solved because it contradicts its own definition.
public struct SourcingProblemError: Error, Sendable, Hashable {
    /// What is wrong, in the order of the problem's arrays; never empty.
    public var issues: [SourcingProblemIssue]

    /// Creates an error.
    public init(issues: [SourcingProblemIssue]) {
        precondition(!issues.isEmpty, "An error about a problem must say what is wrong.")
        self.issues = issues
    }
}

/// A solution that cannot be priced.
public enum SourcingPricingError: Error, Sendable, Hashable {
    /// An order or allocation refers to an offer, line or tranche that the problem does not have,
    /// or to a negative quantity; the text names it.
    case unknownReference(String)
    /// An amount exceeds what 10⁻⁶ of the currency in 64 bits can hold.
    case overflow
}

/// A rule that a solution breaks.
public struct SourcingViolation: Sendable, Hashable {
    /// Stable name of the rule, such as `supplier.maximum-units`.
    public var code: String
    /// What is wrong, naming the thing and the values.
    public var message: String
    /// What kind of thing it is about.
    public var kind: SourcingProblemIssue.Kind
    /// Position of the thing.
    public var index: Int

    /// Creates a violation.
    public init(code: String, message: String, kind: SourcingProblemIssue.Kind, index: Int) {
        self.code = code
        self.message = message
        self.kind = kind
        self.index = index
    }
}
