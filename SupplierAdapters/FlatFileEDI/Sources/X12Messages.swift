internal import Procurement
internal import WireFormats

/// Reads 855 and 865 (answers) and 856 (ship notices), set by set.
struct X12Messages {
    private struct Level {
        var parent: String
        var kind: String
        var order = ""
    }

    private struct Line {
        var position: SourcePosition
        var number: PlacedText
        var quantity: PlacedText?
        var price: PlacedText?
        var basis = ""
        var answers = 0
        /// Whether it is one that we called off: who agrees sends nothing.
        var isCalledOff = false
        var fault: LineProblem?
    }

    private var interchange = ""
    private var group: (date: String, time: String) = ("", "")
    private var draft: MessageDraft?
    private var silent = AcknowledgmentOutcome.unknown
    private var line: Line?
    // Of a ship notice.
    private var levels: [String: Level] = [:]
    private var level = ""
    private var shipped: CalendarDate?
    private var arrival = Stated<CalendarDate>.notStated
    private var tracking = ""
    private var noticeDate: PlacedText?
    private var lineOfItem: PlacedText?
    private var parts: [(order: String, line: Int, quantity: FixedPoint)] = []

    /// Remembers what the envelopes say.
    mutating func takeEnvelope(_ token: SegmentToken, _ reader: SegmentReader) {
        if token.name == "ISA" { interchange = reader.text(13) }
        if token.name == "GS" { group = (reader.text(4), reader.text(5)) }
    }

    mutating func begin(_ kind: String, _ reference: String, at position: SourcePosition) {
        let isNotice = kind == "856"
        var next = MessageDraft(isNotice ? .shipNotice : .acknowledgment, at: position)
        next.document = "\(interchange)-\(reference)"
        next.writtenAt = MessageText.moment(group.date, group.time)
        if kind == "865" { next.change = 0 }
        draft = next
        (silent, line) = (.unknown, nil)
        (levels, level, parts) = ([:], "", [])
        (shipped, arrival, tracking) = (nil, .notStated, "")
        (noticeDate, lineOfItem) = (nil, nil)
    }

    private func placed(
        _ reader: SegmentReader, _ token: SegmentToken, _ element: Int
    ) -> PlacedText {
        PlacedText(
            text: reader.text(element), field: "\(token.name)\(element < 10 ? "0" : "")\(element)",
            position: reader.position(at: reader.range(of: element).lowerBound))
    }

    mutating func take(_ token: SegmentToken, _ reader: SegmentReader) {
        do throws(LineProblem) {
            if draft?.kind == .shipNotice {
                try takeNotice(token, reader)
            } else {
                try takeAnswer(token, reader)
            }
        } catch {
            draft?.fail(error)
        }
    }

    // MARK: - Answers

    private mutating func takeAnswer(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        switch token.name {
        case "BAK", "BCA":
            let order = reader.text(3)
            draft?.order = order
            draft?.whole = WholeAnswer(reader.text(2), in: .x12Document)
            // The number of our change, of BCH05.
            if token.name == "BCA", let change = Int(reader.text(5)), change > 0 {
                draft?.change = change
            }
            silent = draft?.whole?.outcome ?? .unknown
        case "PO1", "POC":
            try endLine()
            let shift = token.name == "POC" ? 2 : 0
            var next = Line(position: token.position, number: placed(reader, token, 1))
            next.isCalledOff = shift > 0 && reader.text(2) == "DI"
            let quantity = shift == 0 ? 2 : 3
            if reader.isPresent(quantity) { next.quantity = placed(reader, token, quantity) }
            if reader.isPresent(4 + shift) {
                next.price = placed(reader, token, 4 + shift)
                next.basis = reader.text(5 + shift)
            }
            line = next
        case "ACK": try takeStatus(token, reader)
        case "CTT": try endLine()
        default: break
        }
    }

    private mutating func takeStatus(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        guard let current = line else { return }
        line?.answers += 1
        let code = reader.text(1)
        var quantity = Stated<FixedPoint>.notStated
        if reader.isPresent(2) {
            quantity = .stated(try MessageText.number(placed(reader, token, 2), signs: ["."]))
        }
        var (arrives, leaves) = (Stated<CalendarDate>.notStated, Stated<CalendarDate>.notStated)
        if reader.isPresent(5) {
            let date = try MessageText.date(placed(reader, token, 5))
            switch reader.text(4) {
            case "068", "010", "011", "118": leaves = .stated(date)
            default: arrives = .stated(date)
            }
        }
        let outcome = AcknowledgmentCode.outcome(of: code, in: .x12Line)
        if current.isCalledOff, code == "ID" || outcome.confirms(isDated: true) {
            try calledOff(current, remark: code)
            return
        }
        var substitute: SupplierPart?
        if outcome == .substituted { substitute = Self.part(reader, from: 7) }
        add(
            LineAnswer(
                line: try MessageText.line(current.number), outcome: outcome, quantity: quantity,
                arrivalDate: arrives, shipDate: leaves, price: try price(of: current),
                substitute: substitute, remark: code))
    }

    private static func part(_ reader: SegmentReader, from first: Int) -> SupplierPart? {
        for element in stride(from: first, through: max(first, reader.elementCount - 1), by: 2)
        where ["VP", "VN", "VC"].contains(reader.text(element)) {
            return SupplierPart(rawValue: reader.text(element + 1))
        }
        return nil
    }

    private func price(of line: Line) throws(LineProblem) -> Stated<FixedPoint> {
        guard let value = line.price else { return .notStated }
        guard let per = X12Catalog.perByBasis[line.basis].flatMap({ Int64($0) }) else {
            throw LineProblem(
                "document.value-unusable",
                "the price is by \(quotedForMessage(line.basis)), and what quantity that is is not "
                    + "known here",
                at: value.position, field: value.field, value: line.basis)
        }
        let price = try MessageText.number(value, signs: ["."])
        return .stated(
            try MessageText.unitPrice(
                price, per: FixedPoint(micros: per * 1_000_000), value))
    }

    /// The supplier agrees that nothing of a line is to come.
    private mutating func calledOff(_ line: Line, remark: String) throws(LineProblem) {
        add(
            LineAnswer(
                line: try MessageText.line(line.number), outcome: .accepted,
                quantity: .stated(.zero), remark: remark))
    }

    private mutating func add(_ answer: LineAnswer) { draft?.statements.append(.answer(answer)) }

    /// A line without a status is what the document as a whole says.
    private mutating func endLine() throws(LineProblem) {
        guard let ended = line else { return }
        line = nil
        guard ended.answers == 0 else { return }
        if ended.isCalledOff, silent.confirms(isDated: true) {
            return try calledOff(ended, remark: "")
        }
        var quantity = Stated<FixedPoint>.notStated
        if let value = ended.quantity {
            quantity = .stated(try MessageText.number(value, signs: ["."]))
        }
        add(
            LineAnswer(
                line: try MessageText.line(ended.number), outcome: silent, quantity: quantity,
                price: try price(of: ended)))
    }

    // MARK: - Ship notices

    private mutating func takeNotice(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        switch token.name {
        case "BSN":
            let document = reader.text(2)
            draft?.document = document
            noticeDate = placed(reader, token, 3)
            if let moment = MessageText.moment(reader.text(3), reader.text(4)) {
                draft?.writtenAt = moment
            }
        case "HL":
            level = reader.text(1)
            levels[level] = Level(parent: reader.text(2), kind: reader.text(3))
            lineOfItem = nil
        case "PRF": levels[level]?.order = reader.text(1)
        case "DTM" where reader.text(1) == "011":
            shipped = try MessageText.date(placed(reader, token, 2))
        case "DTM" where ["017", "067"].contains(reader.text(1)):
            arrival = .stated(try MessageText.date(placed(reader, token, 2)))
        case "REF" where ["2I", "CN"].contains(reader.text(1)): tracking = reader.text(2)
        case "REF" where reader.text(1) == "BM" && tracking.isEmpty: tracking = reader.text(2)
        case "LIN": if reader.isPresent(1) { lineOfItem = placed(reader, token, 1) }
        case "SN1":
            let own = reader.isPresent(1) ? placed(reader, token, 1) : nil
            let number = try MessageText.line(own ?? lineOfItem ?? placed(reader, token, 1))
            let quantity = try MessageText.number(placed(reader, token, 2), signs: ["."])
            parts.append((try order(of: token), number, quantity))
        default: break
        }
    }

    /// The order that an item belongs to, by the parents of its level.
    private func order(of token: SegmentToken) throws(LineProblem) -> String {
        var name = level
        for _ in 0..<max(1, levels.count) {
            guard let found = levels[name] else { break }
            if !found.order.isEmpty { return found.order }
            name = found.parent
        }
        throw LineProblem(
            "document.order-missing", "no level above this item names an order (PRF01)",
            at: token.position)
    }

    // MARK: - The end

    /// The messages of the set that ends: one for each order.
    mutating func end() -> [MessageDraft] {
        do throws(LineProblem) {
            try endLine()
            if draft?.kind == .shipNotice { return try notices() }
        } catch {
            draft?.fail(error)
        }
        return draft.map { [$0] } ?? []
    }

    private func notices() throws(LineProblem) -> [MessageDraft] {
        guard let draft, draft.problem == nil, !parts.isEmpty else {
            return draft.map { [$0] } ?? []
        }
        var left = shipped
        if left == nil, let noticeDate { left = try MessageText.date(noticeDate) }
        guard let shippedOn = left else { return [draft] }
        let orders = parts.map(\.order).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return orders.map { order in
            var message = draft
            message.order = order
            if orders.count > 1 { message.document += "/\(order)" }
            message.statements = parts.filter { $0.order == order }.map {
                .shipped(
                    ShippedPart(
                        line: $0.line, quantity: $0.quantity, shippedOn: shippedOn,
                        arrivalDate: arrival, tracking: tracking))
            }
            return message
        }
    }
}
