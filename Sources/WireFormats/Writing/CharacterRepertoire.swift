/// The characters that a partner reads, and how others are written with them.
public enum CharacterRepertoire: String, Hashable, Sendable, CaseIterable {
    /// Capitals, digits, blank and the usual marks, as UNOA of EDIFACT has them.
    case capitals
    /// ASCII without control characters.
    case ascii
    /// ISO 8859-1, one byte a character.
    case latin1 = "latin-1"
    /// UTF-8.
    case utf8 = "utf-8"

    /// The bytes of a character; `nil` where the repertoire does not have it.
    func bytes(of scalar: Unicode.Scalar) -> [UInt8]? {
        let value = scalar.value
        switch self {
        case .capitals:
            let isSmall = value >= 0x61 && value <= 0x7A
            return value >= 0x20 && value < 0x7F && !isSmall ? [UInt8(value)] : nil
        case .ascii: return value >= 0x20 && value < 0x7F ? [UInt8(value)] : nil
        case .latin1:
            return value >= 0x20 && value < 0x7F || value >= 0xA0 && value <= 0xFF
                ? [UInt8(value)] : nil
        case .utf8:
            let isControl = value < 0x20 || value >= 0x7F && value < 0xA0
            return isControl ? nil : Array(String(Character(scalar)).utf8)
        }
    }

    /// What a character becomes where it cannot stand: its letters without marks, a blank for what
    /// parts words, `?` for everything else.
    func substitute(for scalar: Unicode.Scalar) -> String {
        if scalar.properties.isWhitespace || scalar.value < 0x20 { return " " }
        if self == .capitals, scalar.value >= 0x61, scalar.value <= 0x7A {
            return String(Character(scalar)).uppercased()
        }
        let plain = Self.plainByScalar[scalar.value] ?? "?"
        return self == .capitals ? plain.uppercased() : plain
    }

    /// Latin letters with marks, quotes and dashes, as they are written without.
    private static let plainByScalar: [UInt32: String] = {
        let groups: [(plain: String, scalars: String)] = [
            ("A", "ÀÁÂÃĀĂĄ"), ("AE", "ÄÆ"), ("A", "Å"), ("C", "ÇĆČ"), ("D", "ĎĐÐ"),
            ("E", "ÈÉÊËĒĘĚ"), ("G", "Ğ"), ("I", "ÌÍÎÏİ"), ("L", "ŁĽ"), ("N", "ÑŃŇ"),
            ("O", "ÒÓÔÕŐ"), ("OE", "ÖØŒ"), ("R", "Ř"), ("S", "ŚŠŞ"), ("T", "ŤŢ"),
            ("U", "ÙÚÛŮŰ"), ("UE", "Ü"), ("Y", "Ý"), ("Z", "ŹŻŽ"), ("a", "àáâãāăą"),
            ("ae", "äæ"), ("a", "å"), ("c", "çćč"), ("d", "ďđð"), ("e", "èéêëēęě"),
            ("g", "ğ"), ("i", "ìíîïı"), ("l", "łľ"), ("n", "ñńň"), ("o", "òóôõő"),
            ("oe", "öøœ"), ("r", "ř"), ("s", "śšş"), ("ss", "ß"), ("t", "ťţ"), ("u", "ùúûůű"),
            ("ue", "ü"), ("y", "ýÿ"), ("z", "źżž"), ("'", "‘’‚‛′"), ("\"", "“”„‟″«»"),
            ("-", "‐‑‒–—−"), ("...", "…"), ("EUR", "€"), ("x", "×"), ("u", "µ"), ("o", "°º"),
        ]
        var plainByScalar: [UInt32: String] = [:]
        for (plain, scalars) in groups {
            for scalar in scalars.unicodeScalars { plainByScalar[scalar.value] = plain }
        }
        return plainByScalar
    }()
}
