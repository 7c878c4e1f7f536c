/// Reads zip archives: stored and deflated files, without encryption and Zip64.
///
/// The directory at the end is what counts; every file is checked against it and its checksum.
public struct ZipArchive: Sendable {
    /// A file in the archive.
    public struct Entry: Hashable, Sendable {
        /// Its path, as written; never used as a path on disk.
        public let name: String
        /// How large it is unpacked.
        public let byteCount: Int
        /// Where its header begins.
        public let offset: Int
        let packedCount: Int
        let method: UInt16
        let flags: UInt16
        let checksum: UInt32

        /// Whether it is a folder.
        public var isFolder: Bool { name.hasSuffix("/") }
    }

    /// The most files that are read in one archive.
    public static let maximumEntries = 10_000

    /// The files and folders, in the order of the directory.
    public let entries: [Entry]
    private let bytes: [UInt8]

    /// Reads the directory.
    ///
    /// Throws `zip.directory-missing`, `zip.damaged`, `zip.too-many-files` or `zip.unsupported`.
    public init(_ bytes: [UInt8]) throws(WireError) {
        self.bytes = bytes
        guard let end = Self.directoryEnd(bytes) else {
            throw Self.error(
                "directory-missing", "the directory at the end of the archive is not there",
                bytes.count)
        }
        let numbers = LittleEndian(bytes[end...])
        let count = Int(numbers.uint16(10))
        let size = Int(numbers.uint32(12))
        let start = Int(numbers.uint32(16))
        guard numbers.uint16(4) == 0, numbers.uint16(6) == 0, Int(numbers.uint16(8)) == count,
            count != 0xFFFF, numbers.uint32(16) != 0xFFFF_FFFF
        else { throw Self.error("unsupported", "archives in parts and Zip64 are not read", end) }
        guard start + size <= end else {
            throw Self.error("damaged", "the directory does not fit the archive", end)
        }
        guard count <= Self.maximumEntries else {
            throw Self.error(
                "too-many-files",
                "the archive holds \(count) files, and at most \(Self.maximumEntries) are read",
                end)
        }
        entries = try Self.entries(bytes, from: start, to: start + size, count: count)
    }

    private static func error(_ what: String, _ message: String, _ offset: Int) -> WireError {
        WireError(
            code: "zip.\(what)", message: message,
            position: SourcePosition(line: 1, column: offset + 1, byteOffset: offset))
    }

    private static func directoryEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let lowest = max(0, bytes.count - 22 - 0xFFFF)
        for index in stride(from: bytes.count - 22, through: lowest, by: -1)
        where bytes[index...].starts(with: [0x50, 0x4B, 5, 6]) {
            let comment = Int(LittleEndian(bytes[index...]).uint16(20))
            if index + 22 + comment == bytes.count { return index }
        }
        return nil
    }

    private static func entries(
        _ bytes: [UInt8], from start: Int, to end: Int, count: Int
    ) throws(WireError) -> [Entry] {
        var entries: [Entry] = []
        var index = start
        for _ in 0..<count {
            guard index + 46 <= end, bytes[index...].starts(with: [0x50, 0x4B, 1, 2]) else {
                throw error("damaged", "the directory is damaged", index)
            }
            let numbers = LittleEndian(bytes[index...])
            let nameCount = Int(numbers.uint16(28))
            let next = index + 46 + nameCount + Int(numbers.uint16(30)) + Int(numbers.uint16(32))
            guard next <= end else { throw error("damaged", "the directory is damaged", index) }
            let name = Array(bytes[index + 46..<index + 46 + nameCount])
            entries.append(
                Entry(
                    name: text(name), byteCount: Int(numbers.uint32(24)),
                    offset: Int(numbers.uint32(42)), packedCount: Int(numbers.uint32(20)),
                    method: numbers.uint16(10), flags: numbers.uint16(8),
                    checksum: numbers.uint32(16)))
            index = next
        }
        guard Set(entries.map(\.name)).count == entries.count else {
            throw error("damaged", "two files in the archive have one name", start)
        }
        return entries
    }

    private static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// Unpacks a file of the archive.
    ///
    /// Throws `zip.damaged`, `zip.unsupported`, `zip.encrypted`, `zip.checksum`, and what
    /// ``Inflate`` throws; nothing beyond `limit` bytes comes out.
    public func contents(of entry: Entry, limit: Int) throws(WireError) -> [UInt8] {
        let start = entry.offset
        guard start + 30 <= bytes.count, bytes[start...].starts(with: [0x50, 0x4B, 3, 4]) else {
            throw Self.error("damaged", "a file of the archive is not where it should be", start)
        }
        guard entry.flags & 0x41 == 0 else {
            throw Self.error(
                "encrypted", "\(quotedForMessage(entry.name)) is encrypted", start)
        }
        let numbers = LittleEndian(bytes[start...])
        let first = start + 30 + Int(numbers.uint16(26)) + Int(numbers.uint16(28))
        guard first + entry.packedCount <= bytes.count else {
            throw Self.error("damaged", "a file of the archive is cut off", start)
        }
        guard entry.byteCount <= limit else {
            throw WireError(
                code: "deflate.too-large",
                message: "\(quotedForMessage(entry.name)) has \(entry.byteCount) bytes, more than "
                    + "the \(limit) that are unpacked")
        }
        let packed = bytes[first..<first + entry.packedCount]
        let contents: [UInt8]
        switch entry.method {
        case 0: contents = Array(packed)
        case 8:
            let inflated = try Inflate.unpack(packed, limit: entry.byteCount)
            guard inflated.consumed == packed.count else {
                throw Self.error("damaged", "a file of the archive is damaged", start)
            }
            contents = inflated.bytes
        case let method:
            throw Self.error(
                "unsupported", "packing method \(method) of the archive is not read", start)
        }
        guard contents.count == entry.byteCount, CRC32.of(contents) == entry.checksum else {
            throw Self.error(
                "checksum", "\(quotedForMessage(entry.name)) does not have its checksum", start)
        }
        return contents
    }
}
