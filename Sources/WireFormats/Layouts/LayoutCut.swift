/// The bytes of one record, cut as its layout says.
struct LayoutCut {
    private let bytes: [UInt8]
    private let layout: RecordLayout
    /// The fields of a delimited record.
    private var ranges: [Range<Int>] = []
    private(set) var hasOpenQuote = false
    let isDelimited: Bool

    init(_ bytes: [UInt8], _ layout: RecordLayout) {
        self.bytes = bytes
        self.layout = layout
        if case .delimited(let mark, let quote) = layout.form {
            isDelimited = true
            split(mark, quote)
        } else {
            isDelimited = false
        }
    }

    private mutating func split(_ mark: UInt8, _ quote: UInt8?) {
        var start = 0
        var index = 0
        while index < bytes.count {
            if let quote, bytes[index] == quote, index == start {
                guard let end = closing(quote, from: index + 1) else {
                    hasOpenQuote = true
                    break
                }
                index = end + 1
            } else if bytes[index] == mark {
                ranges.append(start..<index)
                index += 1
                start = index
            } else {
                index += 1
            }
        }
        ranges.append(start..<bytes.count)
    }

    /// The quote that closes; a doubled one does not.
    private func closing(_ quote: UInt8, from first: Int) -> Int? {
        var index = first
        while index < bytes.count {
            if bytes[index] == quote {
                guard index + 1 < bytes.count, bytes[index + 1] == quote else {
                    return index
                }
                index += 1
            }
            index += 1
        }
        return nil
    }

    /// Fields of a delimited record, bytes of any other.
    var unitCount: Int { isDelimited ? ranges.count : bytes.count }

    // MARK: - Texts

    private func range(_ place: RecordLayout.Place, shifted: Int = 0) -> Range<Int> {
        switch place {
        case .field(let index):
            let wanted = index + shifted
            return wanted < ranges.count ? ranges[wanted] : bytes.count..<bytes.count
        case .bytes(let range):
            let lower = min(range.lowerBound + shifted, bytes.count)
            return lower..<min(max(lower, range.upperBound + shifted), bytes.count)
        }
    }

    func text(_ place: RecordLayout.Place) -> String { text(in: range(place)) }

    private func text(in range: Range<Int>) -> String {
        var piece = bytes[range]
        if case .delimited(_, let quote?) = layout.form, piece.first == quote {
            var plain: [UInt8] = []
            var index = piece.startIndex + 1
            while index < piece.endIndex {
                if piece[index] == quote {
                    guard index + 1 < piece.endIndex, piece[index + 1] == quote else {
                        // What follows the closing quote belongs to the field as it stands.
                        plain += piece[(index + 1)...]
                        break
                    }
                    index += 1
                }
                plain.append(piece[index])
                index += 1
            }
            piece = plain[...]
        }
        while let first = piece.first, first == 0x20 || first == 9 { piece = piece.dropFirst() }
        while let last = piece.last, last == 0x20 || last == 9 || last == 0 {
            piece = piece.dropLast()
        }
        if case .text(let text) = layout.encoding.decode(piece) { return text }
        return XMLBytes.text(Array(piece))
    }

    /// The first byte that the layout's characters do not have.
    func badByte(in range: Range<Int>) -> UInt8? {
        let piece = bytes[range]
        if let control = piece.first(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) {
            return control
        }
        guard case .badByte(let offset) = layout.encoding.decode(piece) else { return nil }
        let index = range.lowerBound + offset
        return index < bytes.count ? bytes[index] : piece.last
    }

    // MARK: - Records

    /// The first record of the layout that is like this one.
    func record() -> Int? {
        let kind = layout.kindPlace.map { text($0) }
        return layout.records.firstIndex { record in
            if let kind, !record.kinds.contains(where: { Self.matches(kind, $0) }) { return false }
            guard let condition = record.condition else { return true }
            return text(condition.place) == condition.value
        }
    }

    private static func matches(_ text: String, _ kind: String) -> Bool {
        kind.hasSuffix("*") ? text.hasPrefix(kind.dropLast()) : text == kind
    }

    /// How far the layout's fields reach.
    func limit(of record: Int) -> Int {
        if case .width(let width) = layout.form { return width }
        let definition = layout.records[record]
        var places = definition.fields.map(\.place)
        if let kind = layout.kindPlace { places.append(kind) }
        if let condition = definition.condition { places.append(condition.place) }
        var limit = 0
        for place in places {
            let (first, end) =
                switch place {
                case .field(let index): (index, index + 1)
                case .bytes(let range): (range.lowerBound, range.upperBound)
                }
            var reach = end
            if let groups = definition.groups, first >= groups.first {
                reach += groups.step * (groups.count - 1)
            }
            limit = max(limit, reach)
        }
        return limit
    }

    /// Whether anything but blanks stands behind so many bytes or fields.
    func holdsText(behind limit: Int) -> Bool {
        if isDelimited { return ranges.dropFirst(limit).contains { !text(in: $0).isEmpty } }
        return bytes.dropFirst(limit).contains { $0 != 0x20 && $0 != 0 }
    }

    func fields(of index: Int, at start: SourcePosition) -> [LayoutField] {
        let record = layout.records[index]
        var fields: [LayoutField] = []
        for group in 0..<(record.groups?.count ?? 1) {
            var cut: [LayoutField] = []
            for (ordinal, definition) in record.fields.enumerated() {
                var shift = 0
                if group > 0 {
                    guard let groups = record.groups, first(definition.place) >= groups.first
                    else { continue }
                    shift = groups.step * group
                }
                cut.append(
                    field(
                        ordinal, definition, group, range(definition.place, shifted: shift), start))
            }
            if group == 0 || cut.contains(where: { !$0.text.isEmpty }) { fields += cut }
        }
        return fields
    }

    private func first(_ place: RecordLayout.Place) -> Int {
        switch place {
        case .field(let index): index
        case .bytes(let range): range.lowerBound
        }
    }

    private func field(
        _ ordinal: Int, _ definition: RecordLayout.Field, _ group: Int, _ range: Range<Int>,
        _ start: SourcePosition
    ) -> LayoutField {
        let text = text(in: range)
        let translation = definition.translation.first { $0.written == text }
        return LayoutField(
            index: ordinal, group: group, range: range,
            position: SourcePosition(
                line: start.line, column: start.column + range.lowerBound,
                byteOffset: start.byteOffset + range.lowerBound),
            text: text, value: translation?.value ?? text, isTranslated: translation != nil)
    }
}
