import Procurement
import Storage
import SupplierAdapterKit

extension Broker {
    /// Takes in every complete file that lies in the feed's folder.
    ///
    /// A failure of one feed stops no other: it is told in the report. A dry run reads the files
    /// where they lie.
    package func takeIn(_ feed: ConfiguredFeed, isDryRun: Bool = false) throws -> FeedReport {
        var report = FeedReport(feed: feed.name)
        do {
            if !isDryRun { try feed.files.refresh(at: now) }
            let inbox = try feed.files.inbox(at: now)
            report.waiting = inbox.waiting
            for file in inbox.ready {
                let taken = isDryRun ? try feed.files.look(at: file) : try feed.files.take(file)
                guard let taken else { continue }
                let fate = try store(taken, of: feed, acceptsDrop: false, from: nil, &report)
                if !isDryRun { try feed.files.settle(taken.file, as: fate) }
            }
            if !isDryRun { try feed.files.finish(at: now) }
        } catch let error as AdapterError {
            report.failure = error
        }
        return report
    }

    /// Reads again what was held, rejected or set aside, for example after the settings or the
    /// item references were mended.
    ///
    /// - Parameter acceptsDrop: takes a file although a guard would hold it.
    package func retry(_ feed: ConfiguredFeed, acceptsDrop: Bool) throws -> FeedReport {
        var report = FeedReport(feed: feed.name)
        do {
            for (file, fate) in try filesToRetry(of: feed) {
                if let taken = try feed.files.takeAgain(file, from: fate) {
                    let next = try store(
                        taken, of: feed, acceptsDrop: acceptsDrop, from: fate, &report)
                    try feed.files.settle(taken.file, as: next)
                }
            }
            try feed.files.acknowledge(at: now)
        } catch let error as AdapterError {
            report.failure = error
        }
        return report
    }

    /// Held and rejected files, oldest first, and before them the one in force if rows of it were
    /// set aside; none that is older than what is in force, which it would replace.
    ///
    /// Of messages, which replace nothing, every file of which anything is open, or waits for a
    /// unit.
    private func filesToRetry(
        of feed: ConfiguredFeed
    ) throws -> [(file: FeedFile, fate: FeedFileFate)] {
        let open = try openDeliveries(of: feed.name, areMessages: feed.bringsMessages)
        let accepted = try storage.read { try $0.feedDeliveries(of: feed.name, limit: 1_000) }
            .first { $0.status == .accepted }
        let inForce = try feed.files.kept(as: .accepted).last {
            feed.files.keptPath(of: $0, as: .accepted) == accepted?.keptAt
        }
        let paths = Set(open.map(\.delivery).filter { $0.rowsQuarantined > 0 }.map(\.keptAt))
        // What waits for a unit was read whole, and means more once the unit is known.
        let waiting = feed.bringsMessages ? try filesThatWaitForUnits() : []
        var files: [(file: FeedFile, fate: FeedFileFate)] = []
        for file in try feed.files.kept(as: .accepted)
        where paths.contains(feed.files.keptPath(of: file, as: .accepted))
            || waiting.contains(file.name)
        {
            if feed.bringsMessages || file == inForce { files.append((file, .accepted)) }
        }
        let oldest = feed.bringsMessages ? nil : inForce?.modifiedAt
        for fate in [FeedFileFate.rejected, .held] {
            for file in try feed.files.kept(as: fate)
            where oldest.map({ $0 <= file.modifiedAt }) ?? true {
                files.append((file, fate))
            }
        }
        return files.sorted {
            ($0.file.modifiedAt, $0.file.keptName) < ($1.file.modifiedAt, $1.file.keptName)
        }
    }

    /// Stores what a file holds; tells what is to become of the file.
    private func store(
        _ taken: TakenFile, of feed: ConfiguredFeed, acceptsDrop: Bool, from: FeedFileFate?,
        _ report: inout FeedReport
    ) throws -> FeedFileFate {
        let sha256 = sha256Hex(taken.bytes)
        if from == nil, let known = try knownDelivery(sha256, feed: feed.name) {
            // Stored before, but the process ended before the file was put away.
            return FeedFileFate(known.status)
        }
        let outcome: DeliveryOutcome
        do {
            switch feed.source {
            case .offers(let source):
                outcome = try storeOffers(source, taken, sha256, feed, acceptsDrop)
            case .shipments(let source):
                outcome = try storeShipments(
                    source.readShipments(taken), taken, sha256, feed, acceptsDrop)
            case .messages(let source):
                let delivery = try source.readMessages(taken)
                var desk = try take(
                    delivery.messages + messages(of: delivery.orderAnswers))
                desk.add(try take(delivery.replacements))
                report.desk.add(desk)
                outcome = try storeMessages(delivery, desk, taken, sha256, feed)
            }
        } catch let error as AdapterError {
            guard error.reaction == .fixData || error.reaction == .fixSettings else { throw error }
            outcome = try storeRejection(error, taken, sha256, feed)
        }
        report.deliveries.append(outcome.delivery)
        report.heldSuppliers.merge(outcome.held) { _, new in new }
        report.proposedSubstitutes += outcome.proposed
        return FeedFileFate(outcome.delivery.status)
    }

    /// The newest delivery of the feed, if it had the same bytes and its file was not put away.
    private func knownDelivery(_ sha256: String, feed: FeedName) throws -> FeedDelivery? {
        let newest = try storage.read { try $0.feedDeliveries(of: feed, limit: 1) }.first
        return newest?.sha256 == sha256 ? newest : nil
    }

    struct DeliveryOutcome {
        let delivery: FeedDelivery
        var held: [SupplierID: String] = [:]
        /// Substitutes that no list of the feed named before.
        var proposed = 0
    }

    /// Takes in the offers of a list: of what is not ours, no more is held than part and place.
    private func storeOffers(
        _ source: any OfferSource, _ taken: TakenFile, _ sha256: String, _ feed: ConfiguredFeed,
        _ acceptsDrop: Bool
    ) throws -> DeliveryOutcome {
        let state = try storage.read { storage in
            FeedState(
                master: try storage.masterSnapshot(),
                snapshots: try storage.feedSnapshots().filter { $0.feed == feed.name },
                offers: try storage.offers().filter { $0.feed == feed.name },
                availabilities: try storage.availabilities().filter { $0.feed == feed.name },
                statements: try storage.substituteStatements()
                    .filter { $0.key.feed == feed.name })
        }
        var plan = FeedPlan(
            state: state, feed: feed, rates: policy.exchangeRates(state.master.rates),
            today: policy.localTime(now).date, acceptsDrop: acceptsDrop)
        let content = try read(taken, of: source, in: feed.room, into: &plan)
        plan.finish(content)
        plan.note(file: taken.file, sha256: sha256, at: now, source: feed.files)
        let proposed = try storage.write { storage in
            try record(plan, in: storage)
            return try recordSubstitutes(content, plan, state, in: storage)
        }
        return DeliveryOutcome(
            delivery: plan.delivery, held: plan.heldSuppliers, proposed: proposed)
    }

    /// Brings the offers of a file into the plan, in batches where the source has them so; gives
    /// what it tells beside.
    private func read(
        _ taken: TakenFile, of source: any OfferSource, in room: ReadingRoom,
        into plan: inout FeedPlan
    ) throws(AdapterError) -> OfferDelivery {
        if let stream = source as? any OfferStreamSource {
            return try stream.readOffers(FileInPieces(taken), in: room) {
                plan.take($0.offers, $0.availabilities, of: $0.supplier)
            }
        }
        let content = try source.readOffers(taken)
        for part in content.suppliers {
            plan.take(part.offers, part.availabilities, of: part.supplier)
        }
        return content
    }

    private func record(
        _ plan: FeedPlan, in storage: some StorageWriting
    ) throws {
        try storage.recordDelivery(plan.delivery, problems: [])
        try plan.forEachProblems(atMost: 1_000) {
            try storage.addProblems($0, to: plan.delivery)
        }
        for (snapshot, draft) in plan.snapshots {
            try storage.replaceSnapshot(
                snapshot, offers: draft.offers, availabilities: draft.availabilities)
        }
    }

    /// Gives how many substitutes no list of the feed named before.
    private func recordSubstitutes(
        _ content: OfferDelivery, _ plan: FeedPlan, _ state: FeedState,
        in storage: some StorageWriting
    ) throws -> Int {
        let ledger = SubstituteLedger(
            feed: plan.delivery.feed, delivery: plan.delivery.id, now: now)
        let known = try storage.substituteStatements()
        let knownKeys = Set(known.map(\.key))
        var proposed = 0
        for part in content.suppliers where plan.heldSuppliers[part.supplier] == nil {
            let changes = ledger.changes(
                from: part, naming: plan.namedParts(of: part.supplier), scope: content.scope,
                known: known,
                matching: PartMatching(supplier: part.supplier, master: state.master))
            try storage.saveSubstituteStatements(changes)
            proposed += changes.count { !knownKeys.contains($0.key) }
        }
        return proposed
    }

    private func storeShipments(
        _ content: ShipmentDelivery, _ taken: TakenFile, _ sha256: String,
        _ feed: ConfiguredFeed, _ acceptsDrop: Bool
    ) throws -> DeliveryOutcome {
        let decision = SnapshotGuard(limits: feed.limits).decide(
            acceptedRows: content.shipments.count, badRows: content.quarantined.count,
            lastAcceptedRows: nil)
        var reason = content.unusedRowsByReason.sorted { $0.key < $1.key }
            .map { "\(counted($0.value, "row")) \($0.key)" }.joined(separator: "; ")
        var status = FeedDelivery.Status.accepted
        if case .hold(let why) = decision, !acceptsDrop {
            status = .held
            reason = why.message
        }
        let delivery = FeedDelivery(
            id: Self.deliveryID(feed.name, sha256), feed: feed.name, fileName: content.file,
            keptAt: feed.files.keptPath(of: taken.file, as: FeedFileFate(status)),
            sha256: sha256, takenAt: now, status: status, reason: reason,
            rowsAccepted: content.shipments.count, rowsQuarantined: content.quarantined.count)
        let records = content.shipments.map { shipment in
            ShipmentRecord(
                feed: feed.name, supplier: shipment.supplier, item: shipment.part.rawValue,
                orderedOn: shipment.orderedOn, scheduledOn: shipment.scheduledOn,
                receivedOn: shipment.receivedOn,
                quantity: shipment.quantity.wholeValue ?? 0)
        }
        try storage.write { storage in
            try storage.recordDelivery(
                delivery, problems: content.quarantined.map { $0.problem(of: delivery.id) })
            if status == .accepted {
                try storage.replaceShipments(of: feed.name, records)
            }
        }
        return DeliveryOutcome(delivery: delivery)
    }

    /// Notes what became of a file of messages.
    ///
    /// Messages are stored one by one, and a copy of one changes nothing, so that a file that was
    /// cut short is simply read again.
    private func storeMessages(
        _ content: MessageDelivery, _ desk: DeskReport, _ taken: TakenFile, _ sha256: String,
        _ feed: ConfiguredFeed
    ) throws -> DeliveryOutcome {
        let refused = desk.refusals.map { refusal in
            QuarantinedRow(
                place: refusal.place, field: "", value: "", code: refusal.error.code,
                message: refusal.error.message, help: refusal.error.help, supplier: nil,
                supplierPart: nil)
        }
        let rows = content.quarantined + refused
        let isUnread = desk.results.isEmpty && !rows.isEmpty
        let withdrawn = content.replacements.count { $0.isWithdrawal }
        let status = isUnread ? FeedDelivery.Status.held : .accepted
        let delivery = FeedDelivery(
            id: Self.deliveryID(feed.name, sha256), feed: feed.name, fileName: content.file,
            keptAt: feed.files.keptPath(of: taken.file, as: FeedFileFate(status)),
            sha256: sha256, takenAt: now, status: status,
            reason: isUnread
                ? "no message could be read"
                : "\(counted(desk.takenCount, "message")) taken, \(desk.knownCount) known before"
                    + (withdrawn > 0 ? ", \(counted(withdrawn, "ship notice")) taken back" : ""),
            rowsAccepted: desk.results.count - refused.count, rowsQuarantined: rows.count)
        try storage.write {
            try $0.recordDelivery(delivery, problems: rows.map { $0.problem(of: delivery.id) })
        }
        return DeliveryOutcome(delivery: delivery)
    }

    private func storeRejection(
        _ error: AdapterError, _ taken: TakenFile, _ sha256: String, _ feed: ConfiguredFeed
    ) throws -> DeliveryOutcome {
        let delivery = FeedDelivery(
            id: Self.deliveryID(feed.name, sha256), feed: feed.name, fileName: taken.file.name,
            keptAt: feed.files.keptPath(of: taken.file, as: .rejected), sha256: sha256,
            takenAt: now, status: .rejected, reason: error.message, rowsAccepted: 0,
            rowsQuarantined: 0)
        let problem = FeedProblem(
            delivery: delivery.id, file: error.place?.file ?? taken.file.name,
            line: error.place?.line ?? 0, column: error.place?.column ?? 0, field: "",
            value: "", code: error.code, message: error.message, help: error.help ?? "",
            supplier: "", supplierPart: "")
        try storage.write { try $0.recordDelivery(delivery, problems: [problem]) }
        return DeliveryOutcome(delivery: delivery)
    }

    static func deliveryID(_ feed: FeedName, _ sha256: String) -> String {
        "\(feed)-\(sha256.prefix(12))"
    }
}

extension FeedFileFate {
    init(_ status: FeedDelivery.Status) {
        switch status {
        case .accepted: self = .accepted
        case .held: self = .held
        case .rejected: self = .rejected
        }
    }
}

extension QuarantinedRow {
    func problem(of delivery: String) -> FeedProblem {
        FeedProblem(
            delivery: delivery, file: place.file, line: place.line, column: place.column,
            field: field, value: value, code: code, message: message, help: help ?? "",
            supplier: supplier?.rawValue ?? "", supplierPart: supplierPart?.rawValue ?? "")
    }
}
