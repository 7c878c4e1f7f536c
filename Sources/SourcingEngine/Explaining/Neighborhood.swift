/// A part of a problem around some items, with everything else as an answer has it.
///
/// The lines and offers of the items come along. What a supplier's order holds beside them becomes
/// one line and one offer of its own that are always bought whole, so order costs, discounts,
/// freight and limits of the part are those of the whole: every answer to the part makes one to the
/// whole that costs a constant more.
struct Neighborhood {
    /// The part as a problem of its own.
    private(set) var problem: SourcingProblem
    /// Positions in the whole of the part's own offers, lines, rules and suppliers.
    private(set) var offers: [Int] = []
    private(set) var lines: [Int] = []
    private(set) var rules: [Int] = []
    private(set) var suppliers: [Int] = []
    /// Whether the part is the whole.
    let isWhole: Bool
    /// What the answer has of the part, in its positions.
    private(set) var current = SourcingSolution()
    /// What the answer has beside the part, in positions of the whole.
    private var rest = SourcingSolution()

    /// The whole problem.
    init(whole: AnswerTables) {
        let whole = whole.base
        problem = whole.problem
        isWhole = true
        offers = Array(problem.offers.indices)
        lines = Array(problem.lines.indices)
        rules = Array(problem.rules.indices)
        suppliers = Array(problem.suppliers.indices)
        current = whole.solution
    }

    /// The lines and offers of these items, which nothing but suppliers joins with others.
    init(of items: [Int], in tables: AnswerTables) {
        let whole = tables.base.problem
        isWhole = false
        problem = SourcingProblem(currency: whole.currency)
        problem.maximumSuppliersPerLine = whole.maximumSuppliersPerLine
        problem.maximumSuppliersPerItem = whole.maximumSuppliersPerItem
        offers = items.flatMap { tables.offersByItem[$0] }.sorted()
        lines = items.flatMap { tables.linesByItem[$0] }.sorted()
        var suppliers = Set(offers.map { whole.offers[$0].supplier })
        addOpenSupplier(to: &suppliers, tables)
        self.suppliers = suppliers.sorted()
        let positions = Positions(items: items, suppliers: self.suppliers, lines: lines)
        addParties(items, whole, positions)
        addRules(whole, positions)
        problem.maximumSuppliers = whole.maximumSuppliers.map { limit in
            let others = tables.openSuppliers.filter { !suppliers.contains($0) }
            return max(1, limit - others.count)
        }
        addAnswer(tables, positions)
    }

    private struct Positions {
        let items: [Int: Int]
        let suppliers: [Int: Int]
        let lines: [Int: Int]

        init(items: [Int], suppliers: [Int], lines: [Int]) {
            func numbered(_ list: [Int]) -> [Int: Int] {
                Dictionary(
                    zip(list, list.indices), uniquingKeysWith: { first, _ in first })
            }
            self.items = numbered(items)
            self.suppliers = numbered(suppliers)
            self.lines = numbered(lines)
        }
    }

    /// Where others use up the suppliers that may get an order, one of them comes along: a limit
    /// of none cannot be stated.
    private func addOpenSupplier(to suppliers: inout Set<Int>, _ tables: AnswerTables) {
        guard let limit = tables.base.problem.maximumSuppliers else { return }
        let others = tables.openSuppliers.filter { !suppliers.contains($0) }
        if others.count >= limit, let other = others.first { suppliers.insert(other) }
    }

    private mutating func addParties(
        _ items: [Int], _ whole: SourcingProblem, _ positions: Positions
    ) {
        problem.suppliers = suppliers.map { whole.suppliers[$0] }
        problem.items = items.map { whole.items[$0] }
        problem.lines = lines.map { position in
            var line = whole.lines[position]
            line.item = positions.items[line.item] ?? 0
            return line
        }
        problem.offers = offers.map { position in
            var offer = whole.offers[position]
            offer.item = positions.items[offer.item] ?? 0
            offer.supplier = positions.suppliers[offer.supplier] ?? 0
            return offer
        }
        for substitute in whole.substitutes {
            guard let item = positions.items[substitute.item],
                let other = positions.items[substitute.substitute]
            else { continue }
            problem.substitutes.append(
                SourcingSubstitute(item: item, substitute: other, cost: substitute.cost))
        }
        for share in whole.shares {
            guard let item = positions.items[share.item],
                let supplier = positions.suppliers[share.supplier]
            else { continue }
            var own = share
            own.item = item
            own.supplier = supplier
            problem.shares.append(own)
        }
    }

    /// Rules that only others can keep or break stay as they are, and stay away.
    private mutating func addRules(_ whole: SourcingProblem, _ positions: Positions) {
        for (position, rule) in whole.rules.enumerated() {
            var own = rule
            switch rule.demand {
            case .forbid(let supplier, let item):
                guard let supplier = positions.suppliers[supplier] else { continue }
                guard let item else {
                    own.demand = .forbid(supplier: supplier, item: nil)
                    break
                }
                guard let item = positions.items[item] else { continue }
                own.demand = .forbid(supplier: supplier, item: item)
            case .requireValue(let supplier, let value):
                guard let supplier = positions.suppliers[supplier] else { continue }
                own.demand = .requireValue(supplier: supplier, value: value)
            case .requireUnits(let supplier, let item, let units):
                guard let item = positions.items[item],
                    let supplier = positions.suppliers[supplier]
                else { continue }
                own.demand = .requireUnits(supplier: supplier, item: item, units: units)
            case .budget:
                preconditionFailure("A budget counts everything, so there is no part beside it.")
            case .onTime(let line, let days):
                guard let line = positions.lines[line] else { continue }
                own.demand = .onTime(line: line, dayMillionths: days)
            }
            rules.append(position)
            problem.rules.append(own)
        }
    }

    private mutating func addAnswer(_ tables: AnswerTables, _ positions: Positions) {
        let solution = tables.base.solution
        let own = Dictionary(
            zip(offers, offers.indices), uniquingKeysWith: { first, _ in first })
        for order in solution.orders {
            if let offer = own[order.offer] {
                current.orders.append(.init(offer: offer, quantity: order.quantity))
            } else {
                rest.orders.append(order)
            }
        }
        for given in solution.allocations {
            guard let offer = own[given.offer], let line = positions.lines[given.line] else {
                rest.allocations.append(given)
                continue
            }
            current.allocations.append(
                .init(
                    line: line, offer: offer, tranche: given.tranche, quantity: given.quantity))
        }
        addRest(tables)
    }

    /// What suppliers' orders hold beside the part.
    private mutating func addRest(_ tables: AnswerTables) {
        for (position, supplier) in suppliers.enumerated() {
            var units = tables.units[supplier]
            var goods = tables.goods[supplier]
            for order in current.orders where offers.indices.contains(order.offer) {
                guard problem.offers[order.offer].supplier == position else { continue }
                units -= order.quantity
                goods -= tables.goodsByOffer[offers[order.offer]]
            }
            guard units > 0 else { continue }
            // Where nobody counts the units of the rest, one is as good as many.
            let terms = problem.suppliers[position]
            let countsUnits =
                terms.maximumUnits != nil || terms.discounts.contains(where: \.isByUnits)
            add(restOf: position, units: countsUnits ? units : 1, goods: goods)
        }
    }

    private mutating func add(restOf supplier: Int, units: Int64, goods: Int64) {
        let id = "other goods of supplier \(supplier)"
        let item = problem.items.count
        problem.items.append(SourcingItem(id: id))
        let line = problem.lines.count
        problem.lines.append(
            SourcingLine(id: id, item: item, quantity: units, needByDay: 0, unmetCost: 0))
        var offer = SourcingOffer(
            id: id, supplier: supplier, item: item,
            priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: goods)],
            tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 0)])])
        offer.priceQuantity = units
        offer.minimumQuantity = units
        offer.orderMultiple = units
        offer.maximumQuantity = units
        current.orders.append(.init(offer: problem.offers.count, quantity: units))
        current.allocations.append(
            .init(line: line, offer: problem.offers.count, tranche: 0, quantity: units))
        problem.offers.append(offer)
    }

    /// The part alone, without what others hold.
    var ownProblem: SourcingProblem {
        var own = problem
        let others = problem.offers.count - offers.count
        own.offers.removeLast(others)
        own.lines.removeLast(others)
        own.items.removeLast(others)
        return own
    }

    /// Changes offers of the part, by position in the whole; supplier and item stay.
    mutating func replace(_ changes: [Int: SourcingOffer]) {
        for (position, whole) in offers.enumerated() {
            guard var offer = changes[whole] else { continue }
            offer.supplier = problem.offers[position].supplier
            offer.item = problem.offers[position].item
            problem.offers[position] = offer
        }
    }

    /// The problem with what others hold made too dear to leave out.
    func sealed(_ changed: SourcingProblem) -> SourcingProblem {
        guard changed.offers.count > offers.count else { return changed }
        var sum: Int128 = 1
        for line in changed.lines { sum += Int128(line.unmetCost) * Int128(line.quantity) }
        for offer in changed.offers[offers.count...] {
            sum += Int128(offer.priceBreaks[0].unitPrice)
        }
        for supplier in changed.suppliers {
            sum += Int128(supplier.orderCost) + Int128(supplier.freight)
            sum += Int128(supplier.minimumOrderSurcharge ?? 0)
        }
        for rule in changed.rules { sum += Int128(rule.penalty ?? 0) }
        do {
            sum += Int128(try changed.cost(of: current).total)
        } catch {
            return changed
        }
        var sealed = changed
        for index in lines.count..<sealed.lines.count {
            let units = Int128(sealed.lines[index].quantity)
            sealed.lines[index].unmetCost = Int64(clamping: (sum + units - 1) / units)
        }
        return sealed
    }

    /// Whether an answer to the part buys what others hold.
    func holdsRest(_ solution: SourcingSolution) -> Bool {
        let expected = problem.offers.count - offers.count
        return solution.orders.count { $0.offer >= offers.count } == expected
    }

    /// An answer to the part together with everything else.
    func merged(_ solution: SourcingSolution) -> SourcingSolution {
        var whole = rest
        for order in solution.orders where order.offer < offers.count {
            whole.orders.append(.init(offer: offers[order.offer], quantity: order.quantity))
        }
        for given in solution.allocations where given.offer < offers.count {
            whole.allocations.append(
                .init(
                    line: lines[given.line], offer: offers[given.offer], tranche: given.tranche,
                    quantity: given.quantity))
        }
        whole.orders.sort { $0.offer < $1.offer }
        whole.allocations.sort {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return whole
    }
}

extension SourcingDiscount {
    /// Whether units reach the discount, not goods value.
    var isByUnits: Bool { if case .units = from { true } else { false } }
}
