package import Procurement
package import Storage

/// A delivery that was held or rejected, or of which rows were set aside, and that still matters.
package struct OpenDelivery: Hashable, Sendable {
    package let delivery: FeedDelivery
    /// The first of the feed that was accepted since it came.
    package let acceptedSince: FeedDelivery?
    /// Whether `broker feed retry` reads it again: a list whose place another one took is not.
    package let isRetried: Bool

    /// How long a delivery is told of once a later one was accepted.
    private static let days: Int64 = 30

    /// Those among the deliveries of one feed, the newest first, as they are handed in.
    ///
    /// A list takes the place of those before it; of messages, each stands for itself.
    static func among(
        _ deliveries: [FeedDelivery], areMessages: Bool, at now: Timestamp
    ) -> [OpenDelivery] {
        let oldest = now.millisecondsSince1970 - days * 86_400_000
        var open: [OpenDelivery] = []
        var accepted: FeedDelivery?
        for delivery in deliveries {
            let isLast = accepted == nil
            let isRecent = delivery.takenAt.millisecondsSince1970 >= oldest
            let isOpen =
                delivery.status != .accepted
                || (isLast || areMessages && delivery.rowsQuarantined > 0)
            if isOpen, isLast || isRecent {
                open.append(
                    OpenDelivery(
                        delivery: delivery, acceptedSince: accepted,
                        isRetried: areMessages || isLast))
            }
            if delivery.status == .accepted { accepted = delivery }
        }
        return open
    }
}

extension Broker {
    /// What was held, rejected or set aside of a feed and still matters, the newest first.
    package func openDeliveries(
        of feed: FeedName, areMessages: Bool
    ) throws -> [OpenDelivery] {
        let deliveries = try storage.read { try $0.feedDeliveries(of: feed, limit: 1_000) }
        return OpenDelivery.among(deliveries, areMessages: areMessages, at: now)
    }
}
