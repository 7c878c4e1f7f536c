/// Bytes that come in pieces.
public protocol ByteSource: Sendable {
    /// Gives the next piece, or `nil` at the end; an empty piece is not the end.
    mutating func nextChunk() throws(WireError) -> [UInt8]?
}
