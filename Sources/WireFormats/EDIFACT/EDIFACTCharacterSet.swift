/// The character sets that UNB can declare (ISO 9735, part 1, and its successors).
struct EDIFACTCharacterSet: Sendable {
    /// The name that people know.
    var encoding: String
    /// Which bytes it has; `nil` where every byte can occur.
    var allowed: (@Sendable (UInt8) -> Bool)?

    static func named(_ identifier: String) -> EDIFACTCharacterSet? { byIdentifier[identifier] }

    private static let byIdentifier: [String: EDIFACTCharacterSet] = [
        "UNOA": EDIFACTCharacterSet(encoding: "ISO 646, level A", allowed: isLevelA),
        "UNOB": EDIFACTCharacterSet(encoding: "ISO 646, level B", allowed: isLevelB),
        "UNOC": EDIFACTCharacterSet(encoding: "ISO 8859-1"),
        "UNOD": EDIFACTCharacterSet(encoding: "ISO 8859-2"),
        "UNOE": EDIFACTCharacterSet(encoding: "ISO 8859-5"),
        "UNOF": EDIFACTCharacterSet(encoding: "ISO 8859-7"),
        "UNOG": EDIFACTCharacterSet(encoding: "ISO 8859-3"),
        "UNOH": EDIFACTCharacterSet(encoding: "ISO 8859-4"),
        "UNOI": EDIFACTCharacterSet(encoding: "ISO 8859-6"),
        "UNOJ": EDIFACTCharacterSet(encoding: "ISO 8859-8"),
        "UNOK": EDIFACTCharacterSet(encoding: "ISO 8859-9"),
        "UNOL": EDIFACTCharacterSet(encoding: "ISO 8859-15"),
        "UNOW": EDIFACTCharacterSet(encoding: "UTF-8"),
        "UNOX": EDIFACTCharacterSet(encoding: "ISO 2022"),
        "UNOY": EDIFACTCharacterSet(encoding: "UTF-8"),
    ]

    /// Capital letters, digits, blanks and the marks of telex.
    private static let isLevelA: @Sendable (UInt8) -> Bool = { byte in
        switch byte {
        case 0x41...0x5A, 0x30...0x39, 0x20: true
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "!"),
            UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "*"),
            UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "+"),
            UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    private static let isLevelB: @Sendable (UInt8) -> Bool = { byte in
        byte >= 0x20 && byte < 0x7F || byte >= 0x1C && byte <= 0x1F
    }
}
