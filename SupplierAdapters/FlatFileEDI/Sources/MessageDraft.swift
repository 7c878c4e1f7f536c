internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What the head of an answer says of the order as a whole.
struct WholeAnswer {
    let outcome: AcknowledgmentOutcome
    /// As it stands in the document.
    let code: String
    /// Whether it holds for the lines that the document leaves out, where it names some.
    var coversLinesLeftOut = false
    /// Whether it says no more than that the order came.
    var isReceipt = false

    /// `nil` for a code that is not known.
    init?(_ code: String, in source: AcknowledgmentCode.Source) {
        guard let row = AcknowledgmentCode.row(of: code, in: source) else { return nil }
        self.code = code
        outcome = row.outcome
        coversLinesLeftOut = row.coversLinesLeftOut
        isReceipt = source == .edifactDocument && code == "AB"
    }

    init(_ outcome: AcknowledgmentOutcome, code: String) {
        self.outcome = outcome
        self.code = code
    }
}

/// What a document says about one order, while it is read; a message once all of it is sound.
struct MessageDraft {
    var kind: SupplierMessage.Kind
    var position: SourcePosition
    var document = ""
    var order = ""
    var writtenAt: Timestamp?
    var note = ""
    var statements: [SupplierMessage.Statement] = []
    /// Which change of ours it answers, as ``SupplierMessage/change`` says it.
    var change: Int?
    /// What the document says of the order as a whole; `nil` for nothing that is known.
    var whole: WholeAnswer?
    /// What it does to an earlier ship notice of its number.
    var purpose = Purpose.original
    /// Tells documents apart that were written in the same minute, and which of them came later;
    /// empty where they tell seconds.
    var control = ""
    /// The first thing that is wrong with it: the whole message is set aside for it.
    var problem: LineProblem?

    /// What a ship notice is to an earlier one of the same number.
    enum Purpose {
        case original
        /// It takes its place.
        case replacement
        /// It takes it back.
        case withdrawal
    }

    init(_ kind: SupplierMessage.Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    /// What becomes of an earlier notice of this number; `nil` for a notice of its own.
    ///
    /// All notices of a document have the same.
    func replacement(
        supplier: SupplierID?, place: FilePlace
    ) throws(LineProblem) -> DeliveredReplacement? {
        guard purpose != .original else { return nil }
        if let problem { throw problem }
        guard let writtenAt else { throw undated }
        do throws(ValueError) {
            // The messages of several orders have the number with the order behind it.
            let suffix = "/\(order)"
            let notice =
                document.hasSuffix(suffix) ? String(document.dropLast(suffix.count)) : document
            // Orders that it does not name any more get its number with a zero behind it.
            let document = "\(notice)/\(writtenAt)" + (control.isEmpty ? "" : "/\(control)")
            _ = try SupplierDocumentID(document + "/0")
            return DeliveredReplacement(
                notice: try SupplierDocumentID(notice),
                document: try SupplierDocumentID(document), writtenAt: writtenAt,
                isWithdrawal: purpose == .withdrawal, supplier: supplier, place: place)
        } catch {
            throw LineProblem(error.code, error.message, at: position, help: error.help)
        }
    }

    mutating func fail(_ problem: LineProblem) {
        if self.problem == nil { self.problem = problem }
    }

    /// What a document comes to.
    enum Content {
        case message(SupplierMessage)
        case orderAnswer(DeliveredOrderAnswer)
    }

    func content(
        supplier: SupplierID?, place: FilePlace
    ) throws(LineProblem) -> Content {
        guard kind == .acknowledgment, let whole,
            statements.isEmpty || whole.coversLinesLeftOut
        else { return .message(try message()) }
        if whole.isReceipt, statements.isEmpty {
            var receipt = self
            receipt.kind = .functionalAcknowledgment
            return .message(try receipt.message())
        }
        if let problem { throw problem }
        guard let writtenAt else { throw undated }
        do throws(ValueError) {
            return .orderAnswer(
                DeliveredOrderAnswer(
                    document: try SupplierDocumentID(document),
                    order: try PurchaseOrderNumber(order), writtenAt: writtenAt,
                    answers: meant.compactMap { statement in
                        if case .answer(let answer) = statement { answer } else { nil }
                    },
                    others: whole.outcome, remark: whole.code, note: note, change: change,
                    supplier: supplier, place: place))
        } catch {
            throw LineProblem(error.code, error.message, at: position, help: error.help)
        }
    }

    private var undated: LineProblem {
        LineProblem(
            "document.date", "the document does not say when it was written", at: position)
    }

    /// What the document says, with quantities as they are meant.
    ///
    /// Many systems write how much comes also where nothing does: zero of a line, refused or put
    /// off, is all of it, if that is the only thing said of the line. Zero that is shipped is
    /// nothing.
    private var meant: [SupplierMessage.Statement] {
        statements.compactMap { statement in
            switch statement {
            case .shipped(let part) where part.quantity == .zero: return nil
            case .answer(let answer) where answer.quantity.value == .zero:
                let isAlone = statements.count { $0.line == answer.line } == 1
                guard isAlone, answer.outcome.refuses || answer.outcome == .backOrdered else {
                    return statement
                }
                return .answer(answer.ofAll)
            default: return statement
            }
        }
    }

    private func message() throws(LineProblem) -> SupplierMessage {
        if let problem { throw problem }
        guard let writtenAt else { throw undated }
        let statements = meant
        // A replacement of which nothing left says so, and that nothing of the earlier one is left.
        let isEmptied = purpose == .replacement && !self.statements.isEmpty
        guard !statements.isEmpty || kind == .functionalAcknowledgment || isEmptied else {
            throw LineProblem(
                "document.answer-without-lines",
                "the \(kind.words) says nothing of any line of order \(quotedForMessage(order))",
                at: position, value: order,
                help: "Nor does it answer the order as a whole, with a code that is known.")
        }
        let replacement = try replacement(supplier: nil, place: FilePlace(file: ""))
        do throws(ValueError) {
            let own: SupplierDocumentID
            if let replacement {
                own = replacement.document
            } else {
                own = try SupplierDocumentID(document)
            }
            return try SupplierMessage(
                kind: kind, document: own,
                order: PurchaseOrderNumber(order), writtenAt: writtenAt, statements: statements,
                note: note, change: change, replaces: replacement?.notice)
        } catch {
            throw LineProblem(error.code, error.message, at: position, help: error.help)
        }
    }
}

extension LineAnswer {
    /// The same for all of the line that nothing else is said of.
    fileprivate var ofAll: LineAnswer {
        LineAnswer(
            line: line, outcome: outcome, arrivalDate: arrivalDate, shipDate: shipDate,
            price: price, substitute: substitute, remark: remark, unit: unit)
    }
}

/// Texts of documents as values, or the problem that they are.
enum MessageText {
    /// A number that is not below zero, with the first of the signs that fits it.
    static func number(_ value: PlacedText, signs: [Character]) throws(LineProblem) -> FixedPoint {
        var first: WireError?
        for sign in signs {
            do throws(WireError) {
                let micros = try DecimalText.parse(value.text, decimalSign: sign)
                guard micros >= 0 else {
                    throw WireError(
                        code: "document.number-negative", message: "it is below zero")
                }
                return FixedPoint(micros: micros)
            } catch {
                first = first ?? error
            }
        }
        throw LineProblem(
            first?.code ?? "decimal.not-a-number",
            "\(value.field) is \(quotedForMessage(value.text)): \(first?.message ?? "no number")",
            at: value.position, field: value.field, value: value.text, help: first?.help)
    }

    /// The number of a line of our order.
    static func line(_ value: PlacedText) throws(LineProblem) -> Int {
        let digits = value.text.utf8
        if !digits.isEmpty, digits.count <= 6, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = Int(value.text), number >= 1
        {
            return number
        }
        throw LineProblem(
            "document.line-unnumbered",
            "\(value.field) is \(quotedForMessage(value.text)), and not the number of a line of "
                + "our order",
            at: value.position, field: value.field, value: value.text,
            help: "Ask the supplier to send the line numbers of the order back.")
    }

    /// A day; of a span of days the last one, for by then goods that come in it have come.
    ///
    /// The format is that of data element 2379: 2 for DDMMYY, 101 and 201 for YYMMDD, 610 for
    /// CCYYMM, 616 for CCYYWW, 718 and 719 for two days; all others begin with CCYYMMDD.
    static func date(
        _ value: PlacedText, format: String = ""
    ) throws(LineProblem) -> CalendarDate {
        let text = value.text.filter { $0 != "-" }
        let date: CalendarDate? =
            switch format {
            case "2" where text.utf8.count == 6:
                CalendarDate(
                    compact: "20\(text.suffix(2))\(text.dropFirst(2).prefix(2))"
                        + text.prefix(2))
            case "101", "201": CalendarDate(compact: "20\(text.prefix(6))")
            case "610" where text.utf8.count == 6: lastDay(ofMonth: text)
            case "616" where text.utf8.count == 6: lastDay(ofWeek: text)
            case "718" where text.utf8.count == 16: CalendarDate(compact: String(text.suffix(8)))
            case "719" where text.utf8.count == 24:
                CalendarDate(compact: String(text.dropFirst(12).prefix(8)))
            case "2", "610", "616", "718", "719": nil
            default: CalendarDate(compact: String(text.prefix(8)))
            }
        if let date { return date }
        throw LineProblem(
            "document.date", "\(value.field) is \(quotedForMessage(value.text)), which is no date",
            at: value.position, field: value.field, value: value.text)
    }

    /// The day before the first one of the next month.
    private static func lastDay(ofMonth text: String) -> CalendarDate? {
        guard let year = Int(text.prefix(4)), let month = Int(text.suffix(2)),
            (1...12).contains(month), year < 9999
        else { return nil }
        let next = "\(month == 12 ? year + 1 : year)-\(month == 12 ? 1 : month + 1)"
        let parts = next.split(separator: "-").compactMap { Int($0) }
        do throws(ValueError) {
            return try CalendarDate(year: parts[0], month: parts[1], day: 1).adding(days: -1)
        } catch {
            return nil
        }
    }

    /// The Sunday of a week as ISO 8601 counts them: the first one holds January 4.
    private static func lastDay(ofWeek text: String) -> CalendarDate? {
        guard let year = Int(text.prefix(4)), let week = Int(text.suffix(2)),
            (1...53).contains(week),
            let fourth = CalendarDate(compact: "\(text.prefix(4))0104")
        else { return nil }
        // 1970-01-01 was a Thursday, three days after a Monday.
        let weekday = ((Int(fourth.dayNumber) + 3) % 7 + 7) % 7
        let monday = fourth.adding(days: (week - 1) * 7 - weekday)
        return monday.adding(days: 3).year == year ? monday.adding(days: 6) : nil
    }

    /// A quantity in another unit than that of the order's line.
    static func otherUnit(
        _ value: PlacedText, _ unit: String, than own: String
    ) -> LineProblem {
        LineProblem(
            "document.unit-differs",
            "the line is in \(quotedForMessage(own)), and \(value.field) is "
                + "\(quotedForMessage(unit)): how much that is of it is not known",
            at: value.position, field: value.field, value: unit,
            help: "Enter this answer by hand, and ask the supplier to answer in the unit ordered.")
    }

    /// A document that takes an earlier one back, of which nothing is taken.
    static func withdrawn(_ value: PlacedText) -> LineProblem {
        LineProblem(
            "document.withdrawn",
            "\(value.field) is \(quotedForMessage(value.text)): the document takes an earlier one "
                + "back",
            at: value.position, field: value.field, value: value.text,
            help: "What the earlier one said still counts: ask the supplier, and enter what holds.")
    }

    /// A moment of YYYYMMDD or YYMMDD and HHMM; documents do not name a zone, so it is UTC.
    static func moment(_ day: String, _ time: String) -> Timestamp? {
        let whole = day.utf8.count == 6 ? "20" + day : day
        guard let date = CalendarDate(compact: whole) else { return nil }
        let digits = time.filter { $0 != ":" }
        let padded = digits + String(repeating: "0", count: max(0, 6 - digits.utf8.count))
        let hour = padded.prefix(2)
        let minute = padded.dropFirst(2).prefix(2)
        let second = padded.dropFirst(4).prefix(2)
        do throws(ValueError) {
            return try Timestamp(parsing: "\(date)T\(hour):\(minute):\(second)Z")
        } catch {
            return nil
        }
    }

    /// A price for one unit, exact in six places.
    static func unitPrice(
        _ price: FixedPoint, per: FixedPoint, _ value: PlacedText
    ) throws(LineProblem) -> FixedPoint {
        guard per.micros > 0 else {
            throw LineProblem(
                "value.price-basis-not-positive", "the price is for nothing", at: value.position,
                field: value.field, value: value.text)
        }
        let product = Int128(price.micros) * 1_000_000
        let (unit, rest) = product.quotientAndRemainder(dividingBy: Int128(per.micros))
        guard rest == 0, let micros = Int64(exactly: unit) else {
            throw LineProblem(
                "document.price-inexact",
                "\(value.field) is \(value.text) for \(per), which has no exact price for one",
                at: value.position, field: value.field, value: value.text,
                help: "Enter this answer by hand.")
        }
        return FixedPoint(micros: micros)
    }
}
