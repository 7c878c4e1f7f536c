/// A problem and an answer to it, indexed by what explanations ask for.
struct AnswerTables {
    /// A problem and an answer to it.
    struct Subject {
        let problem: SourcingProblem
        let solution: SourcingSolution
    }

    let base: Subject
    private(set) var offersByItem: [[Int]]
    private(set) var linesByItem: [[Int]]
    /// Items that a substitution joins with an item, either way.
    private(set) var joinedItems: [[Int]]
    /// Units and goods value of each offer and supplier.
    private(set) var quantities: [Int64]
    private(set) var goodsByOffer: [Int64]
    private(set) var units: [Int64]
    private(set) var goods: [Int64]
    /// Units that lines get of each offer, and of each line what it gets.
    private(set) var given: [Int64]
    private(set) var served: [Int64]
    private(set) var allocationsByLine: [[SourcingSolution.Allocation]]
    /// Suppliers with an order, ascending.
    private(set) var openSuppliers: [Int]

    init(
        _ problem: SourcingProblem, _ solution: SourcingSolution
    ) throws(SourcingPricingError) {
        base = Subject(problem: problem, solution: solution)
        quantities = try problem.orderedQuantities(of: solution)
        goodsByOffer = Array(repeating: 0, count: problem.offers.count)
        given = goodsByOffer
        units = Array(repeating: 0, count: problem.suppliers.count)
        goods = units
        offersByItem = Array(repeating: [], count: problem.items.count)
        linesByItem = offersByItem
        joinedItems = offersByItem
        served = Array(repeating: 0, count: problem.lines.count)
        allocationsByLine = Array(repeating: [], count: problem.lines.count)
        for (position, offer) in problem.offers.enumerated() {
            offersByItem[offer.item].append(position)
            let quantity = quantities[position]
            guard quantity > 0 else { continue }
            goodsByOffer[position] = try offer.goods(quantity: quantity)
            units[offer.supplier] = try micros(Int128(units[offer.supplier]) + Int128(quantity))
            goods[offer.supplier] = try micros(
                Int128(goods[offer.supplier]) + Int128(goodsByOffer[position]))
        }
        for (position, line) in problem.lines.enumerated() {
            linesByItem[line.item].append(position)
        }
        for substitute in problem.substitutes {
            joinedItems[substitute.item].append(substitute.substitute)
            joinedItems[substitute.substitute].append(substitute.item)
        }
        for part in solution.allocations {
            given[part.offer] += part.quantity
            served[part.line] += part.quantity
            allocationsByLine[part.line].append(part)
        }
        openSuppliers = units.indices.filter { [units] in units[$0] > 0 }
    }

    /// The items that substitutions join with an item, itself among them, ascending.
    func component(of item: Int) -> [Int] {
        var seen: Set<Int> = [item]
        var waiting = [item]
        while let next = waiting.popLast() {
            for other in joinedItems[next] where seen.insert(other).inserted {
                waiting.append(other)
            }
        }
        return seen.sorted()
    }
}
