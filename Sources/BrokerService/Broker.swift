package import Procurement
package import Storage

/// The broker's use cases over its storage, its policy and a clock.
///
/// The caller holds the workspace lock around everything that writes.
package struct Broker: Sendable {
    package let storage: any BrokerStorage
    package let policy: BrokerPolicy
    /// What was issued, beside the storage.
    package let fence: IssueFence
    /// The moment of the run; a run has one, so that all of it speaks of the same day.
    package let now: Timestamp
    /// What was learned of lead times in this process.
    let histories = LearnedHistories()
    /// Time that passes, for budgets only.
    package let elapsed: @Sendable () -> Duration

    package init(
        storage: any BrokerStorage, policy: BrokerPolicy, fence: IssueFence, now: Timestamp,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.storage = storage
        self.policy = policy
        self.fence = fence
        self.now = now
        self.elapsed = elapsed
    }

    /// The day of the run as the house sees it.
    package var today: CalendarDate { policy.localTime(now).date }
}
