import Procurement
import SourcingEngine

/// Reasons of the engine in words, with the identifiers of the problem.
struct ReasonWords {
    let problem: SourcingProblem

    /// An amount without needless digits.
    static func amount(_ micros: Int64) -> String {
        Grouping.grouped(FixedPoint(micros: micros).description)
    }

    /// Days from 10⁻⁶ of a day, rounded half up to two places where they are not whole.
    static func days(_ millionths: Int128) -> String {
        let hundredths = (millionths + (millionths < 0 ? -5_000 : 5_000)) / 10_000
        return amount(Int64(clamping: hundredths * 10_000))
    }

    func offer(_ position: Int) -> String {
        let offer = problem.offers[position]
        return "\(offer.id) (\(problem.suppliers[offer.supplier].id))"
    }

    private func supplier(ofOffer position: Int) -> String {
        problem.suppliers[problem.offers[position].supplier].id
    }

    // MARK: What loses

    /// A stable name of the obstacle, for machines.
    static func code(_ obstacle: OfferObstacle) -> String {
        switch obstacle {
        case .noLegalQuantity: "no_legal_quantity"
        case .forbidden: "forbidden"
        case .missed: "missed"
        case .rule: "rule"
        case .supplierUnits: "supplier_units"
        case .supplierValue: "supplier_value"
        case .shares: "shares"
        case .suppliersPerLine: "suppliers_per_line"
        case .suppliersPerItem: "suppliers_per_item"
        case .suppliers: "suppliers"
        case .minimumOrderValue: "minimum_order_value"
        case .minimumQuantity: "minimum_quantity"
        case .orderMultiple: "order_multiple"
        case .maximumQuantity: "maximum_quantity"
        case .split: "split"
        case .orderCost: "order_cost"
        case .freight: "freight"
        case .offerCost: "offer_cost"
        case .late: "late"
        case .equal: "equal"
        case .dearer: "dearer"
        case .unknown: "unknown"
        }
    }

    /// The obstacle as a clause about an offer.
    func clause(_ obstacle: OfferObstacle, ofOffer offer: Int) -> String {
        let amount = Self.amount
        let supplier = supplier(ofOffer: offer)
        switch obstacle {
        case .noLegalQuantity: return "its smallest order is above its maximum"
        case .forbidden(let rule): return "rule \(problem.rules[rule].id) forbids it"
        case .missed(let saving):
            return "ordering it would save \(amount(saving)), which the answer misses"
        case .orderCost(let cost): return "an order with \(supplier) costs \(amount(cost))"
        case .freight(let freight): return "\(supplier) asks \(amount(freight)) for freight"
        case .offerCost(let cost): return "using it costs \(amount(cost)) once"
        case .late(let days): return "it comes up to \(Counted.text(days, "day")) late"
        case .equal: return "it costs just as much"
        case .dearer: return "it is dearer"
        case .unknown: return "the search ended before the reason was known"
        case .rule, .supplierUnits, .supplierValue, .shares, .suppliersPerLine, .suppliersPerItem,
            .suppliers, .minimumOrderValue, .minimumQuantity, .orderMultiple, .maximumQuantity,
            .split:
            return limit(obstacle, supplier)
        }
    }

    private func limit(_ obstacle: OfferObstacle, _ supplier: String) -> String {
        switch obstacle {
        case .rule(let rule): "rule \(problem.rules[rule].id) stands against it"
        case .supplierUnits(let most): "\(supplier) sells at most \(Self.count(most)) units"
        case .supplierValue(let most): "\(supplier) sells for at most \(Self.amount(most))"
        case .shares: "the shares of its item leave it no room"
        case .suppliersPerLine(let most): "a line may have at most \(most) suppliers"
        case .suppliersPerItem(let most): "an item may have at most \(most) suppliers"
        case .suppliers(let most): "at most \(most) suppliers may get an order"
        case .minimumOrderValue(let least):
            "an order with \(supplier) must reach \(Self.amount(least))"
        case .minimumQuantity(let least): "its smallest order is \(Self.count(least))"
        case .orderMultiple(let multiple): "it is sold in multiples of \(Self.count(multiple))"
        case .maximumQuantity(let most): "it has at most \(Self.count(most)) units"
        case .split: "lines want one offer, or all at once"
        case .noLegalQuantity, .forbidden, .missed, .orderCost, .freight, .offerCost, .late,
            .equal, .dearer, .unknown:
            ""
        }
    }

    private static func count(_ units: Int64) -> String { Grouping.grouped(String(units)) }

    /// Why an offer is not ordered.
    func because(_ loser: LosingOffer) -> String {
        let clause = clause(loser.obstacle, ofOffer: loser.offer)
        guard let extra = loser.extraCost, extra > 0 else { return clause }
        switch loser.obstacle {
        case .dearer: return "it is dearer, by \(Self.amount(extra))"
        case .missed, .equal: return clause
        default: return "\(clause), \(Self.amount(extra)) dearer in all"
        }
    }

    /// What would have it ordered, as far as it is known.
    func entry(_ loser: LosingOffer) -> String {
        var ways: [String] = []
        if let price = loser.price {
            ways.append(
                "at \(Self.amount(price.unitPrice)) (\(Self.amount(price.reduction)) less, "
                    + "\(Self.count(price.quantity)) units)")
        }
        if let days = loser.daysEarlier { ways.append("\(Counted.text(days, "day")) earlier") }
        guard ways.isEmpty else { return "ordered " + ways.joined(separator: ", or ") }
        switch loser.obstacle {
        case .noLegalQuantity, .forbidden, .missed, .equal: return ""
        default:
            return loser.isComplete ? "no price alone would do" : "no price was found that would do"
        }
    }

    // MARK: What wins

    func because(_ award: AwardReason) -> String {
        guard let saving = award.saving else { return "no answer was found without it" }
        let late = award.lateUnitDaysAvoided
        let cost =
            saving == 0
            ? "as dear" : "\(Self.amount(abs(saving))) \(saving > 0 ? "cheaper" : "dearer")"
        let isBothGood = (saving >= 0) == (late >= 0)
        let days = "\(Self.days(late < 0 ? -late : late)) unit-days"
        let time = late == 0 ? "" : late > 0 ? "\(days) earlier" : "\(days) later"
        let joined = late == 0 ? cost : "\(cost) \(isBothGood ? "and" : "though") \(time)"
        let word = saving == 0 && late == 0 ? "as" : "than"
        return "\(joined) \(word) \(alternative(award))\(surplus(award))"
    }

    private func alternative(_ award: AwardReason) -> String {
        var others = award.replacements.map { "\(Self.count($0.quantity)) of \(offer($0.offer))" }
        if award.unmetUnits > 0 { others.append("\(Self.count(award.unmetUnits)) unmet") }
        return others.isEmpty ? "the rest without it" : others.joined(separator: " and ")
    }

    private func surplus(_ award: AwardReason) -> String {
        guard award.surplus > 0 else { return "" }
        let verb = award.surplus == 1 ? "is" : "are"
        let units = "; \(Self.count(award.surplus)) more \(verb) ordered than anybody gets"
        guard let saving = award.surplusSaving, saving >= 0 else { return units }
        return units + ", fewer would cost \(Self.amount(saving)) more"
    }

    // MARK: What is missing

    static func code(_ cause: Shortfall.Cause) -> String {
        switch cause {
        case .noOffer: "no_offer"
        case .noLegalQuantity: "no_legal_quantity"
        case .dearer: "dearer"
        case .missed: "missed"
        case .unknown: "unknown"
        case .obstacle(let obstacle): code(obstacle)
        }
    }

    func because(_ shortfall: Shortfall, line: Int) -> String {
        let units = Self.count(shortfall.supplyable)
        switch shortfall.cause {
        case .noOffer: return "nobody offers the item"
        case .noLegalQuantity: return "no offer of the item has a legal quantity"
        case .dearer:
            return "supplying \(units) would cost \(Self.amount(shortfall.extraCost)) more than "
                + "leaving them unmet"
        case .missed: return "supplying \(units) would save money, which the answer misses"
        case .unknown: return "several limits together, or the search ended before it knew"
        case .obstacle(let obstacle):
            let item = problem.lines[line].item
            let offer = problem.offers.firstIndex { $0.item == item } ?? 0
            if case .maximumQuantity = obstacle { return "its offers have no more" }
            return problem.offers.isEmpty ? "" : clause(obstacle, ofOffer: offer)
        }
    }
}
