internal import WireFormats

/// A text that mostly is a code of a few characters: those are kept as a number, which millions of
/// lines copy and compare without counting references.
struct ShortText: Hashable, Sendable {
    private final class Long: Hashable, Sendable {
        let text: String
        init(_ text: String) { self.text = text }
        static func == (left: Long, right: Long) -> Bool { left.text == right.text }
        func hash(into hasher: inout Hasher) { hasher.combine(text) }
    }

    /// The characters, the last one lowest; 0 where the text is empty or long.
    let packed: UInt64
    private let long: Long?

    static let empty = ShortText(packed: 0)

    init(packed: UInt64) {
        self.packed = packed
        long = nil
    }

    init(_ text: String) {
        let isShort = text.utf8.count <= 8 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        packed = isShort ? text.utf8.reduce(0) { $0 << 8 | UInt64($1) } : 0
        long = isShort ? nil : Long(text)
    }

    static func == (left: ShortText, right: ShortText) -> Bool {
        guard left.packed == right.packed else { return false }
        return left.long == nil && right.long == nil || left.long == right.long
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(packed)
        hasher.combine(long)
    }

    var isEmpty: Bool { packed == 0 && long == nil }

    /// Whether its characters are ``packed``.
    var isShort: Bool { long == nil }

    var text: String {
        if let long { return long.text }
        return withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Calls `body` with the bytes of a short text; gives `nil` for a long one.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard long == nil else { return nil }
        return withUnsafeBytes(of: packed.bigEndian) { bytes in
            let first = packed.leadingZeroBitCount / 8
            return bytes.withMemoryRebound(to: UInt8.self) {
                body(UnsafeBufferPointer(rebasing: $0[first...]))
            }
        }
    }
}

extension SegmentReader {
    /// An element of the segment, or a component of it.
    ///
    /// No initializer: that would take the reader over, and copy all that it holds each time.
    func short(_ element: Int, component: Int? = nil) -> ShortText {
        packed(element, component: component).map { ShortText(packed: $0) }
            ?? ShortText(text(element, component: component))
    }
}
