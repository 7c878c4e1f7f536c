/// Under which rule a customer is told of delays.
public enum CustomerProfile: String, Sendable, Hashable, CaseIterable {
    /// Nothing is cancelled unless the customer says so.
    case contract
    /// A consumer's order under the US rule 16 CFR Part 435: silence counts.
    case statutory
}

/// What it counts as when a customer does not answer.
public enum SilenceMeaning: String, Sendable, Hashable, CaseIterable {
    /// Nothing: the line goes on waiting.
    case nothing
    /// Consent to wait.
    case wait
    /// Cancellation, with a refund.
    case cancel
}

/// By when a customer may answer a delay, and what silence means then.
public struct DelayOption: Sendable, Hashable {
    /// The last day for an answer.
    public let deadline: CalendarDate
    /// What silence beyond that day counts as.
    public let silence: SilenceMeaning

    /// Creates an option.
    public init(deadline: CalendarDate, silence: SilenceMeaning) {
        self.deadline = deadline
        self.silence = silence
    }

    /// Days after the first date up to which a delay may be agreed to by silence.
    public static let definiteDelayDays = 30

    /// The option that goes with the news of a delay.
    ///
    /// 16 CFR 435.2(b): a first delay with a definite date at most 30 days after the original one
    /// is agreed to by silence, up to that date. A first delay that is longer or has no date
    /// cancels unless agreed to within 30 days of the original date; every further delay cancels
    /// unless agreed to before the date told last has passed. Where such a day is past already when
    /// the delay is told, the customer still has `replyDays`.
    ///
    /// - Parameters:
    ///   - original: the date by which the customer was to have it.
    ///   - delaysBefore: how many delays were told before.
    ///   - oldDate: the date told last; `nil` for none.
    ///   - newDate: the date told now; `nil` for none.
    public init(
        profile: CustomerProfile, original: CalendarDate, delaysBefore: Int,
        oldDate: CalendarDate?, newDate: CalendarDate?, toldOn: CalendarDate, replyDays: Int
    ) {
        let reply = toldOn.adding(days: replyDays)
        let limit = original.adding(days: Self.definiteDelayDays)
        func unlessPast(_ day: CalendarDate) -> CalendarDate { day > toldOn ? day : reply }
        switch profile {
        case .contract: self.init(deadline: reply, silence: .nothing)
        case .statutory where delaysBefore > 0:
            self.init(deadline: unlessPast(oldDate ?? limit), silence: .cancel)
        case .statutory:
            if let newDate, newDate <= limit {
                self.init(deadline: unlessPast(newDate), silence: .wait)
            } else {
                self.init(deadline: unlessPast(limit), silence: .cancel)
            }
        }
    }
}
