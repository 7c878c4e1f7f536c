import Procurement
import Storage
import SupplierAdapterKit

/// What is in force of a feed before a file is taken in.
struct FeedState {
    let master: MasterSnapshot
    let snapshots: [FeedSnapshot]
    let offers: [Offer]
    let availabilities: [AvailabilityRecord]
    /// What earlier lists of the feed said of substitutes.
    let statements: [SubstituteStatement]
}

/// Decides what a delivered file changes: which suppliers' snapshots it becomes, which are held.
///
/// Batches of offers are taken as they come, then the rest of the delivery.
struct FeedPlan {
    private(set) var snapshots: [(FeedSnapshot, SnapshotDraft)] = []
    private(set) var heldSuppliers: [SupplierID: String] = [:]
    private(set) var delivery: FeedDelivery

    private let feed: ConfiguredFeed
    private let state: FeedState
    private let rates: ExchangeRates
    private let today: CalendarDate
    private let acceptsDrop: Bool
    private var draftBySupplier: [SupplierID: SnapshotDraft] = [:]
    /// In the order of the delivery.
    private var drafts: [SnapshotDraft] = []
    private var rows: [QuarantinedRow] = []
    private var file = ""
    private var scope = DeliveryScope.whole

    init(
        state: FeedState, feed: ConfiguredFeed, rates: ExchangeRates, today: CalendarDate,
        acceptsDrop: Bool
    ) {
        self.feed = feed
        self.state = state
        self.rates = rates
        self.today = today
        self.acceptsDrop = acceptsDrop
        delivery = FeedDelivery(
            id: "", feed: feed.name, fileName: "", keptAt: "", sha256: "",
            takenAt: Timestamp(millisecondsSince1970: 0), status: .accepted, reason: "",
            rowsAccepted: 0, rowsQuarantined: 0)
    }

    // MARK: - Taking

    /// Takes offers and shelves of one supplier.
    mutating func take(
        _ offers: [SupplierOffer], _ availabilities: [SupplierAvailability],
        of supplier: SupplierID
    ) {
        if draftBySupplier[supplier] == nil { draftBySupplier[supplier] = draft(of: supplier) }
        draftBySupplier[supplier]?.take(offers, availabilities)
    }

    private func draft(of supplier: SupplierID) -> SnapshotDraft {
        SnapshotDraft(
            supplier,
            normalization: OfferNormalization(
                feed: feed.name, supplier: supplier, master: state.master, rates: rates),
            watchedParts: Set(
                state.statements.lazy.filter { $0.key.supplier == supplier }.map(\.statedOn)),
            keepsPlaces: !acceptsDrop && feed.limits.priceJumpPercent != nil)
    }

    /// Takes what a delivery tells beside the offers and shelves that came.
    mutating func finish(_ content: OfferDelivery) {
        file = content.file
        scope = content.scope
        rows = content.unassigned
        for part in content.suppliers { finish(part) }
        draftBySupplier = [:]
        if !acceptsDrop { hold(unassigned: content.unassigned.count) }
    }

    private mutating func finish(_ part: SupplierDelivery) {
        var draft = draftBySupplier.removeValue(forKey: part.supplier) ?? draft(of: part.supplier)
        draft.finish(part)
        let offers = state.offers.filter { $0.supplier == part.supplier }
        let shelves = state.availabilities.filter { $0.supplier == part.supplier }
        if !acceptsDrop {
            draft.setAsideJumps(
                from: offers, by: SnapshotGuard(limits: feed.limits), feed: feed.name)
        }
        rows += draft.quarantined
        if scope == .changes {
            draft.keepUnchanged(
                offers: offers, availabilities: shelves, removed: part.removedParts)
        }
        draft.keepPrevious(offers: offers, availabilities: shelves, on: today)
        drafts.append(draft)
    }

    /// Parts of a supplier's rows that statements about substitutes stand on.
    func namedParts(of supplier: SupplierID) -> Set<SupplierPart> {
        drafts.first { $0.supplier == supplier }?.namedParts ?? []
    }

    // MARK: - Holding

    private mutating func hold(unassigned: Int) {
        let snapshotGuard = SnapshotGuard(limits: feed.limits)
        let lastRows = Dictionary(
            state.snapshots.map { ($0.supplier, $0.rowCount) }, uniquingKeysWith: { $1 })
        let whole = snapshotGuard.decide(
            acceptedRows: drafts.reduce(0) { $0 + $1.acceptedRows + $1.badRows },
            badRows: unassigned, lastAcceptedRows: nil)
        for draft in drafts {
            var own = snapshotGuard.decide(
                acceptedRows: draft.acceptedRows, badRows: draft.badRows,
                lastAcceptedRows: scope == .whole ? lastRows[draft.supplier] : nil)
            if own == .accept, let rows = draft.rowsInForce {
                // Changes that take most of a list away are as suspect as a list cut short.
                own = snapshotGuard.decide(
                    acceptedRows: rows, badRows: 0, lastAcceptedRows: lastRows[draft.supplier])
            }
            hold(draft.supplier, if: whole == .accept ? own : whole)
        }
        guard scope == .whole else { return }
        for (supplier, count) in lastRows where !drafts.contains(where: { $0.supplier == supplier })
        {
            let own = snapshotGuard.decide(
                acceptedRows: 0, badRows: 0, lastAcceptedRows: count)
            hold(supplier, if: whole == .accept ? own : whole)
        }
    }

    private mutating func hold(_ supplier: SupplierID, if decision: SnapshotGuard.Decision) {
        guard case .hold(let reason) = decision else { return }
        heldSuppliers[supplier] = reason.message
        rows.append(
            QuarantinedRow(
                place: FilePlace(file: file), field: "", value: "", code: reason.code,
                message: "\(supplier): \(reason.message)", help: reason.help,
                supplier: supplier, supplierPart: nil))
    }

    /// Completes the plan with what is known of the file.
    mutating func note(file: FeedFile, sha256: String, at now: Timestamp, source: any FeedSource) {
        let id = Broker.deliveryID(feed.name, sha256)
        let accepted = drafts.filter { heldSuppliers[$0.supplier] == nil }
        let status: FeedDelivery.Status = heldSuppliers.isEmpty ? .accepted : .held
        delivery = FeedDelivery(
            id: id, feed: feed.name, fileName: self.file,
            keptAt: source.keptPath(of: file, as: FeedFileFate(status)), sha256: sha256,
            takenAt: now, status: status,
            reason: heldSuppliers.sorted { $0.key < $1.key }
                .map { "\($0.key): \($0.value)" }.joined(separator: "; "),
            rowsAccepted: accepted.reduce(0) { $0 + $1.acceptedRows },
            rowsQuarantined: rows.count { $0.place.line > 0 }
                + drafts.reduce(0) { $0 + $1.unmatched.count { $0.place.line > 0 } })
        snapshots = accepted.map { draft in
            let before = state.snapshots.first { $0.supplier == draft.supplier }
            return (
                FeedSnapshot(
                    feed: feed.name, supplier: draft.supplier, version: (before?.version ?? 0) + 1,
                    delivery: id, takenAt: now,
                    rowCount: draft.rowsInForce ?? draft.acceptedRows,
                    fingerprint: draft.fingerprint),
                draft
            )
        }
    }

    // MARK: - Problems

    /// Calls `body` with all that is told of rows, in the order of the file, some at a time: of a
    /// list that is hardly ours there are millions.
    func forEachProblems(
        atMost count: Int, _ body: ([FeedProblem]) throws -> Void
    ) throws {
        let told = rows.sorted { Self.precedes($0.place, $0.code, $1.place, $1.code) }
        var unmatched = drafts.indices.flatMap { draft in
            drafts[draft].unmatched.indices.map { UnmatchedOrdinal(draft: draft, row: $0) }
        }
        unmatched.sort { left, right in
            let (left, right) = (row(left).place, row(right).place)
            return (left.line, left.column) < (right.line, right.column)
        }
        var next = told.startIndex
        var problems: [FeedProblem] = []
        func add(_ problem: FeedProblem) throws {
            problems.append(problem)
            guard problems.count == count else { return }
            try body(problems)
            problems.removeAll(keepingCapacity: true)
        }
        for ordinal in unmatched {
            let own = drafts[ordinal.draft].notice(of: row(ordinal))
            while next < told.endIndex,
                !Self.precedes(own.place, own.code, told[next].place, told[next].code)
            {
                try add(told[next].problem(of: delivery.id))
                next += 1
            }
            try add(own.problem(of: delivery.id))
        }
        for rest in told[next...] { try add(rest.problem(of: delivery.id)) }
        if !problems.isEmpty { try body(problems) }
    }

    /// A row of a part that is not ours, by its draft.
    private struct UnmatchedOrdinal {
        let draft: Int
        let row: Int
    }

    private func row(_ ordinal: UnmatchedOrdinal) -> SnapshotDraft.UnmatchedRow {
        drafts[ordinal.draft].unmatched[ordinal.row]
    }

    private static func precedes(
        _ left: FilePlace, _ leftCode: String, _ right: FilePlace, _ rightCode: String
    ) -> Bool {
        (left.line, left.column, leftCode) < (right.line, right.column, rightCode)
    }
}
