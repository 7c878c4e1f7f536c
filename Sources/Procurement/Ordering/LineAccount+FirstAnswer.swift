extension LineAccount {
    /// What the first acknowledgment of a line says by itself, whatever came after it.
    ///
    /// `nil` while the line is not answered. Ship notices, receipts and decisions are no part of
    /// it: it tells what the supplier let us count on at first. `changes` tell how much of the line
    /// was added only later. Throws as ``LineAccount`` does.
    package static func firstAnswer(
        to line: PurchaseOrderLine, in messages: [SupplierMessage], tolerance: AnswerTolerance,
        changes: [OrderChange] = [], orderedOn: CalendarDate? = nil
    ) throws(ValueError) -> LineAccount? {
        let first = messages.filter { $0.answers(line: line.number) }
            .min(by: SupplierMessage.isWrittenBefore)
        guard let first else { return nil }
        return try LineAccount(
            of: line, messages: [first], decisions: [], tolerance: tolerance,
            changes: changes.filter { $0.request(of: line.number)?.isIncrease == true },
            orderedOn: orderedOn)
    }
}
