extension PurchaseOrder {
    /// The order after an event.
    ///
    /// Pure: the order itself stays as it is. What the transition tables have no row for is
    /// refused. A receipt of more than is expected is refused too: the surplus is no part of this
    /// order and needs a decision of its own.
    public func applying(_ event: PurchaseOrderEvent) throws(OrderError) -> PurchaseOrder {
        guard PurchaseOrderTransition.table.contains(where: { $0.matches(state, event.kind) })
        else { throw refusal(of: event, .orderState) }

        var newLines = lines
        if let number = event.line {
            guard let index = lines.firstIndex(where: { $0.number == number }) else {
                throw refusal(of: event, .unknownLine(number))
            }
            newLines[index] = try lineAfter(event, lines[index])
        }
        let standing = OrderStanding(of: newLines)
        let row = PurchaseOrderTransition.table.first {
            $0.matches(state, event.kind) && $0.standing == standing
        }
        guard let row else {
            preconditionFailure(
                "The table of purchase orders lacks \(state) \(event.kind) \(standing).")
        }
        do throws(ValueError) {
            return try with(lines: newLines, state: row.to)
        } catch {
            if case .lineIncreased(let number, _) = event {
                throw refusal(of: event, .increaseBroken(number, error.message))
            }
            preconditionFailure("An event must leave a purchase order consistent: \(error)")
        }
    }

    private func lineAfter(
        _ event: PurchaseOrderEvent, _ line: PurchaseOrderLine
    ) throws(OrderError) -> PurchaseOrderLine {
        guard LineTransition.table.contains(where: { $0.matches(line.state, event.kind) }) else {
            throw refusal(of: event, .lineState(line.number, line.state))
        }
        var line = line
        let progress: LineProgress
        if case .lineIncreased(_, let addition) = event {
            try check(addition.units, atMost: .max, event, line)
            do throws(ValueError) {
                line = try line.adding(addition)
            } catch {
                throw refusal(of: event, .increaseBroken(line.number, error.message))
            }
            progress = line.progress
        } else {
            progress = try progressAfter(event, line)
        }
        let row = LineTransition.table.first {
            $0.matches(line.state, event.kind) && $0.standing == progress.standing
        }
        guard let row else {
            preconditionFailure(
                "The table of lines lacks \(line.state) \(event.kind) \(progress.standing).")
        }
        do throws(ValueError) {
            return try line.with(progress: progress, state: row.to)
        } catch {
            preconditionFailure("An event must leave a line consistent: \(error)")
        }
    }

    private func progressAfter(
        _ event: PurchaseOrderEvent, _ line: PurchaseOrderLine
    ) throws(OrderError) -> LineProgress {
        let progress = line.progress
        switch event {
        case .issueIntended, .issued:
            preconditionFailure("An event of the whole order has no line.")
        case .lineIncreased:
            preconditionFailure("What is added to a line is added to its progress.")
        case .lineAccepted(_, let quantity):
            try check(quantity, atMost: progress.pending, event, line)
            return progress.accepting(quantity)
        case .lineRejected(_, let quantity):
            try check(quantity, atMost: progress.pending, event, line)
            return progress.rejecting(quantity)
        case .lineReceived(_, let quantity):
            try check(quantity, atMost: progress.expected, event, line)
            return progress.receiving(quantity)
        case .lineClosed(_, let reason):
            try check(reason, event, line)
            return progress.releasing()
        case .lineReopened(_, let reason):
            try check(reason, event, line)
            let reopened = progress.reopening()
            guard reopened != progress, reopened.pending > 0 else {
                throw refusal(of: event, .nothingToReopen(line.number))
            }
            return reopened
        case .lineCancelled(_, let reason):
            try check(reason, event, line)
            guard progress.received == 0 else {
                throw refusal(of: event, .alreadyReceived(line.number, progress.received))
            }
            return progress.releasing()
        }
    }

    private func check(
        _ quantity: Int64, atMost limit: Int64, _ event: PurchaseOrderEvent,
        _ line: PurchaseOrderLine
    ) throws(OrderError) {
        guard quantity > 0 else {
            throw refusal(of: event, .quantityNotPositive(line.number, quantity))
        }
        guard quantity <= limit else {
            throw refusal(of: event, .quantityTooLarge(line.number, quantity, atMost: limit))
        }
    }

    private func check(
        _ reason: String, _ event: PurchaseOrderEvent, _ line: PurchaseOrderLine
    ) throws(OrderError) {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw refusal(of: event, .reasonMissing(line.number))
        }
    }

    private func refusal(of event: PurchaseOrderEvent, _ reason: OrderError.Reason) -> OrderError {
        OrderError(order: number, state: state, event: event.kind, reason: reason)
    }
}

extension LineTransition {
    fileprivate func matches(
        _ state: PurchaseOrderLineState, _ event: PurchaseOrderEventKind
    ) -> Bool { from == state && self.event == event }
}

extension PurchaseOrderTransition {
    fileprivate func matches(
        _ state: PurchaseOrderState, _ event: PurchaseOrderEventKind
    ) -> Bool { from == state && self.event == event }
}
