package import SourcingEngine

/// What a result folder states.
package struct SourcingResult: Sendable, Hashable {
    /// What the result claims to be.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case optimal
        case feasible
        /// Hard rules conflict; there is no answer.
        case infeasible
        /// The problem contradicts its own definition; there is no answer.
        case invalid
        /// The search ended before it found an answer or proved that there is none.
        case unknown

        /// Whether a result of this status has an answer.
        package var hasAnswer: Bool { self == .optimal || self == .feasible }
    }

    package var status: Status
    /// In micros.
    package var objective: Int64
    /// Proven lower bound in micros.
    package var bound: Int64
    /// What ended the search, `nil` when it ended by itself.
    package var limit: SourcingOutcome.Limit?
    /// How long it took; not part of what must be repeatable.
    package var duration: Duration
    package var seed: UInt64
    package var costs: SourcingCosts
    package var solution: SourcingSolution
    /// Positions of hard rules that cannot hold together, where that is why there is no answer.
    package var conflict: [Int] = []
    /// Why the bound is true; not read back.
    package var certificate: SourcingCertificate?

    package init(outcome: SourcingOutcome, duration: Duration, seed: UInt64) {
        status =
            switch outcome.status {
            case .optimal: .optimal
            case .feasible: .feasible
            case .infeasible: .infeasible
            case .unknown: .unknown
            }
        conflict = outcome.conflict
        certificate = outcome.certificate
        objective = outcome.objective
        bound = outcome.bound
        limit = outcome.limit
        self.duration = duration
        self.seed = seed
        costs = outcome.costs
        solution = outcome.solution
    }

    init(
        status: Status, objective: Int64, bound: Int64, limit: SourcingOutcome.Limit?,
        duration: Duration, seed: UInt64, costs: SourcingCosts, solution: SourcingSolution
    ) {
        self.status = status
        self.objective = objective
        self.bound = bound
        self.limit = limit
        self.duration = duration
        self.seed = seed
        self.costs = costs
        self.solution = solution
    }

    /// (objective − bound) / |objective| in 10⁻⁹, rounded up; 0 when both are 0, `nil` when only
    /// the objective is.
    package var gapBillionths: Int64? {
        Self.gapBillionths(objective: objective, bound: bound)
    }

    static func gapBillionths(objective: Int64, bound: Int64) -> Int64? {
        let distance = Int128(objective) - Int128(bound)
        guard distance != 0 else { return 0 }
        guard objective != 0 else { return nil }
        let magnitude = Int128(objective.magnitude)
        let scaled = distance * 1_000_000_000
        let roundedUp = scaled > 0 ? (scaled + magnitude - 1) / magnitude : scaled / magnitude
        return Int64(clamping: roundedUp)
    }
}
