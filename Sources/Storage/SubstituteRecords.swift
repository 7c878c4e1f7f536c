package import Procurement

/// What a list of a supplier says may be had in place of a part: a proposal, kept also once a newer
/// list no longer says it.
package struct SubstituteStatement: Sendable, Hashable {
    /// What makes two statements the same one.
    package struct Key: Sendable, Hashable, Comparable {
        package let feed: FeedName
        package let supplier: SupplierID
        package let part: SupplierPart
        package let substitute: SupplierPart
        package let relation: SubstituteRelation

        package init(
            feed: FeedName, supplier: SupplierID, part: SupplierPart, substitute: SupplierPart,
            relation: SubstituteRelation
        ) {
            self.feed = feed
            self.supplier = supplier
            self.part = part
            self.substitute = substitute
            self.relation = relation
        }

        package static func < (lhs: Key, rhs: Key) -> Bool {
            if (lhs.feed, lhs.supplier) != (rhs.feed, rhs.supplier) {
                return (lhs.feed, lhs.supplier) < (rhs.feed, rhs.supplier)
            }
            return (lhs.part, lhs.substitute, lhs.relation.rawValue)
                < (rhs.part, rhs.substitute, rhs.relation.rawValue)
        }
    }

    package let key: Key
    /// The part whose line says it.
    package let statedOn: SupplierPart
    /// The delivery that said it last, and where.
    package var delivery: String
    package var file: String
    /// 1-based; 0 for what is not known.
    package var line: Int
    package var column: Int
    package let firstStatedAt: Timestamp
    package var lastStatedAt: Timestamp
    /// When a newer list no longer said it; `nil` while it does.
    package var withdrawnAt: Timestamp?

    package init(
        key: Key, statedOn: SupplierPart, delivery: String, file: String, line: Int,
        column: Int, firstStatedAt: Timestamp, lastStatedAt: Timestamp,
        withdrawnAt: Timestamp? = nil
    ) {
        self.key = key
        self.statedOn = statedOn
        self.delivery = delivery
        self.file = file
        self.line = line
        self.column = column
        self.firstStatedAt = firstStatedAt
        self.lastStatedAt = lastStatedAt
        self.withdrawnAt = withdrawnAt
    }
}

/// What a person decided about giving one item in place of another; the last one holds.
package struct SubstituteDecision: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case approved, rejected
    }

    package let item: ItemID
    package let substitute: ItemID
    package let verdict: Verdict
    /// What each unit given costs us in goodwill, in the house currency.
    package let cost: FixedPoint
    package let person: String
    package let at: Timestamp
    package let reason: String

    package init(
        item: ItemID, substitute: ItemID, verdict: Verdict, cost: FixedPoint, person: String,
        at: Timestamp, reason: String
    ) {
        self.item = item
        self.substitute = substitute
        self.verdict = verdict
        self.cost = cost
        self.person = person
        self.at = at
        self.reason = reason
    }
}
