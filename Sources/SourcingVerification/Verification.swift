/// Checks a result against its problem by counting everything anew.
///
/// Nothing here is shared with the solver: folders are read into types of their own, and every
/// figure is computed from the statement of the problem in 128-bit integers.
package enum Verification {
    /// Reads both folders and compares what the result states with what follows from its orders.
    package static func verify(
        problemFolder: String, resultFolder: String
    ) -> VerificationReport {
        let problem: StatedProblem
        let result: StatedResult
        let certificate: StatedCertificate?
        do throws(UnreadableFolder) {
            problem = try ProblemTables(folder: problemFolder).read()
            result = try ResultTables(folder: resultFolder).read()
            certificate =
                result.hasCertificate
                ? try CertificateTable(problem).read(folder: resultFolder) : nil
        } catch {
            return VerificationReport(
                outcome: .unreadable, findings: error.findings, costs: [], objective: nil,
                statements: [])
        }
        var check = ResultCheck(problem: problem, result: result, certificate: certificate)
        return check.report()
    }
}

/// One disagreement between a result and its problem, in plain words.
package struct VerificationFinding: Sendable, Hashable, CustomStringConvertible {
    /// Stable name such as `verify.cost`.
    package var code: String
    /// What disagrees, with both figures.
    package var message: String

    package var description: String { "\(message) [\(code)]" }
}

/// What a verification came to.
package struct VerificationReport: Sendable, Hashable {
    /// How it ended.
    package enum Outcome: String, Sendable, Hashable {
        /// Every figure and every rule agrees.
        case verified
        /// Something disagrees.
        case mismatch
        /// A folder could not be read, so nothing can be said.
        case unreadable
    }

    /// One cost term, recomputed.
    package struct CostTerm: Sendable, Hashable {
        /// The key in `result.json`.
        package var key: String
        /// In 10⁻⁶ of the currency.
        package var micros: Int64
    }

    package var outcome: Outcome
    /// Every disagreement, or why a folder is unreadable; empty if all is verified.
    package var findings: [VerificationFinding]
    /// The cost terms of the orders and allocations as recomputed here.
    package var costs: [CostTerm]
    /// Their sum in 10⁻⁶ of the currency, `nil` if it could not be computed.
    package var objective: Int64?
    /// What was checked, and what was not, as sentences.
    package var statements: [String]
    /// What the certificate proves in 10⁻⁶ of the currency; `nil` without one, or if it is broken.
    package var provenBound: Int64?

    /// Whether everything agrees.
    package var isVerified: Bool { outcome == .verified }
}

/// Why a folder cannot be read.
struct UnreadableFolder: Error {
    var findings: [VerificationFinding]

    init(code: String, _ message: String) {
        findings = [VerificationFinding(code: code, message: message)]
    }
}
