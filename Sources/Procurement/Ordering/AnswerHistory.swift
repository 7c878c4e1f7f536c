/// The acknowledgments of a line in the order in which they were written, with our changes between
/// them: which one is in force, and what was agreed on.
struct AnswerHistory {
    /// The answer that is in force.
    let inForce: (message: SupplierMessage, reading: AnswerReading)?
    /// The first answer of all.
    let first: AnswerReading?
    /// How much was ordered at first, in base units.
    let firstUnits: Int64
    /// What we and the supplier agreed on.
    let terms: AgreedTerms
    /// How much more than that we asked for, and were not answered yet, in base units.
    let askedBeyond: Int64
    /// Our changes of the line, the oldest first.
    let changes: [LineChangeAnswer]

    /// - Parameter messages: without copies, in the order in which they were written.
    init(
        of line: PurchaseOrderLine, messages: [SupplierMessage], decisions: [BuyerDecision],
        changes: [OrderChange], scale: LineScale, tolerance: AnswerTolerance,
        orderedOn: CalendarDate
    ) throws(ValueError) {
        // What was ordered at first is what there was to be before the first change.
        firstUnits =
            try changes.lazy.compactMap { $0.request(of: line.number) }.first
            .map { request throws(ValueError) in try scale.units(of: request.previousQuantity) }
            ?? line.progress.ordered
        var terms = AgreedTerms(units: firstUnits, date: nil)
        let final = Self.finalVerdicts(messages, of: line.number, decisions, changes)
        var inForce: (message: SupplierMessage, reading: AnswerReading)?
        var first: AnswerReading?
        for message in messages where message.answers(line: line.number) {
            let change = Self.change(answeredBy: message, of: line.number, in: changes)
            var undated: CalendarDate?
            var isSettled = false
            if let change {
                // What is refused in the end leaves all as it was, whatever was said before.
                guard message.verdict(onChangeOf: line.number) == .confirmed,
                    final[change.sequence]?.standing == .confirmed
                else { continue }
                terms = AgreedTerms(
                    units: try scale.units(of: change.request.quantity), date: change.request.date)
                undated =
                    change.request.isDateAsked
                    ? change.request.date
                    : inForce?.reading.parts.compactMap(\.confirmedDate).max()
                // A date that we asked for, that needed no buyer, or that one accepted.
                isSettled =
                    change.request.isDateAsked || inForce?.reading.objected == 0
                    || decisions.last {
                        $0.line == line.number && $0.document == inForce?.message.document
                    }?.verdict == .accept
            }
            let reading = try AnswerReading(
                message, of: line, scale: scale, tolerance: tolerance, terms: terms,
                undated: undated, isSettled: isSettled, orderedOn: orderedOn)
            if first == nil { first = reading }
            inForce = (message, reading)
        }
        (self.inForce, self.first, self.terms) = (inForce, first, terms)
        self.changes = changes.compactMap { change in
            change.request(of: line.number).map { request in
                let decision = final[change.sequence]
                return LineChangeAnswer(
                    sequence: change.sequence, request: request,
                    standing: decision?.standing ?? .waiting, document: decision?.document)
            }
        }
        askedBeyond = max(0, try Self.asked(by: self.changes, scale) - terms.units)
    }

    /// The most that changes ask for which nobody answered, after the last one confirmed.
    private static func asked(
        by changes: [LineChangeAnswer], _ scale: LineScale
    ) throws(ValueError) -> Int64 {
        let confirmed = changes.last { $0.standing == .confirmed }?.sequence ?? 0
        var most: Int64 = 0
        for change in changes
        where change.standing == .waiting && change.sequence > confirmed
            && change.request.isIncrease
        {
            most = max(most, try scale.units(of: change.request.quantity))
        }
        return most
    }

    /// What was said last of each change; a buyer who refuses the terms of an increase refuses it.
    private static func finalVerdicts(
        _ messages: [SupplierMessage], of line: Int, _ decisions: [BuyerDecision],
        _ changes: [OrderChange]
    ) -> [Int: (standing: ChangeStanding, document: SupplierDocumentID)] {
        var verdicts: [Int: (standing: ChangeStanding, document: SupplierDocumentID)] = [:]
        for message in messages where message.answers(line: line) {
            guard let change = change(answeredBy: message, of: line, in: changes) else { continue }
            var verdict = message.verdict(onChangeOf: line)
            let decision = decisions.last { $0.line == line && $0.document == message.document }
            if change.request.isIncrease, decision?.verdict == .refuse { verdict = .refused }
            if verdict != .waiting { verdicts[change.sequence] = (verdict, message.document) }
        }
        return verdicts
    }

    /// The change of the line that a message is about; `nil` if it is about the order.
    ///
    /// One that does not say which answers the last one asked before it was written.
    private static func change(
        answeredBy message: SupplierMessage, of line: Int, in changes: [OrderChange]
    ) -> (sequence: Int, request: OrderChange.Request)? {
        guard let number = message.change else { return nil }
        let change = changes.last {
            number > 0 ? $0.sequence == number : $0.requestedAt <= message.writtenAt
        }
        guard let change, let request = change.request(of: line) else { return nil }
        return (change.sequence, request)
    }
}

extension SupplierMessage {
    /// What an answer to a change says of the change of a line.
    fileprivate func verdict(onChangeOf line: Int) -> ChangeStanding {
        var answers: [LineAnswer] = []
        for case .answer(let answer) in statements where answer.line == line {
            answers.append(answer)
        }
        if answers.allSatisfy(\.outcome.refuses) { return .refused }
        let confirms = answers.contains {
            $0.outcome.confirms(isDated: $0.confirmedDate != nil)
        }
        return confirms ? .confirmed : .waiting
    }
}
