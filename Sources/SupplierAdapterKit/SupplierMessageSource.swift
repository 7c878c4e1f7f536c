public import Procurement

/// A message as it was read from a file.
public struct DeliveredMessage: Hashable, Sendable {
    /// What it says.
    public let message: SupplierMessage
    /// Who sent it, where the file or the settings say so: an order of somebody else's is then
    /// not answered by it.
    public let supplier: SupplierID?
    /// Where it begins.
    public let place: FilePlace

    /// Makes a delivered message from its parts.
    public init(message: SupplierMessage, supplier: SupplierID?, place: FilePlace) {
        self.message = message
        self.supplier = supplier
        self.place = place
    }
}

/// That a ship notice takes the place of an earlier one, or takes it back, as it was read.
///
/// What it says of orders that it names comes as messages; of all others that the earlier one named
/// nothing is left, and only the house knows which they are.
public struct DeliveredReplacement: Hashable, Sendable {
    /// The number of the notice that is replaced.
    public let notice: SupplierDocumentID
    /// The number of the messages that take its place.
    public let document: SupplierDocumentID
    /// When its sender wrote it.
    public let writtenAt: Timestamp
    /// Whether nothing takes its place.
    public let isWithdrawal: Bool
    /// Who sent it, where the file or the settings say so.
    public let supplier: SupplierID?
    /// Where it begins.
    public let place: FilePlace

    /// Makes a replacement from its parts.
    public init(
        notice: SupplierDocumentID, document: SupplierDocumentID, writtenAt: Timestamp,
        isWithdrawal: Bool, supplier: SupplierID?, place: FilePlace
    ) {
        self.notice = notice
        self.document = document
        self.writtenAt = writtenAt
        self.isWithdrawal = isWithdrawal
        self.supplier = supplier
        self.place = place
    }
}

/// What one file of messages holds.
public struct MessageDelivery: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// The messages, in the order of the file.
    public let messages: [DeliveredMessage]
    /// Answers for orders as a whole, in the order of the file.
    public let orderAnswers: [DeliveredOrderAnswer]
    /// Ship notices that take the place of earlier ones, in the order of the file.
    public let replacements: [DeliveredReplacement]
    /// What could not be read, in the order of the file.
    ///
    /// A message of which any part could not be read is set aside whole.
    public let quarantined: [QuarantinedRow]

    /// Makes a delivery from its parts.
    public init(
        file: String, messages: [DeliveredMessage], orderAnswers: [DeliveredOrderAnswer] = [],
        replacements: [DeliveredReplacement] = [], quarantined: [QuarantinedRow]
    ) {
        self.replacements = replacements
        self.file = file
        self.orderAnswers = orderAnswers
        self.messages = messages
        self.quarantined = quarantined
    }
}

/// A feed that carries what suppliers, or our own door, say about purchase orders.
///
/// Files may come twice and in any order: messages carry what tells a copy from a new one, and
/// when they were written.
public protocol SupplierMessageSource: FeedSource {
    /// Reads a file whole; throws when it cannot be trusted as a whole.
    ///
    /// The same bytes give the same messages: nothing else is looked at.
    func readMessages(_ file: TakenFile) throws(AdapterError) -> MessageDelivery
}
