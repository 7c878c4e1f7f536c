/// A claim of a back-order line on supply that exists without buying.
public struct CoverageSource: Sendable, Hashable {
    /// Where the supply is.
    public enum Origin: Sendable, Hashable {
        /// Free stock at a location.
        case stock(location: String)
        /// A line of our own purchase order, pegged to the back-order line, whatever its date.
        case ownOrder(PurchaseOrderNumber, line: Int, expectedDate: CalendarDate)
        /// Other inbound supply that is expected in time.
        case inbound(reference: String, expectedDate: CalendarDate)
    }
    /// Where the supply is.
    public let origin: Origin
    /// How much of it, in base units.
    public let quantity: Quantity

    /// Creates a claim.
    public init(origin: Origin, quantity: Quantity) {
        self.origin = origin
        self.quantity = quantity
    }
}

/// How one back-order line is covered.
public struct LineCoverage: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// The item.
    public let item: ItemID
    /// What the line waits for; the sum of ``sources`` and ``required``.
    public let openQuantity: Quantity
    /// What covers it without buying: stock, then own orders, then inbound supply.
    public let sources: [CoverageSource]
    /// What must be bought.
    public let required: Quantity

    /// Creates a coverage.
    public init(
        line: BackOrderLineID, item: ItemID, openQuantity: Quantity, sources: [CoverageSource],
        required: Quantity
    ) {
        self.line = line
        self.item = item
        self.openQuantity = openQuantity
        self.sources = sources
        self.required = required
    }
}

/// A record that a plan leaves out, or takes otherwise than it stands.
public struct PlanProblem: Sendable, Hashable {
    /// Which record.
    public enum Subject: Sendable, Hashable {
        /// A back-order line.
        case line(BackOrderLineID)
        /// Stock of an item at a location.
        case stock(ItemID, location: String)
        /// Inbound supply.
        case inbound(reference: String, item: ItemID)
        /// A peg of a line of our own purchase order.
        case peg(PurchaseOrderNumber, line: Int, BackOrderLineID)
    }
    /// Which record.
    public let subject: Subject
    /// Stable name of the kind of problem, for example `plan.unit-mismatch`.
    public let code: String
    /// What was found and what the plan does about it.
    public let message: String
    /// What helps; `nil` where the message says it all.
    public let help: String?

    /// Creates a problem.
    public init(subject: Subject, code: String, message: String, help: String?) {
        self.subject = subject
        self.code = code
        self.message = message
        self.help = help
    }

    /// Whether the plan is as it would be without the problem.
    ///
    /// True of inbound records that repeat our own purchase orders, and of fractions of a unit,
    /// which can serve nobody.
    public var isHarmless: Bool {
        switch subject {
        case .line, .peg: false
        case .stock, .inbound:
            code == "plan.inbound-own-order" || code == "plan.quantity-not-whole"
        }
    }
}
