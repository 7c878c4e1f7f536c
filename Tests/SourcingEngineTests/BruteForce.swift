import SourcingEngine

/// Cheapest answer of a tiny problem by trying everything: every quantity of every offer up to a
/// limit, and every division among the lines.
///
/// Stays at `best` = the largest number if nothing is legal.
///
/// Written straight from the statement of the problem, sharing nothing with the engine.
struct BruteForce {
    let problem: SourcingProblem
    /// Largest quantity tried per offer.
    let quantityLimit: Int64
    private var ordered: [Int64]
    private(set) var best: Int64 = .max

    init(_ problem: SourcingProblem, quantityLimit: Int64) {
        self.problem = problem
        self.quantityLimit = quantityLimit
        ordered = Array(repeating: 0, count: problem.offers.count)
        tryOffer(0)
    }

    private mutating func tryOffer(_ offer: Int) {
        guard offer < problem.offers.count else {
            if let cost = orderCost(), let penalties = orderPenalties() {
                let division = Division(problem, ordered, purchase: cost)
                if let rest = division.cheapest() { best = min(best, cost + penalties + rest) }
            }
            return
        }
        let terms = problem.offers[offer]
        var quantity: Int64 = 0
        while quantity <= min(quantityLimit, terms.maximumQuantity ?? .max) {
            if quantity == 0 || quantity >= terms.minimumQuantity {
                ordered[offer] = quantity
                tryOffer(offer + 1)
            }
            quantity += terms.orderMultiple
        }
        ordered[offer] = 0
    }

    /// Cost of the orders with all of them booked as surplus; `nil` if a rule is broken.
    private func orderCost() -> Int64? {
        var total: Int64 = 0
        var used = 0
        for (index, supplier) in problem.suppliers.enumerated() {
            var goods: Int64 = 0
            var units: Int64 = 0
            for (position, offer) in problem.offers.enumerated()
            where offer.supplier == index && ordered[position] > 0 {
                goods += price(offer, ordered[position])
                units += ordered[position]
                total += offer.offerCost + offer.unitCost * ordered[position]
                total -= problem.items[offer.item].salvageValue * ordered[position]
            }
            guard units > 0 else { continue }
            used += 1
            if units > supplier.maximumUnits ?? .max { return nil }
            if goods > supplier.maximumValue ?? .max { return nil }
            total += goods + supplier.orderCost
            if goods < supplier.minimumOrderValue {
                guard let surcharge = supplier.minimumOrderSurcharge else { return nil }
                total += surcharge
            }
            if goods < supplier.freeFreightFrom ?? .max { total += supplier.freight }
            var percent: Int64 = 0
            for discount in supplier.discounts {
                switch discount.from {
                case .value(let from): if goods >= from { percent = discount.percentTenThousandths }
                case .units(let from): if units >= from { percent = discount.percentTenThousandths }
                }
            }
            total -= goods * percent / 1_000_000
        }
        if used > problem.maximumSuppliers ?? .max { return nil }
        return keepsItemRules() ? total : nil
    }

    /// What broken soft rules on orders cost; `nil` if a hard one is broken.
    private func orderPenalties() -> Int64? {
        var total: Int64 = 0
        for rule in problem.rules {
            var isKept = true
            switch rule.demand {
            case .forbid(let supplier, let item):
                isKept = units(supplier, item) == 0
            case .requireUnits(let supplier, let item, let least):
                isKept = units(supplier, item) >= least
            case .requireValue(let supplier, let least):
                var goods: Int64 = 0
                for (position, offer) in problem.offers.enumerated()
                where offer.supplier == supplier && ordered[position] > 0 {
                    goods += price(offer, ordered[position])
                }
                isKept = goods >= least
            case .budget, .onTime: break
            }
            guard !isKept else { continue }
            guard let penalty = rule.penalty else { return nil }
            total += penalty
        }
        return total
    }

    private func units(_ supplier: Int, _ item: Int?) -> Int64 {
        zip(problem.offers, ordered).filter {
            $0.0.supplier == supplier && (item == nil || $0.0.item == item)
        }.reduce(0) { $0 + $1.1 }
    }

    private func price(_ offer: SourcingOffer, _ quantity: Int64) -> Int64 {
        var total: Int64 = 0
        for unit in 1...quantity {
            let reach = offer.priceMode == .allUnits ? quantity : unit
            let price = offer.priceBreaks.last { $0.fromQuantity <= reach }?.unitPrice
            total += price ?? offer.priceBreaks[0].unitPrice
        }
        let whole = total / offer.priceQuantity
        return 2 * (total % offer.priceQuantity) >= offer.priceQuantity ? whole + 1 : whole
    }

    private func keepsItemRules() -> Bool {
        for item in problem.items.indices {
            var bySupplier: [Int: Int64] = [:]
            for (position, offer) in problem.offers.enumerated()
            where offer.item == item && ordered[position] > 0 {
                bySupplier[offer.supplier, default: 0] += ordered[position]
            }
            if bySupplier.count > problem.maximumSuppliersPerItem ?? .max { return false }
            let total = bySupplier.values.reduce(0, +)
            guard total > 0 else { continue }
            for share in problem.shares where share.item == item {
                let own = problem.offers.filter {
                    $0.item == item && $0.supplier == share.supplier
                }
                guard let multiple = own.map(\.orderMultiple).max() else { continue }
                let units = bySupplier[share.supplier] ?? 0
                let least = share.minimumShareMillionths * total - multiple * 1_000_000
                let most = share.maximumShareMillionths * total + multiple * 1_000_000
                if units * 1_000_000 <= least || units * 1_000_000 >= most { return false }
            }
        }
        return true
    }
}

/// Cheapest division of given orders among the lines, by trying everything.
private struct Division {
    private let problem: SourcingProblem
    private var room: [[Int64]]
    private var orderRoom: [Int64]
    private var best: Int64?
    /// What is bought, as far as the orders say.
    private let purchase: Int64
    /// By line, the largest expected lateness of what serves it, in 10⁻⁶ of a day.
    private var latest: [Int64]

    init(_ problem: SourcingProblem, _ ordered: [Int64], purchase: Int64) {
        self.problem = problem
        self.purchase = purchase
        latest = problem.lines.map { _ in 0 }
        orderRoom = ordered
        room = []
        for (position, offer) in problem.offers.enumerated() {
            var rest = ordered[position]
            var rooms: [Int64] = []
            for tranche in offer.tranches {
                rooms.append(tranche.quantity ?? max(0, rest))
                rest -= tranche.quantity ?? 0
            }
            room.append(rooms)
        }
    }

    /// Cost of lateness, substitution and unmet, of the salvage value of what is given to lines,
    /// and of broken rules on either; `nil` if each way breaks a hard rule.
    func cheapest() -> Int64? {
        var copy = self
        copy.tryLine(0, cost: 0, spent: 0)
        return copy.best
    }

    private mutating func tryLine(_ line: Int, cost: Int64, spent: Int64) {
        guard line < problem.lines.count else {
            if let penalties = penalties(spent: spent) {
                best = min(best ?? .max, cost + penalties)
            }
            return
        }
        var given: [Given] = []
        trySource(line, 0, 0, problem.lines[line].quantity, (cost, spent), &given)
    }

    private func penalties(spent: Int64) -> Int64? {
        var total: Int64 = 0
        for rule in problem.rules {
            var isKept = true
            switch rule.demand {
            case .budget(let value): isKept = purchase + spent <= value
            case .onTime(let line, let days): isKept = latest[line] <= days
            case .forbid, .requireValue, .requireUnits: break
            }
            guard !isKept else { continue }
            guard let penalty = rule.penalty else { return nil }
            total += penalty
        }
        return total
    }

    private struct Given {
        var offer: Int
        var units: Int64
        var late: Int64
        var days: Int64
    }

    private mutating func trySource(
        _ line: Int, _ offer: Int, _ tranche: Int, _ open: Int64,
        _ sums: (cost: Int64, spent: Int64), _ given: inout [Given]
    ) {
        let wanted = problem.lines[line]
        guard offer < problem.offers.count else {
            guard isAllowed(wanted, given.map(\.offer)) else { return }
            var total = sums.cost + open * wanted.unmetCost
            let worst = given.map(\.late).max() ?? 0
            for part in given {
                total += part.units * (wanted.split == .complete ? worst : part.late)
            }
            latest[line] = given.map(\.days).max() ?? 0
            tryLine(line + 1, cost: total, spent: sums.spent)
            return
        }
        let terms = problem.offers[offer]
        let isLast = tranche + 1 == terms.tranches.count
        let next = isLast ? (offer + 1, 0) : (offer, tranche + 1)
        trySource(line, next.0, next.1, open, sums, &given)
        guard let extra = transfer(wanted, terms) else { return }
        let late = lateness(terms.tranches[tranche], wanted)
        let days = expectedDays(terms.tranches[tranche], wanted)
        var units: Int64 = 1
        while units <= min(open, room[offer][tranche], orderRoom[offer]) {
            room[offer][tranche] -= units
            orderRoom[offer] -= units
            given.append(Given(offer: offer, units: units, late: late, days: days))
            let more = (sums.cost + extra * units, sums.spent + extra * units)
            trySource(line, next.0, next.1, open - units, more, &given)
            given.removeLast()
            room[offer][tranche] += units
            orderRoom[offer] += units
            units += 1
        }
    }

    private func isAllowed(_ line: SourcingLine, _ offers: [Int]) -> Bool {
        if line.split == .single, Set(offers).count > 1 { return false }
        let suppliers = Set(offers.map { problem.offers[$0].supplier })
        return suppliers.count <= problem.maximumSuppliersPerLine ?? .max
    }

    private func transfer(_ line: SourcingLine, _ offer: SourcingOffer) -> Int64? {
        let salvage = problem.items[offer.item].salvageValue
        if line.item == offer.item { return salvage }
        return problem.substitutes.first {
            $0.item == line.item && $0.substitute == offer.item
        }.map { $0.cost + salvage }
    }

    private func lateness(_ tranche: SourcingTranche, _ line: SourcingLine) -> Int64 {
        (expectedDays(tranche, line) * line.lateCost + 500_000) / 1_000_000
    }

    /// In 10⁻⁶ of a day.
    private func expectedDays(_ tranche: SourcingTranche, _ line: SourcingLine) -> Int64 {
        var expected: Int64 = 0
        for arrival in tranche.arrivals where arrival.days > line.needByDay {
            expected += Int64(arrival.days - line.needByDay) * arrival.probabilityMillionths
        }
        return expected
    }
}
