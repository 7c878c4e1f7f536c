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
        return MPSWriter(names: ModelText.names(of: problem), model: model).bytes()
    }
}

/// Writes a model in free MPS, with comments in front.
struct MPSWriter {
    let names: [String]
    let model: FlatModel
    private static let objectiveName = "cost"

    func bytes() -> [UInt8] {
        var text = ""
        for line in names { text += "* \(line)\n" }
        // Some readers guess the form of the file unless it is named.
        text += "NAME sourcing-problem FREE\nROWS\n N \(Self.objectiveName)\n"
        for row in model.rows {
            text += " \(row.sense.rawValue) \(row.name)\n"
        }
        writeColumns(to: &text)
        text += "RHS\n"
        for row in model.rows where row.rightSide != 0 {
            text += " RHS \(row.name) \(ModelText.decimal(row.rightSide))\n"
        }
        text += "BOUNDS\n"
        for column in model.columns {
            writeBound(of: column, to: &text)
        }
        text += "ENDATA\n"
        return Array(text.utf8)
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
                text += " \(column.name) \(Self.objectiveName) \(ModelText.decimal(column.cost))\n"
            }
            for term in terms {
                let row = model.rows[term.row].name
                text += " \(column.name) \(row) \(ModelText.decimal(term.coefficient))\n"
            }
        }
        if inIntegers {
            text += " MARKER\(markers) 'MARKER' 'INTEND'\n"
        }
    }

    private func writeBound(of column: FlatModel.Column, to text: inout String) {
        switch (column.kind, column.upper) {
        case (.binary, _): text += " BV BND \(column.name)\n"
        case (_, let upper?): text += " UP BND \(column.name) \(ModelText.decimal(upper))\n"
        case (.integer, nil): text += " PL BND \(column.name)\n"
        case (.continuous, nil): break
        }
    }
}
