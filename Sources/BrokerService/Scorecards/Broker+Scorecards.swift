package import OrderDesk
package import Procurement
import SourcingEngine
import SourcingExchange
package import Storage

extension Broker {
    /// The period that rules look at: so many days back from today.
    package var scorecardPeriod: CalendarDate { today.adding(days: -policy.scorecards.days) }

    /// What is measured of every supplier, by its orders placed since a day.
    ///
    /// Those of the supplier list and those that have orders, by identifier.
    package func scorecards(since: CalendarDate) throws -> [SupplierScorecard] {
        try storage.read { try scorecards(in: $0, since: since) }
    }

    /// Everything a round is computed from, with what the record of suppliers does to it.
    package func roundInputs(in storage: any StorageReading) throws -> RoundInputs {
        var inputs = try RoundInputs(from: storage)
        guard !policy.scorecards.rules.isEmpty else { return inputs }
        inputs.verdicts = try scorecards(in: storage, since: scorecardPeriod)
            .flatMap { policy.scorecards.verdicts(on: $0) }
        return inputs
    }

    private func scorecards(
        in storage: any StorageReading, since: CalendarDate
    ) throws -> [SupplierScorecard] {
        let suppliers = try storage.masterSnapshot().suppliers
        let orders = try storage.purchaseOrders().filter { $0.orderDate >= since }
        let messages = Dictionary(
            grouping: try storage.deskMessages(of: nil).map(\.message), by: \.order)
        let decisions = Dictionary(grouping: try storage.deskDecisions(of: nil), by: \.order)
        var lines: [SupplierID: [ScoredLine]] = [:]
        for order in orders {
            lines[order.supplier, default: []] += try scoredLines(
                of: order, messages[order.number] ?? [],
                (decisions[order.number] ?? []).map(\.decision), in: storage)
        }
        let offered = try OfferedPrices(in: storage, since: since).changesBySupplier
        let names = Set(suppliers.map(\.id)).union(lines.keys).sorted()
        return names.map { id in
            let calendar = suppliers.first { $0.id == id }?.calendar ?? ""
            return SupplierScorecard(
                supplier: id, lines: lines[id] ?? [], offered: offered[id] ?? [],
                calendar: policy.calendarsByName[calendar] ?? .everyDay("every-day"),
                answerDays: policy.desk.chase.answerDays, today: today)
        }
    }

    /// The lines of an order; none of one that has not left.
    private func scoredLines(
        of order: PurchaseOrder, _ messages: [SupplierMessage], _ decisions: [BuyerDecision],
        in storage: any StorageReading
    ) throws -> [ScoredLine] {
        let issued = try storage.purchaseOrderEvents(order.number).first {
            $0.event == PurchaseOrderEventKind.issued.rawValue
        }
        guard let issued else { return [] }
        let tolerance = policy.desk.tolerance
        let accounts = try order.accounts(
            messages: messages, decisions: decisions, tolerance: tolerance)
        return try zip(order.lines, accounts).map { line, account in
            let first = try LineAccount.firstAnswer(
                to: line, in: messages, tolerance: tolerance, changes: order.changes,
                orderedOn: order.orderDate)
            let verdict = decisions.last {
                $0.line == line.number && $0.document == first?.document
            }?.verdict
            return ScoredLine(
                line: line, account: account, first: first, isFirstRefused: verdict == .refuse,
                leftOn: policy.localTime(issued.at).date,
                answeredOn: first?.answeredAt.map { policy.localTime($0).date })
        }
    }
}

/// How the prices of offers have moved since the first round of a period.
struct OfferedPrices {
    /// For each offer in that round and in force now: its first price now by that then, less 1.
    private(set) var changesBySupplier: [SupplierID: [FixedPoint]] = [:]

    init(in storage: any StorageReading, since: CalendarDate) throws {
        let start = Timestamp(
            millisecondsSince1970: Int64(since.dayNumber) * 86_400_000)
        let first = try storage.rounds().filter { $0.asOf >= start }
            .min { ($0.asOf, $0.number.value) < ($1.asOf, $1.number.value) }
        guard let number = first?.number, let record = try storage.round(number) else { return }
        let problem = try StoredRound(reading: record).document.sourcingProblem()
        var before: [String: Int128] = [:]
        for offer in problem.offers {
            guard let price = offer.priceBreaks.first?.unitPrice, price > 0 else { continue }
            before[offer.id] =
                Int128(price) * Int128(FixedPoint.scale) / Int128(offer.priceQuantity)
        }
        for offer in try storage.offers() {
            guard let old = before[offer.id.rawValue], old > 0,
                let price = offer.priceBreaks.first?.price,
                price.money.currency.code == problem.currency
            else { continue }
            let scale = Int128(FixedPoint.scale)
            let now =
                Int128(price.money.amount.micros) * scale * scale / Int128(price.per.value.micros)
            guard let change = Int64(exactly: ((now - old) * scale + old / 2) / old) else {
                continue
            }
            changesBySupplier[offer.supplier, default: []].append(FixedPoint(micros: change))
        }
    }
}
