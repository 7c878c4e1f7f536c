import WireFormats

/// Results that state no answer.
extension ResultCheck {
    /// Without hard rules there is always an answer: leave every line unmet.
    mutating func reportWithoutAnswer() -> VerificationReport {
        var statements: [String] = []
        let hasHardRules = problem.rules.contains { $0.penalty == nil }
        switch result.status {
        case "infeasible":
            if hasHardRules {
                statements = checkConflict()
            } else {
                disagree(
                    "status",
                    "the result says infeasible, but without hard rules leaving every line "
                        + "unmet is an answer")
            }
        case "unknown":
            if hasHardRules {
                statements = ["answer: none is stated, and not that there is none"]
            } else {
                disagree(
                    "status",
                    "the result says unknown, but without hard rules leaving every line unmet is "
                        + "an answer")
            }
        case "invalid":
            disagree("status", "the result says invalid, but the problem reads without an error")
        case let other:
            disagree(
                "status",
                "the status \(quotedForMessage(other)) is none of optimal, feasible, "
                    + "infeasible, invalid, unknown")
        }
        return VerificationReport(
            outcome: findings.isEmpty ? .verified : .mismatch, findings: findings, costs: [],
            objective: nil, statements: statements)
    }

    /// The rules that are named must be hard, and ordering nothing must break one of them.
    private mutating func checkConflict() -> [String] {
        if result.conflict.isEmpty {
            disagree("conflict", "the result says infeasible and names no rules that conflict")
        }
        var seen: Set<String> = []
        for name in result.conflict {
            let rule = problem.rules.first { $0.id == name }
            if rule == nil || rule?.penalty != nil {
                disagree(
                    "conflict",
                    "the conflict names \(quotedForMessage(name)), which is no hard rule")
            }
            if !seen.insert(name).inserted {
                disagree("conflict", "the conflict names rule \(name) a second time")
            }
        }
        guard findings.isEmpty else { return [] }
        let nothing = Answer(
            quantities: problem.offers.map { _ in 0 },
            given: problem.offers.map { $0.tranches.map { _ in 0 } },
            served: problem.lines.map { _ in 0 })
        let broken = brokenRules(nothing, supplierTotals(nothing), purchase: 0).map(\.rule.id)
        guard let known = broken.first(where: { seen.contains($0) }) else {
            disagree(
                "conflict", "ordering nothing breaks none of the rules that are said to conflict")
            return []
        }
        let nothingBreaks =
            "conflict: the rules that are named are hard, and ordering nothing breaks \(known)"
        guard let certificate else {
            return [nothingBreaks, "that no other answer keeps them all is the solver's word"]
        }
        return [nothingBreaks, checkConflict(of: seen, certificate)]
    }

    /// Whether the certificate shows that the rules that are named leave no answer.
    ///
    /// - Returns: what was found, as a sentence.
    private mutating func checkConflict(
        of names: Set<String>, _ certificate: StatedCertificate
    ) -> String {
        var part = problem
        let kept = problem.rules.indices.filter { names.contains(problem.rules[$0].id) }
        part.rules = kept.map { problem.rules[$0] }
        var check = CertificateCheck(ofConflict: part, certificate.naming(rules: kept))
        let outcome = check.run()
        for problem in outcome.problems { disagree("certificate", "certificate.csv: \(problem)") }
        guard outcome.problems.isEmpty, outcome.bound != nil else {
            return "infeasible: not proven"
        }
        return "infeasible: proven by \(leaves(outcome.leaves)) of the certificate, in whole "
            + "numbers: whatever keeps the rules that are named would cost more than "
            + "\(amountText(CertificateCheck.mostCost(part))), which no answer needs to"
    }
}
