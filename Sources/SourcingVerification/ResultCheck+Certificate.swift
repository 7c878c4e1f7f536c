/// What the certificate of a result proves.
extension ResultCheck {
    /// Compares what the result states as its bound with what its certificate comes to.
    ///
    /// - Parameters:
    ///   - objective: cost of the answer.
    ///   - totals: of its orders, by supplier.
    /// - Returns: what was found as a sentence, and what is proven.
    mutating func checkCertificate(
        _ objective: Int128, _ answer: Answer, _ totals: [SupplierTotal?]
    ) -> (statement: String, proven: Int64?) {
        guard let certificate else {
            return (
                "bound: taken on trust, the result has no certificate; it was only compared with "
                    + "cost, status and gap", nil
            )
        }
        var check = CertificateCheck(
            problem, certificate, knownCost: objective, known: known(answer, totals))
        let outcome = check.run()
        for problem in outcome.problems { disagree("certificate", "certificate.csv: \(problem)") }
        guard outcome.problems.isEmpty, let proven = outcome.bound else {
            return ("bound: not proven", outcome.problems.isEmpty ? nil : outcome.boundIfCovered)
        }
        let stated = Int64(clamping: proven)
        let bound = Int128(result.bound ?? 0)
        guard proven >= bound else {
            disagree(
                "certificate",
                "certificate.csv proves the bound \(amountText(proven)), result.json says "
                    + "\(amountText(bound)), \(amountText(bound - proven)) more")
            return ("bound: \(amountText(proven)) is proven, not \(amountText(bound))", stated)
        }
        var statement =
            "bound: \(amountText(bound)) is proven by \(leaves(outcome.leaves)) of the "
            + "certificate, in whole numbers"
        if outcome.cutBlocks > 0 {
            statement += "; \(count(outcome.cutBlocks, "block")) not searched to the end"
        }
        return (statement, stated)
    }

    private func known(
        _ answer: Answer, _ totals: [SupplierTotal?]
    ) -> CertificateUniqueness.Known {
        var known = CertificateUniqueness.Known(
            quantities: answer.quantities, given: [:],
            orders: totals.map { ($0?.units ?? 0, $0?.goods ?? 0) })
        for given in answer.allocations {
            let serving = CertificateDomain.Serving(line: given.line, by: given.offer)
            known.given[serving, default: 0] += given.quantity
        }
        return known
    }

    func leaves(_ number: Int) -> String {
        number == 1 ? "1 leaf" : "\(number) leaves"
    }
}
