/// A place in a text file, as an editor would show it.
///
/// Lines and columns count from 1; a column is a Unicode scalar (so `é` written as one scalar is
/// one column), and `byteOffset` counts bytes from 0, a byte-order mark included.
public struct SourcePosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The line, from 1; `\n`, `\r\n` and `\r` each end one.
    public let line: Int
    /// The column within the line, from 1.
    public let column: Int
    /// The number of bytes before this place.
    public let byteOffset: Int

    /// Makes a position from its parts.
    public init(line: Int, column: Int, byteOffset: Int) {
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
    }

    /// The first character of a file.
    public static let start = SourcePosition(line: 1, column: 1, byteOffset: 0)

    /// The position as `line:column`.
    public var description: String { "\(line):\(column)" }

    /// Orders positions as they stand in the file.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        left.byteOffset < right.byteOffset
    }
}
