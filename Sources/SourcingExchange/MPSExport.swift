package import SourcingEngine

/// Writes a problem as one flat mixed-integer linear model in free MPS.
///
/// Every term and rule of the statement is in the model; `Docs/SourcingProblem.md` lists the rows
/// and columns and the two roundings that a linear model cannot express.
package enum MPSExport {
    /// The model as bytes of a free MPS file; the same problem always gives the same bytes.
    package static func bytes(for problem: SourcingProblem) -> [UInt8] {
        var builder = FlatModelBuilder(problem: problem)
        let model = builder.build()
        return MPSWriter(problem: problem, model: model).bytes()
    }
}

private struct MPSWriter {
    let problem: SourcingProblem
    let model: FlatModel
    private static let objectiveName = "cost"

    func bytes() -> [UInt8] {
        var text = ""
        writeNames(to: &text)
        // Some readers guess the form of the file unless it is named.
        text += "NAME sourcing-problem FREE\nROWS\n N \(Self.objectiveName)\n"
        for row in model.rows {
            text += " \(row.sense.rawValue) \(row.name)\n"
        }
        writeColumns(to: &text)
        text += "RHS\n"
        for row in model.rows where row.rightSide != 0 {
            text += " RHS \(row.name) \(decimal(row.rightSide))\n"
        }
        text += "BOUNDS\n"
        for column in model.columns {
            writeBound(of: column, to: &text)
        }
        text += "ENDATA\n"
        return Array(text.utf8)
    }

    /// Comments that say which name in the model stands for which identifier.
    private func writeNames(to text: inout String) {
        text += "* sourcing-problem/1 as a flat model, amounts in \(printable(problem.currency))\n"
        let names: [(String, [String])] = [
            ("s", problem.suppliers.map(\.id)), ("i", problem.items.map(\.id)),
            ("l", problem.lines.map(\.id)), ("o", problem.offers.map(\.id)),
        ]
        for (prefix, identifiers) in names {
            for (index, identifier) in identifiers.enumerated() {
                text += "* \(prefix)\(index + 1) \(printable(identifier))\n"
            }
        }
    }

    private func writeColumns(to text: inout String) {
        text += "COLUMNS\n"
        var inIntegers = false
        var markers = 0
        for (column, terms) in zip(model.columns, model.termsByColumn()) {
            let isInteger = column.kind != .continuous
            if isInteger != inIntegers {
                let end = isInteger ? "INTORG" : "INTEND"
                text += " MARKER\(markers) 'MARKER' '\(end)'\n"
                markers += 1
                inIntegers = isInteger
            }
            // A column that stands in no row is still written, or readers would not know it.
            if column.cost != 0 || terms.isEmpty {
                text += " \(column.name) \(Self.objectiveName) \(decimal(column.cost))\n"
            }
            for term in terms {
                let row = model.rows[term.row].name
                text += " \(column.name) \(row) \(decimal(term.coefficient))\n"
            }
        }
        if inIntegers {
            text += " MARKER\(markers) 'MARKER' 'INTEND'\n"
        }
    }

    private func writeBound(of column: FlatModel.Column, to text: inout String) {
        switch (column.kind, column.upper) {
        case (.binary, _): text += " BV BND \(column.name)\n"
        case (_, let upper?): text += " UP BND \(column.name) \(decimal(upper))\n"
        case (.integer, nil): text += " PL BND \(column.name)\n"
        case (.continuous, nil): break
        }
    }

    private func printable(_ identifier: String) -> String {
        String(
            String.UnicodeScalarView(
                identifier.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }
                    .filter { $0.properties.generalCategory != .control }))
    }

    /// The shortest exact decimal of a number counted in 10⁻⁶.
    private func decimal(_ micros: Int128) -> String {
        let magnitude = micros.magnitude
        let sign = micros < 0 ? "-" : ""
        let whole = magnitude / 1_000_000
        var fraction = String(magnitude % 1_000_000)
        guard fraction != "0" else { return "\(sign)\(whole)" }
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(sign)\(whole).\(fraction)"
    }
}
