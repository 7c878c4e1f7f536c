internal import Procurement
internal import WireFormats

/// Reads answers and ship notices in XML: cXML ConfirmationRequest and ShipNoticeRequest, UBL
/// OrderResponse, OrderResponseSimple and DespatchAdvice.
enum MarkupMessages {
    /// The messages of a document; `nil` where it is none of these.
    static func drafts(_ root: XMLNode) -> [MessageDraft]? {
        switch root.name {
        case "cXML":
            if let request = root.descendant("Request", "ConfirmationRequest") {
                return [
                    sound(.acknowledgment, root) { draft throws(LineProblem) in
                        try confirmation(request, root, &draft)
                    }
                ]
            }
            if let request = root.descendant("Request", "ShipNoticeRequest") {
                return shipNotice(request, root)
            }
            return nil
        case "OrderResponse":
            return [
                sound(.acknowledgment, root) { draft throws(LineProblem) in
                    try orderResponse(root, &draft)
                }
            ]
        case "OrderResponseSimple":
            return [
                sound(.acknowledgment, root) { draft throws(LineProblem) in
                    try simpleResponse(root, &draft)
                }
            ]
        case "DespatchAdvice":
            return despatchAdvice(root)
        default: return nil
        }
    }

    private static func sound(
        _ kind: SupplierMessage.Kind, _ root: XMLNode,
        _ read: (inout MessageDraft) throws(LineProblem) -> Void
    ) -> MessageDraft {
        var draft = MessageDraft(kind, at: root.position)
        do throws(LineProblem) { try read(&draft) } catch { draft.fail(error) }
        return draft
    }

    // MARK: - Values

    private static func placed(_ node: XMLNode?, _ parent: XMLNode, _ name: String) -> PlacedText {
        PlacedText(
            text: node?.trimmedText ?? "", field: name, position: (node ?? parent).position)
    }

    private static func placed(_ node: XMLNode, attribute: String) -> PlacedText {
        PlacedText(
            text: node.attribute(attribute) ?? "", field: "\(node.name)@\(attribute)",
            position: node.position)
    }

    private static func day(
        _ node: XMLNode, attribute: String
    ) throws(LineProblem) -> Stated<CalendarDate> {
        // Systems write attributes that they have nothing for.
        guard let text = node.attribute(attribute), !text.isEmpty else { return .notStated }
        return .stated(try MessageText.date(placed(node, attribute: attribute)))
    }

    private static func day(
        _ node: XMLNode?, _ name: String
    ) throws(LineProblem) -> Stated<CalendarDate> {
        guard let node, !node.trimmedText.isEmpty else { return .notStated }
        return .stated(try MessageText.date(placed(node, node, name)))
    }

    /// A moment of ISO 8601; without a zone it is UTC.
    private static func moment(_ text: String) -> Timestamp? {
        do throws(ValueError) {
            return try Timestamp(parsing: text)
        } catch {
            let time = text.dropFirst(11).prefix(8)
            let local = MessageText.moment(
                text.prefix(10).filter { $0 != "-" }, time.isEmpty ? "000000" : String(time))
            return local.map {
                Timestamp(
                    millisecondsSince1970: $0.millisecondsSince1970 - offsetMilliseconds(text))
            }
        }
    }

    /// What the zone at the end of a moment, as +01:00, is ahead of UTC.
    private static func offsetMilliseconds(_ text: String) -> Int64 {
        let zone = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
        let numbers = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard zone.first == "+" || zone.first == "-", numbers.count == 2 else { return 0 }
        let minutes = numbers[0] * 60 + numbers[1]
        return (zone.first == "-" ? -minutes : minutes) * 60_000
    }

    // MARK: - cXML

    private static func confirmation(
        _ request: XMLNode, _ root: XMLNode, _ draft: inout MessageDraft
    ) throws(LineProblem) {
        let header = request.child("ConfirmationHeader")
        draft.document = filled(header, "confirmID") ?? filled(root, "payloadID") ?? ""
        let reference = request.child("OrderReference")
        draft.order = order(of: request)
        draft.change = change(
            reference?.child("DocumentReference")?.attribute("payloadID") ?? "", of: draft.order)
        draft.whole = WholeAnswer(header?.attribute("type") ?? "", in: .cxmlDocument)
        draft.note = header?.child("Comments")?.trimmedText ?? ""
        draft.writtenAt = moment(filled(header, "noticeDate") ?? filled(root, "timestamp") ?? "")
        if header?.attribute("operation") == "update", let writtenAt = draft.writtenAt {
            // It has the number of the answer that it takes the place of.
            draft.document += "/\(writtenAt)"
        }
        for item in request.children("ConfirmationItem") {
            let number = try MessageText.line(placed(item, attribute: "lineNumber"))
            let total = try MessageText.number(
                placed(item, attribute: "quantity"), signs: ["."])
            var sum = Int128(0)
            let ordered = item.child("UnitOfMeasure")?.trimmedText ?? ""
            for status in item.children("ConfirmationStatus") {
                let unit = try self.unit(status, ordered)
                let quantity = try MessageText.number(
                    placed(status, attribute: "quantity"), signs: ["."])
                sum += Int128(quantity.micros)
                let code = status.attribute("type") ?? ""
                draft.statements.append(
                    .answer(
                        LineAnswer(
                            line: number,
                            outcome: AcknowledgmentCode.outcome(of: code, in: .cxmlLine),
                            quantity: .stated(quantity),
                            arrivalDate: try day(status, attribute: "deliveryDate"),
                            shipDate: try day(status, attribute: "shipmentDate"),
                            price: try price(status), remark: code, unit: unit)))
            }
            guard sum == Int128(total.micros) else {
                throw LineProblem(
                    "document.quantities-differ",
                    "the statuses of line \(number) do not add up to its quantity \(total)",
                    at: item.position, field: "ConfirmationStatus@quantity")
            }
        }
    }

    /// The unit of a status, which is that of its line.
    private static func unit(
        _ status: XMLNode, _ ordered: String
    ) throws(LineProblem) -> String {
        guard let node = status.child("UnitOfMeasure"), !node.trimmedText.isEmpty else {
            return ordered
        }
        guard ordered.isEmpty || node.trimmedText == ordered else {
            throw MessageText.otherUnit(
                placed(node, node, "UnitOfMeasure"), node.trimmedText, than: ordered)
        }
        return node.trimmedText
    }

    /// Which change a payload of ours is: the order's number, a point, which it is, and an @.
    private static func change(_ payload: String, of order: String) -> Int? {
        guard !order.isEmpty, payload.hasPrefix(order + ".") else { return nil }
        let number = Int(payload.dropFirst(order.count + 1).prefix { $0 != "@" })
        return number.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func price(_ status: XMLNode) throws(LineProblem) -> Stated<FixedPoint> {
        let detail = status.child("ItemIn")?.child("ItemDetail")
        guard let money = (detail ?? status).descendant("UnitPrice", "Money") else {
            return .notStated
        }
        let value = placed(money, money, "UnitPrice/Money")
        let price = try MessageText.number(value, signs: ["."])
        guard let basis = detail?.child("PriceBasisQuantity") else { return .stated(price) }
        let per = try MessageText.number(placed(basis, attribute: "quantity"), signs: ["."])
        return .stated(try MessageText.unitPrice(price, per: per, value))
    }

    /// An attribute that says something.
    private static func filled(_ node: XMLNode?, _ name: String) -> String? {
        guard let text = node?.attribute(name), !text.isEmpty else { return nil }
        return text
    }

    /// The order that a request or a portion of one is about.
    private static func order(of node: XMLNode) -> String {
        filled(node.child("OrderReference"), "orderID")
            ?? filled(node.child("OrderIDInfo"), "orderID") ?? ""
    }

    private static func shipNotice(_ request: XMLNode, _ root: XMLNode) -> [MessageDraft] {
        let header = request.child("ShipNoticeHeader")
        let portions = request.children("ShipNoticePortion")
        // A notice without portions says nothing, and that is told.
        return (portions.isEmpty ? [request] : portions).map { portion in
            sound(.shipNotice, root) { draft throws(LineProblem) in
                let number = filled(header, "shipmentID") ?? filled(root, "payloadID") ?? ""
                draft.order = order(of: portion)
                draft.document = portions.count > 1 ? "\(number)/\(draft.order)" : number
                draft.writtenAt = moment(
                    filled(header, "noticeDate") ?? filled(root, "timestamp") ?? "")
                guard let header else { return }
                try takePurpose(header, of: &draft)
                if draft.purpose != .original, let sent = moment(filled(root, "timestamp") ?? "") {
                    // It may repeat the date of the notice that it replaces.
                    draft.writtenAt = max(draft.writtenAt ?? sent, sent)
                }
                if draft.purpose == .withdrawal { return }
                let written = try day(header, attribute: "noticeDate")
                let shipped = try day(header, attribute: "shipmentDate")
                guard let left = shipped.value ?? written.value else {
                    throw LineProblem(
                        "document.date", "the ship notice does not say when goods left",
                        at: header.position, field: "ShipNoticeHeader@shipmentDate")
                }
                let tracking = request.descendant("ShipControl", "ShipmentIdentifier")
                for item in portion.children("ShipNoticeItem") {
                    draft.statements.append(
                        .shipped(
                            ShippedPart(
                                line: try MessageText.line(
                                    placed(item, attribute: "lineNumber")),
                                quantity: try MessageText.number(
                                    placed(item, attribute: "quantity"), signs: ["."]),
                                shippedOn: left,
                                arrivalDate: try day(header, attribute: "deliveryDate"),
                                tracking: tracking?.trimmedText ?? "",
                                unit: item.child("UnitOfMeasure")?.trimmedText ?? "")))
                }
            }
        }
    }

    /// A notice that tells what is only planned ships nothing.
    private static func takePurpose(
        _ header: XMLNode, of draft: inout MessageDraft
    ) throws(LineProblem) {
        switch header.attribute("operation") {
        case "delete": draft.purpose = .withdrawal
        case "update": draft.purpose = .replacement
        default: break
        }
        if header.attribute("shipmentType") == "planned" {
            let value = placed(header, attribute: "shipmentType")
            throw LineProblem(
                "document.shipment-planned",
                "the ship notice is \(quotedForMessage(value.text)): nothing has left yet",
                at: value.position, field: value.field, value: value.text,
                help: "The notice of what has left follows; this one says nothing of the order.")
        }
    }

    // MARK: - UBL

    private static func issued(_ root: XMLNode) -> Timestamp? {
        let time = root.child("IssueTime")?.trimmedText ?? "00:00:00"
        return moment("\(root.child("IssueDate")?.trimmedText ?? "")T\(time)")
    }

    private static func orderResponse(
        _ root: XMLNode, _ draft: inout MessageDraft
    ) throws(LineProblem) {
        draft.document = root.child("ID")?.trimmedText ?? ""
        draft.order = root.descendant("OrderReference", "ID")?.trimmedText ?? ""
        draft.writtenAt = issued(root)
        let response = root.child("OrderResponseCode")?.trimmedText ?? ""
        draft.whole = WholeAnswer(response, in: .edifactDocument)
        let silent = draft.whole?.outcome ?? .unknown
        let promised = try promise(root.child("Delivery"))
        for line in root.children("OrderLine") {
            guard let item = line.child("LineItem") else {
                throw LineProblem(
                    "document.value-unusable", "the OrderLine has no LineItem", at: line.position,
                    field: "LineItem")
            }
            let answer = try answer(line, item, silent, promised)
            draft.statements.append(.answer(answer))
            if let later = try backOrdered(item, of: answer) {
                draft.statements.append(.answer(later))
            }
        }
    }

    /// When a delivery is to come; what is promised goes before what was asked for.
    private static func promise(
        _ delivery: XMLNode?, orWanted: Bool = false
    ) throws(LineProblem) -> Stated<CalendarDate> {
        let period =
            delivery?.child("PromisedDeliveryPeriod")
            ?? (orWanted ? delivery?.child("RequestedDeliveryPeriod") : nil)
        return try day(period?.child("EndDate") ?? period?.child("StartDate"), "EndDate")
    }

    private static func answer(
        _ line: XMLNode, _ item: XMLNode, _ silent: AcknowledgmentOutcome,
        _ promised: Stated<CalendarDate>
    ) throws(LineProblem) -> LineAnswer {
        let number = line.descendant("OrderLineReference", "LineID") ?? item.child("ID")
        let code = item.child("LineStatusCode")?.trimmedText ?? ""
        var outcome =
            code.isEmpty ? silent : AcknowledgmentCode.outcome(of: code, in: .edifactLine)
        var quantity = Stated<FixedPoint>.notStated
        if let node = item.child("Quantity") {
            quantity = .stated(
                try MessageText.number(placed(node, node, "Quantity"), signs: ["."]))
        }
        // Another part in its place is no acceptance of the one that was ordered.
        var substitute: SupplierPart?
        if let other = line.child("SellerSubstitutedLineItem"), !outcome.refuses {
            outcome = .substituted
            let part = other.descendant("Item", "SellersItemIdentification", "ID")
            substitute = part.flatMap { SupplierPart(rawValue: $0.trimmedText) }
        }
        let own = try promise(item.child("Delivery"), orWanted: true)
        return LineAnswer(
            line: try MessageText.line(placed(number, line, "LineID")), outcome: outcome,
            quantity: quantity, arrivalDate: own.value == nil ? promised : own,
            price: try ublPrice(item), substitute: substitute, remark: code,
            unit: item.child("Quantity")?.attribute("unitCode") ?? "")
    }

    /// What comes later than the quantity of the line, and beside it; nobody says when.
    ///
    /// UBL calls it the most that is back-ordered; where that is not said, the least.
    private static func backOrdered(
        _ item: XMLNode, of answer: LineAnswer
    ) throws(LineProblem) -> LineAnswer? {
        for name in ["MaximumBackorderQuantity", "MinimumBackorderQuantity"] {
            guard let node = item.child(name), !node.trimmedText.isEmpty else { continue }
            let quantity = try MessageText.number(placed(node, node, name), signs: ["."])
            guard quantity.micros > 0 else { return nil }
            return LineAnswer(
                line: answer.line, outcome: .backOrdered, quantity: .stated(quantity),
                remark: name)
        }
        return nil
    }

    /// UBL's answer that has no lines: the order is accepted, or not.
    private static func simpleResponse(
        _ root: XMLNode, _ draft: inout MessageDraft
    ) throws(LineProblem) {
        draft.document = root.child("ID")?.trimmedText ?? ""
        draft.order = root.descendant("OrderReference", "ID")?.trimmedText ?? ""
        draft.writtenAt = issued(root)
        draft.note = root.child("RejectionNote")?.trimmedText ?? ""
        let indicator = placed(root.child("AcceptedIndicator"), root, "AcceptedIndicator")
        switch indicator.text {
        case "true": draft.whole = WholeAnswer(.accepted, code: "accepted")
        case "false": draft.whole = WholeAnswer(.rejected, code: "rejected")
        default:
            throw LineProblem(
                "document.value-unusable",
                "AcceptedIndicator is \(quotedForMessage(indicator.text)), and not true or false",
                at: indicator.position, field: indicator.field, value: indicator.text)
        }
    }

    private static func ublPrice(_ item: XMLNode) throws(LineProblem) -> Stated<FixedPoint> {
        guard let amount = item.descendant("Price", "PriceAmount") else { return .notStated }
        let value = placed(amount, amount, "PriceAmount")
        let price = try MessageText.number(value, signs: ["."])
        guard let base = item.descendant("Price", "BaseQuantity") else { return .stated(price) }
        let per = try MessageText.number(placed(base, base, "BaseQuantity"), signs: ["."])
        return .stated(try MessageText.unitPrice(price, per: per, value))
    }

    /// One message for each order that something is shipped of.
    private static func despatchAdvice(_ root: XMLNode) -> [MessageDraft] {
        var said: [(order: String, statement: SupplierMessage.Statement)] = []
        let whole = sound(.shipNotice, root) { draft throws(LineProblem) in
            draft.document = root.child("ID")?.trimmedText ?? ""
            draft.order = root.descendant("OrderReference", "ID")?.trimmedText ?? ""
            draft.writtenAt = issued(root)
            switch root.child("DocumentStatusCode")?.trimmedText {
            case "Revised": draft.purpose = .replacement
            case "Cancelled": draft.purpose = .withdrawal
            default: break
            }
            if draft.purpose == .withdrawal { return }
            said = try despatched(root, draft.order)
        }
        guard whole.problem == nil, !said.isEmpty else { return [whole] }
        return SupplierMessage.byOrder(said).map { order, statements, isOnly in
            var own = whole
            own.order = order
            if !isOnly { own.document += "/\(order)" }
            own.statements = statements
            return own
        }
    }

    private static func despatched(
        _ root: XMLNode, _ order: String
    ) throws(LineProblem) -> [(order: String, statement: SupplierMessage.Statement)] {
        let shipment = root.child("Shipment")
        let delivery = shipment?.child("Delivery")
        let despatch = delivery?.descendant("Despatch", "ActualDespatchDate")
        let left = try day(despatch ?? root.child("IssueDate"), "ActualDespatchDate")
        let period = delivery?.child("EstimatedDeliveryPeriod")
        let arrival = try day(period?.child("EndDate") ?? period?.child("StartDate"), "EndDate")
        let tracking =
            shipment?.descendant("Consignment", "ID") ?? delivery?.child("TrackingID")
        guard let shippedOn = left.value else { return [] }
        var said: [(order: String, statement: SupplierMessage.Statement)] = []
        for line in root.children("DespatchLine") {
            let reference = line.child("OrderLineReference")
            let own = reference?.descendant("OrderReference", "ID")?.trimmedText ?? ""
            let quantity = line.child("DeliveredQuantity")
            said.append(
                (
                    own.isEmpty ? order : own,
                    .shipped(
                        ShippedPart(
                            line: try MessageText.line(
                                placed(reference?.child("LineID"), line, "LineID")),
                            quantity: try MessageText.number(
                                placed(quantity, line, "DeliveredQuantity"), signs: ["."]),
                            shippedOn: shippedOn, arrivalDate: arrival,
                            tracking: tracking?.trimmedText ?? "",
                            unit: quantity?.attribute("unitCode") ?? ""))
                ))
        }
        return said
    }
}

extension XMLNode {
    /// The document itself, where it stands in the envelope of SBDH, as Peppol hands it over.
    var withoutEnvelope: XMLNode {
        guard name == "StandardBusinessDocument" else { return self }
        return children.first { $0.name != "StandardBusinessDocumentHeader" } ?? self
    }
}
