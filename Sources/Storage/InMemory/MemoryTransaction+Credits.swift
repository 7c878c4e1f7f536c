import Procurement

extension MemoryTransaction {
    func credits() throws(StorageError) -> [WaitingCredit] { current().credits }

    func insertCredit(_ credit: WaitingCredit) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(credit, after: state.credits)
            guard state.letters.indices.contains(credit.letter - 1) else {
                throw .unknownLetter(credit.letter)
            }
            state.credits.append(credit)
        }
    }

    func endCredit(_ number: Int, _ outcome: CreditOutcome) throws(StorageError) {
        try change { (state) throws(StorageError) in
            guard state.credits.indices.contains(number - 1) else { throw .unknownCredit(number) }
            let credit = state.credits[number - 1]
            try StorageRules.check(
                outcome, of: credit, consents: state.consents[credit.line] ?? [])
            state.credits[number - 1].outcome = outcome
        }
    }
}
