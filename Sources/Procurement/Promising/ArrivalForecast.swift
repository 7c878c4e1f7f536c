/// The days by which an order arrives, one for each share of cases, and what they rest on.
public struct ArrivalForecast: Sendable, Hashable {
    /// What kind of experience a forecast rests on.
    public enum Basis: String, Sendable, Hashable, CaseIterable {
        /// How much later or earlier than their own dates the suppliers delivered.
        case promisedDate = "promised-date"
        /// How long orders took, counted from the order date.
        case leadTime = "lead-time"
    }

    /// How many receipts lie behind a forecast, counted among the latest orders that it looks at.
    public struct Sample: Sendable, Hashable {
        /// Receipts of the same item from the same supplier.
        public let supplierAndItem: Int
        /// Receipts of any item from the same supplier.
        public let supplier: Int
        /// Receipts of any item from any supplier.
        public let all: Int
    }

    /// The day for each share, in the order of the history's ``LeadTimeHistory/levels``; a later
    /// day never belongs to a smaller share.
    public let dates: [CalendarDate]
    /// What kind of experience the days rest on.
    public let basis: Basis
    /// How much experience they rest on.
    public let sample: Sample
}
