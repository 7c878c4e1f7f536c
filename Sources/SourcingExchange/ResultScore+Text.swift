import SourcingEngine
package import WireFormats

extension ResultScore {
    /// The score as people read it.
    package func lines(currency: String) -> [String] {
        var lines = [
            isLegal
                ? "legal" : "breaks " + (broken.count == 1 ? "a rule" : "\(broken.count) rules"),
            "objective  \(amount(objective)) \(currency)",
        ]
        for term in costs.terms where term.micros != 0 {
            lines.append("  \(term.key) \(amount(term.micros))")
        }
        for rule in paidRules { lines.append("pays for   rule \(rule)") }
        if let bound {
            lines.append("bound      \(amount(bound))")
            lines.append("gap        \(gapText ?? "not defined, the objective is 0")")
        }
        for violation in broken { lines.append("broken: \(violation.message) [\(violation.code)]") }
        return lines
    }

    /// The score as machines read it.
    package var json: JSONValue {
        let violations = broken.map { violation in
            JSONValue(
                .object([
                    JSONMember("code", JSONValue(.string(violation.code))),
                    JSONMember("message", JSONValue(.string(violation.message))),
                ]))
        }
        let costs = costs.terms.map { JSONMember($0.key, JSONValue(.string(amount($0.micros)))) }
        let members: [(String, JSONValue.Content)] = [
            ("legal", .boolean(isLegal)), ("objective", .string(amount(objective))),
            ("bound", bound.map { .string(amount($0)) } ?? .null),
            ("gap", gapText.map { .string($0) } ?? .null), ("costs", .object(costs)),
            ("paid", .array(paidRules.map { JSONValue(.string($0)) })),
            ("broken", .array(violations)),
        ]
        return JSONValue(.object(members.map { JSONMember($0.0, JSONValue($0.1)) }))
    }

    private var gapText: String? {
        gapBillionths.map { DecimalText.format(scaled: $0, scale: 9) }
    }

    private func amount(_ micros: Int64) -> String {
        DecimalText.format(scaled: micros, minimumDigits: 6)
    }
}
