/// What becomes of a document because of one finding.
public enum StrictnessReaction: String, Hashable, Comparable, Sendable, CaseIterable {
    /// The finding is not even reported.
    case ignore
    /// The finding is reported, and what it stands in is accepted.
    case note
    /// The set (message) that it stands in is rejected.
    case rejectSet = "reject-set"
    /// The group that it stands in is rejected.
    case rejectGroup = "reject-group"
    /// The interchange that it stands in is rejected; for formats without envelopes, the file.
    case rejectInterchange = "reject-interchange"

    /// Orders reactions by how much they take away.
    public static func < (left: StrictnessReaction, right: StrictnessReaction) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .ignore: 0
        case .note: 1
        case .rejectSet: 2
        case .rejectGroup: 3
        case .rejectInterchange: 4
        }
    }
}

/// A partner's table: which finding is ignored, noted, or rejects what.
///
/// What a table does not name is as ``DiagnosticCatalog`` says.
public struct Strictness: Hashable, Sendable {
    /// What each code does that differs from the catalogue; `*` at the end stands for any rest.
    public private(set) var reactionByCode: [String: StrictnessReaction]
    private let prefixes: [String]

    /// Makes a table from codes; a code that ends with `*` stands for all that begin like it.
    public init(_ reactionByCode: [String: StrictnessReaction] = [:]) {
        self.reactionByCode = reactionByCode
        // The longest name that fits says most, so it is tried first.
        prefixes = reactionByCode.keys.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
            .sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
    }

    /// The catalogue as it is: what damages the structure rejects, what is in doubt is noted.
    public static let standard = Strictness()

    /// Everything is read; only what damages the structure beyond reading rejects.
    public static let lenient = Strictness(
        DiagnosticCatalog.entries.reduce(into: [:]) { table, entry in
            if entry.reaction > .note && !entry.isBeyondReading { table[entry.code] = .note }
        })

    /// Every error rejects the set that it stands in, if it rejects nothing larger already.
    public static let strict = Strictness(
        DiagnosticCatalog.entries.reduce(into: [:]) { table, entry in
            if entry.severity == .error && entry.reaction == .note {
                table[entry.code] = .rejectSet
            }
        })

    /// What a finding does.
    public func reaction(to code: String) -> StrictnessReaction {
        if let reaction = reactionByCode[code] { return reaction }
        if let prefix = prefixes.first(where: { code.hasPrefix($0) }),
            let reaction = reactionByCode[prefix + "*"]
        {
            return reaction
        }
        return DiagnosticCatalog.entry(for: code)?.reaction ?? .note
    }

    /// Reads a table: one `code = reaction` a line, `#` for comments.
    ///
    /// A code that is not in the catalogue, one that stands twice and an unknown reaction are
    /// errors with their place.
    public static func parse(_ text: String) throws(WireError) -> Strictness {
        var table: [String: StrictnessReaction] = [:]
        var offset = 0
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let position = SourcePosition(line: number + 1, column: 1, byteOffset: offset)
            offset += line.utf8.count + 1
            let bare = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            if bare.isEmpty { continue }
            let parts = bare.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw WireError(
                    code: "strictness.syntax",
                    message: "this line is no \"code = reaction\"", position: position)
            }
            let code = String(parts[0])
            let reaction = try Strictness.reaction(named: String(parts[1]), at: position)
            try check(code, at: position)
            guard table.updateValue(reaction, forKey: code) == nil else {
                throw WireError(
                    code: "strictness.code-twice",
                    message: "the code \(quotedForMessage(code)) stands twice",
                    position: position)
            }
        }
        return Strictness(table)
    }

    private static func reaction(
        named name: String, at position: SourcePosition
    ) throws(WireError) -> StrictnessReaction {
        if let reaction = StrictnessReaction(rawValue: name) { return reaction }
        let names = StrictnessReaction.allCases.map(\.rawValue)
        throw WireError(
            code: "strictness.reaction-unknown",
            message: "\(quotedForMessage(name)) is no reaction",
            help: nearestName(to: name, among: names).map { "Maybe \"\($0)\" is meant." }
                ?? "Known are \(names.joined(separator: ", ")).",
            position: position)
    }

    private static func check(_ code: String, at position: SourcePosition) throws(WireError) {
        let codes = DiagnosticCatalog.entries.map(\.code)
        let isKnown =
            code.hasSuffix("*")
            ? codes.contains { $0.hasPrefix(code.dropLast()) } : codes.contains(code)
        guard !isKnown else { return }
        throw WireError(
            code: "strictness.code-unknown",
            message: "no finding has the code \(quotedForMessage(code))",
            help: nearestName(to: code, among: codes).map { "Maybe \"\($0)\" is meant." }
                ?? "The codes are listed in Docs/ElectronicDocuments.md.",
            position: position)
    }
}
