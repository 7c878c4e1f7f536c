internal import SupplierAdapterKit
internal import WireFormats

/// Reads price lists of one record an offer straight to lines, without keeping the file.
///
/// Most lists are such: heads and trailers around records that each say all of one part. What is
/// more (prices in records of their own, records under an offer, groups) is left to
/// ``LayoutThing`` and ``LayoutCatalog``, whose lines these are.
struct LayoutList {
    /// What a field says of an offer.
    private enum Target {
        case part, description, unit, minimum, multiple, maximum, leadTime, validFrom, validThrough
        case deleted, per, shelf, price, from, currency, priceKind
        case other(StatedSubstitute.Role)
    }

    private static let targets: [String: Target] = [
        "offer.part": .part, "offer.description": .description, "offer.unit": .unit,
        "offer.minimum": .minimum, "offer.multiple": .multiple, "offer.maximum": .maximum,
        "offer.lead-time": .leadTime, "offer.valid-from": .validFrom,
        "offer.valid-through": .validThrough, "offer.deleted": .deleted, "offer.per": .per,
        "offer.shelf": .shelf, "offer.price": .price, "offer.from": .from,
        "offer.currency": .currency, "offer.price-kind": .priceKind,
    ]

    private enum Kind { case text, number, date }

    /// A field of an offer, as far as it is needed for each of a million offers.
    private struct Field {
        let target: Target
        let kind: Kind
        let name: FieldName
        /// Whether nobody is shown its text where that is nothing but digits.
        let isCounted: Bool

        init?(_ field: RecordLayout.Field) {
            let other = LayoutCatalog.others.first { $0.key == field.meaning }
                .map { Target.other($0.value) }
            guard let target = LayoutList.targets[field.meaning] ?? other else { return nil }
            self.target = target
            name = FieldName(kept: field.name)
            isCounted =
                switch target {
                case .shelf, .per: true
                default: false
                }
            switch field.type {
            case .text, .digits: kind = .text
            case .number: kind = .number
            case .date: kind = .date
            }
        }
    }

    private let layout: RecordLayout
    /// By the ordinals of records and fields; `nil` for a record that is no offer.
    private let offers: [[Field?]?]

    private static let shelf = ShortText("shelf")

    /// `nil` for a layout of another kind.
    init?(_ layout: RecordLayout) {
        var under = Set(layout.records.filter { $0.each == "offer" }.map(\.name))
        var size = 0
        while size != under.count {
            size = under.count
            for record in layout.records where !under.isDisjoint(with: record.parents) {
                under.insert(record.name)
            }
        }
        for record in layout.records {
            let meanings = record.fields.map(\.meaning).filter { !$0.isEmpty }
            let isOffer = record.each == "offer"
            guard isOffer || record.each.isEmpty, record.groups == nil,
                Set(meanings).count == meanings.count
            else { return nil }
            if isOffer {
                guard under.isDisjoint(with: record.parents) else { return nil }
            } else if under.contains(record.name), !meanings.isEmpty {
                return nil
            }
        }
        self.layout = layout
        offers = layout.records.map { record in
            record.each == "offer" ? record.fields.map { Field($0) } : nil
        }
    }

    /// Adds the lines of a file; throws where its layout rejects it.
    ///
    /// Gives false where a record behind an offer changes what holds for all of them: then the
    /// lines are not those of the file.
    func read(
        _ source: any ByteSource, file: String, strictness: Strictness,
        into assembly: inout CatalogAssembly
    ) throws(AdapterError) -> Bool {
        var reader = LayoutReader(source: source, layout: layout, strictness: strictness)
        var above = LayoutThing(each: "", position: .start, depth: -1)
        var currency = ShortText.empty
        var hasOffers = false
        var isSteady = true
        var line = CatalogLine(at: .start)
        while let token = try LayoutThing.next(&reader, file) {
            guard token.kind == .record, let index = token.record else { continue }
            if let fields = offers[index] {
                take(token, index, fields, reader, currency, into: &line)
                try assembly.add(line)
                hasOffers = true
                continue
            }
            for field in reader.fields {
                let definition = layout.records[index].fields[field.index]
                if definition.meaning.isEmpty { continue }
                above.add(
                    definition.meaning, LayoutThing.placed(field, definition, reader))
            }
            let found = ShortText(above.text("list.currency"))
            if found != currency, hasOffers { isSteady = false }
            currency = found
        }
        try LayoutThing.refuse(reader, file)
        return isSteady
    }

    private func take(
        _ token: LayoutToken, _ record: Int, _ fields: [Field?], _ reader: LayoutReader,
        _ listCurrency: ShortText, into line: inout CatalogLine
    ) {
        line.begin(at: token.position)
        var price: PlacedText?
        var per: PlacedText?
        var from: PlacedText?
        var currency = listCurrency
        var kind = ShortText.empty
        for found in reader.fields {
            guard let field = fields[found.index] else { continue }
            // A blank that is translated means something.
            if found.isBlank, !found.isTranslated { continue }
            if !found.isTranslated, takeText(found, field, reader, &line) { continue }
            guard let value = value(found, field, record, reader) else { continue }
            switch field.target {
            case .part: line.part = value.text
            case .description: line.description = Array(value.text.utf8)
            case .unit: line.unit = value.shortText
            case .deleted: line.isDeleted = value.text == "yes"
            case .priceKind: kind = value.shortText
            case .currency: currency = value.shortText
            case .price: price = value
            case .per: per = value
            case .from: from = value
            case .shelf: line.shelves.append((kind: Self.shelf, quantity: value))
            case .minimum: line.minimum = LayoutCatalog.positive(value)
            case .multiple: line.multiple = LayoutCatalog.positive(value)
            case .maximum: line.maximum = LayoutCatalog.positive(value)
            case .leadTime: line.leadTimeDays = value
            case .validFrom: line.validFrom = value
            case .validThrough: line.validThrough = value
            case .other(let role): line.others.append((value, role))
            }
        }
        guard let price else { return }
        line.prices.append(
            CatalogLine.Price(amount: price, per: per, from: from, currency: currency, kind: kind))
    }

    /// Takes texts that nothing more is asked of; whether the field was one.
    private func takeText(
        _ found: LayoutField, _ field: Field, _ reader: LayoutReader, _ line: inout CatalogLine
    ) -> Bool {
        guard field.kind == .text else { return false }
        switch field.target {
        case .part:
            line.partBytes.removeAll(keepingCapacity: true)
            reader.addValue(found, to: &line.partBytes)
        case .description:
            line.description.removeAll(keepingCapacity: true)
            reader.addValue(found, to: &line.description)
        case .unit: line.unit = Self.short(found, reader)
        default: return false
        }
        return true
    }

    private static func short(_ found: LayoutField, _ reader: LayoutReader) -> ShortText {
        reader.packed(found).map { ShortText(packed: $0) } ?? ShortText(reader.value(found))
    }

    /// A value that is there and not blank.
    private func value(
        _ found: LayoutField, _ field: Field, _ record: Int, _ reader: LayoutReader
    ) -> PlacedText? {
        if !found.isTranslated {
            switch field.kind {
            case .text:
                if field.isCounted, let number = reader.wholeNumber(found) {
                    return PlacedText(
                        number: number, name: field.name, position: reader.position(of: found))
                }
                let text = Self.short(found, reader)
                return text.isEmpty
                    ? nil
                    : PlacedText(text, name: field.name, position: reader.position(of: found))
            case .number:
                do throws(WireError) {
                    return try reader.number(found).map {
                        PlacedText(
                            number: $0, name: field.name, position: reader.position(of: found))
                    }
                } catch {
                    // Why it is none is said below.
                }
            case .date: break
            }
        }
        let value = LayoutThing.placed(
            found, layout.records[record].fields[found.index], reader)
        return value.isEmpty ? nil : value
    }
}
