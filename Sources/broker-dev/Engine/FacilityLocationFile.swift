package import SourcingEngine

/// Reads a capacitated facility location instance of Beasley's OR-Library as a sourcing problem:
/// facilities are suppliers, customers are items with one line each.
///
/// Format: http://people.brunel.ac.uk/~mastjjb/jeb/orlib/capinfo.html
package enum FacilityLocationFile {
    package static func problem(_ text: String) -> SourcingProblem? {
        var numbers = text.split(whereSeparator: \.isWhitespace).makeIterator()
        func next() -> Int64? { numbers.next().flatMap { micros($0) } }
        guard let facilities = next().map({ Int($0 / 1_000_000) }),
            let customers = next().map({ Int($0 / 1_000_000) })
        else { return nil }
        var problem = SourcingProblem(currency: "XXX")
        for facility in 0..<facilities {
            guard let capacity = next(), let cost = next() else { return nil }
            var supplier = SourcingSupplier(id: "F\(facility + 1)")
            supplier.maximumUnits = capacity / 1_000_000
            supplier.orderCost = cost
            problem.suppliers.append(supplier)
        }
        for customer in 0..<customers {
            guard let demand = next().map({ $0 / 1_000_000 }) else { return nil }
            problem.items.append(SourcingItem(id: "C\(customer + 1)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(customer + 1)", item: customer, quantity: demand, needByDay: 0,
                    unmetCost: 100_000_000_000))
            for facility in 0..<facilities {
                guard let whole = next() else { return nil }
                var offer = SourcingOffer(
                    id: "O\(facility + 1)-\(customer + 1)", supplier: facility, item: customer,
                    priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: whole)],
                    tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 0)])])
                offer.priceQuantity = demand
                problem.offers.append(offer)
            }
        }
        return problem
    }

    /// A decimal with at most six places, as micros.
    package static func micros(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = Int64(parts[0].isEmpty ? "0" : String(parts[0])) else { return nil }
        guard parts.count > 1, !parts[1].isEmpty else { return whole * 1_000_000 }
        let digits = parts[1].prefix(6)
        guard var rest = Int64(String(digits)) else { return nil }
        for _ in digits.count..<6 { rest *= 10 }
        return whole * 1_000_000 + rest
    }
}
