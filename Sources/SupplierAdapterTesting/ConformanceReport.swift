/// What became of one point of the conformance list.
public struct ConformanceResult: Hashable, Sendable {
    /// How it ended.
    public enum Status: String, Hashable, Sendable {
        /// It holds.
        case passed
        /// It does not hold.
        case failed
        /// It could not be tried; the detail says why.
        case skipped
    }

    /// A stable name such as `read.twice`.
    public let name: String
    /// What must hold, in a sentence.
    public let rule: String
    /// How it ended.
    public let status: Status
    /// What was found.
    public let detail: String

    /// Makes a result from its parts.
    public init(name: String, rule: String, status: Status, detail: String = "") {
        self.name = name
        self.rule = rule
        self.status = status
        self.detail = detail
    }
}

/// Why a point does not hold, or cannot be tried.
public struct ConformanceFailure: Error {
    let status: ConformanceResult.Status
    let detail: String

    /// The point does not hold; the detail says what was found.
    public static func failed(_ detail: String) -> ConformanceFailure {
        ConformanceFailure(status: .failed, detail: detail)
    }

    /// The point cannot be tried; the detail says why.
    public static func skipped(_ detail: String) -> ConformanceFailure {
        ConformanceFailure(status: .skipped, detail: detail)
    }
}

extension ConformanceResult {
    /// Tries one point; what it throws says why it does not hold.
    public static func of(
        _ name: String, _ rule: String, _ body: () throws -> String
    ) -> ConformanceResult {
        do {
            return ConformanceResult(name: name, rule: rule, status: .passed, detail: try body())
        } catch let failure as ConformanceFailure {
            return ConformanceResult(
                name: name, rule: rule, status: failure.status, detail: failure.detail)
        } catch {
            return ConformanceResult(name: name, rule: rule, status: .failed, detail: "\(error)")
        }
    }
}
