internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Hands the rows of a list that is known to be whole on as offers, supplier by supplier and part
/// by part.
struct OfferHandover {
    private let packing: OfferRowPacking
    private let suppliers: [OfferRows.Supplier]
    private let bad: [RowProblem]
    private let shareLines: Bool
    private let carriesPrices: Bool
    private let rules: OfferAssembly.Rules
    private let file: String
    private let batchCount: Int

    /// Per supplier, by its number; those that no row of a part names as well.
    private var quarantined: [[QuarantinedRow]]
    private var removed: [Set<SupplierPart>]
    private var acceptedRows: [Int]
    private var number = 0
    private var batch: OfferBatch?

    // What the rows of one part say, in memory that the next part uses again.
    private var lists = OfferRowLists()
    private var rows: [OfferRow] = []
    private var problems: [RowProblem] = []
    private var mold: OfferMold?

    init(
        _ packing: OfferRowPacking, _ suppliers: [OfferRows.Supplier], bad: [RowProblem],
        shareLines: Bool, settings: OfferSettings, file: String, batchCount: Int
    ) {
        self.packing = packing
        self.suppliers = suppliers
        self.bad = bad
        self.shareLines = shareLines
        carriesPrices = settings.carriesPrices
        rules = OfferAssembly.Rules(settings)
        self.file = file
        self.batchCount = batchCount
        quarantined = suppliers.map(\.partless)
        removed = suppliers.map(\.removed)
        acceptedRows = suppliers.map { _ in 0 }
    }

    /// Takes the rows of one part; with `hasNumber`, the key begins with that of the supplier.
    mutating func take(
        _ found: RowsOfKey, hasNumber: Bool,
        _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        let number = hasNumber ? Int(found.key.loadUnaligned(as: UInt32.self).bigEndian) : 0
        let name = UnsafeRawBufferPointer(rebasing: found.key[(hasNumber ? 4 : 0)...])
        guard let part = SupplierPart(rawValue: String(decoding: name, as: UTF8.self)) else {
            preconditionFailure("A part that was read must be one.")
        }
        if batch == nil || number != self.number {
            try flush(body)
            self.number = number
            batch = OfferBatch(supplier: suppliers[number].id)
        }
        lists.clear()
        rows.removeAll(keepingCapacity: true)
        if !problems.isEmpty { problems.removeAll(keepingCapacity: true) }
        if found.count == 1 {
            var reader = found.reader(at: 0)
            takeOnly(&reader, part)
        } else {
            for index in 0..<found.count {
                var reader = found.reader(at: index)
                take(&reader)
            }
            assemble(part)
        }
        if batch?.count ?? 0 >= batchCount { try flush(body) }
    }

    /// Takes a row among those of its part; gives the number of its terms.
    @discardableResult
    private mutating func take(_ reader: inout PackedRowReader) -> UInt64 {
        if let ordinal = packing.problem(&reader) {
            problems.append(bad[ordinal])
            return 0
        }
        let number = reader.number()
        let terms = lists.ordinal(of: packing.terms(number, &reader))
        rows.append(packing.read(&reader, terms: terms, into: &lists))
        return number
    }

    /// Takes the only row of a part, which most likely differs from that of the part before in
    /// little.
    private mutating func takeOnly(_ reader: inout PackedRowReader, _ part: SupplierPart) {
        let start = reader
        if let mold, packing.problem(&reader) == nil, reader.number() == mold.number {
            let row = packing.read(&reader, terms: 0, into: &lists)
            if let offer = mold.offer(
                row, lists.breaks, file: file, supplier: suppliers[number].id, part: part)
            {
                add(offer, part, rowCount: 1)
                return
            }
            lists.clear()
        }
        reader = start
        let terms = take(&reader)
        assemble(part, termsNumber: terms)
    }

    private mutating func add(_ offer: SupplierOffer, _ part: SupplierPart, rowCount: Int) {
        // A part that is offered again in the same changes is there.
        if !removed[number].isEmpty { removed[number].remove(part) }
        batch?.offers.append(offer)
        acceptedRows[number] += rowCount
    }

    /// Hands on what is left, and tells what is to be told beside, ordered by supplier.
    mutating func finish(
        _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> [SupplierDelivery] {
        try flush(body)
        return suppliers.indices.sorted { suppliers[$0].id < suppliers[$1].id }.map { number in
            SupplierDelivery(
                supplier: suppliers[number].id, offers: [], availabilities: [],
                quarantined: quarantined[number].sorted {
                    ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
                },
                acceptedRows: acceptedRows[number], removedParts: removed[number].sorted(),
                substitutes: suppliers[number].substitutes.sorted)
        }
    }

    private mutating func flush(
        _ body: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        guard let full = batch, full.count > 0 else { return }
        try body(full)
        batch?.offers.removeAll(keepingCapacity: true)
        batch?.availabilities.removeAll(keepingCapacity: true)
    }

    // MARK: - One part

    /// Makes an offer of the rows of a part; what it is made like serves those of the same terms.
    private mutating func assemble(_ part: SupplierPart, termsNumber: UInt64 = 0) {
        do throws(RowProblem) {
            if let problem = problems.first { throw problem }
            let assembly = assembly(part)
            if carriesPrices {
                let offer = try assembly.offer()
                if termsNumber > 0, termsNumber != mold?.number, let only = lists.breaks.first,
                    lists.breaks.count == 1, only.fromUnits == nil
                {
                    mold = OfferMold(
                        number: termsNumber, offer: offer,
                        hasStockTime: assembly.terms.leadTimeFromStock != nil)
                }
                add(offer, part, rowCount: rows.count)
            } else {
                let shelf = try assembly.availability()
                if !removed[number].isEmpty { removed[number].remove(part) }
                batch?.availabilities.append(shelf)
                acceptedRows[number] += rows.count
            }
        } catch {
            if !removed[number].isEmpty { removed[number].remove(part) }
            for problem in setAside(part, because: error) {
                quarantined[number].append(
                    problem.quarantined(
                        file: file, supplier: suppliers[number].id, supplierPart: part))
            }
        }
    }

    private func assembly(_ part: SupplierPart) -> OfferAssembly {
        let first = rows[0]
        let others = rows.count == 1 ? [] : Array(rows.dropFirst())
        // The breaks of several rows stand one behind the other already.
        return OfferAssembly(
            rules: rules, file: file, supplier: suppliers[number].id, part: part, first: first,
            terms: lists.terms[Int(first.terms)], others: others,
            deviating: others.first { !agree(first, $0) }, breaks: lists.breaks[...])
    }

    private func agree(_ left: OfferRow, _ right: OfferRow) -> Bool {
        left.description == right.description && left.onHand == right.onHand
            && (left.terms == right.terms
                || lists.terms[Int(left.terms)] == lists.terms[Int(right.terms)])
    }

    // MARK: - Setting aside

    /// Sets a whole offer aside: its bad rows with their own reason, the others with it.
    private func setAside(_ part: SupplierPart, because cause: RowProblem) -> [RowProblem] {
        var problems = problems
        let whole = problems.isEmpty ? cause : nil
        for row in rows {
            if let whole, whole.code == "feed.duplicate-offer" || rows.count == 1 {
                // All copies are equally to blame.
                var copy = whole
                if rows.count > 1 { copy.position = row.position }
                problems.append(copy)
            } else if let whole, isBlamed(row, whole) {
                problems.append(whole)
            } else {
                problems.append(companion(row, part, cause: cause))
            }
        }
        return problems
    }

    private func isBlamed(_ row: OfferRow, _ problem: RowProblem) -> Bool {
        (!shareLines && row.position.line == problem.position.line)
            || row.position == problem.position
            || lists.breaks[row.breaks].contains { $0.position == problem.position }
    }

    private func companion(
        _ row: OfferRow, _ part: SupplierPart, cause: RowProblem
    ) -> RowProblem {
        RowProblem(
            at: row.position, value: part.rawValue, code: "feed.offer-incomplete",
            message: "another row (line \(cause.position.line)) of the part "
                + "\(quotedForMessage(part.rawValue)) is bad, so its whole offer is set aside",
            help: "Mend the other row.")
    }
}

/// An offer of one price that serves as a mold for others: rows of the same terms whose price has
/// no quantity of its own differ in price, stock, part, text and place alone.
struct OfferMold {
    /// Of the terms.
    let number: UInt64
    private let offer: SupplierOffer
    private let fromQuantity: Quantity
    private let price: UnitPrice
    private let hasStockTime: Bool

    init(number: UInt64, offer: SupplierOffer, hasStockTime: Bool) {
        self.number = number
        self.offer = offer
        self.hasStockTime = hasStockTime
        fromQuantity = offer.priceBreaks[0].fromQuantity
        price = offer.priceBreaks[0].price
    }

    /// `nil` for a row that does not fit, or has a fault: that is for ``OfferAssembly`` to say.
    func offer(
        _ row: OfferRow, _ breaks: [OfferRow.Break], file: String, supplier: SupplierID,
        part: SupplierPart
    ) -> SupplierOffer? {
        guard breaks.count == 1, breaks[0].fromUnits == nil, hasStockTime || row.onHand == nil
        else { return nil }
        var onHand = Stated<Quantity>.notStated
        let own: UnitPrice
        do {
            if let units = row.onHand {
                onHand = .stated(try Quantity(units: units, unit: offer.unit))
            }
            let money = Money(amount: breaks[0].price, currency: price.money.currency)
            own = try UnitPrice(money: money, per: price.per)
        } catch {
            return nil
        }
        return SupplierOffer(
            supplier: supplier, supplierPart: part, description: row.description,
            unit: offer.unit, priceMode: offer.priceMode,
            priceBreaks: [PriceBreak(fromQuantity: fromQuantity, price: own)],
            orderRules: offer.orderRules, leadTime: offer.leadTime,
            availability: Availability(
                onHand: onHand, leadTimeFromStock: offer.availability.leadTimeFromStock),
            offerCost: offer.offerCost, unitCost: offer.unitCost, validity: offer.validity,
            place: FilePlace(file: file, line: row.position.line, column: row.position.column))
    }
}
