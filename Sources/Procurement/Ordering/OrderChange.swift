/// What we ask of a supplier about an order that has left: less of a line or more, another date, or
/// to call it off.
///
/// Asking takes nothing from the order: it stands, and what it brings stays counted, until the
/// supplier confirms. What is asked for beyond it is pending until then. X12 860,
/// EDIFACT ORDCHG, cXML OrderRequest of type update or delete, UBL
/// OrderChange and `purchase-order-change/1` carry it.
public struct OrderChange: Sendable, Hashable {
    /// What is asked about one line.
    public struct Request: Sendable, Hashable {
        /// The number of the line.
        public let line: Int
        /// How much of the line there is to be, in its unit; 0 calls it off.
        public let quantity: FixedPoint
        /// How much of it there was to be before.
        public let previousQuantity: FixedPoint
        /// When all of it is to arrive; `nil` for the dates of the order.
        public let date: CalendarDate?
        /// Whether the date is asked for by this change, and was not agreed on before.
        public let isDateAsked: Bool

        /// Creates a request.
        public init(
            line: Int, quantity: FixedPoint, previousQuantity: FixedPoint,
            date: CalendarDate? = nil, isDateAsked: Bool = false
        ) {
            self.line = line
            self.quantity = quantity
            self.previousQuantity = previousQuantity
            self.date = date
            self.isDateAsked = isDateAsked
        }

        /// Whether all of the line is called off.
        public var isCancellation: Bool { quantity == .zero }

        /// Whether more is asked for than there was to be.
        public var isIncrease: Bool { quantity > previousQuantity }

        /// How much more is asked for than there was to be; zero for as much or less.
        public var increase: FixedPoint {
            FixedPoint(micros: max(0, quantity.micros - max(0, previousQuantity.micros)))
        }
    }

    /// The order that it is about.
    public let order: PurchaseOrderNumber
    /// Which change of the order it is, from 1.
    public let sequence: Int
    /// The day of its document.
    public let date: CalendarDate
    /// When it was asked.
    public let requestedAt: Timestamp
    /// Who asked.
    public let person: String
    /// Why, for people.
    public let reason: String
    /// What is asked, line by line; at least one line, numbers ascending.
    public let requests: [Request]

    /// Creates a change.
    ///
    /// Throws `change.empty` without a request, `change.lines` if the numbers of the lines do not
    /// ascend, `change.sequence` if it is numbered below 1, and `change.quantity` if a quantity is
    /// below zero.
    public init(
        order: PurchaseOrderNumber, sequence: Int, date: CalendarDate, requestedAt: Timestamp,
        person: String, reason: String, requests: [Request]
    ) throws(ValueError) {
        let name = "Change \(sequence) of purchase order \(order)"
        guard sequence >= 1 else {
            throw ValueError(code: "change.sequence", message: "\(name) is not numbered from 1.")
        }
        guard !requests.isEmpty else {
            throw ValueError(code: "change.empty", message: "\(name) asks for nothing.")
        }
        guard zip(requests, requests.dropFirst()).allSatisfy({ $0.line < $1.line }) else {
            throw ValueError(
                code: "change.lines", message: "The lines of \(name.lowercasedStart) do not ascend."
            )
        }
        for request in requests {
            guard !request.quantity.isNegative, !request.previousQuantity.isNegative else {
                throw ValueError(
                    code: "change.quantity",
                    message: "\(name) asks for \(request.quantity) of line \(request.line), of "
                        + "which there were to be \(request.previousQuantity).")
            }
        }
        self.order = order
        self.sequence = sequence
        self.date = date
        self.requestedAt = requestedAt
        self.person = person
        self.reason = reason
        self.requests = requests
    }

    /// What is asked about a line; `nil` for nothing.
    public func request(of line: Int) -> Request? { requests.first { $0.line == line } }

    /// Whether it asks the same as another one, whoever asked and when.
    public func asksTheSame(as other: OrderChange) -> Bool {
        order == other.order
            && requests.map(\.line) == other.requests.map(\.line)
            && zip(requests, other.requests).allSatisfy {
                $0.quantity == $1.quantity && $0.date == $1.date
            }
    }
}

extension String {
    fileprivate var lowercasedStart: String { prefix(1).lowercased() + dropFirst() }
}

/// How far a supplier has answered a change of a line.
public enum ChangeStanding: String, Sendable, Hashable, CaseIterable {
    /// Nothing that decides it was answered.
    case waiting
    /// The supplier confirms it, whole or in part: the answer says what comes.
    case confirmed
    /// The supplier refuses it: the line stands as it did.
    case refused

    /// The standing as people say it.
    public var words: String {
        switch self {
        case .waiting: "not answered"
        case .confirmed: "confirmed"
        case .refused: "refused"
        }
    }
}

/// What became of a change of one line.
public struct LineChangeAnswer: Sendable, Hashable {
    /// Which change of the order it is.
    public let sequence: Int
    /// What was asked.
    public let request: OrderChange.Request
    /// How far it is answered.
    public let standing: ChangeStanding
    /// The document that decided it; `nil` while it waits.
    public let document: SupplierDocumentID?
}

/// What we and the supplier agreed on about a line: as ordered, or as a confirmed change has it.
struct AgreedTerms: Hashable {
    /// How much of it there is to be, in base units.
    var units: Int64
    /// When all of it is to arrive; `nil` for the dates of the order.
    var date: CalendarDate?
}
