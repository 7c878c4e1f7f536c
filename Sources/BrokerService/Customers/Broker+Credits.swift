import OrderDesk
package import Procurement
import Storage

/// A period of the budget for credits, with what became of what was offered in it.
package struct CreditStatement: Sendable, Hashable {
    package let from: CalendarDate
    package let through: CalendarDate
    /// What was offered in all; the sum of the three that follow.
    package let offered: FixedPoint
    /// Offered and not answered yet.
    package let reserved: FixedPoint
    package let given: FixedPoint
    package let released: FixedPoint
    /// What approved rounds count on and no letter offered yet; of the current period only.
    package let setAside: FixedPoint
    /// The budget: of the current period what is configured, of others what held at their last
    /// offer.
    package let limit: FixedPoint

    /// What may still be offered.
    package var left: FixedPoint {
        FixedPoint(
            micros: Int64(
                clamping: max(
                    0,
                    Int128(limit.micros) - Int128(reserved.micros) - Int128(given.micros)
                        - Int128(setAside.micros))))
    }
}

extension Broker {
    package func credits() throws -> [WaitingCredit] { try storage.read { try $0.credits() } }

    /// All credits as they stand today, those whose end no run has noted yet too.
    package func creditsToday() throws -> [WaitingCredit] {
        try storage.read { try creditsByToday(in: $0) }
    }

    /// The budget as it stands today; credits whose last day is past are free again.
    ///
    /// - Parameter isForRound: leaves out what rounds set aside that are approved and not issued:
    ///   another one would take their place.
    func creditBudget(
        in storage: any StorageReading, isForRound: Bool = false
    ) throws -> CreditBudget {
        let credits = try creditsByToday(in: storage)
        var setAside = try setAsideCredits(in: storage)
        if isForRound, !setAside.isEmpty {
            let issued = Set(
                try storage.rounds().filter { $0.state == .ordered }.map(\.number))
            setAside.removeAll { !issued.contains($0.round) }
        }
        return CreditBudget(
            policy: policy.credits, currency: policy.currency, credits: credits,
            setAside: setAside, today: today)
    }

    /// All credits, with the end of those that nobody may take any more, noted by a run or not.
    private func creditsByToday(in storage: any StorageReading) throws -> [WaitingCredit] {
        let ended = Dictionary(
            try dueCreditOutcomes(in: storage).map { ($0.credit.number, $0.outcome) },
            uniquingKeysWith: { first, _ in first })
        return try storage.credits().map { credit in
            var known = credit
            known.outcome = credit.outcome ?? ended[credit.number]
            return known
        }
    }

    /// What credits came to, by period, the current one last, as they stand today.
    package func creditStatements() throws -> [CreditStatement] {
        let (credits, budget) = try storage.read {
            (try creditsByToday(in: $0), try creditBudget(in: $0))
        }
        let current = budget.period
        var periods: [CalendarDate: (through: CalendarDate, limit: FixedPoint)] = [:]
        for credit in credits where !current.contains(credit.budget.day) {
            periods[credit.budget.from] = (credit.budget.through, credit.budget.limit)
        }
        if policy.credits.isActive || credits.contains(where: { current.contains($0.budget.day) }) {
            periods[current.from] = (current.through, current.limit)
        }
        return periods.sorted { $0.key < $1.key }.map { from, period in
            let own = credits.filter { credit in
                from == current.from
                    ? current.contains(credit.budget.day)
                    : credit.budget.from == from && !current.contains(credit.budget.day)
            }
            func sum(_ isMeant: (WaitingCredit) -> Bool) -> FixedPoint {
                let sum = own.filter(isMeant).reduce(Int128(0)) { $0 + Int128($1.amount.micros) }
                return FixedPoint(micros: Int64(clamping: sum))
            }
            return CreditStatement(
                from: from, through: period.through, offered: sum { _ in true },
                reserved: sum { $0.outcome == nil },
                given: sum { $0.outcome?.kind == .accepted }, released: sum { !$0.isCounted },
                setAside: from == current.from
                    ? FixedPoint(micros: Int64(clamping: budget.setAside)) : .zero,
                limit: period.limit)
        }
    }

    // MARK: - How credits end

    /// Open credits that end by themselves: nobody answered in time, or the line is gone.
    func dueCreditOutcomes(
        in storage: any StorageReading
    ) throws -> [(credit: WaitingCredit, outcome: CreditOutcome)] {
        let open = try storage.credits().filter { $0.outcome == nil }
        if open.isEmpty { return [] }
        let waiting = try waitingLines(in: storage)
        return open.compactMap { credit in
            let kind: CreditOutcome.Kind
            if !waiting.contains(credit.line) {
                kind = .cancelled
            } else if credit.deadline < today {
                kind = .expired
            } else {
                return nil
            }
            return (credit, CreditOutcome(kind: kind, at: now, consent: nil))
        }
    }

    func endDueCredits(in storage: any StorageWriting) throws {
        for (credit, outcome) in try dueCreditOutcomes(in: storage) {
            try storage.endCredit(credit.number, outcome)
        }
        try endDueSetAsides(in: storage)
    }

    /// Stores the credit that a letter offers; one that it takes the place of ends before, and
    /// what was set aside for it with it.
    func insert(
        _ offer: CreditOffer, with letter: LetterRecord, in storage: any StorageWriting
    ) throws {
        guard let option = letter.option else {
            preconditionFailure("A letter that offers a credit must ask.")
        }
        if let replaced = offer.replaces {
            try storage.endCredit(
                replaced, CreditOutcome(kind: .replaced, at: now, consent: nil))
        }
        let number = try storage.credits().count + 1
        try storage.insertCredit(
            WaitingCredit(
                number: number, line: letter.line, delay: offer.delay,
                customer: letter.customer, rule: offer.rule, amount: offer.amount,
                oldDate: offer.oldDate, newDate: offer.newDate, offeredAt: now,
                budget: offer.budget, deadline: option.deadline, letter: letter.number))
        if let setAside = offer.setAside {
            try storage.endSetAsideCredit(
                setAside, SetAsideOutcome(kind: .offered, at: now, credit: number))
        }
    }

    /// The credit that a customer can still take.
    func openCredit(
        of line: BackOrderLineID, in storage: any StorageReading
    ) throws -> WaitingCredit? {
        try storage.credits().last {
            $0.line == line && $0.outcome == nil && $0.deadline >= today
        }
    }

    /// Ends the open credit of a line as its customer answered.
    ///
    /// Silence that counts as consent to wait takes no credit: nobody said so.
    func endCredit(answeredBy consent: CustomerConsent, in storage: any StorageWriting) throws {
        guard let credit = try openCredit(of: consent.line, in: storage) else { return }
        let kind: CreditOutcome.Kind
        switch (consent.answer, consent.basis) {
        case (.credit, _): kind = .accepted
        case (.cancel, _): kind = .cancelled
        case (_, .customer): kind = .declined
        case (_, .statute): return
        }
        try storage.endCredit(
            credit.number, CreditOutcome(kind: kind, at: now, consent: consent.sequence))
    }
}
