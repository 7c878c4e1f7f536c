package import Procurement

/// What the letters of a line said so far.
package struct ToldSoFar: Sendable, Hashable {
    /// The kind of the last letter that told of the date.
    package let kind: NoticeKind
    package let date: CalendarDate?
    package let parts: String
    package let at: Timestamp
    /// How many of the letters told of a delay.
    package let delays: Int
    /// What the last one asked, if the customer has not answered it.
    package let openOption: DelayOption?

    package init(
        kind: NoticeKind, date: CalendarDate?, parts: String, at: Timestamp, delays: Int,
        openOption: DelayOption?
    ) {
        self.kind = kind
        self.date = date
        self.parts = parts
        self.at = at
        self.delays = delays
        self.openOption = openOption
    }
}

/// A letter before it is written: all that is untold of a line, merged to its last state.
package struct LetterDraft: Sendable, Hashable {
    package let line: BackOrderLineID
    package let customer: CustomerID
    package let kind: NoticeKind
    package let oldDate: CalendarDate?
    package let newDate: CalendarDate?
    package let parts: String
    package let reason: String
    package let through: Int
    /// Whether it is later than the customer knew, or than asked for.
    package let isDelay: Bool

    /// Merges what is untold; `nil` where it comes to nothing new.
    ///
    /// - Parameter needBy: when the customer is to have it; a first date behind it is a delay.
    package init?(untold: [Notice], told: ToldSoFar?, needBy: CalendarDate) {
        guard let last = untold.last,
            let kind = Self.kind(untold, last: last, told: told)
        else { return nil }
        self.kind = kind
        line = last.line
        customer = last.customer
        oldDate = told?.date
        newDate = kind == .cancelled ? nil : last.newDate
        parts = last.parts
        reason = last.reason
        through = last.sequence
        let knew = told.map { $0.date ?? ($0.delays > 0 ? nil : needBy) } ?? needBy
        switch kind {
        case .created, .cancelled, .shipped, .earlier, .substituteOffered: isDelay = false
        case .noDate: isDelay = true
        case .promised, .later, .split, .creditOffered:
            isDelay = last.newDate.map { date in knew.map { date > $0 } ?? false } ?? false
        }
    }

    /// The same news with a credit for waiting, which is a notice of its own.
    package func offeringCredit(_ notice: Notice) -> LetterDraft {
        LetterDraft(self, kind: .creditOffered, through: notice.sequence)
    }

    private init(_ other: LetterDraft, kind: NoticeKind, through: Int) {
        self.kind = kind
        self.through = through
        line = other.line
        customer = other.customer
        oldDate = other.oldDate
        newDate = other.newDate
        parts = other.parts
        reason = other.reason
        isDelay = other.isDelay
    }

    /// That something else could be had in place of a line of which nothing else is new.
    package init(offeringSubstitute notice: Notice) {
        line = notice.line
        customer = notice.customer
        kind = .substituteOffered
        oldDate = notice.oldDate
        newDate = notice.newDate
        parts = notice.parts
        reason = notice.reason
        through = notice.sequence
        isDelay = false
    }

    private static func kind(
        _ untold: [Notice], last: Notice, told: ToldSoFar?
    ) -> NoticeKind? {
        let kinds = Set(untold.map(\.kind))
        if kinds.contains(.cancelled) { return .cancelled }
        let isInParts = !last.parts.isEmpty
        switch (told?.date, last.newDate) {
        case (nil, _?):
            // Dates in parts are told as such the first time.
            return isInParts ? .split : .promised
        case (nil, nil):
            if kinds.contains(.noDate) { return told?.kind == .noDate ? nil : .noDate }
            return told == nil && kinds.contains(.created) ? .created : nil
        case (_?, nil): return .noDate
        case (let old?, let new?):
            if new > old { return .later }
            if new < old { return .earlier }
            if isInParts, told?.parts.isEmpty == true { return .split }
            return kinds.contains(.shipped) ? .shipped : nil
        }
    }

    /// When it may leave, at the earliest; the moment of the last letter plus the cadence.
    package func earliest(after told: ToldSoFar?, hoursBetween: Int) -> Timestamp? {
        guard let told, !kind.isWorse, !isDelay else { return nil }
        return Timestamp(
            millisecondsSince1970: told.at.millisecondsSince1970 + Int64(hoursBetween) * 3_600_000)
    }

    /// What is asked of the customer.
    ///
    /// News that is no delay leaves an open question open, as long as it stays late.
    package func option(
        profile: CustomerProfile, needBy: CalendarDate, told: ToldSoFar?, on day: CalendarDate,
        replyDays: Int
    ) -> DelayOption? {
        if isDelay {
            return DelayOption(
                profile: profile, original: needBy, delaysBefore: told?.delays ?? 0,
                oldDate: told?.date, newDate: newDate, toldOn: day, replyDays: replyDays)
        }
        if kind == .cancelled { return nil }
        if let open = told?.openOption, newDate.map({ $0 > needBy }) ?? true { return open }
        return kind == .split || kind == .substituteOffered
            ? DelayOption(deadline: day.adding(days: replyDays), silence: .nothing) : nil
    }

    /// What the customer may choose, given what is asked.
    ///
    /// - Parameters:
    ///   - hasSubstitute: whether something else could be had in its place.
    ///   - hasCredit: whether a credit is offered to whoever waits.
    package func choices(
        _ option: DelayOption?, mayDivide: Bool, hasSubstitute: Bool, hasCredit: Bool = false
    ) -> [ConsentAnswer] {
        guard option != nil else { return [] }
        return (hasCredit ? [.credit] : []) + [.wait]
            + (mayDivide && !parts.isEmpty ? [.partial] : [])
            + (hasSubstitute ? [.substitute] : []) + [.cancel]
    }
}
