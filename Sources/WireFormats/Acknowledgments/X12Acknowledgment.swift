/// Writes 997, 999 and TA1 for one interchange.
struct X12Acknowledgment {
    private let kind: Acknowledgment
    private let interchange: InterchangeReport
    private let findings: [WireDiagnostic]
    private let settings: Acknowledgment.Settings
    private var isImplementation: Bool { kind == .x12Implementation }

    init(
        _ kind: Acknowledgment, _ interchange: InterchangeReport, _ findings: [WireDiagnostic],
        _ settings: Acknowledgment.Settings
    ) {
        self.kind = kind
        self.interchange = interchange
        self.findings = findings
        self.settings = settings
    }

    /// The whole interchange; `nil` where there is nothing to acknowledge.
    var bytes: [UInt8]? {
        let groups = interchange.groups.enumerated().filter {
            $0.element.isWritten && $0.element.kind != "FA"
        }
        let holdsOnlyAcknowledgments =
            groups.isEmpty && interchange.groupCount > 0
            || interchange.groupCount == 0 && interchange.outcome == .accepted
        if holdsOnlyAcknowledgments || kind != .x12Interchange && groups.isEmpty { return nil }
        var segments = [header]
        if kind == .x12Interchange {
            segments.append(interchangeAnswer)
            segments.append(["IEA", "0", number(9)])
        } else {
            segments += group(groups.map { ($0.offset + 1, $0.element) })
            segments.append(["IEA", "1", number(9)])
        }
        return segments.flatMap(Self.bytes)
    }

    // MARK: - Envelopes

    private func number(_ width: Int) -> String { padded(settings.controlNumber, width) }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func wide(_ text: String, _ width: Int) -> String {
        String(text.prefix(width)) + String(repeating: " ", count: max(0, width - text.count))
    }

    private var header: [String] {
        let version = isImplementation ? "00501" : "00401"
        return [
            "ISA", "00", wide("", 10), "00", wide("", 10),
            wide(interchange.receiverQualifier, 2), wide(interchange.receiver, 15),
            wide(interchange.senderQualifier, 2), wide(interchange.sender, 15),
            String(settings.date.suffix(6)), settings.time, isImplementation ? "^" : "U", version,
            number(9), "0", interchange.isTest ? "T" : "P", ">",
        ]
    }

    private func group(_ groups: [(number: Int, group: GroupReport)]) -> [[String]] {
        guard let first = groups.first?.group else { return [] }
        let version = isImplementation ? "005010X231A1" : "004010"
        var segments = [
            [
                "GS", "FA", first.receiver, first.sender, settings.date, settings.time,
                String(settings.controlNumber), "X", version,
            ]
        ]
        for (index, item) in groups.enumerated() {
            let reference = padded(index + 1, 4)
            var opening = ["ST", kind.rawValue, reference]
            if isImplementation { opening.append(version) }
            let body = [opening] + answer(item.number, item.group)
            segments += body + [["SE", String(body.count + 1), reference]]
        }
        segments.append(["GE", String(groups.count), String(settings.controlNumber)])
        return segments
    }

    // MARK: - Groups and sets

    /// Whether the whole interchange is rejected because it came before: then nothing is said of
    /// its sets, which were answered when they came first.
    private var cameBefore: Bool {
        findings.contains {
            $0.code == "x12.interchange-seen" && $0.reaction == .rejectInterchange
        }
    }

    private func answer(_ number: Int, _ group: GroupReport) -> [[String]] {
        var opening = ["AK1", group.kind, group.reference]
        if isImplementation { opening.append(group.version) }
        var segments = [opening]
        if cameBefore {
            let sets = String(group.setCount)
            return [opening, ["AK9", "R", sets, sets, "0", "19"]]
        }
        let inGroup = findings.filter { $0.place.group == number }
        for (index, set) in group.sets.enumerated() {
            segments += answer(set, inGroup.filter { $0.place.set == index + 1 })
        }
        let accepted = group.outcome == .rejected ? 0 : group.setCount - group.rejectedSetCount
        let codes = Set(
            inGroup.filter { $0.place.set == nil }.compactMap {
                AcknowledgmentCodes.x12Group[$0.code]
            })
        segments.append(
            [
                "AK9", Self.letter(group.outcome), String(group.statedCount ?? group.setCount),
                String(group.setCount), String(accepted),
            ] + codes.sorted(by: Self.isBefore).prefix(5))
        return segments
    }

    private static func letter(_ outcome: EnvelopeOutcome) -> String {
        switch outcome {
        case .accepted: "A"
        case .acceptedWithErrors: "E"
        case .partlyAccepted: "P"
        case .rejected: "R"
        }
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        (left.count, left) < (right.count, right)
    }

    private func answer(_ set: SetReport, _ findings: [WireDiagnostic]) -> [[String]] {
        var opening = ["AK2", set.kind, set.reference]
        if isImplementation, !set.guide.isEmpty { opening.append(set.guide) }
        var segments = [opening]
        let errors = findings.filter { $0.severity == .error }
        let details = segmentsInError(errors)
        segments += details
        var codes = Set(errors.compactMap { AcknowledgmentCodes.x12Set[$0.code] })
        if errors.contains(where: { $0.code == "x12.set-number" && $0.place.element == 1 }) {
            codes.remove("7")
            codes.insert("6")
        }
        for error in errors where segmentCode(error) != nil || elementCode(error) != nil {
            let isOfGuide = isImplementation && error.code.hasPrefix("guide.")
            codes.insert(isOfGuide ? "I5" : "5")
        }
        segments.append(
            [isImplementation ? "IK5" : "AK5", Self.letter(set.outcome)]
                + codes.sorted(by: Self.isBefore).prefix(5))
        return segments
    }

    private func segmentCode(_ error: WireDiagnostic) -> String? {
        (isImplementation ? AcknowledgmentCodes.implementationSegment[error.code] : nil)
            ?? AcknowledgmentCodes.x12Segment[error.code]
    }

    private func elementCode(_ error: WireDiagnostic) -> String? {
        if isImplementation, let codes = AcknowledgmentCodes.implementationElement[error.code] {
            return error.trigger == nil ? codes.always : codes.dependent
        }
        return AcknowledgmentCodes.x12Element[error.code]
    }

    /// AK3 and AK4, in the order of the segments.
    private func segmentsInError(_ errors: [WireDiagnostic]) -> [[String]] {
        var segments: [[String]] = []
        var openPosition: Int?
        let order = errors.enumerated().sorted {
            ($0.element.place.segmentPosition ?? 0, $0.offset)
                < ($1.element.place.segmentPosition ?? 0, $1.offset)
        }
        for (_, error) in order {
            let place = error.place
            let name = String((place.segment ?? "").prefix(3))
            let position = String(place.segmentPosition ?? 1)
            if let code = segmentCode(error) {
                segments.append([isImplementation ? "IK3" : "AK3", name, position, "", code])
                openPosition = nil
            } else if let code = elementCode(error) {
                if openPosition != place.segmentPosition {
                    segments.append([isImplementation ? "IK3" : "AK3", name, position, "", "8"])
                    openPosition = place.segmentPosition
                }
                segments.append(element(error, code))
                if isImplementation, let trigger = error.trigger {
                    segments.append(
                        ["CTX", "SITUATIONAL TRIGGER", name, position, "", String(trigger)])
                }
            }
        }
        return segments
    }

    private func element(_ error: WireDiagnostic, _ code: String) -> [String] {
        var position = String(error.place.element ?? 0)
        if let component = error.place.component {
            position += ">\(component)"
            if let repetition = error.place.repetition { position += ">\(repetition)" }
        } else if let repetition = error.place.repetition {
            position += ">>\(repetition)"
        }
        var segment = [isImplementation ? "IK4" : "AK4", position]
        segment.append(error.dataElement.map(String.init) ?? "")
        segment.append(code)
        if !error.value.isEmpty { segment.append(Self.harmless(error.value)) }
        return segment
    }

    /// A bad value without what would part it in the answer.
    private static func harmless(_ value: [UInt8]) -> String {
        let kept = value.filter { $0 >= 0x20 && $0 < 0x7F && !Array("*~>^".utf8).contains($0) }
        return String(decoding: kept.prefix(99), as: UTF8.self)
    }

    // MARK: - Interchanges

    private var interchangeAnswer: [String] {
        // What rejects is told before what is only noted.
        let own = findings.filter { $0.place.group == nil }
        let codes = (own.filter { $0.reaction > .note } + own.filter { $0.reaction <= .note })
            .compactMap { AcknowledgmentCodes.x12Interchange[$0.code] }
        let isRejected = interchange.outcome == .rejected && !codes.isEmpty
        let letter = isRejected ? "R" : codes.isEmpty ? "A" : "E"
        return [
            "TA1", interchange.reference, interchange.date, interchange.time, letter,
            codes.first ?? "000",
        ]
    }

    private static func bytes(_ segment: [String]) -> [UInt8] {
        // Elements that are empty at the end are not written.
        let kept = segment.reversed().drop { $0.isEmpty }.reversed()
        return Array((kept.joined(separator: "*") + "~\n").utf8)
    }
}
