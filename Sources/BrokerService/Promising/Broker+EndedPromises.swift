package import Procurement
import Storage

/// The first promise of a line that has come to its end, and how.
package struct EndedPromise: Sendable, Hashable {
    /// Whether it was kept.
    package enum Verdict: String, Sendable, Hashable {
        case kept
        case late
        /// Nobody can say, or nobody waited for it any more: it counts neither way.
        case uncounted = "not-counted"
    }

    package let line: BackOrderLineID
    package let customer: CustomerID?
    package let item: ItemID?
    /// Those who confirmed or brought something for the line.
    package let suppliers: [SupplierID]
    /// The first date that the customer could be told.
    package let promised: CalendarDate
    /// The last one; `nil` where none holds.
    package let latest: CalendarDate?
    /// When all of it was there; `nil` while it is not, and where nobody knows.
    package let received: CalendarDate?
    package let ending: PromiseEnding
    package let verdict: Verdict
    /// Days behind the first date; of a line that still waits, until today.
    package let daysLate: Int?
    package let isWaiting: Bool
    /// Whether its date is past, so that it counts.
    package let isDue: Bool

    package init(
        line: BackOrderLineID, customer: CustomerID?, item: ItemID?, suppliers: [SupplierID],
        promised: CalendarDate, latest: CalendarDate?, received: CalendarDate?,
        ending: PromiseEnding, verdict: Verdict, daysLate: Int?, isWaiting: Bool, isDue: Bool
    ) {
        self.line = line
        self.customer = customer
        self.item = item
        self.suppliers = suppliers
        self.promised = promised
        self.latest = latest
        self.received = received
        self.ending = ending
        self.verdict = verdict
        self.daysLate = daysLate
        self.isWaiting = isWaiting
        self.isDue = isDue
    }
}

/// How often first promises were kept, of one supplier or of all.
package struct PromiseTotals: Sendable, Hashable {
    /// `nil` for all.
    package let supplier: SupplierID?
    /// Promises whose date is past and of which is known what became of them.
    package let due: Int
    package let kept: Int
    /// Of those that were late.
    package let mostDaysLate: Int?
    /// Those that count neither way.
    package let uncounted: Int

    init(_ promises: [EndedPromise], of supplier: SupplierID?) {
        self.supplier = supplier
        let counted = promises.filter { $0.isDue && $0.verdict != .uncounted }
        due = counted.count
        kept = counted.count { $0.verdict == .kept }
        mostDaysLate = counted.filter { $0.verdict == .late }.compactMap(\.daysLate).max()
        uncounted = promises.count - counted.count
    }

    /// For each supplier, by its name, and for all, which come last.
    ///
    /// A promise that several suppliers served counts with each of them, and once for all.
    package static func bySupplier(_ promises: [EndedPromise]) -> [PromiseTotals] {
        Set(promises.flatMap(\.suppliers)).sorted().map { supplier in
            PromiseTotals(promises.filter { $0.suppliers.contains(supplier) }, of: supplier)
        } + [PromiseTotals(promises, of: nil)]
    }
}

extension Broker {
    /// What became of first promises for days from `since` on, the earliest first.
    package func endedPromises(since: CalendarDate? = nil) throws -> [EndedPromise] {
        try storage.read { storage in
            let orders = try storage.purchaseOrders()
            let accounts = try accounts(
                orders, storage.deskMessages(of: nil), storage.deskDecisions(of: nil))
            let look = EndedPromiseLook(
                lines: try storage.backOrderLines(), told: try storage.promises(),
                receipts: LineReceipts(orders, accounts), orders: orders,
                waiting: try waitingLines(in: storage), today: today)
            return try storage.promiseEndings()
                .filter { $0.promised >= since ?? .earliest }.map(look.promise)
                .sorted { ($0.promised, $0.line) < ($1.promised, $1.line) }
        }
    }
}

/// What endings are told from.
private struct EndedPromiseLook {
    private let linesByID: [BackOrderLineID: BackOrderLine]
    private let told: [BackOrderLineID: [PromiseRecord]]
    private let receipts: LineReceipts
    private let suppliers: [BackOrderLineID: Set<SupplierID>]
    private let waiting: Set<BackOrderLineID>
    private let today: CalendarDate

    init(
        lines: [BackOrderLine], told: [PromiseRecord], receipts: LineReceipts,
        orders: [PurchaseOrder], waiting: Set<BackOrderLineID>, today: CalendarDate
    ) {
        linesByID = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.told = Dictionary(grouping: told, by: \.line)
        self.receipts = receipts
        self.waiting = waiting
        self.today = today
        var suppliers: [BackOrderLineID: Set<SupplierID>] = [:]
        for order in orders {
            for line in order.lines where line.progress.accepted > 0 || line.progress.received > 0 {
                for peg in line.pegs { suppliers[peg.line, default: []].insert(order.supplier) }
            }
        }
        self.suppliers = suppliers
    }

    func promise(_ record: PromiseEndingRecord) -> EndedPromise {
        let line = linesByID[record.line]
        let came = line.flatMap { receipts.day(of: record.line, $0.openQuantity) }
        let isKept = record.ending.isKept(
            on: record.day, promised: record.promised, received: came)
        let received: CalendarDate? =
            switch record.ending {
            case .complete: record.day
            case .overdue: came
            case .withdrawn: came.flatMap { $0 <= record.day ? $0 : nil }
            case .cancelled: nil
            }
        let isWaiting = received == nil && waiting.contains(record.line)
        return EndedPromise(
            line: record.line, customer: line?.customer, item: line?.item,
            suppliers: (suppliers[record.line] ?? []).sorted(), promised: record.promised,
            latest: told[record.line]?.last?.promised, received: received, ending: record.ending,
            verdict: isKept.map { $0 ? .kept : .late } ?? .uncounted,
            daysLate: isKept.flatMap { isKept in
                if isKept { return 0 }
                let end = received ?? (record.ending == .cancelled ? record.day : nil)
                return (end ?? (isWaiting ? today : nil)).map {
                    record.promised.days(until: $0)
                }
            }, isWaiting: isWaiting, isDue: record.promised < today)
    }
}
