import Procurement
package import Storage

/// What became of a file of ours.
package struct IntakeReport: Sendable {
    package enum Status: String, Sendable, Hashable {
        /// The same bytes as last time: nothing to do.
        case unchanged
        case taken
        /// Refused as a whole; the previous state stays in force.
        case refused
    }

    package let kind: IntakeKind
    package let file: String
    package let status: Status
    /// Rows in force from this file.
    package let rows: Int
    /// What changed, in words, for people; empty when nothing did.
    package let changes: [String]
    package let problems: [IntakeProblem]
}

extension Broker {
    /// Takes the reference data of the house in as a whole.
    package func takeInMaster(
        _ sources: [MasterFile: IntakeSource]
    ) throws -> IntakeReport {
        let sorted = sources.sorted { $0.key.rawValue < $1.key.rawValue }
        let digests = sorted.map { "\($0.key.rawValue) \(sha256Hex($0.value.bytes))" }
        let name = "master"
        let sha256 = sha256Hex(digests.joined(separator: "\n").utf8)
        if try isKnown(.master, sha256) { return unchanged(.master, name) }
        do {
            let (snapshot, proposed) = try masterSnapshot(sources)
            let count = snapshot.items.count + snapshot.suppliers.count + snapshot.references.count
            try storage.write { storage in
                try storage.replaceMasterSnapshot(snapshot)
                try storage.recordIntake(document(.master, name, sha256, count))
            }
            return IntakeReport(
                kind: .master, file: name, status: .taken, rows: count,
                changes: [
                    counted(snapshot.items.count, "item"),
                    counted(snapshot.suppliers.count, "supplier"),
                    counted(snapshot.references.count, "item reference"),
                ]
                    + (proposed > 0 ? [counted(proposed, "substitute") + " not approved"] : [])
                    + (snapshot.rates.isEmpty
                        ? [] : [counted(snapshot.rates.count, "exchange rate")]),
                problems: [])
        } catch let refusal as IntakeRefusal {
            return refused(.master, name, refusal)
        }
    }

    private func masterSnapshot(
        _ sources: [MasterFile: IntakeSource]
    ) throws(IntakeRefusal) -> (MasterSnapshot, proposedSubstitutes: Int) {
        var rows: [MasterFile: [IntakeRow]] = [:]
        var problems: [IntakeProblem] = []
        for file in MasterFile.allCases {
            guard let source = sources[file] else {
                if !file.isOptional { problems.append(Self.missing(file)) }
                continue
            }
            let shape = IntakeShape(
                format: "", rowsMember: "", required: file.requiredColumns,
                optional: file.optionalColumns)
            do throws(IntakeRefusal) {
                rows[file] = try source.rows(shape)
            } catch {
                problems += error.problems
            }
        }
        if !problems.isEmpty { throw IntakeRefusal(problems) }
        var reader = MasterRows(
            currency: policy.currency, calendars: Set(policy.calendarsByName.keys))
        let snapshot = try reader.snapshot { rows[$0] ?? [] }
        return (snapshot, reader.proposedSubstitutes)
    }

    private static func missing(_ file: MasterFile) -> IntakeProblem {
        IntakeProblem(
            file: file.rawValue, line: 0, column: 0, field: "", value: "",
            code: "master.file-missing",
            message: "The file \(file.rawValue) is not in the master folder.",
            help: "broker init writes one with its header: "
                + file.requiredColumns.joined(separator: ",") + ".")
    }

    /// Takes stock in; anything wrong leaves the previous stock in force.
    package func takeInStock(
        _ source: IntakeSource, mode: IntakeMode
    ) throws -> IntakeReport {
        let shape = IntakeShape(
            format: "stock/1", rowsMember: "stock", required: StockRows.required,
            optional: StockRows.optional)
        return try takeInSupply(.stock, source, shape) { rows, items, storage in
            let read = try StockRows(rows, items: items).records
            let records = mode == .snapshot ? read : try storage.stock().updated(with: read)
            return { try $0.replaceStock(records) }
        }
    }

    /// Takes inbound supply in; anything wrong leaves the previous in force.
    package func takeInInbound(
        _ source: IntakeSource, mode: IntakeMode
    ) throws -> IntakeReport {
        let shape = IntakeShape(
            format: "inbound/1", rowsMember: "inbound", required: InboundRows.required,
            optional: [])
        return try takeInSupply(.inbound, source, shape) { rows, items, storage in
            let read = try InboundRows(rows, items: items).records
            let merged = mode == .snapshot ? read : try storage.inbound().updated(with: read)
            let records = merged.filter { $0.quantity.value > .zero }
            return { try $0.replaceInbound(records) }
        }
    }

    private func takeInSupply(
        _ kind: IntakeKind, _ source: IntakeSource, _ shape: IntakeShape,
        _ read: ([IntakeRow], [ItemID: Item], any StorageReading) throws -> (
            (any StorageWriting) throws -> Void
        )
    ) throws -> IntakeReport {
        let sha256 = try digest(of: source)
        if try isKnown(kind, sha256) { return unchanged(kind, source.name) }
        do {
            let rows = try source.rows(shape)
            let change = try storage.read { storage in
                try read(rows, Self.itemsByID(storage.masterSnapshot()), storage)
            }
            try storage.write { storage in
                try change(storage)
                try storage.recordIntake(document(kind, source.name, sha256, rows.count))
            }
            return IntakeReport(
                kind: kind, file: source.name, status: .taken, rows: rows.count,
                changes: [counted(rows.count, "row")], problems: [])
        } catch let refusal as IntakeRefusal {
            return refused(kind, source.name, refusal)
        }
    }

    static func itemsByID(_ master: MasterSnapshot) -> [ItemID: Item] {
        Dictionary(master.items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a file means depends on the reference data and the policy it is read with.
    func digest(of source: IntakeSource) throws -> String {
        let master = try storage.read { try $0.latestIntake(of: .master) }?.sha256 ?? ""
        return sha256Hex(source.bytes + Array((master + policy.fingerprintText).utf8))
    }

    func isKnown(_ kind: IntakeKind, _ sha256: String) throws -> Bool {
        try storage.read { try $0.latestIntake(of: kind) }?.sha256 == sha256
    }

    func document(
        _ kind: IntakeKind, _ name: String, _ sha256: String, _ rows: Int
    ) -> IntakeDocument {
        IntakeDocument(kind: kind, fileName: name, sha256: sha256, rowCount: rows, takenAt: now)
    }

    func unchanged(_ kind: IntakeKind, _ name: String) -> IntakeReport {
        IntakeReport(
            kind: kind, file: name, status: .unchanged, rows: 0, changes: [], problems: [])
    }

    func refused(_ kind: IntakeKind, _ name: String, _ refusal: IntakeRefusal) -> IntakeReport {
        IntakeReport(
            kind: kind, file: name, status: .refused, rows: 0, changes: [],
            problems: refusal.problems)
    }
}

/// "1 row", "2 rows".
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
