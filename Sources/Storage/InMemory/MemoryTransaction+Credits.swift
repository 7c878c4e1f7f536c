import Procurement

extension MemoryTransaction {
    func credits() throws(StorageError) -> [WaitingCredit] { current().credits }

    func insertCredit(_ credit: WaitingCredit) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(
                credit, after: state.credits, setAside: state.setAsideCredits)
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

    func setAsideCredits() throws(StorageError) -> [SetAsideCredit] {
        current().setAsideCredits
    }

    func insertSetAsideCredit(_ credit: SetAsideCredit) throws(StorageError) {
        try change { (state) throws(StorageError) in
            guard state.rounds[credit.round] != nil else {
                throw StorageError(.refused, "There is no round (\(credit.round)).")
            }
            try StorageRules.check(
                credit, after: state.setAsideCredits, offered: state.credits)
            state.setAsideCredits.append(credit)
        }
    }

    func endSetAsideCredit(
        _ number: Int, _ outcome: SetAsideOutcome
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            guard state.setAsideCredits.indices.contains(number - 1) else {
                throw .unknownSetAsideCredit(number)
            }
            try StorageRules.check(
                outcome, of: state.setAsideCredits[number - 1], offered: state.credits)
            state.setAsideCredits[number - 1].outcome = outcome
        }
    }
}
