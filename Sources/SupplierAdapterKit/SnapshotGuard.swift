public import Procurement

/// Decides whether a file may become the snapshot in force, per feed and supplier.
///
/// A pure rule: too many bad rows, or far fewer good rows than last time, more likely mean a broken
/// file than a supplier that changed, so the file is held and a person looks.
public struct SnapshotGuard: Hashable, Sendable {
    /// The limits; each feed may have its own.
    public struct Limits: Hashable, Sendable {
        /// So many bad rows are always borne.
        public let badRows: Int
        /// So many percent of all rows may be bad, 0 to 100.
        public let badRowsPercent: Int
        /// Good rows must be at least so many percent of the last accepted, 0 to 100.
        public let leastRowsPercent: Int
        /// A price that differs by more percent from the one in force is set aside; `nil` bears
        /// every price.
        public let priceJumpPercent: Int?

        /// Makes limits; the defaults are 3 rows, 2 percent, 70 percent, and every price is borne.
        public init(
            badRows: Int = 3, badRowsPercent: Int = 2, leastRowsPercent: Int = 70,
            priceJumpPercent: Int? = nil
        ) {
            precondition(badRows >= 0, "The number of bad rows must not be negative.")
            precondition(
                (0...100).contains(badRowsPercent) && (0...100).contains(leastRowsPercent),
                "Percents must be from 0 to 100.")
            precondition(priceJumpPercent ?? 1 > 0, "A price must be allowed to move.")
            self.badRows = badRows
            self.badRowsPercent = badRowsPercent
            self.leastRowsPercent = leastRowsPercent
            self.priceJumpPercent = priceJumpPercent
        }

        /// 3 rows, 2 percent, 70 percent.
        public static let standard = Limits()
    }

    /// What is decided.
    public enum Decision: Hashable, Sendable {
        /// The good rows become the snapshot.
        case accept
        /// The previous snapshot stays in force.
        case hold(Reason)
    }

    /// Why a file is held.
    public struct Reason: Hashable, Sendable {
        /// `feed.too-many-bad-rows` or `feed.too-few-rows`.
        public let code: String
        /// One sentence with the figures.
        public let message: String
        /// What most likely helps.
        public let help: String
    }

    /// The limits.
    public let limits: Limits

    /// Makes a guard.
    public init(limits: Limits) { self.limits = limits }

    /// Decides for one supplier; `lastAcceptedRows` is `nil` where nothing was accepted before.
    public func decide(
        acceptedRows: Int, badRows: Int, lastAcceptedRows: Int?
    ) -> Decision {
        precondition(acceptedRows >= 0 && badRows >= 0, "Counts of rows must not be negative.")
        let total = acceptedRows + badRows
        if badRows > limits.badRows && badRows * 100 > limits.badRowsPercent * total {
            return .hold(
                Reason(
                    code: "feed.too-many-bad-rows",
                    message: "\(badRows) of \(total) rows are bad, more than \(limits.badRows) "
                        + "and more than \(limits.badRowsPercent) %",
                    help: "Maybe a setting does not fit the file (decimal sign, dates, columns): "
                        + "see the rows, mend the settings, and retry."))
        }
        if let lastAcceptedRows, acceptedRows * 100 < limits.leastRowsPercent * lastAcceptedRows {
            return .hold(
                Reason(
                    code: "feed.too-few-rows",
                    message: "\(acceptedRows) good row\(acceptedRows == 1 ? "" : "s") came after "
                        + "\(lastAcceptedRows) last time, "
                        + "fewer than \(limits.leastRowsPercent) %",
                    help: "Maybe the file holds only a part: ask the supplier, or take it with "
                        + "broker feed retry NAME --accept if the list has really shrunk."))
        }
        return .accept
    }

    /// Whether a price moved further than it may, up or down, compared in whole: amount and basis.
    ///
    /// Prices in different currencies or units are not compared.
    public func isJump(from before: UnitPrice, to after: UnitPrice) -> Bool {
        guard let percent = limits.priceJumpPercent,
            before.money.currency == after.money.currency, before.per.unit == after.per.unit
        else { return false }
        var old = Int128(before.money.amount.micros) * Int128(after.per.value.micros)
        var new = Int128(after.money.amount.micros) * Int128(before.per.value.micros)
        if max(old, new) >> 100 > 0 {
            // Room for the percents; so large numbers lose nothing that matters.
            old >>= 40
            new >>= 40
        }
        return new * 100 > old * Int128(100 + percent)
            || percent < 100 && new * 100 < old * Int128(100 - percent)
    }

    /// Decides for every supplier of a delivery and every supplier that had rows before.
    ///
    /// Rows of which not even the supplier could be read count against each supplier: any of them
    /// may be its own.
    public func decide(
        _ delivery: OfferDelivery, lastAcceptedRows: [SupplierID: Int]
    ) -> [SupplierID: Decision] {
        var decisions: [SupplierID: Decision] = [:]
        let whole = decide(
            acceptedRows: delivery.suppliers.reduce(0) { $0 + $1.totalRows },
            badRows: delivery.unassigned.count, lastAcceptedRows: nil)
        for part in delivery.suppliers {
            let own = decide(
                acceptedRows: part.acceptedRows, badRows: part.quarantined.count,
                lastAcceptedRows: lastAcceptedRows[part.supplier])
            decisions[part.supplier] = whole == .accept ? own : whole
        }
        for (supplier, rows) in lastAcceptedRows where decisions[supplier] == nil {
            let own = decide(acceptedRows: 0, badRows: 0, lastAcceptedRows: rows)
            decisions[supplier] = whole == .accept ? own : whole
        }
        return decisions
    }
}
