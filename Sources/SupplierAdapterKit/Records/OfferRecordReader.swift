public import Procurement

/// What a feed's settings say where records say nothing.
public struct OfferRecordDefaults: Hashable, Sendable {
    /// Whose records they are.
    public let supplier: SupplierID?
    /// The currency of prices.
    public let currency: Currency?
    /// The unit that quantities count in.
    public let unit: UnitOfMeasure
    /// Which days lead times count.
    public let counting: LeadTimeCounting

    /// Makes defaults from their parts.
    public init(
        supplier: SupplierID?, currency: Currency?, unit: UnitOfMeasure = .each,
        counting: LeadTimeCounting = .calendarDays
    ) {
        self.supplier = supplier
        self.currency = currency
        self.unit = unit
        self.counting = counting
    }
}

/// Makes a delivery of the record lines that an adapter's program sends
/// (`Docs/Formats/supplier-adapter-1.schema.json`).
///
/// A record that does not fit is set aside with its reason; a line that is no JSON ends the whole.
/// A part that is sent again with the same content counts once; with another content both are set
/// aside in a whole list, and the later one holds in a list of changes.
public struct OfferRecordReader {
    let defaults: OfferRecordDefaults
    let file: String
    let isChanges: Bool
    private var table = RecordMemberTable()
    private var suppliers: [Parts] = []
    private var indexBySupplier: [SupplierID: Int] = [:]
    private var unassigned: [QuarantinedRow] = []
    private var names = RecordNames()
    private var ordinal = 0

    /// Records so far, good and bad.
    public var recordCount: Int { ordinal }

    /// Offers are large: they stay where they are, and what is looked up and sorted is small.
    private struct Parts {
        let supplier: SupplierID
        var indexByPart: [SupplierPart: Int] = [:]
        var names: [SupplierPart] = []
        var entries: [Entry] = []
        var quarantined: [QuarantinedRow] = []
        var acceptedRows = 0
        var substitutes = StatedSubstitutes()
    }

    private enum Entry: Hashable {
        case offer(SupplierOffer)
        case availability(SupplierAvailability)
        case deleted
        case refused
    }

    /// Begins a delivery; `file` names it in places.
    public init(defaults: OfferRecordDefaults, file: String, isChanges: Bool = false) {
        self.defaults = defaults
        self.file = file
        self.isChanges = isChanges
    }

    /// Reads the records of a `record` or `records` message; throws when the line is no JSON.
    ///
    /// `lineNumber` is the line's number in the file, from 1, for messages.
    public mutating func read(
        line: UnsafeBufferPointer<UInt8>, lineNumber: Int
    ) throws(AdapterError) {
        var cursor = RecordCursor(line)
        do throws(RecordFault) {
            try cursor.members { cursor, name throws(RecordFault) in
                if cursor.equals(name, "records") {
                    try cursor.elements { cursor throws(RecordFault) in
                        try readRecord(&cursor)
                    }
                } else if cursor.equals(name, "record") {
                    try readRecord(&cursor)
                } else {
                    try cursor.skipValue()
                }
            }
            try cursor.finish()
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData,
                message: "the line is no message: \(error.message)",
                help: "Records are JSON, one message a line, as the schema "
                    + "supplier-adapter-1 says.",
                place: FilePlace(file: file, line: lineNumber, column: error.offset + 1))
        }
    }

    private mutating func readRecord(_ cursor: inout RecordCursor) throws(RecordFault) {
        ordinal += 1
        let (record, problem) = try OfferRecord.read(&cursor, &table)
        let place = FilePlace(file: file, line: Int(record.line ?? Int64(ordinal)))
        var supplier: SupplierID?
        var part: SupplierPart?
        do throws(RowRefusal) {
            supplier = try names.supplier(record.supplier, otherwise: defaults.supplier)
            part = try names.part(record.part)
            if let problem { throw RowRefusal(problem) }
            guard let supplier, let part else { preconditionFailure("Both must be known here.") }
            if record.operation == .substitute {
                return try note(record, of: supplier, part, place)
            }
            let entry: Entry
            if record.operation == .delete {
                entry = .deleted
            } else {
                var assembly = OfferRecordAssembly(
                    record: record, supplier: supplier, part: part, place: place,
                    defaults: defaults)
                entry =
                    if assembly.hasPrice {
                        .offer(try assembly.offer(&names))
                    } else {
                        .availability(try assembly.availability(&names))
                    }
            }
            accept(entry, supplier, part, place)
        } catch {
            setAside(error, supplier, part, place)
        }
    }

    /// Notes what a record says of another part.
    private mutating func note(
        _ record: OfferRecord, of supplier: SupplierID, _ part: SupplierPart, _ place: FilePlace
    ) throws(RowRefusal) {
        guard let other = record.other, let role = record.role else {
            throw RowRefusal(
                record.other == nil ? "other" : "as", "record.member-missing",
                "the record of a substitute does not name its \"other\" part and what that is "
                    + "\"as\"",
                help: "Send for example \"other\": \"B-2\", \"as\": \"superseded_by\".")
        }
        do throws(ValueError) {
            try suppliers[index(of: supplier)].substitutes.add(
                other, on: part, as: role, at: place)
        } catch {
            throw RowRefusal("other", other, error)
        }
    }

    /// Where a supplier's parts are; records of one supplier mostly follow each other.
    private mutating func index(of supplier: SupplierID) -> Int {
        if let last = suppliers.indices.last, suppliers[last].supplier == supplier { return last }
        if let index = indexBySupplier[supplier] { return index }
        indexBySupplier[supplier] = suppliers.count
        suppliers.append(Parts(supplier: supplier))
        return suppliers.count - 1
    }

    private mutating func accept(
        _ entry: Entry, _ supplier: SupplierID, _ part: SupplierPart, _ place: FilePlace
    ) {
        let own = index(of: supplier)
        let next = suppliers[own].entries.count
        let index = suppliers[own].indexByPart[part, default: next]
        if index == next {
            suppliers[own].indexByPart[part] = next
            suppliers[own].names.append(part)
            suppliers[own].entries.append(entry)
            suppliers[own].acceptedRows += 1
            return
        }
        let earlier = suppliers[own].entries[index]
        if earlier != .refused, isChanges || Self.isSame(earlier, entry) {
            suppliers[own].entries[index] = entry
            return
        }
        if earlier != .refused {
            suppliers[own].acceptedRows -= 1
            setAside(Self.twice(part), supplier, part, place)
        }
        suppliers[own].entries[index] = .refused
        setAside(Self.twice(part), supplier, part, place)
    }

    private static func twice(_ part: SupplierPart) -> RowRefusal {
        RowRefusal(
            OfferRecord.Problem(
                field: "part", value: part.rawValue, code: "feed.duplicate-offer",
                message: "the part (\(part)) was sent twice with different content",
                help: "Nobody can tell which record holds, so none is taken. Price breaks belong "
                    + "into one record, as breaks."))
    }

    /// Whether two records say the same, wherever they stand.
    private static func isSame(_ left: Entry, _ right: Entry) -> Bool {
        switch (left, right) {
        case (.offer(let left), .offer(let right)): left.moved(to: right.place) == right
        case (.availability(let left), .availability(let right)):
            left.moved(to: right.place) == right
        default: left == right
        }
    }

    private mutating func setAside(
        _ refusal: RowRefusal, _ supplier: SupplierID?, _ part: SupplierPart?, _ place: FilePlace
    ) {
        let problem = refusal.problem
        let row = QuarantinedRow(
            place: place, field: problem.field, value: problem.value, code: problem.code,
            message: problem.message, help: problem.help, supplier: supplier, supplierPart: part)
        if let supplier {
            suppliers[index(of: supplier)].quarantined.append(row)
        } else {
            unassigned.append(row)
        }
    }

    /// Everything that was read, ordered by supplier and part.
    public func delivery() -> OfferDelivery {
        let parts = suppliers.sorted { $0.supplier < $1.supplier }.map { parts in
            var offers: [SupplierOffer] = []
            var availabilities: [SupplierAvailability] = []
            var removed: [SupplierPart] = []
            offers.reserveCapacity(parts.entries.count)
            for index in parts.names.indices.sorted(by: { parts.names[$0] < parts.names[$1] }) {
                switch parts.entries[index] {
                case .offer(let offer): offers.append(offer)
                case .availability(let availability): availabilities.append(availability)
                case .deleted: removed.append(parts.names[index])
                case .refused: break
                }
            }
            return SupplierDelivery(
                supplier: parts.supplier, offers: offers, availabilities: availabilities,
                quarantined: parts.quarantined, acceptedRows: parts.acceptedRows,
                removedParts: removed, substitutes: parts.substitutes.sorted)
        }
        return OfferDelivery(
            file: file, suppliers: parts, unassigned: unassigned, excludedRowsByReason: [:],
            scope: isChanges ? .changes : .whole)
    }
}

/// A record that is set aside.
struct RowRefusal: Error {
    let problem: OfferRecord.Problem

    init(_ problem: OfferRecord.Problem) { self.problem = problem }

    init(_ field: String, _ value: String, _ error: ValueError) {
        problem = OfferRecord.Problem(
            field: field, value: value, code: error.code, message: error.message,
            help: error.help)
    }

    init(_ field: String, _ code: String, _ message: String, help: String? = nil) {
        problem = OfferRecord.Problem(
            field: field, value: "", code: code, message: message, help: help)
    }
}
