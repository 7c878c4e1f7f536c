import SourcingEngine

/// Turns a problem into a ``FlatModel``.
///
/// Names are built from 1-based positions: `o5` is the fifth offer, `l3` the third line.
struct FlatModelBuilder {
    typealias Term = FlatModel.Term

    let problem: SourcingProblem
    var model = FlatModel()
    /// Per offer, the bands in which it can be ordered; empty if it cannot.
    var bands: [[OfferBand]] = []
    /// Per offer, the columns of its bands.
    var bandColumns: [[BandColumns]] = []
    /// Per offer, the columns of plans that order it, and how much; only in a choice of plans.
    var planUses: [[(column: Int, quantity: Int64)]] = []
    /// Per offer, its goods value column, `nil` if it cannot be ordered.
    var goodsColumns: [Int?] = []
    /// Per offer, the columns of the units that lines get from it.
    var supplyColumns: [[SupplyColumn]] = []
    /// The column that says whether a supplier gets an order, where the model needs it.
    var supplierUse: [Int: Int] = [:]
    /// The goods value of a supplier's order, where the model needs it.
    var valueColumns: [Int: Int] = [:]
    /// What the rules of the buyer ask for.
    let demands: RuleDemands
    /// Per item, its offers.
    let offersByItem: [[Int]]
    /// Per supplier, its offers.
    let offersBySupplier: [[Int]]
    /// Per item, what may be given instead, and at which cost per unit.
    let standInsByItem: [[(item: Int, cost: Int64)]]

    /// How many order multiples are bought in a band, and whether any are.
    struct BandColumns {
        var multiples: Int
        /// `nil` where the model needs no decision about use.
        var use: Int?
    }

    /// Units of a tranche for a line.
    struct SupplyColumn {
        var line: Int
        var tranche: Int
        var column: Int
    }

    init(problem: SourcingProblem) {
        self.problem = problem
        demands = RuleDemands(problem)
        var byItem = [[Int]](repeating: [], count: problem.items.count)
        var bySupplier = [[Int]](repeating: [], count: problem.suppliers.count)
        for (index, offer) in problem.offers.enumerated() {
            byItem[offer.item].append(index)
            bySupplier[offer.supplier].append(index)
        }
        offersByItem = byItem
        offersBySupplier = bySupplier
        var standIns = [[(item: Int, cost: Int64)]](repeating: [], count: problem.items.count)
        for rule in problem.substitutes {
            standIns[rule.item].append((item: rule.substitute, cost: rule.cost))
        }
        standInsByItem = standIns
    }

    mutating func build() -> FlatModel {
        bands = OrderLimits(problem: problem, offersByItem: offersByItem).bands()
        for offer in problem.offers.indices where demands.forbids(problem.offers[offer]) {
            bands[offer] = []
        }
        bandColumns = .init(repeating: [], count: problem.offers.count)
        goodsColumns = .init(repeating: nil, count: problem.offers.count)
        supplyColumns = .init(repeating: [], count: problem.offers.count)
        for offer in problem.offers.indices where !bands[offer].isEmpty {
            addOrder(offer)
        }
        for supplier in problem.suppliers.indices {
            addSupplier(supplier)
        }
        addSupplierCount()
        for item in problem.items.indices {
            addItemSuppliers(item)
        }
        for share in problem.shares.indices {
            addShare(share)
        }
        for line in problem.lines.indices {
            addLine(line)
        }
        for offer in problem.offers.indices {
            addSupplyLimits(offer)
        }
        for rule in problem.rules.indices {
            addRule(rule)
        }
        return model
    }

    // MARK: Orders

    private mutating func addOrder(_ index: Int) {
        let offer = problem.offers[index]
        let decidesUse = needsUse(index)
        let goods = model.addBoughtColumn("g_o\(index + 1)", .continuous, cost: FlatModel.one)
        goodsColumns[index] = goods
        var goodsTerms = [Term.whole(goods, offer.priceQuantity)]
        for (position, band) in bands[index].enumerated() {
            let name = "o\(index + 1)_b\(position + 1)"
            let perMultiple = Int128(offer.orderMultiple)
            let surplusCost =
                (Int128(offer.unitCost) - Int128(problem.items[offer.item].salvageValue))
                * perMultiple
            let multiples = model.addBoughtColumn(
                "n_\(name)", .integer, cost: surplusCost,
                upper: Int128(band.highestMultiple) * FlatModel.one)
            goodsTerms.append(.micros(multiples, -Int128(band.unitPrice) * perMultiple))
            var use: Int?
            if decidesUse {
                let column = model.addBoughtColumn(
                    "y_\(name)", .binary, cost: Int128(offer.offerCost))
                goodsTerms.append(.micros(column, -band.intercept))
                model.addRow(
                    "lo_\(name)",
                    [.whole(multiples, 1), .whole(column, -band.lowestMultiple)], .atLeast, 0)
                model.addRow(
                    "hi_\(name)",
                    [.whole(multiples, 1), .whole(column, -band.highestMultiple)], .atMost, 0)
                use = column
            }
            bandColumns[index].append(BandColumns(multiples: multiples, use: use))
        }
        model.addRow("goods_o\(index + 1)", goodsTerms, .equal, 0)
        if bands[index].count > 1 {
            model.addRow(
                "band_o\(index + 1)", useTerms(index, coefficient: 1), .atMost, FlatModel.one)
        }
    }

    /// Whether the model must know if the offer is used at all, or in which band.
    private func needsUse(_ index: Int) -> Bool {
        let offer = problem.offers[index]
        guard let band = bands[index].first else { return false }
        return bands[index].count > 1 || band.lowestMultiple > 1 || band.intercept != 0
            || offer.offerCost != 0 || needsSupplierUse(offer.supplier)
            || limitsItemSuppliers(offer.item) || demands.asksForUse(offer)
    }

    /// Units ordered of an offer, times a coefficient in 10⁻⁶.
    func quantityTerms(_ offer: Int, micros coefficient: Int128) -> [Term] {
        if !planUses.isEmpty {
            return planUses[offer].map { .micros($0.column, coefficient * Int128($0.quantity)) }
        }
        let multiple = Int128(problem.offers[offer].orderMultiple)
        return bandColumns[offer].map { .micros($0.multiples, coefficient * multiple) }
    }

    /// Whether an offer is used, times a whole coefficient.
    func useTerms(_ offer: Int, coefficient: Int64) -> [Term] {
        if !planUses.isEmpty { return planUses[offer].map { .whole($0.column, coefficient) } }
        return bandColumns[offer].compactMap { band in
            band.use.map { .whole($0, coefficient) }
        }
    }

    // MARK: Shares and numbers of suppliers

    func limitsItemSuppliers(_ item: Int) -> Bool {
        guard let most = problem.maximumSuppliersPerItem else { return false }
        return usableSuppliers(ofItem: item).count > most
    }

    private func usableSuppliers(ofItem item: Int) -> [Int] {
        var seen: Set<Int> = []
        return offersByItem[item].filter { !bands[$0].isEmpty }
            .map { problem.offers[$0].supplier }
            .filter { seen.insert($0).inserted }
            .sorted()
    }

    private mutating func addItemSuppliers(_ item: Int) {
        guard let most = problem.maximumSuppliersPerItem, limitsItemSuppliers(item) else { return }
        var count: [Term] = []
        for supplier in usableSuppliers(ofItem: item) {
            let name = "i\(item + 1)_s\(supplier + 1)"
            let column = model.addColumn("b_\(name)", .binary)
            count.append(.whole(column, 1))
            for offer in offersByItem[item]
            where problem.offers[offer].supplier == supplier && !bands[offer].isEmpty {
                model.addRow(
                    "buys_\(name)_o\(offer + 1)",
                    useTerms(offer, coefficient: 1) + [.whole(column, -1)], .atMost, 0)
            }
        }
        model.addRow("suppliers_i\(item + 1)", count, .atMost, Int128(most) * FlatModel.one)
    }

    /// The strict inequalities of the statement, over whole numbers: "< x" is "≤ x − 1" after
    /// multiplying by the denominator of the share.
    private mutating func addShare(_ index: Int) {
        let share = problem.shares[index]
        let own = offersByItem[share.item].filter { problem.offers[$0].supplier == share.supplier }
        // Without an offer of its own the supplier has no share to keep.
        guard let multiple = own.map({ problem.offers[$0].orderMultiple }).max() else { return }
        let name = "share\(index + 1)"
        let limits: [(String, Int64, Int64)] = [
            ("min", share.minimumShareMillionths, 1), ("max", share.maximumShareMillionths, -1),
        ]
        for (kind, millionths, sign) in limits {
            if kind == "min" && millionths == 0 || kind == "max" && millionths >= 1_000_000 {
                continue
            }
            let divisor = greatestCommonDivisor(millionths, 1_000_000)
            let denominator = 1_000_000 / divisor
            let numerator = millionths / divisor
            var terms: [Term] = []
            for offer in offersByItem[share.item] {
                let isOwn = problem.offers[offer].supplier == share.supplier
                let coefficient = numerator - (isOwn ? denominator : 0)
                terms += quantityTerms(
                    offer, micros: Int128(sign * coefficient) * FlatModel.one)
            }
            model.addRow(
                "\(name)_\(kind)", terms, .atMost,
                (Int128(multiple) * Int128(denominator) - 1) * FlatModel.one)
        }
    }

    private func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
        var (a, b) = (first, second)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}
