import WireFormats

/// Compares what a result states with what its orders and allocations come to.
struct ResultCheck {
    /// What the lines get and what is ordered, by position, after references were resolved.
    struct Answer {
        var quantities: [Int128]
        /// Units by offer and tranche.
        var given: [[Int128]]
        /// Units per line.
        var served: [Int128]
        var allocations: [Given] = []
    }

    /// One allocation by position.
    struct Given {
        var line: Int
        var offer: Int
        var tranche: Int
        var quantity: Int128
    }

    /// What a supplier's order comes to, in micros.
    struct SupplierTotal {
        var units: Int128 = 0
        var goods: Int128 = 0
        var discount: Int128 = 0
        var orderCost: Int128 = 0
        var freight: Int128 = 0
        var surcharge: Int128 = 0

        var total: Int128 { goods - discount + orderCost + freight + surcharge }

        func amount(_ column: String) -> Int128 {
            switch column {
            case "goods": goods
            case "discount": discount
            case "order_cost": orderCost
            case "freight": freight
            case "surcharge": surcharge
            default: total
            }
        }
    }

    let problem: StatedProblem
    let result: StatedResult
    let certificate: StatedCertificate?
    let offers: [String: Int]
    private let lines: [String: Int]
    var findings: [VerificationFinding] = []

    init(
        problem: StatedProblem, result: StatedResult, certificate: StatedCertificate? = nil
    ) {
        self.problem = problem
        self.result = result
        self.certificate = certificate
        offers = Dictionary(
            problem.offers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }
        )
        lines = Dictionary(
            problem.lines.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func report() -> VerificationReport {
        guard result.status == "optimal" || result.status == "feasible" else {
            return reportWithoutAnswer()
        }
        let answer = resolve()
        checkOrders(answer)
        checkSupply(answer)
        checkLines(answer)
        checkUnmet(answer)
        let totals = supplierTotals(answer)
        checkSuppliers(answer, totals)
        checkSupplierTable(totals)
        checkShares(answer)
        let costs = costs(answer, totals)
        let objective = costs.reduce(Int128(0)) { $0 + $1.micros }
        checkRules(answer, totals, purchase: purchase(costs))
        checkCosts(costs, objective)
        checkBound(objective)
        let (bound, proven) = checkCertificate(objective, answer, totals)
        return VerificationReport(
            outcome: findings.isEmpty ? .verified : .mismatch, findings: findings,
            costs: costs.map { .init(key: $0.key, micros: Int64(clamping: $0.micros)) },
            objective: Int64(exactly: objective),
            statements: statements(answer, objective) + [bound], provenBound: proven)
    }

    /// All terms that a budget counts.
    func purchase(_ costs: [(key: String, micros: Int128)]) -> Int128 {
        costs.filter { !["lateness", "unmet", "penalties"].contains($0.key) }
            .reduce(0) { $0 + $1.micros }
    }

    mutating func disagree(_ code: String, _ message: String) {
        findings.append(VerificationFinding(code: "verify.\(code)", message: message))
    }

    // MARK: References

    /// Turns identifiers into positions; rows that refer to nothing are reported and left out.
    private mutating func resolve() -> Answer {
        var answer = Answer(
            quantities: problem.offers.map { _ in 0 },
            given: problem.offers.map { $0.tranches.map { _ in 0 } },
            served: problem.lines.map { _ in 0 })
        var ordered: Set<Int> = []
        for order in result.orders {
            let place = "orders.csv:\(order.line)"
            guard let offer = offers[order.offer] else {
                disagree("unknown", "\(place) names offer \(order.offer), which does not exist")
                continue
            }
            if !ordered.insert(offer).inserted {
                disagree("twice", "\(place) orders offer \(order.offer) a second time")
            }
            if order.quantity <= 0 {
                disagree("quantity", "\(place) orders \(order.quantity) units, not at least 1")
            }
            answer.quantities[offer] += Int128(order.quantity)
        }
        var seen: Set<[Int]> = []
        for row in result.allocations {
            let place = "allocations.csv:\(row.row)"
            guard let line = lines[row.line], let offer = offers[row.offer],
                row.tranche >= 1, row.tranche <= problem.offers[offer].tranches.count
            else {
                disagree(
                    "unknown",
                    "\(place) names line \(row.line), offer \(row.offer), tranche "
                        + "\(row.tranche), which do not all exist")
                continue
            }
            let tranche = Int(row.tranche) - 1
            if !seen.insert([line, offer, tranche]).inserted {
                disagree("twice", "\(place) repeats line, offer and tranche of an earlier row")
            }
            if row.quantity <= 0 {
                disagree("quantity", "\(place) gives \(row.quantity) units, not at least 1")
            }
            let quantity = Int128(row.quantity)
            answer.given[offer][tranche] += quantity
            answer.served[line] += quantity
            answer.allocations.append(
                Given(line: line, offer: offer, tranche: tranche, quantity: quantity))
        }
        return answer
    }

    // MARK: What was checked

    private func statements(_ answer: Answer, _ objective: Int128) -> [String] {
        let money = "\(amountText(objective)) \(problem.currency)"
        let open = zip(problem.lines, answer.served).filter { $0.quantity > $1 }.count
        return [
            "cost: recomputed in 10⁻⁶ from orders and allocations, \(money)",
            "rules: looked at \(count(result.orders.count, "order")), "
                + "\(count(result.allocations.count, "allocation")) and "
                + "\(count(problem.lines.count, "line")), of which \(open) not covered in full",
        ]
    }

    func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}

/// An amount in micros with all six places.
func amountText(_ micros: Int128) -> String {
    let fraction = String(micros.magnitude % 1_000_000)
    return (micros < 0 ? "-" : "") + String(micros.magnitude / 1_000_000) + "."
        + String(repeating: "0", count: 6 - fraction.count) + fraction
}
