/// Reads a flat file by its layout: every byte in pieces, every field of every record with its
/// place, and everything that is not as the layout has it as a diagnostic.
///
/// A cursor: ``next()`` moves to the next piece, and the other members tell of that piece until the
/// next call. One pass; what is held is one record and the chain of records above it. Never throws
/// on content.
public struct LayoutReader: Sendable {
    /// The layout.
    public var layout: RecordLayout { checker.plan.layout }
    /// The current piece; `nil` before the first one.
    public private(set) var token: LayoutToken?
    private var window: ByteWindow
    private var checker: LayoutChecker
    /// Where the current piece begins in the window's buffer.
    private var tokenStart = 0
    private var line = 1
    private var lineStart = 0
    private var isFinished = false
    /// Whether the current record holds ASCII characters alone.
    private var isPlain = false
    private static let maximumRecordBytes = 1 << 20

    /// Reads bytes that are all there.
    public init(
        _ bytes: [UInt8], layout: RecordLayout, strictness: Strictness = .standard,
        diagnosticLimit: Int = 10_000
    ) {
        self.init(window: ByteWindow(bytes), layout, strictness, diagnosticLimit)
    }

    /// Reads bytes as they come.
    public init(
        source: any ByteSource, layout: RecordLayout, strictness: Strictness = .standard,
        diagnosticLimit: Int = 10_000
    ) {
        self.init(window: ByteWindow(source: source), layout, strictness, diagnosticLimit)
    }

    private init(
        window: ByteWindow, _ layout: RecordLayout, _ strictness: Strictness, _ limit: Int
    ) {
        self.window = window
        checker = LayoutChecker(
            layout: layout, log: DiagnosticLog(strictness: strictness, limit: limit))
    }

    var log: DiagnosticLog { checker.log }
    /// What was found so far; all of it once ``next()`` has given `nil`.
    public var diagnostics: [WireDiagnostic] { log.diagnostics }
    /// Whether what was found rejects the file.
    public var isRejected: Bool { log.worst >= .rejectSet }
    /// How many counts and totals were compared and agree.
    public var agreedChecks: Int { checker.agreed }

    /// Moves to the next piece; `nil` at the end of the file.
    ///
    /// Throws what the source throws.
    public mutating func next() throws(WireError) -> LayoutToken? {
        token = try piece()
        return token
    }

    private mutating func piece() throws(WireError) -> LayoutToken? {
        guard try window.has(1) else {
            checker.pass()
            if !isFinished { checker.finish(at: here) }
            isFinished = true
            return nil
        }
        let start = here
        if window.offset == 0 {
            _ = try window.has(3)
            if window.begins(with: "\u{FEFF}") {
                checker.pass()
                tokenStart = window.index
                window.take(3)
                return LayoutToken(kind: .filler, position: start, length: 3)
            }
        }
        let (length, traits) = try measure()
        let lineEndLength = try lineEndLength(behind: length)
        tokenStart = window.index
        window.take(length + lineEndLength)
        if lineEndLength > 0 {
            line += 1
            lineStart = window.offset
        }
        let isFiller = traits.isDisjoint(with: [.text, .control, .high])
        var token = LayoutToken(
            kind: isFiller ? .filler : .record, position: start, length: length,
            lineEndLength: lineEndLength)
        guard !isFiller else {
            checker.pass()
            return token
        }
        let isCutOff = lineEndLength == 0 && checker.plan.width.map { length < $0 } ?? false
        isPlain = traits.isDisjoint(with: [.control, .high, .endOfFile])
        window.buffer.withUnsafeBufferPointer { buffer in
            let bytes = UnsafeBufferPointer(rebasing: buffer[tokenStart..<tokenStart + length])
            checker.check(bytes, &token, isPlain: isPlain, isCutOff: isCutOff)
        }
        return token
    }

    private var here: SourcePosition {
        SourcePosition(
            line: line, column: window.offset - lineStart + 1, byteOffset: window.offset)
    }

    /// How long the record is, and which kinds of bytes it holds.
    private mutating func measure() throws(WireError) -> (length: Int, traits: ByteTraits) {
        let limit = checker.plan.width ?? Self.maximumRecordBytes
        var length = 0
        var traits: UInt8 = 0
        // Not looked up for each byte.
        let table = ByteTraits.table
        while true {
            let isEnded = window.buffer.withUnsafeBufferPointer { buffer in
                let bytes = UnsafeBufferPointer(rebasing: buffer[window.index...])
                let end = min(limit, bytes.count)
                return table.withUnsafeBufferPointer { table in
                    var (index, found) = (length, traits)
                    defer { (length, traits) = (index, found) }
                    while index < end {
                        let byte = bytes[index]
                        if byte == 10 || byte == 13 { return true }
                        found |= table[Int(byte)]
                        index &+= 1
                    }
                    return index == limit
                }
            }
            if isEnded { break }
            if try !window.refill() { break }
        }
        return (length, ByteTraits(rawValue: traits))
    }

    private mutating func lineEndLength(behind length: Int) throws(WireError) -> Int {
        guard try window.has(length + 1), let byte = window.peek(length), byte == 10 || byte == 13
        else { return 0 }
        guard byte == 13, try window.has(length + 2) else { return 1 }
        return window.peek(length + 1) == 10 ? 2 : 1
    }
}

/// Which kinds of bytes a record holds.
private struct ByteTraits: OptionSet {
    let rawValue: UInt8

    static let text = ByteTraits(rawValue: 1)
    static let endOfFile = ByteTraits(rawValue: 2)
    static let control = ByteTraits(rawValue: 4)
    static let high = ByteTraits(rawValue: 8)

    static let table: [UInt8] = (0...255).map { byte in
        switch byte {
        case 0x20, 9: 0
        case 0x1A: endOfFile.rawValue
        case 0..<0x20, 0x7F: control.rawValue
        case 0x80...: high.rawValue
        default: text.rawValue
        }
    }
}

// MARK: - The current piece

extension LayoutReader {
    /// The fields of the current record, group by group in the order of the layout; none of a
    /// record that the layout does not name.
    public var fields: [LayoutField] { checker.fields }

    /// Calls `body` with the bytes of the current piece, and with its line end behind them.
    public func withToken<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes((token?.length ?? 0) + (token?.lineEndLength ?? 0), body)
    }

    private func withRecord<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes(token?.length ?? 0, body)
    }

    private func bytes<Result, Failure: Error>(
        _ length: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try window.buffer.withUnsafeBufferPointer { buffer throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: buffer[tokenStart..<tokenStart + length]))
        }
    }

    /// What stands at the place of the kind in the current record.
    public var kindText: String { withRecord { checker.kindText($0) } }

    /// What stands in a field of the current record, without quotes and blanks around it.
    public func text(_ field: LayoutField) -> String {
        withRecord { checker.text(field, $0) }
    }

    /// Whether the bytes of a field stand for themselves, as ASCII.
    private func isPlain(_ field: LayoutField) -> Bool {
        isPlain && field.state != .quoted && !field.isTranslated
    }

    /// What a field means, in UTF-8, behind bytes that are there.
    public func addValue(_ field: LayoutField, to bytes: inout [UInt8]) {
        guard isPlain(field) else {
            bytes.append(contentsOf: value(field).utf8)
            return
        }
        withRecord { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[field.content])) }
    }

    /// A short text as one number: its bytes, the last one lowest.
    ///
    /// `nil` where it is longer than eight bytes, is translated, or holds anything but printable
    /// ASCII characters: then only ``value(_:)`` tells what it means.
    public func packed(_ field: LayoutField) -> UInt64? {
        guard isPlain(field), field.content.count <= 8 else { return nil }
        return withRecord { bytes -> UInt64? in
            var packed: UInt64 = 0
            for index in field.content {
                guard bytes[index] >= 0x20, bytes[index] < 0x7F else { return nil }
                packed = packed << 8 | UInt64(bytes[index])
            }
            return packed
        }
    }

    /// What a field means that holds one to twelve digits and nothing else, counting 10⁻⁶; `nil`
    /// for any other.
    public func wholeNumber(_ field: LayoutField) -> Int64? {
        guard isPlain(field), (1...12).contains(field.content.count) else { return nil }
        return withRecord { bytes -> Int64? in
            var number: Int64 = 0
            for index in field.content {
                let digit = Int64(bytes[index]) - 0x30
                guard (0...9).contains(digit) else { return nil }
                number = number * 10 + digit
            }
            return number * 1_000_000
        }
    }

    /// What that means: the translation of the layout, or the same text.
    public func value(_ field: LayoutField) -> String {
        guard let record = token?.record else { return "" }
        return withRecord { checker.value(field, record, $0) }
    }

    /// Where a field of the current record begins.
    public func position(of field: LayoutField) -> SourcePosition {
        token?.position(at: field.range.lowerBound) ?? .start
    }

    /// The definition of a field of the current record.
    public func definition(of field: LayoutField) -> RecordLayout.Field? {
        token?.record.map { layout.records[$0].fields[field.index] }
    }

    /// The number in a field of the current record, counting 10⁻⁶; `nil` for a blank one.
    ///
    /// A sign may stand before or behind; digits without a decimal sign end with the decimals that
    /// the layout states. Errors are those of ``DecimalText``.
    public func number(_ field: LayoutField) throws(WireError) -> Int64? {
        guard let token, let record = token.record else { return nil }
        return try withRecord { bytes throws(WireError) in
            try checker.number(field, record, token, bytes)
        }
    }

    /// The day in a field of the current record; `nil` for one that is blank or holds nothing but
    /// zeros.
    public func date(_ field: LayoutField) throws(WireError) -> DateParts? {
        guard let token, case .date(let pattern)? = definition(of: field)?.type else {
            return nil
        }
        return try withRecord { bytes throws(WireError) in
            try checker.date(field, pattern, token, bytes)
        }
    }
}
