extension LineAccount {
    /// What the first acknowledgment of a line says by itself, whatever came after it.
    ///
    /// `nil` while the line is not answered. Ship notices, receipts and decisions are no part of
    /// it: it tells what the supplier let us count on at first. Throws as ``LineAccount`` does.
    package static func firstAnswer(
        to line: PurchaseOrderLine, in messages: [SupplierMessage], tolerance: AnswerTolerance
    ) throws(ValueError) -> LineAccount? {
        let first = messages.filter { $0.answers(line: line.number) }
            .min(by: SupplierMessage.isWrittenBefore)
        guard let first else { return nil }
        return try LineAccount(
            of: line, messages: [first], decisions: [], tolerance: tolerance)
    }
}
