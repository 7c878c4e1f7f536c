import Procurement

extension MemoryTransaction: StorageWriting {
    func nextNumber(of sequence: NumberSequence) throws(StorageError) -> Int {
        try change { (state) throws(StorageError) in
            let number = (state.lastNumbers[sequence] ?? 0) + 1
            state.lastNumbers[sequence] = number
            return number
        }
    }

    func skipNumbers(of sequence: NumberSequence, through number: Int) throws(StorageError) {
        try change { (state) throws(StorageError) in
            guard number > state.lastNumbers[sequence] ?? 0 else { return }
            state.lastNumbers[sequence] = number
        }
    }

    func insertRound(_ round: RoundRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(round)
            guard state.rounds[round.number] == nil else {
                throw StorageError(.refused, "The round (\(round.number)) is there already.")
            }
            state.rounds[round.number] = round
        }
    }

    func updateRound(
        _ number: RoundNumber, from expected: RoundState, to new: RoundState,
        at time: Timestamp, by person: String
    ) throws(StorageError) -> Bool {
        try change { (state) throws(StorageError) in
            guard var round = state.rounds[number], round.state == expected else { return false }
            round.change(to: new, at: time, by: person)
            try StorageRules.check(round)
            state.rounds[number] = round
            return true
        }
    }

    func insertPurchaseOrder(_ order: PurchaseOrder) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(order)
            try state.requireKnown(order.round)
            guard state.orders[order.number] == nil else {
                throw StorageError(
                    .refused, "The purchase order (\(order.number)) is there already.")
            }
            state.orders[order.number] = try state.withItsChanges(order)
        }
    }

    func updatePurchaseOrder(
        _ order: PurchaseOrder, event: PurchaseOrderEventRecord
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(order)
            try StorageRules.check(event, of: order)
            try state.requireKnown(order.round)
            guard state.orders[order.number] != nil else { throw .unknown(order.number) }
            let next = (state.eventsByOrder[order.number]?.last?.sequence ?? 0) + 1
            guard event.sequence == next else { throw .outOfSequence(event, expected: next) }
            state.orders[order.number] = try state.withItsChanges(order)
            state.eventsByOrder[order.number, default: []].append(event)
        }
    }

    func insertOrderChange(_ change: OrderChange) throws(StorageError) {
        try self.change { (state) throws(StorageError) in
            try StorageRules.check(change)
            guard let order = state.orders[change.order] else { throw .unknown(change.order) }
            let known = state.changesByOrder[change.order, default: []]
            guard change.sequence == known.count + 1 else { throw .outOfSequence(change) }
            state.changesByOrder[change.order] = known + [change]
            state.orders[change.order] = try state.withItsChanges(order)
        }
    }

    func insertOutboxMessage(_ message: OutboxMessage) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(message)
            guard state.orders[message.order] != nil else { throw .unknown(message.order) }
            for other in state.messages {
                let isSame =
                    TextKey(other.id) == TextKey(message.id)
                    || other.order == message.order && other.revision == message.revision
                    || other.supplier == message.supplier
                        && TextKey(other.fileName) == TextKey(message.fileName)
                guard !isSame else {
                    throw StorageError(
                        .refused,
                        "The outbox message (\(message.id)) is there already as (\(other.id)).")
                }
            }
            state.messages.append(message)
        }
    }

    func updateOutboxMessage(
        _ id: String, to new: OutboxState, at time: Timestamp
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            let known = state.messages.firstIndex { TextKey($0.id) == TextKey(id) }
            guard let known else { throw .unknownMessage(id) }
            guard state.messages[known].state != .sent || new == .sent else {
                throw StorageError(.refused, "The outbox message (\(id)) was sent and stays so.")
            }
            state.messages[known].state = new
            state.messages[known].changedAt = time
        }
    }

    func insertRun(_ run: RunRecord) throws(StorageError) -> Bool {
        try change { (state) throws(StorageError) in
            try StorageRules.check(run)
            let slot = run.slot.map { TextKey($0) }
            let isClaimed = state.runs.contains {
                slot != nil && $0.slot.map { TextKey($0) } == slot
            }
            if isClaimed { return false }
            try state.requireKnown(run.round)
            guard !state.runs.contains(where: { TextKey($0.id) == TextKey(run.id) }) else {
                throw StorageError(.refused, "The run (\(run.id)) is there already.")
            }
            state.runs.append(run)
            return true
        }
    }

    func updateRun(_ run: RunRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(run)
            try state.requireKnown(run.round)
            let known = state.runs.firstIndex {
                TextKey($0.id) == TextKey(run.id) && $0.startedAt == run.startedAt
                    && $0.slot.map { TextKey($0) } == run.slot.map { TextKey($0) }
            }
            guard let known else { throw .unknownRun(run) }
            state.runs[known] = run
        }
    }
}

extension MemoryState {
    /// Changes are kept beside orders, whatever an order that is stored says of them.
    fileprivate func withItsChanges(
        _ order: PurchaseOrder
    ) throws(StorageError) -> PurchaseOrder {
        do throws(ValueError) {
            return try order.with(changes: changesByOrder[order.number, default: []])
        } catch {
            throw StorageError(.refused, error.message)
        }
    }

    fileprivate func requireKnown(_ round: RoundNumber?) throws(StorageError) {
        guard let round, rounds[round] == nil else { return }
        throw StorageError(.refused, "There is no round (\(round)).")
    }
}
