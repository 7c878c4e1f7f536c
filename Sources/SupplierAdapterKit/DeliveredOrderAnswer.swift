public import Procurement

/// An answer for an order as a whole: what it says of lines that it names, and of all others.
///
/// A supplier who accepts or refuses a whole order need not name its lines. Whoever reads the file
/// does not know them either; the house does, and makes a message of it.
public struct DeliveredOrderAnswer: Hashable, Sendable {
    /// The number of the document.
    public let document: SupplierDocumentID
    /// The order that it is about.
    public let order: PurchaseOrderNumber
    /// When its sender wrote it.
    public let writtenAt: Timestamp
    /// What it says of the lines that it names; empty where it names none.
    public let answers: [LineAnswer]
    /// What becomes of every line that it does not name.
    public let others: AcknowledgmentOutcome
    /// The code of the sender for that, as it stood there.
    public let remark: String
    /// What the sender says beside, for people; empty for nothing.
    public let note: String
    /// Which change of the order it answers, as `SupplierMessage.change` says it; `nil` for an
    /// answer to the order.
    public let change: Int?
    /// Who sent it, where the file or the settings say so.
    public let supplier: SupplierID?
    /// Where it begins.
    public let place: FilePlace

    /// Makes an answer from its parts.
    public init(
        document: SupplierDocumentID, order: PurchaseOrderNumber, writtenAt: Timestamp,
        answers: [LineAnswer], others: AcknowledgmentOutcome, remark: String, note: String = "",
        change: Int? = nil, supplier: SupplierID?, place: FilePlace
    ) {
        self.document = document
        self.order = order
        self.writtenAt = writtenAt
        self.answers = answers
        self.others = others
        self.remark = remark
        self.note = note
        self.change = change
        self.supplier = supplier
        self.place = place
    }

    /// The message, once it is known which lines the order has, or the change that it answers.
    ///
    /// Throws `message.empty` for an order without lines.
    public func message(lines: [Int]) throws(ValueError) -> DeliveredMessage {
        let named = Set(answers.map(\.line))
        let rest = lines.filter { !named.contains($0) }.map {
            LineAnswer(line: $0, outcome: others, remark: remark)
        }
        return DeliveredMessage(
            message: try SupplierMessage(
                kind: .acknowledgment, document: document, order: order, writtenAt: writtenAt,
                statements: (answers + rest).map { .answer($0) }, note: note, change: change),
            supplier: supplier, place: place)
    }
}
