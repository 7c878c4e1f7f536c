package import Procurement
package import SupplierAdapterKit

/// How far a message moved a line.
package struct LineChange: Sendable, Hashable {
    package let line: Int
    package let item: ItemID
    package let before: LineProgress
    package let account: LineAccount
    /// Units for customers that are needed again because of it, by the line that waits for them.
    package let neededAgain: [Peg]
}

/// What became of a message.
package struct DeskResult: Sendable {
    package enum Outcome: Sendable {
        /// It is stored, and the order stands as it says.
        case taken(PurchaseOrder, [LineChange])
        /// It was known, word for word: nothing was changed.
        case known
        /// It cannot be about an order of ours as it stands: nothing was changed.
        case refused(ServiceError)
    }

    package let message: SupplierMessage
    package let place: FilePlace
    package let outcome: Outcome
}

/// What became of all messages of one source.
package struct DeskReport: Sendable {
    package private(set) var results: [DeskResult]

    package init(results: [DeskResult]) { self.results = results }

    package mutating func add(_ other: DeskReport) { results += other.results }

    package var refusals: [(place: FilePlace, error: ServiceError)] {
        results.compactMap { result in
            guard case .refused(let error) = result.outcome else { return nil }
            return (result.place, error)
        }
    }

    package var takenCount: Int {
        results.count { result in
            if case .taken = result.outcome { return true }
            return false
        }
    }

    package var knownCount: Int { results.count - takenCount - refusals.count }

    /// Units for customers that are needed again.
    package var unitsNeededAgain: Int64 {
        results.reduce(0) { sum, result in
            guard case .taken(_, let changes) = result.outcome else { return sum }
            return changes.flatMap(\.neededAgain)
                .reduce(sum) { $0 + ($1.quantity.wholeUnits ?? 0) }
        }
    }
}
