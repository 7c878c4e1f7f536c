internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Writes a purchase order by the layout of a partner, and reads it again.
struct LayoutOrderWriter {
    let document: OrderDocument
    let partner: PartnerProfile
    let layout: RecordLayout
    let controlNumber: Int

    /// What the record that is being written stands for.
    private struct Scope {
        var line: (line: OrderDocument.Line, unit: String)?
        var delivery: OrderDocument.Delivery?
    }

    /// Words for people; they are cut and rewritten where they do not fit.
    private static let words: Set<String> = ["line.description", "order.terms", "order.incoterm"]

    func write() throws(AdapterError) -> (bytes: [UInt8], changes: [WrittenChange]) {
        var writer = LayoutWriter(layout: layout)
        var changes: [WrittenChange] = []
        let roots = layout.records.indices.filter { layout.records[$0].parents.isEmpty }
        do throws(WireError) {
            for root in roots { try write(root, Scope(), &writer, &changes) }
        } catch {
            throw AdapterError(writing: error, of: document)
        }
        return (writer.bytes, changes)
    }

    private func write(
        _ record: Int, _ scope: Scope, _ writer: inout LayoutWriter,
        _ changes: inout [WrittenChange]
    ) throws(WireError) {
        let definition = layout.records[record]
        var scopes = [scope]
        switch definition.each {
        case "line":
            scopes = document.lines.map { line in
                Scope(line: (line, partner.code(of: line.unit, isX12: false) ?? line.unit.code))
            }
        case "delivery":
            // Of a line that is called off nothing is to come.
            let line = scope.line?.line
            scopes = (line?.change == .deleted ? [] : line?.schedule ?? []).map { delivery in
                Scope(line: scope.line, delivery: delivery)
            }
        default: break
        }
        for scope in scopes {
            var values: [String: LayoutValue] = [:]
            for field in definition.fields where !field.meaning.isEmpty {
                guard var value = value(of: field.meaning, scope) else { continue }
                if Self.words.contains(field.meaning), case .text(let text) = value {
                    let fitting = layout.fitting(text, to: field)
                    if fitting != text {
                        changes.append(
                            WrittenChange(
                                place: "\(definition.name).\(field.name)", original: text,
                                written: fitting))
                    }
                    value = .text(fitting)
                }
                values[field.name] = value
            }
            // A record that may be missing, and would say nothing, is left out.
            let says = values.values.contains { $0 != .text("") }
            if definition.occurrences.lowerBound == 0, !says { continue }
            try writer.write(record, values)
            for child in layout.records.indices
            where layout.records[child].parents.contains(definition.name) {
                try write(child, scope, &writer, &changes)
            }
        }
    }

    // MARK: - Values

    private func value(of meaning: String, _ scope: Scope) -> LayoutValue? {
        if let line = scope.line, meaning.hasPrefix("line.") {
            return value(of: meaning, line.line, line.unit)
        }
        if let delivery = scope.delivery {
            if meaning == "delivery.quantity" { return .number(delivery.quantity.micros) }
            if meaning == "delivery.date" { return .date(DateParts(delivery.date)) }
        }
        let order = document.order
        switch meaning {
        case "document.number": return .text(String(controlNumber))
        case "document.date": return .date(DateParts(document.date))
        case "document.sender": return .text(partner.sender)
        case "document.receiver": return .text(partner.receiver)
        case "order.number": return .text(document.number)
        case "order.change": return document.purpose.sequence.map { .text(String($0)) }
        case "order.action": return .text(document.action)
        case "order.date": return .date(DateParts(order.orderDate))
        case "order.currency": return .text(order.currency.code)
        case "order.buyer": return .text(partner.buyerParty)
        case "order.supplier":
            return .text(
                partner.supplierParty.isEmpty ? order.supplier.rawValue : partner.supplierParty)
        case "order.ship-to": return .text(partner.shipToParty)
        case "order.total": return document.total.map { .number($0.amount.micros) }
        case "order.terms": return .text(order.paymentTerms)
        case "order.incoterm": return .text(order.incoterm)
        default: return nil
        }
    }

    private func value(
        of meaning: String, _ line: OrderDocument.Line, _ unit: String
    ) -> LayoutValue? {
        switch meaning {
        case "line.number": .text(String(line.number))
        case "line.action": .text(line.change == .deleted ? "deleted" : "changed")
        case "line.part": .text(line.supplierPart)
        case "line.item": .text(line.item)
        case "line.description": .text(line.description)
        case "line.quantity": .number(line.quantity.micros)
        case "line.unit": .text(unit)
        case "line.price": .number(line.price.micros)
        case "line.per": .number(line.per.micros)
        case "line.amount": line.amount.map { .number($0.amount.micros) }
        default: nil
        }
    }
}

extension RecordLayout {
    /// Words as a field can hold them: characters that the file does not have become `?`, what
    /// parts words a blank, and what does not fit is cut.
    fileprivate func fitting(_ text: String, to field: Field) -> String {
        var room = Int.max
        if case .bytes(let range) = field.place { room = range.count }
        var mark: Unicode.Scalar?
        if case .delimited(let byte, nil) = form { mark = Unicode.Scalar(byte) }
        var result = ""
        var used = 0
        for scalar in text.unicodeScalars {
            var written = String(Character(scalar))
            let isBlank = scalar.properties.isWhitespace || scalar.value < 0x20
            if isBlank || scalar == mark || scalar.value == 0x7F { written = " " }
            if result.isEmpty, written == " " { continue }
            let bytes = encoding.encode(written)
            let isControl = scalar.value >= 0x80 && scalar.value < 0xA0
            if bytes == nil || isControl { written = "?" }
            let count = isControl ? 1 : bytes?.count ?? 1
            guard used + count <= room else { break }
            result += written
            used += count
        }
        while result.last == " " { result.removeLast() }
        return result
    }
}

extension OrderDocument {
    /// What becomes of the order as a whole, in the word of layouts.
    fileprivate var action: String {
        if case .cancellation = purpose { "deleted" } else { "changed" }
    }
}

extension DateParts {
    init(_ date: CalendarDate) {
        let digits = Array(date.compact.utf8).map { Int($0) - 0x30 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        self.init(year: number(0..<4), month: number(4..<6), day: number(6..<8))
    }
}

/// Reads an order of ours that was written by a layout.
enum LayoutOrderReading {
    static func read(_ bytes: [UInt8], _ layout: RecordLayout) throws(WireError) -> ReadOrder {
        let file: LayoutThing
        do throws(AdapterError) {
            file = try LayoutThing.read(bytes, file: "the order", layout: layout)
        } catch {
            throw WireError(code: error.code, message: error.message, help: error.help)
        }
        var order = ReadOrder()
        guard let document = file.all("document").first ?? (file.parts.isEmpty ? nil : file) else {
            return order
        }
        order.number = document.text("order.number")
        order.currency = document.text("order.currency")
        order.orderDate = CalendarDate(compact: document.text("order.date"))
        order.sequence = Int(document.text("order.change"))
        for item in document.all("line") {
            var line = ReadOrder.Line()
            line.number = digits(item.text("line.number"))
            line.isDeleted = item.text("line.action") == "deleted"
            line.supplierPart = item.text("line.part")
            line.item = item.text("line.item")
            line.unit = item.text("line.unit")
            line.quantity = try number(item, "line.quantity")
            line.price = try number(item, "line.price")
            line.per = try number(item, "line.per")
            for part in item.all("delivery") {
                guard let date = CalendarDate(compact: part.text("delivery.date")) else { continue }
                line.schedule.append(
                    .init(quantity: try number(part, "delivery.quantity"), date: date))
            }
            order.lines.append(line)
        }
        return order
    }

    /// A number without the zeros before it.
    private static func digits(_ text: String) -> String {
        let plain = text.drop { $0 == "0" }
        return plain.isEmpty ? text : String(plain)
    }

    private static func number(
        _ thing: LayoutThing, _ meaning: String
    ) throws(WireError) -> FixedPoint {
        guard let value = thing.value(meaning) else { return .zero }
        return try OrderReading.number(value.text, value.position)
    }
}

extension ReadOrder {
    /// What the layout of a partner does not carry is not said there, and cannot be said otherwise.
    mutating func adopt(_ other: ReadOrder, without layout: RecordLayout) {
        let meanings = Set(layout.meanings)
        if !meanings.contains("order.currency") { currency = other.currency }
        if !meanings.contains("order.date") { orderDate = other.orderDate }
        if !meanings.contains("order.change") { sequence = other.sequence }
        for index in lines.indices where index < other.lines.count {
            if !meanings.contains("line.item") { lines[index].item = other.lines[index].item }
            if !meanings.contains("line.price") { lines[index].price = other.lines[index].price }
            if !meanings.contains("line.per") {
                lines[index].per = FixedPoint(micros: 1_000_000)
            }
        }
    }
}
