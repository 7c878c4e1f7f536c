internal import Procurement
internal import WireFormats

/// Reads 855 and 865 (answers) and 856 (ship notices), set by set.
struct X12Messages {
    /// A level of a ship notice; what it does not say, the levels above it do.
    private struct Level {
        var parent: String
        var order = ""
        var left: CalendarDate?
        var arrival: CalendarDate?
        var tracking = ""
        /// Whether the number is only that of the bill of lading.
        var isLading = false
    }

    /// When something comes, or leaves there.
    private struct Days {
        var arrives = Stated<CalendarDate>.notStated
        var leaves = Stated<CalendarDate>.notStated

        var isEmpty: Bool { arrives.value == nil && leaves.value == nil }
    }

    /// A status of a line, or a part of it that comes on a day of its own.
    private struct Part {
        var code: String
        var quantity: Stated<FixedPoint>
        var days = Days()
        var substitute: SupplierPart?
        /// Whether it is a status, which parts by day stand behind and take apart.
        var isStatus = true
    }

    private struct Line {
        var position: SourcePosition
        var number: PlacedText
        var quantity: PlacedText?
        var unit = ""
        var price: PlacedText?
        var basis = ""
        var parts: [Part] = []
        var days = Days()
        /// Whether it is one that we called off: who agrees sends nothing.
        var isCalledOff = false
    }

    private var interchange = ""
    private var group: (date: String, time: String) = ("", "")
    private var draft: MessageDraft?
    private var silent = AcknowledgmentOutcome.unknown
    private var line: Line?
    /// What the head says of all lines.
    private var headDays = Days()
    // Of a ship notice.
    private var levels: [String: Level] = [:]
    private var level = ""
    private var noticeDate: PlacedText?
    private var lineOfItem: PlacedText?
    private typealias Item = (
        level: String, order: String, line: Int, quantity: FixedPoint, unit: String
    )
    private var parts: [Item] = []

    /// Which dates tell when goods leave, of data element 374.
    private static let leaving: Set<String> = [
        "010", "011", "018", "037", "038", "068", "079", "110", "118", "370",
    ]
    /// And which when they come.
    private static let arriving: Set<String> = [
        "002", "017", "035", "063", "064", "067", "069", "071", "074", "077", "371",
    ]
    private var control = DocumentControl()

    /// Remembers what the envelopes say.
    mutating func takeEnvelope(_ token: SegmentToken, _ reader: SegmentReader) {
        if token.name == "ISA" {
            interchange = reader.text(13)
            control.open(interchange)
        }
        if token.name == "GS" { group = (reader.text(4), reader.text(5)) }
    }

    mutating func begin(_ kind: String, _ reference: String, at position: SourcePosition) {
        let isNotice = kind == "856"
        var next = MessageDraft(isNotice ? .shipNotice : .acknowledgment, at: position)
        next.document = "\(interchange)-\(reference)"
        next.writtenAt = MessageText.moment(group.date, group.time)
        if kind == "865" { next.change = 0 }
        next.control = control.next()
        draft = next
        (silent, line, headDays) = (.unknown, nil, Days())
        // What stands in front of the first level holds for all of them.
        (levels, level, parts) = (["": Level(parent: "")], "", [])
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

    /// A day of eight digits, or of six as before the year 2000.
    private func day(
        _ reader: SegmentReader, _ token: SegmentToken, _ element: Int
    ) throws(LineProblem) -> CalendarDate {
        let value = placed(reader, token, element)
        return try MessageText.date(value, format: value.text.utf8.count == 6 ? "101" : "")
    }

    private mutating func takePurpose(_ token: SegmentToken, _ reader: SegmentReader) {
        let value = placed(reader, token, 1)
        guard var draft else { return }
        DocumentPurpose(value.text, in: .x12).note(in: &draft, value)
        self.draft = draft
    }

    // MARK: - Answers

    private mutating func takeAnswer(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        switch token.name {
        case "BAK", "BCA":
            // An answer to a cancellation is called one itself.
            if token.name == "BAK" { takePurpose(token, reader) }
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
            beginLine(token, reader)
        case "ACK": try takeStatus(token, reader)
        case "DTM": try takeDay(token, reader)
        case "SCH": try takeSchedule(token, reader)
        case "CTT": try endLine()
        default: break
        }
    }

    private mutating func beginLine(_ token: SegmentToken, _ reader: SegmentReader) {
        let shift = token.name == "POC" ? 2 : 0
        var next = Line(position: token.position, number: placed(reader, token, 1))
        next.isCalledOff = shift > 0 && reader.text(2) == "DI"
        let quantity = shift == 0 ? 2 : 3
        if reader.isPresent(quantity) { next.quantity = placed(reader, token, quantity) }
        next.unit = reader.text(shift == 0 ? 3 : 5, component: 1)
        if reader.isPresent(4 + shift) {
            next.price = placed(reader, token, 4 + shift)
            next.basis = reader.text(5 + shift)
        }
        line = next
    }

    private mutating func takeStatus(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        guard line != nil else { return }
        var part = Part(code: reader.text(1), quantity: .notStated)
        if reader.isPresent(2) {
            try checkUnit(token, reader, 3)
            part.quantity = .stated(try MessageText.number(placed(reader, token, 2), signs: ["."]))
        }
        if reader.isPresent(5) { part.days = try days(token, reader, kind: 4, value: 5) }
        if AcknowledgmentCode.outcome(of: part.code, in: .x12Line) == .substituted {
            part.substitute = Self.part(reader, from: 7)
        }
        line?.parts.append(part)
    }

    /// A quantity in another unit than the line says is no quantity of the line.
    private func checkUnit(
        _ token: SegmentToken, _ reader: SegmentReader, _ element: Int
    ) throws(LineProblem) {
        let unit = reader.text(element, component: 1)
        let own = line?.unit ?? ""
        if unit.isEmpty || own.isEmpty || unit == own { return }
        throw MessageText.otherUnit(placed(reader, token, element), unit, than: own)
    }

    private func days(
        _ token: SegmentToken, _ reader: SegmentReader, kind: Int, value: Int
    ) throws(LineProblem) -> Days {
        var days = Days()
        let code = reader.text(kind)
        if Self.leaving.contains(code) {
            days.leaves = .stated(try day(reader, token, value))
        } else if code.isEmpty || Self.arriving.contains(code) {
            days.arrives = .stated(try day(reader, token, value))
        }
        return days
    }

    /// A date in a segment of its own: of the status before it, of the line, or of all lines.
    private mutating func takeDay(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        let found = try days(token, reader, kind: 1, value: 2)
        guard !found.isEmpty, !reader.text(1).isEmpty else { return }
        if line == nil {
            // What the head asks for is what we asked for, and no promise.
            if !["002", "010"].contains(reader.text(1)) {
                headDays = Self.filled(headDays, found)
            }
        } else if var current = line {
            if let last = current.parts.indices.last {
                current.parts[last].days = Self.filled(current.parts[last].days, found)
            } else {
                current.days = Self.filled(current.days, found)
            }
            line = current
        }
    }

    private static func filled(_ days: Days, _ found: Days) -> Days {
        Days(
            arrives: days.arrives.value == nil ? found.arrives : days.arrives,
            leaves: days.leaves.value == nil ? found.leaves : days.leaves)
    }

    /// A part of the line, or of the status before it, that comes on a day of its own.
    private mutating func takeSchedule(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        guard let current = line else { return }
        try checkUnit(token, reader, 2)
        var part = Part(
            code: current.parts.last?.code ?? "",
            quantity: .stated(try MessageText.number(placed(reader, token, 1), signs: ["."])))
        part.days = try days(token, reader, kind: 5, value: 6)
        part.substitute = current.parts.last?.substitute
        part.isStatus = false
        // The parts take the place of the status that they are parts of.
        if let last = current.parts.last, last.isStatus { line?.parts.removeLast() }
        line?.parts.append(part)
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
        guard var ended = line else { return }
        line = nil
        let isSilent = ended.parts.allSatisfy { $0.code.isEmpty }
        if ended.isCalledOff, isSilent, silent.confirms(isDated: true) {
            return try calledOff(ended, remark: "")
        }
        if ended.parts.isEmpty {
            var part = Part(code: "", quantity: .notStated)
            if let value = ended.quantity {
                part.quantity = .stated(try MessageText.number(value, signs: ["."]))
            }
            ended.parts = [part]
        }
        // One date behind several statuses is that of each that has none.
        let dated = ended.parts.filter { !$0.days.isEmpty }
        let days = Self.filled(
            dated.count == 1 ? Self.filled(ended.days, dated[0].days) : ended.days, headDays)
        for part in ended.parts { try answer(part, days, of: ended) }
    }

    private mutating func answer(
        _ part: Part, _ days: Days, of line: Line
    ) throws(LineProblem) {
        let outcome =
            part.code.isEmpty
            ? silent : AcknowledgmentCode.outcome(of: part.code, in: .x12Line)
        if line.isCalledOff, part.code == "ID" || outcome.confirms(isDated: true) {
            return try calledOff(line, remark: part.code)
        }
        // What does not come has no day but one of its own.
        let own = part.days.isEmpty && !outcome.refuses ? days : part.days
        add(
            LineAnswer(
                line: try MessageText.line(line.number), outcome: outcome,
                quantity: part.quantity, arrivalDate: own.arrives, shipDate: own.leaves,
                price: try price(of: line), substitute: part.substitute, remark: part.code,
                unit: line.unit))
    }

    // MARK: - Ship notices

    private mutating func takeNotice(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        // What is taken back may be named again, or not at all.
        if draft?.purpose == .withdrawal { return }
        switch token.name {
        case "BSN":
            takePurpose(token, reader)
            let document = reader.text(2)
            draft?.document = document
            noticeDate = placed(reader, token, 3)
            if let moment = MessageText.moment(reader.text(3), reader.text(4)) {
                // A replacement may repeat the date of the notice that it replaces.
                let sent = draft?.purpose == .original ? nil : draft?.writtenAt
                draft?.writtenAt = max(moment, sent ?? moment)
            }
        case "HL":
            level = reader.text(1)
            levels[level] = Level(parent: reader.text(2))
            lineOfItem = nil
        case "PRF": levels[level]?.order = reader.text(1)
        case "DTM" where reader.text(1) == "011":
            let left = try day(reader, token, 2)
            levels[level]?.left = left
        case "DTM" where ["017", "067", "069", "371"].contains(reader.text(1)):
            let arrival = try day(reader, token, 2)
            levels[level]?.arrival = arrival
        case "REF" where ["2I", "CN", "BM"].contains(reader.text(1)):
            takeTracking(reader.text(2), isLading: reader.text(1) == "BM")
        case "MAN" where reader.text(1) == "CP":
            takeTracking(reader.text(2), isLading: false)
        case "LIN": if reader.isPresent(1) { lineOfItem = placed(reader, token, 1) }
        case "SN1": try takeItem(token, reader)
        default: break
        }
    }

    private mutating func takeTracking(_ number: String, isLading: Bool) {
        guard let own = levels[level], own.tracking.isEmpty || own.isLading || !isLading else {
            return
        }
        levels[level]?.tracking = number
        levels[level]?.isLading = isLading
    }

    private mutating func takeItem(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(LineProblem) {
        let own = reader.isPresent(1) ? placed(reader, token, 1) : nil
        let number = try MessageText.line(own ?? lineOfItem ?? placed(reader, token, 1))
        let quantity = try MessageText.number(placed(reader, token, 2), signs: ["."])
        let (unit, ordered) = (reader.text(3, component: 1), reader.text(6, component: 1))
        if !unit.isEmpty, !ordered.isEmpty, unit != ordered {
            throw MessageText.otherUnit(placed(reader, token, 3), unit, than: ordered)
        }
        parts.append((level, try order(of: token), number, quantity, unit))
    }

    /// What the nearest level says, from an item's own up to the whole document's.
    private func nearest<Value>(to name: String, _ value: (Level) -> Value?) -> Value? {
        var name = name
        for _ in 0...levels.count {
            guard let found = levels[name] else { return nil }
            if let value = value(found) { return value }
            if name.isEmpty { return nil }
            name = found.parent
        }
        return nil
    }

    /// The order that an item belongs to, by the parents of its level.
    private func order(of token: SegmentToken) throws(LineProblem) -> String {
        if let order = nearest(to: level, { $0.order.isEmpty ? nil : $0.order }) { return order }
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
        var written: CalendarDate?
        if let noticeDate {
            written = try MessageText.date(
                noticeDate, format: noticeDate.text.utf8.count == 6 ? "101" : "")
        }
        let orders = parts.map(\.order).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return orders.map { order in
            var message = draft
            message.order = order
            if orders.count > 1 { message.document += "/\(order)" }
            message.statements = parts.filter { $0.order == order }.compactMap { part in
                nearest(to: part.level) { $0.left }.map { shipped(part, $0) }
                    ?? written.map { shipped(part, $0) }
            }
            return message
        }
    }

    private func shipped(
        _ part: Item, _ left: CalendarDate
    ) -> SupplierMessage.Statement {
        let arrival = nearest(to: part.level) { $0.arrival }
        let tracking = nearest(to: part.level) { $0.tracking.isEmpty ? nil : $0.tracking }
        return .shipped(
            ShippedPart(
                line: part.line, quantity: part.quantity, shippedOn: left,
                arrivalDate: arrival.map { .stated($0) } ?? .notStated, tracking: tracking ?? "",
                unit: part.unit))
    }
}
