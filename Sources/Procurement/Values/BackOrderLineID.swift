/// A line of a customer's order.
///
/// Written "ORDER/LINE". The line has no slash, so that the last slash always divides; the order
/// may have some. Ordered by order, then by line, where lines that are numbers come first and in
/// the order of numbers.
public struct BackOrderLineID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The order.
    public let order: OrderReference
    /// The line within the order, as the order system numbers it.
    public let line: String

    /// Creates a line identifier.
    ///
    /// Throws as ``Identifier`` does, and `value.order-line-slash` for a line with a slash.
    public init(order: OrderReference, line: String) throws(ValueError) {
        if let problem = IdentifierText.problem(in: line, noun: "order line") { throw problem }
        guard !line.utf8.contains(UInt8(ascii: "/")) else {
            throw ValueError(
                code: "value.order-line-slash",
                message: "The order line (\(line.quotedForMessage)) has a slash.",
                help: "Maybe order and line stand in one column.")
        }
        self.order = order
        self.line = line
    }

    /// Creates a line identifier from a text of the form "ORDER/LINE".
    ///
    /// Throws `value.order-line-malformed` without a slash, else as ``Identifier`` does.
    public init(parsing text: String) throws(ValueError) {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            throw ValueError(
                code: "value.order-line-malformed",
                message: "The order line (\(text.quotedForMessage)) is not of the form ORDER/LINE.",
                help: "Maybe the line is missing; write it as in 4711/10.")
        }
        try self.init(
            order: OrderReference(String(text[..<slash])),
            line: String(text[text.utf8.index(after: slash)...]))
    }

    /// The order and the line, as in "4711/10".
    public var description: String { "\(order)/\(line)" }

    /// Whether two identifiers have the same bytes.
    public static func == (lhs: BackOrderLineID, rhs: BackOrderLineID) -> Bool {
        lhs.order == rhs.order && lhs.line.utf8.elementsEqual(rhs.line.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(order)
        IdentifierText.hash(line, into: &hasher)
    }

    /// Orders by order, then by line: numbers by value, then other texts by their bytes.
    public static func < (lhs: BackOrderLineID, rhs: BackOrderLineID) -> Bool {
        guard lhs.order == rhs.order else { return lhs.order < rhs.order }
        switch (lhs.lineNumber, rhs.lineNumber) {
        case (let left?, let right?) where left != right: return left < right
        case (.some, nil): return true
        case (nil, .some): return false
        default: return lhs.line.utf8.lexicographicallyPrecedes(rhs.line.utf8)
        }
    }

    private var lineNumber: Int? {
        line.utf8.count <= 18 ? Int(digits: line.utf8) : nil
    }
}

/// The number of a sourcing round, written "R-7".
public struct RoundNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number, from 1.
    public let value: Int

    /// Creates a round number, from 1.
    public init(value: Int) {
        precondition(value >= 1, "Rounds are numbered from 1, not \(value).")
        self.value = value
    }

    /// Creates a round number from a text of the form "R-7".
    ///
    /// Throws `value.round-malformed`.
    public init(parsing text: String) throws(ValueError) {
        let digits = text.utf8.dropFirst(2)
        guard text.utf8.starts(with: "R-".utf8), digits.count <= 18,
            digits.first != UInt8(ascii: "0"), let value = Int(digits: digits)
        else {
            throw ValueError(
                code: "value.round-malformed",
                message: "The round (\(text.quotedForMessage)) is not of the form R-7.",
                help: "Maybe it is misspelt; all rounds are listed by the command round list.")
        }
        self.init(value: value)
    }

    /// The round as "R-7".
    public var description: String { "R-\(value)" }

    /// Orders rounds by number.
    public static func < (lhs: RoundNumber, rhs: RoundNumber) -> Bool { lhs.value < rhs.value }
}
