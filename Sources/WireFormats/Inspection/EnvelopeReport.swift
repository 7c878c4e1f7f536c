/// What becomes of a set, group or interchange.
public enum EnvelopeOutcome: String, Hashable, Sendable, CaseIterable {
    /// Nothing is wrong with it.
    case accepted
    /// Errors were found, and none of them rejects it.
    case acceptedWithErrors = "accepted-with-errors"
    /// Some of what it holds is rejected.
    case partlyAccepted = "partly-accepted"
    /// It is rejected.
    case rejected
}

/// A set (X12) or message (EDIFACT) in a report.
public struct SetReport: Hashable, Sendable {
    /// Its kind: `850`, `ORDERS`.
    public internal(set) var kind = ""
    /// Its control number or reference.
    public internal(set) var reference = ""
    /// Its release, such as `004010` or `D.96A`.
    public internal(set) var version = ""
    /// The implementation guide that it names; empty for none.
    public internal(set) var guide = ""
    /// Where it begins.
    public internal(set) var place = WirePlace(.start)
    /// The number of its segments, the first and the last one included.
    public internal(set) var segmentCount = 0
    /// The number of its lines; 0 where its content is not interpreted.
    public internal(set) var lineCount = 0
    /// Whether its content is interpreted here.
    public internal(set) var isInterpreted = false
    /// Whether its elements were checked against the release.
    public internal(set) var hasElementChecks = false
    /// What becomes of it.
    public internal(set) var outcome = EnvelopeOutcome.accepted
}

/// A group of sets in a report.
public struct GroupReport: Hashable, Sendable {
    /// Its functional code (`PO`) or message type; empty where the file has no groups.
    public internal(set) var kind = ""
    /// Its control number or reference.
    public internal(set) var reference = ""
    /// Its release.
    public internal(set) var version = ""
    /// The agency that is responsible for the release.
    public internal(set) var agency = ""
    /// Who sent it, as the group says.
    public internal(set) var sender = ""
    /// Whom it is for, as the group says.
    public internal(set) var receiver = ""
    /// Where it begins.
    public internal(set) var place = WirePlace(.start)
    /// Whether the file has such a group, or it is only thought around its sets.
    public internal(set) var isWritten = true
    /// How many sets it holds.
    public internal(set) var setCount = 0
    /// How many sets its trailer counts; `nil` where none says so.
    public internal(set) var statedCount: Int?
    /// How many of its sets are rejected.
    public internal(set) var rejectedSetCount = 0
    /// How many of its sets have errors and are accepted.
    public internal(set) var faultySetCount = 0
    /// The sets, as far as they are kept.
    public internal(set) var sets: [SetReport] = []
    /// What becomes of it.
    public internal(set) var outcome = EnvelopeOutcome.accepted
}

/// An interchange in a report.
public struct InterchangeReport: Hashable, Sendable {
    /// Its control number or reference.
    public internal(set) var reference = ""
    /// What qualifies the sender's name.
    public internal(set) var senderQualifier = ""
    /// Who sent it.
    public internal(set) var sender = ""
    /// What qualifies the receiver's name.
    public internal(set) var receiverQualifier = ""
    /// Whom it is for.
    public internal(set) var receiver = ""
    /// Its date as written.
    public internal(set) var date = ""
    /// Its time as written.
    public internal(set) var time = ""
    /// Its version: ISA12, or syntax identifier and version of UNB.
    public internal(set) var version = ""
    /// Whether it says that it is a test.
    public internal(set) var isTest = false
    /// Whether it asks for an acknowledgment.
    public internal(set) var wantsAcknowledgment = false
    /// Where it begins.
    public internal(set) var place = WirePlace(.start)
    /// Whether the file has such an envelope, or it is only thought around what stands outside.
    public internal(set) var isWritten = true
    /// What parts its pieces.
    public internal(set) var characters = ServiceCharacters.edifact
    /// The number of its segments.
    public internal(set) var segmentCount = 0
    /// How many groups it holds.
    public internal(set) var groupCount = 0
    /// How many sets it holds.
    public internal(set) var setCount = 0
    /// How many sets in it are rejected.
    public internal(set) var rejectedSetCount = 0
    /// Its groups, as far as they are kept.
    public internal(set) var groups: [GroupReport] = []
    /// What becomes of it.
    public internal(set) var outcome = EnvelopeOutcome.accepted
}

/// What was read in a file of interchanges.
public struct SegmentReport: Hashable, Sendable {
    /// X12 or EDIFACT.
    public internal(set) var syntax: SegmentSyntax
    /// The interchanges, as far as they are kept.
    public internal(set) var interchanges: [InterchangeReport] = []
    /// How many interchanges there are.
    public internal(set) var interchangeCount = 0
    /// How many groups there are.
    public internal(set) var groupCount = 0
    /// How many sets there are.
    public internal(set) var setCount = 0
    /// How many sets are rejected.
    public internal(set) var rejectedSetCount = 0
    /// How many segments there are.
    public internal(set) var segmentCount = 0
    /// How many sets of each kind there are.
    public internal(set) var setsByKind: [String: Int] = [:]
    /// Whether sets were counted only, because there are too many to keep.
    public internal(set) var isAbridged = false
    /// The most sets that are kept one by one.
    public static let maximumSets = 10_000
}
