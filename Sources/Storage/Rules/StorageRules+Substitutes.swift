import Procurement

extension StorageRules {
    package static func check(_ statement: SubstituteStatement) throws(StorageError) {
        let key = statement.key
        let owner = "what \(key.supplier) states of part (\(key.part))"
        try requireKey(statement.delivery, of: owner)
        try requireWhole(statement.file, of: owner)
        try require(
            key.part != key.substitute
                && [key.part, key.substitute].contains(statement.statedOn),
            "\(owner) must be about two parts, and stated on one of them.")
        try require(
            statement.line >= 0 && statement.column >= 0,
            "The place of \(owner) must not be negative.")
        try require(
            statement.firstStatedAt <= statement.lastStatedAt
                && statement.withdrawnAt.map { statement.lastStatedAt <= $0 } ?? true,
            "The times of \(owner) must follow each other.")
    }

    package static func check(_ decision: SubstituteDecision) throws(StorageError) {
        let owner = "the decision about item (\(decision.item))"
        try require(
            decision.item != decision.substitute, "\(owner) must be about two items.")
        try requireNotNegative(decision.cost, of: owner)
        try requireKey(decision.person, of: owner)
        try requireWhole(decision.reason, of: owner)
    }
}
