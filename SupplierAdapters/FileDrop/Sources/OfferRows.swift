internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// The rows of a price list by supplier and part, while it is read.
///
/// Lists have millions of rows: each lies packed among those of its part until the list is known
/// to be whole.
struct OfferRows: ~Copyable {
    /// What is told of a supplier beside the rows of its parts.
    struct Supplier {
        let id: SupplierID
        var partless: [QuarantinedRow] = []
        var removed: Set<SupplierPart> = []
        var substitutes = StatedSubstitutes()
    }

    /// Terms and price breaks of the row that is read.
    var lists = OfferRowLists()
    /// Whether rows may begin in one line, as they do where a document has no line ends.
    var shareLines = false
    private(set) var suppliers: [Supplier] = []
    private var numberBySupplier: [SupplierID: Int] = [:]
    private let room: ReadingRoom
    private var rows: SortedRows
    private var packing = OfferRowPacking()
    private var writer = PackedRowWriter()
    private var key: [UInt8] = []
    private var bad: [RowProblem] = []
    /// Whether the key of a row begins with the number of its supplier.
    private let namesSuppliers: Bool

    init(in room: ReadingRoom, namesSuppliers: Bool) {
        self.room = room
        self.namesSuppliers = namesSuppliers
        rows = SortedRows(in: room)
    }

    /// Whether no supplier has been seen yet.
    var isEmpty: Bool { suppliers.isEmpty }

    // MARK: - Adding

    /// The number of a supplier, who is in the delivery from now on.
    mutating func number(of supplier: SupplierID) -> Int {
        if let number = numberBySupplier[supplier] { return number }
        let number = suppliers.count
        suppliers.append(Supplier(id: supplier))
        numberBySupplier[supplier] = number
        return number
    }

    /// Adds a good row, whose terms and price breaks are in `lists`, and which goes with them.
    mutating func add(
        _ row: OfferRow, part: UnsafeBufferPointer<UInt8>, supplier: Int
    ) throws(AdapterError) {
        packing.write(row, lists, to: &writer)
        try append(UnsafeRawBufferPointer(part), supplier)
    }

    mutating func add(
        _ row: OfferRow, part: SupplierPart, supplier: Int
    ) throws(AdapterError) {
        packing.write(row, lists, to: &writer)
        try append(part, supplier)
    }

    mutating func add(
        _ problem: RowProblem, part: SupplierPart, supplier: Int
    ) throws(AdapterError) {
        packing.write(bad: bad.count, to: &writer)
        bad.append(problem)
        try append(part, supplier)
    }

    private mutating func append(_ part: SupplierPart, _ supplier: Int) throws(AdapterError) {
        guard namesSuppliers else { return try rows.append(writer, key: part.rawValue) }
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: UInt32(supplier).bigEndian) { key.append(contentsOf: $0) }
        key.append(contentsOf: part.rawValue.utf8)
        try appendNamed()
    }

    private mutating func append(
        _ part: UnsafeRawBufferPointer, _ supplier: Int
    ) throws(AdapterError) {
        guard namesSuppliers else { return try rows.append(writer, key: part) }
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: UInt32(supplier).bigEndian) { key.append(contentsOf: $0) }
        key.append(contentsOf: part)
        try appendNamed()
    }

    private mutating func appendNamed() throws(AdapterError) {
        try key.withUnsafeBufferPointer { (bytes) throws(AdapterError) in
            try rows.append(writer, key: UnsafeRawBufferPointer(bytes))
        }
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

    /// Hands on what the rows make, and tells what is to be told beside, ordered by supplier.
    mutating func deliver(
        _ settings: OfferSettings, file: String,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> [SupplierDelivery] {
        var handover = OfferHandover(
            packing, suppliers, bad: bad, shareLines: shareLines, settings: settings, file: file,
            batchCount: room.batchCount)
        let hasNumber = namesSuppliers
        try rows.forEachKey { (part) throws(AdapterError) in
            try handover.take(part, hasNumber: hasNumber, take)
        }
        return try handover.finish(take)
    }
}

/// How a row lies among those of its part until its list is known to be whole.
struct OfferRowPacking {
    private var terms = PackedTerms<OfferRow.Terms>()
    /// The number of the terms that rows had last, as long as those are the last of their list.
    private var last: (serial: Int, number: UInt64)?

    mutating func write(
        _ row: OfferRow, _ lists: OfferRowLists, to writer: inout PackedRowWriter
    ) {
        guard let plain = row.plainDescription else {
            var text = row.description
            return text.withUTF8 { write(row, $0, lists, to: &writer) }
        }
        write(row, plain, lists, to: &writer)
    }

    private mutating func write(
        _ row: OfferRow, _ description: UnsafeBufferPointer<UInt8>, _ lists: OfferRowLists,
        to writer: inout PackedRowWriter
    ) {
        let number = number(of: row, lists)
        writer.clear()
        writer.add(UInt64(1))
        writer.add(number)
        if number == 0 { writer.add(plain: lists.terms[Int(row.terms)]) }
        let position = row.position
        writer.write(atMost: 70 + 60 * Int(row.breakCount) + description.count) { pen in
            pen.add(UInt64(position.line))
            pen.add(UInt64(position.column))
            pen.add(UInt64(position.byteOffset))
            pen.add(optional: row.onHand)
            pen.add(UInt64(row.breakCount))
            for index in row.breaks {
                let entry = lists.breaks[index]
                pen.add(optional: entry.fromUnits)
                pen.add(signed: entry.price.micros)
                // Mostly in the line of its row.
                pen.add(signed: Int64(entry.position.line - position.line))
                pen.add(UInt64(entry.position.column))
                pen.add(signed: Int64(entry.position.byteOffset - position.byteOffset))
            }
            pen.add(bytes: UnsafeRawBufferPointer(description))
        }
    }

    /// What stands for the terms of a row; 0 where it must have them itself.
    private mutating func number(of row: OfferRow, _ lists: OfferRowLists) -> UInt64 {
        let isLast = row.terms == lists.lastOrdinal
        if isLast, let last, last.serial == lists.serial { return last.number }
        let number = terms.number(for: lists.terms[Int(row.terms)]) ?? 0
        if isLast { last = (lists.serial, number) }
        return number
    }

    /// Writes the ordinal of the problem of a bad row.
    func write(bad: Int, to writer: inout PackedRowWriter) {
        writer.clear()
        writer.add(UInt64(0))
        writer.add(UInt64(bad))
    }

    /// What stands at the start of a row: the ordinal of the problem of a bad one, or `nil` before
    /// what a good one says.
    func problem(_ reader: inout PackedRowReader) -> Int? {
        reader.number() == 1 ? nil : Int(reader.number())
    }

    /// The terms of a good row, by the number that comes first.
    func terms(_ number: UInt64, _ reader: inout PackedRowReader) -> OfferRow.Terms {
        terms.read(number, from: &reader)
    }

    /// Reads what stands behind the terms; price breaks are added to `lists`, and the description
    /// comes next.
    func read(
        _ reader: inout PackedRowReader, terms: Int32, into lists: inout OfferRowLists
    ) -> OfferRow {
        let line = Int(reader.number())
        let column = Int(reader.number())
        let position = SourcePosition(
            line: line, column: column, byteOffset: Int(reader.number()))
        let onHand = reader.optionalNumber()
        let breakCount = Int32(reader.number())
        let first = lists.breaks.count
        for _ in 0..<breakCount {
            let from = reader.optionalNumber()
            let price = FixedPoint(micros: reader.signedNumber())
            let line = line + Int(reader.signedNumber())
            let column = Int(reader.number())
            let offset = position.byteOffset + Int(reader.signedNumber())
            lists.breaks.append(
                OfferRow.Break(
                    fromUnits: from, price: price,
                    position: SourcePosition(line: line, column: column, byteOffset: offset)))
        }
        return OfferRow(
            position: position, description: reader.string(), onHand: onHand, terms: terms,
            breakCount: breakCount, firstBreak: first)
    }
}
