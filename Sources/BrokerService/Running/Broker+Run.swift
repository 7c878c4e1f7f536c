package import Procurement
package import Storage
package import SupplierAdapterKit

/// What a scheduler asks of one run of the whole road.
package struct RunRequest: Sendable {
    /// The scheduler's key; the same slot never runs twice.
    package var slot: String?
    /// Feeds without whose newest file no round may be computed.
    package var requiredFeeds: Set<FeedName> = []
    /// Moves no file and sends nothing; the storage is a copy that is thrown away.
    package var isDryRun = false

    package init() {}
}

/// What a run did, step by step.
package struct RunReport: Sendable {
    /// Why a run ended before its last step.
    package enum Stop: Sendable {
        /// A file of ours was refused.
        case intakeRefused
        /// A required feed was held or could not be read.
        case requiredFeedHeld([FeedName])
        /// The round waits for a person, for these reasons.
        case approvalPending([String])
    }

    package var resumed: [IssueReport] = []
    package var intake: [IntakeReport] = []
    package var feeds: [FeedReport] = []
    package var round: RoundRun?
    package var isApprovedAutomatically = false
    package var issue: IssueReport?
    /// Promises that were made, moved or withdrawn by all this.
    package var promises: [PromiseChange] = []
    /// What counted as agreed because customers were silent.
    package var silences: [CustomerConsent] = []
    /// What customers were told.
    package var letters = LetterReport()
    package var stop: Stop?

    /// Purchase orders that could not be handed over, of this round or an earlier one, each once.
    package var failed: [(OutboxMessage, AdapterError)] {
        let own = issue?.failed ?? []
        let known = Set(own.map(\.0.id))
        return resumed.flatMap(\.failed).filter { !known.contains($0.0.id) } + own
    }
}

/// A run of a slot that ran before: its stored report, as it was.
package enum RunOutcome: Sendable {
    case ran(RunRecord, RunReport)
    case ranBefore(RunRecord)
}

extension Broker {
    /// Takes in, computes, approves within limits and issues, in one go.
    ///
    /// Whatever a run that was cut short left undone is completed first.
    ///
    /// - Parameters:
    ///   - letters: what letters to customers leave by; `sink` unless given.
    ///   - tookIn: told when all is taken in and before anything is computed.
    package func run(
        _ request: RunRequest, set: IntakeSet, feeds: [ConfiguredFeed],
        sink: any PurchaseOrderSink, letters: (any DocumentSink)? = nil,
        tookIn: (RunReport) -> Void = { _ in },
        progress: (RoundProgress) -> Void
    ) throws -> RunOutcome {
        try requireUnbrokenFence()
        let claim = try claimRun(request)
        guard case .new(let record) = claim else {
            guard case .finished(let earlier) = claim else { preconditionFailure("Two cases.") }
            return .ranBefore(earlier)
        }
        var report = RunReport()
        if !request.isDryRun { report.resumed = try completeUnsent(through: sink) }
        report.intake = try takeIn(set)
        if !report.intake.isMasterRefused {
            report.feeds = try feeds.map { try takeIn($0, isDryRun: request.isDryRun) }
        }
        report.stop = stop(after: report, request)
        tookIn(report)
        if report.stop == nil {
            try roundAndIssue(request, sink: sink, report: &report, progress: progress)
        }
        switch report.stop {
        case nil, .approvalPending:
            report.promises = try updatePromises(isDryRun: request.isDryRun)
            report.silences = try countSilence(isDryRun: request.isDryRun)
            report.letters = try sendLetters(
                through: letters ?? sink, isDryRun: request.isDryRun)
        case .intakeRefused, .requiredFeedHeld:
            break  // What is refused leaves in force what was told before.
        }
        return .ran(record, report)
    }

    /// Notes the end of a run with its report, for the next call of the same slot.
    package func finish(_ record: RunRecord, exitCode: Int, report: String) throws {
        var finished = record
        finished.finishedAt = now
        finished.exitCode = exitCode
        finished.report = report
        try storage.write { try $0.updateRun(finished) }
    }

    private enum Claim {
        case new(RunRecord)
        case finished(RunRecord)
    }

    /// A slot whose run was cut short is taken up again; one that finished is not.
    private func claimRun(_ request: RunRequest) throws -> Claim {
        if let slot = request.slot, let earlier = try storage.read({ try $0.run(slot: slot) }) {
            return earlier.finishedAt == nil ? .new(earlier) : .finished(earlier)
        }
        if request.isDryRun { return .new(RunRecord(id: "dry-run", slot: nil, startedAt: now)) }
        return try storage.write { storage in
            let record = RunRecord(
                id: "run-\(try storage.nextNumber(of: .run))", slot: request.slot, startedAt: now)
            _ = try storage.insertRun(record)
            return .new(record)
        }
    }

    private func stop(after report: RunReport, _ request: RunRequest) -> RunReport.Stop? {
        if report.intake.contains(where: { $0.status == .refused }) { return .intakeRefused }
        let held = report.feeds.filter { $0.isHeld && request.requiredFeeds.contains($0.feed) }
        return held.isEmpty ? nil : .requiredFeedHeld(held.map(\.feed))
    }

    private func roundAndIssue(
        _ request: RunRequest, sink: any PurchaseOrderSink, report: inout RunReport,
        progress: (RoundProgress) -> Void
    ) throws {
        let outcome = try runRound(isDryRun: request.isDryRun, progress: progress)
        report.round = outcome
        let round: StoredRound
        switch outcome {
        case .nothingNeeded, .settled: return
        case .proposed(let new): round = new
        case .unchanged(let waiting): round = waiting
        }
        if round.record.state == .proposed {
            let reasons = try reasonsAgainstAutomaticApproval(of: round)
            guard reasons.isEmpty else {
                report.stop = .approvalPending(reasons)
                return
            }
            report.isApprovedAutomatically = true
            if request.isDryRun { return }
            _ = try approve(
                round.record.number, hash: round.record.hash, by: "limits in broker.toml")
        }
        if request.isDryRun { return }
        report.issue = try issue(round.record.number, through: sink)
    }

    /// Hands over what stored orders still owe their suppliers.
    private func completeUnsent(through sink: any PurchaseOrderSink) throws -> [IssueReport] {
        let rounds = try storage.read { storage in
            let unsent = Set(
                try storage.outboxMessages().filter { $0.state != .sent }.map(\.order))
            guard !unsent.isEmpty else { return [RoundNumber]() }
            let orders = try storage.purchaseOrders().filter { unsent.contains($0.number) }
            return Set(orders.map(\.round)).sorted { $0.value < $1.value }
        }
        return try rounds.map { try issue($0, through: sink) }
    }
}
