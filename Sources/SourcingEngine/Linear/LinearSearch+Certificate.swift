extension LinearSearch {
    /// Why no answer costs less than the bound; `nil` if the parts do not show it.
    func certificate() -> SourcingCertificate? {
        let proven = min(bound, objective)
        guard proofs.bound(limit: objective) >= proven else { return nil }
        return proofs.certificate(of: proven, apart: []) { certified($0) }
    }

    /// Prices of lines as a certificate states them; those of 0 are left out, but for one.
    private func certified(_ prices: [Int64]) -> [SourcingCertificate.Price] {
        let ticks = Int128(40 - model.shift)
        let found = prices.enumerated().filter { $0.element != 0 }.map { line, price in
            SourcingCertificate.Price(kind: .demand, first: line, amount: Int128(price) << ticks)
        }
        return found.isEmpty ? [SourcingCertificate.Price(kind: .demand, amount: 0)] : found
    }
}
