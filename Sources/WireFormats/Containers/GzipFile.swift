/// Unpacks gzip files (RFC 1952).
public enum GzipFile {
    /// Unpacks all members of a file, one behind the other.
    ///
    /// Throws `gzip.header`, `gzip.cut-off`, `gzip.checksum`, `gzip.trailing-bytes`, and what
    /// ``Inflate`` throws; nothing beyond `limit` bytes comes out.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(WireError) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let start = rest.startIndex
            rest = try contents(of: rest)
            let inflated = try Inflate.unpack(rest, limit: limit - output.count)
            rest = rest.dropFirst(inflated.consumed)
            guard rest.count >= 8 else {
                throw error("cut-off", "the file ends before its checksum", rest.startIndex)
            }
            let numbers = LittleEndian(rest)
            guard numbers.uint32(0) == CRC32.of(inflated.bytes),
                numbers.uint32(4) == UInt32(truncatingIfNeeded: inflated.bytes.count)
            else {
                throw error("checksum", "the unpacked bytes do not have the checksum", start)
            }
            output += inflated.bytes
            rest = rest.dropFirst(8)
        } while rest.starts(with: [0x1F, 0x8B])
        // Tapes and some tools fill up with zeros.
        guard rest.allSatisfy({ $0 == 0 }) else {
            throw error(
                "trailing-bytes", "something else follows the packed bytes", rest.startIndex)
        }
        return output
    }

    private static func error(_ what: String, _ message: String, _ offset: Int) -> WireError {
        WireError(
            code: "gzip.\(what)", message: message,
            position: SourcePosition(line: 1, column: offset + 1, byteOffset: offset))
    }

    /// What follows the header of a member.
    private static func contents(
        of member: ArraySlice<UInt8>
    ) throws(WireError) -> ArraySlice<UInt8> {
        let start = member.startIndex
        guard member.count >= 10 else {
            throw error("cut-off", "the file ends inside its header", start)
        }
        let flags = member[start + 3]
        guard member[start + 2] == 8, flags & 0xE0 == 0 else {
            throw error("header", "the header is none of gzip", start)
        }
        var rest = member.dropFirst(10)
        if flags & 4 != 0 {
            guard rest.count >= 2 else {
                throw error("cut-off", "the file ends inside its header", start)
            }
            rest = rest.dropFirst(2 + Int(LittleEndian(rest).uint16(0)))
        }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard let end = rest.firstIndex(of: 0) else {
                throw error("cut-off", "the file ends inside its header", start)
            }
            rest = rest[(end + 1)...]
        }
        return flags & 2 != 0 ? rest.dropFirst(2) : rest
    }
}

/// Numbers in a stretch of bytes, the lowest byte first.
struct LittleEndian {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func uint16(_ offset: Int) -> UInt16 {
        let start = bytes.startIndex + offset
        return UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8
    }

    func uint32(_ offset: Int) -> UInt32 {
        UInt32(uint16(offset)) | UInt32(uint16(offset + 2)) << 16
    }
}
