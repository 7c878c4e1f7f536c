internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Writes 850 and 860.
struct X12OrderWriter {
    let document: OrderDocument
    let partner: PartnerProfile
    let controlNumber: Int

    private let writer: SegmentWriter

    init(document: OrderDocument, partner: PartnerProfile, controlNumber: Int) {
        self.document = document
        self.partner = partner
        self.controlNumber = controlNumber
        let overlay = partner.x12
        writer = SegmentWriter(
            syntax: .x12,
            characters: ServiceCharacters(
                element: overlay.element, component: overlay.component,
                repetition: overlay.release == .v005010 ? overlay.repetition : nil,
                terminator: overlay.terminator),
            repertoire: partner.repertoire ?? .ascii, hasLineEnds: partner.hasLineEnds)
    }

    /// The interchange, and what words could not be carried.
    func write() throws(AdapterError) -> (bytes: [UInt8], changes: [WrittenChange]) {
        var writer = writer
        let isOrder = document.purpose == .original
        let envelope = X12Envelope(
            parties: partner.parties(of: document, controlNumber: controlNumber),
            group: isOrder ? "PO" : "PC",
            groupSender: partner.groupSender.isEmpty ? partner.sender : partner.groupSender,
            groupReceiver: partner.groupReceiver.isEmpty ? partner.receiver : partner.groupReceiver,
            release: partner.x12.release.rawValue)
        let segments = try self.segments()
        do throws(WireError) {
            try envelope.write(isOrder ? "850" : "860", segments, to: &writer)
        } catch {
            throw AdapterError(writing: error, of: document)
        }
        return (writer.bytes, writer.changes)
    }

    private func segments() throws(AdapterError) -> [WrittenSegment] {
        var segments = [opening]
        let order = document.order
        segments.append(WrittenSegment("CUR", [.code("BY"), .code(order.currency.code)]))
        segments += contact
        segments += terms
        if document.purpose == .original, let first = earliest {
            segments.append(WrittenSegment("DTM", [.code("002"), .code(first.compact)]))
        }
        segments += party("BY", order.buyer, partner.buyerParty)
        segments += party("ST", order.shipTo, partner.shipToParty)
        let own = partner.supplierParty.isEmpty ? order.supplier.rawValue : partner.supplierParty
        segments.append(
            WrittenSegment("N1", [.code("SU"), .empty, .code(qualifier), .code(own, maximum: 80)]))
        for line in document.lines { segments += try self.line(line) }
        segments.append(totals)
        if let total = document.total {
            segments.append(
                WrittenSegment(
                    "AMT",
                    [
                        .code("TT"),
                        .code(
                            total.amount.formatted(
                                fractionDigits: total.currency.minorUnitDigits),
                            maximum: 19),
                    ]))
        }
        return segments
    }

    // MARK: - Heading

    private var qualifier: String {
        partner.partyQualifier.isEmpty ? "92" : partner.partyQualifier
    }

    private var opening: WrittenSegment {
        let number = SegmentElement.code(document.number, maximum: 22)
        let type = SegmentElement.code(partner.x12.orderType, maximum: 2)
        let orderDate = SegmentElement.code(document.order.orderDate.compact)
        switch document.purpose {
        case .original:
            return WrittenSegment("BEG", [.code("00"), type, number, .empty, orderDate])
        case .change(let sequence), .cancellation(let sequence):
            let isChange = document.purpose == .change(sequence: sequence)
            return WrittenSegment(
                "BCH",
                [
                    .code(isChange ? "04" : "01"), type, number, .empty, .code(String(sequence)),
                    orderDate, .empty, .empty, .empty, .empty, .code(document.date.compact),
                ])
        }
    }

    private var earliest: CalendarDate? {
        document.lines.compactMap { $0.schedule.first?.date }.min()
    }

    /// Words, where at least so many characters of them come out.
    private func words(_ text: String, minimum: Int = 1, maximum: Int) -> SegmentElement {
        writer.carriedLength(ofWords: text, maximum: maximum) < minimum
            ? .empty : .text(text, maximum: maximum)
    }

    private var contact: [WrittenSegment] {
        let contact = document.order.contact
        let name = words(contact.name, maximum: 60)
        var elements = [SegmentElement.code("BD"), name]
        for (qualifier, text) in [("TE", contact.phone), ("EM", contact.email)] {
            let number = words(text, maximum: 80)
            if number != .empty { elements += [.code(qualifier), number] }
        }
        return elements.count == 2 && name == .empty ? [] : [WrittenSegment("PER", elements)]
    }

    private var terms: [WrittenSegment] {
        var segments: [WrittenSegment] = []
        let order = document.order
        if let term = DeliveryTerms(order.incoterm) {
            var elements = [SegmentElement.code("DF")]
            let place = words(term.place, maximum: 80)
            elements += place == .empty ? [.empty, .empty] : [.code("ZZ"), place]
            elements += [.code("01"), .code(term.code)]
            segments.append(WrittenSegment("FOB", elements))
        }
        let payment = words(order.paymentTerms, maximum: 80)
        if payment != .empty, document.purpose == .original {
            let blanks = Array(repeating: SegmentElement.empty, count: 10)
            segments.append(
                WrittenSegment(
                    "ITD", [.code("05")] + blanks + [payment]))
        }
        return segments
    }

    private func party(_ role: String, _ address: Address, _ name: String) -> [WrittenSegment] {
        let title = words(address.name, maximum: 60)
        guard title != .empty || !name.isEmpty else { return [] }
        var first = [SegmentElement.code(role), title]
        if !name.isEmpty { first += [.code(qualifier), .code(name, maximum: 80)] }
        var segments = [WrittenSegment("N1", first)]
        let country = address.country.utf8
        let hasCode =
            (2...3).contains(country.count) && country.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
        let streets = (address.lines + (hasCode ? [] : [address.country]))
            .map { words($0, maximum: 55) }.filter { $0 != .empty }
        for start in stride(from: 0, to: min(streets.count, 4), by: 2) {
            segments.append(
                WrittenSegment("N3", Array(streets[start..<min(start + 2, streets.count)])))
        }
        let city = words(address.city, minimum: 2, maximum: 30)
        let postalCode = words(address.postalCode, minimum: 3, maximum: 15)
        guard city != .empty || postalCode != .empty || hasCode else { return segments }
        segments.append(
            WrittenSegment(
                "N4", [city, .empty, postalCode, hasCode ? .code(address.country) : .empty]))
        return segments
    }

    // MARK: - Lines

    private func line(_ line: OrderDocument.Line) throws(AdapterError) -> [WrittenSegment] {
        let unit = SegmentElement.code(try partner.unitCode(line, isX12: true), maximum: 2)
        let quantity = SegmentElement.number(line.quantity)
        let basis = Self.basisByQuantity[line.per.micros]
        let price: [SegmentElement] =
            basis.map { [.number(line.price), .code($0)] } ?? [.empty, .empty]
        let parts = parts(of: line)
        var segments: [WrittenSegment] = []
        switch line.change {
        case nil:
            segments.append(
                WrittenSegment(
                    "PO1", [.code(String(line.number)), quantity, unit] + price + parts))
        case .some(let change):
            segments.append(
                WrittenSegment(
                    "POC",
                    [
                        .code(String(line.number)), .code(Self.changeCode(change)), quantity,
                        .empty, unit,
                    ] + price + parts))
        }
        if basis == nil {
            // No code says "per 7": price, quantity and unit say it.
            segments.append(
                WrittenSegment(
                    "CTP",
                    [.empty, .code("CON"), .number(line.price), .number(line.per), unit]))
        }
        let description = words(line.description, maximum: 80)
        if description != .empty {
            segments.append(
                WrittenSegment("PID", [.code("F"), .empty, .empty, .empty, description]))
        }
        guard line.change != .deleted else { return segments }
        return segments + schedule(of: line, unit: unit)
    }

    /// Data element 670: what happens to the line.
    private static func changeCode(_ change: OrderDocument.LineChange) -> String {
        switch change {
        case .deleted: "DI"
        case .decreased: "QD"
        case .increased: "QI"
        case .rescheduled: "CT"
        case .changed: "CA"
        }
    }

    private func schedule(
        of line: OrderDocument.Line, unit: SegmentElement
    ) -> [WrittenSegment] {
        if line.schedule.count == 1, let only = line.schedule.first {
            return [WrittenSegment("DTM", [.code("002"), .code(only.date.compact)])]
        }
        return line.schedule.map { delivery in
            WrittenSegment(
                "SCH",
                [
                    .number(delivery.quantity), unit, .empty, .empty, .code("002"),
                    .code(delivery.date.compact),
                ])
        }
    }

    private func parts(of line: OrderDocument.Line) -> [SegmentElement] {
        let supplier = partner.supplierPartQualifier
        let buyer = partner.buyerPartQualifier
        return [
            .code(supplier.isEmpty ? "VP" : supplier, maximum: 2),
            .code(line.supplierPart, maximum: 48), .code(buyer.isEmpty ? "BP" : buyer, maximum: 2),
            .code(line.item, maximum: 48),
        ]
    }

    /// What data element 639 says of the quantity that a price is for.
    static let basisByQuantity: [Int64: String] = [
        1_000_000: "PE", 100_000_000: "HP", 1_000_000_000: "TP",
    ]

    /// The number of lines, and the sum of their quantities where it has at most ten digits.
    private var totals: WrittenSegment {
        let sum = document.lines.reduce(Int128(0)) { $0 + Int128($1.quantity.micros) }
        var elements = [SegmentElement.code(String(document.lines.count))]
        if let micros = Int64(exactly: sum) {
            let text = FixedPoint(micros: micros).description
            if text.utf8.count(where: { $0 != UInt8(ascii: ".") }) <= 10 {
                elements.append(.code(text))
            }
        }
        return WrittenSegment("CTT", elements)
    }
}

/// What an incoterm says: the three letters, and the place behind them.
struct DeliveryTerms: Hashable {
    var code: String
    var place: String

    /// Reads "DAP Berlin"; `nil` where no three capitals stand first.
    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first, first.utf8.count == 3,
            first.utf8.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A })
        else { return nil }
        code = String(first)
        place = words.count > 1 ? String(words[1]) : ""
    }
}

extension SegmentElement {
    /// A number in at most fifteen digits.
    static func number(_ value: FixedPoint) -> SegmentElement {
        let text = value.description
        let marks = text.utf8.count { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        return .code(text, maximum: 15 + marks)
    }
}

extension PartnerProfile {
    func parties(of document: OrderDocument, controlNumber: Int) -> InterchangeParties {
        InterchangeParties(
            senderQualifier: senderQualifier, sender: sender, receiverQualifier: receiverQualifier,
            receiver: receiver, isTest: isTest, date: document.date.compact, time: "0000",
            controlNumber: controlNumber)
    }

    func unitCode(_ line: OrderDocument.Line, isX12: Bool) throws(AdapterError) -> String {
        if let code = code(of: line.unit, isX12: isX12) { return code }
        throw AdapterError(
            code: "document.unit-unknown", reaction: .fixSettings,
            message: "Line \(line.number) counts in \(line.unit), and X12 has two characters for "
                + "a unit.",
            help: "Say in the partner's settings which code it is: [units] XX = \"\(line.unit)\".")
    }
}

extension AdapterError {
    /// A document that cannot be written.
    init(writing error: WireError, of document: OrderDocument) {
        self.init(
            code: error.code, reaction: .fixSettings,
            message: "Purchase order (\(document.number)) cannot be written: \(error.message).",
            help: error.help)
    }
}
