import SourcingEngine
import WireFormats

/// `certificate.csv`: the splits and leaves of a search, and the prices of the leaves.
struct CertificateText {
    private let certificate: SourcingCertificate
    private let suppliers: [[UInt8]]
    private let items: [[UInt8]]
    private let lines: [[UInt8]]
    private let offers: [[UInt8]]
    private let rules: [[UInt8]]
    private var bytes: [UInt8] = []

    static let header =
        "record,node,kind,supplier,item,line,offer,tranche,rule,value,below,above,prices\n"

    init(_ problem: SourcingProblem, _ certificate: SourcingCertificate) {
        self.certificate = certificate
        suppliers = problem.suppliers.map { Self.cell($0.id) }
        items = problem.items.map { Self.cell($0.id) }
        lines = problem.lines.map { Self.cell($0.id) }
        offers = problem.offers.map { Self.cell($0.id) }
        rules = problem.rules.map { Self.cell($0.id) }
    }

    /// An identifier as it stands in a row of several cells.
    private static func cell(_ text: String) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write([text, "x"])
        return writer.bytes.dropLast(3)
    }

    consuming func file() -> [UInt8] {
        bytes += Array(Self.header.utf8)
        for item in certificate.apart { append(Row(record: "apart", item: items[item])) }
        for (index, node) in certificate.nodes.enumerated() {
            switch node {
            case .split(let measure, let from, let below, let above):
                var row = row(measure, from: from, record: "split", node: index)
                row.below = String(below + 1)
                row.above = String(above + 1)
                append(row)
            case .narrow(let prices, let without, let below):
                append(
                    Row(
                        record: "narrow", node: String(index + 1),
                        value: DecimalText.format(scaled: certificate.bound, minimumDigits: 6),
                        below: String(below + 1), prices: String(prices + 1)))
                for part in without {
                    let record = part.isAbove ? "without_above" : "without_below"
                    append(row(part.measure, from: part.from, record: record, node: index))
                }
            case .leaf(let prices):
                append(
                    Row(
                        record: "leaf", node: String(index + 1),
                        value: DecimalText.format(scaled: certificate.bound, minimumDigits: 6),
                        prices: prices.map { String($0 + 1) } ?? ""))
            }
        }
        for (set, prices) in certificate.prices.enumerated() {
            for price in prices { append(row(price, set: String(set + 1))) }
        }
        return bytes
    }

    private struct Row {
        var record: String
        var node = ""
        var kind = ""
        var supplier: [UInt8] = []
        var item: [UInt8] = []
        var line: [UInt8] = []
        var offer: [UInt8] = []
        var tranche = ""
        var rule: [UInt8] = []
        var value = ""
        var below = ""
        var above = ""
        var prices = ""
    }

    private mutating func append(_ row: Row) {
        let comma = UInt8(ascii: ",")
        bytes += row.record.utf8
        for text in [row.node, row.kind] {
            bytes.append(comma)
            bytes += text.utf8
        }
        for text in [row.supplier, row.item, row.line, row.offer] {
            bytes.append(comma)
            bytes += text
        }
        bytes.append(comma)
        bytes += row.tranche.utf8
        bytes.append(comma)
        bytes += row.rule
        for text in [row.value, row.below, row.above, row.prices] {
            bytes.append(comma)
            bytes += text.utf8
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func row(
        _ measure: SourcingCertificate.Measure, from: Int64, record: String, node: Int
    ) -> Row {
        var row = Row(record: record, node: String(node + 1), value: String(from))
        switch measure {
        case .units(let supplier):
            row.kind = "units"
            row.supplier = suppliers[supplier]
        case .value(let supplier):
            row.kind = "value"
            row.supplier = suppliers[supplier]
            row.value = DecimalText.format(scaled: from, minimumDigits: 6)
        case .quantity(let offer):
            row.kind = "quantity"
            row.offer = offers[offer]
        case .given(let line, let offer):
            row.kind = "given"
            row.line = lines[line]
            row.offer = offers[offer]
        case .supplied(let line, let supplier):
            row.kind = "supplied"
            row.line = lines[line]
            row.supplier = suppliers[supplier]
        case .flow(let line, let offer, let tranche):
            row.kind = "flow"
            row.line = lines[line]
            row.offer = offers[offer]
            row.tranche = String(tranche + 1)
        case .lateness(let line):
            row.kind = "lateness"
            row.line = lines[line]
            row.value = DecimalText.format(scaled: from, minimumDigits: 6)
        case .purchase:
            row.kind = "purchase"
            row.value = DecimalText.format(scaled: from, minimumDigits: 6)
        }
        return row
    }

    private func row(_ price: SourcingCertificate.Price, set: String) -> Row {
        var row = Row(record: "price", value: String(price.amount), prices: set)
        let (first, second) = (Int(price.first), Int(price.second))
        switch price.kind {
        case .use, .blockValue, .leastShare, .largestShare:
            row.supplier = suppliers[first]
            row.item = items[second]
        case .value, .units: row.supplier = suppliers[first]
        case .line, .demand: row.line = lines[first]
        case .rule: row.rule = rules[first]
        case .suppliers, .budget: break
        }
        row.kind =
            switch price.kind {
            case .use: "use"
            case .value, .blockValue: "value"
            case .units: "units"
            case .line: "line"
            case .demand: "demand"
            case .leastShare: "least_share"
            case .largestShare: "largest_share"
            case .rule: "rule"
            case .suppliers: "suppliers"
            case .budget: "budget"
            }
        return row
    }
}
