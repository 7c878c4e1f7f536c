package import Procurement
package import Storage

/// What our own purchase orders have taken of each supplier's part since the supplier last said
/// what there is.
///
/// A shelf figure or a maximum tells what could be had when it was sent; what we ordered since is
/// no longer there to be ordered again.
package struct Commitments: Sendable {
    private var unitsByPart: [Part: Int64] = [:]
    private var refusedParts: Set<Part> = []

    private struct Part: Hashable {
        let feed: FeedName
        let supplier: SupplierID
        let part: SupplierPart
    }

    /// - Parameters:
    ///   - orderedAt: when each round's orders were computed.
    ///   - refusals: what suppliers did not confirm.
    package init(
        orders: [PurchaseOrder], snapshots: [FeedSnapshot], orderedAt: [RoundNumber: Timestamp],
        refusals: [SupplierRefusal] = []
    ) {
        for snapshot in snapshots {
            for refusal in refusals
            where refusal.supplier == snapshot.supplier && refusal.takenAt >= snapshot.takenAt {
                refusedParts.insert(
                    Part(feed: snapshot.feed, supplier: refusal.supplier, part: refusal.part))
            }
        }
        for snapshot in snapshots {
            for order in orders where order.supplier == snapshot.supplier {
                guard let moment = orderedAt[order.round] else { continue }
                for line in order.lines {
                    let key = Part(
                        feed: snapshot.feed, supplier: order.supplier, part: line.supplierPart)
                    let coming = line.progress.ordered - line.progress.rejected
                    unitsByPart[key, default: 0] +=
                        moment >= snapshot.takenAt
                        ? coming : min(coming, order.added(to: line, since: snapshot.takenAt))
                }
            }
        }
    }

    /// Whether the supplier refused a part since the feed's snapshot.
    ///
    /// What it did not confirm it has not got, until its next file says otherwise.
    package func isRefused(
        _ part: SupplierPart, by supplier: SupplierID, feed: FeedName
    ) -> Bool {
        refusedParts.contains(Part(feed: feed, supplier: supplier, part: part))
    }

    /// Base units ordered of a part since the feed's snapshot.
    package func units(of part: SupplierPart, from supplier: SupplierID, feed: FeedName) -> Int64 {
        unitsByPart[Part(feed: feed, supplier: supplier, part: part)] ?? 0
    }
}

/// A part of which a supplier did not confirm what we ordered.
package struct SupplierRefusal: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    package let supplier: SupplierID
    package let part: SupplierPart
    package let units: Int64
    /// When we learned of it.
    package let takenAt: Timestamp
}

extension PurchaseOrder {
    /// Base units by which we asked for more of a line from a moment on.
    fileprivate func added(to line: PurchaseOrderLine, since moment: Timestamp) -> Int64 {
        changes.reduce(0) { sum, change in
            guard change.requestedAt >= moment, let request = change.request(of: line.number)
            else { return sum }
            let product =
                Int128(request.increase.micros) * Int128(line.progress.ordered)
                / Int128(line.quantity.value.micros)
            return Int64(clamping: Int128(sum) + product)
        }
    }
}

extension Availability {
    /// The shelf less what was taken from it since.
    func reduced(by units: Int64) throws(ArithmeticError) -> Availability {
        guard units > 0, case .stated(let quantity) = onHand else { return self }
        let taken = try FixedPoint(whole: units)
        let left = max(.zero, try quantity.value.subtracting(taken))
        return Availability(
            onHand: .stated(Quantity(value: left, unit: quantity.unit)),
            leadTimeFromStock: leadTimeFromStock)
    }
}

extension OrderRules {
    /// The maximum less what was ordered since it was stated.
    func reduced(by units: Int64) throws(ArithmeticError) -> OrderRules {
        guard units > 0, case .stated(let quantity) = maximumQuantity else { return self }
        let taken = try FixedPoint(whole: units)
        let left = max(.zero, try quantity.value.subtracting(taken))
        return OrderRules(
            minimumQuantity: minimumQuantity, orderMultiple: orderMultiple,
            maximumQuantity: .stated(Quantity(value: left, unit: quantity.unit)))
    }
}
