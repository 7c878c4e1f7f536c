public import Procurement

/// What a supplier's list says may be had in place of one of its parts.
///
/// It is a proposal and no trade: a person approves or rejects it.
public struct StatedSubstitute: Hashable, Sendable {
    /// What the part that a line names is to the part that the line is about.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// It may be had in place of the line's.
        case substitute
        /// The line's may be had in place of it.
        case substituteFor = "substitute_for"
        /// It comes after the line's, which is no longer made or sold.
        case supersededBy = "superseded_by"
        /// It came before the line's, and is no longer made or sold.
        case supersedes
        /// Either may be had in place of the other.
        case alternate
    }

    /// The part that is wanted.
    public let part: SupplierPart
    /// The part that may be had in its place.
    public let substitute: SupplierPart
    /// How the supplier says it.
    public let relation: SubstituteRelation
    /// The part whose line says so: one of the two.
    public let statedOn: SupplierPart
    /// Where the other part stands.
    public let place: FilePlace

    /// Makes a statement of what a part's line says of another part.
    public init(
        line part: SupplierPart, names other: SupplierPart, as role: Role, place: FilePlace
    ) {
        precondition(part != other, "A part must not be its own substitute.")
        statedOn = part
        self.place = place
        switch role {
        case .substitute: (self.part, substitute, relation) = (part, other, .substitute)
        case .substituteFor: (self.part, substitute, relation) = (other, part, .substitute)
        case .supersededBy: (self.part, substitute, relation) = (part, other, .successor)
        case .supersedes: (self.part, substitute, relation) = (other, part, .successor)
        case .alternate:
            // Said of either, it is the same.
            (self.part, substitute, relation) = (min(part, other), max(part, other), .alternate)
        }
    }

    /// The part that the line names beside its own.
    public var otherPart: SupplierPart { statedOn == part ? substitute : part }

    /// What the other part is to the line's.
    public var role: Role {
        switch relation {
        case .substitute: statedOn == part ? .substitute : .substituteFor
        case .successor: statedOn == part ? .supersededBy : .supersedes
        case .alternate: .alternate
        }
    }
}

/// The statements of one supplier's list, each once.
public struct StatedSubstitutes: Hashable, Sendable {
    private struct Key: Hashable {
        let part: SupplierPart
        let substitute: SupplierPart
        let relation: SubstituteRelation
    }

    private var seen: Set<Key> = []
    private var statements: [StatedSubstitute] = []

    /// Begins with none.
    public init() {}

    /// Whether nothing was stated.
    public var isEmpty: Bool { statements.isEmpty }

    /// Adds what a part's line says of another part; throws where that is no part number.
    ///
    /// The same again, and a part that is said to be its own substitute, add nothing: price breaks
    /// of a part repeat what its first row says.
    public mutating func add(
        _ name: String, on part: SupplierPart, as role: StatedSubstitute.Role, at place: FilePlace
    ) throws(ValueError) {
        let other = try SupplierPart(name)
        guard other != part else { return }
        let found = StatedSubstitute(line: part, names: other, as: role, place: place)
        let key = Key(part: found.part, substitute: found.substitute, relation: found.relation)
        if seen.insert(key).inserted { statements.append(found) }
    }

    /// Them all, ordered by part, substitute and relation.
    public var sorted: [StatedSubstitute] {
        statements.sorted {
            ($0.part, $0.substitute, $0.relation.rawValue)
                < ($1.part, $1.substitute, $1.relation.rawValue)
        }
    }
}
