import SourcingEngine

/// What the files of flat models have in common.
enum ModelText {
    /// Which name in the model stands for which identifier, as lines of comments.
    ///
    /// - Parameter kind: what the problem has become.
    static func names(of problem: SourcingProblem, kind: String = "a flat model") -> [String] {
        var lines = [
            "sourcing-problem/1 as \(kind), amounts in \(printable(problem.currency))"
        ]
        let names: [(String, [String])] = [
            ("s", problem.suppliers.map(\.id)), ("i", problem.items.map(\.id)),
            ("l", problem.lines.map(\.id)), ("o", problem.offers.map(\.id)),
            ("r", problem.rules.map(\.id)),
        ]
        for (prefix, identifiers) in names {
            for (index, identifier) in identifiers.enumerated() {
                lines.append("\(prefix)\(index + 1) \(printable(identifier))")
            }
        }
        return lines
    }

    /// The shortest exact decimal of a number counted in 10⁻⁶.
    static func decimal(_ micros: Int128) -> String {
        let magnitude = micros.magnitude
        let sign = micros < 0 ? "-" : ""
        let whole = magnitude / 1_000_000
        var fraction = String(magnitude % 1_000_000)
        guard fraction != "0" else { return "\(sign)\(whole)" }
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(sign)\(whole).\(fraction)"
    }

    private static func printable(_ identifier: String) -> String {
        String(
            String.UnicodeScalarView(
                identifier.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }
                    .filter { $0.properties.generalCategory != .control }))
    }
}
