/// Finds hard rules that cannot hold together, as few as possible.
///
/// Deletion filtering: rules without which the others still conflict are no part of the conflict;
/// each that stays is needed for it. Many are tried to be left out at once, then half as many, and
/// in the end one by one, so that few of a thousand rules are found after few searches.
struct RuleConflict {
    let problem: SourcingProblem
    let options: SolveOptions

    /// How often the caller is asked whether to go on until one set of rules is given up.
    ///
    /// It is a count, so that the outcome is the same everywhere. That rules leave nothing may else
    /// take hours to prove.
    private static let patience = 20_000

    /// Rules that cannot hold together.
    struct Found {
        /// Their positions, ascending.
        var rules: [Int]
        /// Why these alone cannot.
        var certificate: SourcingCertificate?
    }

    /// Rules that cannot hold together, all of them needed for that unless time runs out or a set
    /// is given up.
    ///
    /// - Parameter known: why all rules together cannot hold.
    func smallest(
        known: SourcingCertificate?, elapsed: () -> Duration, isCancelled: () -> Bool
    ) -> Found {
        if let lost = problem.firstLostHardRule {
            return Found(
                rules: [lost], certificate: search([lost], elapsed, isCancelled).certificate)
        }
        var found = Found(rules: problem.rules.indices.filter { problem.rules[$0].isHard })
        if found.rules.count == problem.rules.count { found.certificate = known }
        var size = max(1, found.rules.count / 2)
        while true {
            var first = 0
            while first < found.rules.count, found.rules.count > 1, !isOver(elapsed, isCancelled) {
                var others = found.rules
                others.removeSubrange(first..<min(first + size, others.count))
                if let fewer = conflict(of: others, elapsed, isCancelled) {
                    found = fewer
                } else {
                    first += size
                }
            }
            if size == 1 { break }
            size /= 2
        }
        if found.certificate == nil {
            // All of them are needed, and with soft rules beside them the sums were others.
            found.certificate = search(found.rules, elapsed, isCancelled).certificate
        }
        return found
    }

    /// What is found of some rules; `nil` if they can hold together, or nothing is known in time.
    private func conflict(
        of rules: [Int], _ elapsed: () -> Duration, _ isCancelled: () -> Bool
    ) -> Found? {
        var asked = 0
        let search = search(rules, elapsed) {
            asked += 1
            return asked > Self.patience || isCancelled()
        }
        guard search.isFeasible == false else { return nil }
        return Found(rules: rules, certificate: search.certificate)
    }

    private func isOver(_ elapsed: () -> Duration, _ isCancelled: () -> Bool) -> Bool {
        if let limit = options.timeLimit, elapsed() >= limit { return true }
        return isCancelled()
    }

    /// Whether some answer keeps these rules, and why not; `nil` if the search was cut short.
    private func search(
        _ rules: [Int], _ elapsed: () -> Duration, _ isCancelled: () -> Bool
    ) -> (isFeasible: Bool?, certificate: SourcingCertificate?) {
        var part = problem
        part.rules = rules.map { problem.rules[$0] }
        let model = Model.prepared(part, options, elapsed: elapsed, isCancelled: isCancelled)
        var search = TreeSearch(model, options, stopsAtAnswer: true)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in })
        if search.hasAnswer { return (true, nil) }
        guard search.limit == nil else { return (nil, nil) }
        var certificate = search.certificate(of: search.objective)
        certificate?.nameRules { rules[$0] }
        return (false, certificate)
    }
}

extension TreeSearch {
    /// What there is to say when no answer is known.
    var outcomeWithoutAnswer: SourcingOutcome {
        var outcome = SourcingOutcome(
            status: limit == nil ? .infeasible : .unknown, solution: SourcingSolution(),
            costs: SourcingCosts(), objective: 0, bound: 0, limit: limit)
        if limit == nil { outcome.certificate = certificate(of: objective) }
        return outcome
    }
}

extension Model {
    /// What it costs to order nothing, in micros; `nil` if a rule forbids that.
    var costOfNothing: Int64? {
        guard !problem.rules.isEmpty else { return nothingCost }
        do {
            let nothing = SourcingSolution()
            guard try problem.violations(of: nothing).isEmpty else { return nil }
            return try problem.cost(of: nothing).total
        } catch {
            return nil
        }
    }
}
