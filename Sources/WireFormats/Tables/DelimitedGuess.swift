/// How a file of delimited records is written, as far as its first records tell.
struct DelimitedGuess: Hashable, Sendable {
    var dialect: DelimitedDialect
    /// How many fields most records have.
    var columns: Int
    /// Whether records of several kinds stand in the file, told apart by their first field.
    var hasRecordKinds: Bool
    /// How many of a thousand records have that many fields.
    var share: Int

    private static let delimiters: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|"), UInt8(ascii: "~"),
        UInt8(ascii: "^"),
    ]
    private static let maximumRecords = 300
    /// As many as a worksheet has columns.
    private static let maximumFields = 16_384

    /// Looks at the first bytes of a file; `nil` where they are no delimited records.
    static func guess(_ sample: ArraySlice<UInt8>, isWhole: Bool) -> DelimitedGuess? {
        let bytes = sample.starts(with: [0xEF, 0xBB, 0xBF]) ? sample.dropFirst(3) : sample
        if let datanorm = datanorm(bytes) { return datanorm }
        var best: (guess: DelimitedGuess, score: Int)?
        for delimiter in delimiters where bytes.contains(delimiter) {
            for quote in [UInt8(ascii: "\""), nil] {
                let dialect = DelimitedDialect(
                    delimiter: delimiter, quote: quote, keepsBareQuotes: true,
                    maximumFields: maximumFields)
                guard let found = attempt(Array(bytes), isWhole: isWhole, dialect) else {
                    continue
                }
                if found.score > best?.score ?? 0 { best = found }
                // Commas and semicolons stand in texts, so their files know quotes.
                if delimiter == UInt8(ascii: ",") || delimiter == UInt8(ascii: ";") { break }
            }
        }
        return best?.guess
    }

    /// DATANORM names its kinds of record by letters; its version 4 begins with a record of fixed
    /// columns, and knows no quotes.
    private static func datanorm(_ bytes: ArraySlice<UInt8>) -> DelimitedGuess? {
        let lines = bytes.split(maxSplits: 40) { $0 == 10 || $0 == 13 }
        guard let header = lines.first, header.first == UInt8(ascii: "V"), lines.count > 1
        else { return nil }
        let semicolon = UInt8(ascii: ";")
        let rest = header.dropFirst()
        let isFixed =
            rest.first == UInt8(ascii: " ")
            && rest.dropFirst().prefix(6).count { $0 >= 0x30 && $0 <= 0x39 } == 6
        guard isFixed || rest.first == semicolon else { return nil }
        let letters = Set("ABCDEGJPRSTXZ".utf8)
        let records = lines.dropFirst().filter { $0 != [0x1A] }
        guard
            records.allSatisfy({ line in
                line.first.map(letters.contains) == true && line.dropFirst().first == semicolon
            })
        else { return nil }
        let widths = records.map { line in line.count { $0 == semicolon } + 1 }
        return DelimitedGuess(
            dialect: DelimitedDialect(
                delimiter: semicolon, quote: nil, maximumFields: maximumFields),
            columns: widths.max() ?? 0, hasRecordKinds: true, share: 1000)
    }

    private struct Sample {
        var countsByKind: [[UInt8]: [Int: Int]] = [:]
        var counts: [Int: Int] = [:]
        var records = 0
        var problems = 0
        var hasQuotedFields = false
        var hasBareQuotes = false
    }

    private static func attempt(
        _ bytes: [UInt8], isWhole: Bool, _ dialect: DelimitedDialect
    ) -> (guess: DelimitedGuess, score: Int)? {
        let sample = read(bytes, isWhole: isWhole, dialect)
        guard sample.records > 0,
            let mode = sample.counts.filter({ $0.key > 1 }).max(by: {
                ($0.value, $0.key) < ($1.value, $1.key)
            })
        else { return nil }
        let total = sample.records + sample.problems
        let share = mode.value * 1000 / total
        let isTable = share >= 500 && (total > 1 || mode.key > 1)
        let kindShare = shareByKind(sample) * 1000 / total
        let isKinds =
            sample.countsByKind.count <= 16 && sample.records >= 3 * sample.countsByKind.count / 2
            && kindShare >= 850 && share < 850
        guard isTable || isKinds else { return nil }
        var dialect = dialect
        // Inch marks alone are no quoting.
        if sample.hasBareQuotes, !sample.hasQuotedFields { dialect.quote = nil }
        let guess = DelimitedGuess(
            dialect: dialect, columns: mode.key, hasRecordKinds: isKinds,
            share: max(share, isKinds ? kindShare : 0))
        // Consistency first, then width; quotes where they do not hurt.
        let score =
            max(share, isKinds ? kindShare : 0) * 1000 + min(mode.key, 400) * 2
            - sample.problems * 100_000 / total + (dialect.quote == nil ? 0 : 1)
        return (guess, score)
    }

    /// How many records have as many fields as most of their kind.
    private static func shareByKind(_ sample: Sample) -> Int {
        sample.countsByKind.values.reduce(0) { $0 + ($1.values.max() ?? 0) }
    }

    private static func read(
        _ bytes: [UInt8], isWhole: Bool, _ dialect: DelimitedDialect
    ) -> Sample {
        var sample = Sample()
        var scanner = DelimitedScanner(dialect: dialect)
        var spans: [FieldSpan] = []
        var index = 0
        bytes.withUnsafeBufferPointer { bytes in
            while index < bytes.count, sample.records + sample.problems < maximumRecords {
                if bytes[index] == 10 || bytes[index] == 13 || bytes[index] == 0x1A {
                    index += 1
                    continue
                }
                switch scanner.scan(bytes, from: index, isLast: isWhole, into: &spans) {
                case .record(let next, _):
                    sample.records += 1
                    sample.counts[spans.count, default: 0] += 1
                    if scanner.bareQuoteOffset != nil { sample.hasBareQuotes = true }
                    if spans.contains(where: \.wasQuoted) { sample.hasQuotedFields = true }
                    let kind = Array(bytes[spans[0].start..<spans[0].end].prefix(12))
                    if sample.countsByKind.count <= 16 {
                        sample.countsByKind[kind, default: [:]][spans.count, default: 0] += 1
                    }
                    index = next
                case .needsMore: return
                case .problem:
                    sample.problems += 1
                    while index < bytes.count, bytes[index] != 10, bytes[index] != 13 {
                        index += 1
                    }
                }
            }
        }
        return sample
    }
}
