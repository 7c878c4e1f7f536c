/// Cuts the bytes of records as their layout says; its lists are used again for each record.
struct LayoutCut: Sendable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Where the text of a field stands, or that it must be put together.
    struct Content {
        var range: Range<Int>
        var state: LayoutField.State
    }

    let plan: LayoutPlan
    /// The fields of a delimited record.
    private var ranges: [Range<Int>] = []
    private(set) var hasOpenQuote = false

    init(_ plan: LayoutPlan) { self.plan = plan }

    /// Turns to a record.
    @inline(__always)
    mutating func begin(_ bytes: Bytes) {
        guard plan.isDelimited else { return }
        split(bytes)
    }

    private mutating func split(_ bytes: Bytes) {
        ranges.removeAll(keepingCapacity: true)
        hasOpenQuote = false
        let (mark, quote) = (plan.mark, plan.quote)
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == mark {
                ranges.append(start..<index)
                index += 1
                start = index
            } else if index == start, let quote, byte == quote {
                guard let end = closing(quote, bytes, from: index + 1) else {
                    hasOpenQuote = true
                    break
                }
                index = end + 1
            } else {
                index += 1
            }
        }
        ranges.append(start..<bytes.count)
    }

    /// The quote that closes; a doubled one does not.
    private func closing(_ quote: UInt8, _ bytes: Bytes, from first: Int) -> Int? {
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
    func unitCount(_ bytes: Bytes) -> Int { plan.isDelimited ? ranges.count : bytes.count }

    // MARK: - Texts

    @inline(__always)
    func range(_ place: LayoutPlan.Place, shifted: Int, _ bytes: Bytes) -> Range<Int> {
        if plan.isDelimited {
            let wanted = place.lower + shifted
            return wanted < ranges.count ? ranges[wanted] : bytes.count..<bytes.count
        }
        let lower = min(place.lower + shifted, bytes.count)
        return lower..<min(max(lower, place.upper + shifted), bytes.count)
    }

    /// Finds the text of a field: without its quotes, and without blanks at both ends.
    @inline(__always)
    func content(in range: Range<Int>, _ bytes: Bytes) -> Content {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        if let quote = plan.quote, lower < upper, bytes[lower] == quote {
            // Between two quotes without another one, the bytes are the text.
            guard upper - lower >= 2, bytes[upper - 1] == quote,
                !bytes[(lower + 1)..<(upper - 1)].contains(quote)
            else { return quotedContent(in: range, bytes) }
            lower += 1
            upper -= 1
        }
        while lower < upper, bytes[lower] == 0x20 || bytes[lower] == 9 { lower += 1 }
        while upper > lower,
            bytes[upper - 1] == 0x20 || bytes[upper - 1] == 9 || bytes[upper - 1] == 0
        {
            upper -= 1
        }
        return Content(range: lower..<upper, state: lower == upper ? .blank : .plain)
    }

    private func quotedContent(in range: Range<Int>, _ bytes: Bytes) -> Content {
        Content(range: range, state: unquoted(range, bytes).isEmpty ? .blank : .quoted)
    }

    /// The bytes of a field in quotes, without them and without blanks at both ends.
    private func unquoted(_ range: Range<Int>, _ bytes: Bytes) -> ArraySlice<UInt8> {
        guard let quote = plan.quote else { return [] }
        var plain: [UInt8] = []
        var index = range.lowerBound + 1
        while index < range.upperBound {
            if bytes[index] == quote {
                guard index + 1 < range.upperBound, bytes[index + 1] == quote else {
                    // What follows the closing quote belongs to the field as it stands.
                    plain += bytes[(index + 1)..<range.upperBound]
                    break
                }
                index += 1
            }
            plain.append(bytes[index])
            index += 1
        }
        var piece = plain[...]
        while let first = piece.first, first == 0x20 || first == 9 { piece = piece.dropFirst() }
        while let last = piece.last, last == 0x20 || last == 9 || last == 0 {
            piece = piece.dropLast()
        }
        return piece
    }

    func text(_ content: Content, _ bytes: Bytes) -> String {
        if content.state == .quoted { return decoded(unquoted(content.range, bytes)) }
        return decoded(bytes[content.range])
    }

    func text(_ place: LayoutPlan.Place, _ bytes: Bytes) -> String {
        text(content(in: range(place, shifted: 0, bytes), bytes), bytes)
    }

    private func decoded(_ piece: some Collection<UInt8>) -> String {
        if case .text(let text) = plan.layout.encoding.decode(piece) { return text }
        return XMLBytes.text(Array(piece))
    }

    /// The first byte that the layout's characters do not have.
    func badByte(in range: Range<Int>, _ bytes: Bytes) -> UInt8? {
        let piece = bytes[range]
        if let control = piece.first(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) {
            return control
        }
        guard case .badByte(let offset) = plan.layout.encoding.decode(piece) else { return nil }
        let index = range.lowerBound + offset
        return index < bytes.count ? bytes[index] : piece.last
    }

    // MARK: - Records

    /// The first record of the layout that is like this one.
    ///
    /// With `isPlain`, the record holds ASCII alone, and its bytes are compared.
    func record(_ bytes: Bytes, isPlain: Bool) -> Int? {
        let kind = plan.kindPlace.map { content(in: range($0, shifted: 0, bytes), bytes) }
        // Records of a plan are large, and looked at where they are.
        for index in plan.records.indices {
            if let kind, !isOf(kind, index, bytes, isPlain) { continue }
            guard let condition = plan.records[index].condition else { return index }
            let found = content(in: range(condition.place, shifted: 0, bytes), bytes)
            if matches(found, condition.word, bytes, isPlain) { return index }
        }
        return nil
    }

    private func isOf(_ kind: Content, _ record: Int, _ bytes: Bytes, _ isPlain: Bool) -> Bool {
        for word in plan.records[record].kinds.indices
        where matches(kind, plan.records[record].kinds[word], bytes, isPlain) {
            return true
        }
        return false
    }

    @inline(__always)
    func matches(
        _ content: Content, _ word: LayoutPlan.Word, _ bytes: Bytes, _ isPlain: Bool
    ) -> Bool {
        guard isPlain, content.state != .quoted else { return word.matches(text(content, bytes)) }
        return word.matches(Bytes(rebasing: bytes[content.range]))
    }

    /// Whether anything but blanks stands behind so many bytes or fields.
    func holdsText(behind limit: Int, _ bytes: Bytes) -> Bool {
        if plan.isDelimited {
            return ranges.dropFirst(limit).contains { content(in: $0, bytes).state != .blank }
        }
        return bytes.dropFirst(limit).contains { $0 != 0x20 && $0 != 0 }
    }

    /// Cuts a record into fields; a group without any text is left out.
    @inline(__always)
    func cut(_ record: Int, _ bytes: Bytes, isPlain: Bool, into fields: inout [LayoutField]) {
        for group in 0..<plan.records[record].groupCount {
            let first = fields.count
            var holdsText = group == 0
            for index in 0..<plan.records[record].fields.count {
                if group > 0, !plan.records[record].fields[index].isRepeated { continue }
                let range = range(
                    plan.records[record].fields[index].place,
                    shifted: plan.records[record].step * group, bytes)
                let content = content(in: range, bytes)
                if content.state != .blank { holdsText = true }
                var translation: Int?
                if plan.records[record].fields[index].hasWords {
                    translation = plan.records[record].fields[index].translation.firstIndex {
                        matches(content, $0, bytes, isPlain)
                    }
                }
                fields.append(
                    LayoutField(
                        index: index, group: group, range: range, content: content.range,
                        state: content.state, translation: translation))
            }
            if !holdsText { fields.removeSubrange(first...) }
        }
    }
}
