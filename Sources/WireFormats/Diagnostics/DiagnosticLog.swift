/// Keeps what was found: the first ones whole, all of them counted.
struct DiagnosticLog: Sendable {
    let strictness: Strictness
    /// How many are kept whole; a broken file of a gigabyte must not fill the memory.
    let limit: Int
    private(set) var diagnostics: [WireDiagnostic] = []
    private(set) var countByCode: [String: Int] = [:]
    private(set) var omitted = 0
    private(set) var worst = StrictnessReaction.ignore
    private(set) var worstSeverity: WireSeverity?

    init(strictness: Strictness = .standard, limit: Int = 10_000) {
        self.strictness = strictness
        self.limit = limit
    }

    /// Adds a finding; gives what becomes of the document because of it.
    @discardableResult
    mutating func add(
        _ code: String, _ message: String, at place: WirePlace, value: [UInt8] = [],
        dataElement: Int? = nil, trigger: Int? = nil
    ) -> StrictnessReaction {
        let reaction = strictness.reaction(to: code)
        guard reaction != .ignore else { return .ignore }
        let severity = DiagnosticCatalog.entry(for: code)?.severity ?? .error
        countByCode[code, default: 0] += 1
        worst = max(worst, reaction)
        worstSeverity = max(worstSeverity ?? .note, severity)
        guard diagnostics.count < limit else {
            omitted += 1
            return reaction
        }
        diagnostics.append(
            WireDiagnostic(
                code: code, severity: severity, message: message, place: place,
                value: Array(value.prefix(99)), dataElement: dataElement, trigger: trigger,
                reaction: reaction))
        return reaction
    }

    /// The severity of a code under this strictness; `nil` where it is ignored.
    func severity(of code: String) -> WireSeverity? {
        strictness.reaction(to: code) == .ignore
            ? nil : DiagnosticCatalog.entry(for: code)?.severity ?? .error
    }
}
