import Procurement

/// What may be stored, record by record: the rules that both implementations keep.
///
/// Whether a key is free and a reference known is asked by the implementations themselves. The
/// database has most of these rules once more as constraints, for whoever writes past us.
package enum StorageRules {
    /// Refuses unless the condition holds; the sentence says what was found.
    static func require(
        _ condition: Bool, _ sentence: @autoclosure () -> String
    ) throws(StorageError) {
        guard condition else { throw StorageError(.refused, sentence()) }
    }

    /// Refuses a text with a NUL, which databases cut off there.
    static func requireWhole(
        _ texts: String..., of owner: @autoclosure () -> String
    ) throws(StorageError) {
        for text in texts where text.utf8.contains(0) {
            throw StorageError(.refused, "A text of \(owner()) contains a NUL.")
        }
    }

    static func requireDigest(
        _ digest: String, of owner: @autoclosure () -> String
    ) throws(StorageError) {
        let isDigit = { (byte: UInt8) in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        try require(
            digest.utf8.count == 64 && digest.utf8.allSatisfy(isDigit),
            "The hash (\(digest)) of \(owner()) must be 64 lowercase hexadecimal digits.")
    }

    static func requireNotNegative(
        _ values: FixedPoint?..., of owner: @autoclosure () -> String
    ) throws(StorageError) {
        for case let value? in values where value.isNegative {
            throw StorageError(.refused, "A value (\(value)) of \(owner()) must not be negative.")
        }
    }

    /// Refuses an identifier of text that is empty or has a NUL.
    static func requireKey(
        _ text: String, of owner: @autoclosure () -> String
    ) throws(StorageError) {
        try require(!text.isEmpty, "An identifier of \(owner()) is empty.")
        try requireWhole(text, of: owner())
    }
}
