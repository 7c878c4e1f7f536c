import WireFormats

/// A proof of a bound as `certificate.csv` states it; nothing in it is believed.
struct StatedCertificate {
    /// A whole number that is below a threshold in one half of a split, and not in the other.
    enum Measure: Hashable {
        /// Units ordered from a supplier.
        case units(supplier: Int)
        /// Goods value ordered from a supplier, in micros.
        case value(supplier: Int)
        /// Units ordered of an offer.
        case quantity(offer: Int)
        /// Units that a line gets of an offer.
        case given(line: Int, offer: Int)
        /// Units that a line gets from a supplier.
        case supplied(line: Int, supplier: Int)
        /// Units that a line gets of one tranche.
        case flow(line: Int, offer: Int, tranche: Int)
        /// The latest that a complete line is served, as cost per unit in micros.
        case lateness(line: Int)
        /// What budgets count, in micros.
        case purchase
    }

    /// Answers on one side of a threshold.
    struct Exclusion {
        var measure: Measure
        var from: Int128
        var isAbove: Bool
    }

    enum Node {
        case split(Measure, from: Int128, below: Int, above: Int)
        /// - prices: position in ``prices``; `nil` if everything is free of charge.
        case leaf(prices: Int?, bound: Int128?)
        /// Leaves out what costs at least the bound by the prices, see ``exclusions``.
        case narrow(prices: Int, bound: Int128, below: Int)
    }

    /// Prices that tie blocks and suppliers together, in 2⁻⁴⁰ micros.
    struct Prices {
        /// By supplier and first item of the block.
        var use: [Pair: Int128] = [:]
        /// Per micro of goods value, by supplier.
        var value: [Int: Int128] = [:]
        /// Per micro of goods value, by supplier and first item of the block; adds to ``value``.
        var blockValue: [Pair: Int128] = [:]
        /// Per unit, by supplier.
        var units: [Int: Int128] = [:]
        /// Per unit given, by line.
        var line: [Int: Int128] = [:]
        /// Per unit given, by line, to the supplier; if there is any, there is nothing else.
        var demand: [Int: Int128] = [:]
        /// On the least and the largest share, by supplier and item.
        var leastShare: [Pair: Int128] = [:]
        var largestShare: [Pair: Int128] = [:]
        /// On required units, by rule.
        var rule: [Int: Int128] = [:]
        /// Per supplier with an order.
        var suppliers: Int128 = 0
        /// Per micro of what is bought.
        var budget: Int128 = 0
    }

    struct Pair: Hashable {
        var supplier: Int
        var item: Int
    }

    /// The certificate for a problem with some of the rules only, by position.
    func naming(rules kept: [Int]) -> StatedCertificate {
        var certificate = self
        for index in prices.indices {
            certificate.prices[index].rule = [:]
            for (position, rule) in kept.enumerated() {
                certificate.prices[index].rule[position] = prices[index].rule[rule]
            }
        }
        return certificate
    }

    /// Items whose blocks are looked at one by one, though substitutes join them.
    var apart: Set<Int> = []
    /// By number.
    var nodes: [Int: Node] = [:]
    /// What nodes leave out, by number; none where that follows from prices of lines.
    var exclusions: [Int: [Exclusion]] = [:]
    var prices: [Prices] = []
}

/// Reads `certificate.csv`.
struct CertificateTable {
    private let problem: StatedProblem
    private var certificate = StatedCertificate()
    private var positions: [String: Int] = [:]
    private let suppliers: [String: Int]
    private let items: [String: Int]
    private let lines: [String: Int]
    private let offers: [String: Int]

    static let columns = [
        "record", "node", "kind", "supplier", "item", "line", "offer", "tranche", "rule", "value",
        "below", "above", "prices",
    ]

    init(_ problem: StatedProblem) {
        self.problem = problem
        func numbered(_ names: [String]) -> [String: Int] {
            Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
        suppliers = numbered(problem.suppliers.map(\.id))
        items = numbered(problem.itemIDs)
        lines = numbered(problem.lines.map(\.id))
        offers = numbered(problem.offers.map(\.id))
    }

    /// - Returns: `nil` if the folder has no certificate.
    consuming func read(folder: String) throws(UnreadableFolder) -> StatedCertificate? {
        let tables = FolderTables(folder: folder)
        guard let bytes = try tables.bytes("certificate.csv") else { return nil }
        do throws(WireError) {
            var table = try TableReader(bytes, required: Self.columns, optional: [])
            while let row = try table.next() { try take(row) }
        } catch {
            throw tables.unreadable("certificate.csv", error)
        }
        return certificate
    }

    private mutating func take(_ row: TableRow) throws(WireError) {
        switch try row.requiredText("record") {
        case "apart": certificate.apart.insert(try find(row, "item", items))
        case "split": try takeSplit(row)
        case "leaf":
            let number = try number(row, "node")
            var prices: Int?
            if let name = try row.optionalText("prices") { prices = position(name) }
            var bound: Int128?
            if try row.optionalText("value") != nil { bound = Int128(try row.decimal("value")) }
            try put(row, number, .leaf(prices: prices, bound: bound))
        case "narrow":
            let prices = position(try row.requiredText("prices"))
            let bound = Int128(try row.decimal("value"))
            let below = try number(row, "below")
            try put(
                row, try number(row, "node"), .narrow(prices: prices, bound: bound, below: below))
        case "without_above": try takeExclusion(row, isAbove: true)
        case "without_below": try takeExclusion(row, isAbove: false)
        case "price": try takePrice(row)
        default:
            throw wrong(
                row, "record",
                "is none of apart, split, narrow, without_above, without_below, leaf, price")
        }
    }

    private mutating func takeSplit(_ row: TableRow) throws(WireError) {
        let (measure, from) = try threshold(row)
        let node = StatedCertificate.Node.split(
            measure, from: from, below: try number(row, "below"), above: try number(row, "above"))
        try put(row, try number(row, "node"), node)
    }

    private mutating func takeExclusion(_ row: TableRow, isAbove: Bool) throws(WireError) {
        let (measure, from) = try threshold(row)
        switch measure {
        case .quantity, .units, .value: break
        default: throw wrong(row, "kind", "is none of quantity, units, value")
        }
        certificate.exclusions[try number(row, "node"), default: []].append(
            StatedCertificate.Exclusion(measure: measure, from: from, isAbove: isAbove))
    }

    /// What a row divides, and where.
    private func threshold(
        _ row: TableRow
    ) throws(WireError) -> (measure: StatedCertificate.Measure, from: Int128) {
        let measure: StatedCertificate.Measure
        var isMoney = false
        switch try row.requiredText("kind") {
        case "units": measure = .units(supplier: try find(row, "supplier", suppliers))
        case "value":
            measure = .value(supplier: try find(row, "supplier", suppliers))
            isMoney = true
        case "quantity": measure = .quantity(offer: try find(row, "offer", offers))
        case "given":
            measure = .given(
                line: try find(row, "line", lines), offer: try find(row, "offer", offers))
        case "supplied":
            measure = .supplied(
                line: try find(row, "line", lines), supplier: try find(row, "supplier", suppliers))
        case "flow":
            let offer = try find(row, "offer", offers)
            let tranche = try row.integer("tranche")
            guard tranche >= 1, tranche <= problem.offers[offer].tranches.count else {
                throw wrong(row, "tranche", "does not exist")
            }
            measure = .flow(
                line: try find(row, "line", lines), offer: offer, tranche: Int(tranche) - 1)
        case "lateness":
            let line = try find(row, "line", lines)
            guard problem.lines[line].split == .complete else {
                throw wrong(row, "line", "does not ship complete")
            }
            measure = .lateness(line: line)
            isMoney = true
        case "purchase":
            measure = .purchase
            isMoney = true
        default: throw wrong(row, "kind", "is not known")
        }
        return (measure, Int128(isMoney ? try row.decimal("value") : try row.integer("value")))
    }

    private mutating func takePrice(_ row: TableRow) throws(WireError) {
        let set = position(try row.requiredText("prices"))
        let text = try row.requiredText("value")
        guard let value = Int128(text), value.magnitude < Int128(1) << 110 else {
            throw wrong(row, "value", "is no whole number below 2¹¹⁰")
        }
        var mayBeNegative = false
        switch try row.requiredText("kind") {
        case "use": certificate.prices[set].use[try pair(row)] = value
        case "value":
            mayBeNegative = true
            if try row.optionalText("item") == nil {
                certificate.prices[set].value[try find(row, "supplier", suppliers)] = value
            } else {
                certificate.prices[set].blockValue[try pair(row)] = value
            }
        case "units":
            mayBeNegative = true
            certificate.prices[set].units[try find(row, "supplier", suppliers)] = value
        case "line": certificate.prices[set].line[try find(row, "line", lines)] = value
        case "demand":
            mayBeNegative = true
            certificate.prices[set].demand[try find(row, "line", lines)] = value
        case "least_share": certificate.prices[set].leastShare[try pair(row)] = value
        case "largest_share": certificate.prices[set].largestShare[try pair(row)] = value
        case "rule":
            let name = try row.requiredText("rule")
            guard let rule = problem.rules.firstIndex(where: { $0.id == name }),
                problem.rules[rule].kind == .requireSupplier, problem.rules[rule].penalty == nil
            else { throw wrong(row, "rule", "is no hard rule of kind require_supplier") }
            certificate.prices[set].rule[rule] = value
        case "suppliers": certificate.prices[set].suppliers = value
        case "budget": certificate.prices[set].budget = value
        default: throw wrong(row, "kind", "is not known")
        }
        guard value >= 0 || mayBeNegative else {
            throw wrong(row, "value", "must not be negative for this kind")
        }
    }

    private func pair(_ row: TableRow) throws(WireError) -> StatedCertificate.Pair {
        StatedCertificate.Pair(
            supplier: try find(row, "supplier", suppliers), item: try find(row, "item", items))
    }

    private mutating func position(_ name: String) -> Int {
        if let known = positions[name] { return known }
        positions[name] = certificate.prices.count
        certificate.prices.append(StatedCertificate.Prices())
        return certificate.prices.count - 1
    }

    private mutating func put(
        _ row: TableRow, _ number: Int, _ node: StatedCertificate.Node
    ) throws(WireError) {
        guard certificate.nodes.updateValue(node, forKey: number) == nil else {
            throw wrong(row, "node", "stands twice")
        }
    }

    private func number(_ row: TableRow, _ column: String) throws(WireError) -> Int {
        Int(try row.integer(column))
    }

    private func find(
        _ row: TableRow, _ column: String, _ keys: [String: Int]
    ) throws(WireError) -> Int {
        guard let position = keys[try row.requiredText(column)] else {
            throw wrong(row, column, "is stated nowhere")
        }
        return position
    }

    private func wrong(_ row: TableRow, _ column: String, _ what: String) -> WireError {
        WireError(
            code: "verify.certificate-unreadable", message: "\(column): the value \(what)",
            position: row.position(of: column))
    }
}
