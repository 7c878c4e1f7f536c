internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What lines of a list say beside part, prices and stock: mostly all of them the same.
struct CatalogTerms: Hashable, BitwiseCopyable, Sendable {
    var unit: UnitOfMeasure
    var minimum = FixedPoint.one
    var multiple = FixedPoint.one
    var maximum: FixedPoint?
    var leadTime: LeadTime?
    var leadTimeFromStock: LeadTime
    var validity = Validity.always
}

/// What a price is for, and in which currency.
struct CatalogPriceTerms: Hashable, BitwiseCopyable, Sendable {
    var currency: Currency
    var per: FixedPoint
}

/// How a line lies among the rows of its list until the list is known to be whole.
struct CatalogRows {
    private enum Kind: UInt64 { case offer, shelf, setAside, deleted }

    /// What became of a line that names a part.
    enum Outcome {
        case offer
        case shelf
        /// The ordinal of its problem.
        case setAside(Int)
        case deleted
    }

    private var terms = PackedTerms<CatalogTerms>()
    private var prices = PackedTerms<CatalogPriceTerms>()

    // MARK: - Writing

    private func begin(
        _ kind: Kind, _ line: CatalogLine, _ writer: inout PackedRowWriter
    ) {
        writer.clear()
        writer.write(atMost: 30) { pen in
            pen.add(kind.rawValue)
            pen.add(UInt64(line.position.line))
            pen.add(UInt64(line.position.column))
        }
    }

    mutating func writeOffer(
        _ line: CatalogLine, _ found: CatalogTerms, _ breaks: [PriceBreak], onHand: FixedPoint?,
        to writer: inout PackedRowWriter
    ) {
        begin(.offer, line, &writer)
        terms.write(found, to: &writer)
        writer.write(atMost: 21) { pen in
            pen.add(optional: onHand?.micros)
            pen.add(UInt64(breaks.count))
        }
        for entry in breaks {
            writer.write(atMost: 20) { pen in
                pen.add(signed: entry.fromQuantity.value.micros)
                pen.add(signed: entry.price.money.amount.micros)
            }
            prices.write(
                CatalogPriceTerms(
                    currency: entry.price.money.currency, per: entry.price.per.value),
                to: &writer)
        }
        line.description.withUnsafeBytes { writer.add(bytes: $0) }
    }

    mutating func writeShelf(
        _ line: CatalogLine, _ found: CatalogTerms, onHand: FixedPoint?,
        to writer: inout PackedRowWriter
    ) {
        begin(.shelf, line, &writer)
        terms.write(found, to: &writer)
        writer.add(optional: onHand?.micros)
    }

    func writeSetAside(
        _ line: CatalogLine, problem: Int, to writer: inout PackedRowWriter
    ) {
        begin(.setAside, line, &writer)
        writer.add(UInt64(problem))
    }

    func writeDeleted(_ line: CatalogLine, to writer: inout PackedRowWriter) {
        begin(.deleted, line, &writer)
    }

    // MARK: - Reading

    func readStart(
        _ reader: inout PackedRowReader
    ) -> (position: SourcePosition, outcome: Outcome) {
        guard let kind = Kind(rawValue: reader.number()) else {
            preconditionFailure("A row that was written must be one.")
        }
        let line = Int(reader.number())
        let column = Int(reader.number())
        let outcome: Outcome =
            switch kind {
            case .offer: .offer
            case .shelf: .shelf
            case .setAside: .setAside(Int(reader.number()))
            case .deleted: .deleted
            }
        return (SourcePosition(line: line, column: column, byteOffset: 0), outcome)
    }

    /// Reads what stands behind the start of an offer.
    func readOffer(
        _ reader: inout PackedRowReader, supplier: SupplierID, part: SupplierPart, place: FilePlace
    ) -> SupplierOffer {
        let found = terms.read(from: &reader)
        let onHand = reader.optionalNumber()
        let count = Int(reader.number())
        var breaks: [PriceBreak] = []
        breaks.reserveCapacity(count)
        for _ in 0..<count { breaks.append(readBreak(&reader, found.unit)) }
        let rules = OrderRules(
            minimumQuantity: Quantity(value: found.minimum, unit: found.unit),
            orderMultiple: Quantity(value: found.multiple, unit: found.unit),
            maximumQuantity: Stated(found.maximum.map { Quantity(value: $0, unit: found.unit) }))
        return SupplierOffer(
            supplier: supplier, supplierPart: part, description: reader.string(),
            unit: found.unit, priceMode: .allUnits, priceBreaks: breaks, orderRules: rules,
            leadTime: Stated(found.leadTime), availability: availability(onHand, found),
            offerCost: .zero, unitCost: .zero, validity: found.validity, place: place)
    }

    private func readBreak(
        _ reader: inout PackedRowReader, _ unit: UnitOfMeasure
    ) -> PriceBreak {
        let from = FixedPoint(micros: reader.signedNumber())
        let amount = FixedPoint(micros: reader.signedNumber())
        let price = prices.read(from: &reader)
        let money = Money(amount: amount, currency: price.currency)
        do throws(ValueError) {
            return PriceBreak(
                fromQuantity: Quantity(value: from, unit: unit),
                price: try UnitPrice(money: money, per: Quantity(value: price.per, unit: unit)))
        } catch {
            preconditionFailure("A price that was written must be one.")
        }
    }

    /// Reads what stands behind the start of a shelf.
    func readShelf(
        _ reader: inout PackedRowReader, supplier: SupplierID, part: SupplierPart, place: FilePlace
    ) -> SupplierAvailability {
        let found = terms.read(from: &reader)
        let onHand = reader.optionalNumber()
        return SupplierAvailability(
            supplier: supplier, supplierPart: part, unit: found.unit,
            availability: availability(onHand, found), leadTime: Stated(found.leadTime),
            place: place)
    }

    private func availability(_ onHand: Int64?, _ found: CatalogTerms) -> Availability {
        Availability(
            onHand: Stated(
                onHand.map { Quantity(value: FixedPoint(micros: $0), unit: found.unit) }),
            leadTimeFromStock: found.leadTimeFromStock)
    }
}

/// Hands the lines of a list that is known to be whole on as offers, part by part.
struct CatalogHandover {
    let rows: CatalogRows
    let problems: [LineProblem]
    let file: String
    let supplier: SupplierID
    let batchCount: Int
    private let substitutes: StatedSubstitutes
    private(set) var quarantined: [QuarantinedRow]
    private(set) var deleted = 0
    private(set) var acceptedRows = 0
    private var batch: OfferBatch

    init(
        _ rows: CatalogRows, _ problems: [LineProblem], partless: [QuarantinedRow],
        substitutes: StatedSubstitutes, file: String, supplier: SupplierID, batchCount: Int
    ) {
        self.rows = rows
        self.problems = problems
        quarantined = partless
        self.substitutes = substitutes
        self.file = file
        self.supplier = supplier
        self.batchCount = batchCount
        batch = OfferBatch(supplier: supplier)
    }

    /// Takes the lines of one part.
    mutating func take(
        _ lines: RowsOfKey, _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        let name = String(decoding: lines.key, as: UTF8.self)
        guard lines.count == 1 else {
            takeSeveral(lines, name)
            return
        }
        var reader = lines.reader(at: 0)
        takeOnly(&reader, name)
        if batch.count >= batchCount { try flush(body) }
    }

    /// Hands on what is left, and tells what is to be told beside.
    mutating func finish(
        _ fileName: String, _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        if batch.count > 0 { try flush(body) }
        quarantined.sort {
            ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
        }
        let own = SupplierDelivery(
            supplier: supplier, offers: [], availabilities: [], quarantined: quarantined,
            acceptedRows: acceptedRows, substitutes: substitutes.sorted)
        return OfferDelivery(
            file: fileName, suppliers: [own], unassigned: [],
            excludedRowsByReason: deleted > 0
                ? ["the document takes it off the list": deleted] : [:])
    }

    private mutating func flush(
        _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        try body(batch)
        batch.offers.removeAll(keepingCapacity: true)
        batch.availabilities.removeAll(keepingCapacity: true)
    }

    private func part(_ name: String) -> SupplierPart {
        guard let part = SupplierPart(rawValue: name) else {
            preconditionFailure("A part that was read must be one.")
        }
        return part
    }

    private mutating func takeOnly(_ reader: inout PackedRowReader, _ name: String) {
        let (position, outcome) = rows.readStart(&reader)
        let place = FilePlace(file: file, line: position.line, column: position.column)
        switch outcome {
        case .offer:
            batch.offers.append(
                rows.readOffer(&reader, supplier: supplier, part: part(name), place: place))
            acceptedRows += 1
        case .shelf:
            batch.availabilities.append(
                rows.readShelf(&reader, supplier: supplier, part: part(name), place: place))
            acceptedRows += 1
        case .setAside(let problem): setAside(problem, name)
        case .deleted: deleted += 1
        }
    }

    private mutating func setAside(_ problem: Int, _ name: String) {
        quarantined.append(
            problems[problem].quarantined(file: file, supplier: supplier, part: part(name)))
    }

    /// A part that stands twice has no offer: nobody can tell which line holds.
    private mutating func takeSeveral(_ lines: RowsOfKey, _ name: String) {
        var positions: [SourcePosition] = []
        for index in 0..<lines.count {
            var reader = lines.reader(at: index)
            let (position, outcome) = rows.readStart(&reader)
            positions.append(position)
            guard index == 0 else { continue }
            switch outcome {
            case .offer, .shelf: break
            // Why the first one is not there is told, and no more of it.
            case .setAside(let problem):
                setAside(problem, name)
                positions = []
            case .deleted:
                deleted += 1
                positions = []
            }
        }
        var start = lines.reader(at: 0)
        let first = rows.readStart(&start).position
        let isFirstBlamed = positions.count == lines.count
        for (index, position) in positions.enumerated() {
            let second = isFirstBlamed && index == 0 ? positions[1] : position
            takeBack(name, at: position, first, second)
        }
    }

    private mutating func takeBack(
        _ name: String, at position: SourcePosition, _ first: SourcePosition,
        _ second: SourcePosition
    ) {
        let problem = LineProblem(
            "feed.duplicate-offer",
            "the part \(quotedForMessage(name)) stands in lines \(first.line) and "
                + "\(second.line)", at: position, value: name,
            help: "Nobody can tell which one holds, so none is taken.")
        quarantined.append(
            problem.quarantined(file: file, supplier: supplier, part: part(name)))
    }
}
