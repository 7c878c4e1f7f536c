/// A row of the transition table of purchase order lines.
public struct LineTransition: Sendable, Hashable {
    /// The state before.
    public let from: PurchaseOrderLineState
    /// What happens.
    public let event: PurchaseOrderEventKind
    /// What the progress amounts to afterward.
    public let standing: LineStanding
    /// The state after.
    public let to: PurchaseOrderLineState

    private init(
        _ from: PurchaseOrderLineState, _ event: PurchaseOrderEventKind, _ standing: LineStanding,
        _ to: PurchaseOrderLineState
    ) {
        self.from = from
        self.event = event
        self.standing = standing
        self.to = to
    }

    /// Every row; what has no row cannot happen.
    public static let table: [LineTransition] = [
        .init(.open, .lineAccepted, .partlyAnswered, .partlyAcknowledged),
        .init(.open, .lineAccepted, .answered, .acknowledged),
        .init(.open, .lineRejected, .partlyAnswered, .partlyAcknowledged),
        .init(.open, .lineRejected, .allRejected, .rejected),
        .init(.open, .lineReceived, .partlyAnswered, .partlyAcknowledged),
        .init(.open, .lineReceived, .allReceived, .received),
        .init(.open, .lineClosed, .allRejected, .closed),
        .init(.open, .lineCancelled, .allRejected, .cancelled),
        .init(.partlyAcknowledged, .lineAccepted, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineAccepted, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineRejected, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineRejected, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineRejected, .allReceived, .received),
        .init(.partlyAcknowledged, .lineRejected, .allRejected, .rejected),
        .init(.partlyAcknowledged, .lineReceived, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineReceived, .allReceived, .received),
        .init(.partlyAcknowledged, .lineClosed, .allReceived, .closed),
        .init(.partlyAcknowledged, .lineClosed, .allRejected, .closed),
        .init(.partlyAcknowledged, .lineCancelled, .allRejected, .cancelled),
        .init(.acknowledged, .lineReceived, .answered, .acknowledged),
        .init(.acknowledged, .lineReceived, .allReceived, .received),
        .init(.acknowledged, .lineClosed, .allReceived, .closed),
        .init(.acknowledged, .lineClosed, .allRejected, .closed),
        .init(.acknowledged, .lineCancelled, .allRejected, .cancelled),
        .init(.partlyAcknowledged, .lineReopened, .unanswered, .open),
        .init(.partlyAcknowledged, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.acknowledged, .lineReopened, .unanswered, .open),
        .init(.acknowledged, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.received, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.rejected, .lineReopened, .unanswered, .open),
        .init(.closed, .lineReopened, .unanswered, .open),
        .init(.closed, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.cancelled, .lineReopened, .unanswered, .open),
        .init(.open, .lineIncreased, .unanswered, .open),
        .init(.partlyAcknowledged, .lineIncreased, .partlyAnswered, .partlyAcknowledged),
        .init(.acknowledged, .lineIncreased, .partlyAnswered, .partlyAcknowledged),
    ]
}

/// A row of the transition table of purchase orders.
public struct PurchaseOrderTransition: Sendable, Hashable {
    /// The state before.
    public let from: PurchaseOrderState
    /// What happens.
    public let event: PurchaseOrderEventKind
    /// What the lines amount to afterward.
    public let standing: OrderStanding
    /// The state after.
    public let to: PurchaseOrderState

    private init(
        _ from: PurchaseOrderState, _ event: PurchaseOrderEventKind, _ standing: OrderStanding,
        _ to: PurchaseOrderState
    ) {
        self.from = from
        self.event = event
        self.standing = standing
        self.to = to
    }

    /// Every row; what has no row cannot happen.
    public static let table: [PurchaseOrderTransition] = [
        .init(.approved, .issueIntended, .unanswered, .issuing),
        .init(.approved, .lineCancelled, .unanswered, .approved),
        .init(.approved, .lineCancelled, .cancelled, .cancelled),
        .init(.issuing, .issued, .unanswered, .issued),
        .init(.issued, .lineAccepted, .partlyAnswered, .partlyAcknowledged),
        .init(.issued, .lineAccepted, .answered, .acknowledged),
        .init(.issued, .lineRejected, .partlyAnswered, .partlyAcknowledged),
        .init(.issued, .lineRejected, .closed, .closed),
        .init(.issued, .lineReceived, .partlyAnswered, .partlyAcknowledged),
        .init(.issued, .lineReceived, .received, .received),
        .init(.issued, .lineReceived, .closed, .closed),
        .init(.issued, .lineClosed, .unanswered, .issued),
        .init(.issued, .lineClosed, .closed, .closed),
        .init(.issued, .lineCancelled, .unanswered, .issued),
        .init(.issued, .lineCancelled, .closed, .closed),
        .init(.issued, .lineCancelled, .cancelled, .cancelled),
        .init(.partlyAcknowledged, .lineAccepted, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineAccepted, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineRejected, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineRejected, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineRejected, .received, .received),
        .init(.partlyAcknowledged, .lineRejected, .closed, .closed),
        .init(.partlyAcknowledged, .lineReceived, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineReceived, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineReceived, .received, .received),
        .init(.partlyAcknowledged, .lineReceived, .closed, .closed),
        .init(.partlyAcknowledged, .lineClosed, .unanswered, .issued),
        .init(.partlyAcknowledged, .lineClosed, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineClosed, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineClosed, .closed, .closed),
        .init(.partlyAcknowledged, .lineCancelled, .unanswered, .issued),
        .init(.partlyAcknowledged, .lineCancelled, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineCancelled, .answered, .acknowledged),
        .init(.partlyAcknowledged, .lineCancelled, .received, .received),
        .init(.partlyAcknowledged, .lineCancelled, .closed, .closed),
        .init(.partlyAcknowledged, .lineCancelled, .cancelled, .cancelled),
        .init(.acknowledged, .lineReceived, .answered, .acknowledged),
        .init(.acknowledged, .lineReceived, .received, .received),
        .init(.acknowledged, .lineReceived, .closed, .closed),
        .init(.acknowledged, .lineClosed, .answered, .acknowledged),
        .init(.acknowledged, .lineClosed, .closed, .closed),
        .init(.acknowledged, .lineCancelled, .answered, .acknowledged),
        .init(.acknowledged, .lineCancelled, .received, .received),
        .init(.acknowledged, .lineCancelled, .closed, .closed),
        .init(.acknowledged, .lineCancelled, .cancelled, .cancelled),
        .init(.issued, .lineReopened, .unanswered, .issued),
        .init(.issued, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.partlyAcknowledged, .lineReopened, .unanswered, .issued),
        .init(.partlyAcknowledged, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.acknowledged, .lineReopened, .unanswered, .issued),
        .init(.acknowledged, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.received, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.closed, .lineReopened, .unanswered, .issued),
        .init(.closed, .lineReopened, .partlyAnswered, .partlyAcknowledged),
        .init(.cancelled, .lineReopened, .unanswered, .issued),
        .init(.issued, .lineIncreased, .unanswered, .issued),
        .init(.partlyAcknowledged, .lineIncreased, .partlyAnswered, .partlyAcknowledged),
        .init(.acknowledged, .lineIncreased, .partlyAnswered, .partlyAcknowledged),
    ]
}
