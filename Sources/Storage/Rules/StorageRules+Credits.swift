package import Procurement

extension StorageRules {
    /// Refuses a credit that may not stand beside those that are there.
    package static func check(
        _ credit: WaitingCredit, after known: [WaitingCredit], setAside: [SetAsideCredit]
    ) throws(StorageError) {
        let owner = "credit (\(credit.number))"
        try requireKey(credit.rule, of: owner)
        guard credit.number == known.count + 1 else {
            throw .outOfSequence("The \(owner)")
        }
        try require(credit.amount.isPositive, "The amount of \(owner) must be above 0.")
        try require(credit.outcome == nil, "The \(owner) must be open when it is offered.")
        try require(credit.oldDate < credit.newDate, "The \(owner) is for no delay.")
        try require(
            credit.budget.contains(credit.budget.day),
            "The \(owner) was offered outside its period.")
        let own = known.filter { $0.line == credit.line }
        try require(
            credit.delay == own.count + 1,
            "The delay (\(credit.delay)) of \(credit.line) is not the next one.")
        try require(
            own.allSatisfy { $0.outcome != nil }, "The line (\(credit.line)) has an open credit.")
        try require(
            own.allSatisfy { $0.newDate < credit.newDate },
            "The delay of \(credit.line) to \(credit.newDate) has its credit.")
        let sum = Int128(credit.amount.micros) + counted(known, in: credit.budget)
        let limit = Int128(credit.budget.limit.micros)
        try require(
            sum <= limit, "The \(owner) is more than the budget of its period has left.")
        let open = setAside.filter { $0.outcome == nil }
        let ownAmount = open.filter { $0.line == credit.line }.reduce(Int128(0)) {
            $0 + Int128($1.amount.micros)
        }
        let others = open.filter { $0.line != credit.line }.reduce(Int128(0)) {
            $0 + Int128($1.amount.micros)
        }
        try require(
            Int128(credit.amount.micros) <= ownAmount || sum + others <= limit,
            "The \(owner) takes what is set aside for other lines.")
    }

    /// What open and accepted credits of a period come to.
    private static func counted(
        _ credits: [WaitingCredit], in budget: CreditBudgetPeriod
    ) -> Int128 {
        credits.filter { $0.isCounted && budget.contains($0.budget.day) }.reduce(Int128(0)) {
            $0 + Int128($1.amount.micros)
        }
    }

    /// Refuses to set a credit aside that may not stand beside what is there.
    package static func check(
        _ credit: SetAsideCredit, after known: [SetAsideCredit], offered: [WaitingCredit]
    ) throws(StorageError) {
        let owner = "credit (\(credit.number)) that is set aside"
        guard credit.number == known.count + 1 else {
            throw .outOfSequence("The \(owner)")
        }
        try require(credit.amount.isPositive, "The amount of the \(owner) must be above 0.")
        try require(credit.outcome == nil, "The \(owner) must be in force.")
        try require(
            credit.budget.contains(credit.budget.day),
            "The \(owner) lies outside its period.")
        let open = known.filter { $0.outcome == nil }
        try require(
            !open.contains { $0.line == credit.line },
            "The line (\(credit.line)) has a credit set aside.")
        let sum = (open + [credit]).reduce(counted(offered, in: credit.budget)) {
            $0 + Int128($1.amount.micros)
        }
        try require(
            sum <= Int128(credit.budget.limit.micros),
            "The \(owner) is more than the budget of its period has left.")
    }

    /// Refuses an end that a credit that is set aside cannot have.
    package static func check(
        _ outcome: SetAsideOutcome, of credit: SetAsideCredit, offered: [WaitingCredit]
    ) throws(StorageError) {
        let owner = "credit (\(credit.number)) that is set aside"
        try require(credit.outcome == nil, "The \(owner) has ended, and stays as it is.")
        let own = offered.first { $0.number == outcome.credit && $0.line == credit.line }
        try require(
            (outcome.kind == .offered) == (outcome.credit != nil)
                && (outcome.credit == nil || own != nil),
            "The \(owner) is offered by a credit of its line, and by nothing else.")
    }

    /// Refuses an end that a credit cannot have.
    package static func check(
        _ outcome: CreditOutcome, of credit: WaitingCredit, consents: [CustomerConsent]
    ) throws(StorageError) {
        let owner = "credit (\(credit.number))"
        try require(credit.outcome == nil, "The \(owner) has ended, and stays as it is.")
        let consent = outcome.consent.flatMap { sequence in
            consents.first { $0.sequence == sequence }
        }
        try require(
            outcome.consent == nil || consent != nil, "The consent to \(owner) is not there.")
        try require(
            (outcome.kind == .accepted) == (consent?.answer == .credit),
            "The \(owner) is accepted by the answer credit, and by nothing else.")
    }
}

extension StorageError {
    package static func unknownCredit(_ number: Int) -> StorageError {
        StorageError(.refused, "There is no credit (\(number)).")
    }

    package static func unknownSetAsideCredit(_ number: Int) -> StorageError {
        StorageError(.refused, "No credit (\(number)) was set aside.")
    }
}
