import ArgumentParser
import BrokerService
import Procurement
import Storage
import WireFormats

struct RunCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Intake, round, approval within limits, and issuing in one go, for schedulers.",
        discussion: """
            Safe to run again at any time: what a run that was cut short left undone is completed \
            first, and nothing is issued twice. Nothing leaves without approval unless limits are \
            set in [approval] of broker.toml. With --format json the report of the run is \
            printed, with --format csv the purchase orders that left.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "The scheduler's key of this run; the same slot never runs twice.", valueName: "key"))
    var slot: String?

    @Option(
        help: ArgumentHelp(
            "Stop with 65 when this feed was held; may be repeated.", valueName: "name"))
    var requireFeed: [String] = []

    @Flag(help: "Exit with 2 when a round waits for approval or a feed was held.")
    var detailedExitcode = false

    @Flag(name: [.customShort("n"), .long], help: "Compute everything; change and send nothing.")
    var dryRun = false

    var writes: Bool { !dryRun }
    var isRehearsal: Bool { dryRun }

    /// A scheduler whose variable is empty would claim one slot for ever, and buy nothing more.
    func validate() throws {
        guard let slot else { return }
        let isName =
            slot.contains { !$0.isWhitespace } && slot.count <= 120
            && !slot.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if !isName {
            throw ValidationError(
                "--slot must name the run in 1 to 120 characters, such as 2026-03-04T06.")
        }
    }

    func run(in session: Session) throws {
        let feeds = try session.feeds()
        var request = RunRequest()
        request.slot = slot
        request.isDryRun = dryRun
        request.requiredFeeds = Set(try requireFeed.map { try FeedName($0) })
        for name in request.requiredFeeds where !feeds.contains(where: { $0.name == name }) {
            throw ServiceError(
                .configuration, code: "feed.unknown", message: "There is no feed (\(name)).",
                help: "Feeds are the files in \(session.configuration.folders.feeds).")
        }
        let printer = ProgressPrinter(
            currency: session.configuration.house.currency.code, isText: output.format == .text)
        let outcome = try session.writingBroker().run(
            request, set: session.intakeSet(), feeds: feeds, sink: session.outgoingOrders(),
            letters: session.letterPost(),
            tookIn: { if output.format == .text { printIntake($0) } }, progress: printer.show)
        printer.end()
        switch outcome {
        case .ranBefore(let record): try printEarlier(record)
        case .ran(let record, let report):
            let status = exitStatus(of: report)
            let text = RunReportJSON(record: record, report: report, exitCode: status).value.text
            if !dryRun {
                try session.broker.finish(record, exitCode: Int(status), report: text)
            }
            switch output.format {
            case .text: try printText(report, in: session)
            case .json: Console.out(text)
            case .csv: try printOrders(ofReport: text)
            }
            if status != ExitStatus.done { throw ExitCode(status) }
        }
    }

    private func printEarlier(_ record: RunRecord) throws {
        switch output.format {
        case .text:
            Console.out(
                "slot \(record.slot ?? "") ran before, at \(record.startedAt): nothing was done")
        case .json: Console.out(record.report)
        case .csv: try printOrders(ofReport: record.report)
        }
        let status = Int32(record.exitCode ?? 0)
        if status != ExitStatus.done { throw ExitCode(status) }
    }

    /// The purchase orders of a report as a table, also of a report that was stored long ago.
    private func printOrders(ofReport text: String) throws {
        let report = try JSONText.parse(Array(text.utf8))
        let columns = ["order", "supplier", "file", "sha256"]
        var listing = Listing((columns + ["outcome"]).map { Listing.Column($0) })
        for outcome in ["completed", "issued", "failed"] {
            for order in try report[outcome]?.array() ?? [] {
                let cells = try columns.map { Listing.Cell.text(try order[$0]?.string() ?? "") }
                listing.add(cells + [.text(outcome)])
            }
        }
        listing.print(.csv, empty: "")
    }

    private func exitStatus(of report: RunReport) -> Int32 {
        if !report.failed.isEmpty || !report.letters.failed.isEmpty {
            return ExitStatus.cannotWrite
        }
        switch report.stop {
        case .intakeRefused, .requiredFeedHeld: return ExitStatus.dataRejected
        case .approvalPending: return detailedExitcode ? ExitStatus.pending : ExitStatus.done
        case nil: break
        }
        let isHeld = report.feeds.contains { $0.isHeld }
        return isHeld && detailedExitcode ? ExitStatus.pending : ExitStatus.done
    }

    private func printIntake(_ report: RunReport) {
        if dryRun { Console.out("dry run: nothing is changed or sent") }
        for issue in report.resumed where !issue.issued.isEmpty {
            Console.out(
                "completed round \(issue.round): "
                    + "\(Counted.text(issue.issued.count, "purchase order")) left from a run that "
                    + "was cut short")
        }
        let unsent = report.resumed.flatMap(\.failed).map { Problem($0.1) }
        if !unsent.isEmpty {
            Console.note(ProblemText.render(unsent, limit: 1).trimmingLastNewline + "\n")
        }
        let intake = IntakeSummary(intake: report.intake, feeds: report.feeds)
        Console.out(intake.listing.text(widest: IntakeSummary.widest))
        if !intake.problems.isEmpty {
            Console.note("\n" + ProblemText.render(intake.problems).trimmingLastNewline)
        }
        for feed in report.feeds where !feed.desk.results.isEmpty {
            let printer = DeskPrinter(feed.desk, isDryRun: dryRun)
            Console.out("\n" + printer.paragraphs.joined(separator: "\n"))
        }
        if report.stop == nil { Console.out("") }
    }

    private func printText(_ report: RunReport, in session: Session) throws {
        try printRound(report, in: session)
        if !report.promises.isEmpty {
            Console.out(
                "\npromises\n"
                    + PromiseListing.changes(report.promises).text(indent: 2, widest: 110))
        }
        printLetters(report)
        switch report.stop {
        case .intakeRefused:
            Console.out("\nno round: a file of ours was refused; mend it and run again")
        case .requiredFeedHeld(let names):
            Console.out(
                "\nno round: required feed \(names.map(\.rawValue).joined(separator: ", ")) was "
                    + "held\n\nnext: broker feed problems \(names[0])")
        case .approvalPending, nil: break
        }
    }

    private func printLetters(_ report: RunReport) {
        if !report.silences.isEmpty {
            Console.out(
                "\nsilence that counts\n"
                    + NoticeListing.consents(report.silences).text(indent: 2))
        }
        if !report.letters.sent.isEmpty {
            Console.out(
                "\nletters to customers" + (dryRun ? " that would leave" : "") + "\n"
                    + NoticeListing.letters(report.letters.sent).text(indent: 2))
        }
        if !report.letters.waiting.isEmpty {
            Console.out(
                "\n\(Counted.text(report.letters.waiting.count, "letter")) to customers did not "
                    + "leave yet: broker notice send shows why")
        }
        let unsent = report.letters.failed.map { Problem($0.1) }
        if !unsent.isEmpty {
            Console.note("\n" + ProblemText.render(unsent, limit: 1).trimmingLastNewline)
        }
    }

    private func printRound(_ report: RunReport, in session: Session) throws {
        switch report.round {
        case .nothingNeeded(let open):
            Console.out(
                "\nnothing to buy: \(Counted.text(open, "open line")) covered by stock, our own "
                    + "orders or inbound supply\n\nnext: broker status")
        case .settled(let round):
            let isStored = try !dryRun || session.hasStored(round)
            Console.out("\n" + RoundText.settled(round, isStored: isStored))
        case .proposed(let round), .unchanged(let round):
            Console.out("")
            let shown =
                dryRun ? round : try session.broker.storedRound(round.record.number)
            let isStored = try !dryRun || session.hasStored(shown)
            let text = try RoundPrinter(session: session).text(shown, isStored: isStored)
            if let issue = report.issue {
                Console.out(text.withoutNext)
                print(issue, next: text.next, in: session)
            } else {
                Console.out(text.whole)
            }
        case nil: break
        }
    }

    private func print(_ issue: IssueReport, next: String, in session: Session) {
        Console.out("\n" + OrderListing.messages(issue).text(widest: OrderListing.widestPath))
        Console.out(
            "\n\(Counted.text(issue.issued.count, "purchase order")) issued into "
                + session.configuration.folders.outbox
                + (issue.failed.isEmpty ? "" : ", \(issue.failed.count) failed"))
        let failures = issue.failed.map { Problem($0.1) }
        if !failures.isEmpty {
            Console.note("\n" + ProblemText.render(failures, limit: 1).trimmingLastNewline)
        }
        Console.out(
            "\n" + (failures.isEmpty ? next : "next: mend what is named above and run again"))
    }
}

/// The report of a run for machines, format `run-report/1`.
struct RunReportJSON {
    let record: RunRecord
    let report: RunReport
    let exitCode: Int32

    var value: JSONValue {
        object([
            ("format", string("run-report/1")), ("run", string(record.id)),
            ("slot", record.slot.map(string) ?? JSONValue(.null)),
            ("startedAt", string(record.startedAt.description)),
            ("exitCode", JSONValue(.number(String(exitCode)))),
            ("stop", stop), ("reasons", JSONValue(.array(reasons.map(string)))),
            ("intake", IntakeSummary(intake: report.intake, feeds: report.feeds).json),
            ("round", round),
            ("approvedAutomatically", JSONValue(.boolean(report.isApprovedAutomatically))),
            ("completed", list(report.resumed.flatMap(\.issued))),
            ("issued", list(report.issue?.issued ?? [])),
            ("failed", list(report.failed.map(\.0))),
            ("promises", PromiseListing.changes(report.promises).json()),
            ("silences", NoticeListing.consents(report.silences).json()),
            ("letters", NoticeListing.letters(report.letters.sent).json()),
            ("problems", JSONValue(.array(problems.map(object)))),
        ])
    }

    private var stop: JSONValue {
        switch report.stop {
        case .intakeRefused: string("intake-refused")
        case .requiredFeedHeld: string("required-feed-held")
        case .approvalPending: string("approval-pending")
        case nil: JSONValue(.null)
        }
    }

    /// Why it stopped, for people.
    private var reasons: [String] {
        switch report.stop {
        case .intakeRefused:
            report.intake.filter { $0.status == .refused }.map { "\($0.file) was refused" }
        case .requiredFeedHeld(let names): names.map { "feed \($0) was held" }
        case .approvalPending(let reasons): reasons
        case nil: []
        }
    }

    private var problems: [Problem] {
        IntakeSummary(intake: report.intake, feeds: report.feeds).problems
            + report.failed.map { Problem($0.1) } + report.letters.failed.map { Problem($0.1) }
    }

    private func object(_ problem: Problem) -> JSONValue {
        func number(_ value: Int?) -> JSONValue {
            JSONValue(value.map { .number(String($0)) } ?? .null)
        }
        return object([
            ("code", string(problem.code)), ("message", string(problem.message)),
            ("file", problem.place.map { string($0.file) } ?? JSONValue(.null)),
            ("line", number(problem.place?.line)), ("column", number(problem.place?.column)),
            ("help", problem.help.map(string) ?? JSONValue(.null)),
        ])
    }

    private var round: JSONValue {
        switch report.round {
        case .proposed(let round), .unchanged(let round):
            let document = round.document
            return object([
                ("number", string(document.number)), ("hash", string(round.record.hash)),
                ("currency", string(document.currency)),
                ("objective", string(document.outcome.objective)),
                ("bound", string(document.outcome.bound)),
                ("gap", string(document.outcome.gap)),
                ("status", string(document.outcome.status)),
                ("orderLines", JSONValue(.number(String(document.orders.count)))),
                ("suppliers", JSONValue(.number(String(document.suppliers.count)))),
                ("unmetLines", JSONValue(.number(String(document.unmet.count)))),
            ])
        case .nothingNeeded, .settled, nil: return JSONValue(.null)
        }
    }

    private func list(_ messages: [OutboxMessage]) -> JSONValue {
        JSONValue(
            .array(
                messages.map { message in
                    object([
                        ("order", string(message.order.rawValue)),
                        ("supplier", string(message.supplier.rawValue)),
                        ("file", string("\(message.folder)/\(message.fileName)")),
                        ("sha256", string(message.sha256)),
                    ])
                }))
    }

    private func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }
}
