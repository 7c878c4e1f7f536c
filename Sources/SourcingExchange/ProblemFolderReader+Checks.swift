import SourcingEngine
import WireFormats

extension ProblemFolderReader {
    /// What the engine would refuse, with the place in the files.
    ///
    /// Most of it was found with a better place before; what is left concerns several rows at once.
    mutating func checkAsEngineDoes() {
        for issue in problem.validationProblems() {
            let (file, line) = place(of: issue)
            self.file = file
            let code =
                switch issue.code {
                case "item.salvage-above-price": "salvage-too-high"
                case "problem.amounts-too-large": "amounts-too-large"
                default: issue.code.replacing(".", with: "-")
                }
            report(code, issue.message, help: help(for: code), at: line.map(start(ofLine:)))
        }
    }

    private func help(for code: String) -> String? {
        switch code {
        case "salvage-too-high":
            "A surplus unit must not be worth more than it costs; otherwise ordering without end "
                + "would pay."
        default: nil
        }
    }

    private func place(of issue: SourcingProblemIssue) -> (File, Int?) {
        func line(_ lines: [Int]) -> Int? {
            lines.indices.contains(issue.index) ? lines[issue.index] : nil
        }
        func part(_ lines: [[Int]]) -> Int? {
            guard lines.indices.contains(issue.index) else { return nil }
            let parts = lines[issue.index]
            let position = issue.part ?? 0
            return parts.indices.contains(position) ? parts[position] : parts.first
        }
        return switch issue.kind {
        case .problem: (.problem, nil)
        case .supplier: (.suppliers, line(suppliers.lines))
        case .discount: (.discounts, part(discountLines))
        case .item: (.items, line(items.lines))
        case .line: (.lines, line(lines.lines))
        case .substitute: (.substitutes, line(substituteLines))
        case .offer: (.offers, line(offers.lines))
        case .priceBreak: (.priceBreaks, part(breakLines))
        case .tranche: (.arrivals, part(arrivalLines))
        case .share: (.shares, line(shareLines))
        case .rule: (.rules, line(rules.lines))
        }
    }
}
