import Procurement
import Storage
import SupplierAdapterKit

/// What is in force of a feed before a file is taken in.
struct FeedState {
    let master: MasterSnapshot
    let snapshots: [FeedSnapshot]
    let offers: [Offer]
    let availabilities: [AvailabilityRecord]
}

/// Decides what a delivered file changes: which suppliers' snapshots it becomes, which are held.
struct FeedPlan {
    private(set) var snapshots: [(FeedSnapshot, SnapshotDraft)] = []
    private(set) var heldSuppliers: [SupplierID: String] = [:]
    private(set) var problems: [FeedProblem] = []
    private(set) var delivery: FeedDelivery

    private let feed: ConfiguredFeed
    private let state: FeedState
    private let rates: ExchangeRates
    private var drafts: [SnapshotDraft] = []
    private var rows: [QuarantinedRow]
    private let file: String
    private let scope: DeliveryScope

    init(
        _ content: OfferDelivery, state: FeedState, feed: ConfiguredFeed, rates: ExchangeRates,
        today: CalendarDate, acceptsDrop: Bool
    ) {
        self.feed = feed
        self.state = state
        self.rates = rates
        file = content.file
        scope = content.scope
        rows = content.unassigned
        delivery = FeedDelivery(
            id: "", feed: feed.name, fileName: content.file, keptAt: "", sha256: "",
            takenAt: Timestamp(millisecondsSince1970: 0), status: .accepted, reason: "",
            rowsAccepted: 0, rowsQuarantined: 0)
        for part in content.suppliers {
            addDraft(part, today: today, bearsJumps: acceptsDrop)
        }
        if !acceptsDrop { hold(unassigned: content.unassigned.count) }
    }

    private mutating func addDraft(
        _ part: SupplierDelivery, today: CalendarDate, bearsJumps: Bool
    ) {
        let normalization = OfferNormalization(
            feed: feed.name, supplier: part.supplier, master: state.master, rates: rates)
        var draft = SnapshotDraft(part, normalization: normalization)
        let offers = state.offers.filter { $0.supplier == part.supplier }
        let shelves = state.availabilities.filter { $0.supplier == part.supplier }
        if !bearsJumps {
            draft.setAsideJumps(
                from: offers, by: SnapshotGuard(limits: feed.limits),
                places: Dictionary(
                    part.offers.map { ($0.supplierPart, $0.place) }, uniquingKeysWith: { $1 }),
                feed: feed.name)
        }
        rows += draft.quarantined
        if scope == .changes {
            draft.keepUnchanged(
                offers: offers, availabilities: shelves, removed: part.removedParts)
        }
        draft.keepPrevious(offers: offers, availabilities: shelves, on: today)
        drafts.append(draft)
    }

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
        problems = rows.map { $0.problem(of: id) }
            .sorted { ($0.line, $0.column, $0.code) < ($1.line, $1.column, $1.code) }
        delivery = FeedDelivery(
            id: id, feed: feed.name, fileName: self.file,
            keptAt: source.keptPath(of: file, as: FeedFileFate(status)), sha256: sha256,
            takenAt: now, status: status,
            reason: heldSuppliers.sorted { $0.key < $1.key }
                .map { "\($0.key): \($0.value)" }.joined(separator: "; "),
            rowsAccepted: accepted.reduce(0) { $0 + $1.acceptedRows },
            rowsQuarantined: rows.count { $0.place.line > 0 })
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
}
