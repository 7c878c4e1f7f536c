/// Where a purchase order stands.
public enum PurchaseOrderState: String, Sendable, Hashable, CaseIterable {
    /// Created, and not yet on its way.
    case approved
    /// The intent to send it is stored; whether it has left is not known.
    case issuing
    /// It has left, and nothing of what is open is answered.
    case issued
    /// Some of it is answered.
    case partlyAcknowledged
    /// All of it is answered, and something is still to come.
    case acknowledged
    /// Something has come, nothing more is to come, and we closed no line short.
    case received
    /// Nothing more is to come: we closed a line short, or the supplier refused all.
    case closed
    /// We withdrew all of it before any came.
    case cancelled

    /// Whether nothing more can happen to the order.
    public var isFinal: Bool {
        switch self {
        case .approved, .issuing, .issued, .partlyAcknowledged, .acknowledged: false
        case .received, .closed, .cancelled: true
        }
    }

    /// The state as people say it; ``rawValue`` is for programs.
    public var words: String {
        switch self {
        case .approved: "approved"
        case .issuing: "being issued"
        case .issued: "issued"
        case .partlyAcknowledged: "partly acknowledged"
        case .acknowledged: "acknowledged"
        case .received: "received"
        case .closed: "closed"
        case .cancelled: "cancelled"
        }
    }
}

/// The legal document that orders from a supplier, with what has become of it.
public struct PurchaseOrder: Sendable, Hashable {
    /// Its number.
    public let number: PurchaseOrderNumber
    /// The round that decided it.
    public let round: RoundNumber
    /// Who is to deliver.
    public let supplier: SupplierID
    /// Who buys.
    public let buyer: Address
    /// Where to deliver.
    public let shipTo: Address
    /// Whom the supplier may ask at the buyer's.
    public let contact: Contact
    /// What all its amounts are in.
    public let currency: Currency
    /// Terms of payment.
    public let paymentTerms: String
    /// Incoterm with place and edition.
    public let incoterm: String
    /// Its date.
    public let orderDate: CalendarDate
    /// Its lines, at least one, numbers ascending.
    public let lines: [PurchaseOrderLine]
    /// Where it stands.
    public let state: PurchaseOrderState
    /// Its version here, one higher after every event; not the version of the document sent.
    public let revision: Int
    /// Sum of the amounts of all lines as ordered, whatever has become of them.
    public let total: Money
    /// What we asked of the supplier since it left, numbered from 1.
    public let changes: [OrderChange]

    /// Creates a purchase order.
    ///
    /// Throws a ``ValueError`` whose code begins with `order.` if it has no line, if line numbers
    /// do not ascend, if a line has another currency, if the total is out of range, if the state
    /// contradicts the lines, or if a change is none of this order.
    public init(
        number: PurchaseOrderNumber, round: RoundNumber, supplier: SupplierID, buyer: Address,
        shipTo: Address, contact: Contact, currency: Currency, paymentTerms: String,
        incoterm: String, orderDate: CalendarDate, lines: [PurchaseOrderLine],
        state: PurchaseOrderState, revision: Int, changes: [OrderChange] = []
    ) throws(ValueError) {
        if let problem = Self.problem(in: lines, of: number, state: state, revision: revision)
            ?? Self.problem(in: changes, of: number, lines: lines)
        {
            throw problem
        }
        do throws(MoneyError) {
            total = try Money.sum(lines.map(\.amount), in: currency)
        } catch {
            throw ValueError(
                code: "order.total", message: "Purchase order \(number) has no total: \(error).")
        }
        self.number = number
        self.round = round
        self.supplier = supplier
        self.buyer = buyer
        self.shipTo = shipTo
        self.contact = contact
        self.currency = currency
        self.paymentTerms = paymentTerms
        self.incoterm = incoterm
        self.orderDate = orderDate
        self.lines = lines
        self.state = state
        self.revision = revision
        self.changes = changes
    }

    private static func problem(
        in changes: [OrderChange], of number: PurchaseOrderNumber, lines: [PurchaseOrderLine]
    ) -> ValueError? {
        let known = Set(lines.map(\.number))
        let isSound = zip(1..., changes).allSatisfy { sequence, change in
            change.sequence == sequence && change.order == number
                && change.requests.allSatisfy { known.contains($0.line) }
        }
        return isSound
            ? nil
            : ValueError(
                code: "order.changes",
                message:
                    "The changes of purchase order \(number) are not its own, numbered from 1.",
                help: "Maybe a row was changed by hand.")
    }

    private static func problem(
        in lines: [PurchaseOrderLine], of number: PurchaseOrderNumber, state: PurchaseOrderState,
        revision: Int
    ) -> ValueError? {
        guard !lines.isEmpty else {
            return ValueError(
                code: "order.empty", message: "Purchase order \(number) has no line.")
        }
        guard zip(lines, lines.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            return ValueError(
                code: "order.line-numbers",
                message: "The line numbers of purchase order \(number) do not ascend.")
        }
        guard revision >= 0, state.agrees(with: lines) else {
            return ValueError(
                code: "order.state",
                message: "Purchase order \(number), revision \(revision), cannot be "
                    + "\(state.rawValue) with lines "
                    + "\(lines.map(\.state.rawValue).joined(separator: ", ")).",
                help: "Maybe a row was changed by hand.")
        }
        return nil
    }

    /// The order after an event, with the next revision.
    func with(
        lines: [PurchaseOrderLine], state: PurchaseOrderState
    ) throws(ValueError)
        -> PurchaseOrder
    {
        try PurchaseOrder(
            number: number, round: round, supplier: supplier, buyer: buyer, shipTo: shipTo,
            contact: contact, currency: currency, paymentTerms: paymentTerms, incoterm: incoterm,
            orderDate: orderDate, lines: lines, state: state, revision: revision + 1,
            changes: changes)
    }

    /// The order with other changes.
    ///
    /// Throws `order.changes` if one is none of this order or they are not numbered from 1.
    public func with(changes: [OrderChange]) throws(ValueError) -> PurchaseOrder {
        try PurchaseOrder(
            number: number, round: round, supplier: supplier, buyer: buyer, shipTo: shipTo,
            contact: contact, currency: currency, paymentTerms: paymentTerms, incoterm: incoterm,
            orderDate: orderDate, lines: lines, state: state, revision: revision, changes: changes)
    }
}

extension PurchaseOrderState {
    func agrees(with lines: [PurchaseOrderLine]) -> Bool {
        switch (self, OrderStanding(of: lines)) {
        case (.approved, .unanswered), (.issuing, .unanswered):
            lines.allSatisfy { $0.state == .open || $0.state == .cancelled }
        case (.issued, .unanswered), (.partlyAcknowledged, .partlyAnswered),
            (.acknowledged, .answered), (.received, .received), (.closed, .closed),
            (.cancelled, .cancelled):
            true
        default: false
        }
    }
}
