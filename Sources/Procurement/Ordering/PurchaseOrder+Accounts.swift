extension PurchaseOrder {
    /// The account of every line: what all messages about it amount to.
    ///
    /// Throws as ``LineAccount`` does.
    public func accounts(
        messages: [SupplierMessage], decisions: [BuyerDecision], tolerance: AnswerTolerance
    ) throws(ValueError) -> [LineAccount] {
        var accounts: [LineAccount] = []
        for line in lines {
            accounts.append(
                try LineAccount(
                    of: line, messages: messages, decisions: decisions, tolerance: tolerance,
                    changes: changes, orderedOn: orderDate))
        }
        return accounts
    }

    /// The events that bring the lines to where their accounts say they are.
    ///
    /// None where they are there already, so that a copy of a message changes nothing. What an
    /// account takes back of an earlier answer is opened again first, for the stated reason.
    public func events(
        toReach accounts: [LineAccount], because reason: String
    ) -> [PurchaseOrderEvent] {
        accounts.flatMap { account in
            lines.first { $0.number == account.line }
                .map { $0.events(toReach: account.progress, because: reason) } ?? []
        }
    }
}

extension PurchaseOrderLine {
    fileprivate func events(
        toReach target: LineProgress, because reason: String
    ) -> [PurchaseOrderEvent] {
        guard target != progress else { return [] }
        var events: [PurchaseOrderEvent] = []
        var current = progress
        let takesBack = target.accepted < current.accepted || target.rejected < current.rejected
        if takesBack || state.isFinal {
            events.append(.lineReopened(line: number, reason: reason))
            current = current.reopening()
        }
        if isReleased {
            // Goods that come although we gave them up are taken; what is left stays given up.
            let came = target.received - current.received
            if came > 0 { events.append(.lineReceived(line: number, quantity: came)) }
            if target.rejected > 0 {
                events.append(.lineClosed(line: number, reason: "given up before: \(reason)"))
            }
            return events
        }
        let accepted = target.accepted - current.accepted
        if accepted > 0 { events.append(.lineAccepted(line: number, quantity: accepted)) }
        let rejected = target.rejected - current.rejected
        if rejected > 0 { events.append(.lineRejected(line: number, quantity: rejected)) }
        let came = target.received - current.received
        if came > 0 { events.append(.lineReceived(line: number, quantity: came)) }
        return events
    }
}
