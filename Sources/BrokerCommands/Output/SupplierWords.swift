import Procurement
import SourcingEngine

/// What suppliers' terms did, and advice, in words.
struct SupplierWords {
    let words: ReasonWords

    init(_ problem: SourcingProblem) { words = ReasonWords(problem: problem) }

    private var amount: (Int64) -> String { ReasonWords.amount }

    func text(_ reasons: SupplierReasons) -> String {
        let supplier = words.problem.suppliers[reasons.supplier]
        guard let order = reasons.order else {
            let entry =
                reasons.ordersAtOrderCost.map {
                    ": it would get one if an order cost at most \(amount($0)) instead of "
                        + amount(supplier.orderCost)
                } ?? ""
            return "\(supplier.id) · no order\(entry)"
        }
        var parts = ["goods \(amount(order.goods))"]
        if order.orderCost > 0 { parts.append("order cost \(amount(order.orderCost))") }
        if order.freight > 0 { parts.append("freight \(amount(order.freight))") }
        if let missing = reasons.belowFreeFreight {
            parts.append("free in \(amount(missing)) more")
        }
        if order.surcharge > 0 { parts.append("surcharge \(amount(order.surcharge))") }
        if let above = reasons.aboveMinimum, above >= 0 {
            parts.append("\(amount(above)) above its minimum")
        }
        if order.discount > 0 { parts.append("discount \(amount(order.discount))") }
        if let next = reasons.nextDiscount { parts.append(text(next)) }
        if let left = reasons.unitsLeft {
            parts.append(left == 0 ? "no unit left" : "\(left) units left")
        }
        if let left = reasons.valueLeft { parts.append("\(amount(left)) left of its limit") }
        if reasons.surplusUnits > 0 { parts.append("\(reasons.surplusUnits) units for nobody") }
        if let saving = reasons.saving {
            let word = saving < 0 ? "cheaper" : "dearer"
            parts.append("without it \(amount(abs(saving))) \(word)")
        }
        return "\(supplier.id) · \(parts.joined(separator: ", "))"
    }

    private func text(_ next: SupplierReasons.NextDiscount) -> String {
        let percent = FixedPoint(micros: next.percentTenThousandths * 100)
        switch next.missing {
        case .value(let micros): return "\(percent) % in \(amount(micros)) more"
        case .units(let units): return "\(percent) % in \(units) units more"
        }
    }

    func text(_ advice: SourcingAdvice) -> String {
        let saving = "saves \(amount(advice.saving))"
        switch advice.change {
        case .buyUp(let offer, let units, let threshold):
            return "\(units) more of \(words.offer(offer)) reach \(Self.text(threshold)): \(saving)"
        case .combine(let supplier):
            return "lines of \(words.problem.suppliers[supplier].id) can wait for orders of "
                + "others and stay in time: \(saving)"
        }
    }

    static func text(_ threshold: SourcingAdvice.Threshold) -> String {
        switch threshold {
        case .priceBreak(let from): "the price from \(from) on"
        case .discount(let percent): "the discount of \(FixedPoint(micros: percent * 100)) %"
        case .freeFreight: "free freight"
        case .minimumOrderValue: "the minimum order value"
        }
    }
}
