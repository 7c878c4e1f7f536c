internal import Procurement
internal import WireFormats

/// Reads ORDRSP (answers) and DESADV (ship notices), message by message.
struct EDIFACTMessages {
    private struct Line {
        var position: SourcePosition
        var number: PlacedText
        var code = ""
        var outcome: AcknowledgmentOutcome
        var date = Stated<CalendarDate>.notStated
        var price = Stated<FixedPoint>.notStated
        var substitute: SupplierPart?
        /// Quantities by what becomes of them, each with a date of its own if it has one.
        var parts: [(outcome: AcknowledgmentOutcome, quantity: FixedPoint, date: CalendarDate?)] =
            []
        var ordered: FixedPoint?
        var shipped: FixedPoint?
        var order = ""
    }

    private var interchangeTime: (day: String, time: String) = ("", "")
    private var draft: MessageDraft?
    private var silent = AcknowledgmentOutcome.unknown
    private var line: Line?
    private var order = ""
    /// The number of our change, as ORDCHG has it: that of the order, a hyphen, and which it is.
    private var changeNumber = ""
    private var shippedOn: CalendarDate?
    private var arrival = Stated<CalendarDate>.notStated
    private var tracking = ""
    private var notices: [(order: String, part: ShippedPart)] = []
    private static let signs: [Character] = [".", ","]

    mutating func takeEnvelope(_ token: SegmentToken, _ reader: SegmentReader) {
        if token.name == "UNB" {
            interchangeTime = (reader.text(4, component: 1), reader.text(4, component: 2))
        }
    }

    mutating func begin(_ kind: String, at position: SourcePosition) {
        draft = MessageDraft(kind == "DESADV" ? .shipNotice : .acknowledgment, at: position)
        draft?.writtenAt = MessageText.moment(interchangeTime.day, interchangeTime.time)
        (silent, line, order, changeNumber) = (.unknown, nil, "", "")
        (shippedOn, arrival, tracking, notices) = (nil, .notStated, "", [])
    }

    private func placed(
        _ reader: SegmentReader, _ token: SegmentToken, _ element: Int, _ component: Int
    ) -> PlacedText {
        PlacedText(
            text: reader.text(element, component: component),
            field: "\(token.name) element \(element) component \(component)",
            position: reader.position(at: reader.range(of: element).lowerBound))
    }

    mutating func take(_ token: SegmentToken, _ reader: SegmentReader) {
        do throws(LineProblem) {
            switch token.name {
            case "BGM": takeOpening(reader)
            case "RFF": takeReference(token, reader)
            case "DTM": try takeDate(token, reader)
            case "LIN":
                try endLine()
                var next = Line(
                    position: token.position, number: placed(reader, token, 1, 1), outcome: silent)
                next.code = reader.text(2)
                if !next.code.isEmpty {
                    next.outcome = AcknowledgmentCode.outcome(of: next.code, in: .edifactLine)
                }
                line = next
            case "PIA" where line != nil && reader.text(1) == "3":
                let part = SupplierPart(rawValue: reader.text(2, component: 1))
                line?.substitute = part
                line?.outcome = .substituted
            case "QTY" where line != nil: try takeQuantity(token, reader)
            case "PRI" where line != nil: try takePrice(token, reader)
            case "UNS", "CNT": try endLine()
            default: break
            }
        } catch {
            draft?.fail(error)
        }
    }

    private mutating func takeOpening(_ reader: SegmentReader) {
        draft?.document = reader.text(2)
        let response = reader.text(4)
        let function = reader.text(3)
        if !response.isEmpty {
            draft?.whole = WholeAnswer(response, in: .edifactDocument)
        } else if function == "29" || function == "27" {
            draft?.whole = WholeAnswer(function == "29" ? .accepted : .rejected, code: function)
        }
        silent = draft?.whole?.outcome ?? .unknown
    }

    private mutating func takeReference(_ token: SegmentToken, _ reader: SegmentReader) {
        let value = reader.text(1, component: 2)
        switch reader.text(1, component: 1) {
        case "ON":
            if line == nil {
                order = value
            } else {
                line?.order = value
                // The third component is the line of the order; LIN counts the lines of this.
                if !reader.text(1, component: 3).isEmpty {
                    let number = placed(reader, token, 1, 3)
                    line?.number = number
                }
            }
        case "PP" where line == nil: changeNumber = value
        case "LI" where line != nil:
            let number = placed(reader, token, 1, 2)
            line?.number = number
        case "CN", "AAS": if line == nil { tracking = value }
        default: break
        }
    }

    private mutating func takeDate(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        switch reader.text(1, component: 1) {
        case "11" where draft?.kind == .shipNotice:
            shippedOn = try MessageText.date(placed(reader, token, 1, 2))
        case "2", "17", "35", "63", "64", "67", "69", "76", "358":
            let date = try MessageText.date(placed(reader, token, 1, 2))
            if line == nil {
                arrival = .stated(date)
            } else if let last = line?.parts.indices.last {
                line?.parts[last].date = date
            } else {
                line?.date = .stated(date)
            }
        default: break
        }
    }

    private mutating func takeQuantity(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        let quantity = try MessageText.number(placed(reader, token, 1, 2), signs: Self.signs)
        let outcome = line?.outcome ?? .unknown
        switch reader.text(1, component: 1) {
        case "21": line?.ordered = quantity
        case "12" where draft?.kind == .shipNotice: line?.shipped = quantity
        case "113", "12", "46", "194": line?.parts.append((outcome, quantity, nil))
        case "83": line?.parts.append((.backOrdered, quantity, nil))
        case "182", "185": line?.parts.append((.rejected, quantity, nil))
        default: break
        }
    }

    private mutating func takePrice(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        guard reader.text(1, component: 1) == "AAA" else { return }
        let value = placed(reader, token, 1, 2)
        let price = try MessageText.number(value, signs: Self.signs)
        var per = FixedPoint(micros: 1_000_000)
        if !reader.text(1, component: 5).isEmpty {
            per = try MessageText.number(placed(reader, token, 1, 5), signs: Self.signs)
        }
        let unit = try MessageText.unitPrice(price, per: per, value)
        line?.price = .stated(unit)
    }

    // MARK: - The end

    private mutating func endLine() throws(LineProblem) {
        guard let ended = line else { return }
        line = nil
        let number = try MessageText.line(ended.number)
        if draft?.kind == .shipNotice {
            guard let quantity = ended.shipped else { return }
            guard let day = shippedOn else {
                throw LineProblem(
                    "document.date", "the ship notice does not say when goods left (DTM+11)",
                    at: ended.position)
            }
            notices.append(
                (
                    ended.order.isEmpty ? order : ended.order,
                    ShippedPart(
                        line: number, quantity: quantity, shippedOn: day, arrivalDate: arrival,
                        tracking: tracking)
                ))
            return
        }
        var parts = ended.parts
        if parts.isEmpty, let ordered = ended.ordered { parts = [(ended.outcome, ordered, nil)] }
        guard !parts.isEmpty else {
            add(ended, number, ended.outcome, .notStated, ended.date)
            return
        }
        for part in parts {
            let date = part.date.map { Stated.stated($0) } ?? ended.date
            add(ended, number, part.outcome, .stated(part.quantity), date)
        }
    }

    private mutating func add(
        _ line: Line, _ number: Int, _ outcome: AcknowledgmentOutcome,
        _ quantity: Stated<FixedPoint>, _ date: Stated<CalendarDate>
    ) {
        draft?.statements.append(
            .answer(
                LineAnswer(
                    line: number, outcome: outcome, quantity: quantity, arrivalDate: date,
                    price: line.price,
                    substitute: outcome == .substituted ? line.substitute : nil,
                    remark: line.code)))
    }

    /// A line that the supplier deletes on our request is one of which nothing is to come.
    private func answerChange(_ message: inout MessageDraft) {
        let suffix =
            changeNumber.hasPrefix(order + "-") ? changeNumber.dropFirst(order.count + 1) : ""
        message.change = Int(suffix).map { max(0, $0) } ?? 0
        message.statements = message.statements.map { statement in
            guard case .answer(let answer) = statement, answer.remark == "2" else {
                return statement
            }
            return .answer(
                LineAnswer(
                    line: answer.line, outcome: .accepted, quantity: .stated(.zero),
                    remark: answer.remark))
        }
    }

    /// The messages of the message that ends: one for each order.
    mutating func end() -> [MessageDraft] {
        do throws(LineProblem) { try endLine() } catch { draft?.fail(error) }
        guard var message = draft else { return [] }
        message.order = order
        if !changeNumber.isEmpty, message.kind == .acknowledgment { answerChange(&message) }
        guard message.kind == .shipNotice, message.problem == nil, !notices.isEmpty else {
            return [message]
        }
        let orders = notices.map(\.order).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return orders.map { order in
            var own = message
            own.order = order
            if orders.count > 1 { own.document += "/\(order)" }
            own.statements = notices.filter { $0.order == order }.map { .shipped($0.part) }
            return own
        }
    }
}
