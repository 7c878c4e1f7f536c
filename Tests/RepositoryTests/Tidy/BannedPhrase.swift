/// A sequence of tokens that must not occur, where it must not occur, and what to use instead.
struct BannedPhrase: Sendable {
    let tokens: [String]
    let instead: String
    let isBanned: @Sendable (SourceFile) -> Bool

    init(
        _ tokens: [String], instead: String,
        where isBanned: @escaping @Sendable (SourceFile) -> Bool
    ) {
        self.tokens = tokens
        self.instead = instead
        self.isBanned = isBanned
    }

    func findings(in file: SourceFile) -> [Finding] {
        guard isBanned(file) else {
            return []
        }
        return lines(in: file).map { line in
            let phrase = tokens.joined()
            return Finding(
                path: file.path, line: line, message: "`\(phrase)` found, use \(instead)")
        }
    }

    /// The lines on which the phrase begins; a member of that name (`logger.print(`) is no match.
    func lines(in file: SourceFile) -> [Int] {
        let code = file.code
        let words = tokens.filter { $0.first?.isLetter == true }
        guard code.count >= tokens.count, words.allSatisfy(file.words.contains) else {
            return []
        }
        return (0...(code.count - tokens.count)).compactMap { start in
            guard tokens.indices.allSatisfy({ code[start + $0].isCode(tokens[$0]) }) else {
                return nil
            }
            let isMember = start > 0 && code[start - 1].isCode(".")
            let isDeclaration = start > 0 && code[start - 1].isCode("func")
            return isMember || isDeclaration ? nil : code[start].line
        }
    }
}

extension BannedPhrase {
    /// The one file that may read the wall clock and the monotonic clock, and the one of the
    /// benchmarks.
    static let clockFiles: Set<String> = ["SystemClock.swift", "BenchClock.swift"]

    /// Files where dropping an error is right, each with its reason in a comment there.
    static let errorDroppingFiles: Set<String> = []

    /// Targets where binary floating point would end up in money or quantities.
    static let exactTargets: Set<String> = [
        "Procurement", "OrderDesk", "Storage", "StorageSQLite", "WireFormats",
        "SourcingVerification", "SupplierAdapterKit",
    ]

    /// Where shares and likelihoods are estimated; no money or quantity enters or leaves.
    static let statisticsFolder = "Sources/Procurement/Promising/Statistics/"

    static let all: [BannedPhrase] = clocks + errors + numbers + concurrency + tests

    private static let clocks: [BannedPhrase] = [
        ["Date", "(", ")"], ["Date", ".", "now"], ["ContinuousClock", "(", ")", ".", "now"],
        ["clock_gettime"], ["gettimeofday"], ["ContinuousClock", ".", "now"],
        ["SuspendingClock", "(", ")", ".", "now"],
    ].map { tokens in
        BannedPhrase(tokens, instead: "a time or a clock that is passed in") {
            $0.isShipped && !clockFiles.contains($0.fileName)
        }
    }

    private static let errors: [BannedPhrase] = [
        BannedPhrase(["try", "?"], instead: "`do` and `catch`, or a typed error") {
            $0.isShipped && !errorDroppingFiles.contains($0.path)
        },
        BannedPhrase(["print", "("], instead: "a returned value; only commands print") {
            $0.isShipped && !["BrokerCommands", "broker", "broker-dev"].contains($0.targetName)
        },
        BannedPhrase(["debugPrint", "("], instead: "a returned value", where: { $0.isShipped }),
        BannedPhrase(["dump", "("], instead: "a returned value", where: { $0.isShipped }),
    ]

    private static let numbers: [BannedPhrase] = [
        BannedPhrase(["Decimal"], instead: "`FixedPoint`, which refuses what it cannot hold") {
            $0.isShipped
        },
        BannedPhrase(["Double"], instead: "`FixedPoint` or an integer", where: isExact),
        BannedPhrase(["Float"], instead: "`FixedPoint` or an integer", where: isExact),
    ]

    private static let concurrency: [BannedPhrase] = [
        BannedPhrase(["Task", "{"], instead: "a task group: structured concurrency only") {
            $0.isShipped
        },
        BannedPhrase(["Task", ".", "detached"], instead: "a task group", where: { $0.isShipped }),
    ]

    private static let tests: [BannedPhrase] = [
        BannedPhrase(["@", "testable"], instead: "what the target opens to others") {
            $0.isTest
        },
        BannedPhrase(["import", "XCTest"], instead: "`import Testing`", where: { $0.isSwift }),
        BannedPhrase(["Task", ".", "sleep"], instead: "a simulated clock", where: { $0.isTest }),
        BannedPhrase(["Thread", ".", "sleep"], instead: "a simulated clock", where: { $0.isTest }),
        BannedPhrase(["sleep", "("], instead: "a simulated clock", where: { $0.isTest }),
        BannedPhrase(["usleep", "("], instead: "a simulated clock", where: { $0.isTest }),
    ]

    private static let isExact: @Sendable (SourceFile) -> Bool = {
        guard $0.isShipped, let target = $0.targetName, !$0.path.hasPrefix(statisticsFolder) else {
            return false
        }
        return exactTargets.contains(target) || $0.path.hasPrefix("SupplierAdapters/")
    }
}
