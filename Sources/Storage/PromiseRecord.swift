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

    package init(
        line: BackOrderLineID, sequence: Int, at: Timestamp, promised: CalendarDate?,
        median: CalendarDate?, receipts: Int?, supplierReceipts: Int?, reason: String
    ) {
        self.line = line
        self.sequence = sequence
        self.at = at
        self.promised = promised
        self.median = median
        self.receipts = receipts
        self.supplierReceipts = supplierReceipts
        self.reason = reason
    }
}
