import Procurement
import Storage

extension Broker {
    /// Takes back orders in.
    ///
    /// A row with a fault is set aside and its line keeps its previous version; the rest is
    /// taken. A file is refused whole when a row's key cannot be read, because then it is not
    /// known whose line is missing, and when a snapshot names too few of the open lines.
    ///
    /// - Parameter acceptsDrop: takes a snapshot although it names few of the open lines.
    package func takeInBackOrders(
        _ source: IntakeSource, mode: IntakeMode, acceptsDrop: Bool = false
    ) throws -> IntakeReport {
        let sha256 = try digest(of: source)
        if try isKnown(.backOrders, sha256) { return unchanged(.backOrders, source.name) }
        let (known, items) = try storage.read { storage in
            (try storage.backOrderLines(), Self.itemsByID(try storage.masterSnapshot()))
        }
        do {
            let rows = try source.rows(
                IntakeShape(
                    format: "back-orders/1", rowsMember: "lines",
                    required: BackOrderColumns.required, optional: BackOrderColumns.optional))
            let read = BackOrderRows(
                rows, mode: mode, items: items, priorities: Set(policy.priorityClasses.map(\.name)),
                defaultPriority: policy.defaultPriority, defaultSplit: policy.defaultSplit,
                causes: Dictionary(
                    known.map { ($0.id, $0.cause) }, uniquingKeysWith: { first, _ in first }))
            if !read.unkeyed.isEmpty { throw IntakeRefusal(read.unkeyed + read.problems) }
            let merge = BackOrderMerge(known: known, read: read, mode: mode)
            if mode == .snapshot, !acceptsDrop { try refuseDrop(merge, source) }
            try storage.write { storage in
                try endPromises(ofWithdrawn: merge.withdrawnLines, in: storage)
                try storage.saveBackOrderLines(merge.changed)
                for notice in notices(ofNew: merge.added, known: try storage.notices()) {
                    try storage.insertNotice(notice)
                }
                try storage.recordIntake(
                    document(.backOrders, source.name, sha256, rows.count))
            }
            return IntakeReport(
                kind: .backOrders, file: source.name, status: .taken, rows: read.lines.count,
                changes: merge.summary, problems: read.problems)
        } catch let refusal as IntakeRefusal {
            return refused(.backOrders, source.name, refusal)
        }
    }

    private func refuseDrop(
        _ merge: BackOrderMerge, _ source: IntakeSource
    ) throws(IntakeRefusal) {
        let least = policy.intakeGuard.minimumRowsPercent
        guard merge.openBefore > 0,
            merge.stillOpen * 100 < merge.openBefore * least
        else { return }
        throw IntakeRefusal([
            IntakeProblem(
                file: source.name, line: 0, column: 0, field: "", value: "",
                code: "intake.too-few-rows",
                message: "Only \(merge.stillOpen) of the \(merge.openBefore) open lines are in "
                    + "this snapshot, fewer than \(least) percent.",
                help: "Maybe the file was cut off. If it is right, run broker intake "
                    + "--accept-drop.")
        ])
    }
}

/// What a file of back orders changes in the lines that are known.
struct BackOrderMerge {
    /// Lines to store.
    private(set) var changed: [BackOrderLine] = []
    private(set) var openBefore = 0
    /// Open lines before that the file still names.
    private(set) var stillOpen = 0
    /// Lines that wait from now on.
    private(set) var added: [BackOrderLine] = []
    /// Open lines that the file no longer names, as they were.
    private(set) var withdrawnLines: [BackOrderLine] = []
    private var updated = 0
    private let setAside: Int

    init(known: [BackOrderLine], read: BackOrderRows, mode: IntakeMode) {
        setAside = read.setAside.count
        let knownByID = Dictionary(
            known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (id, line) in read.lines.sorted(by: { $0.key < $1.key }) {
            guard let before = knownByID[id], before.status == .open else {
                added.append(line)
                changed.append(line)
                continue
            }
            if before != line {
                updated += 1
                changed.append(line)
            }
        }
        for line in known where line.status == .open {
            openBefore += 1
            if read.lines[line.id] != nil || read.setAside.contains(line.id) {
                stillOpen += 1
            } else if mode == .snapshot || read.closed.contains(line.id) {
                withdrawnLines.append(line)
                changed.append(line.withdrawn())
            }
        }
    }

    var summary: [String] {
        var parts: [String] = []
        if !added.isEmpty { parts.append("\(added.count) new") }
        if updated > 0 { parts.append("\(updated) changed") }
        if !withdrawnLines.isEmpty {
            parts.append("\(withdrawnLines.count) withdrawn by the order system")
        }
        if setAside > 0 { parts.append("\(setAside) set aside") }
        return parts.isEmpty ? ["nothing changed"] : parts
    }
}

extension BackOrderLine {
    /// The same line, closed because the order system no longer names it.
    func withdrawn() -> BackOrderLine {
        BackOrderLine(
            id: id, customer: customer, item: item, openQuantity: openQuantity,
            needByDate: needByDate, priority: priority, lateCost: lateCost, unmetCost: unmetCost,
            unitPrice: unitPrice, unitMargin: unitMargin, split: split,
            acceptsSubstitute: acceptsSubstitute, cause: cause, status: .withdrawn)
    }
}
