/// Reads X12 interchanges and says what they hold and what is wrong with them.
struct X12Inspector: Sendable {
    private var state: EnvelopeState
    private var rule: X12SetRule?
    private var rules: SegmentTable<X12SegmentRule>?
    private var content = X12SetContent()
    private var guide: GuideCheck?
    private var setReferences: Set<String> = []
    private var groupReferences: Set<String> = []
    private var interchangeKeys: Set<String> = []
    private var texts = SegmentTexts()

    init(
        strictness: Strictness, limit: Int = 10_000, numbers: ControlNumberMemory? = nil,
        guide: MessageGuide? = nil
    ) {
        self.guide = guide.map(GuideCheck.init)
        state = EnvelopeState(
            syntax: .x12, log: DiagnosticLog(strictness: strictness, limit: limit),
            numbers: numbers)
    }

    /// Looks at the token that the reader stands on.
    mutating func take(_ reader: inout SegmentReader) {
        guard let token = reader.token else { return }
        let findings = reader.takeFindings()
        if token.kind == .segment {
            take(token, reader)
        } else {
            texts.take(token, reader, &state)
        }
        for finding in findings { add(finding) }
    }

    /// Closes what is open at the end of the file.
    mutating func finish(_ reader: SegmentReader) -> (SegmentReport, DiagnosticLog) {
        let end = texts.end
        if state.isInSet { closeSetWithoutTrailer(at: end) }
        if state.isInGroup { closeGroupWithoutTrailer(at: end) }
        if let interchange = state.interchange {
            if interchange.isWritten {
                state.add(
                    "x12.iea-missing",
                    "the file ends, and interchange \(interchange.reference) is not closed",
                    at: state.placed(end))
            }
            state.closeInterchange()
        }
        if state.finished.interchangeCount == 0 {
            state.add("x12.isa-missing", "the file holds no interchange", at: state.placed(end))
        }
        texts.finish(&state)
        return (state.finished, state.log)
    }

    private mutating func add(_ finding: FramingFinding) {
        var place = state.placed(finding.position, segment: "ISA")
        place.element = finding.element
        state.add(finding.code, finding.message, at: place)
    }

    // MARK: - Segments

    private mutating func take(_ token: SegmentToken, _ reader: SegmentReader) {
        state.countSegment()
        switch token.name {
        case "ISA": openInterchange(token, reader)
        case "IEA": closeInterchange(token, reader)
        case "GS": openGroup(token, reader)
        case "GE": closeGroup(token, reader)
        case "ST": openSet(token, reader)
        case "SE": closeSet(token, reader)
        default:
            if !state.isInSet {
                takeOutside(token, reader)
            } else {
                takeInside(token, reader)
            }
        }
        texts.take(token, reader, &state)
    }

    private mutating func takeOutside(_ token: SegmentToken, _ reader: SegmentReader) {
        if token.name == "TA1" || token.name == "ISB" || token.name == "ISE" { return }
        openMissingInterchange(token)
        state.add(
            "x12.segment-outside",
            "segment \(quotedForMessage(token.name.description)) stands outside any set",
            at: state.placed(token.position, segment: token.name))
    }

    private mutating func takeInside(_ token: SegmentToken, _ reader: SegmentReader) {
        guard token.name.isWellFormed else {
            state.add(
                "x12.segment-name",
                "\(quotedForMessage(token.name.description)) is no segment's name",
                at: state.placed(token.position, segment: token.name),
                value: reader.bytes(0))
            return
        }
        if let rule { content.take(token, reader, rule, &state) }
        guide?.take(token, reader, &state)
        if rule != nil, let elements = rules?[token.name] {
            check(token, reader, elements)
        }
    }

    private mutating func check(
        _ token: SegmentToken, _ reader: SegmentReader, _ rule: X12SegmentRule
    ) {
        for problem in X12ElementChecker.problems(in: reader, name: token.name, rule: rule) {
            var place = state.placed(
                reader.position(at: problem.range.lowerBound), segment: token.name)
            place.element = problem.element
            place.component = problem.component
            place.repetition = problem.repetition
            state.add(
                problem.code, problem.message, at: place,
                value: reader.bytes(in: problem.range), dataElement: problem.dataElement,
                trigger: problem.trigger)
        }
        let count = reader.elementCount
        if count > 0, !reader.isPresent(count) {
            var place = state.placed(
                reader.position(at: reader.range(of: count).lowerBound), segment: token.name)
            place.element = count
            state.add(
                "x12.trailing-separator", "\(token.name) ends with empty elements", at: place)
        }
    }

    /// A place in an envelope segment.
    private func place(
        _ token: SegmentToken, _ reader: SegmentReader, _ element: Int
    ) -> WirePlace {
        var place = state.placed(
            reader.position(at: reader.range(of: element).lowerBound), segment: token.name)
        place.element = element
        return place
    }
}

// MARK: - Interchanges

extension X12Inspector {
    private mutating func openInterchange(
        _ token: SegmentToken, _ reader: SegmentReader
    ) {
        if state.isInSet { closeSetWithoutTrailer(at: token.position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: token.position) }
        if let open = state.interchange {
            if open.isWritten {
                state.add(
                    "x12.iea-missing",
                    "the next interchange begins, and \(open.reference) is not closed",
                    at: state.placed(token.position, segment: token.name))
            }
            state.closeInterchange()
        }
        var interchange = InterchangeReport()
        interchange.senderQualifier = reader.trimmed(5)
        interchange.sender = reader.trimmed(6)
        interchange.receiverQualifier = reader.trimmed(7)
        interchange.receiver = reader.trimmed(8)
        interchange.date = reader.trimmed(9)
        interchange.time = reader.trimmed(10)
        interchange.version = reader.trimmed(12)
        interchange.reference = reader.trimmed(13)
        interchange.wantsAcknowledgment = reader.trimmed(14) == "1"
        interchange.isTest = reader.trimmed(15) == "T"
        interchange.place = WirePlace(token.position)
        interchange.characters = reader.characters
        state.open(interchange)
        groupReferences = []
        if reader.elementCount >= 13, !interchange.reference.isDigits {
            state.add(
                "x12.control-number",
                "ISA13 \(quotedForMessage(interchange.reference)) is not made of digits",
                at: place(token, reader, 13), value: reader.bytes(13))
        }
        let key = "\(interchange.sender)/\(interchange.receiver)/\(interchange.reference)"
        if !interchangeKeys.insert(key).inserted {
            state.add(
                "x12.interchange-duplicate",
                "interchange \(interchange.reference) of the same sender stands above already",
                at: place(token, reader, 13), value: reader.bytes(13))
        } else {
            state.compare(
                .interchange, interchange.series("x12"), interchange.reference,
                as: "interchange", at: place(token, reader, 13))
        }
    }

    private mutating func openMissingInterchange(_ token: SegmentToken) {
        guard !state.isInInterchange else { return }
        var interchange = InterchangeReport()
        interchange.isWritten = false
        interchange.place = WirePlace(token.position)
        state.open(interchange)
        state.add(
            "x12.isa-missing",
            "segment \(quotedForMessage(token.name.description)) stands outside any interchange",
            at: state.placed(token.position, segment: token.name))
    }

    private mutating func closeInterchange(
        _ token: SegmentToken, _ reader: SegmentReader
    ) {
        if state.isInSet { closeSetWithoutTrailer(at: token.position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: token.position) }
        guard let interchange = state.interchange, interchange.isWritten else {
            state.add(
                "x12.iea-unexpected", "IEA closes no interchange",
                at: state.placed(token.position, segment: token.name))
            state.closeInterchange()
            return
        }
        let reference = reader.trimmed(2)
        if reference != interchange.reference {
            let isSame = reference.isSameNumber(as: interchange.reference)
            state.add(
                isSame ? "x12.number-padded" : "x12.iea-control-number",
                "IEA02 is \(quotedForMessage(reference)), and ISA13 is "
                    + "\(quotedForMessage(interchange.reference))",
                at: place(token, reader, 2), value: reader.bytes(2))
        }
        checkCount(
            token, reader, interchange.groupCount, code: "x12.iea-count", what: "group")
        state.closeInterchange()
    }

    /// Compares the first element of a trailer with what was counted.
    private mutating func checkCount(
        _ token: SegmentToken, _ reader: SegmentReader, _ counted: Int, code: String,
        what: String
    ) {
        let stated = reader.trimmed(1)
        if stated.isDigits, Int(stated) == counted {
            if stated.utf8.count > 1, stated.hasPrefix("0") {
                state.add(
                    "x12.number-padded",
                    "\(token.name)01 (\(quotedForMessage(stated))) is padded with zeros",
                    at: place(token, reader, 1), value: reader.bytes(1))
            }
            return
        }
        state.add(
            code,
            "\(token.name)01 is \(quotedForMessage(stated)), and \(counted) \(what)"
                + (counted == 1 ? " is" : "s are") + " there",
            at: place(token, reader, 1), value: reader.bytes(1))
    }
}

// MARK: - Groups

extension X12Inspector {
    private mutating func openGroup(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeSetWithoutTrailer(at: token.position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: token.position) }
        openMissingInterchange(token)
        var group = GroupReport()
        group.kind = reader.trimmed(1)
        group.sender = reader.trimmed(2)
        group.receiver = reader.trimmed(3)
        group.reference = reader.trimmed(6)
        group.agency = reader.trimmed(7)
        group.version = reader.trimmed(8)
        group.place = WirePlace(token.position)
        state.open(group)
        setReferences = []
        let release = X12Release(version: group.version)
        rules = release?.rules
        checkGroupHeader(token, reader, group)
    }

    private mutating func checkGroupHeader(
        _ token: SegmentToken, _ reader: SegmentReader, _ group: GroupReport
    ) {
        let stated = state.interchange?.version ?? ""
        let release = group.version.prefix(6).drop { $0 == "0" }
        if !stated.isEmpty, !release.hasPrefix(stated.prefix(5).drop { $0 == "0" }) {
            state.add(
                "x12.version-differs",
                "GS08 names \(quotedForMessage(group.version)), and ISA12 "
                    + quotedForMessage(stated),
                at: place(token, reader, 8), value: reader.bytes(8))
        }
        if reader.bytes(4).count == 6, group.version >= "004010" {
            state.add(
                "x12.gs-date-short", "GS04 (\(quotedForMessage(reader.text(4)))) has no century",
                at: place(token, reader, 4), value: reader.bytes(4))
        }
        if !group.reference.isDigits {
            state.add(
                "x12.control-number",
                "GS06 \(quotedForMessage(group.reference)) is not made of digits",
                at: place(token, reader, 6), value: reader.bytes(6))
        }
        if !groupReferences.insert(group.kind + group.reference).inserted {
            state.add(
                "x12.group-duplicate",
                "group \(group.reference) stands above in this interchange already",
                at: place(token, reader, 6), value: reader.bytes(6))
        } else if let interchange = state.interchange {
            state.compare(
                .group, group.series(in: interchange, "x12"), group.reference, as: "group",
                at: place(token, reader, 6))
        }
    }

    private mutating func closeGroup(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeSetWithoutTrailer(at: token.position) }
        guard let group = state.group, group.isWritten else {
            openMissingInterchange(token)
            state.add(
                "x12.ge-unexpected", "GE closes no group",
                at: state.placed(token.position, segment: token.name))
            state.closeGroup()
            return
        }
        let reference = reader.trimmed(2)
        if reference != group.reference, !(group.reference.isSameNumber(as: reference)) {
            state.add(
                "x12.ge-control-number",
                "GE02 is \(quotedForMessage(reference)), and GS06 is "
                    + quotedForMessage(group.reference),
                at: place(token, reader, 2), value: reader.bytes(2))
        }
        state.group?.statedCount = Int(reader.trimmed(1))
        checkCount(token, reader, group.setCount, code: "x12.ge-count", what: "set")
        state.closeGroup()
    }

    private mutating func closeGroupWithoutTrailer(at position: SourcePosition) {
        if let group = state.group, group.isWritten {
            state.add(
                "x12.ge-missing", "group \(group.reference) is not closed by GE",
                at: state.placed(position))
        }
        state.closeGroup()
    }
}

// MARK: - Sets

extension X12Inspector {
    private mutating func openSet(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeSetWithoutTrailer(at: token.position) }
        openMissingInterchange(token)
        if !state.isInGroup {
            var group = GroupReport()
            group.isWritten = false
            group.place = WirePlace(token.position)
            state.open(group)
            setReferences = []
            rules = nil
            if state.interchange?.isWritten == true {
                state.add(
                    "x12.gs-missing", "the set stands outside any group",
                    at: state.placed(token.position, segment: token.name))
            }
        }
        var set = SetReport()
        set.kind = reader.trimmed(1)
        set.reference = reader.trimmed(2)
        set.guide = reader.trimmed(3)
        set.version = state.group?.version ?? ""
        set.place = WirePlace(token.position)
        rule = X12SetRule.byKind[set.kind]
        set.isInterpreted = rule != nil
        set.hasElementChecks = rule != nil && rules != nil
        state.open(set)
        content = X12SetContent()
        guide?.begin(set.kind, line: rule?.line, totals: "CTT")
        checkSetHeader(token, reader, set)
    }

    private mutating func checkSetHeader(
        _ token: SegmentToken, _ reader: SegmentReader, _ set: SetReport
    ) {
        if set.kind.utf8.count != 3 || set.reference.isEmpty {
            let element = set.kind.utf8.count != 3 ? 1 : 2
            state.add(
                "x12.set-number",
                "ST\(element == 1 ? "01" : "02") "
                    + "(\(quotedForMessage(reader.text(element)))) does not name the set",
                at: place(token, reader, element), value: reader.bytes(element))
        }
        if rule == nil {
            state.add(
                "x12.set-not-interpreted",
                "set \(quotedForMessage(set.kind)) is read, and its content is not interpreted",
                at: place(token, reader, 1), value: reader.bytes(1))
        }
        if let rule, let group = state.group, group.isWritten, group.kind != rule.group {
            state.add(
                "x12.group-kind",
                "set \(set.kind) stands in a group \(quotedForMessage(group.kind)) where "
                    + "\(rule.group) belongs",
                at: place(token, reader, 1), value: reader.bytes(1))
        }
        if !setReferences.insert(set.reference).inserted {
            state.add(
                "x12.set-duplicate",
                "set \(quotedForMessage(set.reference)) stands above in this group already",
                at: place(token, reader, 2), value: reader.bytes(2))
        } else if state.numbers != nil, let interchange = state.interchange,
            let group = state.group
        {
            state.compare(
                .set, "\(group.series(in: interchange, "x12")) \(set.kind)", set.reference,
                as: "set", at: place(token, reader, 2))
        }
    }

    private mutating func closeSet(_ token: SegmentToken, _ reader: SegmentReader) {
        guard let set = state.set else {
            openMissingInterchange(token)
            state.add(
                "x12.se-unexpected", "SE closes no set",
                at: state.placed(token.position, segment: token.name))
            return
        }
        if let rule { content.finish(rule, at: token.position, &state) }
        guide?.finish(at: token.position, &state)
        let reference = reader.trimmed(2)
        if reference != set.reference {
            state.add(
                "x12.se-control-number",
                "SE02 is \(quotedForMessage(reference)), and ST02 is "
                    + quotedForMessage(set.reference),
                at: place(token, reader, 2), value: reader.bytes(2))
        }
        checkCount(token, reader, state.setSegments, code: "x12.se-count", what: "segment")
        state.set?.lineCount = content.lineCount
        state.closeSet()
    }

    private mutating func closeSetWithoutTrailer(at position: SourcePosition) {
        state.add(
            "x12.se-missing", "set \(state.set?.reference ?? "") is not closed by SE",
            at: state.placed(position))
        state.set?.lineCount = content.lineCount
        state.closeSet()
    }
}

extension SegmentReader {
    /// An element of an envelope without the blanks that pad it.
    func trimmed(_ element: Int) -> String {
        let text = text(element)
        // Most texts fill their element.
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    var isDigits: Bool { !isEmpty && utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

    /// Whether both are the same number, zeros in front aside.
    func isSameNumber(as other: String) -> Bool {
        isDigits && other.isDigits && drop { $0 == "0" } == other.drop { $0 == "0" }
    }
}
