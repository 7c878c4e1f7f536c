internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// The rows of a price list by supplier and part, while it is read.
///
/// Lists have millions of rows: these lie in one array in the order of the file, and the order of
/// the parts that they name brings those of each part together in the end.
struct OfferRows: ~Copyable {
    private struct Supplier {
        let id: SupplierID
        /// The parts of its rows, and by their ordinals the rows: the ordinal of a good one, or
        /// below zero the one of a bad row, counted from -1 downward.
        var parts = NameOrder()
        var rows: [Int32] = []
        var partless: [QuarantinedRow] = []
        var removed: Set<SupplierPart> = []
        var substitutes = StatedSubstitutes()
    }

    /// Terms and price breaks of the rows.
    var lists = OfferRowLists()
    /// Whether rows may begin in one line, as they do where a document has no line ends.
    var shareLines = false
    private var suppliers: [Supplier] = []
    private var numberBySupplier: [SupplierID: Int] = [:]
    private var rows: [OfferRow] = []
    private var bad: [RowProblem] = []

    /// Whether no supplier has been seen yet.
    var isEmpty: Bool { suppliers.isEmpty }

    /// Makes room for what a file most likely holds, once some rows have shown how long they are.
    mutating func expect(_ seen: Int, of byteCount: Int, at position: SourcePosition) {
        guard seen == 64, byteCount > 1 << 16 else { return }
        let count = min(byteCount / max(8, position.byteOffset / seen), 1 << 24)
        rows.reserveCapacity(count)
        lists.breaks.reserveCapacity(count)
        if suppliers.count == 1 {
            suppliers[0].rows.reserveCapacity(count)
            suppliers[0].parts.reserveCapacity(count, bytes: count * 8)
        }
    }

    // MARK: - Adding

    /// The number of a supplier, who is in the delivery from now on.
    mutating func number(of supplier: SupplierID) -> Int {
        if let number = numberBySupplier[supplier] { return number }
        let number = suppliers.count
        suppliers.append(Supplier(id: supplier))
        numberBySupplier[supplier] = number
        return number
    }

    /// Adds a good row, whose terms and price breaks are in `lists` already.
    mutating func add(_ row: OfferRow, part: UnsafeBufferPointer<UInt8>, supplier: Int) {
        precondition(rows.count < Int(Int32.max), "A file must have fewer than 2 billion rows.")
        suppliers[supplier].parts.append(part)
        suppliers[supplier].rows.append(Int32(rows.count))
        rows.append(row)
    }

    mutating func add(_ row: OfferRow, part: SupplierPart, supplier: Int) {
        var text = part.rawValue
        text.withUTF8 { add(row, part: $0, supplier: supplier) }
    }

    mutating func add(_ problem: RowProblem, part: SupplierPart, supplier: Int) {
        precondition(bad.count < Int(Int32.max), "A file must have fewer than 2 billion rows.")
        suppliers[supplier].parts.append(part.rawValue)
        suppliers[supplier].rows.append(-1 - Int32(bad.count))
        bad.append(problem)
    }

    mutating func addPartless(_ problem: RowProblem, supplier: Int, file: String) {
        suppliers[supplier].partless.append(
            problem.quarantined(
                file: file, supplier: suppliers[supplier].id, supplierPart: nil))
    }

    mutating func remove(_ part: SupplierPart, supplier: Int) {
        suppliers[supplier].removed.insert(part)
    }

    /// Notes what the row of a part says of another part.
    mutating func add(
        _ other: FeedCell, on part: SupplierPart, as role: StatedSubstitute.Role, supplier: Int,
        file: String
    ) {
        let place = FilePlace(
            file: file, line: other.position.line, column: other.position.column)
        do throws(ValueError) {
            try suppliers[supplier].substitutes.add(other.text, on: part, as: role, at: place)
        } catch {
            addPartless(other.problem(error), supplier: supplier, file: file)
        }
    }

    // MARK: - Offers

    /// What the rows make, ordered by supplier.
    func deliveries(_ settings: OfferSettings, file: String) -> [SupplierDelivery] {
        let rules = OfferAssembly.Rules(settings)
        var result: [SupplierDelivery] = []
        for number in suppliers.indices.sorted(by: { suppliers[$0].id < suppliers[$1].id }) {
            result.append(
                delivery(of: number, rules, file, carriesPrices: settings.carriesPrices))
        }
        return result
    }

    private func delivery(
        of number: Int, _ rules: OfferAssembly.Rules, _ file: String, carriesPrices: Bool
    ) -> SupplierDelivery {
        let supplier = suppliers[number]
        var offers: [SupplierOffer] = []
        var shelves: [SupplierAvailability] = []
        var quarantined = supplier.partless
        var removed = supplier.removed
        var acceptedRows = 0
        if carriesPrices {
            offers.reserveCapacity(supplier.rows.count)
        } else {
            shelves.reserveCapacity(supplier.rows.count)
        }
        supplier.parts.forEachName { name, ordinals in
            guard let part = SupplierPart(rawValue: name) else {
                preconditionFailure("A part that was read must be one.")
            }
            // A part that is offered again in the same changes is there.
            if !removed.isEmpty { removed.remove(part) }
            do throws(RowProblem) {
                for ordinal in ordinals where supplier.rows[Int(ordinal)] < 0 {
                    throw bad[Self.bad(supplier.rows[Int(ordinal)])]
                }
                let assembly = assembly(ordinals, supplier, part, rules, file)
                if carriesPrices {
                    offers.append(try assembly.offer())
                } else {
                    shelves.append(try assembly.availability())
                }
                acceptedRows += ordinals.count
            } catch {
                let rows = ordinals.map { supplier.rows[Int($0)] }
                for problem in setAside(rows, part, because: error) {
                    quarantined.append(
                        problem.quarantined(
                            file: file, supplier: supplier.id, supplierPart: part))
                }
            }
        }
        quarantined.sort {
            ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
        }
        return SupplierDelivery(
            supplier: supplier.id, offers: offers, availabilities: shelves,
            quarantined: quarantined, acceptedRows: acceptedRows, removedParts: removed.sorted(),
            substitutes: supplier.substitutes.sorted)
    }

    private static func bad(_ row: Int32) -> Int { -1 - Int(row) }

    private func assembly(
        _ ordinals: ArraySlice<UInt32>, _ supplier: Supplier, _ part: SupplierPart,
        _ rules: OfferAssembly.Rules, _ file: String
    ) -> OfferAssembly {
        let first = rows[Int(supplier.rows[Int(ordinals[ordinals.startIndex])])]
        var others: [OfferRow] = []
        var deviating: OfferRow?
        var breaks = lists.breaks[first.breaks]
        for ordinal in ordinals.dropFirst() {
            let row = rows[Int(supplier.rows[Int(ordinal)])]
            if deviating == nil, !agree(first, row) { deviating = row }
            others.append(row)
            breaks.append(contentsOf: lists.breaks[row.breaks])
        }
        return OfferAssembly(
            rules: rules, file: file, supplier: supplier.id, part: part, first: first,
            terms: lists.terms[Int(first.terms)], others: others, deviating: deviating,
            breaks: breaks)
    }

    private func agree(_ left: OfferRow, _ right: OfferRow) -> Bool {
        left.description == right.description && left.onHand == right.onHand
            && (left.terms == right.terms
                || lists.terms[Int(left.terms)] == lists.terms[Int(right.terms)])
    }

    // MARK: - Setting aside

    /// Sets a whole offer aside: its bad rows with their own reason, the others with it.
    private func setAside(
        _ group: [Int32], _ part: SupplierPart, because cause: RowProblem
    ) -> [RowProblem] {
        var problems = group.filter { $0 < 0 }.map { bad[Self.bad($0)] }
        let good = group.filter { $0 >= 0 }.map { rows[Int($0)] }
        let whole = problems.isEmpty ? cause : nil
        for row in good {
            if let whole, whole.code == "feed.duplicate-offer" || good.count == 1 {
                // All copies are equally to blame.
                var copy = whole
                if good.count > 1 { copy.position = row.position }
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
