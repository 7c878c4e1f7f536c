/// A field of a record as it stands in a file; ``LayoutReader`` tells what it holds.
public struct LayoutField: Hashable, Sendable {
    /// What was found out about the field when its record was checked.
    enum State: UInt8, Hashable, Sendable {
        /// Nothing stands there.
        case blank
        /// Something stands there, and its bytes are its text.
        case plain
        /// Something stands there whose text is not its bytes: quotes inside quotes.
        case quoted
    }

    /// The ordinal of the field in its record of the layout.
    public let index: Int
    /// Which group of the record it belongs to, from 0.
    public let group: Int
    /// Its bytes, in the bytes of the record; quotes are within.
    public let range: Range<Int>
    /// Where its text stands, without quotes and blanks around it.
    let content: Range<Int>
    let state: State
    /// The ordinal of its translation in the layout.
    let translation: Int?
    /// Its number counting 10⁻⁶, where it is a plain one.
    var micros: Int64?

    /// Whether nothing stands there.
    public var isBlank: Bool { state == .blank }
    /// Whether the layout translates it.
    public var isTranslated: Bool { translation != nil }
}

/// A piece of a flat file: a record, or what stands between records.
public struct LayoutToken: Hashable, Sendable {
    /// What a piece is.
    public enum Kind: Hashable, Sendable {
        /// A record.
        case record
        /// A byte-order mark, an empty line, or marks of the end of a file.
        case filler
    }

    /// What it is.
    public let kind: Kind
    /// Where it begins.
    public let position: SourcePosition
    /// The bytes of the record, without its line end.
    public let length: Int
    /// The bytes of the line end behind it; 0 for none.
    public let lineEndLength: Int
    /// The ordinal of its record in the layout; `nil` where the layout does not name it.
    public internal(set) var record: Int?
    /// How many records of the file stand up to it, from 1.
    public internal(set) var ordinal = 0
    /// How many records stand above it.
    public internal(set) var depth = 0

    init(kind: Kind, position: SourcePosition, length: Int, lineEndLength: Int = 0) {
        self.kind = kind
        self.position = position
        self.length = length
        self.lineEndLength = lineEndLength
    }

    /// Where a byte of it stands: columns count bytes.
    func position(at offset: Int) -> SourcePosition {
        SourcePosition(
            line: position.line, column: position.column + offset,
            byteOffset: position.byteOffset + offset)
    }
}

extension RecordLayout {
    /// A number as a supplier writes it, counting 10⁻⁶.
    ///
    /// A sign may stand before or behind; digits without a decimal sign end with so many decimals.
    static func number(
        _ text: String, decimals: Int, sign: Character
    ) throws(WireError) -> Int64 {
        var body = Substring(text)
        var isNegative = false
        if let last = body.last, last == "-" || last == "+" {
            isNegative = last == "-"
            body = body.dropLast()
        } else if let first = body.first, first == "-" || first == "+" {
            isNegative = first == "-"
            body = body.dropFirst()
        }
        while body.first == " " { body = body.dropFirst() }
        while body.last == " " { body = body.dropLast() }
        while body.first == "0", body.dropFirst().first?.isWholeNumber == true {
            body = body.dropFirst()
        }
        // A sign that is left now stands inside the number, or twice.
        guard body.first != "-" else {
            throw WireError(
                code: "decimal.not-a-number", message: "\(quotedForMessage(text)) is not a number")
        }
        let isImplied = decimals > 0 && !body.contains(sign)
        let scaled = try DecimalText.parse(
            String(body), scale: isImplied ? 6 - decimals : 6, decimalSign: sign)
        return isNegative ? -scaled : scaled
    }
}
