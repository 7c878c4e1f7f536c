internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads answers and ship notices by a layout.
enum LayoutMessages {
    static func drafts(_ file: LayoutThing) -> [MessageDraft] {
        file.all("document").flatMap { document -> [MessageDraft] in
            // An answer with parts of its own says what they have in common.
            let answers = document.all("answer").filter { answer in
                !answer.parts.contains { $0.each == "answer" }
            }
            let shipped = document.all("shipped")
            // A notice that is taken back may name nothing but itself.
            if document.text("message.purpose") == "withdrawn", answers.isEmpty {
                return [draft(.shipNotice, document)]
            }
            if shipped.isEmpty { return [answer(document, answers)] }
            var drafts = notices(document, shipped)
            if !answers.isEmpty { drafts.append(answer(document, answers)) }
            return drafts
        }
    }

    private static func draft(
        _ kind: SupplierMessage.Kind, _ document: LayoutThing
    ) -> MessageDraft {
        var draft = MessageDraft(kind, at: document.position)
        do throws(LineProblem) {
            draft.document = try document.usable("message.document")?.text ?? ""
            draft.order = try document.usable("order.number")?.text ?? ""
            draft.note = document.text("message.note")
            draft.writtenAt = MessageText.moment(
                try document.usable("message.date")?.text ?? "",
                try document.usable("message.time")?.text ?? "")
            if let purpose = try document.usable("message.purpose") {
                try Self.purpose(purpose).note(in: &draft, purpose)
            }
        } catch {
            draft.fail(error)
        }
        return draft
    }

    /// What the document is to an earlier one, in our words.
    private static func purpose(_ value: PlacedText) throws(LineProblem) -> DocumentPurpose {
        switch value.text {
        case "original": return .original
        case "replaces": return .replacement
        case "withdrawn": return .withdrawal
        case "changes": return .change
        case "none": return .nothing
        default:
            throw LineProblem(
                "document.value-unusable",
                "\(value.field) is \(quotedForMessage(value.text)), and not original, replaces, "
                    + "withdrawn, changes or none",
                at: value.position, field: value.field, value: value.text,
                help: "The map of the field gives one of these words.")
        }
    }

    // MARK: - Answers

    private static func answer(
        _ document: LayoutThing, _ answers: [LayoutThing]
    ) -> MessageDraft {
        var draft = draft(.acknowledgment, document)
        do throws(LineProblem) {
            for answer in answers { draft.statements.append(.answer(try line(answer))) }
        } catch {
            draft.fail(error)
        }
        return draft
    }

    private static func line(_ answer: LayoutThing) throws(LineProblem) -> LineAnswer {
        guard let number = try answer.usable("answer.line") else {
            throw LineProblem(
                "document.line-unnumbered", "the record does not say which line of our order it is",
                at: answer.position)
        }
        let word = answer.text("answer.outcome")
        let outcome = AcknowledgmentOutcome(rawValue: word) ?? .unknown
        let price: Stated<FixedPoint>
        if let amount = try answer.usable("answer.price") {
            price = .stated(
                try MessageText.unitPrice(
                    try MessageText.number(amount, signs: ["."]),
                    per: try answer.number("answer.per") ?? FixedPoint(micros: 1_000_000), amount))
        } else {
            price = .notStated
        }
        var substitute: SupplierPart?
        if outcome == .substituted {
            substitute = SupplierPart(rawValue: answer.text("answer.substitute"))
        }
        return LineAnswer(
            line: try MessageText.line(number), outcome: outcome,
            quantity: stated(try answer.number("answer.quantity")),
            arrivalDate: stated(try answer.date("answer.arrival")),
            shipDate: stated(try answer.date("answer.ships")), price: price,
            substitute: substitute,
            remark: answer.value("answer.remark")?.text
                ?? answer.value("answer.outcome")?.written ?? word,
            unit: answer.text("answer.unit"))
    }

    private static func stated<Value>(_ value: Value?) -> Stated<Value> {
        value.map { .stated($0) } ?? .notStated
    }

    // MARK: - Ship notices

    /// One message for each order that something is shipped of.
    private static func notices(
        _ document: LayoutThing, _ shipped: [LayoutThing]
    ) -> [MessageDraft] {
        var whole = draft(.shipNotice, document)
        var parts: [(order: String, part: ShippedPart)] = []
        do throws(LineProblem) {
            for item in shipped { parts.append(try part(item)) }
        } catch {
            whole.fail(error)
            return [whole]
        }
        let orders = parts.map(\.order).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return orders.map { order in
            var message = whole
            message.order = order
            if orders.count > 1 { message.document += "/\(order)" }
            message.statements = parts.filter { $0.order == order }.map { .shipped($0.part) }
            return message
        }
    }

    private static func part(
        _ item: LayoutThing
    ) throws(LineProblem) -> (order: String, part: ShippedPart) {
        guard let order = try item.usable("order.number") else {
            throw LineProblem(
                "document.order-missing", "the record does not say of which order it is",
                at: item.position)
        }
        guard let number = try item.usable("shipped.line") else {
            throw LineProblem(
                "document.line-unnumbered", "the record does not say which line of our order it is",
                at: item.position)
        }
        guard let quantity = try item.number("shipped.quantity"),
            let left = try item.date("shipment.left")
        else {
            throw LineProblem(
                "document.date", "the record does not say how much left, and when",
                at: item.position)
        }
        return (
            order.text,
            ShippedPart(
                line: try MessageText.line(number), quantity: quantity, shippedOn: left,
                arrivalDate: stated(try item.date("shipment.arrival")),
                tracking: item.text("shipment.tracking"), unit: item.text("shipped.unit"))
        )
    }
}
