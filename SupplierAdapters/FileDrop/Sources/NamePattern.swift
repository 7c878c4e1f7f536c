internal import SupplierAdapterKit
internal import WireFormats

/// How a supplier names its files: letters, `*` and `?`, and in braces what of a name says when
/// the file was made.
///
/// `{yyyy}` or `{yy}`, `{MM}` and `{dd}` are its day, `{HH}`, `{mm}` and `{ss}` its time, `{n}` a
/// running number of any length.
struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    /// When a file was made, as its name says; what it does not say is 0.
    struct Stamp: Hashable, Sendable, Comparable {
        var day = DateParts(year: 1, month: 1, day: 1)
        /// Since midnight.
        var seconds = 0
        var number = 0

        static func < (left: Stamp, right: Stamp) -> Bool {
            let days = [left.day, right.day].map { ($0.year, $0.month, $0.day) }
            if days[0] != days[1] { return days[0] < days[1] }
            return (left.seconds, left.number) < (right.seconds, right.number)
        }

        var description: String {
            func digits(_ value: Int, _ count: Int) -> String {
                let text = String(value)
                return String(repeating: "0", count: max(0, count - text.count)) + text
            }
            let date = [digits(day.year, 4), digits(day.month, 2), digits(day.day, 2)]
                .joined(separator: "-")
            guard seconds > 0 else { return date }
            let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }
            return date + " " + time.joined(separator: ":")
        }
    }

    enum Reading: Hashable, Sendable {
        /// The name is none of the pattern's.
        case other
        /// It is one, and says when the file was made where the pattern asks for it.
        case fits(Stamp?)
        /// It has the pattern's form, and the day or time does not exist.
        case impossible
        /// It names two days or numbers, as one reads it.
        case ambiguous
    }

    private enum Token: Hashable, Sendable {
        case letter(UInt8)
        case any
        case one
        case digits(Part, count: Int)
        case number
    }

    private enum Part: String, CaseIterable {
        case year = "yyyy"
        case shortYear = "yy"
        case month = "MM"
        case day = "dd"
        case hour = "HH"
        case minute = "mm"
        case second = "ss"
    }

    let description: String
    private let tokens: [Token]
    /// Whether names tell the day.
    let hasDay: Bool

    /// Reads a pattern; `nil` where the braces hold something else, twice the same, or half a day.
    init?(_ text: String) {
        description = text
        var tokens: [Token] = []
        var parts: Set<Part> = []
        var hasNumber = false
        var rest = Substring(text)
        while let letter = rest.first {
            if letter == "{" {
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let word = String(rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
                if word == "n" {
                    guard !hasNumber else { return nil }
                    hasNumber = true
                    tokens.append(.number)
                    continue
                }
                guard let part = Part(rawValue: word), parts.insert(part).inserted else {
                    return nil
                }
                tokens.append(.digits(part, count: word.utf8.count))
                continue
            }
            rest.removeFirst()
            switch letter {
            case "*": if tokens.last != .any { tokens.append(.any) }
            case "?": tokens.append(.one)
            default: tokens += letter.utf8.map { .letter($0) }
            }
        }
        let day = parts.intersection([.year, .shortYear, .month, .day])
        guard day.isEmpty || day.count == 3 && day.isSuperset(of: [.month, .day]) else {
            return nil
        }
        guard parts.isEmpty || !day.isEmpty else { return nil }
        hasDay = !day.isEmpty
        self.tokens = tokens
        isDated = hasDay || hasNumber
    }

    private let isDated: Bool

    func matches(_ name: String) -> Bool { read(name) != .other }

    /// What a name says beside the day, the time and the number: the same for each file of a row of
    /// files that take each other's place.
    func row(of name: String) -> [UInt8] {
        var bytes = Array(name.utf8)
        let draft = drafts(of: name).min { $0.spans.lexicographicallyPrecedes($1.spans) }
        for span in (draft?.spans ?? []).reversed() {
            bytes.removeSubrange(span.start..<span.start + span.count)
        }
        return bytes
    }

    /// When the file of a name was made; `nil` where its name does not say so.
    func stamp(of name: String) -> Stamp? {
        if case .fits(let stamp) = read(name) { return stamp }
        return nil
    }

    func read(_ name: String) -> Reading {
        let drafts = drafts(of: name)
        guard !drafts.isEmpty else { return .other }
        guard isDated else { return .fits(nil) }
        let stamps = Set(drafts.compactMap(\.stamp))
        return stamps.count == 1
            ? .fits(stamps.first) : stamps.isEmpty ? .impossible : .ambiguous
    }

    private func drafts(of name: String) -> Set<Draft> {
        let bytes = Array(name.utf8)
        var states: [State: Set<Draft>] = [State(token: 0, position: 0): [Draft()]]
        var drafts: Set<Draft> = []
        // Every place is left for later tokens only, or for the same one further on.
        for token in 0...tokens.count {
            for position in 0...bytes.count {
                let state = State(token: token, position: position)
                guard let found = states.removeValue(forKey: state) else { continue }
                if token == tokens.count {
                    if position == bytes.count { drafts.formUnion(found) }
                    continue
                }
                for draft in found {
                    for (next, draft) in steps(from: state, draft, bytes) {
                        states[next, default: []].insert(draft)
                    }
                }
            }
        }
        return drafts
    }

    private struct State: Hashable {
        var token: Int
        var position: Int
    }

    /// What was read of a name so far.
    private struct Draft: Hashable {
        var parts: [Part: Int] = [:]
        var number = 0
        /// Where the digits stand.
        var spans: [Span] = []

        struct Span: Hashable, Comparable {
            var start: Int
            var count: Int

            static func < (left: Span, right: Span) -> Bool {
                (left.start, left.count) < (right.start, right.count)
            }
        }

        /// `nil` where the day or the time does not exist.
        var stamp: Stamp? {
            var stamp = Stamp(number: number)
            if let month = parts[.month], let day = parts[.day] {
                // POSIX's way with two digits, as dates in files are read.
                let short = parts[.shortYear].map { $0 + ($0 < 69 ? 2000 : 1900) }
                let year = parts[.year] ?? short ?? 0
                guard DateParts.exists(year: year, month: month, day: day) else { return nil }
                stamp.day = DateParts(year: year, month: month, day: day)
            }
            let time = [Part.hour, .minute, .second].map { parts[$0] ?? 0 }
            guard time[0] < 24, time[1] < 60, time[2] < 60 else { return nil }
            stamp.seconds = time[0] * 3600 + time[1] * 60 + time[2]
            return stamp
        }
    }

    private func steps(
        from state: State, _ draft: Draft, _ bytes: [UInt8]
    ) -> [(State, Draft)] {
        let position = state.position
        let isEnd = position == bytes.count
        func next(_ count: Int) -> State {
            State(token: state.token + 1, position: position + count)
        }
        switch tokens[state.token] {
        case .letter(let letter):
            return isEnd || bytes[position] != letter ? [] : [(next(1), draft)]
        case .one:
            // One letter, not one byte of it.
            guard !isEnd else { return [] }
            var count = 1
            while position + count < bytes.count, bytes[position + count] & 0xC0 == 0x80 {
                count += 1
            }
            return [(next(count), draft)]
        case .any:
            let further = State(token: state.token, position: position + 1)
            return [(next(0), draft)] + (isEnd ? [] : [(further, draft)])
        case .digits(let part, let count):
            guard let value = number(bytes, position, count) else { return [] }
            var draft = draft
            draft.parts[part] = value
            draft.spans.append(Draft.Span(start: position, count: count))
            return [(next(count), draft)]
        case .number:
            // All digits that stand here: a part of a number would be another number.
            guard position == 0 || !Self.isDigit(bytes[position - 1]) || isBehindDigits(state.token)
            else { return [] }
            let count = bytes[position...].prefix(while: Self.isDigit).count
            guard count > 0, let value = number(bytes, position, count) else { return [] }
            var draft = draft
            draft.number = value
            draft.spans.append(Draft.Span(start: position, count: count))
            return [(next(count), draft)]
        }
    }

    /// Whether a token stands right behind digits of a day or time, whose end is known.
    private func isBehindDigits(_ token: Int) -> Bool {
        guard token > 0, case .digits = tokens[token - 1] else { return false }
        return true
    }

    private func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count,
            bytes[start..<start + count].allSatisfy(Self.isDigit)
        else { return nil }
        return Int(String(decoding: bytes[start..<start + count], as: UTF8.self))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension NamePattern {
    /// Reads the setting `pattern`.
    static func read(from reader: inout SettingsReader, default standard: String) -> NamePattern {
        let text = reader.optionalString("pattern") ?? standard
        if let pattern = NamePattern(text) { return pattern }
        reader.report(
            "settings.wrong-value", "pattern",
            "pattern is \"\(text)\", whose braces tell no day",
            help: "In braces stand yyyy or yy, MM and dd, with them HH, mm and ss, and n for a "
                + "running number, each once: \"prices-{yyyy}{MM}{dd}-{n}.csv\"")
        guard let any = NamePattern("*") else {
            preconditionFailure("A star must be a pattern.")
        }
        return any
    }
}
