internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What a document says about one order, while it is read; a message once all of it is sound.
struct MessageDraft {
    var kind: SupplierMessage.Kind
    var position: SourcePosition
    var document = ""
    var order = ""
    var writtenAt: Timestamp?
    var note = ""
    var statements: [SupplierMessage.Statement] = []
    /// The first thing that is wrong with it: the whole message is set aside for it.
    var problem: LineProblem?

    init(_ kind: SupplierMessage.Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    mutating func fail(_ problem: LineProblem) {
        if self.problem == nil { self.problem = problem }
    }

    func message() throws(LineProblem) -> SupplierMessage {
        if let problem { throw problem }
        guard let writtenAt else {
            throw LineProblem(
                "document.date", "the document does not say when it was written", at: position)
        }
        guard !statements.isEmpty else {
            throw LineProblem(
                "document.answer-without-lines",
                "the \(kind.words) says nothing of any line of order \(quotedForMessage(order))",
                at: position, value: order,
                help: "Answers for an order as a whole are not taken in: enter it by hand.")
        }
        do throws(ValueError) {
            return try SupplierMessage(
                kind: kind, document: SupplierDocumentID(document),
                order: PurchaseOrderNumber(order), writtenAt: writtenAt, statements: statements,
                note: note)
        } catch {
            throw LineProblem(error.code, error.message, at: position, help: error.help)
        }
    }
}

/// Texts of documents as values, or the problem that they are.
enum MessageText {
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

    static func date(_ value: PlacedText) throws(LineProblem) -> CalendarDate {
        let digits = value.text.prefix(10).filter { $0 != "-" }
        if let date = CalendarDate(compact: String(digits.prefix(8))) { return date }
        throw LineProblem(
            "document.date", "\(value.field) is \(quotedForMessage(value.text)), which is no date",
            at: value.position, field: value.field, value: value.text)
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
