/// Says why an answer is as it is: what would have to change for another one to be better.
///
/// Every statement comes from solving again with something changed. Small problems are solved
/// whole. Of others, only the items concerned are, with everything else as the answer has it; what
/// is found to be better there is better for the whole as well, so a price at which an offer is
/// ordered is a true one, if not always the highest.
public struct SourcingExplainer: Sendable {
    let tables: AnswerTables
    private var searchesByItem: [Int: LocalSearch] = [:]
    private var losersByOffer: [Int: LosingOffer] = [:]
    let isWhole: Bool

    /// Lines and offers up to which a problem is solved whole.
    private static let wholeLines = 12
    private static let wholeOffers = 40
    private static let mostSearchesKept = 500

    /// Prepares explanations of a legal answer to a valid problem.
    ///
    /// - Parameter alwaysByItem: explains small problems item by item too.
    /// - Throws: ``SourcingPricingError`` if the answer does not fit the problem.
    public init(
        _ problem: SourcingProblem, _ solution: SourcingSolution, alwaysByItem: Bool = false
    ) throws(SourcingPricingError) {
        tables = try AnswerTables(problem, solution)
        let isSmall =
            problem.lines.count <= Self.wholeLines && problem.offers.count <= Self.wholeOffers
        let hasBudget = problem.rules.contains { rule in
            if case .budget = rule.demand { true } else { false }
        }
        isWhole = hasBudget || (isSmall && !alwaysByItem)
    }

    /// Why a line gets what it gets.
    ///
    /// - Parameter line: position of the line.
    public mutating func reasons(forLine line: Int) -> LineReasons {
        let problem = tables.base.problem
        var reasons = LineReasons(
            line: line, scope: isWhole ? .whole : .item, awards: [], losers: [])
        let candidates = problem.offers(forLine: line, by: tables.offersByItem)
        let unmet = problem.lines[line].quantity - tables.served[line]
        guard let search = search(around: problem.lines[line].item) else {
            if unmet > 0 { reasons.shortfall = Shortfall(units: unmet, cause: .unknown) }
            return reasons
        }
        let own = Dictionary(
            zip(search.neighborhood.offers, search.neighborhood.offers.indices),
            uniquingKeysWith: { first, _ in first })
        for offer in candidates {
            guard let position = own[offer] else { continue }
            if tables.quantities[offer] == 0 {
                let loser = losersByOffer[offer] ?? search.loser(position)
                losersByOffer[offer] = loser
                reasons.losers.append(loser)
                continue
            }
            let units = tables.allocationsByLine[line].reduce(0) {
                $1.offer == offer ? $0 + $1.quantity : $0
            }
            guard units > 0 else { continue }
            let ordered = tables.quantities[offer]
            reasons.awards.append(
                search.award(
                    position, givesLine: units, ordered: ordered,
                    surplus: ordered - tables.given[offer]))
        }
        if unmet > 0, let position = search.neighborhood.lines.firstIndex(of: line) {
            reasons.shortfall = search.shortfall(
                line: position, units: unmet, candidates: candidates.compactMap { own[$0] })
        }
        return reasons
    }

    mutating func search(around item: Int) -> LocalSearch? {
        let items = isWhole ? [] : tables.component(of: item)
        let key = items.first ?? -1
        if let known = searchesByItem[key] { return known }
        let neighborhood =
            isWhole ? Neighborhood(whole: tables) : Neighborhood(of: items, in: tables)
        guard let search = LocalSearch(neighborhood) else { return nil }
        if searchesByItem.count >= Self.mostSearchesKept { searchesByItem = [:] }
        searchesByItem[key] = search
        return search
    }
}

extension SourcingProblem {
    /// Offers of a line's item and of its substitutes, ascending.
    func offers(forLine line: Int, by offersByItem: [[Int]]) -> [Int] {
        let item = lines[line].item
        let others = substitutes.filter { $0.item == item }.map(\.substitute)
        return Set([item] + others).sorted().flatMap { offersByItem[$0] }.sorted()
    }
}
