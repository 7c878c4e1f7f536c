import OrderDesk
package import Procurement
import SourcingEngine
import SourcingExchange
package import Storage

/// What asking for a round led to.
package enum RoundRun: Sendable {
    /// A new round stands there, proposed.
    case proposed(StoredRound)
    /// Nothing changed since this round, which still waits.
    case unchanged(StoredRound)
    /// Every open line is covered by stock, own orders or inbound supply.
    case nothingNeeded(openLines: Int)
    /// Nothing is worth ordering: this round says why, and nothing changed since.
    case settled(StoredRound)
}

/// A round's record together with what its content says.
package struct StoredRound: Sendable {
    package let record: RoundRecord
    package let document: RoundDocument
    /// Seconds of solving, when it was solved just now; no part of the round.
    package let solvingTime: Duration?
}

/// How far a round has come, for people who wait.
package enum RoundProgress: Sendable {
    case reading(feeds: Int, suppliers: Int, offers: Int, staleOffers: Int)
    case needed(lines: Int, items: Int, units: Int64, coveredLines: Int)
    case solving(objective: Int64?, bound: Int64?)
    case solved(objective: Int64, bound: Int64, duration: Duration)
}

extension Broker {
    /// Computes and stores a round over everything that is open now.
    ///
    /// With the same inputs on the same day as the newest round nothing new is computed: if that
    /// one waits it is returned, and if it is ordered what it decided to leave uncovered stays so.
    ///
    /// - Parameter isAnew: computes a round even so.
    package func runRound(
        isDryRun: Bool = false, isAnew: Bool = false, progress: (RoundProgress) -> Void = { _ in }
    ) throws -> RoundRun {
        let inputs = try storage.read { try roundInputs(in: $0) }
        let today = policy.localTime(now)
        let fingerprints = inputs.fingerprints(policy: policy)
        report(inputs, to: progress)
        let plan = try requirementPlan(of: inputs)
        let requirements = plan.requirements
        progress(
            .needed(
                lines: requirements.count, items: Set(requirements.map(\.item)).count,
                units: requirements.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) },
                coveredLines: inputs.lines.count - requirements.count))
        if requirements.isEmpty { return .nothingNeeded(openLines: inputs.lines.count) }
        if !isAnew, let known = try knownRound(fingerprints, inputs, dayZero: today.date) {
            return known
        }
        let round = try roundProblem(requirements: requirements, inputs: inputs, now: today)
        let started = elapsed()
        let outcome = try solve(round.problem, progress: progress)
        let duration = elapsed() - started
        progress(
            .solved(objective: outcome.objective, bound: outcome.bound, duration: duration))
        let composer = RoundComposer(
            round: round, outcome: outcome, plan: plan, master: inputs.master, now: today)
        let stored = try store(
            inputs: inputs, fingerprints: fingerprints, round: round, outcome: outcome,
            composer: composer, duration: duration, isDryRun: isDryRun)
        return stored.document.orders.isEmpty ? .settled(stored) : .proposed(stored)
    }

    /// A round that orders nothing needs nobody's approval: it stands as done.
    private func settle(_ number: RoundNumber, in storage: any StorageWriting) throws {
        for (before, after) in [(RoundState.proposed, RoundState.approved), (.approved, .ordered)] {
            _ = try storage.updateRound(
                number, from: before, to: after, at: now, by: "nothing to order")
        }
    }

    /// A round by its number, with its content read back and its hash checked.
    package func storedRound(_ number: RoundNumber) throws -> StoredRound {
        guard let record = try storage.read({ try $0.round(number) }) else {
            throw ServiceError(
                .failed, code: "round.unknown", message: "There is no round (\(number)).",
                help: "broker round list names the rounds there are.")
        }
        return try StoredRound(reading: record)
    }

    private func report(_ inputs: RoundInputs, to progress: (RoundProgress) -> Void) {
        progress(
            .reading(
                feeds: Set(inputs.snapshots.map(\.feed)).count,
                suppliers: Set(inputs.offers.map(\.supplier)).count,
                offers: inputs.offers.count,
                staleOffers: inputs.offers.count { $0.isStale }))
    }

    /// What must be bought, net of what is there or on its way.
    package func requirementPlan(of inputs: RoundInputs) throws -> RequirementPlan {
        let plan = RequirementPlan(
            items: inputs.master.items, lines: inputs.lines, stock: inputs.stock,
            inbound: inputs.inbound, openOrders: inputs.orders, classes: policy.priorityClasses,
            promised: inputs.promised, today: today)
        let problems = plan.problems.filter { !$0.isHarmless }
        guard problems.isEmpty else {
            throw ServiceError(
                .dataRejected, code: "round.requirements-unclear",
                message: "What is needed cannot be told: \(problems.count) entries contradict "
                    + "each other.",
                help: "Mend the files named and run broker intake.",
                details: problems.map(\.message))
        }
        return plan
    }

    /// The newest round, if it is ordered and would only be found again: computed today from just
    /// what is there now, so that what it left uncovered has the same reasons.
    package func settledRound() throws -> StoredRound? {
        let inputs = try storage.read { try roundInputs(in: $0) }
        let known = try knownRound(
            inputs.fingerprints(policy: policy), inputs, dayZero: policy.localTime(now).date)
        guard case .settled(let round) = known else { return nil }
        return round
    }

    /// The newest round, if it was computed today from just what is there now, its own orders
    /// aside.
    private func knownRound(
        _ fingerprints: [RoundInput], _ inputs: RoundInputs, dayZero: CalendarDate
    ) throws -> RoundRun? {
        let numbers = try storage.read { try $0.rounds() }.map(\.number)
        guard let newest = numbers.max(by: { $0.value < $1.value }) else { return nil }
        let round = try storedRound(newest)
        guard policy.localTime(round.record.asOf).date == dayZero else { return nil }
        guard round.record.state == .ordered else {
            let isCovered = try storage.read {
                try creditChanges(since: round.document, in: $0).isEmpty
            }
            return isCovered && round.record.inputs == fingerprints ? .unchanged(round) : nil
        }
        let own = inputs.orders.filter { $0.round == newest }
        let names = Set(own.map { RoundInputs.component(of: $0) })
        let others = fingerprints.filter { !names.contains($0.component) }
        let isUntouched = own.allSatisfy { $0.openPegs == $0.lines.flatMap(\.pegs) }
        return isUntouched && round.record.inputs == others ? .settled(round) : nil
    }

    func roundProblem(
        requirements: [Requirement], inputs: RoundInputs, now: LocalTime
    ) throws -> RoundProblem {
        let substitution = substitutionRules(inputs)
        let selection = offerSelection(
            of: substitution.itemsNeeded(by: requirements), inputs: inputs, now: now)
        var builder = RoundProblemBuilder(
            policy: policy, master: inputs.master, now: now, substitution: substitution,
            verdicts: inputs.verdicts, learned: try learnedArrivals(inputs),
            credits: try roundCredits(inputs))
        return builder.build(requirements: requirements, selection: selection)
    }

    /// The offers of items that could be ordered from now, and those that could not.
    func offerSelection(
        of items: Set<ItemID>, inputs: RoundInputs, now: LocalTime
    ) -> OfferSelection {
        OfferSelection(
            offers: inputs.offers, availabilities: inputs.availabilities,
            commitments: Commitments(
                orders: inputs.orders, snapshots: inputs.snapshots,
                orderedAt: inputs.roundTimes, refusals: inputs.refusals), master: inputs.master,
            items: items, rates: policy.exchangeRates(inputs.master.rates), on: now.date,
            verdicts: inputs.verdicts)
    }

    /// What waiting lines may be counted to get; `nil` where the policy grants no credits.
    private func roundCredits(_ inputs: RoundInputs) throws -> RoundCredits? {
        guard policy.credits.isActive else { return nil }
        return RoundCredits(
            budget: try storage.read { try creditBudget(in: $0, isForRound: true) },
            lines: inputs.lines)
    }

    /// What suppliers' stated days are worth; `nil` where the policy takes them as they are.
    private func learnedArrivals(_ inputs: RoundInputs) throws -> LearnedArrivals? {
        guard policy.solving.arrivals == .learned else { return nil }
        let (messages, decisions) = try storage.read {
            (try $0.deskMessages(of: nil), try $0.deskDecisions(of: nil))
        }
        let past = try PastOrders(
            shipments: inputs.shipments, references: inputs.master.references,
            orders: inputs.orders,
            accounts: try accounts(inputs.orders, messages, decisions)
        ).counted(from: .ordered)
        return try LearnedArrivals(past: past, today: today, histories: histories)
    }

    private func solve(
        _ problem: SourcingProblem, progress: (RoundProgress) -> Void
    ) throws -> SourcingOutcome {
        let options = SolveOptions(
            gapMillionths: policy.solving.gapMillionths,
            timeLimit: .seconds(policy.solving.timeLimitSeconds),
            threads: policy.solving.threads)
        do {
            return try SourcingEngine.solve(
                problem, options: options, elapsed: elapsed, isCancelled: { Task.isCancelled },
                progress: { progress(.solving(objective: $0.objective, bound: $0.bound)) })
        } catch {
            throw ServiceError(
                .dataRejected, code: "round.problem-invalid",
                message: "The offers and requirements make no valid sourcing problem.",
                help: "Maybe amounts are too large to count; broker offer list shows them.",
                details: error.issues.map(\.message))
        }
    }

    private func store(
        inputs: RoundInputs, fingerprints: [RoundInput], round: RoundProblem,
        outcome: SourcingOutcome, composer: RoundComposer, duration: Duration, isDryRun: Bool
    ) throws -> StoredRound {
        let problemFiles = ProblemFolder.files(of: round.problem)
        let resultFiles = try ResultFolder.files(
            of: outcome, problem: round.problem, seed: SolveOptions().seed)
        func record(_ number: RoundNumber) throws -> StoredRound {
            let document = try composer.document(
                number: number, asOf: now, lines: inputs.lines,
                problemFiles: problemFiles.map(RoundDocument.File.init),
                resultFiles: resultFiles.map(RoundDocument.File.init))
            let content = try document.canonicalBytes()
            return StoredRound(
                record: RoundRecord(
                    number: number, createdAt: now, asOf: now, state: .proposed,
                    hash: sha256Hex(content), content: content, inputs: fingerprints),
                document: document, solvingTime: duration)
        }
        if isDryRun {
            let next = try storage.read { try $0.rounds() }.map(\.number.value).max() ?? 0
            return try record(RoundNumber(value: next + 1))
        }
        return try storage.write { storage in
            let stored = try record(RoundNumber(value: storage.nextNumber(of: .round)))
            try storage.insertRound(stored.record)
            if stored.document.orders.isEmpty { try settle(stored.record.number, in: storage) }
            return stored
        }
    }
}
