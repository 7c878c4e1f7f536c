/// Compares the bytes of an interchange with the character set that it declares.
struct EDIFACTCharacterChecker: Sendable {
    private var identifier = ""
    private var isAllowed: [Bool] = []
    /// One finding an interchange says enough.
    private var isDone = true

    /// Begins an interchange.
    mutating func open(_ identifier: String) {
        self.identifier = identifier
        let set = EDIFACTCharacterSet.named(identifier)
        isAllowed = set?.allowed.map { allowed in (0...255).map { allowed(UInt8($0)) } } ?? []
        isDone = set == nil
    }

    /// Looks at a segment.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        if token.hasHighBytes { findTypographicEnd(token, reader, &state) }
        guard !isDone else { return }
        if isAllowed.isEmpty {
            guard token.hasHighBytes, identifier == "UNOC" else { return }
            let isUTF8 = reader.withToken { String(validating: $0, as: UTF8.self) != nil }
            guard isUTF8 else { return }
            isDone = true
            state.add(
                "edifact.character-set",
                "\(identifier) is declared, and \(token.name) holds UTF-8",
                at: state.placed(token.position, segment: token.name))
            return
        }
        let characters = reader.characters
        let service = [
            characters.element, characters.component ?? 0, characters.repetition ?? 0,
            characters.terminator, characters.release ?? 0, 10, 13,
        ]
        let offset = reader.withToken { bytes in
            bytes.firstIndex { !isAllowed[Int($0)] && !service.contains($0) }
        }
        guard let offset else { return }
        isDone = true
        let character = reader.withToken { Self.character(in: $0, at: offset) }
        state.add(
            "edifact.character-set",
            "\(identifier) is declared, and \(X12ElementChecker.shown(character)) is not in it",
            at: state.placed(reader.position(at: offset), segment: token.name), value: character)
    }

    /// The bytes of the character that begins there, where it is one of UTF-8; else the byte.
    private static func character(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> [UInt8] {
        let length =
            switch bytes[offset] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let character = Array(bytes[offset..<min(offset + length, bytes.count)])
        return String(validating: character, as: UTF8.self) == nil ? [bytes[offset]] : character
    }

    /// A typographic apostrophe where a segment should end, and the next one behind it.
    private func findTypographicEnd(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        let element = reader.characters.element
        let found = reader.withToken { bytes -> Int? in
            bytes.indices.first { index in
                let isUTF8 =
                    bytes[index] == 0x99 && index >= 2 && bytes[index - 1] == 0x80
                    && bytes[index - 2] == 0xE2
                guard isUTF8 || bytes[index] == 0x92 else { return false }
                var next = index + 1
                while next < bytes.count, bytes[next] == 10 || bytes[next] == 13 { next += 1 }
                guard next + 3 < bytes.count, bytes[next + 3] == element else { return false }
                return (next..<next + 3).allSatisfy { bytes[$0] >= 0x41 && bytes[$0] <= 0x5A }
            }
        }
        guard let found else { return }
        state.add(
            "edifact.terminator-typographic",
            "a typographic apostrophe stands where \(token.name) should end",
            at: state.placed(reader.position(at: found), segment: token.name))
    }
}
