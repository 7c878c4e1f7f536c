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
    /// Where each element begins, the segment's name being the first, from the segment's start;
    /// only the first `startCount` count.
    private(set) var elementStarts = [UInt32](repeating: 0, count: 64)
    private(set) var startCount = 0
    /// Component and repetition separators from the segment's start, shifted left by one; the
    /// lowest bit says that it is a repetition; only the first `separatorCount` count.
    private(set) var separators = [UInt32](repeating: 0, count: 64)
    private(set) var separatorCount = 0
    private(set) var marks: SegmentMarks = []
    /// Line ends before the current place, and where the current line begins in the file.
    private(set) var line = 1
    private(set) var lineStart = 0

    private(set) var characters: ServiceCharacters
    private var classes: [UInt8]

    init(_ characters: ServiceCharacters) {
        self.characters = characters
        classes = SegmentScanner.classes(for: characters)
    }

    mutating func use(_ characters: ServiceCharacters) {
        guard characters != self.characters else { return }
        self.characters = characters
        classes = SegmentScanner.classes(for: characters)
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
    /// Gives the index of its terminator, or `nil` where the buffer ends first; then nothing is
    /// kept, and the segment is scanned again when more bytes are there.
    mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, bufferOffset: Int, isLast: Bool
    ) -> Int? {
        var lines = LineState(line: line, lineStart: lineStart)
        var end = attempt(bytes, from: start, bufferOffset: bufferOffset, &lines)
        while end == .full {
            elementStarts.append(contentsOf: [UInt32](repeating: 0, count: elementStarts.count))
            separators.append(contentsOf: [UInt32](repeating: 0, count: separators.count))
            lines = LineState(line: line, lineStart: lineStart)
            end = attempt(bytes, from: start, bufferOffset: bufferOffset, &lines)
        }
        if case .terminator(let index) = end {
            (line, lineStart, marks) = (lines.line, lines.lineStart, lines.marks)
            return index
        }
        if isLast { (line, lineStart, marks) = (lines.line, lines.lineStart, lines.marks) }
        return nil
    }

    private enum End: Hashable {
        case terminator(Int)
        case buffer
        /// More pieces than there is room for.
        case full
    }

    private mutating func attempt(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, bufferOffset: Int,
        _ lines: inout LineState
    ) -> End {
        guard let pointer = bytes.baseAddress else { return .buffer }
        let count = bytes.count
        var starts = 1
        var parts = 0
        let end = classes.withUnsafeBufferPointer { classes -> End in
            elementStarts.withUnsafeMutableBufferPointer { elements -> End in
                separators.withUnsafeMutableBufferPointer { separators -> End in
                    guard let table = classes.baseAddress else { return .buffer }
                    elements[0] = 0
                    var index = start
                    while index < count {
                        let kind = table[Int(pointer[index])]
                        if kind == ByteClass.ordinary {
                            index &+= 1
                            continue
                        }
                        let offset = UInt32(truncatingIfNeeded: index &- start)
                        switch kind {
                        case ByteClass.element:
                            guard starts < elements.count else { return .full }
                            elements[starts] = offset &+ 1
                            starts &+= 1
                        case ByteClass.component, ByteClass.repetition:
                            guard parts < separators.count else { return .full }
                            separators[parts] =
                                offset << 1 | (kind == ByteClass.repetition ? 1 : 0)
                            parts &+= 1
                        case ByteClass.terminator: return .terminator(index)
                        default:
                            index = lines.note(kind, bytes, index, bufferOffset, characters)
                        }
                        index &+= 1
                    }
                    return .buffer
                }
            }
        }
        startCount = starts
        separatorCount = parts
        return end
    }

    /// Counts a line end that was the terminator, or stood between segments.
    mutating func endLine(at fileOffset: Int) {
        line += 1
        lineStart = fileOffset + 1
    }

    /// Says that the current line began elsewhere: behind a line end of two bytes.
    mutating func beginLine(at fileOffset: Int) { lineStart = fileOffset }

    /// Takes pieces that were found elsewhere.
    mutating func adopt(elementStarts: [UInt32], marks: SegmentMarks) {
        while self.elementStarts.count < elementStarts.count {
            self.elementStarts.append(contentsOf: self.elementStarts)
        }
        for (index, start) in elementStarts.enumerated() { self.elementStarts[index] = start }
        startCount = elementStarts.count
        separatorCount = 0
        self.marks = marks
    }
}

/// What the rare bytes of a segment say.
private struct LineState {
    var line: Int
    var lineStart: Int
    var marks: SegmentMarks = []

    /// Takes a byte that is neither ordinary nor a separator; gives the index of the last one that
    /// is done with.
    @inline(never)
    mutating func note(
        _ kind: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ bufferOffset: Int,
        _ characters: ServiceCharacters
    ) -> Int {
        switch kind {
        case ByteClass.release:
            marks.insert(index + 1 < bytes.count ? .release : .danglingRelease)
            if index + 1 < bytes.count, bytes[index + 1] == 10 {
                line += 1
                lineStart = bufferOffset + index + 2
            }
            return index + 1
        case ByteClass.lineFeed:
            marks.insert(.lineBreak)
            line += 1
            lineStart = bufferOffset + index + 1
        case ByteClass.carriageReturn:
            // Before the line feed that ends the segment it belongs to the terminator.
            var next = index + 1
            while next < bytes.count && bytes[next] == 13 { next += 1 }
            let isFollowed = next < bytes.count && bytes[next] == 10
            if !(characters.terminator == 10 && isFollowed) { marks.insert(.lineBreak) }
            if !isFollowed {
                line += 1
                lineStart = bufferOffset + index + 1
            }
        case ByteClass.high: marks.insert(.highByte)
        default: marks.insert(.control)
        }
        return index
    }
}
