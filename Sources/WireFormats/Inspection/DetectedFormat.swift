/// What a file is, as its first bytes tell.
enum DetectedFormat: Hashable, Sendable {
    case empty
    /// Named and not read: a container, something binary, or a format of others.
    case named(String, code: String, message: String)
    case wide(isBigEndian: Bool, hasMark: Bool)
    case segments(SegmentSyntax)
    case json(isLines: Bool)
    case xml
    case table(DelimitedGuess)
    case flat(FlatLayout)

    /// Looks at the first bytes of a file.
    static func detect(_ sample: ArraySlice<UInt8>, isWhole: Bool) -> DetectedFormat {
        if sample.isEmpty { return .empty }
        if let container = container(sample) { return container }
        let hasMark = sample.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasMark ? sample.dropFirst(3) : sample
        let content = text.drop { $0 == 0x20 || $0 == 9 || $0 == 10 || $0 == 13 }
        guard let first = content.first else { return .empty }
        if let known = byFirstBytes(content) { return known }
        switch first {
        case UInt8(ascii: "<"):
            if let markup = markup(content) { return markup }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if looksLikeJSON(content) { return .json(isLines: isLines(content)) }
        default: break
        }
        if let embedded = embedded(content) { return embedded }
        if isBinary(sample) { return binary("binary") }
        if let flat = knownLayout(content, isWhole: isWhole) { return .flat(flat) }
        let width = fixedWidth(text, isWhole: isWhole)
        if let guess = DelimitedGuess.guess(text, isWhole: isWhole),
            width == nil || guess.share >= 800
        {
            return .table(guess)
        }
        return .flat(width.map { .fixed(width: $0) } ?? .lines)
    }

    // MARK: - By the first bytes

    private static func binary(_ name: String) -> DetectedFormat {
        .named(name, code: "file.binary", message: "the file is \(name), which is not read here")
    }

    /// Formats of offices that are told apart from what they are packed in.
    private static func office(_ sample: ArraySlice<UInt8>) -> DetectedFormat? {
        let head = String(decoding: sample.prefix(120), as: UTF8.self)
        if sample.starts(with: [0x50, 0x4B, 3, 4]),
            head.contains("mimetypeapplication/vnd.oasis.opendocument")
        {
            return .named(
                "opendocument", code: "file.format-unsupported",
                message: "the file is an OpenDocument file; save it as .xlsx or CSV")
        }
        if sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            return .named(
                "ole", code: "file.binary",
                message: "the file is an OLE file, as old workbooks (.xls) are; save it as .xlsx "
                    + "or CSV")
        }
        let bytes = Array(sample.prefix(12))
        guard bytes.count == 12, [0x03, 0x30, 0x83, 0x8B].contains(bytes[0]),
            (1...12).contains(bytes[2]), (1...31).contains(bytes[3])
        else { return nil }
        let header = Int(bytes[8]) | Int(bytes[9]) << 8
        guard header > 64, header <= sample.count,
            sample[sample.startIndex + header - 1] == 0x0D || bytes[0] == 0x30
        else { return nil }
        return .named(
            "dbf", code: "file.binary", message: "the file is a dBASE table; save it as CSV")
    }

    private static func container(_ sample: ArraySlice<UInt8>) -> DetectedFormat? {
        if let office = office(sample) { return office }
        let packed: [([UInt8], String)] = [
            ([0x1F, 0x8B], "gzip"), ([0x50, 0x4B, 3, 4], "zip"), ([0x50, 0x4B, 5, 6], "zip"),
            (Array("BZh".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
            ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x37, 0x7A, 0xBC, 0xAF], "7z"),
            (Array("Rar!".utf8), "rar"),
        ]
        for (magic, name) in packed where sample.starts(with: magic) {
            return .named(
                name, code: "file.compressed",
                message: "the file is a \(name) container; unpack it first")
        }
        let others: [([UInt8], String)] = [
            (Array("%PDF".utf8), "pdf"),
            ([0x89, 0x50, 0x4E, 0x47], "png"), ([0xFF, 0xD8, 0xFF], "jpeg"),
            (Array("SQLite format 3".utf8), "sqlite"), (Array("GIF8".utf8), "gif"),
        ]
        for (magic, name) in others where sample.starts(with: magic) { return binary(name) }
        if sample.starts(with: [0xFF, 0xFE, 0, 0]) || sample.starts(with: [0, 0, 0xFE, 0xFF]) {
            return .named(
                "utf-32", code: "file.utf16", message: "the file is UTF-32, which is not read here")
        }
        if sample.starts(with: [0xFF, 0xFE]) { return .wide(isBigEndian: false, hasMark: true) }
        if sample.starts(with: [0xFE, 0xFF]) { return .wide(isBigEndian: true, hasMark: true) }
        let head = Array(sample.prefix(4))
        if head.count == 4, head[1] == 0, head[3] == 0, head[0] > 8, head[2] > 8 {
            return .wide(isBigEndian: false, hasMark: false)
        }
        if head.count == 4, head[0] == 0, head[2] == 0, head[1] > 8, head[3] > 8 {
            return .wide(isBigEndian: true, hasMark: false)
        }
        return nil
    }

    private static func byFirstBytes(_ content: ArraySlice<UInt8>) -> DetectedFormat? {
        let bytes = Array(content.prefix(16))
        func begins(_ text: String) -> Bool { bytes.starts(with: Array(text.utf8)) }
        if begins("ISA"), bytes.count == 3 || !X12Frame.isWordByte(bytes[3]) {
            return isTableHeader(content) ? nil : .segments(.x12)
        }
        for name in ["UNA", "UNB", "UNH", "UNG", "UIB"] where begins(name) {
            let isTag = bytes.count == 3 || !X12Frame.isWordByte(bytes[3]) || name == "UNH"
            if isTag, !isTableHeader(content) { return .segments(.edifact) }
        }
        if X12Guess.characters(in: content.prefix(X12Frame.lookAhead)) != nil {
            return .segments(.x12)
        }
        if begins("EDI_DC") { return .flat(.idoc) }
        if begins("STX=") || begins("STX+ANA") { return unsupported("tradacoms") }
        if begins("MSH|") || begins("FHS|") || begins("BHS|") { return unsupported("hl7") }
        return nil
    }

    private static func unsupported(_ name: String) -> DetectedFormat {
        .named(
            name, code: "file.format-unsupported",
            message: "the file is \(name), which is not read here")
    }

    /// A table whose first column happens to be named like a segment: `ISA,name,price`.
    private static func isTableHeader(_ content: ArraySlice<UInt8>) -> Bool {
        guard content.count > 4, let separator = content.dropFirst(3).first else { return false }
        guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: ";") || separator == 9
        else { return false }
        let line = content.prefix { $0 != 10 && $0 != 13 }
        return line.count { $0 == separator } != 16 && line.count < 90
    }

    private static func markup(_ content: ArraySlice<UInt8>) -> DetectedFormat? {
        let head = String(decoding: content.prefix(64), as: UTF8.self).lowercased()
        if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") {
            return .named("html", code: "file.html", message: "the file is a web page")
        }
        guard let second = content.dropFirst().first else { return .xml }
        let isMarkup =
            second == UInt8(ascii: "?") || second == UInt8(ascii: "!")
            || XMLBytes.isNameStart(second) || second == UInt8(ascii: "/")
        return isMarkup ? .xml : nil
    }

    private static func looksLikeJSON(_ content: ArraySlice<UInt8>) -> Bool {
        if content.first == UInt8(ascii: "{") { return true }
        let next = content.dropFirst().first { $0 != 0x20 && $0 != 9 && $0 != 10 && $0 != 13 }
        guard let next else { return true }
        switch next {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "]"),
            UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default:
            let word = String(decoding: content.dropFirst().prefix(8), as: UTF8.self)
            return ["true", "false", "null"].contains { word.hasPrefix($0) }
        }
    }

    /// Whether the first line is a value of its own, and another line follows.
    private static func isLines(_ content: ArraySlice<UInt8>) -> Bool {
        let line = content.prefix { $0 != 10 && $0 != 13 }
        let rest = content[line.endIndex...].drop { $0 == 10 || $0 == 13 || $0 == 0x20 }
        guard let next = rest.first, next == UInt8(ascii: "{") || next == UInt8(ascii: "[") else {
            return false
        }
        do {
            _ = try JSONText.parse(Array(line))
            return true
        } catch {
            // A broken first line among others of the kind still is one of them.
            let second = rest.prefix { $0 != 10 && $0 != 13 }
            return line.last == UInt8(ascii: "}") && second.last == UInt8(ascii: "}")
                && second.count > 2
        }
    }

    // MARK: - By what stands further on

    /// Interchanges behind the headers of a mail or the like.
    private static func embedded(_ content: ArraySlice<UInt8>) -> DetectedFormat? {
        let found = content.withUnsafeBufferPointer { bytes -> SegmentSyntax? in
            for index in 1..<max(1, bytes.count) where !X12Frame.isWordByte(bytes[index - 1]) {
                if bytes[index] == UInt8(ascii: "I"), isInterchange(bytes, at: index) {
                    return .x12
                }
                if bytes[index] == UInt8(ascii: "U"), isEDIFACT(bytes, at: index) {
                    return .edifact
                }
                // The header itself is damaged, as in "NB+UNOC" or "FSA*00".
                if bytes[index] == UInt8(ascii: "U"), isMessage(bytes, at: index) {
                    return .edifact
                }
                if bytes[index] == UInt8(ascii: "G"), isGroup(bytes, at: index) { return .x12 }
            }
            return nil
        }
        return found.map { .segments($0) }
    }

    private static func isInterchange(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Bool {
        guard index + 60 < bytes.count, bytes[index + 1] == UInt8(ascii: "S"),
            bytes[index + 2] == UInt8(ascii: "A"), bytes[index + 3] > 0x20,
            !X12Frame.isWordByte(bytes[index + 3]), bytes[index + 6] == bytes[index + 3],
            let frame = X12Frame.read(UnsafeBufferPointer(rebasing: bytes[index...]))
        else { return false }
        return frame.elementStarts.count == 17 && frame.hasTerminator
    }

    private static func isEDIFACT(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let advice = Array("UNA:+".utf8)
        let header = Array("UNB+UNO".utf8)
        return [advice, header].contains { wanted in
            index + wanted.count < bytes.count
                && wanted.indices.allSatisfy { bytes[index + $0] == wanted[$0] }
        }
    }

    /// `UNH`, and somewhere behind it `UNT`.
    private static func isMessage(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        begins("UNH+", bytes, index)
            && (index + 4..<max(index + 4, bytes.count)).contains {
                bytes[$0] == UInt8(ascii: "U") && begins("UNT+", bytes, $0)
            }
    }

    /// `GS` with two letters, and close behind it `ST` with the same separators.
    private static func isGroup(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard begins("GS", bytes, index), index + 6 < bytes.count else { return false }
        let separator = bytes[index + 2]
        guard separator > 0x20, !X12Frame.isWordByte(separator), bytes[index + 5] == separator,
            X12Frame.isWordByte(bytes[index + 3]), X12Frame.isWordByte(bytes[index + 4])
        else { return false }
        let end = min(index + 200, bytes.count - 6)
        return (index + 6..<max(index + 6, end)).contains {
            begins("ST", bytes, $0) && bytes[$0 + 2] == separator && bytes[$0 + 6] == separator
                && !X12Frame.isWordByte(bytes[$0 - 1])
        }
    }

    private static func begins(
        _ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
    }

    private static func isBinary(_ sample: ArraySlice<UInt8>) -> Bool {
        let strange = sample.count {
            $0 < 0x20 && $0 != 9 && $0 != 10 && $0 != 13 && $0 != 12 && $0 != 0x1A
        }
        // A stray control character or two makes no short text binary.
        return strange > 4 && strange * 50 > sample.count
    }

    private static func knownLayout(
        _ content: ArraySlice<UInt8>, isWhole: Bool
    ) -> FlatLayout? {
        let name = content.prefix(30)
        if name.starts(with: Array("E1".utf8)) || name.starts(with: Array("E2".utf8)),
            name.count == 30,
            content.dropFirst(30).prefix(3).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            name.allSatisfy({ X12Frame.isWordByte($0) || $0 == 0x20 || $0 == 0x5F })
        {
            return .idoc
        }
        let head = content.prefix(5)
        let kinds: Set<String> = ["511", "551", "611", "661", "711", "821"]
        guard head.count == 5, head.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            kinds.contains(String(decoding: head.prefix(3), as: UTF8.self))
        else { return nil }
        let line = content.prefix { $0 != 10 && $0 != 13 }
        if line.count <= 128, line.count >= 20, line.endIndex < content.endIndex {
            return .vda(width: nil)
        }
        let isUnbroken = line.count == content.count && content.count % 128 == 0
        return isUnbroken || line.count > 1024 ? .vda(width: 128) : nil
    }

    /// The width that all lines have, or all but the ones trimmed at the right.
    private static func fixedWidth(_ text: ArraySlice<UInt8>, isWhole: Bool) -> Int? {
        var lines = text.split(omittingEmptySubsequences: true) { $0 == 10 || $0 == 13 }
        if !isWhole { lines = lines.dropLast() }
        guard lines.count >= 2, let longest = lines.map(\.count).max(), longest >= 8 else {
            return nil
        }
        let full = lines.count { $0.count == longest }
        return full * 10 >= lines.count * 8 ? longest : nil
    }
}
