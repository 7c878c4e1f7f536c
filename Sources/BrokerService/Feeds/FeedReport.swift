package import Procurement
package import Storage
package import SupplierAdapterKit

/// What an intake did with a feed.
package struct FeedReport: Sendable {
    package let feed: FeedName
    /// Files that were dealt with, in order.
    package var deliveries: [FeedDelivery] = []
    /// Files that are not complete yet.
    package var waiting: [WaitingFile] = []
    /// The feed could not be looked at; the previous offers stay in force.
    package var failure: AdapterError?
    /// What became of messages about purchase orders that it carried.
    package var desk = DeskReport(results: [])
    /// Suppliers whose new offers a guard held back, with the reason.
    package var heldSuppliers: [SupplierID: String] = [:]
    /// Substitutes that its files name and none before did; nobody has decided about them.
    package var proposedSubstitutes = 0

    package init(feed: FeedName) { self.feed = feed }

    /// Whether something came that did not get in force.
    package var isHeld: Bool {
        failure != nil || deliveries.contains { $0.status != .accepted }
    }
}

/// A feed as configured: its name and the adapter behind it.
package struct ConfiguredFeed: Sendable {
    package enum Source: Sendable {
        case offers(any OfferSource)
        case shipments(any ShipmentHistorySource)
        case messages(any SupplierMessageSource)
    }

    package let name: FeedName
    package let source: Source
    /// The suppliers' drop guard of this feed.
    package let limits: SnapshotGuard.Limits
    /// Where rows of its lists lie until a list is known to be whole.
    package let room: ReadingRoom

    package init(
        name: FeedName, source: Source, limits: SnapshotGuard.Limits,
        room: ReadingRoom = .memoryOnly
    ) {
        self.name = name
        self.source = source
        self.limits = limits
        self.room = room
    }

    package var files: any FeedSource {
        switch source {
        case .offers(let source): source
        case .shipments(let source): source
        case .messages(let source): source
        }
    }
    /// Whether it brings answers and ship notices, of which none takes another one's place.
    package var bringsMessages: Bool {
        if case .messages = source { true } else { false }
    }
}
