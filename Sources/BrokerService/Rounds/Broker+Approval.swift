package import Procurement
import Storage

extension Broker {
    /// Approves a round exactly as it was shown, and sets the credits aside that it counts on.
    ///
    /// - Parameters:
    ///   - hash: at least 12 hexadecimal digits from the start of the round's hash.
    ///   - person: who approves; kept with the round.
    package func approve(
        _ number: RoundNumber, hash: String, by person: String, isDryRun: Bool = false
    ) throws -> StoredRound {
        let round = try storedRound(number)
        try check(hash, against: round.record)
        switch round.record.state {
        case .approved, .ordered: return round
        case .proposed: break
        }
        if isDryRun {
            try storage.read { try refuseIfChanged(round.record, in: $0) }
            return round
        }
        try storage.write { storage in
            try refuseIfChanged(round.record, in: storage)
            guard
                try storage.updateRound(
                    number, from: .proposed, to: .approved, at: now, by: person)
            else { return }
            try setAside(round.document, of: number, in: storage)
        }
        return try storedRound(number)
    }

    private func check(_ hash: String, against record: RoundRecord) throws {
        let digits = hash.lowercased()
        let isHexadecimal = digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        guard digits.count >= 12, digits.count <= 64, isHexadecimal else {
            throw ServiceError(
                .failed, code: "approval.hash-too-short",
                message: "The hash (\(hash)) must be 12 to 64 hexadecimal digits.",
                help: "broker round show \(record.number) prints it.")
        }
        guard record.hash.hasPrefix(digits) else {
            throw ServiceError(
                .notAllowed, code: "approval.hash-mismatch",
                message: "The hash (\(hash)) is not that of round (\(record.number)).",
                help: "Look at the round again (broker round show \(record.number)) and approve "
                    + "what you see.")
        }
    }

    /// Whether the inputs of a round are still what they were when it was computed.
    package func fits(_ number: RoundNumber) throws -> Bool {
        let round = try storedRound(number)
        return try storage.read { try changes(since: round, in: $0) }.isEmpty
    }

    private func changes(
        since round: StoredRound, in storage: any StorageReading
    ) throws -> [String] {
        let current = try roundInputs(in: storage).fingerprints(policy: policy)
        return round.record.inputs.changes(to: current)
            + (try creditChanges(since: round.document, in: storage))
    }

    /// Refuses a round whose inputs are no longer what they were when it was computed.
    func refuseIfChanged(_ record: RoundRecord, in storage: any StorageReading) throws {
        let changes = try changes(since: StoredRound(reading: record), in: storage)
        guard !changes.isEmpty else { return }
        throw ServiceError(
            .notAllowed, code: "approval.inputs-changed",
            message: "Round (\(record.number)) no longer fits: "
                + "\(changes.count) of its inputs changed since it was computed.",
            help: "broker round run computes a new one; broker round diff compares them.",
            details: Self.shortened(changes))
    }

    private static func shortened(_ changes: [String]) -> [String] {
        changes.count <= 10
            ? changes : changes.prefix(9) + ["and \(changes.count - 9) more"]
    }

    /// What stands against approving a round without a person; empty when nothing does.
    package func reasonsAgainstAutomaticApproval(of round: StoredRound) throws -> [String] {
        guard let limit = policy.approval.automaticRoundTotal else {
            return ["automatic approval is off (no automatic_round_total in broker.toml)"]
        }
        var total = FixedPoint.zero
        var reasons: [String] = []
        for supplier in round.document.suppliers {
            let orderTotal = try FixedPoint(parsing: supplier.total)
                .adding(FixedPoint(parsing: supplier.unitCosts))
            total = try total.adding(orderTotal)
            if let orderLimit = policy.approval.automaticOrderTotal, orderTotal > orderLimit {
                reasons.append(
                    "the order to \(supplier.supplier) (\(orderTotal)) is above the limit of "
                        + "\(orderLimit)")
            }
        }
        if total > limit {
            reasons.insert("the round (\(total)) is above the limit of \(limit)", at: 0)
        }
        return reasons
    }
}
