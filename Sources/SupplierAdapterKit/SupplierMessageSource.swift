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

/// What one file of messages holds.
public struct MessageDelivery: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// The messages, in the order of the file.
    public let messages: [DeliveredMessage]
    /// Answers for orders as a whole, in the order of the file.
    public let orderAnswers: [DeliveredOrderAnswer]
    /// What could not be read, in the order of the file.
    ///
    /// A message of which any part could not be read is set aside whole.
    public let quarantined: [QuarantinedRow]

    /// Makes a delivery from its parts.
    public init(
        file: String, messages: [DeliveredMessage], orderAnswers: [DeliveredOrderAnswer] = [],
        quarantined: [QuarantinedRow]
    ) {
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
