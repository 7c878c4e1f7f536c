/// Counts envelopes and keeps what becomes of them: the part that X12 and EDIFACT share.
struct EnvelopeState: Sendable {
    var log: DiagnosticLog
    private(set) var report: SegmentReport
    var interchange: InterchangeReport?
    var group: GroupReport?
    var set: SetReport?
    /// The ordinals of the envelopes that are open.
    private(set) var groupNumber = 0
    private(set) var setNumber = 0
    private var keptSets = 0
    private var hasSetError = false
    private var segmentCount = 0
    private var interchangeSegments = 0
    /// What is open; asked for each segment, so without looking at the reports.
    private(set) var isInInterchange = false
    private(set) var isInGroup = false
    private(set) var isInSet = false
    /// Segments of the open set so far.
    private(set) var setSegments = 0

    /// What is known of earlier files; `nil` where numbers are not compared.
    var numbers: ControlNumberMemory?

    init(syntax: SegmentSyntax, log: DiagnosticLog, numbers: ControlNumberMemory? = nil) {
        report = SegmentReport(syntax: syntax)
        self.log = log
        self.numbers = numbers
    }

    /// The report, when everything is closed.
    var finished: SegmentReport {
        var report = report
        report.segmentCount = segmentCount
        return report
    }

    // MARK: - Opening and closing

    mutating func countSegment() {
        segmentCount &+= 1
        interchangeSegments &+= 1
        setSegments &+= 1
    }

    mutating func open(_ interchange: InterchangeReport) {
        report.interchangeCount += 1
        groupNumber = 0
        setNumber = 0
        self.interchange = interchange
        isInInterchange = true
        // Its own opening segment counts.
        interchangeSegments = interchange.isWritten ? 1 : 0
    }

    mutating func open(_ group: GroupReport) {
        groupNumber += 1
        setNumber = 0
        if group.isWritten {
            report.groupCount += 1
            interchange?.groupCount += 1
        }
        self.group = group
        isInGroup = true
    }

    mutating func open(_ set: SetReport) {
        setNumber += 1
        report.setCount += 1
        interchange?.setCount += 1
        group?.setCount += 1
        report.setsByKind[set.kind, default: 0] += 1
        self.set = set
        isInSet = true
        setSegments = 1
        hasSetError = false
    }

    mutating func closeSet() {
        guard var closed = set else { return }
        closed.segmentCount = setSegments
        if closed.outcome != .rejected {
            closed.outcome = hasSetError ? .acceptedWithErrors : .accepted
        }
        if closed.outcome == .rejected {
            group?.rejectedSetCount += 1
            interchange?.rejectedSetCount += 1
            report.rejectedSetCount += 1
        } else if hasSetError {
            group?.faultySetCount += 1
        }
        if keptSets < SegmentReport.maximumSets {
            group?.sets.append(closed)
            keptSets += 1
        } else {
            report.isAbridged = true
        }
        set = nil
        isInSet = false
    }

    mutating func closeGroup() {
        guard var closed = group else { return }
        if closed.outcome != .rejected {
            closed.outcome = EnvelopeState.outcome(
                rejected: closed.rejectedSetCount, of: closed.setCount,
                hasErrors: closed.faultySetCount > 0 || closed.outcome == .acceptedWithErrors)
        }
        interchange?.groups.append(closed)
        group = nil
        isInGroup = false
    }

    mutating func closeInterchange() {
        guard var closed = interchange else { return }
        closed.segmentCount = interchangeSegments
        if closed.outcome != .rejected {
            let groups = closed.groups.map(\.outcome)
            let isWholeRejected = !groups.isEmpty && groups.allSatisfy { $0 == .rejected }
            if isWholeRejected {
                closed.outcome = .rejected
            } else if groups.contains(.rejected) || groups.contains(.partlyAccepted) {
                closed.outcome = .partlyAccepted
            } else if groups.contains(.acceptedWithErrors)
                || closed.outcome == .acceptedWithErrors
            {
                closed.outcome = .acceptedWithErrors
            } else {
                closed.outcome = .accepted
            }
        }
        report.interchanges.append(closed)
        interchange = nil
        isInInterchange = false
    }

    private static func outcome(
        rejected: Int, of count: Int, hasErrors: Bool
    ) -> EnvelopeOutcome {
        if rejected > 0 { return rejected == count ? .rejected : .partlyAccepted }
        return hasErrors ? .acceptedWithErrors : .accepted
    }

    // MARK: - Findings

    /// Fills in the envelopes of a place.
    func placed(_ position: SourcePosition, segment: SegmentName? = nil) -> WirePlace {
        var place = WirePlace(position)
        place.interchange = interchange == nil ? nil : report.interchangeCount
        place.group = group == nil ? nil : groupNumber
        place.set = set == nil ? nil : setNumber
        place.segment = segment.map(\.description)
        place.segmentPosition = set == nil ? nil : setSegments
        return place
    }

    mutating func add(
        _ code: String, _ message: String, at place: WirePlace, value: [UInt8] = [],
        dataElement: Int? = nil, trigger: Int? = nil
    ) {
        let reaction = log.add(
            code, message, at: place, value: value, dataElement: dataElement, trigger: trigger)
        if log.severity(of: code) == .error {
            if set != nil, place.set != nil {
                hasSetError = true
            } else if group != nil, place.group != nil {
                if group?.outcome == .accepted { group?.outcome = .acceptedWithErrors }
            } else if interchange?.outcome == .accepted {
                interchange?.outcome = .acceptedWithErrors
            }
        }
        switch reaction {
        case .ignore, .note: break
        case .rejectSet:
            if set != nil { set?.outcome = .rejected } else { rejectGroup() }
        case .rejectGroup: rejectGroup()
        case .rejectInterchange: rejectInterchange()
        }
    }

    private mutating func rejectGroup() {
        guard group != nil else { return rejectInterchange() }
        group?.outcome = .rejected
    }

    private mutating func rejectInterchange() {
        interchange?.outcome = .rejected
    }
}
