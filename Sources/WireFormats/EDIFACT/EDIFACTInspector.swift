/// Reads EDIFACT interchanges and says what they hold and what is wrong with them.
struct EDIFACTInspector: Sendable {
    private var state: EnvelopeState
    private var rule: EDIFACTMessageRule?
    private var content = EDIFACTMessageContent()
    private var guide: GuideCheck?
    private var messageReferences: Set<String> = []
    private var interchangeKeys: Set<String> = []
    private var texts = SegmentTexts()
    private var characters = EDIFACTCharacterChecker()
    private var hasAdvice = false
    private var isVersion4 = false

    init(
        strictness: Strictness, limit: Int = 10_000, numbers: ControlNumberMemory? = nil,
        guide: MessageGuide? = nil
    ) {
        self.guide = guide.map(GuideCheck.init)
        state = EnvelopeState(
            syntax: .edifact, log: DiagnosticLog(strictness: strictness, limit: limit),
            numbers: numbers)
    }

    /// Looks at the token that the reader stands on.
    mutating func take(_ reader: inout SegmentReader) {
        guard let token = reader.token else { return }
        let findings = reader.takeFindings()
        switch token.kind {
        case .segment: take(token, reader)
        case .serviceString:
            closeUnclosed(at: token.position)
            hasAdvice = true
            texts.take(token, reader, &state)
        default: texts.take(token, reader, &state)
        }
        for finding in findings {
            state.add(finding.code, finding.message, at: state.placed(finding.position))
        }
    }

    /// Closes what is open at the end of the file.
    mutating func finish(_ reader: SegmentReader) -> (SegmentReport, DiagnosticLog) {
        let end = texts.end
        closeUnclosed(at: end)
        if state.finished.interchangeCount == 0 {
            state.add("edifact.unb-missing", "the file holds no interchange", at: state.placed(end))
        }
        texts.finish(&state)
        return (state.finished, state.log)
    }

    private mutating func closeUnclosed(at position: SourcePosition) {
        if state.isInSet { closeMessageWithoutTrailer(at: position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: position) }
        guard let interchange = state.interchange else { return }
        if interchange.isWritten {
            state.add(
                "edifact.unz-missing", "interchange \(interchange.reference) is not closed by UNZ",
                at: state.placed(position))
        }
        state.closeInterchange()
    }

    // MARK: - Segments

    private mutating func take(_ token: SegmentToken, _ reader: SegmentReader) {
        state.countSegment()
        switch token.name {
        case "UNB", "UIB": openInterchange(token, reader)
        case "UNZ", "UIZ": closeInterchange(token, reader)
        case "UNG": openGroup(token, reader)
        case "UNE": closeGroup(token, reader)
        case "UNH", "UIH": openMessage(token, reader)
        case "UNT", "UIT": closeMessage(token, reader)
        default:
            if !state.isInSet {
                openMissingInterchange(token)
                state.add(
                    "edifact.segment-outside",
                    "segment \(quotedForMessage(token.name.description)) stands outside any "
                        + "message",
                    at: state.placed(token.position, segment: token.name))
            } else {
                takeInside(token, reader)
            }
        }
        texts.take(token, reader, &state)
        characters.take(token, reader, &state)
        if token.marks.contains(.danglingRelease) {
            state.add(
                "edifact.release-open", "the release character at the end releases nothing",
                at: state.placed(token.position, segment: token.name))
        }
    }

    private mutating func takeInside(_ token: SegmentToken, _ reader: SegmentReader) {
        guard token.name.isWellFormed, token.name.packed > 0xFFFF else {
            state.add(
                "edifact.segment-name",
                "\(quotedForMessage(token.name.description)) is no segment's name",
                at: state.placed(token.position, segment: token.name), value: reader.bytes(0))
            return
        }
        guide?.take(token, reader, &state)
        guard let rule else { return }
        content.take(token, reader, rule, &state)
        guard let elements = EDIFACTSegmentRule.table[token.name] else { return }
        let mark: UInt8? = hasAdvice && !isVersion4 ? reader.characters.decimalMark : nil
        let problems = EDIFACTElementChecker.problems(
            in: reader, name: token.name, rule: elements, decimalMark: mark)
        for problem in problems {
            var place = state.placed(
                reader.position(at: problem.range.lowerBound), segment: token.name)
            place.element = problem.element
            place.component = problem.component
            place.repetition = problem.repetition
            state.add(
                problem.code, problem.message, at: place,
                value: reader.bytes(in: problem.range))
        }
    }

    private func place(
        _ token: SegmentToken, _ reader: SegmentReader, _ element: Int, _ component: Int? = nil
    ) -> WirePlace {
        var place = state.placed(
            reader.position(at: reader.range(of: element).lowerBound), segment: token.name)
        place.element = element
        place.component = component
        return place
    }
}

// MARK: - Interchanges

extension EDIFACTInspector {
    private mutating func openInterchange(_ token: SegmentToken, _ reader: SegmentReader) {
        closeUnclosed(at: token.position)
        let isInteractive = token.name == "UIB"
        var interchange = InterchangeReport()
        let identifier = reader.text(1, component: 1)
        let version = reader.text(1, component: 2)
        interchange.version = version.isEmpty ? identifier : "\(identifier):\(version)"
        let parties = isInteractive ? 6 : 2
        interchange.sender = reader.text(parties, component: 1)
        interchange.senderQualifier = reader.text(parties, component: 2)
        interchange.receiver = reader.text(parties + 1, component: 1)
        interchange.receiverQualifier = reader.text(parties + 1, component: 2)
        interchange.date = reader.text(isInteractive ? 8 : 4, component: 1)
        interchange.time = reader.text(isInteractive ? 8 : 4, component: 2)
        interchange.reference = reader.text(isInteractive ? 3 : 5, component: 1)
        interchange.wantsAcknowledgment = !isInteractive && reader.text(9) == "1"
        interchange.isTest = !isInteractive && reader.text(11) == "1"
        interchange.place = WirePlace(token.position)
        interchange.characters = reader.characters
        isVersion4 = version == "4"
        state.open(interchange)
        messageReferences = []
        characters.open(identifier)
        checkHeader(token, reader, interchange, isInteractive: isInteractive)
    }

    private mutating func checkHeader(
        _ token: SegmentToken, _ reader: SegmentReader, _ interchange: InterchangeReport,
        isInteractive: Bool
    ) {
        if EDIFACTCharacterSet.named(reader.text(1, component: 1)) == nil {
            state.add(
                "edifact.syntax-identifier",
                "\(quotedForMessage(reader.text(1, component: 1))) names no character set that is "
                    + "known",
                at: place(token, reader, 1, 1), value: reader.bytes(1, component: 1))
        }
        guard !isInteractive else { return }
        if !["1", "2", "3", "4"].contains(reader.text(1, component: 2)) {
            state.add(
                "edifact.syntax-version",
                "\(quotedForMessage(reader.text(1, component: 2))) is no syntax version of 1 to 4",
                at: place(token, reader, 1, 2), value: reader.bytes(1, component: 2))
        }
        for (element, what) in [
            (2, "the sender"), (3, "the recipient"), (4, "the date"),
            (5, "the reference"),
        ] where element > reader.elementCount || reader.bytes(element, component: 1).isEmpty {
            state.add(
                "edifact.unb-element", "\(what) of UNB must be there",
                at: place(token, reader, element))
        }
        let key = "\(interchange.sender)/\(interchange.receiver)/\(interchange.reference)"
        if !interchangeKeys.insert(key).inserted {
            state.add(
                "edifact.interchange-duplicate",
                "interchange \(interchange.reference) of the same sender stands above already",
                at: place(token, reader, 5), value: reader.bytes(5))
        } else {
            state.compare(
                .interchange, interchange.series("edifact"), interchange.reference,
                as: "interchange", at: place(token, reader, 5))
        }
    }

    private mutating func openMissingInterchange(_ token: SegmentToken) {
        guard !state.isInInterchange else { return }
        var interchange = InterchangeReport()
        interchange.isWritten = false
        interchange.place = WirePlace(token.position)
        state.open(interchange)
        messageReferences = []
        state.add(
            "edifact.unb-missing",
            "segment \(quotedForMessage(token.name.description)) stands outside any interchange",
            at: state.placed(token.position, segment: token.name))
    }

    private mutating func closeInterchange(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeMessageWithoutTrailer(at: token.position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: token.position) }
        hasAdvice = false
        guard let interchange = state.interchange, interchange.isWritten else {
            state.add(
                "edifact.unz-unexpected", "\(token.name) closes no interchange",
                at: state.placed(token.position, segment: token.name))
            state.closeInterchange()
            return
        }
        let isInteractive = token.name == "UIZ"
        let reference = reader.text(isInteractive ? 1 : 2, component: 1)
        if reference != interchange.reference, !isInteractive {
            state.add(
                "edifact.unz-reference",
                "UNZ repeats \(quotedForMessage(reference)), and UNB has "
                    + quotedForMessage(interchange.reference),
                at: place(token, reader, 2), value: reader.bytes(2))
        }
        let hasGroups = interchange.groupCount > 0
        checkCount(
            token, reader, element: isInteractive ? 2 : 1,
            counted: hasGroups ? interchange.groupCount : interchange.setCount,
            code: "edifact.unz-count", what: hasGroups ? "group" : "message")
        state.closeInterchange()
    }

    private mutating func checkCount(
        _ token: SegmentToken, _ reader: SegmentReader, element: Int, counted: Int, code: String,
        what: String
    ) {
        let stated = reader.text(element, component: 1)
        if stated.isDigits, Int(stated) == counted {
            if stated.utf8.count > 1, stated.hasPrefix("0") {
                state.add(
                    "edifact.number-padded",
                    "the count (\(quotedForMessage(stated))) of \(token.name) is padded with zeros",
                    at: place(token, reader, element), value: reader.bytes(element))
            }
            return
        }
        state.add(
            code,
            "\(token.name) counts \(quotedForMessage(stated)), and \(counted) \(what)"
                + (counted == 1 ? " is" : "s are") + " there",
            at: place(token, reader, element), value: reader.bytes(element))
    }
}

// MARK: - Groups

extension EDIFACTInspector {
    private mutating func openGroup(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeMessageWithoutTrailer(at: token.position) }
        if state.isInGroup { closeGroupWithoutTrailer(at: token.position) }
        openMissingInterchange(token)
        var group = GroupReport()
        group.kind = reader.text(1, component: 1)
        group.sender = reader.text(2, component: 1)
        group.receiver = reader.text(3, component: 1)
        group.reference = reader.text(5, component: 1)
        group.agency = reader.text(6, component: 1)
        group.version = [reader.text(7, component: 1), reader.text(7, component: 2)]
            .filter { !$0.isEmpty }.joined(separator: ".")
        group.place = WirePlace(token.position)
        state.open(group)
        messageReferences = []
    }

    private mutating func closeGroup(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeMessageWithoutTrailer(at: token.position) }
        guard let group = state.group, group.isWritten else {
            openMissingInterchange(token)
            state.add(
                "edifact.une-unexpected", "UNE closes no group",
                at: state.placed(token.position, segment: token.name))
            state.closeGroup()
            return
        }
        let reference = reader.text(2, component: 1)
        if reference != group.reference {
            state.add(
                "edifact.une-reference",
                "UNE repeats \(quotedForMessage(reference)), and UNG has "
                    + quotedForMessage(group.reference),
                at: place(token, reader, 2), value: reader.bytes(2))
        }
        state.group?.statedCount = Int(reader.text(1, component: 1))
        checkCount(
            token, reader, element: 1, counted: group.setCount, code: "edifact.une-count",
            what: "message")
        state.closeGroup()
    }

    private mutating func closeGroupWithoutTrailer(at position: SourcePosition) {
        if let group = state.group, group.isWritten {
            state.add(
                "edifact.une-missing", "group \(group.reference) is not closed by UNE",
                at: state.placed(position))
        }
        state.closeGroup()
    }
}

// MARK: - Messages

extension EDIFACTInspector {
    private mutating func openMessage(_ token: SegmentToken, _ reader: SegmentReader) {
        if state.isInSet { closeMessageWithoutTrailer(at: token.position) }
        openMissingInterchange(token)
        if !state.isInGroup {
            var group = GroupReport()
            group.isWritten = false
            group.place = WirePlace(token.position)
            state.open(group)
        }
        let isInteractive = token.name == "UIH"
        let type = isInteractive ? 1 : 2
        let reference = isInteractive ? 2 : 1
        var message = SetReport()
        message.kind = reader.text(type, component: 1)
        message.reference = reader.text(reference, component: 1)
        message.version = [reader.text(type, component: 2), reader.text(type, component: 3)]
            .filter { !$0.isEmpty }.joined(separator: ".")
        message.guide = reader.text(type, component: 5)
        message.place = WirePlace(token.position)
        rule = isInteractive ? nil : EDIFACTMessageRule.byKind[message.kind]
        message.isInterpreted = rule != nil
        message.hasElementChecks = rule != nil
        state.open(message)
        content = EDIFACTMessageContent()
        guide?.begin(message.kind, line: rule?.line, totals: "UNS")
        checkHeader(token, reader, message, type: type, reference: reference)
    }

    private mutating func checkHeader(
        _ token: SegmentToken, _ reader: SegmentReader, _ message: SetReport, type: Int,
        reference: Int
    ) {
        if message.reference.isEmpty {
            state.add(
                "edifact.unh-element", "the reference of \(token.name) must be there",
                at: place(token, reader, reference))
        }
        let isName =
            message.kind.utf8.count >= 4 && message.kind.utf8.count <= 6
            && message.kind.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
        if !isName {
            state.add(
                "edifact.message-type",
                "\(quotedForMessage(message.kind)) is no type of message",
                at: place(token, reader, type, 1), value: reader.bytes(type))
        } else if rule == nil {
            state.add(
                "edifact.message-not-interpreted",
                "message \(message.kind) is read, and its content is not interpreted",
                at: place(token, reader, type, 1), value: reader.bytes(type))
        }
        if isName, token.name == "UNH" {
            for component in 2...4 where reader.bytes(type, component: component).isEmpty {
                state.add(
                    "edifact.unh-version",
                    "component \(component) of the message's type must be there",
                    at: place(token, reader, type, component))
                break
            }
        }
        if !message.reference.isEmpty, !messageReferences.insert(message.reference).inserted {
            state.add(
                "edifact.message-duplicate",
                "message \(quotedForMessage(message.reference)) stands above already",
                at: place(token, reader, reference), value: reader.bytes(reference))
        } else if state.numbers != nil, let interchange = state.interchange,
            let group = state.group
        {
            state.compare(
                .set, "\(group.series(in: interchange, "edifact")) \(message.kind)",
                message.reference, as: "message", at: place(token, reader, reference))
        }
    }

    private mutating func closeMessage(_ token: SegmentToken, _ reader: SegmentReader) {
        guard let message = state.set else {
            openMissingInterchange(token)
            state.add(
                "edifact.unt-unexpected", "\(token.name) closes no message",
                at: state.placed(token.position, segment: token.name))
            return
        }
        if let rule { content.finish(rule, at: token.position, &state) }
        guide?.finish(at: token.position, &state)
        let isInteractive = token.name == "UIT"
        let element = isInteractive ? 1 : 2
        let reference = reader.text(element, component: 1)
        if reference != message.reference {
            state.add(
                "edifact.unt-reference",
                "\(token.name) repeats \(quotedForMessage(reference)), and the message has "
                    + quotedForMessage(message.reference),
                at: place(token, reader, element), value: reader.bytes(element))
        }
        checkCount(
            token, reader, element: isInteractive ? 2 : 1, counted: state.setSegments,
            code: "edifact.unt-count", what: "segment")
        state.set?.lineCount = content.lineCount
        state.closeSet()
    }

    private mutating func closeMessageWithoutTrailer(at position: SourcePosition) {
        state.add(
            "edifact.unt-missing", "message \(state.set?.reference ?? "") is not closed by UNT",
            at: state.placed(position))
        state.set?.lineCount = content.lineCount
        state.closeSet()
    }
}
