import Procurement
import Storage
import SupplierAdapterKit

/// What a list that was taken in changes in what is known of its supplier's substitutes.
struct SubstituteLedger {
    let feed: FeedName
    let delivery: String
    let now: Timestamp

    /// The statements to store: new ones, those stated again, and those that are stated no more.
    ///
    /// Statements about parts that are none of ours on either side are left out; they come with
    /// `feed retry` once a reference names one of them. Changes say something of the parts that
    /// they name, as far as statements stand on them, and of those that they remove.
    func changes(
        from part: SupplierDelivery, naming named: Set<SupplierPart>, scope: DeliveryScope,
        known: [SubstituteStatement], matching: PartMatching
    ) -> [SubstituteStatement] {
        let own = known.filter { $0.key.feed == feed && $0.key.supplier == part.supplier }
        var open = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        var changed: [SubstituteStatement] = []
        for stated in part.substitutes {
            let key = SubstituteStatement.Key(
                feed: feed, supplier: part.supplier, part: stated.part,
                substitute: stated.substitute, relation: stated.relation)
            let before = open.removeValue(forKey: key)
            let isOurs =
                matching.reference(of: stated.part) != nil
                || matching.reference(of: stated.substitute) != nil
            guard isOurs || before != nil else { continue }
            changed.append(
                SubstituteStatement(
                    key: key, statedOn: stated.statedOn, delivery: delivery,
                    file: stated.place.file, line: stated.place.line,
                    column: stated.place.column, firstStatedAt: before?.firstStatedAt ?? now,
                    lastStatedAt: max(now, before?.firstStatedAt ?? now)))
        }
        let touched: Set<SupplierPart>? =
            scope == .whole
            ? nil
            : named.union(part.removedParts)
        for var statement in open.values where statement.withdrawnAt == nil {
            guard touched?.contains(statement.statedOn) ?? true else { continue }
            statement.withdrawnAt = max(now, statement.lastStatedAt)
            changed.append(statement)
        }
        return changed.sorted { $0.key < $1.key }
    }
}
