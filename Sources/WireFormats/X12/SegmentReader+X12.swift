extension SegmentReader {
    /// The next token of a file of X12 interchanges.
    mutating func nextX12() throws(WireError) -> SegmentToken? {
        if state == .start {
            state = .outside
            _ = try window.has(3)
            if window.begins(with: "\u{FEFF}") { return take(3, as: .byteOrderMark) }
        }
        guard try window.has(1), let first = window.peek() else { return nil }
        if first <= 0x20 || first >= 0x80, let filler = try takeFiller() { return filler }
        if first == UInt8(ascii: "I"), try beginsInterchange(at: 0) { return try takeHeader() }
        if state == .outside, try !beginsSegment() { return try takeJunk() }
        if first == UInt8(ascii: "B"), let binary = try takeBinary() { return binary }
        let token = try takeSegment()
        if token.name == "IEA" { state = .outside }
        return token
    }

    /// Whether `ISA` and a byte that can be a separator stand there.
    private mutating func beginsInterchange(at distance: Int) throws(WireError) -> Bool {
        guard try window.has(distance + 4), window.begins(with: "ISA", at: distance),
            let separator = window.peek(distance + 3)
        else { return false }
        return !X12Frame.isWordByte(separator) && separator != 10 && separator != 13
            && separator != UInt8(ascii: "\"") && separator != 0x20
            && separator != UInt8(ascii: "<")
            && (separator != UInt8(ascii: ",") || distance == 0)
    }

    /// Whether a segment without its interchange stands there: `GS`, `ST` or one of an
    /// interchange that was closed too early.
    private mutating func beginsSegment() throws(WireError) -> Bool {
        _ = try window.has(X12Frame.lookAhead)
        if window.offset == 0 || token?.kind == .byteOrderMark || isFirstContent {
            guard let guess = X12Guess.characters(in: window) else { return false }
            scanner.use(guess)
            state = .inside
            return true
        }
        for name in ["GS", "ST", "SE", "GE", "IEA", "TA1"] {
            let length = name.utf8.count
            if window.peek(length) == characters.element,
                name.utf8.enumerated().allSatisfy({ window.peek($0.offset) == $0.element })
            {
                return true
            }
        }
        return false
    }

    /// Whether nothing but filler came before.
    private var isFirstContent: Bool {
        token?.kind == .filler && token?.position.byteOffset ?? 1 <= 3
    }

    private mutating func takeHeader() throws(WireError) -> SegmentToken {
        _ = try window.has(X12Frame.lookAhead)
        let frame = window.buffer.withUnsafeBufferPointer {
            X12Frame.read(UnsafeBufferPointer(rebasing: $0[window.index...]))
        }
        let start = position
        state = .inside
        guard let frame else {
            findings.append(
                FramingFinding(
                    code: "x12.isa-cut-off", message: "the file ends inside the ISA segment",
                    position: start))
            if let separator = window.peek(3) { scanner.use(.init(element: separator)) }
            // What can be told apart from the rest is the rest.
            return try takeSegment()
        }
        for problem in frame.problems {
            findings.append(
                FramingFinding(
                    code: problem.code, message: problem.message,
                    position: SourcePosition(
                        line: start.line, column: start.column + problem.offset,
                        byteOffset: start.byteOffset + problem.offset),
                    element: problem.element))
        }
        scanner.use(frame.characters)
        return takeHeader(frame, at: start)
    }

    private mutating func takeHeader(
        _ frame: X12Frame, at start: SourcePosition
    ) -> SegmentToken {
        var terminatorLength = frame.hasTerminator ? 1 : 0
        var length = frame.length + terminatorLength
        if frame.hasTerminator, frame.characters.terminator == 10 {
            while window.peek(length - terminatorLength - 1) == 13 { terminatorLength += 1 }
        } else if frame.hasTerminator, frame.characters.terminator == 13,
            window.peek(length) == 10
        {
            length += 1
            terminatorLength += 1
        }
        let marks: SegmentMarks = frame.hasLineBreaks ? .lineBreak : []
        scanner.adopt(elementStarts: frame.elementStarts, marks: marks)
        for distance in 0..<length {
            let isPair = window.peek(distance) == 13 && window.peek(distance + 1) == 10
            if window.peek(distance) == 10 || window.peek(distance) == 13 && !isPair {
                scanner.endLine(at: window.offset + distance)
            }
        }
        return finish(at: start, length: length, terminatorLength: terminatorLength)
    }

    /// Takes what belongs to no interchange, up to the next one.
    private mutating func takeJunk() throws(WireError) -> SegmentToken {
        _ = try window.has(1 << 16)
        var distance = 1
        while distance < window.available {
            if window.peek(distance) == UInt8(ascii: "I"),
                !X12Frame.isWordByte(window.peek(distance - 1) ?? 0),
                try beginsInterchange(at: distance)
            {
                return take(distance, as: .junk)
            }
            distance += 1
        }
        // Three letters at the very end may be the beginning of the next interchange.
        let rest = window.isLast ? 0 : min(3, distance - 1)
        return take(distance - rest, as: .junk)
    }

    // MARK: - Binary data

    /// Takes a segment whose length is told by itself: `BIN` and `BDS` carry any bytes.
    private mutating func takeBinary() throws(WireError) -> SegmentToken? {
        let isBDS = window.begins(with: "BDS")
        guard isBDS || window.begins(with: "BIN"), window.peek(3) == characters.element else {
            return nil
        }
        _ = try window.has(64)
        var starts: [UInt32] = [0, 4]
        var distance = 4
        if isBDS {
            while let byte = window.peek(distance), byte != characters.element, distance < 16 {
                distance += 1
            }
            distance += 1
            starts.append(UInt32(distance))
        }
        var count = 0
        while let byte = window.peek(distance), byte >= 0x30, byte <= 0x39, count < 1 << 24 {
            count = count * 10 + Int(byte - 0x30)
            distance += 1
        }
        guard window.peek(distance) == characters.element else { return nil }
        starts.append(UInt32(distance + 1))
        let end = distance + 1 + count
        guard end < Self.maximumSegmentBytes, try window.has(end + 1),
            window.peek(end) == characters.terminator
        else { return nil }
        let start = position
        scanner.adopt(elementStarts: starts, marks: [])
        for offset in 0...end where window.peek(offset) == 10 {
            scanner.endLine(at: window.offset + offset)
        }
        return finish(at: start, length: end + 1, terminatorLength: 1)
    }
}

extension ServiceCharacters {
    /// For a header that is cut off: only its first separator is known.
    fileprivate init(element: UInt8) {
        self.init(element: element, component: nil, terminator: element == 0 ? 1 : 0)
    }
}

/// Guesses how segments are parted in a file that does not begin with an ISA segment.
enum X12Guess {
    static func characters(in window: ByteWindow) -> ServiceCharacters? {
        let bytes = window.buffer[window.index...].prefix(X12Frame.lookAhead)
        return characters(in: bytes)
    }

    static func characters(in bytes: ArraySlice<UInt8>) -> ServiceCharacters? {
        let start = bytes.startIndex
        guard bytes.count > 8 else { return nil }
        guard bytes.starts(with: Array("GS".utf8)) || bytes.starts(with: Array("ST".utf8)) else {
            return nil
        }
        let element = bytes[start + 2]
        guard !X12Frame.isWordByte(element), element > 0x20 else { return nil }
        let isSet = bytes.starts(with: Array("ST".utf8))
        let second = bytes[(start + 3)...].prefix { $0 != element }
        guard second.count == (isSet ? 3 : 2), second.allSatisfy(X12Frame.isWordByte) else {
            return nil
        }
        guard let terminator = terminator(in: bytes, element: element) else { return nil }
        return ServiceCharacters(element: element, component: nil, terminator: terminator)
    }

    /// The byte that stands before the second segment.
    private static func terminator(in bytes: ArraySlice<UInt8>, element: UInt8) -> UInt8? {
        var index = bytes.startIndex + 3
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == element || X12Frame.isWordByte(byte) || byte == 0x20 {
                index += 1
                continue
            }
            if byte == 13 || byte == 10 { return bytes[index...].first(where: { $0 != 13 }) }
            var next = index + 1
            while next < bytes.endIndex, bytes[next] == 13 || bytes[next] == 10 { next += 1 }
            let name = bytes[next...].prefix { X12Frame.isWordByte($0) }
            if (2...3).contains(name.count), name.endIndex < bytes.endIndex,
                bytes[name.endIndex] == element
            {
                return byte
            }
            index += 1
        }
        return nil
    }
}
