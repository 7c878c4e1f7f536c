/// What a file of JSON values holds.
public struct JSONReport: Hashable, Sendable {
    /// How many values stand at the top: 1 for a JSON text, more for one value a line.
    public internal(set) var valueCount = 0
    /// What the first value is: `object`, `array`, `string`, `number` or `literal`.
    public internal(set) var root = ""
    /// How deep values are nested.
    public internal(set) var depth = 0
    /// The names of the members of the first object at the top, or in the array at the top.
    public internal(set) var members: [String] = []
    /// How many elements the array at the top has.
    public internal(set) var elementCount = 0
}

/// Reads JSON texts, or one JSON value a line, and says what is wrong with them.
///
/// It accepts what `JSONText` accepts; unlike that it streams, keeps every byte and goes on behind
/// an error.
struct JSONInspector {
    private enum Expectation {
        case value, valueOrClose, nameOrClose, name, colon, commaOrClose
    }

    private var tokenizer: JSONTokenizer
    /// Whether each line is a value of its own; found out on the way where it was not known.
    private(set) var isLines: Bool
    private(set) var report = JSONReport()
    private(set) var log: DiagnosticLog
    private(set) var byteCount = 0
    /// The open containers: true for objects.
    private var stack: [Bool] = []
    private var expectation = Expectation.value
    private var names: [Set<[UInt8]>] = []
    /// A line that is broken is skipped to its end.
    private var isSkipping = false
    private var endsWithLine = true
    /// The line on which the last value at the top begins, and the one on which it ends.
    private var valueLine = 0
    private var endLine = 0
    private static let maximumDepth = 64

    init(window: ByteWindow, isLines: Bool, log: DiagnosticLog) {
        tokenizer = JSONTokenizer(window: window)
        self.isLines = isLines
        self.log = log
    }

    /// Reads to the end; `echo` is given the bytes of each token.
    mutating func read(
        echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        while let token = try tokenizer.next() {
            byteCount += token.length
            if let echo { tokenizer.withBytes(of: token, echo) }
            take(token)
        }
        finish()
    }

    // MARK: - Tokens

    private mutating func take(_ token: JSONToken) {
        if token.kind == .blank {
            takeBlank(token)
            return
        }
        if token.kind == .byteOrderMark { return }
        endsWithLine = false
        if isSkipping { return }
        if let fault = token.fault {
            fail(fault.code, fault.message, at: place(token, fault.offset))
            return
        }
        switch token.kind {
        case .openObject, .openArray: open(token)
        case .closeObject, .closeArray: close(token)
        case .colon:
            if expectation == .colon { expectation = .value } else { refuse(token) }
        case .comma:
            guard expectation == .commaOrClose, let isObject = stack.last else {
                return refuse(token)
            }
            expectation = isObject ? .name : .value
        case .string where expectation == .name || expectation == .nameOrClose: takeName(token)
        case .string, .number, .literal: takeScalar(token)
        case .garbage, .blank, .byteOrderMark: refuse(token)
        }
    }

    private mutating func takeBlank(_ token: JSONToken) {
        let hasLineEnd = tokenizer.withBytes(of: token) { $0.contains { $0 == 10 || $0 == 13 } }
        guard hasLineEnd else { return }
        endsWithLine = true
        guard isLines else { return }
        if !stack.isEmpty {
            fail(
                "json.cut-off", "the line ends inside a value", at: WirePlace(token.position))
        }
        reset()
    }

    private mutating func reset() {
        isSkipping = false
        stack.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        expectation = .value
    }

    private func place(_ token: JSONToken, _ offset: Int = 0) -> WirePlace {
        var place = WirePlace(token.position)
        let scalars = tokenizer.withBytes(of: token) { bytes in
            bytes.prefix(offset).count { $0 & 0xC0 != 0x80 }
        }
        place.byteOffset += offset
        place.column += scalars
        return place
    }

    private mutating func fail(_ code: String, _ message: String, at place: WirePlace) {
        log.add(code, message, at: place)
        // What follows a break of the syntax is guesswork; in a file of lines, the next line.
        isSkipping = true
    }

    private mutating func refuse(_ token: JSONToken) {
        let wanted =
            switch expectation {
            case .value: "a value"
            case .valueOrClose: "a value or \"]\""
            case .nameOrClose: "a member name or \"}\""
            case .name: "a member name"
            case .colon: "a colon"
            case .commaOrClose: stack.last == true ? "a comma or \"}\"" : "a comma or \"]\""
            }
        let found = tokenizer.withBytes(of: token) {
            X12ElementChecker.shown(Array($0.prefix(40)))
        }
        fail("json.syntax", "\(found) stands where \(wanted) is expected", at: place(token))
    }

    // MARK: - Values

    /// Whether a value may begin here; says what is wrong otherwise.
    private mutating func begin(_ token: JSONToken) -> Bool {
        guard expectation == .value || expectation == .valueOrClose else {
            refuse(token)
            return false
        }
        if stack.isEmpty {
            if !isLines, report.valueCount == 1, token.position.line == endLine + 1,
                endLine == valueLine
            {
                isLines = true
            }
            if !isLines, report.valueCount > 0 {
                fail(
                    "json.trailing-text", "text follows the end of the JSON value",
                    at: place(token))
                return false
            }
            if isLines, valueLine == token.position.line {
                fail(
                    "json.trailing-text", "text follows the value of this line", at: place(token))
                return false
            }
            valueLine = token.position.line
            report.valueCount += 1
        } else if stack == [false] {
            report.elementCount += 1
        }
        return true
    }

    private mutating func open(_ token: JSONToken) {
        guard begin(token) else { return }
        let isObject = token.kind == .openObject
        if report.root.isEmpty { report.root = isObject ? "object" : "array" }
        guard stack.count < Self.maximumDepth else {
            fail(
                "json.too-deep", "the values are nested deeper than \(Self.maximumDepth)",
                at: place(token))
            return
        }
        stack.append(isObject)
        names.append([])
        report.depth = max(report.depth, stack.count)
        expectation = isObject ? .nameOrClose : .valueOrClose
    }

    private mutating func close(_ token: JSONToken) {
        let isObject = token.kind == .closeObject
        let mayClose =
            expectation == .commaOrClose || expectation == (isObject ? .nameOrClose : .valueOrClose)
        guard mayClose, stack.last == isObject else { return refuse(token) }
        stack.removeLast()
        names.removeLast()
        if stack.isEmpty { endLine = token.position.line }
        expectation = stack.isEmpty ? .value : .commaOrClose
    }

    private mutating func takeScalar(_ token: JSONToken) {
        guard begin(token) else { return }
        if report.root.isEmpty {
            report.root =
                token.kind == .string ? "string" : token.kind == .number ? "number" : "literal"
        }
        if stack.isEmpty { endLine = token.position.line }
        expectation = stack.isEmpty ? .value : .commaOrClose
    }

    private mutating func takeName(_ token: JSONToken) {
        let name = tokenizer.withBytes(of: token) { Array($0) }
        if !names[names.count - 1].insert(name).inserted {
            log.add(
                "json.duplicate-member",
                "the member \(X12ElementChecker.shown(Array(name.dropFirst().dropLast()))) stands "
                    + "twice in one object", at: place(token))
        }
        let isFirstRecord =
            stack == [true] && report.valueCount == 1
            || stack == [false, true]
                && report.elementCount == 1
        if isFirstRecord, report.members.count < 200 {
            report.members.append(
                String(decoding: name.dropFirst().dropLast(), as: UTF8.self))
        }
        expectation = .colon
    }

    private mutating func finish() {
        let end = WirePlace(tokenizer.position)
        if !stack.isEmpty || expectation == .colon, !isSkipping {
            log.add("json.cut-off", "the file ends inside a value", at: end)
        } else if report.valueCount == 0, log.diagnostics.isEmpty {
            log.add("file.empty", "the file holds no value", at: end)
        } else if isLines, !endsWithLine {
            log.add("json.last-line-open", "the last line has no line end", at: end)
        }
    }
}
