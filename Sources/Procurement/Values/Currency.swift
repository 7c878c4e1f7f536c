/// A currency, by its ISO 4217 code.
public struct Currency: BitwiseCopyable, Sendable, Hashable, Comparable, CustomStringConvertible {
    private let packed: PackedCode

    /// The three capitals of ISO 4217, for example "EUR".
    public var code: String { packed.text }

    /// Creates a currency from a code of three capitals.
    ///
    /// Whether such a currency exists is not asked. Throws `value.currency-malformed`.
    public init(_ code: String) throws(ValueError) {
        guard code.utf8.count == 3, code.utf8.allSatisfy(\.isASCIICapital) else {
            throw ValueError(
                code: "value.currency-malformed",
                message: "The currency (\(code.quotedForMessage)) is not three capital letters.",
                help: "Maybe it is a symbol or a name; write the ISO 4217 code, as in EUR.")
        }
        packed = PackedCode(code)
    }

    /// Decimal places of the smallest amount that is paid: 2 for EUR, 0 for JPY, 3 for KWD.
    ///
    /// From the list of ISO 4217; a code that it gives no minor unit for has 2.
    public var minorUnitDigits: Int { Self.minorUnitDigitsByCode[code] ?? 2 }

    /// The code.
    public var description: String { code }

    /// Orders currencies by code.
    public static func < (lhs: Currency, rhs: Currency) -> Bool { lhs.packed < rhs.packed }

    private static let minorUnitDigitsByCode: [String: Int] = {
        let codesByDigits: [(digits: Int, codes: [String])] = [
            (
                0,
                [
                    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX",
                    "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
                ]
            ),
            (3, ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
            (4, ["CLF", "UYW"]),
        ]
        var digitsByCode: [String: Int] = [:]
        for (digits, codes) in codesByDigits {
            for code in codes { digitsByCode[code] = digits }
        }
        return digitsByCode
    }()
}
