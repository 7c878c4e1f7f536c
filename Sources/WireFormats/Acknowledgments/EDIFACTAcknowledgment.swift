/// Writes CONTRL for one interchange.
struct EDIFACTAcknowledgment {
    private let interchange: InterchangeReport
    private let findings: [WireDiagnostic]
    private let settings: Acknowledgment.Settings

    init(
        _ interchange: InterchangeReport, _ findings: [WireDiagnostic],
        _ settings: Acknowledgment.Settings
    ) {
        self.interchange = interchange
        self.findings = findings
        self.settings = settings
    }

    /// The whole interchange; `nil` where there is nothing to acknowledge.
    var bytes: [UInt8]? {
        let sets = interchange.groups.flatMap(\.sets)
        if !sets.isEmpty, sets.allSatisfy({ $0.kind == "CONTRL" }) { return nil }
        let reference = String(settings.controlNumber)
        var body = [["UNH", "1", "CONTRL:D:3:UN"], interchangeAnswer]
        // What came before was answered when it came first.
        let cameBefore = findings.contains {
            $0.code == "edifact.interchange-seen" && $0.reaction == .rejectInterchange
        }
        for (index, group) in interchange.groups.enumerated() where !cameBefore {
            body += answer(index + 1, group)
        }
        body.append(["UNT", String(body.count + 1), "1"])
        let segments =
            [
                [
                    "UNB", "UNOC:3", party(interchange.receiver, interchange.receiverQualifier),
                    party(interchange.sender, interchange.senderQualifier),
                    "\(settings.date.suffix(6)):\(settings.time)", reference,
                ] + (interchange.isTest ? ["", "", "", "", "", "1"] : [])
            ] + body + [["UNZ", "1", reference]]
        return segments.flatMap(Self.bytes)
    }

    private func party(_ name: String, _ qualifier: String) -> String {
        qualifier.isEmpty
            ? Self.released(name) : "\(Self.released(name)):\(Self.released(qualifier))"
    }

    private static func code(_ finding: WireDiagnostic) -> String? {
        finding.severity == .error || finding.reaction > .note
            ? AcknowledgmentCodes.edifact[finding.code] : nil
    }

    private var interchangeAnswer: [String] {
        let own = findings.filter { $0.place.group == nil && $0.place.set == nil }
        let code = own.compactMap(Self.code).first
        let isRejected = interchange.outcome == .rejected && code != nil
        return [
            "UCI", Self.released(interchange.reference),
            party(interchange.sender, interchange.senderQualifier),
            party(interchange.receiver, interchange.receiverQualifier), isRejected ? "4" : "7",
        ] + (code.map { [$0] } ?? [])
    }

    private func answer(_ number: Int, _ group: GroupReport) -> [[String]] {
        let inGroup = findings.filter { $0.place.group == number }
        var segments: [[String]] = []
        if group.isWritten {
            let code = inGroup.filter { $0.place.set == nil }.compactMap(Self.code).first
            segments.append(
                [
                    "UCF", Self.released(group.reference), Self.released(group.sender),
                    Self.released(group.receiver), group.outcome == .rejected ? "4" : "7",
                ] + (code.map { [$0] } ?? []))
        }
        for (index, set) in group.sets.enumerated() where set.kind != "CONTRL" {
            segments += answer(set, inGroup.filter { $0.place.set == index + 1 })
        }
        return segments
    }

    private func answer(_ set: SetReport, _ findings: [WireDiagnostic]) -> [[String]] {
        let version = set.version.split(separator: ".", omittingEmptySubsequences: false)
            .map { Self.released(String($0)) }
        let type = ([Self.released(set.kind)] + version + ["UN"]).joined(separator: ":")
        let errors = findings.filter { Self.code($0) != nil }
        let whole = errors.first { Self.isOfMessage($0.code) }
        var segments = [
            ["UCM", Self.released(set.reference), type, set.outcome == .rejected ? "4" : "7"]
                + (whole.flatMap(Self.code).map { [$0] } ?? [])
        ]
        var openPosition: Int?
        let order = errors.filter { !Self.isOfMessage($0.code) }.enumerated().sorted {
            ($0.element.place.segmentPosition ?? 0, $0.offset)
                < ($1.element.place.segmentPosition ?? 0, $1.offset)
        }
        for (_, error) in order {
            guard let code = Self.code(error) else { continue }
            let position = String(error.place.segmentPosition ?? 1)
            guard let element = error.place.element else {
                segments.append(["UCS", position, code])
                openPosition = nil
                continue
            }
            if openPosition != error.place.segmentPosition {
                segments.append(["UCS", position])
                openPosition = error.place.segmentPosition
            }
            // The tag of the segment is the first data element in the count of CONTRL.
            let place = [String(element + 1)] + (error.place.component.map { [String($0)] } ?? [])
            segments.append(["UCD", code, place.joined(separator: ":")])
        }
        return segments
    }

    /// Whether a finding is told of the message as a whole.
    private static func isOfMessage(_ code: String) -> Bool {
        code.hasPrefix("edifact.unt-") || code.hasPrefix("edifact.message-")
            || code.hasPrefix("edifact.unh-")
    }

    private static func released(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if "'+:?".unicodeScalars.contains(character) { result += "?" }
            result.unicodeScalars.append(character)
        }
        return result
    }

    private static func bytes(_ segment: [String]) -> [UInt8] {
        let kept = segment.reversed().drop { $0.isEmpty }.reversed()
        return Array((kept.joined(separator: "+") + "'\n").utf8)
    }
}
