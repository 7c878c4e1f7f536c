extension OrderError {
    /// Stable name of the kind of failure, for example `order.illegal-event`.
    public var code: String {
        switch reason {
        case .orderState: "order.illegal-event"
        case .lineState: "order.illegal-line-event"
        case .unknownLine: "order.line-unknown"
        case .quantityNotPositive: "order.quantity-not-positive"
        case .quantityTooLarge: "order.quantity-too-large"
        case .alreadyReceived: "order.line-already-received"
        case .nothingToReopen: "order.nothing-to-reopen"
        case .reasonMissing: "order.reason-missing"
        case .increaseBroken: "order.increase-broken"
        }
    }

    /// What was asked for and why it cannot be, as one sentence.
    public var message: String {
        let start = "Purchase order \(order) (\(state.words)) cannot \(event.request)"
        switch reason {
        case .orderState: return "\(start)."
        case .unknownLine(let line): return "\(start): it has no line \(line)."
        case .lineState(let line, let state): return "\(start): line \(line) is \(state.words)."
        case .quantityNotPositive(let line, let quantity):
            return "\(start): the quantity (\(quantity)) of line \(line) is not above zero."
        case .quantityTooLarge(let line, let quantity, let limit):
            return "\(start): the quantity (\(quantity)) of line \(line) is more than \(limit)."
        case .alreadyReceived(let line, let received):
            return "\(start): \(received) of line \(line) have come."
        case .nothingToReopen(let line):
            return "\(start): nothing of line \(line) is answered or released."
        case .reasonMissing(let line): return "\(start): line \(line) is given no reason."
        case .increaseBroken(let line, let problem):
            return "\(start): of line \(line) it cannot be that much. \(problem)"
        }
    }

    /// What helps, as one sentence; `nil` where the message says it all.
    public var help: String? {
        switch reason {
        case .orderState where state == .issuing:
            "Maybe issuing was interrupted; issue the round again, which settles it."
        case .orderState where state.isFinal, .lineState:
            "Maybe it was settled before; look at the order."
        case .orderState: nil
        case .unknownLine: "Maybe the number is the item's; look at the order for its lines."
        case .quantityNotPositive: nil
        case .quantityTooLarge: "Maybe it was booked before, or the supplier sent too much."
        case .nothingToReopen: nil
        case .alreadyReceived: "Close the line instead; what has come stays received."
        case .reasonMissing: "Say why, so that it can be understood later."
        case .increaseBroken: "Ask for less."
        }
    }

    /// The code, the message and the help.
    public var description: String {
        "\(code): \(message)" + (help.map { " \($0)" } ?? "")
    }
}

extension PurchaseOrderEventKind {
    /// What cannot be, behind "cannot".
    fileprivate var request: String {
        switch self {
        case .issueIntended: "be issued"
        case .issued: "be noted as issued"
        case .lineAccepted: "have a line accepted"
        case .lineRejected: "have a line rejected"
        case .lineReceived: "receive goods"
        case .lineClosed: "have a line closed"
        case .lineCancelled: "have a line cancelled"
        case .lineReopened: "have a line opened again"
        case .lineIncreased: "have more of a line"
        }
    }
}
