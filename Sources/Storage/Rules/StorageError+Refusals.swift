package import Procurement

extension StorageError {
    package static func unknown(_ order: PurchaseOrderNumber) -> StorageError {
        StorageError(.refused, "There is no purchase order (\(order)).")
    }

    package static func outOfSequence(
        _ event: PurchaseOrderEventRecord, expected: Int
    ) -> StorageError {
        StorageError(
            .refused,
            "The event (\(event.sequence)) of purchase order (\(event.order)) must be number "
                + "\(expected).")
    }

    package static func outOfSequence(_ change: OrderChange) -> StorageError {
        StorageError(
            .refused,
            "The change (\(change.sequence)) of purchase order (\(change.order)) is not the next "
                + "one.")
    }

    package static func promiseOutOfSequence(_ record: PromiseRecord) -> StorageError {
        StorageError(
            .refused, "The promise (\(record.sequence)) of \(record.line) is not the next one.")
    }

    package static func promiseUnknown(_ record: PromiseEndingRecord) -> StorageError {
        StorageError(
            .refused, "The first promise of \(record.line) is not for \(record.promised).")
    }

    package static func promiseEndedBefore(_ record: PromiseEndingRecord) -> StorageError {
        StorageError(.refused, "The first promise of \(record.line) has come to its end before.")
    }

    package static func unknownMessage(_ id: String) -> StorageError {
        StorageError(.refused, "There is no outbox message (\(id)).")
    }

    package static func unknownRun(_ run: RunRecord) -> StorageError {
        StorageError(
            .refused, "There is no run (\(run.id)) of that slot, started at \(run.startedAt).")
    }
}

extension RoundRecord {
    /// Puts the round into a state; leaving `proposed` is the approval.
    package mutating func change(to new: RoundState, at time: Timestamp, by person: String) {
        if new == .proposed {
            approvedBy = ""
            approvedAt = nil
        } else if state == .proposed {
            approvedBy = person
            approvedAt = time
        }
        state = new
    }
}
