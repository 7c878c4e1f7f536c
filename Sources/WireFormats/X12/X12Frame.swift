/// What the first bytes of an interchange say about how it is written.
///
/// An ISA segment is 106 bytes by the book, and the separators stand at fixed places. Where it is
/// not, its sixteen element separators are counted instead, so that ones that are not padded,
/// padded too far, wrapped or cut short are read as well, and said to be so.
struct X12Frame {
    var characters: ServiceCharacters
    /// Bytes of the ISA segment up to its terminator.
    var length: Int
    var hasTerminator: Bool
    /// Where its elements begin; the name is the first.
    var elementStarts: [UInt32]
    var hasLineBreaks = false
    /// What is not as it should be: code, message, offset, element.
    var problems: [(code: String, message: String, offset: Int, element: Int?)] = []

    /// How far the end of an ISA segment is looked for.
    static let lookAhead = 2048

    /// Reads the frame from bytes that begin with `ISA`; `nil` where too little follows to tell.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> X12Frame? {
        guard bytes.count > 4 else { return nil }
        let element = bytes[3]
        var starts: [UInt32] = [0]
        var hasLineBreaks = false
        var index = 3
        while index < min(bytes.count, lookAhead) {
            let byte = bytes[index]
            if byte == element {
                starts.append(UInt32(index + 1))
                if starts.count == 17 {
                    return finish(bytes, starts, hasLineBreaks)
                }
            } else if byte == 10 || byte == 13 {
                hasLineBreaks = true
            } else if opensGroup(bytes, at: index, element: element),
                // A sender may be called GS: its name follows a separator, far from the end.
                bytes[index - 1] != element || starts.count > 15
            {
                return cutShort(bytes, starts, groupAt: index)
            }
            index += 1
        }
        return nil
    }

    /// Whether `GS` with its separators stands there, behind something that ends a segment.
    private static func opensGroup(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, element: UInt8
    ) -> Bool {
        guard index + 5 < bytes.count, bytes[index] == 0x47, bytes[index + 1] == 0x53,
            bytes[index + 2] == element, bytes[index + 5] == element
        else { return false }
        return !isWordByte(bytes[index - 1])
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
            || (byte >= 0x61 && byte <= 0x7A)
    }

    /// Whether a segment that may follow an ISA begins there.
    private static func opensSegment(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, element: UInt8
    ) -> Bool {
        for name in ["GS", "TA1", "IEA", "ST", "ISB", "ISX"] {
            let letters = Array(name.utf8)
            guard index + letters.count < bytes.count,
                bytes[index + letters.count] == element
            else { continue }
            if letters.indices.allSatisfy({ bytes[index + $0] == letters[$0] }) { return true }
        }
        return false
    }

    // MARK: - Sixteen separators

    private static func finish(
        _ bytes: UnsafeBufferPointer<UInt8>, _ starts: [UInt32], _ hasLineBreaks: Bool
    ) -> X12Frame? {
        let element = bytes[3]
        let last = Int(starts[16])
        guard last < bytes.count else { return nil }
        var frame = X12Frame(
            characters: ServiceCharacters(
                element: element, component: nil, terminator: UInt8(ascii: "~")),
            length: last, hasTerminator: false, elementStarts: starts,
            hasLineBreaks: hasLineBreaks)
        if isLineEnd(bytes[last]) {
            frame.endWithLine(bytes, at: last)
            frame.miss(.component, at: last)
        } else if opensSegment(bytes, at: last, element: element) {
            frame.findTerminator(bytes, from: last)
            frame.miss(.component, at: last)
        } else {
            frame.characters.component = bytes[last]
            guard frame.readEnd(bytes, last + 1) else { return nil }
        }
        frame.checkSeparators(bytes)
        frame.checkTerminator(bytes)
        frame.checkWidths(bytes)
        return frame
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    /// Reads what follows the component separator; false where the bytes end.
    private mutating func readEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        let element = characters.element
        var index = start
        // Over-padded: blanks between the last element and the terminator.
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        guard index < bytes.count else { return false }
        if Self.isLineEnd(bytes[index]) {
            return readLineEnd(bytes, index)
        }
        if Self.opensSegment(bytes, at: index, element: element) {
            readWithoutTerminator(bytes, index)
            return true
        }
        if Self.isWordByte(bytes[index]), let group = nextGroup(bytes, from: index) {
            // Element 16 is longer than its one byte.
            var end = group - 1
            while end > index, Self.isLineEnd(bytes[end]) { end -= 1 }
            characters.terminator = bytes[end]
            length = end
            hasTerminator = true
            return true
        }
        characters.terminator = bytes[index]
        length = index
        hasTerminator = true
        return true
    }

    private func nextGroup(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        (start..<min(start + 16, bytes.count)).first {
            Self.opensSegment(bytes, at: $0, element: characters.element)
        }
    }

    /// A line end follows the component separator: it is the terminator, or a wrap before it, or
    /// what looked like the component separator is the terminator.
    private mutating func readLineEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
    ) -> Bool {
        var index = start
        while index < bytes.count, Self.isLineEnd(bytes[index]) || bytes[index] == 0x20 {
            index += 1
        }
        if index + 1 < bytes.count, !Self.isWordByte(bytes[index]) {
            var next = index + 1
            while next < bytes.count, Self.isLineEnd(bytes[next]) { next += 1 }
            if Self.opensSegment(bytes, at: next, element: characters.element) {
                hasLineBreaks = true
                characters.terminator = bytes[index]
                length = index
                hasTerminator = true
                return true
            }
        }
        let candidate = characters.component ?? 0
        var lineEnd = index
        while lineEnd < bytes.count, !Self.isLineEnd(bytes[lineEnd]) { lineEnd += 1 }
        if lineEnd < bytes.count, lineEnd > index, bytes[lineEnd - 1] == candidate,
            !Self.isWordByte(candidate)
        {
            characters.component = nil
            characters.terminator = candidate
            length = Int(elementStarts[16])
            hasTerminator = true
            miss(.component, at: length)
            return true
        }
        endWithLine(bytes, at: start)
        return true
    }

    private mutating func endWithLine(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) {
        var end = index
        while end < bytes.count, bytes[end] == 13 { end += 1 }
        let isLineFeed = end < bytes.count && bytes[end] == 10
        characters.terminator = isLineFeed ? 10 : 13
        length = isLineFeed ? end : index
        hasTerminator = true
        // Blanks and carriage returns before it belong to the last element or the terminator.
    }

    /// `GS` follows where the terminator should stand.
    private mutating func readWithoutTerminator(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
    ) {
        let candidate = characters.component ?? 0
        let isTerminator =
            !Self.isWordByte(candidate)
            && (index..<bytes.count).contains { position in
                guard bytes[position] == candidate else { return false }
                var next = position + 1
                while next < bytes.count, Self.isLineEnd(bytes[next]) { next += 1 }
                return Self.opensSegment(bytes, at: next, element: characters.element)
            }
        if isTerminator {
            characters.component = nil
            characters.terminator = candidate
            length = Int(elementStarts[16])
            hasTerminator = true
            miss(.component, at: length)
        } else {
            findTerminator(bytes, from: index)
        }
    }

    /// Looks further on for what stands before `ST`, so that the rest can be read.
    private mutating func findTerminator(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) {
        length = index
        hasTerminator = false
        let next = (index + 3..<max(index + 3, bytes.count)).first {
            Self.opensSegment(bytes, at: $0, element: characters.element)
                && !Self.isWordByte(bytes[$0 - 1])
        }
        if var end = next {
            end -= 1
            while end > index + 1, Self.isLineEnd(bytes[end]), !Self.isWordByte(bytes[end - 1]) {
                end -= 1
            }
            characters.terminator = bytes[end]
        }
        miss(.terminator, at: index)
    }

    // MARK: - Fewer than sixteen

    private static func cutShort(
        _ bytes: UnsafeBufferPointer<UInt8>, _ starts: [UInt32], groupAt group: Int
    ) -> X12Frame {
        var end = group - 1
        if isLineEnd(bytes[end]) {
            var before = end
            while before > 3, isLineEnd(bytes[before]) { before -= 1 }
            let byte = bytes[before]
            if !isWordByte(byte), byte != bytes[3], byte != 0x20, !isComponentLike(byte) {
                end = before
            }
        }
        var frame = X12Frame(
            characters: ServiceCharacters(
                element: bytes[3], component: nil, terminator: bytes[end]),
            length: end, hasTerminator: true, elementStarts: starts)
        frame.hasLineBreaks = (0..<end).contains { isLineEnd(bytes[$0]) }
        // The group follows an element separator: nothing ends the segment.
        if bytes[end] == bytes[3] { frame.findTerminator(bytes, from: group) }
        frame.problems.append(
            (
                "x12.isa-elements",
                "the ISA segment has \(starts.count - 1) elements where 16 belong", 0, nil
            ))
        return frame
    }

    private static func isComponentLike(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ">")
    }

    // MARK: - Checks

    private enum Missing { case component, terminator }

    private mutating func miss(_ what: Missing, at offset: Int) {
        switch what {
        case .component:
            problems.append(
                (
                    "x12.isa-component-separator",
                    "ISA16, which names the component separator, is missing", offset, 16
                ))
        case .terminator:
            problems.append(
                (
                    "x12.isa-terminator",
                    "the ISA segment is not ended: the next segment follows at once", offset, nil
                ))
        }
    }

    private mutating func checkSeparators(_ bytes: UnsafeBufferPointer<UInt8>) {
        let version = text(bytes, 12)
        let named = range(11)
        if named.count == 1, version >= "00402" {
            let byte = bytes[named.lowerBound]
            let isTaken =
                byte == characters.element || byte == characters.component
                || byte == characters.terminator
            if !Self.isWordByte(byte), byte != 0x20, !isTaken { characters.repetition = byte }
        }
        let isClash =
            characters.component == characters.element
            || characters.terminator == characters.element
            || characters.component == characters.terminator
        let isLetter =
            Self.isWordByte(characters.element) || Self.isWordByte(characters.terminator)
        if isClash || isLetter {
            problems.append(
                (
                    "x12.separators", "the separators of the interchange cannot be told apart",
                    3, nil
                ))
        }
    }

    /// A document that was saved as UTF-8: what was one byte in it may be several now.
    private mutating func checkTerminator(_ bytes: UnsafeBufferPointer<UInt8>) {
        let next = length + 1
        guard characters.terminator >= 0xC2, next < bytes.count, bytes[next] & 0xC0 == 0x80
        else { return }
        problems.append(
            ("x12.terminator-wide", "segments end with a character of several bytes", length, nil))
    }

    /// The widths of the sixteen elements by the book.
    static let widths = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]

    private mutating func checkWidths(_ bytes: UnsafeBufferPointer<UInt8>) {
        for (number, width) in Self.widths.enumerated() where number < 15 {
            let found = range(number + 1).reduce(0) { count, index in
                Self.isLineEnd(bytes[index]) ? count : count + 1
            }
            if found != width {
                problems.append(
                    (
                        "x12.isa-width",
                        "ISA\(number < 9 ? "0" : "")\(number + 1) is \(found) bytes wide where "
                            + "\(width) belong",
                        range(number + 1).lowerBound, number + 1
                    ))
                return
            }
        }
    }

    func range(_ element: Int) -> Range<Int> {
        let start = Int(elementStarts[element])
        let end =
            element + 1 < elementStarts.count ? Int(elementStarts[element + 1]) - 1 : length
        return start..<max(start, end)
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ element: Int) -> String {
        let clean = range(element).map { bytes[$0] }.filter { !Self.isLineEnd($0) }
        return String(decoding: clean, as: UTF8.self)
    }
}
