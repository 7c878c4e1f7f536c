internal import Procurement
internal import WireFormats

/// Reads ORDRSP (answers) and DESADV (ship notices), message by message.
struct EDIFACTMessages {
    private struct Line {
        var position: SourcePosition
        var number: PlacedText
        var code = ""
        var outcome: AcknowledgmentOutcome
        var days = Days()
        var price = Stated<FixedPoint>.notStated
        var substitute: SupplierPart?
        /// Quantities by what becomes of them, each with days of its own if it has some.
        var parts: [Part] = []
        var ordered: FixedPoint?
        var shipped: FixedPoint?
        /// Which kinds of quantity it names, for those that are not known.
        var kinds: [String] = []
        var unit = ""
        var order = ""
        /// The parts that are to come although no code says what becomes of the line.
        var coming: Int128 {
            parts.filter(\.isComing).reduce(0) { $0 + Int128($1.quantity.micros) }
        }
    }

    private struct Part {
        var outcome: AcknowledgmentOutcome
        var quantity: FixedPoint
        var days = Days()
        var isComing = false
    }

    /// When something comes or leaves; what is promised goes before what was asked for.
    private struct Days {
        var arrives: CalendarDate?
        var leaves: CalendarDate?
        var isPromised = false
    }

    private var control = DocumentControl()
    private var interchangeTime: (day: String, time: String) = ("", "")
    private var draft: MessageDraft?
    private var silent = AcknowledgmentOutcome.unknown
    private var line: Line?
    private var order = ""
    /// Whether packages are told of, and the order of the one that is open.
    private var isPacked = false
    private var packageOrder = ""
    /// The number of our change, as ORDCHG has it: that of the order, a hyphen, and which it is.
    private var changeNumber = ""
    /// What the head says of all lines.
    private var head = Days()
    private var writtenOn: CalendarDate?
    private var tracking = ""
    private var said: [(order: String, statement: SupplierMessage.Statement)] = []
    private static let signs: [Character] = [".", ","]

    /// Which dates are those of an arrival, of data element 2005.
    private static let promised: Set<String> = [
        "17", "35", "67", "69", "74", "76", "132", "191", "232", "358",
    ]
    private static let wanted: Set<String> = ["2", "63", "64"]
    /// And which tell when goods leave, or can.
    private static let leaving: Set<String> = ["11", "44", "79"]

    mutating func takeEnvelope(_ token: SegmentToken, _ reader: SegmentReader) {
        if token.name == "UNB" {
            interchangeTime = (reader.text(4, component: 1), reader.text(4, component: 2))
            control.open(reader.text(5))
        }
    }

    mutating func begin(_ kind: String, at position: SourcePosition) {
        draft = MessageDraft(kind == "DESADV" ? .shipNotice : .acknowledgment, at: position)
        draft?.writtenAt = MessageText.moment(interchangeTime.day, interchangeTime.time)
        draft?.control = control.next()
        (silent, line, order, changeNumber) = (.unknown, nil, "", "")
        (head, writtenOn, tracking, said) = (Days(), nil, "", [])
        (isPacked, packageOrder) = (false, "")
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
        // What is taken back may be named again, or not at all.
        if draft?.purpose == .withdrawal { return }
        do throws(LineProblem) {
            switch token.name {
            case "BGM": takeOpening(token, reader)
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
            case "CPS":
                // What stands behind is of the next package, and of no line before it.
                try endLine()
                (isPacked, packageOrder) = (true, "")
            case "UNS", "CNT": try endLine()
            default: break
            }
        } catch {
            draft?.fail(error)
        }
    }

    private mutating func takeOpening(_ token: SegmentToken, _ reader: SegmentReader) {
        draft?.document = reader.text(2, component: 1)
        let response = reader.text(4)
        let function = reader.text(3)
        if var current = draft, !function.isEmpty {
            let value = PlacedText(
                text: function, field: "BGM 1225",
                position: reader.position(at: reader.range(of: 3).lowerBound))
            DocumentPurpose(function, in: .edifact).note(in: &current, value)
            draft = current
        }
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
                if isPacked { packageOrder = value } else { order = value }
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
        case "CN", "AAS": if line == nil, !isPacked || tracking.isEmpty { tracking = value }
        default: break
        }
    }

    private mutating func takeDate(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        let kind = reader.text(1, component: 1)
        let isArrival = Self.promised.contains(kind) || Self.wanted.contains(kind)
        // A notice tells what has left, and not what was to leave.
        let isLeaving =
            Self.leaving.contains(kind) && (kind == "11" || draft?.kind != .shipNotice)
        guard isArrival || isLeaving || kind == "137",
            !reader.text(1, component: 2).isEmpty
        else { return }
        let date = try MessageText.date(
            placed(reader, token, 1, 2), format: reader.text(1, component: 3))
        if kind == "137" {
            if line == nil { writtenOn = date }
        } else if line == nil {
            // A day of one package is not that of all.
            if !isPacked { Self.set(date, kind, &head) }
        } else if var current = line {
            if let last = current.parts.indices.last {
                Self.set(date, kind, &current.parts[last].days)
            } else {
                Self.set(date, kind, &current.days)
            }
            line = current
        }
    }

    private static func set(_ date: CalendarDate, _ kind: String, _ days: inout Days) {
        if leaving.contains(kind) {
            // That it left is more than that it can.
            if days.leaves == nil || kind != "44" { days.leaves = date }
        } else if promised.contains(kind) || !days.isPromised {
            days.arrives = date
            days.isPromised = promised.contains(kind)
        }
    }

    private mutating func takeQuantity(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        let kind = reader.text(1, component: 1)
        let isNotice = draft?.kind == .shipNotice
        line?.kinds.append(kind)
        let used = isNotice ? ["12", "46"] : ["21", "12", "46", "83", "113", "182", "185", "194"]
        guard used.contains(kind) else { return }
        let quantity = try MessageText.number(placed(reader, token, 1, 2), signs: Self.signs)
        let unit = reader.text(1, component: 3)
        if let own = line?.unit, !unit.isEmpty, !own.isEmpty, own != unit {
            throw MessageText.otherUnit(placed(reader, token, 1, 3), unit, than: own)
        }
        if !unit.isEmpty { line?.unit = unit }
        if isNotice {
            // What was despatched goes before what was delivered.
            if kind == "12" || line?.shipped == nil { line?.shipped = quantity }
            return
        }
        var part = Part(outcome: line?.outcome ?? .unknown, quantity: quantity)
        switch kind {
        case "21":
            line?.ordered = quantity
            return
        case "83": part.outcome = .backOrdered
        case "182", "185": part.outcome = .rejected
        default: part.isComing = kind == "12" || kind == "113"
        }
        line?.parts.append(part)
    }

    private mutating func takePrice(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        guard reader.text(1, component: 1) == "AAA", !reader.text(1, component: 2).isEmpty else {
            return
        }
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
        if draft?.kind == .shipNotice { return try ship(ended, number) }
        var parts = ended.parts
        if parts.isEmpty, let ordered = ended.ordered {
            parts = [Part(outcome: ended.outcome, quantity: ordered)]
        }
        guard !parts.isEmpty else {
            add(ended, number, ended.outcome, .notStated, ended.days)
            return
        }
        // Where no code says what becomes of the line, the quantity that is to come does.
        let isUncoded =
            ended.code.isEmpty && silent == .unknown && draft?.whole?.isReceipt != true
        let isAll = ended.ordered.map { Int128($0.micros) == ended.coming } ?? true
        for part in parts {
            let outcome =
                isUncoded && part.isComing && part.outcome == .unknown
                ? isAll ? .accepted : .quantityChanged : part.outcome
            let isDated = part.days.arrives != nil || part.days.leaves != nil
            add(
                ended, number, outcome, .stated(part.quantity), isDated ? part.days : ended.days)
        }
    }

    private mutating func ship(_ ended: Line, _ number: Int) throws(LineProblem) {
        guard let quantity = ended.shipped else {
            let kinds = ended.kinds.joined(separator: ", ")
            throw LineProblem(
                "document.quantity-missing",
                "line \(number) does not say how much was despatched (QTY+12)"
                    + (kinds.isEmpty ? "" : ", but quantities of the kinds \(kinds)"),
                at: ended.position, field: "QTY", value: kinds)
        }
        // A notice without a day of despatch was written on it, as far as anybody can tell.
        guard let day = ended.days.leaves ?? head.leaves ?? writtenOn else {
            throw LineProblem(
                "document.date",
                "the ship notice does not say when goods left (DTM+11), nor when it was written",
                at: ended.position)
        }
        let arrival = ended.days.arrives ?? head.arrives
        said.append(
            (
                ended.order.isEmpty ? packageOrder.isEmpty ? order : packageOrder : ended.order,
                .shipped(
                    ShippedPart(
                        line: number, quantity: quantity, shippedOn: day,
                        arrivalDate: arrival.map { .stated($0) } ?? .notStated,
                        tracking: tracking, unit: ended.unit))
            ))
    }

    private mutating func add(
        _ line: Line, _ number: Int, _ outcome: AcknowledgmentOutcome,
        _ quantity: Stated<FixedPoint>, _ days: Days
    ) {
        var own = days
        // What the head asks for is what we asked for, and no promise.
        if own.arrives == nil, own.leaves == nil, !outcome.refuses {
            own = head
            if !head.isPromised { own.arrives = nil }
        }
        said.append(
            (
                line.order.isEmpty ? order : line.order,
                .answer(
                    LineAnswer(
                        line: number, outcome: outcome, quantity: quantity,
                        arrivalDate: own.arrives.map { .stated($0) } ?? .notStated,
                        shipDate: own.leaves.map { .stated($0) } ?? .notStated,
                        price: line.price,
                        substitute: outcome == .substituted ? line.substitute : nil,
                        remark: line.code, unit: line.unit))
            ))
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
        if message.problem == nil, !said.isEmpty {
            return SupplierMessage.byOrder(said).map { own, statements, isOnly in
                var part = message
                part.order = own
                if !isOnly { part.document += "/\(own)" }
                part.statements = statements
                if !changeNumber.isEmpty, part.kind == .acknowledgment { answerChange(&part) }
                return part
            }
        }
        if !changeNumber.isEmpty, message.kind == .acknowledgment { answerChange(&message) }
        return [message]
    }
}

extension SupplierMessage {
    /// What a document says, order by order, in the order in which they are named first; and
    /// whether there is but one of them.
    static func byOrder(
        _ said: [(order: String, statement: Statement)]
    ) -> [(order: String, statements: [Statement], isOnly: Bool)] {
        let orders = said.map(\.order).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return orders.map { order in
            (
                order, said.filter { $0.order == order }.map(\.statement),
                orders.count == 1
            )
        }
    }
}
