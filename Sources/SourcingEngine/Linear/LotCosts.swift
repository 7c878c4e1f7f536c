/// What it costs to serve one line by one legal order, by arc of a linear model.
struct LotCosts: Sendable {
    struct Order {
        var ordered: Int64
        var given: Int64
        /// Compared with leaving the line unmet, scaled.
        var cost: Double
    }

    /// An order that serves all that its line wants.
    private struct Whole {
        /// 0 if there is none.
        var ordered: Int64 = 0
        /// Goods, and all else but the supplier's order, scaled.
        var goods = 0.0
        var rest = 0.0
    }

    private let model: LinearModel
    private let scale: Double
    private var offerOfArc: [Int]
    private var whole: [Whole]

    /// `nil` if an offer serves several lines, who would share its orders.
    init?(_ model: LinearModel) {
        self.model = model
        scale = Double(Int64(1) << Int64(model.shift))
        offerOfArc = Array(repeating: 0, count: model.arcs.count)
        whole = Array(repeating: Whole(), count: model.arcs.count)
        for offer in model.offers {
            guard offer.arcs.filter({ model.arcs[$0].line >= 0 }).count <= 1 else { return nil }
            for arc in offer.arcs where model.arcs[arc].line >= 0 {
                offerOfArc[arc] = offer.position
                let want = model.want[model.arcs[arc].line]
                if let found = cheapest(arc, atLeast: want, atMost: Int64.max) {
                    whole[arc] = found
                }
            }
        }
    }

    /// The cheapest legal order for as much of the line as a supplier's room allows.
    func order(_ arc: Int, room: Int64, percent: Int64, unmet: Double) -> Order? {
        let want = model.want[model.arcs[arc].line]
        var found = whole[arc]
        var given = want
        if found.ordered == 0 || found.ordered > room {
            let terms = model.problem.offers[offerOfArc[arc]]
            let most = min(room, terms.maximumQuantity ?? room)
            let lot = most / terms.orderMultiple * terms.orderMultiple
            guard lot > 0, let least = cheapest(arc, atLeast: min(lot, want), atMost: room)
            else { return nil }
            found = least
            given = min(want, found.ordered)
        }
        let net = found.goods * Double(1_000_000 - percent) / 1_000_000
        return Order(
            ordered: found.ordered, given: given, cost: net + found.rest - unmet * Double(given))
    }

    /// The cheapest of the least legal order and those that reach a price break.
    private func cheapest(_ arc: Int, atLeast least: Int64, atMost most: Int64) -> Whole? {
        let terms = model.problem.offers[offerOfArc[arc]]
        let limit = min(most, terms.maximumQuantity ?? most)
        var best: Whole?
        for start in [least] + terms.priceBreaks.map(\.fromQuantity) where start >= least {
            let multiple = terms.orderMultiple
            let wanted = max(start, terms.minimumQuantity)
            let (lots, isOver) = ((wanted - 1) / multiple + 1).multipliedReportingOverflow(
                by: multiple)
            guard !isOver, lots <= limit, let goods = goods(terms, lots) else { continue }
            let given = min(lots, model.want[model.arcs[arc].line])
            let salvage = Double(model.problem.items[terms.item].salvageValue)
            let rest =
                Double(terms.offerCost) + Double(terms.unitCost) * Double(lots)
                - salvage * Double(lots - given)
            let found = Whole(
                ordered: lots, goods: goods * scale,
                rest: rest * scale
                    + Double(model.arcs[arc].extra - model.arcs[arc].share) * Double(given))
            if found.goods + found.rest < (best.map { $0.goods + $0.rest } ?? .infinity) {
                best = found
            }
        }
        return best
    }

    private func goods(_ terms: SourcingOffer, _ quantity: Int64) -> Double? {
        do {
            return Double(try terms.goods(quantity: quantity))
        } catch {
            // Beyond 64 bits: no order to look for.
            return nil
        }
    }
}
