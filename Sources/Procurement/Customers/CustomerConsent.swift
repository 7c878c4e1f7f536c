/// What a customer agrees to.
public enum ConsentAnswer: String, Sendable, Hashable, CaseIterable {
    /// To wait for the date told last.
    case wait
    /// To take what is there first, and the rest later.
    case partial
    /// To take another item in its place.
    case substitute
    /// To have the line cancelled.
    case cancel
    /// To wait for the date told last, and to take the credit that was offered for it.
    case credit
}

/// What stands behind a consent.
public enum ConsentBasis: String, Sendable, Hashable, CaseIterable {
    /// The customer said so.
    case customer
    /// The customer was silent, and the rule that its profile names counts silence as this.
    case statute
}

/// A customer's agreement about a line, with its proof.
///
/// A line is cancelled exactly where there is such an agreement to ``ConsentAnswer/cancel``:
/// nothing else cancels it, so that no cancellation is without its proof.
public struct CustomerConsent: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// 1, 2, 3 … within the line.
    public let sequence: Int
    /// When it was given; for silence, when it counted.
    public let at: Timestamp
    /// What is agreed to.
    public let answer: ConsentAnswer
    /// What stands behind it.
    public let basis: ConsentBasis
    /// The number of the letter that is answered; `nil` where none was.
    public let letter: Int?
    /// Who agreed, or who was silent.
    public let person: String
    /// How the answer came, such as `phone` or `portal`.
    public let channel: String
    /// Where it can be looked up, or what was said; never empty.
    public let evidence: String

    /// Creates a consent.
    ///
    /// Throws `consent.proof-missing` if person, channel or evidence is empty, and
    /// `consent.letter-missing` if silence is to answer no letter.
    public init(
        line: BackOrderLineID, sequence: Int, at: Timestamp, answer: ConsentAnswer,
        basis: ConsentBasis, letter: Int?, person: String, channel: String, evidence: String
    ) throws(ValueError) {
        for (name, text) in [("person", person), ("channel", channel), ("evidence", evidence)]
        where !text.contains(where: { !$0.isWhitespace }) {
            throw ValueError(
                code: "consent.proof-missing",
                message: "A consent about \(line) must name its \(name).",
                help: "Who said it, how it came, and where it can be looked up.")
        }
        guard basis == .customer || letter != nil else {
            throw ValueError(
                code: "consent.letter-missing",
                message: "Silence about \(line) counts only where a letter asked.")
        }
        self.line = line
        self.sequence = sequence
        self.at = at
        self.answer = answer
        self.basis = basis
        self.letter = letter
        self.person = person
        self.channel = channel
        self.evidence = evidence
    }
}
