/// Where one field lies in the buffer.
@usableFromInline
struct FieldSpan: Sendable {
    @usableFromInline var start: Int
    @usableFromInline var end: Int
    /// Where the field begins for people: the opening quote, if there is one.
    var line: Int
    var column: Int
    var markOffset: Int
    var wasQuoted: Bool
    @usableFromInline var hasDoubledQuotes: Bool
}

/// Why a scan stopped before the end of the record.
enum ScanProblem {
    case unclosedQuote
    case textAfterQuote
    case quoteInBareField
    case nulByte
    case wrongLineEnd
    case tooManyFields
}

enum ScanResult {
    /// A record that ends before `next`; the following record begins there.
    case record(next: Int, hasLineEnd: Bool)
    /// The buffer ends inside the record and more bytes are to come.
    case needsMore
    case problem(ScanProblem, offset: Int, line: Int, column: Int)
}

/// Finds the fields of one record in a buffer; knows bytes only.
struct DelimitedScanner {
    let dialect: DelimitedDialect
    private let quote: UInt8
    private let hasQuote: Bool
    private let countsScalars: Bool

    private(set) var line = 1
    private(set) var column = 1
    /// Where a quote stood as text in a field without quotes, the first one of the last scan.
    private(set) var bareQuoteOffset: Int?

    init(dialect: DelimitedDialect) {
        self.dialect = dialect
        quote = dialect.quote ?? 0
        hasQuote = dialect.quote != nil
        countsScalars = dialect.encoding == .utf8
    }

    mutating func restore(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Scans the record that begins at `start`; afterwards `line` and `column` stand behind it.
    mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool,
        into spans: inout [FieldSpan]
    ) -> ScanResult {
        spans.removeAll(keepingCapacity: true)
        bareQuoteOffset = nil
        var index = start
        while true {
            if spans.count >= dialect.maximumFields {
                return .problem(.tooManyFields, offset: index, line: line, column: column)
            }
            var span = FieldSpan(
                start: index, end: index, line: line, column: column, markOffset: index,
                wasQuoted: false, hasDoubledQuotes: false)
            let content = dialect.trimsSpaces ? skipSpaces(bytes, index) : index
            let problem: ScanProblem?
            if hasQuote && content < bytes.count && bytes[content] == quote {
                column += content - index
                span.column = column
                span.markOffset = content
                index = content
                problem = scanQuoted(bytes, &index, &span)
            } else {
                problem = scanBare(bytes, &index, &span)
            }
            if let problem {
                if problem == .unclosedQuote && !isLast { return .needsMore }
                if problem == .unclosedQuote {
                    return .problem(
                        problem, offset: span.markOffset, line: span.line, column: span.column)
                }
                return .problem(problem, offset: index, line: line, column: column)
            }
            spans.append(span)
            if index >= bytes.count {
                return isLast ? .record(next: index, hasLineEnd: false) : .needsMore
            }
            if bytes[index] == dialect.delimiter {
                index += 1
                column += 1
                continue
            }
            return scanLineEnd(bytes, index, isLast: isLast)
        }
    }

    private func skipSpaces(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count && isSpace(bytes[index]) { index += 1 }
        return index
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        (byte == 0x20 || byte == 0x09) && byte != dialect.delimiter
    }

    /// Leaves `index` on the delimiter, the line end or the end of the buffer.
    private mutating func scanBare(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ span: inout FieldSpan
    ) -> ScanProblem? {
        let delimiter = dialect.delimiter
        var position = index
        var width = 0
        var problem: ScanProblem?
        while position < bytes.count {
            let byte = bytes[position]
            if byte == delimiter || byte == 10 || byte == 13 { break }
            if byte == 0 {
                problem = .nulByte
                break
            }
            if hasQuote && byte == quote {
                guard dialect.keepsBareQuotes else {
                    problem = .quoteInBareField
                    break
                }
                if bareQuoteOffset == nil { bareQuoteOffset = position }
            }
            if !(countsScalars && byte & 0xC0 == 0x80) { width += 1 }
            position += 1
        }
        column += width
        index = position
        span.end = position
        if problem == nil && dialect.trimsSpaces {
            let first = skipSpaces(bytes, span.start)
            while span.end > first && isSpace(bytes[span.end - 1]) { span.end -= 1 }
            if first < span.end {
                span.column += first - span.start
                span.start = first
                span.markOffset = first
            } else {
                span.end = span.start
            }
        }
        return problem
    }

    /// Begins on the opening quote; leaves `index` behind the closing quote (and trimmed spaces).
    private mutating func scanQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ span: inout FieldSpan
    ) -> ScanProblem? {
        span.wasQuoted = true
        var position = index + 1
        column += 1
        span.start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                if position + 1 < bytes.count && bytes[position + 1] == quote {
                    span.hasDoubledQuotes = true
                    position += 2
                    column += 2
                    continue
                }
                span.end = position
                index = position + 1
                column += 1
                return checkAfterQuote(bytes, &index)
            }
            if byte == 0 {
                index = position
                return .nulByte
            }
            let endsLine =
                byte == 10
                || (byte == 13 && !(position + 1 < bytes.count && bytes[position + 1] == 10))
            if endsLine {
                line += 1
                column = 1
            } else if !(countsScalars && byte & 0xC0 == 0x80) {
                column += 1
            }
            position += 1
        }
        index = position
        return .unclosedQuote
    }

    private mutating func checkAfterQuote(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) -> ScanProblem? {
        if dialect.trimsSpaces {
            let after = skipSpaces(bytes, index)
            column += after - index
            index = after
        }
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        if byte == dialect.delimiter || byte == 10 || byte == 13 { return nil }
        return byte == 0 ? .nulByte : .textAfterQuote
    }

    private mutating func scanLineEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, isLast: Bool
    ) -> ScanResult {
        let isReturn = bytes[index] == 13
        // A carriage return at the end of the buffer may be half of `\r\n`.
        if isReturn && index + 1 >= bytes.count && !isLast { return .needsMore }
        let isPair = isReturn && index + 1 < bytes.count && bytes[index + 1] == 10
        let isAllowed =
            switch dialect.lineEnding {
            case .any: true
            case .lf: !isReturn
            case .crlf: isPair
            case .cr: isReturn && !isPair
            }
        guard isAllowed else {
            return .problem(.wrongLineEnd, offset: index, line: line, column: column)
        }
        line += 1
        column = 1
        return .record(next: index + (isPair ? 2 : 1), hasLineEnd: true)
    }
}
