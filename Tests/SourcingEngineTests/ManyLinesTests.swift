import SourcingEngine
import Testing

/// Items that dozens of lines want: who gets what is an assignment, and so is known exactly.
@Suite struct ManyLinesTests {
    @Test func blocksOfManyLinesMatchTheCheapestAssignment() throws {
        for seed in UInt64(1)...(isLongRun ? 2_000 : 150) {
            var random = RandomProblems(seed: 52_000 + seed)
            let problem = assignment(&random)
            let least = cheapestAssignment(of: problem)
            let options = SolveOptions(gapMillionths: 0)
            let valid = try problem.validated()
            let tree = SourcingEngine.search(Model(valid), options: options, elapsed: { .zero })
            #expect(tree.objective == least, "seed \(seed)")
            #expect(tree.bound == least, "seed \(seed)")
            let large = try #require(
                SourcingEngine.searchLarge(valid, options: options, elapsed: { .zero }))
            #expect(large.objective == least, "seed \(seed)")
            #expect(large.bound == least, "seed \(seed)")
        }
    }

    /// A price on each of so many lines takes longer to find than what both items cost at once.
    @Test func itemsThatManyLinesShareAreSearchedTogether() throws {
        for (lines, together) in [(40, true), (8, false)] {
            var random = RandomProblems(seed: 3)
            var problem = assignment(&random, lines: lines, offers: 8)
            problem.items.append(SourcingItem(id: "I2"))
            problem.substitutes = [SourcingSubstitute(item: 0, substitute: 1, cost: 10_000)]
            for offer in 4..<8 { problem.offers[offer].item = 1 }
            let found = SourcingEngine.search(
                Model(try problem.validated()), options: SolveOptions(), elapsed: { .zero })
            let certificate = try #require(found.certificate)
            #expect(certificate.apart == (together ? [] : [0, 1]))
        }
    }

    /// One item; every price rises with the quantity or stays, so units are bought one by one.
    private func assignment(
        _ random: inout RandomProblems, lines: Int? = nil, offers: Int? = nil
    ) -> SourcingProblem {
        var problem = SourcingProblem(currency: "EUR")
        problem.items = [SourcingItem(id: "I1")]
        for index in 0..<(lines ?? random.int(8...24)) {
            problem.lines.append(
                SourcingLine(
                    id: "L\(index)", item: 0, quantity: Int64(random.int(1...4)),
                    needByDay: random.int(0...12), lateCost: Int64(random.int(0...4)) * 100_000,
                    unmetCost: Int64(random.int(4...12)) * 1_000_000))
        }
        for index in 0..<(offers ?? random.int(2...6)) {
            problem.suppliers.append(SourcingSupplier(id: "S\(index)"))
            let price = Int64(random.int(10...60)) * 100_000
            var offer = smallOffer(
                "O\(index)", supplier: index, item: 0, price: price, days: random.int(0...15))
            offer.maximumQuantity = Int64(random.int(2...14))
            if random.chance(50) {
                let early = Int64(random.int(1...5))
                let days = offer.tranches[0].arrivals[0].days
                offer.tranches = [
                    SourcingTranche(quantity: early, arrivals: [SourcingArrival(days: days)]),
                    SourcingTranche(arrivals: [SourcingArrival(days: days + random.int(1...9))]),
                ]
            } else if random.chance(60) {
                offer.priceMode = .incremental
                var rising = price
                for step in 1...2 {
                    rising += Int64(random.int(1...8)) * 100_000
                    offer.priceBreaks.append(
                        SourcingPriceBreak(fromQuantity: Int64(1 + 3 * step), unitPrice: rising))
                }
            }
            problem.offers.append(offer)
        }
        return problem
    }

    /// The least cost by the assignment of single units: Kuhn, *The Hungarian method for the
    /// assignment problem*, 1955, with shortest paths.
    private func cheapestAssignment(of problem: SourcingProblem) -> Int64 {
        let wanted = problem.lines.flatMap { Array(repeating: $0, count: Int($0.quantity)) }
        var supply: [(price: Int64, day: Int)] = []
        for offer in problem.offers {
            for unit in 1...(offer.maximumQuantity ?? 1) {
                let price = offer.priceBreaks.last { $0.fromQuantity <= unit }?.unitPrice ?? 0
                let first = offer.tranches[0].quantity ?? Int64.max
                let tranche = offer.tranches[unit <= first ? 0 : 1]
                supply.append((price, tranche.arrivals[0].days))
            }
        }
        let costs = wanted.map { line in
            supply.map { unit in
                unit.price + line.lateCost * Int64(max(0, unit.day - line.needByDay))
            } + Array(repeating: line.unmetCost, count: wanted.count)
        }
        return assigned(costs)
    }

    /// The least sum with a column for each row.
    private func assigned(_ costs: [[Int64]]) -> Int64 {
        let (rows, columns) = (costs.count, costs[0].count)
        var rowPrice = [Int64](repeating: 0, count: rows + 1)
        var columnPrice = [Int64](repeating: 0, count: columns + 1)
        var rowOf = [Int](repeating: 0, count: columns + 1)
        for row in 1...rows {
            var from = [Int](repeating: 0, count: columns + 1)
            var slack = [Int64](repeating: .max, count: columns + 1)
            var isReached = [Bool](repeating: false, count: columns + 1)
            rowOf[0] = row
            var column = 0
            repeat {
                isReached[column] = true
                var (least, next) = (Int64.max, 0)
                for other in 1...columns where !isReached[other] {
                    let own = rowOf[column]
                    let reduced = costs[own - 1][other - 1] - rowPrice[own] - columnPrice[other]
                    if reduced < slack[other] { (slack[other], from[other]) = (reduced, column) }
                    if slack[other] < least { (least, next) = (slack[other], other) }
                }
                for other in 0...columns {
                    if isReached[other] {
                        rowPrice[rowOf[other]] += least
                        columnPrice[other] -= least
                    } else if other > 0 {
                        slack[other] -= least
                    }
                }
                column = next
            } while rowOf[column] != 0
            while column != 0 {
                rowOf[column] = rowOf[from[column]]
                column = from[column]
            }
        }
        return (1...columns).reduce(0) { sum, column in
            rowOf[column] > 0 ? sum + costs[rowOf[column] - 1][column - 1] : sum
        }
    }
}
