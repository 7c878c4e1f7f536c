/// The acknowledgments of a line in the order in which they were written, with our changes between
/// them: which one is in force, and what was agreed on.
struct AnswerHistory {
    /// The answer that is in force.
    let inForce: (message: SupplierMessage, reading: AnswerReading)?
    /// The first answer of all.
    let first: AnswerReading?
    /// What we and the supplier agreed on.
    let terms: AgreedTerms
    /// Our changes of the line, the oldest first.
    let changes: [LineChangeAnswer]

    /// - Parameter messages: without copies, in the order in which they were written.
    init(
        of line: PurchaseOrderLine, messages: [SupplierMessage], changes: [OrderChange],
        scale: LineScale, tolerance: AnswerTolerance
    ) throws(ValueError) {
        var terms = AgreedTerms(units: line.progress.ordered, date: nil)
        var inForce: (message: SupplierMessage, reading: AnswerReading)?
        var first: AnswerReading?
        var decided: [Int: (ChangeStanding, SupplierDocumentID)] = [:]
        for message in messages where message.answers(line: line.number) {
            let change = Self.change(answeredBy: message, of: line.number, in: changes)
            var undated: CalendarDate?
            if let change {
                switch message.verdict(onChangeOf: line.number) {
                case .waiting: continue
                case .refused:
                    decided[change.sequence] = (.refused, message.document)
                    continue
                case .confirmed: decided[change.sequence] = (.confirmed, message.document)
                }
                terms = AgreedTerms(
                    units: try scale.units(of: change.request.quantity), date: change.request.date)
                undated =
                    change.request.isDateAsked
                    ? change.request.date
                    : inForce?.reading.parts.compactMap(\.confirmedDate).max()
            }
            let reading = try AnswerReading(
                message, of: line, scale: scale, tolerance: tolerance, terms: terms,
                undated: undated)
            if first == nil { first = reading }
            inForce = (message, reading)
        }
        (self.inForce, self.first, self.terms) = (inForce, first, terms)
        self.changes = changes.compactMap { change in
            change.request(of: line.number).map { request in
                let decision = decided[change.sequence]
                return LineChangeAnswer(
                    sequence: change.sequence, request: request,
                    standing: decision?.0 ?? .waiting, document: decision?.1)
            }
        }
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
