extension PurchaseOrder {
    /// The pegs of all lines, each with the quantity that is still expected for it.
    ///
    /// Pegs for which nothing more is to come are left out.
    public var openPegs: [Peg] { lines.flatMap(\.openPegs) }
}

extension PurchaseOrderLine {
    /// The pegs of the line, each with the quantity that is still expected for it.
    ///
    /// What comes goes to the pegs in their order. So receipts shorten the list from the front,
    /// and what is rejected or released is missed first by the surplus that nobody is pegged to,
    /// then by the last peg.
    public var openPegs: [Peg] {
        var open: [Peg] = []
        let window = progress.received..<(progress.ordered - progress.rejected)
        var start: Int64 = 0
        for peg in pegs {
            let end = start + (peg.quantity.wholeUnits ?? 0)
            let remaining = (start..<end).clamped(to: window)
            if !remaining.isEmpty {
                open.append(
                    Peg(
                        line: peg.line,
                        quantity: Quantity(existing: Int64(remaining.count), peg.quantity.unit),
                        expectedDate: peg.expectedDate))
            }
            start = end
        }
        return open
    }
}
