package import SourcingEngine

/// What anybody's answer to a problem is worth, by the statement's own prices and rules.
package struct ResultScore: Sendable, Hashable {
    /// The answer that was priced.
    package var solution: SourcingSolution
    package var costs: SourcingCosts
    /// In micros.
    package var objective: Int64
    /// Every limit and hard rule that the answer breaks.
    package var broken: [SourcingViolation]
    /// Soft rules that it breaks and pays for, by identifier.
    package var paidRules: [String]
    /// A bound that a result states, in micros; `nil` if none does.
    package var bound: Int64?

    /// Whether the answer breaks nothing.
    package var isLegal: Bool { broken.isEmpty }

    /// (objective − bound) / |objective| in 10⁻⁹, rounded up; `nil` without a bound, or when only
    /// the objective is 0.
    package var gapBillionths: Int64? {
        bound.flatMap { SourcingResult.gapBillionths(objective: objective, bound: $0) }
    }

    /// Prices the orders and allocations of a folder; other files of it need not be there.
    ///
    /// - Parameters:
    ///   - resultFolder: holds `orders.csv` and `allocations.csv`; a bound is taken from its
    ///     `result.json` if there is one.
    ///   - boundFolder: the result whose bound is taken instead.
    package static func score(
        _ problem: SourcingProblem, resultFolder: String, boundFolder: String? = nil
    ) throws(ExchangeError) -> ResultScore {
        var reader = ResultFolderReader(path: resultFolder, problem: problem)
        let solution = try reader.readAnswer()
        var bounds = ResultFolderReader(path: boundFolder ?? resultFolder, problem: problem)
        let bound = try bounds.readBound(isRequired: boundFolder != nil)
        do throws(SourcingPricingError) {
            let costs = try problem.cost(of: solution)
            return ResultScore(
                solution: solution, costs: costs, objective: try costs.total,
                broken: try problem.violations(of: solution),
                paidRules: try problem.brokenSoftRules(of: solution).map { problem.rules[$0].id },
                bound: bound)
        } catch {
            throw ExchangeError(problems: [
                ExchangeProblem(
                    code: "result.not-priceable", file: resultFolder,
                    message: "the answer cannot be priced: \(error)",
                    help: "Its quantities are beyond what amounts can be counted in.")
            ])
        }
    }
}
