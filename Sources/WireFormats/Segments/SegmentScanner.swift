/// What a byte does in a document made of segments.
private enum ByteClass {
    static let ordinary: UInt8 = 0
    static let element: UInt8 = 1
    static let component: UInt8 = 2
    static let repetition: UInt8 = 3
    static let terminator: UInt8 = 4
    static let release: UInt8 = 5
    static let lineFeed: UInt8 = 6
    static let carriageReturn: UInt8 = 7
    static let high: UInt8 = 8
    static let control: UInt8 = 9
}

/// Finds the pieces of one segment in a buffer; knows bytes only.
///
/// This is the loop that every byte of a price list goes through: one table look-up a byte, and no
/// allocation once the two lists have grown.
struct SegmentScanner: Sendable {
    /// Where each element begins, the segment's name being the first, from the segment's start.
    private(set) var elementStarts: [UInt32] = []
    /// Component and repetition separators from the segment's start, shifted left by one; the
    /// lowest bit says that it is a repetition.
    private(set) var separators: [UInt32] = []
    private(set) var marks: SegmentMarks = []
    /// Line ends before the current place, and where the current line begins in the file.
    private(set) var line = 1
    private(set) var lineStart = 0

    private(set) var characters: ServiceCharacters
    private var classes: [UInt8]

    init(_ characters: ServiceCharacters) {
        self.characters = characters
        classes = SegmentScanner.classes(for: characters)
        elementStarts.reserveCapacity(64)
        separators.reserveCapacity(64)
    }

    mutating func use(_ characters: ServiceCharacters) {
        guard characters != self.characters else { return }
        self.characters = characters
        classes = SegmentScanner.classes(for: characters)
    }

    mutating func restore(line: Int, lineStart: Int) {
        self.line = line
        self.lineStart = lineStart
    }

    private static func classes(for characters: ServiceCharacters) -> [UInt8] {
        var classes = [UInt8](repeating: ByteClass.ordinary, count: 256)
        for byte in 0..<0x20 { classes[byte] = ByteClass.control }
        for byte in 0x80...0xFF { classes[byte] = ByteClass.high }
        classes[0x7F] = ByteClass.control
        classes[9] = ByteClass.ordinary
        classes[10] = ByteClass.lineFeed
        classes[13] = ByteClass.carriageReturn
        // The strongest comes last: where two characters are the same, the segment's end wins.
        if let release = characters.release { classes[Int(release)] = ByteClass.release }
        if let repetition = characters.repetition {
            classes[Int(repetition)] = ByteClass.repetition
        }
        if let component = characters.component { classes[Int(component)] = ByteClass.component }
        classes[Int(characters.element)] = ByteClass.element
        classes[Int(characters.terminator)] = ByteClass.terminator
        return classes
    }

    /// Scans the segment that begins at `start`.
    ///
    /// Gives the index of its terminator, or `nil` where the buffer ends first; `skipped` bytes at
    /// its start are not looked at (they are binary).
    mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, bufferOffset: Int
    ) -> Int? {
        elementStarts.removeAll(keepingCapacity: true)
        separators.removeAll(keepingCapacity: true)
        marks = []
        elementStarts.append(0)
        return resume(bytes, segmentStart: start, from: start, bufferOffset: bufferOffset)
    }

    /// Goes on inside a segment whose first bytes were looked at already.
    mutating func resume(
        _ bytes: UnsafeBufferPointer<UInt8>, segmentStart start: Int, from: Int, bufferOffset: Int
    ) -> Int? {
        guard let pointer = bytes.baseAddress else { return nil }
        let count = bytes.count
        return classes.withUnsafeBufferPointer { classes -> Int? in
            guard let table = classes.baseAddress else { return nil }
            var index = from
            while index < count {
                let kind = table[Int(pointer[index])]
                if kind == ByteClass.ordinary {
                    index &+= 1
                    continue
                }
                switch kind {
                case ByteClass.element:
                    elementStarts.append(UInt32(truncatingIfNeeded: index &+ 1 &- start))
                case ByteClass.component:
                    separators.append(UInt32(truncatingIfNeeded: index &- start) << 1)
                case ByteClass.repetition:
                    separators.append(UInt32(truncatingIfNeeded: index &- start) << 1 | 1)
                case ByteClass.terminator: return index
                default: index = note(kind, pointer, index, count, bufferOffset)
                }
                index &+= 1
            }
            return nil
        }
    }

    /// The rare bytes; gives the index of the last one that is done with.
    @inline(never)
    private mutating func note(
        _ kind: UInt8, _ pointer: UnsafePointer<UInt8>, _ index: Int, _ count: Int,
        _ bufferOffset: Int
    ) -> Int {
        switch kind {
        case ByteClass.release:
            marks.insert(index + 1 < count ? .release : .danglingRelease)
            if index + 1 < count, pointer[index + 1] == 10 {
                endLine(at: bufferOffset + index + 1)
            }
            return index + 1
        case ByteClass.lineFeed:
            marks.insert(.lineBreak)
            line += 1
            lineStart = bufferOffset + index + 1
        case ByteClass.carriageReturn:
            // Before the line feed that ends the segment it belongs to the terminator.
            var next = index + 1
            while next < count && pointer[next] == 13 { next += 1 }
            let endsSegment = characters.terminator == 10 && next < count && pointer[next] == 10
            if !endsSegment { marks.insert(.lineBreak) }
            if next >= count || pointer[next] != 10 {
                line += 1
                lineStart = bufferOffset + index + 1
            }
        case ByteClass.high: marks.insert(.highByte)
        default: marks.insert(.control)
        }
        return index
    }

    /// Counts a line end that was the terminator, or stood between segments.
    mutating func endLine(at fileOffset: Int) {
        line += 1
        lineStart = fileOffset + 1
    }

    /// Takes pieces that were found elsewhere.
    mutating func adopt(elementStarts: [UInt32], marks: SegmentMarks) {
        self.elementStarts = elementStarts
        separators.removeAll(keepingCapacity: true)
        self.marks = marks
    }
}
