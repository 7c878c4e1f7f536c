import Procurement

extension MemoryTransaction {
    func recordDelivery(
        _ delivery: FeedDelivery, problems: [FeedProblem]
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(delivery)
            for problem in problems { try StorageRules.check(problem, of: delivery) }
            let known = state.deliveries.firstIndex { TextKey($0.id) == TextKey(delivery.id) }
            if let known {
                state.deliveries[known] = delivery
            } else {
                state.deliveries.append(delivery)
            }
            state.problemsByDelivery[TextKey(delivery.id)] = problems.map(\.storable)
        }
    }

    func addProblems(
        _ problems: [FeedProblem], to delivery: FeedDelivery
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for problem in problems { try StorageRules.check(problem, of: delivery) }
            guard state.deliveries.contains(where: { $0.hasID(delivery.id) }) else {
                throw StorageError(
                    .refused, "Problems are of an unknown delivery (\(delivery.id)).")
            }
            state.problemsByDelivery[TextKey(delivery.id), default: []] += problems.map(\.storable)
        }
    }

    func replaceSnapshot(
        _ snapshot: FeedSnapshot, offers: [Offer], availabilities: [AvailabilityRecord]
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(snapshot)
            for offer in offers { try StorageRules.check(offer, in: snapshot) }
            for record in availabilities { try StorageRules.check(record, in: snapshot) }
            guard state.deliveries.contains(where: { $0.hasID(snapshot.delivery) }) else {
                throw StorageError(
                    .refused, "The snapshot names an unknown delivery (\(snapshot.delivery)).")
            }
            let key = MemoryState.SnapshotKey(feed: snapshot.feed, supplier: snapshot.supplier)
            state.offers = state.offers.filter {
                $0.value.feed != snapshot.feed || $0.value.supplier != snapshot.supplier
            }
            for offer in offers {
                guard state.offers.updateValue(offer, forKey: offer.id) == nil else {
                    throw StorageError(.refused, "The offer (\(offer.id)) is there already.")
                }
            }
            try availabilities.requireUnique("Availability of part", by: \.supplierPart)
            state.availabilitiesBySnapshot[key] = availabilities.sorted {
                $0.supplierPart < $1.supplierPart
            }
            state.snapshots[key] = snapshot
        }
    }

    func replaceShipments(
        of feed: FeedName, _ records: [ShipmentRecord]
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for record in records { try StorageRules.check(record, of: feed) }
            state.shipmentsByFeed[feed] = records
        }
    }
}

extension FeedDelivery {
    func hasID(_ text: String) -> Bool { TextKey(id) == TextKey(text) }
}
