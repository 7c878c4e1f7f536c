import BrokerService
import Procurement
import SourcingEngine

/// What giving up each rule of a conflict leads to.
enum ConflictWords {
    static func listing(_ prices: [ConflictPrice], _ problem: SourcingProblem) -> Listing {
        var listing = Listing([
            .init("without"), .number("cost"), .number("gap"), .number("unmet_units"),
            .init("then"),
        ])
        for price in prices {
            let outcome = price.outcome
            let others = outcome.conflict.map { problem.rules[$0].id }.joined(separator: ", ")
            guard outcome.hasAnswer else {
                let then =
                    outcome.status == .infeasible
                    ? "\(others) cannot hold together either" : "no answer was found in time"
                listing.add([.text(problem.rules[price.rule].id), .none, .none, .none, .text(then)])
                continue
            }
            let wanted = problem.lines.reduce(0) { $0 + $1.quantity }
            let served = outcome.solution.allocations.reduce(0) { $0 + $1.quantity }
            listing.add([
                .text(problem.rules[price.rule].id),
                .amount(FixedPoint(micros: outcome.objective).description),
                .amount(Gap.text(objective: outcome.objective, bound: outcome.bound)),
                .number(wanted - served), .text("the others hold"),
            ])
        }
        return listing
    }
}
