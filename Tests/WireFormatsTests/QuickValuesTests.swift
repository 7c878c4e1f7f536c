import Testing
import WireFormats

/// What a text states by the documented rules, digit by digit; `nil` where it is no number.
private func stated(
    _ text: [UInt8], scale: Int, decimal: UInt8, grouping: UInt8?
) -> Int64? {
    var rest = text[...]
    let isNegative = rest.first == 45
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first else { return nil }
    var digits: [UInt8] = []
    var groups = [whole]
    if let grouping {
        groups = whole.split(separator: grouping, omittingEmptySubsequences: false)
    }
    if groups.count > 1 {
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
    }
    for group in groups { digits += group }
    guard !digits.isEmpty else { return nil }
    var fraction = parts.count > 1 ? Array(parts[1]) : []
    if parts.count > 1, fraction.isEmpty { return nil }
    guard (digits + fraction).allSatisfy({ (48...57).contains($0) }) else { return nil }
    while fraction.count > scale {
        guard fraction.removeLast() == 48 else { return nil }
    }
    var value: Int128 = 0
    let zeros = [UInt8](repeating: 48, count: scale - fraction.count)
    for digit in digits + fraction + zeros {
        value = value * 10 + Int128(digit - 48)
        if value > Int128(UInt64.max) { return nil }
    }
    return Int64(exactly: isNegative ? -value : value)
}

@Suite struct QuickValuesTests {
    @Test(arguments: 0..<40)
    func quickDecimalsAreWhatTheFullParserReads(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let signs: [(decimal: UInt8, grouping: UInt8?)] = [
            (46, nil), (44, nil), (44, 46), (46, 44), (46, 32),
        ]
        let letters = Array("00123456789999.,- +e\u{A0}".utf8)
        for _ in 0..<2000 {
            let (decimal, grouping) = signs.randomElement(using: &random) ?? (46, nil)
            let scale = [0, 2, 6, 18].randomElement(using: &random) ?? 6
            var text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Int.random(in: 0..<3, using: &random) > 0
                    ? UInt8.random(in: 48...57, using: &random)
                    : letters.randomElement(using: &random) ?? 48
            }
            // Groups of three come too seldom by chance.
            if let grouping, Bool.random(using: &random), text.count > 4 {
                text[text.count - 4] = grouping
            }
            let oracle = stated(text, scale: scale, decimal: decimal, grouping: grouping)
            let quick = text.withUnsafeBufferPointer {
                DecimalText.quick(
                    $0, scale: scale, decimalSign: decimal, groupingSign: grouping)
            }
            let shown = String(decoding: text, as: UTF8.self)
            if quick != nil { #expect(quick == oracle, "\(shown) at \(scale)") }
            guard text.allSatisfy({ $0 < 0x80 }) else { continue }
            var full: Int64?
            do {
                full = try DecimalText.parse(
                    shown, scale: scale,
                    decimalSign: Character(Unicode.Scalar(decimal)),
                    groupingSign: grouping.map { Character(Unicode.Scalar($0)) })
            } catch {
                full = nil
            }
            #expect(full == oracle, "\(shown) at \(scale)")
        }
    }

    @Test func quickDecimalsAreThoseOfOrdinaryLists() {
        let read: (String, UInt8, UInt8?) -> Int64? = { text, decimal, grouping in
            Array(text.utf8).withUnsafeBufferPointer {
                DecimalText.quick($0, decimalSign: decimal, groupingSign: grouping)
            }
        }
        #expect(read("12.40", 46, nil) == 12_400_000)
        #expect(read("1.234,5", 44, 46) == 1_234_500_000)
        #expect(read("-7", 46, nil) == -7_000_000)
        #expect(read("1234.567", 44, 46) == nil)
    }

    @Test(arguments: ["yyyy-MM-dd", "d.M.yy", "dd-MMM-yyyy"])
    func quickDaysAreWhatTheFullParserReads(form: String) throws {
        var random = SeededGenerator(seed: 7)
        let pattern = try DatePattern(form)
        let letters = Array("0123456789-..JanFebMay".utf8)
        for _ in 0..<4000 {
            var text = Array(
                pattern.text(
                    DateParts(
                        year: Int.random(in: 1970...2060, using: &random),
                        month: Int.random(in: 1...12, using: &random), day: 28)
                ).utf8)
            if Bool.random(using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                text[place] = letters.randomElement(using: &random) ?? 48
            }
            let quick = text.withUnsafeBufferPointer { DateText.quick($0, pattern) }
            let full = try? DateText.parse(
                String(decoding: text, as: UTF8.self), patterns: [pattern])
            #expect(quick == full, "\(String(decoding: text, as: UTF8.self))")
        }
    }
}
