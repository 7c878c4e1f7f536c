internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What a document of ours says to those who read it: numbers, dates and parts, no words.
struct ReadOrder: Hashable {
    struct Line: Hashable {
        var number = ""
        var isDeleted = false
        var supplierPart = ""
        var item = ""
        var quantity = FixedPoint.zero
        var unit = ""
        var price = FixedPoint.zero
        var per = FixedPoint.zero
        var schedule: [OrderDocument.Delivery] = []
    }

    var number = ""
    var sequence: Int?
    var currency = ""
    var orderDate: CalendarDate?
    var lines: [Line] = []

    init() {}

    /// What a document must say.
    init(
        expected document: OrderDocument, _ partner: PartnerProfile, isX12: Bool
    ) throws(AdapterError) {
        number = document.number
        sequence = document.purpose.sequence
        currency = document.order.currency.code
        orderDate = document.order.orderDate
        for line in document.lines {
            lines.append(
                Line(
                    number: String(line.number), isDeleted: line.change == .deleted,
                    supplierPart: line.supplierPart, item: line.item, quantity: line.quantity,
                    unit: try partner.unitCode(line, isX12: isX12), price: line.price,
                    per: line.per, schedule: line.change == .deleted ? [] : line.schedule))
        }
    }

    /// The first thing that the other one says otherwise, in words; `nil` where there is none.
    func difference(from expected: ReadOrder) -> String? {
        if number != expected.number { return "the number is read as \(number)" }
        if sequence != expected.sequence { return "the number of the change is read otherwise" }
        if currency != expected.currency { return "the currency is read as \(currency)" }
        if orderDate != expected.orderDate { return "the date of the order is read otherwise" }
        guard lines.count == expected.lines.count else {
            return "\(lines.count) lines are read instead of \(expected.lines.count)"
        }
        for (mine, wanted) in zip(lines, expected.lines) where mine != wanted {
            return "line \(wanted.number) is read as \(mine.words), and is \(wanted.words)"
        }
        return nil
    }
}

extension ReadOrder.Line {
    var words: String {
        let dates = schedule.map { "\($0.quantity) on \($0.date)" }.joined(separator: ", ")
        return "\(isDeleted ? "nothing of " : "")\(quantity) \(unit) of \(supplierPart) "
            + "(\(item)) at \(price) per \(per), \(dates)"
    }

    /// A date for all of the line, where no schedule says otherwise.
    mutating func schedule(all date: CalendarDate?) {
        if schedule.isEmpty, let date, !isDeleted {
            schedule = [OrderDocument.Delivery(quantity: quantity, date: date)]
        }
    }
}

/// Reads documents of ours again, with the readers that supplier's documents are read with.
enum OrderReading {
    static func read(
        _ bytes: [UInt8], as format: OrderDocumentFormat, partner: PartnerProfile
    ) throws(WireError) -> ReadOrder {
        switch format {
        case .x12Order, .x12Change: return try X12OrderReading.read(bytes, partner)
        case .edifactOrder, .edifactChange: return try EDIFACTOrderReading.read(bytes, partner)
        case .cxmlOrder, .cxmlChange: return try MarkupOrderReading.cxml(bytes)
        case .ublOrder, .ublChange: return try MarkupOrderReading.ubl(bytes)
        case .layoutOrder, .layoutChange:
            let own = format == .layoutOrder ? partner.layout : partner.changeLayout
            guard let layout = own else { return ReadOrder() }
            return try LayoutOrderReading.read(bytes, layout)
        }
    }

    static func number(_ text: String, _ position: SourcePosition) throws(WireError) -> FixedPoint {
        do throws(WireError) {
            return FixedPoint(micros: try DecimalText.parse(text))
        } catch {
            throw error.at(position)
        }
    }
}

enum X12OrderReading {
    static func read(_ bytes: [UInt8], _ partner: PartnerProfile) throws(WireError) -> ReadOrder {
        var reader = SegmentReader(bytes, syntax: .x12)
        var order = ReadOrder()
        var line: ReadOrder.Line?
        var date: CalendarDate?
        while let token = try reader.next() {
            guard token.kind == .segment else { continue }
            let place = token.position
            switch token.name {
            case "BEG":
                order.number = reader.text(3)
                order.orderDate = CalendarDate(compact: reader.text(5))
            case "BCH":
                order.number = reader.text(3)
                order.sequence = Int(reader.text(5))
                order.orderDate = CalendarDate(compact: reader.text(6))
            case "CUR": order.currency = reader.text(2)
            case "PO1", "POC":
                close(&line, date, into: &order)
                date = nil
                line = try Self.line(&reader, token.name == "POC" ? 2 : 0, place, partner)
            case "CTP" where line != nil:
                line?.price = try OrderReading.number(reader.text(3), place)
                line?.per = try OrderReading.number(reader.text(4), place)
            case "DTM" where line != nil && reader.text(1) == "002":
                date = CalendarDate(compact: reader.text(2))
            case "SCH" where line != nil:
                if let day = CalendarDate(compact: reader.text(6)) {
                    let quantity = try OrderReading.number(reader.text(1), place)
                    line?.schedule.append(.init(quantity: quantity, date: day))
                }
            case "CTT": close(&line, date, into: &order)
            default: break
            }
        }
        return order
    }

    private static func close(
        _ line: inout ReadOrder.Line?, _ date: CalendarDate?, into order: inout ReadOrder
    ) {
        guard var closed = line else { return }
        closed.schedule(all: date)
        order.lines.append(closed)
        line = nil
    }

    /// A line of PO1, or of POC, whose elements stand so many places further.
    private static func line(
        _ reader: inout SegmentReader, _ shift: Int, _ place: SourcePosition,
        _ partner: PartnerProfile
    ) throws(WireError) -> ReadOrder.Line {
        var line = ReadOrder.Line()
        line.number = reader.text(1)
        line.isDeleted = shift > 0 && reader.text(2) == "DI"
        line.quantity = try OrderReading.number(reader.text(shift > 0 ? 3 : 2), place)
        line.unit = reader.text(shift > 0 ? 5 : 3)
        if reader.isPresent(4 + shift) {
            line.price = try OrderReading.number(reader.text(4 + shift), place)
            let basis = reader.text(5 + shift)
            let micros = X12OrderWriter.basisByQuantity.first { $0.value == basis }?.key
            line.per = FixedPoint(micros: micros ?? 0)
        }
        let supplier = partner.supplierPartQualifier
        let buyer = partner.buyerPartQualifier
        for index in stride(from: 6 + shift, to: reader.elementCount, by: 2) {
            let qualifier = reader.text(index)
            if qualifier == (supplier.isEmpty ? "VP" : supplier) {
                line.supplierPart = reader.text(index + 1)
            } else if qualifier == (buyer.isEmpty ? "BP" : buyer) {
                line.item = reader.text(index + 1)
            }
        }
        return line
    }
}

enum EDIFACTOrderReading {
    static func read(_ bytes: [UInt8], _ partner: PartnerProfile) throws(WireError) -> ReadOrder {
        var reader = SegmentReader(bytes, syntax: .edifact)
        var order = ReadOrder()
        var line: ReadOrder.Line?
        var date: CalendarDate?
        var isScheduled = false
        while let token = try reader.next() {
            guard token.kind == .segment else { continue }
            let place = token.position
            switch token.name {
            case "BGM": takeOpening(reader, &order)
            case "RFF" where reader.text(1, component: 1) == "ON":
                let own = order.number
                order.number = reader.text(1, component: 2)
                order.sequence = Int(own.dropFirst(order.number.count + 1))
            case "DTM":
                let day = CalendarDate(compact: reader.text(1, component: 2))
                if line == nil {
                    order.orderDate = day
                } else if isScheduled, let day, let last = line?.schedule.indices.last {
                    line?.schedule[last].date = day
                } else {
                    date = day
                }
            case "CUX": order.currency = reader.text(1, component: 2)
            case "LIN":
                close(&line, date, into: &order)
                (date, isScheduled) = (nil, false)
                var next = ReadOrder.Line()
                next.number = reader.text(1)
                next.isDeleted = reader.text(2) == "2"
                next.supplierPart = reader.text(3, component: 1)
                line = next
            case "PIA": line?.item = reader.text(2, component: 1)
            case "QTY" where line != nil:
                let quantity = try OrderReading.number(reader.text(1, component: 2), place)
                if isScheduled {
                    line?.schedule.append(.init(quantity: quantity, date: .earliest))
                } else {
                    line?.quantity = quantity
                    line?.unit = reader.text(1, component: 3)
                }
            case "PRI":
                line?.price = try OrderReading.number(reader.text(1, component: 2), place)
                line?.per = try OrderReading.number(reader.text(1, component: 5), place)
            case "SCC": isScheduled = true
            case "UNS": close(&line, date, into: &order)
            default: break
            }
        }
        return order
    }

    private static func takeOpening(_ reader: SegmentReader, _ order: inout ReadOrder) {
        order.number = reader.text(2)
    }

    private static func close(
        _ line: inout ReadOrder.Line?, _ date: CalendarDate?, into order: inout ReadOrder
    ) {
        guard var closed = line else { return }
        closed.schedule(all: date)
        order.lines.append(closed)
        line = nil
    }
}

enum MarkupOrderReading {
    static func cxml(_ bytes: [UInt8]) throws(WireError) -> ReadOrder {
        let root = try XMLText.parse(bytes)
        var order = ReadOrder()
        guard let request = root.descendant("Request", "OrderRequest"),
            let header = request.child("OrderRequestHeader")
        else { return order }
        order.number = header.attribute("orderID") ?? ""
        order.orderDate = day(header.attribute("orderDate"))
        if let version = header.attribute("orderVersion").flatMap({ Int($0) }) {
            order.sequence = version - 1
        }
        order.currency = header.descendant("Total", "Money")?.attribute("currency") ?? ""
        for item in request.children("ItemOut") {
            var line = ReadOrder.Line()
            line.number = item.attribute("lineNumber") ?? ""
            line.quantity = try OrderReading.number(
                item.attribute("quantity") ?? "", item.position)
            line.supplierPart = item.descendant("ItemID", "SupplierPartID")?.text ?? ""
            line.item = item.descendant("ItemID", "BuyerPartID")?.text ?? ""
            let detail = item.child("ItemDetail")
            line.price = try OrderReading.number(
                detail?.descendant("UnitPrice", "Money")?.text ?? "", item.position)
            line.unit = detail?.child("UnitOfMeasure")?.text ?? ""
            line.per = try OrderReading.number(
                detail?.child("PriceBasisQuantity")?.attribute("quantity") ?? "1", item.position)
            line.isDeleted = line.quantity == .zero
            for part in item.children("ScheduleLine") {
                guard let date = day(part.attribute("requestedDeliveryDate")) else { continue }
                let quantity = try OrderReading.number(
                    part.attribute("quantity") ?? "", part.position)
                line.schedule.append(.init(quantity: quantity, date: date))
            }
            line.schedule(all: day(item.attribute("requestedDeliveryDate")))
            order.lines.append(line)
        }
        return order
    }

    private static func day(_ text: String?) -> CalendarDate? {
        CalendarDate(compact: (text ?? "").prefix(10).filter { $0 != "-" })
    }

    static func ubl(_ bytes: [UInt8]) throws(WireError) -> ReadOrder {
        let root = try XMLText.parse(bytes)
        var order = ReadOrder()
        let original = root.name == "Order" ? root : root.child("OrderReference")
        order.number = original?.child("ID")?.text ?? ""
        order.orderDate = day(original?.child("IssueDate")?.text)
        if root.name != "Order" {
            // A cancellation has no element for the number of the change, and its own holds it.
            let own = root.child("ID")?.text ?? ""
            order.sequence = Int(
                root.child("SequenceNumberID")?.text
                    ?? String(own.dropFirst(order.number.count + 1)))
        }
        order.currency = root.child("DocumentCurrencyCode")?.text ?? ""
        for item in root.children("OrderLine").compactMap({ $0.child("LineItem") }) {
            var line = ReadOrder.Line()
            line.number = item.child("ID")?.text ?? ""
            line.isDeleted = item.child("LineStatusCode")?.text == UBLOrderWriter.deleted
            line.quantity = try OrderReading.number(
                item.child("Quantity")?.text ?? "", item.position)
            line.unit = item.child("Quantity")?.attribute("unitCode") ?? ""
            line.price = try OrderReading.number(
                item.descendant("Price", "PriceAmount")?.text ?? "", item.position)
            line.per = try OrderReading.number(
                item.descendant("Price", "BaseQuantity")?.text ?? "1", item.position)
            let inner = item.child("Item")
            line.supplierPart = inner?.descendant("SellersItemIdentification", "ID")?.text ?? ""
            line.item = inner?.descendant("BuyersItemIdentification", "ID")?.text ?? ""
            for part in item.children("Delivery") {
                let start = part.descendant("RequestedDeliveryPeriod", "StartDate")?.text
                guard let date = day(start) else { continue }
                let quantity = try OrderReading.number(
                    part.child("Quantity")?.text ?? "", part.position)
                line.schedule.append(.init(quantity: quantity, date: date))
            }
            order.lines.append(line)
        }
        return order
    }
}
