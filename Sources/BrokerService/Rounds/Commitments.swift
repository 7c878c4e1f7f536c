package import Procurement
package import Storage

/// What our own purchase orders have taken of each supplier's part since the supplier last said
/// what there is.
///
/// A shelf figure or a maximum tells what could be had when it was sent; what we ordered since is
/// no longer there to be ordered again.
package struct Commitments: Sendable {
    private var unitsByPart: [Part: Int64] = [:]

    private struct Part: Hashable {
        let feed: FeedName
        let supplier: SupplierID
        let part: SupplierPart
    }

    /// - Parameters:
    ///   - orderedAt: when each round's orders were computed.
    package init(
        orders: [PurchaseOrder], snapshots: [FeedSnapshot], orderedAt: [RoundNumber: Timestamp]
    ) {
        for snapshot in snapshots {
            for order in orders where order.supplier == snapshot.supplier {
                guard let moment = orderedAt[order.round], moment >= snapshot.takenAt else {
                    continue
                }
                for line in order.lines {
                    let key = Part(
                        feed: snapshot.feed, supplier: order.supplier, part: line.supplierPart)
                    unitsByPart[key, default: 0] += line.progress.ordered - line.progress.rejected
                }
            }
        }
    }

    /// Base units ordered of a part since the feed's snapshot.
    package func units(of part: SupplierPart, from supplier: SupplierID, feed: FeedName) -> Int64 {
        unitsByPart[Part(feed: feed, supplier: supplier, part: part)] ?? 0
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
