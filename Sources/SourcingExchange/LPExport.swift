package import SourcingEngine

/// Writes a problem as one flat mixed-integer linear model in the CPLEX LP format.
///
/// It is the model of ``MPSExport``, with the same names, in a form that people can read.
package enum LPExport {
    /// The model as bytes of an LP file; the same problem always gives the same bytes.
    package static func bytes(for problem: SourcingProblem) -> [UInt8] {
        var builder = FlatModelBuilder(problem: problem)
        let model = builder.build()
        return LPWriter(problem: problem, model: model).bytes()
    }
}

private struct LPWriter {
    let problem: SourcingProblem
    let model: FlatModel
    /// Readers may refuse lines of more than some hundred characters.
    private static let termsPerLine = 6

    func bytes() -> [UInt8] {
        var text = ""
        for line in ModelText.names(of: problem) { text += "\\ \(line)\n" }
        text += "Minimize\n"
        writeObjective(to: &text)
        text += "Subject To\n"
        for row in model.rows {
            text += " \(row.name):"
            write(row.terms.map { ($0.coefficient, model.columns[$0.column].name) }, to: &text)
            text += " \(sign(row.sense)) \(ModelText.decimal(row.rightSide))\n"
        }
        text += "Bounds\n"
        for column in model.columns where column.kind != .binary {
            guard let upper = column.upper else { continue }
            text += " 0 <= \(column.name) <= \(ModelText.decimal(upper))\n"
        }
        writeNames("Binaries", of: .binary, to: &text)
        writeNames("Generals", of: .integer, to: &text)
        text += "End\n"
        return Array(text.utf8)
    }

    /// A column that stands in no row is still written, or readers would not know it.
    private func writeObjective(to text: inout String) {
        var isInRow = [Bool](repeating: false, count: model.columns.count)
        for row in model.rows {
            for term in row.terms { isInRow[term.column] = true }
        }
        text += " cost:"
        let terms = model.columns.enumerated().filter { $1.cost != 0 || !isInRow[$0] }
        write(terms.map { ($0.element.cost, $0.element.name) }, to: &text)
        text += "\n"
    }

    private func write(_ terms: [(coefficient: Int128, name: String)], to text: inout String) {
        for (position, term) in terms.enumerated() {
            if position > 0, position % Self.termsPerLine == 0 { text += "\n  " }
            let sign = term.coefficient < 0 ? "-" : "+"
            let magnitude = Int128(term.coefficient.magnitude)
            text += " \(sign) \(ModelText.decimal(magnitude)) \(term.name)"
        }
    }

    private func sign(_ sense: FlatModel.Sense) -> String {
        switch sense {
        case .atMost: "<="
        case .atLeast: ">="
        case .equal: "="
        }
    }

    private func writeNames(_ title: String, of kind: FlatModel.Kind, to text: inout String) {
        let names = model.columns.filter { $0.kind == kind }.map(\.name)
        guard !names.isEmpty else { return }
        text += "\(title)\n"
        for name in names { text += " \(name)\n" }
    }
}
