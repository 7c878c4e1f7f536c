/// The number by which a supplier knows one of its documents.
public struct SupplierDocumentID: Identifier {
    /// What the identifier names.
    public static let noun = "document number"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// What a supplier, or our own door, says about one purchase order, whatever format it came in.
///
/// X12 855, 856, 861, 865 and 997, EDIFACT ORDRSP, DESADV and RECADV, UBL OrderResponse,
/// DespatchAdvice and ReceiptAdvice and cXML ConfirmationRequest and ShipNoticeRequest all become
/// this. Quantities are in the unit that the sender states, else in that of the order's line as the
/// order was sent; whoever reads a message needs neither the order nor the reference data of the
/// house.
public struct SupplierMessage: Sendable, Hashable {
    /// What kind of document it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The order was received by a machine and could be read, or not: it answers no line.
        case functionalAcknowledgment = "functional-acknowledgment"
        /// The supplier's answer to lines of the order.
        case acknowledgment
        /// Goods have left.
        case shipNotice = "ship-notice"
        /// Goods have come to us.
        case receipt
    }

    /// What one message says of one line, or of a part of it.
    public enum Statement: Sendable, Hashable {
        /// A part of an answer. All answers of one message for one line belong together and
        /// replace what earlier messages answered for that line; what they leave of the line is
        /// not confirmed.
        case answer(LineAnswer)
        /// A part that has left.
        case shipped(ShippedPart)
        /// A part that has come.
        case received(ReceivedPart)
    }

    /// What kind of document it is.
    public let kind: Kind
    /// Its number; with ``kind`` and the order's supplier it is what makes a copy a copy.
    public let document: SupplierDocumentID
    /// The order that it is about.
    public let order: PurchaseOrderNumber
    /// When its sender wrote it: of two answers the later written is in force, whatever came
    /// first.
    public let writtenAt: Timestamp
    /// What it says, line by line; empty for a functional acknowledgment.
    public let statements: [Statement]
    /// Whether the order as a whole could be read; `false` only for a functional acknowledgment
    /// that refuses it.
    public let isReadable: Bool
    /// What the sender says beside, for people; empty for nothing.
    public let note: String
    /// Which change of ours it answers; `nil` for an answer to the order.
    ///
    /// It is 0 where it is said to answer one and not which. In an answer to a change, a refusal
    /// is one of the change.
    public let change: Int?
    /// The number of the ship notice whose place it takes, or that it takes back where it says
    /// nothing of any line; `nil` for a message of its own.
    public let replaces: SupplierDocumentID?

    /// Creates a message.
    ///
    /// Throws `message.empty` if it should say something of a line and does not,
    /// `message.replacement-misplaced` if something else than a ship notice replaces one,
    /// `message.statement-misplaced` if a statement is of another kind than the message, and
    /// `message.unreadable-misplaced` if something else than a functional acknowledgment says that
    /// the order could not be read, and `message.change-misplaced` if something else than an
    /// acknowledgment answers a change.
    public init(
        kind: Kind, document: SupplierDocumentID, order: PurchaseOrderNumber,
        writtenAt: Timestamp, statements: [Statement], isReadable: Bool = true, note: String = "",
        change: Int? = nil, replaces: SupplierDocumentID? = nil
    ) throws(ValueError) {
        let name = "\(kind.words) \(document)"
        guard replaces == nil || kind == .shipNotice else {
            throw ValueError(
                code: "message.replacement-misplaced",
                message: "The \(name) cannot take the place of a ship notice.")
        }
        guard kind == .functionalAcknowledgment || replaces != nil || !statements.isEmpty else {
            throw ValueError(
                code: "message.empty", message: "The \(name) says nothing of any line.",
                help: "Maybe its lines could not be read.")
        }
        guard statements.allSatisfy({ $0.kind == kind }) else {
            throw ValueError(
                code: "message.statement-misplaced",
                message: "The \(name) holds what belongs to another kind of document.")
        }
        guard isReadable || kind == .functionalAcknowledgment else {
            throw ValueError(
                code: "message.unreadable-misplaced",
                message: "The \(name) cannot say that the order could not be read.")
        }
        self.kind = kind
        self.document = document
        self.order = order
        self.writtenAt = writtenAt
        self.statements = statements
        guard change == nil || kind == .acknowledgment && (change ?? 0) >= 0 else {
            throw ValueError(
                code: "message.change-misplaced",
                message: "The \(name) cannot answer change \(change ?? 0) of the order.")
        }
        self.isReadable = isReadable
        self.note = note
        self.change = change
        self.replaces = replaces
    }

    /// The ship notice that it is, or whose place it takes: one that is about several orders is
    /// known in each by its number, a slash and the order.
    public var notice: String {
        if let replaces { return replaces.rawValue }
        let suffix = "/\(order)"
        return document.rawValue.hasSuffix(suffix)
            ? String(document.rawValue.dropLast(suffix.count)) : document.rawValue
    }

    /// The same without the units that its sender stated, as it was kept before they were.
    public var withoutUnits: SupplierMessage {
        get throws(ValueError) {
            try SupplierMessage(
                kind: kind, document: document, order: order, writtenAt: writtenAt,
                statements: statements.map(\.withoutUnit), isReadable: isReadable, note: note,
                change: change, replaces: replaces)
        }
    }

    /// Without ship notices in whose place others came; of those the one written last counts, of
    /// the same moment the one with the higher number.
    static func withoutReplaced(_ messages: [SupplierMessage]) -> [SupplierMessage] {
        var last: [String: SupplierMessage] = [:]
        for message in messages where message.replaces != nil {
            if let known = last[message.notice], message.isReplaced(by: known) { continue }
            last[message.notice] = message
        }
        guard !last.isEmpty else { return messages }
        return messages.filter { message in
            guard message.kind == .shipNotice, let inForce = last[message.notice] else {
                return true
            }
            return message == inForce
        }
    }

    /// Whether another replacement of the same notice goes before this one.
    private func isReplaced(by other: SupplierMessage) -> Bool {
        let (own, others) = (replacementNumber, other.replacementNumber)
        // Of one document, what says something is more than that nothing is left of it.
        return (writtenAt, own.utf8.count, own, statements.isEmpty ? 0 : 1)
            < (
                other.writtenAt, others.utf8.count, others, other.statements.isEmpty ? 0 : 1
            )
    }

    /// The number of the replacement that it is of: where that leaves an order out, the message
    /// that says so has a zero behind the number.
    private var replacementNumber: String {
        let number = document.rawValue
        return statements.isEmpty && number.hasSuffix("/0") ? String(number.dropLast(2)) : number
    }
}

extension SupplierMessage.Kind {
    /// The kind as people say it; ``rawValue`` is for programs.
    public var words: String {
        switch self {
        case .functionalAcknowledgment: "functional acknowledgment"
        case .acknowledgment: "acknowledgment"
        case .shipNotice: "ship notice"
        case .receipt: "receipt"
        }
    }
}

extension SupplierMessage.Statement {
    /// The kind of message that it belongs to.
    public var kind: SupplierMessage.Kind {
        switch self {
        case .answer: .acknowledgment
        case .shipped: .shipNotice
        case .received: .receipt
        }
    }

    /// The same without the unit that its sender stated.
    fileprivate var withoutUnit: SupplierMessage.Statement {
        switch self {
        case .answer(let answer):
            .answer(
                LineAnswer(
                    line: answer.line, outcome: answer.outcome, quantity: answer.quantity,
                    arrivalDate: answer.arrivalDate, shipDate: answer.shipDate,
                    price: answer.price, substitute: answer.substitute, remark: answer.remark))
        case .shipped(let part):
            .shipped(
                ShippedPart(
                    line: part.line, quantity: part.quantity, shippedOn: part.shippedOn,
                    arrivalDate: part.arrivalDate, tracking: part.tracking))
        case .received: self
        }
    }

    /// The number of the line it is about.
    public var line: Int {
        switch self {
        case .answer(let answer): answer.line
        case .shipped(let part): part.line
        case .received(let part): part.line
        }
    }
}

/// What a supplier answers for a line of an order, or for a part of it.
public struct LineAnswer: Sendable, Hashable {
    /// The number of the line, as in our order.
    public let line: Int
    /// What becomes of it.
    public let outcome: AcknowledgmentOutcome
    /// How much, in ``unit``; not stated means what the message's other answers for the line leave.
    public let quantity: Stated<FixedPoint>
    /// When it is to arrive here.
    public let arrivalDate: Stated<CalendarDate>
    /// When it is to leave there, where that is what the supplier states.
    public let shipDate: Stated<CalendarDate>
    /// Price of one ``unit``, in the order's currency.
    public let price: Stated<FixedPoint>
    /// The code of the unit that the sender counts in; empty for that of the line.
    public let unit: String
    /// What would come in its place; stated for a substitution only.
    public let substitute: SupplierPart?
    /// The code and the words of the sender, as they stood there; empty for nothing.
    public let remark: String

    /// Creates an answer.
    public init(
        line: Int, outcome: AcknowledgmentOutcome, quantity: Stated<FixedPoint> = .notStated,
        arrivalDate: Stated<CalendarDate> = .notStated, shipDate: Stated<CalendarDate> = .notStated,
        price: Stated<FixedPoint> = .notStated, substitute: SupplierPart? = nil,
        remark: String = "", unit: String = ""
    ) {
        self.unit = unit
        self.line = line
        self.outcome = outcome
        self.quantity = quantity
        self.arrivalDate = arrivalDate
        self.shipDate = shipDate
        self.price = price
        self.substitute = substitute
        self.remark = remark
    }
}

/// A part of a line that has left the supplier.
public struct ShippedPart: Sendable, Hashable {
    /// The number of the line, as in our order.
    public let line: Int
    /// How much, in ``unit``.
    public let quantity: FixedPoint
    /// The code of the unit that the sender counts in; empty for that of the line.
    public let unit: String
    /// When it left.
    public let shippedOn: CalendarDate
    /// When it is to arrive here.
    public let arrivalDate: Stated<CalendarDate>
    /// The number by which the carrier knows it; empty for none.
    public let tracking: String

    /// Creates a shipped part.
    public init(
        line: Int, quantity: FixedPoint, shippedOn: CalendarDate,
        arrivalDate: Stated<CalendarDate> = .notStated, tracking: String = "", unit: String = ""
    ) {
        self.unit = unit
        self.line = line
        self.quantity = quantity
        self.shippedOn = shippedOn
        self.arrivalDate = arrivalDate
        self.tracking = tracking
    }
}

/// A part of a line that has come to us.
public struct ReceivedPart: Sendable, Hashable {
    /// The number of the line, as in our order.
    public let line: Int
    /// How much came, in the unit of the line, damaged goods included.
    public let quantity: FixedPoint
    /// How much of it cannot be used.
    public let damaged: FixedPoint
    /// When it came.
    public let receivedOn: CalendarDate

    /// Creates a received part.
    public init(
        line: Int, quantity: FixedPoint, damaged: FixedPoint = .zero, receivedOn: CalendarDate
    ) {
        self.line = line
        self.quantity = quantity
        self.damaged = damaged
        self.receivedOn = receivedOn
    }
}
