package import OrderDesk
import Procurement
import Storage

extension Broker {
    /// Every item that customers wait for or are expected to want, the worst first.
    ///
    /// Counted are free stock and confirmed supply, at the day that promises are made for; supply
    /// that nobody confirmed is told and counted for nothing.
    ///
    /// - Parameters:
    ///   - days: how far ahead, at least 1.
    ///   - history: past demand; an empty one expects nothing, and each item says so.
    package func stockRisks(within days: Int, history: DemandHistory) throws -> [StockRisk] {
        let (inputs, board, free) = try storage.read { storage in
            let inputs = try roundInputs(in: storage)
            let board = try promiseBoard(in: storage)
            return (inputs, board, try freeSupply(inputs, board, in: storage))
        }
        let linesByItem = Dictionary(grouping: board.plan.lines, by: \.item)
        let expected = Dictionary(
            inputs.master.items.map {
                ($0.id, history.expectation(of: $0.id, from: today, days: days))
            }, uniquingKeysWith: { first, _ in first })
        let wanted = inputs.master.items.map(\.id).filter {
            linesByItem[$0] != nil || expected[$0].map { $0.units > .zero } == true
        }
        let selection = offerSelection(
            of: Set(wanted), inputs: inputs, now: policy.localTime(now))
        let offersByItem = Dictionary(grouping: selection.usable, by: \.item)
        let unmet = policy.priorityClasses.first { $0.name == policy.defaultPriority }?.unmetCost
        let end = today.adding(days: days)
        return wanted.map { item in
            StockRisk(
                item: item, today: today, days: days, supply: free[item] ?? [],
                unconfirmed: Self.unconfirmed(of: item, inputs, through: end),
                openShortages: shortages(linesByItem[item] ?? [], board, through: end),
                expected: expected[item]
                    ?? DemandExpectation(basis: .noHistory, units: .zero),
                unmetCost: unmet ?? .zero, buyers: history.customers(of: item, before: today),
                warnings: Self.warnings(offersByItem[item] ?? []))
        }.sorted(by: StockRisk.isWorse)
    }

    private static func warnings(_ offers: [Offer]) -> [SupplyWarning] {
        let suppliers = Set(offers.map(\.supplier))
        let stale = offers.count(where: \.isStale)
        var warnings: [SupplyWarning] = []
        if suppliers.isEmpty { warnings.append(.noSource) }
        if suppliers.count == 1, let only = suppliers.first {
            warnings.append(.singleSource(only))
        }
        if stale > 0 { warnings.append(.staleOffers(stale, of: offers.count)) }
        return warnings
    }

    private static func unconfirmed(
        of item: ItemID, _ inputs: RoundInputs, through end: CalendarDate
    ) -> Int64 {
        let ordered = inputs.orders.flatMap(\.lines).reduce(Int64(0)) {
            $0 + ($1.item == item && !$1.state.isFinal ? $1.progress.pending : 0)
        }
        return inputs.inbound.reduce(ordered) {
            $0 + ($1.item == item && $1.expectedDate <= end ? $1.quantity.wholeUnits ?? 0 : 0)
        }
    }

    // MARK: - What open lines lack

    private func shortages(
        _ lines: [PromisePlan.Line], _ board: PromiseBoard, through end: CalendarDate
    ) -> [OpenShortage] {
        lines.flatMap { line -> [OpenShortage] in
            guard let known = board.linesByID[line.line], known.needByDate <= end else {
                return []
            }
            let own = policy.priorityClasses.first { $0.name == known.priority }
            let lateCost = known.lateCost ?? own?.lateCost ?? .zero
            let unmetCost = known.unmetCost ?? own?.unmetCost ?? .zero
            return line.parts.compactMap { part in
                let unmet = Int128(unmetCost.micros)
                let perUnit: Int128
                switch part.lack(by: known.needByDate) {
                case .nothing: return nil
                case .late(let days): perUnit = min(unmet, Int128(lateCost.micros) * Int128(days))
                case .all: perUnit = unmet
                }
                return OpenShortage(
                    line: line.line, customer: known.customer, needByDate: known.needByDate,
                    units: part.units,
                    cost: FixedPoint(micros: Int64(clamping: perUnit * Int128(part.units))),
                    standing: String(part.words.drop { $0 == " " }))
            }
        }
    }

    // MARK: - What no open line has a claim on

    private func freeSupply(
        _ inputs: RoundInputs, _ board: PromiseBoard, in storage: any StorageReading
    ) throws -> [ItemID: [FreeSupply]] {
        let suppliers = Dictionary(
            inputs.orders.map { ($0.number, $0.supplier) }, uniquingKeysWith: { first, _ in first })
        var claimed = Claims(board.plan, suppliers)
        var free: [ItemID: [FreeSupply]] = [:]
        for record in inputs.stock {
            let units = record.free.value.micros / FixedPoint.scale
            let left = claimed.left(of: units, in: record.item)
            if left > 0 { free[record.item, default: []].append(.init(day: today, units: left)) }
        }
        let messages = Dictionary(
            grouping: try storage.deskMessages(of: nil).map(\.message), by: \.order)
        let decisions = Dictionary(grouping: try storage.deskDecisions(of: nil), by: \.order)
        for order in inputs.orders where !order.state.isFinal {
            let accounts = try order.accounts(
                messages: messages[order.number] ?? [],
                decisions: (decisions[order.number] ?? []).map(\.decision),
                tolerance: policy.desk.tolerance)
            for (line, account) in zip(order.lines, accounts) {
                guard let confirmed = account.confirmedDate else { continue }
                let coming = max(0, line.progress.accepted - line.progress.received)
                let left = claimed.left(of: coming, on: order.number, line.number)
                // As much later as what the supplier confirmed for others is expected to be.
                let day = confirmed.adding(days: claimed.slip[order.supplier] ?? 0)
                guard left > 0, day >= today else { continue }
                free[line.item, default: []].append(
                    FreeSupply(day: max(day, today.adding(days: 1)), units: left))
            }
        }
        return free
    }

    private struct Claims {
        private struct Line: Hashable {
            let order: PurchaseOrderNumber
            let line: Int
        }
        private var inStock: [ItemID: Int64] = [:]
        private var onOrder: [Line: Int64] = [:]
        /// By how many days a supplier's confirmed dates are outlived by what is promised on them.
        private(set) var slip: [SupplierID: Int] = [:]

        init(_ plan: PromisePlan, _ suppliers: [PurchaseOrderNumber: SupplierID]) {
            for line in plan.lines {
                for part in line.parts {
                    switch part.origin {
                    case .stock: inStock[line.item, default: 0] += part.units
                    case .ownOrder(let order, let number, _) where part.isConfirmed:
                        onOrder[Line(order: order, line: number), default: 0] += part.units
                        if case .dated(let confirmed, let outlook, _) = part.standing,
                            let supplier = suppliers[order]
                        {
                            let days = confirmed.days(until: outlook.promised)
                            slip[supplier] = max(slip[supplier] ?? 0, days)
                        }
                    case .ownOrder, .inbound, nil: break
                    }
                }
            }
        }

        mutating func left(of units: Int64, in item: ItemID) -> Int64 {
            let taken = min(units, inStock[item] ?? 0)
            inStock[item, default: 0] -= taken
            return units - taken
        }

        func left(of units: Int64, on order: PurchaseOrderNumber, _ line: Int) -> Int64 {
            units - (onOrder[Line(order: order, line: line)] ?? 0)
        }
    }
}

extension PromisePlan.Part {
    fileprivate enum Lack {
        case nothing
        case late(days: Int)
        /// Nobody knows that it comes.
        case all
    }

    /// What is lacking of it by a day.
    fileprivate func lack(by needBy: CalendarDate) -> Lack {
        switch standing {
        case .inStock: return .nothing
        case .dated(_, let outlook, _):
            let late = needBy.days(until: outlook.promised)
            return late > 0 ? .late(days: late) : .nothing
        case .undated, .overdue, .unconfirmed, .undecided, .inbound, .uncovered: return .all
        }
    }
}
