extension SegmentReader {
    /// How far the end of a UNB segment is looked for.
    private static let lookAhead = 2048

    /// The next token of a file of EDIFACT interchanges.
    mutating func nextEDIFACT() throws(WireError) -> SegmentToken? {
        if state == .start {
            state = .outside
            _ = try window.has(3)
            if window.begins(with: "\u{FEFF}") { return take(3, as: .byteOrderMark) }
        }
        guard try window.has(1), let first = window.peek() else { return nil }
        if first <= 0x20, let filler = try takeFiller() { return filler }
        if first == 0x55 {
            _ = try window.has(Self.lookAhead)
            if let advice = takeServiceString() { return advice }
            if beginsInterchange(at: 0) { openInterchange() }
        }
        if state == .outside {
            lastWasAdvice = false
            return try takeJunkBeforeInterchange()
        }
        let token = try takeSegment()
        switch token.name {
        case "UNB", "UIB": readSyntaxVersion()
        case "UNZ", "UIZ": state = .outside
        default: break
        }
        return token
    }

    /// Whether a segment that can open an interchange, or stand without one, begins there.
    private func beginsInterchange(at distance: Int) -> Bool {
        guard let separator = window.peek(distance + 3), !X12Frame.isWordByte(separator),
            separator != 0x20, separator != 10, separator != 13
        else { return false }
        if window.begins(with: "UNB", at: distance) || window.begins(with: "UIB", at: distance) {
            return true
        }
        let isLoose = state == .outside && separator == characters.element
        return isLoose
            && ["UNG", "UNH", "UIH", "UNT", "UNE", "UNZ"].contains { (name: StaticString) in
                window.begins(with: name, at: distance)
            }
    }

    // MARK: - Service string advice

    private mutating func takeServiceString() -> SegmentToken? {
        guard window.begins(with: "UNA"), window.available >= 8, let component = window.peek(3),
            let element = window.peek(4), let decimalMark = window.peek(5),
            let release = window.peek(6), let repetition = window.peek(7)
        else { return nil }
        guard !X12Frame.isWordByte(component), !X12Frame.isWordByte(element) else { return nil }
        let start = position
        var terminator = window.peek(8) ?? repetition
        var length = min(9, window.available)
        if X12Frame.isWordByte(terminator) || length < 9 {
            // One short: the blank in front of the terminator is missing.
            terminator = repetition
            length = 8
            find("edifact.una-length", "the service string advice is shorter than 9 bytes", start)
        } else if terminator == 10 || terminator == 13 {
            if usesApostrophe(from: 9) {
                terminator = UInt8(ascii: "'")
                length = 8
                find(
                    "edifact.una-length", "the service string advice names no terminator", start)
            }
        }
        var characters = ServiceCharacters(
            element: element, component: component, terminator: terminator,
            release: release == 0x20 ? nil : release, decimalMark: decimalMark)
        advisedRepetition = length == 9 && repetition != 0x20 ? repetition : nil
        let taken = [element, component, terminator]
        if Set(taken).count < 3 || taken.contains(where: X12Frame.isWordByte) {
            find("edifact.separators", "the service characters cannot be told apart", start)
            characters = .edifact
        }
        scanner.use(characters)
        state = .outside
        lastWasAdvice = true
        return take(length, as: .serviceString)
    }

    private func usesApostrophe(from start: Int) -> Bool {
        var distance = start
        while let byte = window.peek(distance), distance < Self.lookAhead {
            if byte == UInt8(ascii: "'") { return true }
            distance += 1
        }
        return false
    }

    private mutating func find(_ code: String, _ message: String, _ position: SourcePosition) {
        findings.append(FramingFinding(code: code, message: message, position: position))
    }

    // MARK: - The interchange header

    /// Settles the service characters by what the header itself uses.
    private mutating func openInterchange() {
        let isAdvised = lastWasAdvice
        if !isAdvised {
            scanner.use(.edifact)
            advisedRepetition = nil
        }
        state = .inside
        lastWasAdvice = false
        guard let element = window.peek(3) else { return }
        var characters = scanner.characters
        if element != characters.element {
            if isAdvised {
                find(
                    "edifact.una-differs",
                    "the service string advice names another element separator than is used",
                    position)
            }
            characters.element = element
            if let component = window.peek(8), !X12Frame.isWordByte(component) {
                characters.component = component
            }
            // Level B of ISO 9735 parts with the information separators of ASCII.
            if element == 0x1D { characters.release = nil }
        }
        if !hasTerminator(characters), let found = byteBeforeMessage(characters.element) {
            characters.terminator = found
            if found >= 0x80 {
                find(
                    "edifact.terminator-typographic",
                    "segments end with the byte 0x\(hexadecimal(found)), as a typographic "
                        + "apostrophe does", position)
            }
        }
        scanner.use(characters)
    }

    private func hasTerminator(_ characters: ServiceCharacters) -> Bool {
        var distance = 3
        while let byte = window.peek(distance), distance < Self.lookAhead {
            if byte == characters.terminator { return true }
            distance += 1
        }
        return false
    }

    private func byteBeforeMessage(_ element: UInt8) -> UInt8? {
        var distance = 8
        while distance < min(window.available, Self.lookAhead) {
            let isMessage = ["UNH", "UNG", "UIH"].contains { (name: StaticString) in
                window.begins(with: name, at: distance)
            }
            if isMessage, window.peek(distance + 3) == element {
                var before = distance - 1
                while before > 4, window.peek(before) == 10 || window.peek(before) == 13 {
                    before -= 1
                }
                guard let byte = window.peek(before) else { return nil }
                return X12Frame.isWordByte(byte) ? window.peek(distance - 1) : byte
            }
            distance += 1
        }
        return nil
    }

    /// Repetitions exist from version 4 of the syntax on.
    private mutating func readSyntaxVersion() {
        let version = bytes(1, component: 2)
        var characters = scanner.characters
        characters.repetition =
            version == [UInt8(ascii: "4")] ? advisedRepetition ?? UInt8(ascii: "*") : nil
        if let repetition = characters.repetition,
            [characters.element, characters.component, characters.terminator].contains(repetition)
        {
            characters.repetition = nil
        }
        scanner.use(characters)
    }

    // MARK: - Between interchanges

    private mutating func takeJunkBeforeInterchange() throws(WireError) -> SegmentToken {
        _ = try window.has(1 << 16)
        var distance = 1
        while distance < window.available {
            if window.peek(distance) == 0x55,
                !X12Frame.isWordByte(window.peek(distance - 1) ?? 0),
                beginsInterchange(at: distance) || beginsAdvice(at: distance)
            {
                return take(distance, as: .junk)
            }
            distance += 1
        }
        let rest = window.isLast ? 0 : min(9, distance - 1)
        return take(distance - rest, as: .junk)
    }

    private func beginsAdvice(at distance: Int) -> Bool {
        guard window.begins(with: "UNA", at: distance), let component = window.peek(distance + 3)
        else { return false }
        return !X12Frame.isWordByte(component) && component > 0x20
    }
}
