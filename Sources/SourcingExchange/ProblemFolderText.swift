import SourcingEngine
import WireFormats

/// The files of a problem folder as bytes.
struct ProblemFolderText {
    typealias File = ProblemFolder.File

    let problem: SourcingProblem

    /// The bytes of every file that the problem needs.
    func contents() -> [File: [UInt8]] {
        var contents: [File: [UInt8]] = [
            .problem: problemFile(),
            .suppliers: suppliers(),
            .items: table(
                ["item", "salvage_value"], problem.items.map { [$0.id, amount($0.salvageValue)] }),
            .lines: lines(),
            .offers: offers(),
            .priceBreaks: priceBreaks(),
        ]
        if problem.suppliers.contains(where: { !$0.discounts.isEmpty }) {
            contents[.discounts] = discounts()
        }
        if !problem.substitutes.isEmpty {
            contents[.substitutes] = table(
                ["item", "substitute", "cost"],
                problem.substitutes.map {
                    [problem.items[$0.item].id, problem.items[$0.substitute].id, amount($0.cost)]
                })
        }
        if problem.offers.contains(where: { leadDays(of: $0) == nil }) {
            contents[.arrivals] = arrivals()
        }
        if !problem.shares.isEmpty {
            contents[.shares] = table(
                ["supplier", "item", "minimum_share", "maximum_share"],
                problem.shares.map {
                    [
                        problem.suppliers[$0.supplier].id, problem.items[$0.item].id,
                        amount($0.minimumShareMillionths), amount($0.maximumShareMillionths),
                    ]
                })
        }
        if !problem.rules.isEmpty { contents[.rules] = rules() }
        return contents
    }

    private func rules() -> [UInt8] {
        table(
            ["rule", "kind", "supplier", "item", "line", "value", "penalty"],
            problem.rules.map { rule in
                let penalty = amount(rule.penalty)
                func row(
                    _ kind: RuleKind, supplier: Int? = nil, item: Int? = nil, line: Int? = nil,
                    value: String = ""
                ) -> [String] {
                    [
                        rule.id, kind.rawValue, supplier.map { problem.suppliers[$0].id } ?? "",
                        item.map { problem.items[$0].id } ?? "",
                        line.map { problem.lines[$0].id } ?? "", value, penalty,
                    ]
                }
                return switch rule.demand {
                case .forbid(let supplier, let item):
                    row(.forbid, supplier: supplier, item: item)
                case .requireValue(let supplier, let value):
                    row(.requireValue, supplier: supplier, value: amount(value))
                case .requireUnits(let supplier, let item, let units):
                    row(.requireSupplier, supplier: supplier, item: item, value: quantity(units))
                case .budget(let value): row(.budget, value: amount(value))
                case .onTime(let line, let days): row(.onTime, line: line, value: amount(days))
                }
            })
    }

    private func problemFile() -> [UInt8] {
        var members = [
            JSONMember("format", JSONValue(.string(ProblemFolder.format))),
            JSONMember("currency", JSONValue(.string(problem.currency))),
        ]
        let limits = [
            ("maxSuppliersPerLine", problem.maximumSuppliersPerLine),
            ("maxSuppliersPerItem", problem.maximumSuppliersPerItem),
            ("maxSuppliers", problem.maximumSuppliers),
        ]
        for (name, limit) in limits {
            if let limit { members.append(JSONMember(name, JSONValue(.number(String(limit))))) }
        }
        return JSONText.write(JSONValue(.object(members)), sortsKeys: false)
    }

    private func suppliers() -> [UInt8] {
        table(
            [
                "supplier", "order_cost", "minimum_order_value", "minimum_order_surcharge",
                "freight", "free_freight_from", "maximum_units", "maximum_value",
            ],
            problem.suppliers.map {
                [
                    $0.id, amount($0.orderCost), amount($0.minimumOrderValue),
                    amount($0.minimumOrderSurcharge), amount($0.freight),
                    amount($0.freeFreightFrom), quantity($0.maximumUnits), amount($0.maximumValue),
                ]
            })
    }

    private func discounts() -> [UInt8] {
        table(
            ["supplier", "from_value", "from_units", "percent"],
            problem.suppliers.flatMap { supplier in
                supplier.discounts.map { discount in
                    let percent = DecimalText.format(
                        scaled: discount.percentTenThousandths, scale: 4)
                    return switch discount.from {
                    case .value(let value): [supplier.id, amount(value), "", percent]
                    case .units(let units): [supplier.id, "", quantity(units), percent]
                    }
                }
            })
    }

    private func lines() -> [UInt8] {
        table(
            ["line", "item", "quantity", "need_by", "late_cost", "unmet_cost", "split"],
            problem.lines.map {
                [
                    $0.id, problem.items[$0.item].id, quantity($0.quantity), String($0.needByDay),
                    amount($0.lateCost), amount($0.unmetCost), $0.split.rawValue,
                ]
            })
    }

    private func offers() -> [UInt8] {
        table(
            [
                "offer", "supplier", "item", "lead_days", "minimum_quantity", "order_multiple",
                "maximum_quantity", "offer_cost", "unit_cost", "price_quantity", "price_mode",
            ],
            problem.offers.map {
                [
                    $0.id, problem.suppliers[$0.supplier].id, problem.items[$0.item].id,
                    leadDays(of: $0).map(String.init) ?? "", quantity($0.minimumQuantity),
                    quantity($0.orderMultiple), quantity($0.maximumQuantity),
                    amount($0.offerCost), amount($0.unitCost), quantity($0.priceQuantity),
                    $0.priceMode.rawValue,
                ]
            })
    }

    private func priceBreaks() -> [UInt8] {
        table(
            ["offer", "from_quantity", "unit_price"],
            problem.offers.flatMap { offer in
                offer.priceBreaks.map {
                    [offer.id, quantity($0.fromQuantity), amount($0.unitPrice)]
                }
            })
    }

    private func arrivals() -> [UInt8] {
        var rows: [[String]] = []
        for offer in problem.offers where leadDays(of: offer) == nil {
            for (position, tranche) in offer.tranches.enumerated() {
                for arrival in tranche.arrivals {
                    rows.append([
                        offer.id, String(position + 1), quantity(tranche.quantity),
                        String(arrival.days), amount(arrival.probabilityMillionths),
                    ])
                }
            }
        }
        return table(["offer", "tranche", "quantity", "days", "probability"], rows)
    }

    /// The one certain day on which the whole order arrives, `nil` if it is not as simple.
    private func leadDays(of offer: SourcingOffer) -> Int? {
        guard let tranche = offer.tranches.first, offer.tranches.count == 1,
            tranche.quantity == nil, tranche.arrivals.count == 1
        else { return nil }
        return tranche.arrivals.first?.days
    }

    private func table(_ header: [String], _ rows: [[String]]) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write(header)
        for row in rows { writer.write(row) }
        return writer.bytes
    }

    private func amount(_ micros: Int64?) -> String {
        micros.map { DecimalText.format(scaled: $0) } ?? ""
    }

    private func quantity(_ units: Int64?) -> String { units.map(String.init) ?? "" }
}
