/// What was found in a document, where, and how much it weighs.
///
/// Readers of documents never throw on content: they read on and add one of these.
public struct WireDiagnostic: Hashable, Sendable, CustomStringConvertible {
    /// A stable name such as `x12.se-count`; ``DiagnosticCatalog`` explains each.
    public var code: String
    /// How much it weighs.
    public var severity: WireSeverity
    /// One plain sentence that names what was found.
    public var message: String
    /// Where it was found.
    public var place: WirePlace
    /// The bytes that were found, as they stand, cut at 99; empty where nothing stands.
    public var value: [UInt8]
    /// The number of the data element in the standard, where it is known.
    public var dataElement: Int?
    /// The position of the element whose presence asks for the one that is missing.
    public var trigger: Int?
    /// What the strictness in force makes of it.
    public var reaction: StrictnessReaction

    /// Makes a diagnostic from its parts.
    public init(
        code: String, severity: WireSeverity, message: String, place: WirePlace,
        value: [UInt8] = [], dataElement: Int? = nil, trigger: Int? = nil,
        reaction: StrictnessReaction = .note
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.place = place
        self.value = value
        self.dataElement = dataElement
        self.trigger = trigger
        self.reaction = reaction
    }

    /// The diagnostic on one line: place, severity, message, code.
    public var description: String {
        "\(place.line):\(place.column): \(severity.rawValue): \(message) [\(code)]"
    }
}
