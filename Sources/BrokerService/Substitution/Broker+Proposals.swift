package import Procurement
package import Storage

/// A substitute that a supplier's list names, one direction of it, in our terms as far as known.
package struct SubstituteProposal: Sendable, Hashable {
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Nobody has decided yet.
        case proposed
        /// One of the parts is none of our items, so there is nothing to decide.
        case unmatched
        /// A person approved it: rounds may use it.
        case approved
        /// A person rejected it, and it stays so whatever newer lists say.
        case rejected
        /// It stands in substitutes.csv, which decides.
        case listed
    }

    package let statement: SubstituteStatement
    /// The part that is wanted, and the one that may be had in its place.
    package let part: SupplierPart
    package let substitutePart: SupplierPart
    /// Our items for them; `nil` where none is known.
    package let item: ItemID?
    package let substitute: ItemID?
    package let standing: Standing
    /// The decision that holds, if a person made one.
    package let decision: SubstituteDecision?
    /// What a person should know: what is not matched and what it looks like.
    package let hint: String

    package init(
        statement: SubstituteStatement, part: SupplierPart, substitutePart: SupplierPart,
        item: ItemID?, substitute: ItemID?, standing: Standing, decision: SubstituteDecision?,
        hint: String
    ) {
        self.statement = statement
        self.part = part
        self.substitutePart = substitutePart
        self.item = item
        self.substitute = substitute
        self.standing = standing
        self.decision = decision
        self.hint = hint
    }

    /// Whether somebody has to look at it.
    package var isOpen: Bool {
        switch standing {
        case .proposed, .unmatched: statement.withdrawnAt == nil
        case .approved:
            // Unless it was approved again since.
            statement.withdrawnAt.map { (decision?.at ?? $0) <= $0 } ?? false
        case .rejected, .listed: false
        }
    }
}

/// Two items, of which the second may be given in place of the first.
struct SubstitutePair: Hashable {
    let item: ItemID
    let substitute: ItemID
}

extension StorageReading {
    /// The decisions that hold, by their pairs of items.
    func substituteDecisionsInForce() throws(StorageError) -> [SubstitutePair: SubstituteDecision] {
        Dictionary(
            try substituteDecisions().map {
                (SubstitutePair(item: $0.item, substitute: $0.substitute), $0)
            }, uniquingKeysWith: { $1 })
    }

    /// The reference data, with the substitutes that people approved of what suppliers state.
    ///
    /// A row of substitutes.csv about the same pair goes before; items that are not there any more
    /// have none.
    func masterWithApprovedSubstitutes() throws(StorageError) -> MasterSnapshot {
        var master = try masterSnapshot()
        let decisions = try substituteDecisionsInForce().values.filter {
            $0.verdict == .approved
        }
        if decisions.isEmpty { return master }
        let items = Set(master.items.map(\.id))
        let listed = Set(master.substitutes.map(SubstitutePair.init))
        master.substitutes += decisions.filter {
            items.contains($0.item) && items.contains($0.substitute)
                && !listed.contains(SubstitutePair(item: $0.item, substitute: $0.substitute))
        }
        .map { Substitute(item: $0.item, substitute: $0.substitute, cost: $0.cost) }
        .sorted { ($0.item, $0.substitute) < ($1.item, $1.substitute) }
        return master
    }
}

extension SubstitutePair {
    fileprivate init(_ substitute: Substitute) {
        self.init(item: substitute.item, substitute: substitute.substitute)
    }
}

extension Broker {
    /// What suppliers' lists say may be had in place of parts, each direction by itself, ordered by
    /// supplier and parts.
    package func substituteProposals() throws -> [SubstituteProposal] {
        try storage.read { try substituteProposals(in: $0) }
    }

    private func substituteProposals(
        in storage: any StorageReading
    ) throws -> [SubstituteProposal] {
        let statements = try storage.substituteStatements()
        if statements.isEmpty { return [] }
        let master = try storage.masterSnapshot()
        let context = ProposalContext(
            listed: Set(master.substitutes.map(SubstitutePair.init)),
            decisions: try storage.substituteDecisionsInForce())
        let matchings = Dictionary(
            Set(statements.map(\.key.supplier)).map {
                ($0, PartMatching(supplier: $0, master: master))
            }, uniquingKeysWith: { first, _ in first })
        return statements.flatMap { statement -> [SubstituteProposal] in
            guard let matching = matchings[statement.key.supplier] else { return [] }
            return context.proposals(of: statement, matching)
        }
        .sorted {
            ($0.statement.key.supplier, $0.part, $0.substitutePart, $0.statement.key.feed)
                < ($1.statement.key.supplier, $1.part, $1.substitutePart, $1.statement.key.feed)
        }
    }

    /// Approves or rejects giving one item in place of another, as suppliers' lists propose.
    ///
    /// The last decision holds. One that says again what holds already changes nothing.
    package func decideSubstitute(
        _ verdict: SubstituteDecision.Verdict, _ substitute: ItemID, insteadOf item: ItemID,
        cost: FixedPoint, by person: String, reason: String, isDryRun: Bool
    ) throws -> SubstituteDecision {
        let decision = SubstituteDecision(
            item: item, substitute: substitute, verdict: verdict, cost: cost, person: person,
            at: now, reason: reason)
        let decide: (any StorageReading) throws -> Bool = { storage in
            let own = try substituteProposals(in: storage).filter {
                $0.item == item && $0.substitute == substitute
            }
            guard let proposal = own.first else { throw notProposed(substitute, item) }
            guard proposal.standing != .listed else {
                throw ServiceError(
                    .notAllowed, code: "substitute.listed",
                    message: "Item (\(substitute)) in place of item (\(item)) stands in "
                        + "substitutes.csv.",
                    help: "Change or take away its row there, then: broker intake.")
            }
            let last = proposal.decision
            return last?.verdict != verdict || last?.cost != cost || last?.reason != reason
                || own.contains { $0.isOpen }
        }
        if isDryRun {
            _ = try storage.read(decide)
        } else {
            try storage.write { storage in
                if try decide(storage) { try storage.insertSubstituteDecision(decision) }
            }
        }
        return decision
    }

    private func notProposed(_ substitute: ItemID, _ item: ItemID) -> ServiceError {
        ServiceError(
            .failed, code: "substitute.not-proposed",
            message: "No supplier's list says that item (\(substitute)) may be had in place of "
                + "item (\(item)).",
            help: "broker substitute proposals --all shows what lists say. What none says is "
                + "approved by a row of substitutes.csv.")
    }
}

/// What is known of pairs of items when statements are looked at.
private struct ProposalContext {
    let listed: Set<SubstitutePair>
    let decisions: [SubstitutePair: SubstituteDecision]

    func proposals(
        of statement: SubstituteStatement, _ matching: PartMatching
    ) -> [SubstituteProposal] {
        let key = statement.key
        guard let item = matching.reference(of: key.part)?.item,
            let substitute = matching.reference(of: key.substitute)?.item
        else {
            return [unmatched(statement, matching)]
        }
        // Two parts of one item compete as offers already.
        if item == substitute { return [] }
        var found = [matched(statement, key.part, key.substitute, item, substitute)]
        if key.relation.isTwoWay {
            found.append(matched(statement, key.substitute, key.part, substitute, item))
        }
        return found
    }

    private func matched(
        _ statement: SubstituteStatement, _ part: SupplierPart, _ other: SupplierPart,
        _ item: ItemID, _ substitute: ItemID
    ) -> SubstituteProposal {
        let pair = SubstitutePair(item: item, substitute: substitute)
        let decision = decisions[pair]
        let standing: SubstituteProposal.Standing =
            if listed.contains(pair) {
                .listed
            } else {
                switch decision?.verdict {
                case .approved: .approved
                case .rejected: .rejected
                case nil: .proposed
                }
            }
        return SubstituteProposal(
            statement: statement, part: part, substitutePart: other, item: item,
            substitute: substitute, standing: standing, decision: decision, hint: "")
    }

    private func unmatched(
        _ statement: SubstituteStatement, _ matching: PartMatching
    ) -> SubstituteProposal {
        let key = statement.key
        let unknown = [key.part, key.substitute].filter { matching.reference(of: $0) == nil }
        let hints = unknown.map { part in
            let similar = matching.lookalikes(of: part)
            return "part \(part) is not in item_references.csv"
                + (similar.isEmpty ? "" : ", but looks like \(similar)")
        }
        return SubstituteProposal(
            statement: statement, part: key.part, substitutePart: key.substitute,
            item: matching.reference(of: key.part)?.item,
            substitute: matching.reference(of: key.substitute)?.item, standing: .unmatched,
            decision: nil, hint: hints.joined(separator: "; "))
    }
}
