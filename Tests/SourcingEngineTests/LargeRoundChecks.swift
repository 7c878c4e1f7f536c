import SourcingEngine
import Testing

/// A problem searched as large rounds are, whatever its size.
func searchedAsLarge(
    _ problem: SourcingProblem, threads: Int = 1, gap: Int64 = 0
) throws -> SourcingOutcome? {
    SourcingEngine.searchLarge(
        try problem.validated(),
        options: SolveOptions(gapMillionths: gap, threads: threads), elapsed: { .zero })
}

/// What was found is legal, and fits the lowest cost that trying up to 6 of each offer found.
func expectAgreement(
    of found: SourcingOutcome, with brute: Int64, _ problem: SourcingProblem, _ note: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(found.bound <= brute, note, sourceLocation: sourceLocation)
    #expect(found.bound <= found.objective, note, sourceLocation: sourceLocation)
    let broken = try problem.violations(of: found.solution)
    #expect(broken.isEmpty, note, sourceLocation: sourceLocation)
    if found.solution.orders.allSatisfy({ $0.quantity <= 6 }) {
        #expect(found.objective >= brute, note, sourceLocation: sourceLocation)
    }
}
