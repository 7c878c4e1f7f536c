package import Procurement

/// What could be told of a line from a moment on; the log is append-only.
package struct PromiseRecord: Sendable, Hashable {
    package let line: BackOrderLineID
    /// 1, 2, 3 … within the line: the first is what counts, the last is what holds.
    package let sequence: Int
    package let at: Timestamp
    /// `nil` when an earlier date no longer holds and there is no other.
    package let promised: CalendarDate?
    package let median: CalendarDate?
    /// Receipts of the item from its supplier that the date rests on; `nil` for stock.
    package let receipts: Int?
    package let supplierReceipts: Int?
    package let reason: String
    /// The share of cases that the date was made for; `nil` where it rests on stock alone, and in
    /// promises made before the broker kept it.
    package let share: QuantileLevel?

    package init(
        line: BackOrderLineID, sequence: Int, at: Timestamp, promised: CalendarDate?,
        median: CalendarDate?, receipts: Int?, supplierReceipts: Int?, reason: String,
        share: QuantileLevel? = nil
    ) {
        self.line = line
        self.sequence = sequence
        self.at = at
        self.promised = promised
        self.median = median
        self.receipts = receipts
        self.supplierReceipts = supplierReceipts
        self.reason = reason
        self.share = share
    }
}

/// What became of the first promise of a line; there is one for each line at most.
package struct PromiseEndingRecord: Sendable, Hashable {
    package let line: BackOrderLineID
    /// The first date that was promised.
    package let promised: CalendarDate
    package let ending: PromiseEnding
    /// When the line was complete, was withdrawn or cancelled, or the first day after the date.
    package let day: CalendarDate
    /// When that was noticed.
    package let at: Timestamp

    package init(
        line: BackOrderLineID, promised: CalendarDate, ending: PromiseEnding, day: CalendarDate,
        at: Timestamp
    ) {
        self.line = line
        self.promised = promised
        self.ending = ending
        self.day = day
        self.at = at
    }
}
