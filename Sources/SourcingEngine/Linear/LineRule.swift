/// What a line asks beyond units, which no flow knows.
enum LineRule: UInt8, Sendable {
    /// Nothing: every unit counts alone.
    case none
    /// One offer at most serves the line.
    case single
    /// All that is served is as late as the last of it.
    case complete

    /// By line: its rule, as far as the arcs into it leave a choice that the rule forbids.
    static func rules(_ problem: SourcingProblem, _ arcs: [LinearModel.Arc]) -> [LineRule] {
        var rules = problem.lines.map { _ in LineRule.none }
        guard problem.lines.contains(where: { $0.split != .any }) else { return rules }
        var count = problem.lines.map { _ in 0 }
        var (earliest, latest) = (count.map { _ in Int64.max }, count.map { _ in Int64.min })
        for arc in arcs where arc.line >= 0 {
            count[arc.line] += 1
            earliest[arc.line] = min(earliest[arc.line], arc.lateness)
            latest[arc.line] = max(latest[arc.line], arc.lateness)
        }
        for (index, line) in problem.lines.enumerated() {
            switch line.split {
            case .any: break
            case .single: if count[index] > 1 { rules[index] = .single }
            case .complete: if earliest[index] < latest[index] { rules[index] = .complete }
            }
        }
        return rules
    }

    /// Whether some line's rule forbids what a flow could do, or makes it dearer.
    static func matter(in problem: SourcingProblem) -> Bool {
        let ruled = problem.lines.filter { $0.split != .any }
        guard !ruled.isEmpty else { return false }
        if ruled.contains(where: { $0.split == .single }) { return true }
        let targets = LineTargets(problem)
        var lateness: [Int: Int64] = [:]
        for offer in problem.offers where offer.smallestOrder != nil {
            for target in targets.reached(by: offer)
            where problem.lines[target.line].split == .complete {
                let known = lateness.updateValue(target.lateness, forKey: target.line)
                if let known, known != target.lateness { return true }
            }
        }
        return false
    }
}

extension LinearModel {
    /// What the rules of lines add to the cost of a flow, in micros; `nil` if one is broken.
    func costOfLineRules(_ units: [Int64]) -> Int128? {
        var servers = lineRules.map { _ in 0 }
        var served = lineRules.map { _ in Int64(0) }
        var worst = served
        var counted: Int128 = 0
        for (index, arc) in arcs.enumerated() where arc.line >= 0 && units[index] > 0 {
            switch lineRules[arc.line] {
            case .none: break
            case .single:
                servers[arc.line] += 1
                if servers[arc.line] > 1 { return nil }
            case .complete:
                served[arc.line] += units[index]
                worst[arc.line] = max(worst[arc.line], arc.lateness)
                counted += Int128(arc.lateness) * Int128(units[index])
            }
        }
        var total = -counted
        for line in worst.indices { total += Int128(worst[line]) * Int128(served[line]) }
        return total
    }
}
