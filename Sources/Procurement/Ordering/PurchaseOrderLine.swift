/// When how much of a line is to arrive.
public struct ScheduleLine: Sendable, Hashable {
    /// How much, in the supplier's units.
    public let quantity: Quantity
    /// When we ask for it.
    public let requestedDate: CalendarDate

    /// Creates a schedule line.
    public init(quantity: Quantity, requestedDate: CalendarDate) {
        self.quantity = quantity
        self.requestedDate = requestedDate
    }
}

/// The part of a purchase order line that is meant for a back-order line.
public struct Peg: Sendable, Hashable {
    /// The line it is meant for.
    public let line: BackOrderLineID
    /// How much, in whole base units of the item.
    public let quantity: Quantity
    /// When it is expected.
    public let expectedDate: CalendarDate

    /// Creates a peg.
    public init(line: BackOrderLineID, quantity: Quantity, expectedDate: CalendarDate) {
        self.line = line
        self.quantity = quantity
        self.expectedDate = expectedDate
    }
}

/// Where a purchase order line stands.
public enum PurchaseOrderLineState: String, Sendable, Hashable, CaseIterable {
    /// Nothing of it is answered.
    case open
    /// A part of it is answered.
    case partlyAcknowledged
    /// All of it is answered, and some is still to come.
    case acknowledged
    /// All that was accepted has come.
    case received
    /// The supplier refuses all of it.
    case rejected
    /// We no longer wait for what has not come.
    case closed
    /// We withdrew all of it before any came.
    case cancelled

    /// Whether nothing more can happen to the line.
    public var isFinal: Bool {
        switch self {
        case .open, .partlyAcknowledged, .acknowledged: false
        case .received, .rejected, .closed, .cancelled: true
        }
    }

    /// The state as people say it; ``rawValue`` is for programs.
    public var words: String {
        switch self {
        case .open: "open"
        case .partlyAcknowledged: "partly acknowledged"
        case .acknowledged: "acknowledged"
        case .received: "received"
        case .rejected: "rejected"
        case .closed: "closed"
        case .cancelled: "cancelled"
        }
    }
}

/// A line of a purchase order: one part of one supplier.
public struct PurchaseOrderLine: Sendable, Hashable {
    /// Its number within the order, from 1.
    public let number: Int
    /// What we call it.
    public let item: ItemID
    /// What the supplier calls it.
    public let supplierPart: SupplierPart
    /// What it is, for people.
    public let description: String
    /// How much is ordered, in the supplier's units.
    public let quantity: Quantity
    /// The same in whole base units of the item.
    public let baseQuantity: Quantity
    /// When how much is to arrive; adds up to ``quantity``.
    public let schedule: [ScheduleLine]
    /// The price and its basis, in the supplier's units.
    public let price: UnitPrice
    /// What the line costs, in whole minor units.
    public let amount: Money
    /// Whom it is meant for, those served first in front; at most ``baseQuantity``, the rest is
    /// surplus.
    public let pegs: [Peg]
    /// How far it has come.
    public let progress: LineProgress
    /// Where it stands.
    public let state: PurchaseOrderLineState

    /// Creates a line.
    ///
    /// Throws a ``ValueError`` whose code begins with `order.line-` if a rule of the properties is
    /// broken, if units or currencies differ, or if the state contradicts the progress.
    public init(
        number: Int, item: ItemID, supplierPart: SupplierPart, description: String,
        quantity: Quantity, baseQuantity: Quantity, schedule: [ScheduleLine], price: UnitPrice,
        amount: Money, pegs: [Peg], progress: LineProgress, state: PurchaseOrderLineState
    ) throws(ValueError) {
        self.number = number
        self.item = item
        self.supplierPart = supplierPart
        self.description = description
        self.quantity = quantity
        self.baseQuantity = baseQuantity
        self.schedule = schedule
        self.price = price
        self.amount = amount
        self.pegs = pegs
        self.progress = progress
        self.state = state
        if let problem = problem { throw problem }
    }

    /// Creates a line of which nothing is answered yet, with one requested date.
    ///
    /// The amount follows from price and quantity by `rounding`. Throws as the full initialiser.
    public init(
        number: Int, item: ItemID, supplierPart: SupplierPart, description: String,
        quantity: Quantity, baseQuantity: Quantity, requestedDate: CalendarDate, price: UnitPrice,
        pegs: [Peg], rounding: AmountRounding
    ) throws(ValueError) {
        let amount: Money
        do throws(QuantityError) {
            amount = try rounding.amount(of: price, over: quantity)
        } catch {
            throw ValueError(
                code: "order.line-amount",
                message: "Line \(number) has no amount: \(error).",
                help: "Maybe price and quantity are not in the same unit.")
        }
        try self.init(
            number: number, item: item, supplierPart: supplierPart, description: description,
            quantity: quantity, baseQuantity: baseQuantity,
            schedule: [ScheduleLine(quantity: quantity, requestedDate: requestedDate)],
            price: price, amount: amount, pegs: pegs,
            progress: try LineProgress.unanswered(ordered: baseQuantity.wholeUnits ?? 0),
            state: .open)
    }

    /// The line with another progress and the state that goes with it.
    func with(
        progress: LineProgress, state: PurchaseOrderLineState
    ) throws(ValueError) -> PurchaseOrderLine {
        try PurchaseOrderLine(
            number: number, item: item, supplierPart: supplierPart, description: description,
            quantity: quantity, baseQuantity: baseQuantity, schedule: schedule, price: price,
            amount: amount, pegs: pegs, progress: progress, state: state)
    }
}

// MARK: - Rules

extension PurchaseOrderLine {
    private var problem: ValueError? {
        guard number >= 1 else {
            return broken("number", "is numbered \(number), not from 1")
        }
        guard quantity.value.isPositive else {
            return broken("quantity", "orders \(quantity), which is not above zero")
        }
        guard baseQuantity.wholeUnits == progress.ordered else {
            return broken(
                "base-quantity", "is \(baseQuantity), but its progress counts \(progress.ordered)")
        }
        guard price.per.unit == quantity.unit, amount.currency == price.money.currency else {
            return broken("price", "orders \(quantity) for \(amount) at \(price)")
        }
        let minorUnit = FixedPoint.step(fractionDigits: amount.currency.minorUnitDigits)
        guard !amount.amount.isNegative, amount.amount.micros % minorUnit == 0 else {
            return broken("amount", "costs \(amount), which cannot be paid")
        }
        guard sum(of: schedule.map(\.quantity), in: quantity.unit) == Int128(quantity.value.micros)
        else {
            return broken("schedule", "does not schedule the \(quantity) that it orders")
        }
        guard let pegged = sum(of: pegs.map(\.quantity), in: baseQuantity.unit),
            pegged <= Int128(baseQuantity.value.micros),
            pegs.allSatisfy({ $0.quantity.wholeUnits != nil })
        else {
            return broken("pegs", "pegs other than whole units within its \(baseQuantity)")
        }
        guard state.agrees(with: progress) else {
            return broken("state", "cannot be \(state.rawValue) with progress \(progress)")
        }
        return nil
    }

    /// The sum in millionths; `nil` if a unit differs or a quantity is not above zero.
    private func sum(of quantities: [Quantity], in unit: UnitOfMeasure) -> Int128? {
        guard quantities.allSatisfy({ $0.unit == unit && $0.value.isPositive }) else { return nil }
        return quantities.reduce(0) { $0 + Int128($1.value.micros) }
    }

    private func broken(_ rule: String, _ what: String) -> ValueError {
        ValueError(code: "order.line-\(rule)", message: "Line \(number) of item \(item) \(what).")
    }
}

extension PurchaseOrderLineState {
    func agrees(with progress: LineProgress) -> Bool {
        switch (self, progress.standing) {
        case (.open, .unanswered), (.partlyAcknowledged, .partlyAnswered),
            (.acknowledged, .answered), (.received, .allReceived), (.rejected, .allRejected),
            (.closed, .allReceived), (.closed, .allRejected), (.cancelled, .allRejected):
            true
        default: false
        }
    }
}
