/// What a buyer decided about an answer that was not taken as it stood.
public struct BuyerDecision: Sendable, Hashable {
    /// What is decided.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// What the supplier answers is fine.
        case accept
        /// It is not: what waits for the decision does not come, and is needed again.
        case refuse
    }

    /// The acknowledgment that is decided about; a later one needs a decision of its own.
    public let document: SupplierDocumentID
    /// The number of the line.
    public let line: Int
    /// What is decided.
    public let verdict: Verdict

    /// Creates a decision.
    public init(document: SupplierDocumentID, line: Int, verdict: Verdict) {
        self.document = document
        self.line = line
        self.verdict = verdict
    }
}

/// How far an answer may be worse than the order and still be taken without a buyer.
public struct AnswerTolerance: Sendable, Hashable {
    /// By how much a price may be higher, in millionths of the ordered price, at least 0.
    public let priceMillionths: Int64
    /// By how many calendar days a date may be later than asked for, at least 0.
    public let lateDays: Int

    /// Creates a tolerance; not even a cent or a day unless told so.
    public init(priceMillionths: Int64 = 0, lateDays: Int = 0) {
        precondition(priceMillionths >= 0 && lateDays >= 0, "A tolerance must not be negative.")
        self.priceMillionths = priceMillionths
        self.lateDays = lateDays
    }
}
