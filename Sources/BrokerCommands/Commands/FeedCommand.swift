import ArgumentParser
import BrokerService
import Procurement
import Storage
import SupplierAdapterKit

struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Suppliers' files: what came, what was set aside, and why.",
        subcommands: [List.self, Problems.self, Retry.self], defaultSubcommand: List.self)
}

extension FeedCommand {
    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is in force per feed and supplier, and what stands against more."
        )

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        var writes: Bool { false }

        func run(in session: Session) throws {
            let listing = try FeedListing(session).listing
            listing.print(
                output.format,
                empty: "no feed is configured: Docs/Tutorials/FirstSupplierFile.md shows how")
        }
    }

    struct Problems: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names every row that was set aside, with its place and what helps.",
            discussion: "What was held or rejected is told for 30 days after a later delivery was "
                + "accepted, with a note that says so.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed; all of them unless given.")
        var feed: String?

        @Flag(help: "Every problem, not only the first five of a kind.")
        var all = false

        var writes: Bool { false }

        func run(in session: Session) throws {
            let name = try feed.map { try FeedName($0) }
            if let name { try session.requireKnown(name) }
            let problems = try problems(of: name, in: session)
            let waiting = try session.waitingFiles(of: name)
            if output.format == .text {
                FeedProblemText(problems: problems, waiting: waiting, showsAll: all).print()
            } else {
                Self.listing(problems, waiting).print(output.format, empty: "")
            }
        }

        private func problems(
            of only: FeedName?, in session: Session
        ) throws -> [(OpenDelivery, FeedProblem)] {
            let feeds = try session.feeds()
            let names = try session.storage.read { storage in
                Set(try storage.feedDeliveries(of: only, limit: 1_000).map(\.feed))
            }
            return try names.sorted().flatMap { name in
                let feed = feeds.first { $0.name == name }
                let open = try session.broker.openDeliveries(
                    of: name, areMessages: feed?.bringsMessages ?? false)
                return try session.storage.read { storage in
                    try open.flatMap { open in
                        try storage.feedProblems(ofDelivery: open.delivery.id).map { (open, $0) }
                    }
                }
            }
        }

        private static func listing(
            _ problems: [(OpenDelivery, FeedProblem)], _ waiting: [(FeedName, WaitingFile)]
        ) -> Listing {
            var listing = Listing([
                .init("feed"), .init("delivery"), .init("file"), .number("line"),
                .number("column"), .init("field"), .init("value"), .init("code"),
                .init("message"), .init("help"), .init("supplier"), .init("supplier_part"),
                .init("state"), .init("accepted_since"),
            ])
            for (open, problem) in problems {
                listing.add([
                    .text(open.delivery.feed.rawValue), .text(open.delivery.id),
                    .text(problem.file), .number(Int64(problem.line)),
                    .number(Int64(problem.column)), .text(problem.field), .text(problem.value),
                    .text(problem.code), .text(problem.message), .text(problem.help),
                    .text(problem.supplier), .text(problem.supplierPart),
                    .text(open.delivery.status.rawValue),
                    open.acceptedSince.map { .text($0.takenAt.description) } ?? .none,
                ])
            }
            for (feed, file) in waiting {
                let problem = Problem(waiting: file)
                listing.add([
                    .text(feed.rawValue), .none, .text(file.name), .none, .none, .none, .none,
                    .text(file.code), .text(file.message), .text(problem.help ?? ""), .none,
                    .none, .text("waiting"), .none,
                ])
            }
            return listing
        }
    }

    struct Retry: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads again what was held, rejected or set aside of a feed.",
            discussion: "That is: files held or rejected since the one that is in force, and that "
                + "one itself if rows of it were set aside. Of answers and ship notices, which "
                + "take no other's place, every file of which anything is open.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed.")
        var feed: String

        @Flag(help: "Take the file although a guard would hold it.")
        var accept = false

        var writes: Bool { true }

        func run(in session: Session) throws {
            let name = try FeedName(feed)
            guard let feed = try session.feeds().first(where: { $0.name == name }) else {
                throw ServiceError(
                    .failed, code: "feed.unknown", message: "There is no feed (\(name)).",
                    help: "Feeds are the files in \(session.configuration.folders.feeds).")
            }
            let report = try session.broker.retry(feed, acceptsDrop: accept)
            if output.format == .text, report.deliveries.isEmpty, report.failure == nil {
                Console.out("nothing of feed \(name) is held, rejected or set aside")
                return
            }
            let summary = IntakeSummary(intake: [], feeds: [report])
            switch output.format {
            case .text: Console.out(summary.text(isDryRun: false))
            case .json: Console.out(summary.json.text)
            case .csv: Console.out(summary.listing.csv().trimmingLastNewline)
            }
            if !summary.problems.isEmpty {
                Console.note(ProblemText.render(summary.problems).trimmingLastNewline)
            }
            if summary.status != ExitStatus.done { throw ExitCode(summary.status) }
        }
    }
}
