import Procurement

extension MemoryTransaction {
    func substituteStatements() throws(StorageError) -> [SubstituteStatement] {
        current().substituteStatements.sorted { $0.key < $1.key }.map(\.value)
    }

    func substituteDecisions() throws(StorageError) -> [SubstituteDecision] {
        current().substituteDecisions
    }

    func saveSubstituteStatements(
        _ statements: [SubstituteStatement]
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for statement in statements {
                try StorageRules.check(statement)
                guard state.deliveries.contains(where: { $0.hasID(statement.delivery) }) else {
                    throw StorageError(
                        .refused,
                        "A statement names an unknown delivery (\(statement.delivery)).")
                }
                state.substituteStatements[statement.key] = statement
            }
        }
    }

    func insertSubstituteDecision(_ decision: SubstituteDecision) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(decision)
            state.substituteDecisions.append(decision)
        }
    }
}
