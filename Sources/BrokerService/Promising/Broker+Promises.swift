package import Procurement
package import Storage

/// Everything that promises are made from, as it stands now.
package struct PromiseBoard: Sendable {
    package let plan: PromisePlan
    package let linesByID: [BackOrderLineID: BackOrderLine]
    package let orders: [PurchaseOrder]
    /// What was told of each line, the first promise first.
    package let told: [BackOrderLineID: [PromiseRecord]]
    /// How often first promises were kept, and what new ones are made for because of it.
    package let kept: KeptPromises
    /// The day that the board is of.
    package let day: CalendarDate
}

/// A promise that was made, moved or withdrawn.
package struct PromiseChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case made
        case earlier
        case later
        case withdrawn
    }

    package let kind: Kind
    package let customer: CustomerID
    package let before: PromiseRecord?
    package let after: PromiseRecord
}

extension Broker {
    /// The share of first promises that is to be kept.
    package static let promisedShare: Int64 = 900_000

    /// When each open line can be promised, and what was told of it.
    package func promiseBoard() throws -> PromiseBoard {
        try storage.read { try promiseBoard(in: $0) }
    }

    func promiseBoard(in storage: any StorageReading) throws -> PromiseBoard {
        let inputs = try RoundInputs(from: storage)
        let (messages, decisions) = (
            try storage.deskMessages(of: nil), try storage.deskDecisions(of: nil)
        )
        let records = try storage.promises()
        let accounts = try accounts(inputs.orders, messages, decisions)
        let coverage = try requirementPlan(of: inputs).coverage
        let share = try QuantileLevel(millionths: Self.promisedShare)
        let told = Dictionary(grouping: records, by: \.line)
        let kept = try keptPromises(
            in: storage, told, LineReceipts(inputs.orders, accounts), aim: share)
        // A date that was told moves by what happens, never because others were kept or not.
        let shares = told.compactMapValues { records in
            records.last?.promised == nil ? nil : records.last?.share ?? share
        }
        var history: LeadTimeHistory?
        let past = try PastOrders(
            shipments: inputs.shipments, references: inputs.master.references,
            orders: inputs.orders, accounts: accounts
        ).counted(from: .confirmed)
        let plan = PromisePlan(
            coverage: coverage, orders: inputs.orders, accounts: accounts, today: today,
            share: kept.share, shares: shares
        ) { supplier, item, date in
            var known =
                history
                ?? histories.history(learning: past, through: today, levels: [share])
            defer { history = known }
            return known.chances(
                supplier: supplier, item: item, on: today, promisedDate: date, at: share)
                ?? ArrivalChances(certain: date)
        }
        return PromiseBoard(
            plan: plan,
            linesByID: Dictionary(
                inputs.lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
            orders: inputs.orders, told: told, kept: kept, day: today)
    }

    /// What all messages about each order amount to; orders without messages have none.
    func accounts(
        _ orders: [PurchaseOrder], _ messages: [DeskMessageRecord],
        _ decisions: [DeskDecisionRecord]
    ) throws -> [PurchaseOrderNumber: [LineAccount]] {
        let messagesByOrder = Dictionary(grouping: messages.map(\.message), by: \.order)
        let decisionsByOrder = Dictionary(grouping: decisions, by: \.order)
        var accounts: [PurchaseOrderNumber: [LineAccount]] = [:]
        for order in orders {
            guard let own = messagesByOrder[order.number] else { continue }
            accounts[order.number] = try order.accounts(
                messages: own,
                decisions: decisionsByOrder[order.number, default: []].map(\.decision),
                tolerance: policy.desk.tolerance)
        }
        return accounts
    }

    /// Stores what has changed of the promises: the first one stays, and one that gets worse is
    /// a change of its own that says why.
    ///
    /// What customers have to be told of it is stored in the same transaction.
    @discardableResult
    package func updatePromises(isDryRun: Bool = false) throws -> [PromiseChange] {
        if isDryRun {
            let board = try promiseBoard()
            return board.plan.lines.compactMap { change(of: $0, board) }
        }
        return try storage.write { storage in
            try endPromises(in: storage)
            let board = try promiseBoard(in: storage)
            let changes = board.plan.lines.compactMap { change(of: $0, board) }
            for change in changes { try storage.insertPromise(change.after) }
            let known = try storage.notices()
            for notice in notices(of: board, changes, known: known) {
                try storage.insertNotice(notice)
            }
            return changes
        }
    }

    private func change(of line: PromisePlan.Line, _ board: PromiseBoard) -> PromiseChange? {
        let latest = board.told[line.line]?.last
        guard let customer = board.linesByID[line.line]?.customer else { return nil }
        let date = line.outlook?.promised
        let isInStock = line.isInStock
        let kind: PromiseChange.Kind
        switch (latest?.promised, date) {
        case (nil, nil): return nil
        case (nil, _?): kind = .made
        case (_?, nil): kind = .withdrawn
        case (let told?, let new?):
            // Goods that lie here do not get later by lying here.
            if told == new || (isInStock && told <= today) { return nil }
            kind = new < told ? .earlier : .later
        }
        let sample = line.outlook?.sample
        let record = PromiseRecord(
            line: line.line, sequence: (latest?.sequence ?? 0) + 1, at: now, promised: date,
            median: line.outlook?.median, receipts: sample?.supplierAndItem,
            supplierReceipts: sample?.supplier, reason: line.reason,
            share: date == nil || isInStock ? nil : line.share)
        return PromiseChange(kind: kind, customer: customer, before: latest, after: record)
    }
}

extension PromisePlan.Line {
    /// What the date rests on, or why there is none, in a sentence.
    package var reason: String {
        let open = parts.filter { !$0.isConfirmed }
        let shown = open.isEmpty ? parts : open
        return (open.isEmpty ? "" : "no date yet: ")
            + shown.map { "\($0.units) \($0.words)" }.joined(separator: "; ")
    }
}

extension PromisePlan.Part {
    /// What is known of the part, behind its number of units.
    package var words: String {
        let order: String =
            if case .ownOrder(let number, let line, _) = origin {
                "on \(number) line \(line)"
            } else { "" }
        switch standing {
        case .inStock: return "in stock"
        case .dated(let confirmed, _, let hasLeft):
            return "\(order) \(hasLeft ? "shipped, to arrive" : "confirmed for") \(confirmed)"
        case .undated: return "\(order) accepted without a date"
        case .overdue(let confirmed): return "\(order) overdue since \(confirmed)"
        case .unconfirmed: return "\(order) not confirmed by the supplier"
        case .undecided: return "\(order) answered, a buyer decides: \(decision)"
        case .inbound(let date):
            if case .inbound(let reference, _) = origin {
                return "inbound \(reference), expected \(date) and confirmed by nobody"
            }
            return "inbound, confirmed by nobody"
        case .uncovered: return "covered by nothing"
        }
    }

    /// The command that decides about the answer to its order.
    private var decision: String {
        guard case .ownOrder(let number, let line, _) = origin else { return "broker po decide" }
        return "broker po decide \(number) \(line)"
    }
}
