package import Procurement
import Storage

extension Broker {
    /// How often first promises were kept, by what is known today.
    func keptPromises(
        in storage: any StorageReading, _ told: [BackOrderLineID: [PromiseRecord]],
        _ receipts: LineReceipts, aim: QuantileLevel
    ) throws -> KeptPromises {
        let units = Dictionary(
            try storage.backOrderLines().map { ($0.id, $0.openQuantity) },
            uniquingKeysWith: { first, _ in first })
        let outcomes = try storage.promiseEndings().compactMap { record -> PromiseOutcome? in
            let isKept = record.ending.isKept(
                on: record.day, promised: record.promised,
                received: units[record.line].flatMap { receipts.day(of: record.line, $0) })
            let first = told[record.line]?.first { $0.promised != nil }
            guard let isKept, let share = first?.share else { return nil }
            return PromiseOutcome(
                line: record.line, promised: record.promised, share: share, isKept: isKept)
        }
        return KeptPromises(outcomes: outcomes, on: today, aim: aim)
    }

    /// Stores what has become of first promises since this was done last: of lines that are
    /// complete, that are not although the day is past, and that were cancelled.
    func endPromises(in storage: any StorageWriting) throws {
        let promised = try openPromises(in: storage)
        guard !promised.isEmpty else { return }
        let cancellations = Dictionary(
            try storage.consents().filter { $0.answer == .cancel }
                .map { ($0.line, policy.localTime($0.at).date) },
            uniquingKeysWith: { first, _ in first })
        let look = try completeLines(in: storage)
        for (id, date) in promised.sorted(by: { $0.key < $1.key }) {
            let received = look.linesByID[id].flatMap { look.receipts.day(of: id, $0.openQuantity) }
            if let day = cancellations[id] {
                try end(id, date, .cancelled, on: day, in: storage)
            } else if look.complete.contains(id) {
                try end(id, date, .complete, on: min(today, received ?? today), in: storage)
            } else if look.linesByID[id] != nil, date < today,
                received.map({ $0 > date }) ?? true
            {
                // Receipts may know before the files of stock do.
                try end(id, date, .overdue, on: date.adding(days: 1), in: storage)
            }
        }
    }

    /// Stores what became of the first promises of lines that the order system names no longer:
    /// complete, if all of them was in stock by the plan until then.
    func endPromises(
        ofWithdrawn lines: [BackOrderLine], in storage: any StorageWriting
    ) throws {
        let promised = try openPromises(in: storage)
        guard lines.contains(where: { promised[$0.id] != nil }) else { return }
        let look = try completeLines(in: storage)
        for line in lines where look.linesByID[line.id] != nil {
            guard let date = promised[line.id] else { continue }
            if look.complete.contains(line.id) {
                let received = look.receipts.day(of: line.id, line.openQuantity)
                try end(line.id, date, .complete, on: min(today, received ?? today), in: storage)
            } else {
                try end(line.id, date, .withdrawn, on: today, in: storage)
            }
        }
    }

    private func end(
        _ line: BackOrderLineID, _ promised: CalendarDate, _ ending: PromiseEnding,
        on day: CalendarDate, in storage: any StorageWriting
    ) throws {
        try storage.insertPromiseEnding(
            PromiseEndingRecord(line: line, promised: promised, ending: ending, day: day, at: now))
    }

    /// The first date of each line of which nobody knows yet what becomes of it.
    ///
    /// One that rests on stock alone is certain, and says nothing about others; of those made
    /// before the share was kept nothing is known.
    private func openPromises(
        in storage: any StorageReading
    ) throws -> [BackOrderLineID: CalendarDate] {
        let known = Set(try storage.promiseEndings().map(\.line))
        var promised: [BackOrderLineID: CalendarDate] = [:]
        let records = Dictionary(
            grouping: try storage.promises().filter { $0.promised != nil }, by: \.line)
        for (line, told) in records where !known.contains(line) {
            guard let first = told.first, first.share != nil else { continue }
            promised[line] = first.promised
        }
        return promised
    }

    /// The open lines, those of them that are all in stock by the plan, and what has come.
    private func completeLines(in storage: any StorageReading) throws -> PromiseLook {
        let inputs = try RoundInputs(from: storage)
        let accounts = try accounts(
            inputs.orders, storage.deskMessages(of: nil), storage.deskDecisions(of: nil))
        let coverage = try requirementPlan(of: inputs).coverage
        return PromiseLook(
            linesByID: Dictionary(
                inputs.lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
            complete: Set(coverage.filter(\.isInStock).map(\.line)),
            receipts: LineReceipts(inputs.orders, accounts))
    }
}

/// What shows which lines are complete.
private struct PromiseLook {
    /// The open lines.
    let linesByID: [BackOrderLineID: BackOrderLine]
    /// Those of them that are all in stock by the plan.
    let complete: Set<BackOrderLineID>
    let receipts: LineReceipts
}

extension LineCoverage {
    fileprivate var isInStock: Bool {
        guard required.wholeUnits == 0 else { return false }
        return sources.allSatisfy { source in
            if case .stock = source.origin { true } else { false }
        }
    }
}

extension PromisePlan.Line {
    /// Whether all of it lies here.
    package var isInStock: Bool { parts.allSatisfy { $0.standing == .inStock } }
}

/// What has come for each back-order line, by the receipts of the orders made for it.
struct LineReceipts {
    private var arrivals: [BackOrderLineID: [(day: CalendarDate, units: Int64)]] = [:]

    init(_ orders: [PurchaseOrder], _ accounts: [PurchaseOrderNumber: [LineAccount]]) {
        for order in orders {
            for account in accounts[order.number] ?? [] where !account.arrivals.isEmpty {
                guard let line = order.lines.first(where: { $0.number == account.line }) else {
                    continue
                }
                hand(out: account.arrivals, to: line.pegs)
            }
        }
    }

    /// What comes goes to the pegs in their order.
    private mutating func hand(out came: [LineAccount.Arrival], to pegs: [Peg]) {
        var start: Int64 = 0
        for peg in pegs {
            let end = start + (peg.quantity.wholeUnits ?? 0)
            var arrived: Int64 = 0
            for arrival in came {
                let next = arrived + arrival.units
                let units = min(end, next) - max(start, arrived)
                if units > 0 {
                    arrivals[peg.line, default: []].append((arrival.receivedOn, units))
                }
                arrived = next
            }
            start = end
        }
    }

    /// The day on which so much of a line had come; `nil` if less has.
    func day(of line: BackOrderLineID, _ quantity: Quantity) -> CalendarDate? {
        guard let wanted = quantity.wholeUnits, wanted > 0 else { return nil }
        var total: Int64 = 0
        for (day, units) in (arrivals[line] ?? []).sorted(by: { $0.day < $1.day }) {
            total += units
            if total >= wanted { return day }
        }
        return nil
    }
}
