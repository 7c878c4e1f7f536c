/// A name by which something is known, given by somebody else or by us.
///
/// Not empty, at most 120 characters (offers: 400), none that cannot be seen, no blank at either
/// end. Two
/// identifiers are the same if their UTF-8 bytes are, and they are ordered by those bytes: as a
/// database does it, and without guessing that two spellings mean one thing.
public protocol Identifier: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
where RawValue == String {
    /// What the identifier names, for messages: "item", "supplier".
    static var noun: String { get }
    /// How long it may be, in characters: 120 unless said otherwise.
    static var maximumCharacters: Int { get }
}

extension Identifier {
    /// What names a thing is shorter than what describes it.
    public static var maximumCharacters: Int { 120 }
}

extension Identifier {
    /// Creates an identifier from a text.
    ///
    /// Throws `value.identifier-empty`, `value.identifier-too-long` or
    /// `value.identifier-unprintable`.
    public init(_ text: String) throws(ValueError) {
        if let identifier = Self(rawValue: text) {
            self = identifier
            return
        }
        let limit = Self.maximumCharacters
        guard let problem = IdentifierText.problem(in: text, noun: Self.noun, limit: limit) else {
            preconditionFailure("A checked \(Self.noun) identifier must be accepted.")
        }
        throw problem
    }

    /// The identifier itself.
    public var description: String { rawValue }

    /// Whether two identifiers have the same bytes.
    public static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.rawValue.utf8.elementsEqual(rhs.rawValue.utf8)
    }

    /// Orders identifiers by their bytes.
    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.rawValue.utf8.lexicographicallyPrecedes(rhs.rawValue.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { IdentifierText.hash(rawValue, into: &hasher) }
}

/// The rules that a text must follow to name something.
enum IdentifierText {
    /// Bytes up to which a text of seven-bit characters is short enough for every identifier.
    private static let shortBytes = 120

    static func problem(in text: String, noun: String, limit: Int = 120) -> ValueError? {
        guard !isPlain(text) else { return nil }
        guard !text.isEmpty else {
            return ValueError(
                code: "value.identifier-empty", message: "The \(noun) is empty.",
                help: "Maybe a column is missing or shifted.")
        }
        guard text.count <= limit else {
            return ValueError(
                code: "value.identifier-too-long",
                message: "The \(noun) (\(text.quotedForMessage)) has \(text.count) characters, "
                    + "more than \(limit).",
                help: "Maybe a description stands where the \(noun) belongs.")
        }
        let hasBlankEnd = text.first?.isWhitespace == true || text.last?.isWhitespace == true
        guard !hasBlankEnd, !text.unicodeScalars.contains(where: \.isUnprintable) else {
            return ValueError(
                code: "value.identifier-unprintable",
                message: "The \(noun) (\(text.quotedForMessage)) has a character that cannot be "
                    + "seen, or a blank at an end.",
                help: "Maybe it was copied out of a table; remove what cannot be seen.")
        }
        return nil
    }

    static func hash(_ text: String, into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    /// Whether the text is surely sound; most are, and large files name millions of things.
    private static func isPlain(_ text: String) -> Bool {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            let (blank, tilde) = (UInt8(ascii: " "), UInt8(ascii: "~"))
            guard (1...shortBytes).contains(bytes.count), bytes[0] != blank,
                bytes[bytes.count - 1] != blank
            else { return false }
            for byte in bytes where byte < blank || byte > tilde { return false }
            return true
        }
        return isPlain ?? false
    }
}

extension Unicode.Scalar {
    /// Whether the scalar shows nothing, or changes how its neighbours are shown.
    ///
    /// The two joiners are letters to some scripts and are let through.
    var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: value != 0x200C && value != 0x200D
        default: false
        }
    }
}

/// An item that we keep and sell.
public struct ItemID: Identifier {
    /// What the identifier names.
    public static let noun = "item"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// A supplier, as we number it.
public struct SupplierID: Identifier {
    /// What the identifier names.
    public static let noun = "supplier"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// What a supplier calls one of its parts.
public struct SupplierPart: Identifier {
    /// What the identifier names.
    public static let noun = "supplier's part number"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// An offer, numbered by us.
public struct OfferID: Identifier {
    /// What the identifier names.
    public static let noun = "offer"
    /// Room for a feed, a supplier and a part of 120 characters each.
    public static let maximumCharacters = 400
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard
            IdentifierText.problem(
                in: rawValue, noun: Self.noun, limit: Self.maximumCharacters) == nil
        else { return nil }
        self.rawValue = rawValue
    }
}

/// A feed: a stream of files of one shape, configured under one name.
public struct FeedName: Identifier {
    /// What the identifier names.
    public static let noun = "feed"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// A customer, as the order system numbers it.
public struct CustomerID: Identifier {
    /// What the identifier names.
    public static let noun = "customer"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// A customer's order, as the order system numbers it.
public struct OrderReference: Identifier {
    /// What the identifier names.
    public static let noun = "order"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}

/// The number of a purchase order: the configured prefix and a counter, never used twice.
public struct PurchaseOrderNumber: Identifier {
    /// What the identifier names.
    public static let noun = "purchase order number"
    /// The identifier.
    public let rawValue: String
    /// Creates an identifier, or `nil` if the text breaks the rules of ``Identifier``.
    public init?(rawValue: String) {
        guard IdentifierText.problem(in: rawValue, noun: Self.noun) == nil else { return nil }
        self.rawValue = rawValue
    }
}
