import ArgumentParser
import BrokerService
import Procurement
import Storage
import SupplierAdapterKit
import WireFormats

struct IntakeCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake",
        abstract: "Takes in reference data, back orders, stock, inbound supply and feeds.",
        discussion: "What has not changed is left alone. A file that is refused or held leaves "
            + "what was known before in force.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Take a snapshot of back orders although it names few of the open lines.")
    var acceptDrop = false

    @Flag(name: [.customShort("n"), .long], help: "Look, but change nothing.")
    var dryRun = false

    var writes: Bool { !dryRun }
    var isRehearsal: Bool { dryRun }

    func run(in session: Session) throws {
        let feeds = try session.feeds()
        let reports = try session.broker.takeIn(
            session.intakeSet(), acceptsDrop: acceptDrop)
        let feedReports =
            reports.isMasterRefused
            ? [] : try feeds.map { try session.broker.takeIn($0, isDryRun: dryRun) }
        let summary = IntakeSummary(intake: reports, feeds: feedReports)
        switch output.format {
        case .text:
            Console.out(summary.text(isDryRun: dryRun))
        case .json: Console.out(summary.json.text)
        case .csv: Console.out(summary.listing.csv().trimmingLastNewline)
        }
        if !summary.problems.isEmpty {
            Console.note("\n" + ProblemText.render(summary.problems).trimmingLastNewline)
        }
        if output.format == .text { Console.out("\nnext: \(summary.next)") }
        if summary.status != ExitStatus.done { throw ExitCode(summary.status) }
    }
}

/// What an intake did, for people and machines.
struct IntakeSummary {
    let intake: [IntakeReport]
    let feeds: [FeedReport]

    /// Reasons are shown whole where a terminal can hold them.
    static let widest = 100

    /// How the command ends: whether something did not get in force, and who can mend that.
    var status: Int32 {
        let isRefused =
            intake.contains { $0.status == .refused }
            || feeds.contains { $0.deliveries.contains { $0.status != .accepted } }
        let failures = feeds.compactMap(\.failure)
        if !isRefused, failures.isEmpty { return ExitStatus.done }
        let isPassing = failures.allSatisfy { failure in
            if case .retry = failure.reaction { true } else { false }
        }
        return !isRefused && isPassing ? ExitStatus.supplierUnreachable : ExitStatus.dataRejected
    }

    /// What went wrong with files of ours and with whole feeds; rows of feeds are told by
    /// `broker feed problems`.
    var problems: [Problem] {
        intake.flatMap { $0.problems.map { Problem($0) } }
            + feeds.compactMap { $0.failure.map { Problem($0) } }
    }

    /// What to do after it.
    var next: String {
        if intake.contains(where: { $0.status == .refused }) {
            return "mend what is named above and run broker intake again"
        }
        if let held = feeds.first(where: { $0.isHeld && $0.failure == nil }) {
            return "broker feed problems \(held.feed)"
        }
        return switch status {
        case ExitStatus.done: "broker round run"
        case ExitStatus.supplierUnreachable: "broker intake again, later"
        default: "mend what is named above and run broker intake again"
        }
    }

    var listing: Listing {
        var listing = Listing([
            Column("source"), Column("file"), Column("status"), .number("rows"),
            .number("quarantined"), Column("what"),
        ])
        for report in intake {
            listing.add([
                .text(report.kind.rawValue), .text(report.file), .text(report.status.rawValue),
                .number(Int64(report.rows)), .number(Int64(report.problems.count)),
                .text(report.changes.joined(separator: ", ")),
            ])
        }
        for report in feeds { add(report, to: &listing) }
        return listing
    }

    private typealias Column = Listing.Column

    private func add(_ report: FeedReport, to listing: inout Listing) {
        let source = "feed \(report.feed)"
        if let failure = report.failure {
            listing.add([
                .text(source), .none, .text("failed"), .none, .none, .text(failure.message),
            ])
        }
        for delivery in report.deliveries {
            listing.add([
                .text(source), .text(delivery.fileName), .text(delivery.status.rawValue),
                .number(Int64(delivery.rowsAccepted)), .number(Int64(delivery.rowsQuarantined)),
                .text(delivery.reason),
            ])
        }
        for file in report.waiting {
            listing.add([
                .text(source), .text(file.name), .text("waiting"), .none, .none,
                .text("\(file.code): \(file.message)"),
            ])
        }
        if report.deliveries.isEmpty, report.waiting.isEmpty, report.failure == nil {
            listing.add([
                .text(source), .none, .text("unchanged"), .none, .none, .text("no new file"),
            ])
        }
    }

    func text(isDryRun: Bool) -> String {
        var lines = isDryRun ? ["dry run: nothing was changed"] : []
        lines.append(listing.text(widest: Self.widest))
        let quarantined = feeds.flatMap(\.deliveries).filter { $0.rowsQuarantined > 0 }
        if !quarantined.isEmpty || feeds.contains(where: { $0.isHeld }) {
            lines.append("\nrows set aside are named by: broker feed problems")
        }
        let proposed = feeds.reduce(0) { $0 + $1.proposedSubstitutes }
        if proposed > 0 {
            lines.append(
                "\n\(Counted.text(proposed, "substitute")) proposed by suppliers: "
                    + "broker substitute proposals")
        }
        if intake.isMasterRefused {
            lines.append("\nno other file was read: all of them refer to the reference data")
        }
        return lines.joined(separator: "\n")
    }

    var json: JSONValue { listing.json() }
}

extension Session {
    /// The house's own files, as the configuration names them.
    func intakeSet() throws -> IntakeSet {
        var set = IntakeSet()
        for file in MasterFile.allCases {
            let name = "\(configuration.folders.master)/\(file.rawValue)"
            if let bytes = try read(name) {
                set.master[file] = IntakeSource(name: name, bytes: bytes, format: .csv)
            }
        }
        set.backOrders = try document(configuration.intake.backOrders)
        set.stock = try document(configuration.intake.stock)
        set.inbound = try document(configuration.intake.inbound)
        return set
    }

    private func document(
        _ file: BrokerConfiguration.IntakeFile
    ) throws -> IntakeSet.Document? {
        let name = "\(configuration.folders.intake)/\(file.file)"
        guard let bytes = try read(name) else {
            guard file.isRequired else { return nil }
            throw CommandFailure(
                [
                    Problem(
                        code: "intake.file-missing", message: "There is no file (\(name)).",
                        place: Problem.Place(file: name),
                        help: "Put it there, or set required = false for it in broker.toml.")
                ], status: ExitStatus.dataRejected)
        }
        return IntakeSet.Document(
            source: IntakeSource(
                name: name, bytes: bytes, format: file.format == .json ? .json : .csv),
            mode: file.mode == .changes ? .changes : .snapshot)
    }
}
