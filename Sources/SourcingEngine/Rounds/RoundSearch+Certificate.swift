extension RoundSearch {
    /// Why no answer costs less than the bound; `nil` if the parts do not show it.
    func certificate() -> SourcingCertificate? {
        guard proofs.bound(limit: objective) >= min(bound, objective) else { return nil }
        let names = BlockBuilder(problem, OfferReach(problem)).groups().map { $0[0] }
        guard names.count == tables.blockCount else { return nil }
        return proofs.certificate(of: min(bound, objective), apart: []) { certified($0, names) }
    }

    /// The prices as a certificate states them; those of 0 are left out.
    private func certified(
        _ prices: ExactPrices, _ names: [Int]
    ) -> [SourcingCertificate.Price] {
        var found: [SourcingCertificate.Price] = []
        let ticks = Int128(RoundPrices.digits - tables.shift)
        func add(
            _ kind: SourcingCertificate.Price.Kind, _ supplier: Int?, _ block: Int, _ amount: Int128
        ) {
            guard amount != 0 else { return }
            found.append(
                SourcingCertificate.Price(
                    kind: kind, first: supplier.map { suppliers.position[$0] } ?? 0, second: block,
                    amount: amount))
        }
        add(.suppliers, nil, 0, Int128(prices.supplier) << ticks)
        for supplier in 0..<suppliers.count {
            add(.units, supplier, 0, Int128(prices.unit[supplier]) << ticks)
            let pairs = suppliers.pairs[supplier].map { Int($0) }
            var common: Int64 = 0
            if suppliers.usesValue[supplier], let first = pairs.first {
                common = prices.value[first]
                add(.value, supplier, 0, Int128(common))
            }
            for pair in pairs {
                let name = names[Int(tables.pairBlock[pair])]
                add(.use, supplier, name, Int128(prices.use[pair]) << ticks)
                guard suppliers.isDiscounted[supplier] else { continue }
                add(.blockValue, supplier, name, Int128(prices.value[pair]) - Int128(common))
            }
        }
        return found
    }
}

extension ExactPrices {
    /// Prices that a certificate has to state, at most.
    var size: Int { use.count + value.count + unit.count }
}
