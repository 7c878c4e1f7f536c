internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Writes ORDERS and ORDCHG.
struct EDIFACTOrderWriter {
    let document: OrderDocument
    let partner: PartnerProfile
    let controlNumber: Int

    /// The interchange, and what words could not be carried.
    func write() throws(AdapterError) -> (bytes: [UInt8], changes: [WrittenChange]) {
        let overlay = partner.edifact
        var marks = ServiceCharacters.edifact
        if overlay.syntaxVersion >= 4 { marks.repetition = UInt8(ascii: "*") }
        var writer = SegmentWriter(
            syntax: .edifact, characters: marks,
            repertoire: partner.repertoire ?? overlay.repertoire,
            hasLineEnds: partner.hasLineEnds)
        let envelope = EDIFACTEnvelope(
            parties: partner.parties(of: document, controlNumber: controlNumber),
            syntaxIdentifier: overlay.syntax.rawValue, syntaxVersion: overlay.syntaxVersion,
            directory: overlay.directory.rawValue, guide: overlay.guide)
        let kind = document.purpose == .original ? "ORDERS" : "ORDCHG"
        let segments = try self.segments()
        do throws(WireError) {
            try envelope.write(kind, segments, to: &writer)
        } catch {
            throw AdapterError(writing: error, of: document)
        }
        return (writer.bytes, writer.changes)
    }

    private func segments() throws(AdapterError) -> [WrittenSegment] {
        let order = document.order
        var segments = [opening, date("137", document.date)]
        if document.purpose == .original, !order.paymentTerms.isEmpty {
            segments.append(
                WrittenSegment(
                    "FTX",
                    [
                        .code("PMT"), .empty, .empty,
                        .composite(Self.split(order.paymentTerms, width: 70, count: 5)),
                    ]))
        }
        if document.purpose != .original {
            segments.append(
                WrittenSegment(
                    "RFF", [.composite([.code("ON"), .code(document.number, maximum: 35)])]))
        }
        segments += party("BY", order.buyer, partner.buyerParty)
        segments += contact
        let own = partner.supplierParty.isEmpty ? order.supplier.rawValue : partner.supplierParty
        segments.append(WrittenSegment("NAD", [.code("SU"), identified(own)]))
        segments += party("DP", order.shipTo, partner.shipToParty)
        segments.append(WrittenSegment("CUX", [.codes("2", order.currency.code, "9")]))
        if let term = DeliveryTerms(order.incoterm) {
            var pieces = [SegmentElement.code(term.code), .empty, .empty]
            pieces += Self.split(term.place, width: 70, count: 2)
            segments.append(
                WrittenSegment("TOD", [.code("6"), .empty, .composite(pieces)]))
        }
        for line in document.lines { segments += try self.line(line) }
        segments.append(WrittenSegment("UNS", [.code("S")]))
        if let total = document.total {
            let amount = total.amount.formatted(fractionDigits: total.currency.minorUnitDigits)
            segments.append(WrittenSegment("MOA", [.codes("79", amount)]))
        }
        segments.append(WrittenSegment("CNT", [.codes("2", String(document.lines.count))]))
        return segments
    }

    // MARK: - Heading

    private var opening: WrittenSegment {
        switch document.purpose {
        case .original:
            WrittenSegment(
                "BGM", [.codes("220"), .code(document.number, maximum: 35), .code("9")])
        case .change(let sequence):
            WrittenSegment(
                "BGM",
                [.codes("230"), .code("\(document.number)-\(sequence)", maximum: 35), .code("4")])
        case .cancellation(let sequence):
            WrittenSegment(
                "BGM",
                [.codes("230"), .code("\(document.number)-\(sequence)", maximum: 35), .code("1")])
        }
    }

    private func date(_ qualifier: String, _ date: CalendarDate) -> WrittenSegment {
        WrittenSegment("DTM", [.codes(qualifier, date.compact, "102")])
    }

    private func identified(_ name: String) -> SegmentElement {
        let qualifier = partner.partyQualifier.isEmpty ? "92" : partner.partyQualifier
        return .composite([.code(name, maximum: 35), .empty, .code(qualifier, maximum: 3)])
    }

    private func party(_ role: String, _ address: Address, _ name: String) -> [WrittenSegment] {
        guard !address.name.isEmpty || !name.isEmpty else { return [] }
        var streets = address.lines.filter { !$0.isEmpty }
        let country = address.country.utf8
        let hasCode = country.count == 2 && country.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
        if !hasCode, !address.country.isEmpty { streets.append(address.country) }
        return [
            WrittenSegment(
                "NAD",
                [
                    .code(role), name.isEmpty ? .empty : identified(name), .empty,
                    .composite(Self.split(address.name, width: 35, count: 5)),
                    .composite(streets.prefix(4).map { .text($0, maximum: 35) }),
                    .text(address.city, maximum: 35), .empty,
                    .text(address.postalCode, maximum: 9),
                    hasCode ? .code(address.country) : .empty,
                ])
        ]
    }

    private var contact: [WrittenSegment] {
        let contact = document.order.contact
        guard !contact.name.isEmpty || !contact.phone.isEmpty || !contact.email.isEmpty else {
            return []
        }
        var segments = [
            WrittenSegment(
                "CTA", [.code("OC"), .composite([.empty, .text(contact.name, maximum: 35)])])
        ]
        if !contact.phone.isEmpty {
            segments.append(
                WrittenSegment(
                    "COM", [.composite([.text(contact.phone, maximum: 70), .code("TE")])]))
        }
        if !contact.email.isEmpty {
            segments.append(
                WrittenSegment(
                    "COM", [.composite([.text(contact.email, maximum: 70), .code("EM")])]))
        }
        return segments
    }

    // MARK: - Lines

    private func line(_ line: OrderDocument.Line) throws(AdapterError) -> [WrittenSegment] {
        let unit = try partner.unitCode(line, isX12: false)
        let supplier = partner.supplierPartQualifier
        let buyer = partner.buyerPartQualifier
        let action: SegmentElement =
            switch line.change {
            case nil: .empty
            case .deleted: .code("2")
            case .decreased, .increased, .rescheduled, .changed: .code("3")
            }
        var segments = [
            WrittenSegment(
                "LIN",
                [
                    .code(String(line.number), maximum: 6), action,
                    .composite([
                        .code(line.supplierPart, maximum: 35),
                        .code(supplier.isEmpty ? "SA" : supplier, maximum: 3),
                    ]),
                ]),
            WrittenSegment(
                "PIA",
                [
                    .code("1"),
                    .composite([
                        .code(line.item, maximum: 35),
                        .code(buyer.isEmpty ? "IN" : buyer, maximum: 3),
                    ]),
                ]),
        ]
        if !line.description.isEmpty {
            segments.append(
                WrittenSegment(
                    "IMD",
                    [
                        .code("F"), .empty,
                        .composite(
                            [.empty, .empty, .empty]
                                + Self.split(line.description, width: 35, count: 2)),
                    ]))
        }
        segments.append(quantity("21", line.quantity, unit))
        let only = line.schedule.count == 1 ? line.schedule.first : nil
        if line.change != .deleted, let only { segments.append(date("2", only.date)) }
        if let amount = line.amount {
            let text = amount.amount.formatted(fractionDigits: amount.currency.minorUnitDigits)
            segments.append(WrittenSegment("MOA", [.codes("203", text)]))
        }
        segments.append(
            WrittenSegment(
                "PRI",
                [
                    .composite([
                        .code("AAA"), .number(line.price), .empty, .empty, basis(line),
                        .code(unit, maximum: 8),
                    ])
                ]))
        guard line.change != .deleted, only == nil else { return segments }
        for delivery in line.schedule {
            segments.append(WrittenSegment("SCC", [.code("1")]))
            segments.append(quantity("21", delivery.quantity, unit))
            segments.append(date("2", delivery.date))
        }
        return segments
    }

    /// The quantity that the price is for has nine digits at most.
    private func basis(_ line: OrderDocument.Line) -> SegmentElement {
        let text = line.per.description
        return .code(text, maximum: text.contains(".") ? 10 : 9)
    }

    private func quantity(
        _ qualifier: String, _ quantity: FixedPoint, _ unit: String
    ) -> WrittenSegment {
        WrittenSegment(
            "QTY",
            [.composite([.code(qualifier), .number(quantity), .code(unit, maximum: 3)])])
    }

    /// A text over several components, cut anywhere: who reads them glues them together.
    static func split(_ text: String, width: Int, count: Int) -> [SegmentElement] {
        var rest = text.unicodeScalars[...]
        var parts: [SegmentElement] = []
        while !rest.isEmpty, parts.count < count {
            let isLast = parts.count == count - 1
            var piece = String(rest.prefix(width))
            // Blanks at the end of a component are lost; they go to the next one.
            var length = rest.prefix(width).count
            while !isLast, piece.last == " ", length > 1 {
                piece.removeLast()
                length -= 1
            }
            parts.append(.text(isLast ? String(rest) : piece, maximum: width))
            rest = rest.dropFirst(isLast ? rest.count : length)
        }
        return parts
    }
}
