import OrderDesk
import Procurement
import Storage

/// One look over all lines for what their customers have to be told now.
///
/// Lines are gone through in their order: what one is offered from the budget for credits, the
/// next cannot be.
struct LetterPass {
    private let broker: Broker
    private let storage: any StorageReading
    private let lettersByLine: [BackOrderLineID: [LetterRecord]]
    private let consentsByLine: [BackOrderLineID: [CustomerConsent]]
    private let noticesByLine: [BackOrderLineID: [Notice]]
    private let linesByID: [BackOrderLineID: BackOrderLine]
    private let itemsByID: [ItemID: Item]
    private var budget: CreditBudget
    private var lastNumber: Int
    private var choices: [SubstituteChoice]?

    init(_ broker: Broker, in storage: any StorageReading) throws {
        self.broker = broker
        self.storage = storage
        let letters = try storage.letters()
        lastNumber = letters.count
        lettersByLine = Dictionary(grouping: letters, by: \.line)
        consentsByLine = Dictionary(grouping: try storage.consents(), by: \.line)
        noticesByLine = Dictionary(grouping: try storage.notices(), by: \.line)
        linesByID = Dictionary(
            try storage.backOrderLines().map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        itemsByID = Dictionary(
            try storage.masterSnapshot().items.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        budget = try broker.creditBudget(in: storage)
    }

    mutating func outlooks() throws -> [LetterOutlook] {
        var outlooks: [LetterOutlook] = []
        for id in noticesByLine.keys.sorted() {
            guard let order = linesByID[id] else { continue }
            if let outlook = try outlook(of: order) { outlooks.append(outlook) }
        }
        return outlooks
    }

    private mutating func outlook(of order: BackOrderLine) throws -> LetterOutlook? {
        let own = lettersByLine[order.id] ?? []
        let notices = noticesByLine[order.id] ?? []
        let untold = notices.filter { $0.sequence > own.last?.through ?? 0 }
        let told = broker.toldSoFar(own, consentsByLine[order.id] ?? [])
        if let draft = LetterDraft(untold: untold, told: told, needBy: order.needByDate) {
            return try outlook(of: order, draft, told)
        }
        if let offer = try substituteOffer(to: order, told, own, after: notices) { return offer }
        return untold.isEmpty
            ? nil : LetterOutlook(line: order.id, draft: nil, hold: .nothingNew)
    }

    private mutating func outlook(
        of order: BackOrderLine, _ draft: LetterDraft, _ told: ToldSoFar?
    ) throws -> LetterOutlook {
        if let hold = hold(draft, told, order) {
            return LetterOutlook(line: order.id, draft: draft, hold: hold)
        }
        let option = option(draft, told, order)
        guard let newDate = draft.newDate, isNewsOfWaiting(draft, told),
            let deadline = option?.deadline, deadline >= broker.today,
            let credit = budget.offer(order, waitingUntil: newDate)
        else { return try written(order, draft, option, credit: nil, notice: nil) }
        let amount = Money(amount: credit.amount, currency: broker.policy.currency)
        let notice = Notice(
            line: order.id, sequence: draft.through + 1, at: broker.now,
            customer: order.customer, kind: .creditOffered, oldDate: draft.oldDate,
            newDate: newDate, parts: draft.parts,
            reason: "\(amount) for waiting, by credit_rule.\(credit.rule)")
        return try written(
            order, draft.offeringCredit(notice), option, credit: credit, notice: notice)
    }

    private func hold(
        _ draft: LetterDraft, _ told: ToldSoFar?, _ order: BackOrderLine
    ) -> LetterHold? {
        let isCancelled = consentsByLine[order.id]?.last?.answer == .cancel
        return broker.hold(draft, told, order, isCancelled: isCancelled)
    }

    private func option(
        _ draft: LetterDraft, _ told: ToldSoFar?, _ order: BackOrderLine
    ) -> DelayOption? {
        draft.option(
            profile: broker.policy.notices.profile(of: draft.customer), needBy: order.needByDate,
            told: told, on: broker.today, replyDays: broker.policy.notices.replyDays)
    }

    /// Whether it tells of a day to wait for: a delay, or the day after one without a date.
    private func isNewsOfWaiting(_ draft: LetterDraft, _ told: ToldSoFar?) -> Bool {
        if draft.isDelay { return true }
        guard let told, told.delays > 0 else { return false }
        return told.date == nil && draft.kind != .cancelled
    }

    private mutating func written(
        _ order: BackOrderLine, _ draft: LetterDraft, _ option: DelayOption?,
        credit: CreditOffer?, notice: Notice?
    ) throws -> LetterOutlook {
        let substitutes = option == nil ? [] : try offered(instead: draft)
        lastNumber += 1
        let writing = LetterWriting(
            number: lastNumber, draft: draft, order: order, item: itemsByID[order.item],
            option: option, credit: credit?.amount ?? openCredit(of: order.id, option),
            substitutes: substitutes, policy: broker.policy, now: broker.now)
        return LetterOutlook(
            line: order.id, draft: draft, letter: writing.letter, credit: credit, notice: notice)
    }

    /// A credit that was offered before and that the same day still answers.
    private func openCredit(of line: BackOrderLineID, _ option: DelayOption?) -> FixedPoint? {
        budget.credits(of: line).last { $0.outcome == nil && $0.deadline == option?.deadline }?
            .amount
    }

    private mutating func offered(instead draft: LetterDraft) throws -> [OfferedSubstitute] {
        if choices == nil { choices = try broker.substituteChoices(in: storage) }
        return (choices ?? []).offered(instead: draft, itemsByID)
    }

    // MARK: - Substitutes that came later

    /// What could be had in place of a late line, where no letter since it got late said so.
    ///
    /// A question that is open stays open as it was asked.
    private mutating func substituteOffer(
        to order: BackOrderLine, _ told: ToldSoFar?, _ letters: [LetterRecord],
        after notices: [Notice]
    ) throws -> LetterOutlook? {
        guard let told, let last = letters.last, let since = letters.lastIndex(where: \.isDelay),
            told.date.map({ $0 > order.needByDate }) ?? true,
            !letters[since...].contains(where: { $0.choices.contains(.substitute) }),
            told.openOption.map({ $0.deadline > broker.today }) ?? true
        else { return nil }
        let notice = Notice(
            line: order.id, sequence: (notices.last?.sequence ?? 0) + 1, at: broker.now,
            customer: order.customer, kind: .substituteOffered, oldDate: last.newDate,
            newDate: last.newDate, parts: last.parts,
            reason: "another item could be here before what was ordered")
        let draft = LetterDraft(offeringSubstitute: notice)
        guard try !offered(instead: draft).isEmpty else { return nil }
        if let hold = hold(draft, told, order) {
            return LetterOutlook(line: order.id, draft: draft, hold: hold)
        }
        return try written(
            order, draft, option(draft, told, order), credit: nil, notice: notice)
    }
}

extension [SubstituteChoice] {
    /// What a letter asks about: what can be ordered, comes before the date that it tells, and
    /// neither the order nor the customer has accepted yet.
    fileprivate func offered(
        instead draft: LetterDraft, _ items: [ItemID: Item]
    ) -> [OfferedSubstitute] {
        compactMap { choice in
            guard choice.line == draft.line, choice.standing == .ask, choice.supplier != nil,
                let arrival = choice.arrival, draft.newDate.map({ arrival < $0 }) ?? true
            else { return nil }
            let name = items[choice.substitute]?.name ?? ""
            return OfferedSubstitute(
                item: choice.substitute, name: name.isEmpty ? choice.substitute.rawValue : name,
                arrival: arrival)
        }.sorted { ($0.arrival, $0.item) < ($1.arrival, $1.item) }
    }
}
