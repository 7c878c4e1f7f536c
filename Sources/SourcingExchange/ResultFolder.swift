package import SourcingEngine
import WireFormats

/// The answer to a problem as a folder, format `sourcing-result/1`.
package enum ResultFolder {
    /// The format that is read and written.
    package static let format = "sourcing-result/1"
    /// The files of a result folder; `result.json` is written last.
    package static let fileNames = [
        "orders.csv", "allocations.csv", "unmet.csv", "supplier_orders.csv", "certificate.csv",
        "result.json",
    ]

    /// Writes an outcome; apart from `seconds` the same outcome always gives the same bytes.
    ///
    /// Creates the folder if need be. `result.json` goes last, so a folder that has it is whole;
    /// where there is no answer, only a certificate can stand beside it.
    package static func write(
        _ outcome: SourcingOutcome, of problem: SourcingProblem, to path: String,
        duration: Duration, seed: UInt64
    ) throws(ExchangeError) {
        let result = SourcingResult(outcome: outcome, duration: duration, seed: seed)
        try write(result, of: problem, to: path)
    }

    /// Writes a result.
    package static func write(
        _ result: SourcingResult, of problem: SourcingProblem, to path: String
    ) throws(ExchangeError) {
        let text = ResultFolderText(problem: problem, result: result)
        let contents: [String: [UInt8]]
        do throws(SourcingPricingError) {
            contents = try text.contents()
        } catch {
            throw ExchangeError(problems: [
                ExchangeProblem(
                    code: "result.not-priceable", file: path,
                    message: "the answer does not fit the problem: \(error)")
            ])
        }
        let files = FolderFiles(path: path)
        try files.prepare()
        // An old result.json must not vouch for new tables.
        try files.write("result.json", nil)
        for name in fileNames { try files.write(name, contents[name]) }
    }

    /// Only what an answer orders and who gets it, from files in memory.
    package static func readAnswer(
        _ files: [FolderFile], name: String, to problem: SourcingProblem
    ) throws(ExchangeError) -> SourcingSolution {
        var reader = ResultFolderReader(
            files: FolderFiles(files, path: name), problem: problem)
        return try reader.readAnswer()
    }

    /// Reads a result of a problem, or says everything that is wrong with the folder.
    ///
    /// Only the form is checked here; whether what it states is true is for the verification.
    package static func read(
        _ path: String, of problem: SourcingProblem
    ) throws(ExchangeError) -> SourcingResult {
        var reader = ResultFolderReader(path: path, problem: problem)
        return try reader.read()
    }
}

/// The files of a result folder as bytes.
struct ResultFolderText {
    let problem: SourcingProblem
    let result: SourcingResult

    func contents() throws(SourcingPricingError) -> [String: [UInt8]] {
        guard result.status.hasAnswer else {
            var files = ["result.json": resultFile()]
            if result.status == .infeasible, let certificate = result.certificate {
                files["certificate.csv"] = CertificateText(problem, certificate).file()
            }
            return files
        }
        var files = [
            "result.json": resultFile(),
            "orders.csv": try orders(),
            "allocations.csv": allocations(),
            "unmet.csv": unmet(),
            "supplier_orders.csv": try supplierOrders(),
        ]
        if let certificate = result.certificate, certificate.bound == result.bound {
            files["certificate.csv"] = CertificateText(problem, certificate).file()
        }
        return files
    }

    private func resultFile() -> [UInt8] {
        let (seconds, attoseconds) = result.duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        var members: [(String, JSONValue.Content)] = [
            ("format", .string(ResultFolder.format)),
            ("status", .string(result.status.rawValue)),
        ]
        if result.status.hasAnswer { members += figures() }
        if result.status == .infeasible { members.append(("conflict", .array(conflict()))) }
        members += [
            ("limit", result.limit.map { .string($0.rawValue) } ?? .null),
            ("seconds", .number(DecimalText.format(scaled: milliseconds, scale: 3))),
            ("seed", .number(String(result.seed))),
        ]
        if result.status.hasAnswer { members.append(("costs", .object(costs()))) }
        return JSONText.write(
            JSONValue(.object(members.map { JSONMember($0.0, JSONValue($0.1)) })), sortsKeys: false)
    }

    private func figures() -> [(String, JSONValue.Content)] {
        let gap = result.gapBillionths.map {
            JSONValue.Content.number(DecimalText.format(scaled: $0, scale: 9))
        }
        return [
            ("objective", .string(amount(result.objective))),
            ("bound", .string(amount(result.bound))),
            ("gap", gap ?? .null),
        ]
    }

    /// The identifiers of the rules that conflict.
    private func conflict() -> [JSONValue] {
        result.conflict.map { JSONValue(.string(problem.rules[$0].id)) }
    }

    private func costs() -> [JSONMember] {
        result.costs.terms.map { JSONMember($0.key, JSONValue(.string(amount($0.micros)))) }
    }

    private func orders() throws(SourcingPricingError) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write(["offer", "quantity", "goods"])
        for order in result.solution.orders where order.quantity != 0 {
            let offer = problem.offers[order.offer]
            let goods = try offer.goods(quantity: order.quantity)
            writer.write([offer.id, String(order.quantity), amount(goods)])
        }
        return writer.bytes
    }

    private func allocations() -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write(["line", "offer", "tranche", "quantity"])
        for given in result.solution.allocations where given.quantity != 0 {
            writer.write([
                problem.lines[given.line].id, problem.offers[given.offer].id,
                String(given.tranche + 1), String(given.quantity),
            ])
        }
        return writer.bytes
    }

    private func unmet() -> [UInt8] {
        var open = problem.lines.map(\.quantity)
        for given in result.solution.allocations { open[given.line] -= given.quantity }
        var writer = DelimitedWriter()
        writer.write(["line", "quantity"])
        for (line, quantity) in zip(problem.lines, open) where quantity != 0 {
            writer.write([line.id, String(quantity)])
        }
        return writer.bytes
    }

    private func supplierOrders() throws(SourcingPricingError) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write([
            "supplier", "goods", "discount", "order_cost", "freight", "surcharge", "total",
        ])
        for order in try problem.supplierOrders(of: result.solution) {
            writer.write(
                [problem.suppliers[order.supplier].id]
                    + [
                        order.goods, order.discount, order.orderCost, order.freight,
                        order.surcharge, order.total,
                    ].map(amount))
        }
        return writer.bytes
    }

    private func amount(_ micros: Int64) -> String {
        DecimalText.format(scaled: micros, minimumDigits: 6)
    }
}

extension SourcingCosts {
    /// The terms in the order and with the names of `result.json`.
    package static let keyPaths:
        [(key: String, path: any WritableKeyPath<Self, Int64> & Sendable)] = [
            ("goods", \.goods), ("offers", \.offers), ("units", \.units),
            ("supplier_orders", \.supplierOrders), ("freight", \.freight),
            ("surcharge", \.surcharge), ("discount", \.discount), ("lateness", \.lateness),
            ("substitution", \.substitution), ("unmet", \.unmet), ("surplus", \.surplus),
            ("penalties", \.penalties),
        ]

    /// The terms with their names, in micros.
    package var terms: [(key: String, micros: Int64)] {
        Self.keyPaths.map { (key: $0.key, micros: self[keyPath: $0.path]) }
    }
}
