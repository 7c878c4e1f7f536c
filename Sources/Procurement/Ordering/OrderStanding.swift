/// What the progress of a line amounts to after an event.
public enum LineStanding: String, Sendable, Hashable, CaseIterable {
    /// All of it is pending.
    case unanswered
    /// Some of it is pending.
    case partlyAnswered
    /// Nothing is pending, something is still to come.
    case answered
    /// Nothing is to come, something has come.
    case allReceived
    /// Nothing is to come, nothing has come.
    case allRejected
}

extension LineProgress {
    /// What the progress amounts to.
    public var standing: LineStanding {
        if pending == ordered { return .unanswered }
        if pending > 0 { return .partlyAnswered }
        if accepted > received { return .answered }
        return received > 0 ? .allReceived : .allRejected
    }
}

/// What the lines of a purchase order amount to after an event.
public enum OrderStanding: String, Sendable, Hashable, CaseIterable {
    /// Something is pending, and no line has an answer.
    case unanswered
    /// Something is pending, and a line has an answer.
    case partlyAnswered
    /// Nothing is pending, something is still to come.
    case answered
    /// Nothing is to come, something has come, and no line was closed by us.
    case received
    /// Nothing is to come otherwise.
    case closed
    /// Every line is cancelled.
    case cancelled

    /// What the lines amount to.
    public init(of lines: [PurchaseOrderLine]) {
        let states = Set(lines.map(\.state))
        if states.isSubset(of: [.cancelled]) {
            self = .cancelled
        } else if states.contains(.partlyAcknowledged) {
            self = .partlyAnswered
        } else if states.contains(.open) {
            let isAnswered = !states.isDisjoint(with: [.acknowledged, .received, .rejected])
            self = isAnswered ? .partlyAnswered : .unanswered
        } else if states.contains(.acknowledged) {
            self = .answered
        } else {
            self = states.contains(.received) && !states.contains(.closed) ? .received : .closed
        }
    }
}
