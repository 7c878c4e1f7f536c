package import Procurement

extension StorageRules {
    /// Refuses a credit that may not stand beside those that are there.
    package static func check(
        _ credit: WaitingCredit, after known: [WaitingCredit]
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
        var sum = Int128(credit.amount.micros)
        for other in known where other.isCounted && credit.budget.contains(other.budget.day) {
            sum += Int128(other.amount.micros)
        }
        try require(
            sum <= Int128(credit.budget.limit.micros),
            "The \(owner) is more than the budget of its period has left.")
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
}
