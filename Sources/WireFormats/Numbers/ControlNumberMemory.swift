/// The control numbers that partners have used so far: what tells an interchange that comes again,
/// and one that comes out of its order.
///
/// Numbers belong to a series: who sent them to whom, in which syntax, and for groups and sets what
/// kind they are. A number is one, with and without zeros before it.
public struct ControlNumberMemory: Hashable, Sendable {
    /// What is numbered.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// ISA and UNB.
        case interchange
        /// GS.
        case group
        /// ST and UNH.
        case set
    }

    /// A number that was used.
    public struct Entry: Hashable, Sendable {
        /// What has it.
        public var level: Level
        /// Who sent it to whom.
        public var series: String
        /// The number, without zeros before it.
        public var number: String
        /// When it came.
        public var day: DateParts
        /// The file that it came in.
        public var source: String
    }

    /// What is remarkable about a number.
    enum Finding: Hashable {
        /// It was used already.
        case seen(Entry)
        /// A greater one was used before it.
        case late(highest: Int)
        /// Numbers between the greatest one so far and this one were not used.
        case gap(highest: Int)
    }

    private struct Key: Hashable, Sendable {
        var level: Level
        var series: String
        var number: String
    }

    /// In the order in which they came.
    public private(set) var entries: [Entry] = []
    private var entryByKey: [Key: Entry] = [:]
    private var highest: [Key: Int] = [:]
    /// The most entries that are kept; the oldest are forgotten first.
    public static let maximumEntries = 200_000

    /// Remembers nothing yet.
    public init() {}

    // MARK: - Asking

    /// What is remarkable about a number; it counts from now on as the greatest if it is.
    mutating func take(_ level: Level, _ series: String, _ number: String) -> Finding? {
        let number = Self.plain(number)
        if let entry = entryByKey[Key(level: level, series: series, number: number)] {
            return .seen(entry)
        }
        guard let value = Self.value(number) else { return nil }
        let key = Key(level: level, series: series, number: "")
        guard let highest = highest[key] else {
            highest[key] = value
            return nil
        }
        if Self.isBefore(value, highest) { return .late(highest: highest) }
        self.highest[key] = value
        // Behind the last number the series begins anew.
        return value == highest + 1 || value < highest ? nil : .gap(highest: highest)
    }

    private static func plain(_ number: String) -> String {
        let bare = number.drop { $0 == "0" }
        return bare.isEmpty ? String(number.prefix(1)) : String(bare)
    }

    private static func value(_ number: String) -> Int? {
        number.utf8.count <= 14 && number.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            ? Int(number) : nil
    }

    /// Whether a number belongs before another one, where series begin anew behind their last
    /// number: a small one behind one that fills its places does not.
    private static func isBefore(_ value: Int, _ highest: Int) -> Bool {
        guard value < highest else { return false }
        let isAtEnd = String(highest).utf8.allSatisfy { $0 == UInt8(ascii: "9") }
        return !(value <= 1 && isAtEnd)
    }

    // MARK: - Remembering

    private mutating func add(_ entry: Entry) {
        let key = Key(level: entry.level, series: entry.series, number: entry.number)
        guard entryByKey.updateValue(entry, forKey: key) == nil else {
            entries.removeAll {
                $0.level == entry.level && $0.series == entry.series && $0.number == entry.number
            }
            entries.append(entry)
            return
        }
        entries.append(entry)
        guard let value = Self.value(entry.number) else { return }
        let series = Key(level: entry.level, series: entry.series, number: "")
        if let known = highest[series], Self.isBefore(value, known) { return }
        highest[series] = value
    }

    /// The memory without what one file brought, and without what is older than a day.
    ///
    /// A file that is read again after a crash must not find its own numbers.
    public func without(source: String, before day: DateParts?) -> ControlNumberMemory {
        var result = ControlNumberMemory()
        for entry in entries where entry.source != source {
            if let day,
                (entry.day.year, entry.day.month, entry.day.day) < (day.year, day.month, day.day)
            {
                continue
            }
            result.add(entry)
        }
        return result
    }

    /// Remembers the numbers of a file that was taken: those of interchanges that are not rejected.
    ///
    /// Numbers of groups and sets are kept where `strictness` does something about them.
    public mutating func remember(
        _ report: SegmentReport, source: String, day: DateParts, strictness: Strictness
    ) {
        let prefix = report.syntax.rawValue
        let setCode = report.syntax == .x12 ? "x12.set-seen" : "edifact.message-seen"
        let keepsGroups = ["seen", "late", "gap"].contains {
            strictness.reaction(to: "\(prefix).group-\($0)") != .ignore
        }
        let keepsSets = strictness.reaction(to: setCode) != .ignore
        for interchange in report.interchanges
        where interchange.isWritten && interchange.outcome != .rejected {
            let series = interchange.series(prefix)
            func entry(_ level: Level, _ series: String, _ number: String) -> Entry {
                Entry(
                    level: level, series: series, number: Self.plain(number), day: day,
                    source: source)
            }
            add(entry(.interchange, series, interchange.reference))
            for group in interchange.groups {
                let inner = group.series(in: interchange, prefix)
                if keepsGroups, group.isWritten, report.syntax == .x12 {
                    add(entry(.group, inner, group.reference))
                }
                guard keepsSets else { continue }
                for set in group.sets {
                    add(entry(.set, "\(inner) \(set.kind)", set.reference))
                }
            }
        }
        if entries.count > Self.maximumEntries {
            let kept = entries.suffix(Self.maximumEntries)
            self = ControlNumberMemory()
            for entry in kept { add(entry) }
        }
    }
}

extension InterchangeReport {
    /// The series that its number belongs to.
    func series(_ syntax: String) -> String {
        func party(_ qualifier: String, _ name: String) -> String {
            qualifier.isEmpty ? name : "\(qualifier):\(name)"
        }
        return "\(syntax) \(party(senderQualifier, sender)) to "
            + party(receiverQualifier, receiver)
    }
}

extension GroupReport {
    /// The series that its number belongs to.
    func series(in interchange: InterchangeReport, _ syntax: String) -> String {
        isWritten
            ? "\(interchange.series(syntax)) \(kind) \(sender) to \(receiver)"
            : interchange.series(syntax)
    }
}

// MARK: - As a file

extension ControlNumberMemory {
    private static let heading = ["level", "series", "number", "day", "source"]

    /// The memory as comma-separated values with a header.
    public var bytes: [UInt8] {
        var writer = DelimitedWriter()
        writer.write(Self.heading)
        for entry in entries {
            writer.write([
                entry.level.rawValue, entry.series, entry.number, DatePattern.iso.text(entry.day),
                entry.source,
            ])
        }
        return writer.bytes
    }

    /// Reads what ``bytes`` wrote.
    ///
    /// Errors are those of ``TableReader``, and `numbers.level` for a level that is not known.
    public init(_ bytes: [UInt8]) throws(WireError) {
        self.init()
        var reader = DelimitedReader(bytes, dialect: DelimitedDialect())
        guard let first = try reader.next(), first.fields.map(\.text) == Self.heading else {
            throw WireError(
                code: "numbers.heading",
                message: "the file does not begin with \(Self.heading.joined(separator: ","))",
                help: "Maybe another file is meant: numbers are remembered in .numbers/seen.csv.",
                position: .start)
        }
        while let record = try reader.next() {
            let texts = record.fields.map(\.text)
            guard texts.count == Self.heading.count, let level = Level(rawValue: texts[0]) else {
                throw WireError(
                    code: "numbers.row",
                    message: "the row is not a level and four values",
                    help: "Take the file from a backup, or remove the row.",
                    position: record.position)
            }
            do throws(WireError) {
                let day = try DateText.parse(texts[3], patterns: [.iso])
                add(
                    Entry(
                        level: level, series: texts[1], number: texts[2], day: day,
                        source: texts[4]))
            } catch {
                throw error.at(record.position)
            }
        }
    }
}
