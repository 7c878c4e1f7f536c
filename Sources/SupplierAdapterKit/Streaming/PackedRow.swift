/// Writes numbers of a row, small ones in few bytes.
public protocol PackedNumbers {
    /// Adds a number that is not below zero.
    mutating func add(_ number: UInt64)
}

extension PackedNumbers {
    /// Adds a number.
    @inlinable
    public mutating func add(signed number: Int64) {
        add(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// Adds a number that may be missing.
    @inlinable
    public mutating func add(optional number: Int64?) {
        guard let number else { return add(0) }
        add(1)
        add(signed: number)
    }
}

/// Writes the values of a row one behind the other, small numbers in few bytes.
///
/// Rows so written are read by ``PackedRowReader`` of the same process; no file of anybody has
/// them.
public struct PackedRowWriter: PackedNumbers, Sendable {
    @usableFromInline var storage: [UInt8]
    @usableFromInline var count = 0

    /// Makes a writer that holds nothing.
    public init() {
        storage = [UInt8](repeating: 0, count: 1 << 10)
    }

    /// Begins a row anew, in the same memory.
    @inlinable
    public mutating func clear() { count = 0 }

    @inlinable
    mutating func makeRoom(_ needed: Int) {
        if storage.count - count < needed { grow(needed) }
    }

    @usableFromInline
    mutating func grow(_ needed: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(storage.count, needed)))
    }

    /// Adds a number that is not below zero.
    @inlinable
    public mutating func add(_ number: UInt64) {
        makeRoom(10)
        var (rest, end) = (number, count)
        storage.withUnsafeMutableBufferPointer { bytes in
            while rest >= 0x80 {
                bytes[end] = UInt8(truncatingIfNeeded: rest) | 0x80
                rest >>= 7
                end &+= 1
            }
            bytes[end] = UInt8(truncatingIfNeeded: rest)
        }
        count = end &+ 1
    }

    /// Adds a text of bytes with its length.
    @inlinable
    public mutating func add(bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        makeRoom(bytes.count)
        storage.withUnsafeMutableBytes { storage in
            UnsafeMutableRawBufferPointer(rebasing: storage[count..<count + bytes.count])
                .copyMemory(from: bytes)
        }
        count += bytes.count
    }

    /// Adds a text with its length.
    @inlinable
    public mutating func add(text: String) {
        var text = text
        text.withUTF8 { add(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Adds a plain value as it lies in memory.
    @inlinable
    public mutating func add<Value: BitwiseCopyable>(plain value: Value) {
        withUnsafeBytes(of: value) { add(bytes: $0) }
    }

    /// Calls `body` with a pen that writes behind what is there: the quick way for values that
    /// together take at most `most` bytes.
    ///
    /// A number takes up to ten bytes, one that may be missing eleven, and a text ten and its own.
    /// Writing more than was said is a mistake of the program, and ends it.
    @inlinable
    public mutating func write(atMost most: Int, _ body: (inout PackedRowPen) -> Void) {
        makeRoom(most)
        let start = count
        count = storage.withUnsafeMutableBytes { bytes in
            var pen = PackedRowPen(bytes, start)
            body(&pen)
            precondition(pen.index <= start + most, "A row must fit into the room it asked for.")
            return pen.index
        }
    }

    /// Calls `body` with the bytes of the row.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withUnsafeBufferPointer { (bytes) throws(Failure) -> Result in
            try body(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count))
        }
    }
}

/// Writes values as ``PackedRowWriter`` does, into room that is there already.
///
/// It writes into memory that is lent, and must not be carried away with it.
public struct PackedRowPen: PackedNumbers {
    @usableFromInline let bytes: UnsafeMutableRawBufferPointer
    @usableFromInline var index: Int

    @inlinable
    init(_ bytes: UnsafeMutableRawBufferPointer, _ index: Int) {
        self.bytes = bytes
        self.index = index
    }

    /// Adds a number that is not below zero.
    @inlinable
    public mutating func add(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes[index] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
            index &+= 1
        }
        bytes[index] = UInt8(truncatingIfNeeded: rest)
        index &+= 1
    }

    /// Adds a text of bytes with its length.
    @inlinable
    public mutating func add(bytes text: UnsafeRawBufferPointer) {
        add(UInt64(text.count))
        UnsafeMutableRawBufferPointer(rebasing: bytes[index..<index + text.count])
            .copyMemory(from: text)
        index &+= text.count
    }
}

/// It writes into memory that is lent.
@available(*, unavailable)
extension PackedRowPen: Sendable {}

/// Reads what ``PackedRowWriter`` wrote, in the same order.
///
/// It looks at memory that is lent, and must not be carried away with it.
public struct PackedRowReader {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var index = 0

    /// Reads the bytes of a row.
    @inlinable
    public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Gives the next number, which was not below zero.
    @inlinable
    public mutating func number() -> UInt64 {
        var (result, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = bytes[index]
            index &+= 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift &+= 7
        }
    }

    /// Gives the next number.
    @inlinable
    public mutating func signedNumber() -> Int64 {
        let number = number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// Gives the next number that may be missing.
    @inlinable
    public mutating func optionalNumber() -> Int64? { number() == 0 ? nil : signedNumber() }

    /// Gives the bytes of the next text.
    @inlinable
    public mutating func text() -> UnsafeRawBufferPointer {
        let count = Int(number())
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<index + count])
    }

    /// Gives the next text.
    @inlinable
    public mutating func string() -> String { String(decoding: text(), as: UTF8.self) }

    /// Gives the next plain value.
    @inlinable
    public mutating func plain<Value: BitwiseCopyable>(_ type: Value.Type) -> Value {
        text().loadUnaligned(as: type)
    }
}

/// It looks at memory that is lent.
@available(*, unavailable)
extension PackedRowReader: Sendable {}

/// What most rows of a file say alike: kept once in memory, and in rows by a number.
///
/// So many different ones are kept and no more; what comes beyond stands in its row whole, so that
/// memory is bounded whatever a file says.
public struct PackedTerms<Terms: Hashable & BitwiseCopyable & Sendable>: Sendable {
    @usableFromInline var terms: [Terms] = []
    @usableFromInline var numberByTerms: [Terms: Int] = [:]
    @usableFromInline var last = -1
    @usableFromInline let limit: Int

    /// Keeps as many as are said, 4,096 where nothing is.
    @inlinable
    public init(limit: Int = 4_096) { self.limit = limit }

    /// The number that stands for what a row says; `nil` where it must be written whole.
    @inlinable
    public mutating func number(for found: Terms) -> UInt64? {
        if last < 0 || terms[last] != found { last = number(of: found) }
        return last < 0 ? nil : UInt64(last + 1)
    }

    /// Writes what a row says, which most likely is what the row before says.
    @inlinable
    public mutating func write(_ found: Terms, to writer: inout PackedRowWriter) {
        if last < 0 || terms[last] != found { last = number(of: found) }
        writer.add(UInt64(last + 1))
        if last < 0 { writer.add(plain: found) }
    }

    /// The number; below zero where there is no room for one more.
    @usableFromInline
    mutating func number(of found: Terms) -> Int {
        if let number = numberByTerms[found] { return number }
        guard terms.count < limit else { return -1 }
        numberByTerms[found] = terms.count
        terms.append(found)
        return terms.count - 1
    }

    /// Reads what a row says.
    @inlinable
    public func read(from reader: inout PackedRowReader) -> Terms {
        let number = reader.number()
        return read(number, from: &reader)
    }

    /// Gives what a number that was read stands for; where it is 0, the row says it itself.
    @inlinable
    public func read(_ number: UInt64, from reader: inout PackedRowReader) -> Terms {
        number == 0 ? reader.plain(Terms.self) : terms[Int(number) - 1]
    }
}
