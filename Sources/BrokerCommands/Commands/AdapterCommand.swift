import ArgumentParser
import BrokerService
import ChildProcesses
import ExternalProcess
import FileDrop
import FlatFileEDI
import Foundation
import HTTPFeed
import Procurement
import Storage
import SupplierAdapterKit
import SupplierAdapterTesting

struct AdapterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapter",
        abstract: "Ways of speaking with suppliers: which there are, and whether one works.",
        subcommands: [
            List.self, Describe.self, Check.self, Test.self, Preview.self, Difference.self,
            Record.self, Replay.self,
        ],
        defaultSubcommand: List.self)

    /// Every kind of every adapter.
    static let descriptions = [
        FileDropOffers.description, FileDropShipmentHistory.description,
        FileDropOrderMessages.description, FileDropOrders.description,
        DocumentOffers.description, DocumentMessages.description, DocumentOrders.description,
        HTTPFeedOffers.description, HTTPFeedMessages.description, HTTPFeedOrders.description,
        ExternalProcessOffers.description, ExternalProcessMessages.description,
        ExternalProcessOrders.description,
    ]
}

extension AdapterCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the adapters.")

        @OptionGroup var output: OutputOptions

        func run() {
            var listing = Listing([.init("adapter"), .init("kind"), .init("summary")])
            for description in AdapterCommand.descriptions {
                listing.add([
                    .text(description.name), .text(description.kind), .text(description.summary),
                ])
            }
            listing.print(output.format, empty: "", widest: 100)
        }
    }

    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the settings of an adapter, with their defaults and meanings.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The adapter, as settings name it.")
        var adapter: String

        func run() throws {
            let found = AdapterCommand.descriptions.filter { $0.name == adapter }
            guard !found.isEmpty else {
                let known = Set(AdapterCommand.descriptions.map(\.name)).sorted()
                throw CommandFailure(
                    ServiceError(
                        .failed, code: "config.adapter-unknown",
                        message: "There is no adapter (\(adapter)).",
                        help: "Known are: \(known.joined(separator: ", ")).")
                ).report()
            }
            var listing = Listing([
                .init("kind"), .init("key"), .init("values"), .init("meaning"),
            ])
            for description in found {
                for key in description.keys {
                    listing.add([
                        .text(description.kind), .text(key.name), .text(key.values),
                        .text(key.meaning),
                    ])
                }
            }
            listing.print(output.format, empty: "it has no settings", widest: 120)
        }
    }

    struct Check: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Looks whether a feed's adapter can work here; reads nothing.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed.")
        var feed: String

        var writes: Bool { false }

        func run(in session: Session) throws {
            let adapter = try session.adapter(named: feed)
            var listing = Listing([
                .init("severity"), .init("code"), .init("message"), .init("help"),
            ])
            let findings = adapter.check()
            for finding in findings {
                listing.add([
                    .text(finding.severity.rawValue), .text(finding.code),
                    .text(finding.message), .text(finding.help ?? ""),
                ])
            }
            listing.print(output.format, empty: "feed \(adapter.name) can work", widest: 120)
            if findings.contains(where: { $0.severity == .error }) {
                throw ExitCode(ExitStatus.failed)
            }
        }
    }

    struct Test: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the conformance list over a feed's adapter and its newest files.",
            discussion: "The feed is named, or its file is (feeds/acme.toml), or a program that "
                + "belongs to no feed yet (./acme.py), with what [settings] would hold as "
                + "--setting NAME=VALUE. Nothing is taken and nothing is stored. A web service "
                + "of which no list waits is asked for one, and not with --recorded. A "
                + "program is started several "
                + "times, killed behind each checkpoint, and asked with wrong ones. One that takes "
                + "orders is tried with --send-orders, which hands it made-up ones: for a "
                + "supplier's test system only. Exits with 1 when a point does not hold.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed, the path of its file, or the path of a program.")
        var feed: String

        @Option(
            name: .customLong("setting"),
            help: ArgumentHelp("A setting of the program.", valueName: "name=value"))
        var values: [String] = []

        @Flag(help: "Hand made-up orders to the supplier's test system.")
        var sendOrders = false

        @Option(help: "How many rows a second must be read at least.")
        var floor = 0

        @Option(help: "Recorded traffic with the web service, to try faults of the line on.")
        var recorded: String?

        var writes: Bool { false }

        /// The workspace of the feed's file, or one that is made for a program.
        func open() throws -> Session {
            let target = AdapterTarget(feed)
            var options = options
            if let workspace = target.workspace { options.workspace = workspace }
            guard let program = target.program else { return try Session(options, writes: false) }
            options.workspace = try AdapterTarget.makeWorkspace(for: program, values: values)
            return try Session(options, writes: false)
        }

        func run(in session: Session) throws {
            defer { removeMadeWorkspace(session) }
            let results = try results(in: session)
            var listing = Listing([
                .init("result"), .init("point"), .init("rule"), .init("found"),
            ])
            for result in results {
                listing.add([
                    .text(result.status.rawValue), .text(result.name), .text(result.rule),
                    .text(result.detail),
                ])
            }
            listing.print(output.format, empty: "", widest: 90)
            if results.contains(where: { $0.status == .failed }) {
                throw ExitCode(ExitStatus.failed)
            }
        }

        private func removeMadeWorkspace(_ session: Session) {
            guard AdapterTarget(feed).program != nil else { return }
            do {
                try FileManager.default.removeItem(atPath: session.settings.path)
            } catch {
                Console.note("what was made to test in is still in \(session.settings.path)")
            }
        }
    }

    struct Preview: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what waiting files of a feed hold, in the supplier's own terms.",
            discussion:
                "Offers, or what answers and ship notices say of each line of an order. "
                + "Nothing is taken and nothing is stored. With --fetch the supplier is asked "
                + "first; what comes waits for the next intake.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed.")
        var feed: String

        @Flag(help: "Ask the supplier first.")
        var fetch = false

        var writes: Bool { fetch }

        func run(in session: Session) throws {
            let feed = try session.feed(named: feed)
            if fetch { try feed.files.refresh(at: session.broker.now) }
            let listing: Listing
            switch feed.source {
            case .offers(let source): listing = try offers(from: source, in: session)
            case .messages(let source): listing = try messages(from: source, in: session)
            case .shipments: throw session.noOffers(feed.name)
            }
            listing.print(
                output.format, empty: "no complete file waits in feed \(feed.name)", widest: 80)
            if fetch { try tellWhatIsWrong(with: feed) }
        }

        /// What a person who asks the supplier should hear of besides what came: settings of a web
        /// service under which its calls cannot be taken.
        private func tellWhatIsWrong(with feed: ConfiguredFeed) throws {
            guard let web = feed.files as? HTTPFeedOffers else { return }
            let findings = web.check()
            for finding in findings {
                let help = finding.help.map { " \($0)" } ?? ""
                Console.note(
                    "\(finding.severity.rawValue)[\(finding.code)]: \(finding.message).\(help)")
            }
            if findings.contains(where: { $0.severity == .error }) {
                throw ExitCode(ExitStatus.failed)
            }
        }

        private func offers(from source: any OfferSource, in session: Session) throws -> Listing {
            var listing = Listing([
                .init("file"), .init("state"), .init("supplier"), .init("part"),
                .init("price"), .init("counted"), .number("minimum"), .number("multiple"),
                .number("on_hand"), .init("found"),
            ])
            let rates = try session.houseRates()
            for file in try source.inbox(at: session.broker.now).ready {
                guard let looked = try source.look(at: file) else { continue }
                AdapterPreview.add(
                    try source.readOffers(looked), of: file.name, to: &listing,
                    counted: rates.firstPrice)
            }
            return listing
        }

        private func messages(
            from source: any SupplierMessageSource, in session: Session
        ) throws -> Listing {
            var listing = Listing(MessagePreview.columns)
            for file in try source.inbox(at: session.broker.now).ready {
                guard let looked = try source.look(at: file) else { continue }
                MessagePreview.add(
                    try source.readMessages(looked), of: file.name, to: &listing)
            }
            return listing
        }
    }

    struct Difference: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "Shows what the waiting files of a feed would change in the offers in force.",
            discussion: "The intake is rehearsed on a copy that is thrown away. Substitutes that "
                + "lists state anew, or no longer, are shown too. Exits with 2 when something "
                + "would change and --detailed-exitcode is given.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The feed.")
        var feed: String

        @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when offers would change.")
        var detailedExitCode = false

        var writes: Bool { false }
        var isRehearsal: Bool { true }

        func run(in session: Session) throws {
            let feed = try session.feed(named: feed)
            let before = try session.offers(of: feed.name)
            let proposals = try session.broker.substituteProposals()
            let report = try session.broker.takeIn(feed, isDryRun: true)
            let after = try session.offers(of: feed.name)
            var listing = AdapterPreview.difference(
                from: before, to: after, house: session.configuration.house.currency)
            AdapterPreview.add(
                from: proposals, to: try session.broker.substituteProposals(), &listing)
            listing.print(
                output.format,
                empty: report.deliveries.isEmpty
                    ? "no complete file waits in feed \(feed.name)" : "no offer would change")
            for (supplier, reason) in report.heldSuppliers.sorted(by: { $0.key < $1.key }) {
                Console.note("held: \(supplier): \(reason)")
            }
            if let failure = report.failure { throw failure }
            if detailedExitCode, !listing.rows.isEmpty { throw ExitCode(2) }
        }
    }
}

extension Session {
    /// A feed that is switched on, by its name.
    func feed(named text: String) throws -> ConfiguredFeed {
        let name = try FeedName(text)
        if let feed = try feeds().first(where: { $0.name == name }) { return feed }
        throw ServiceError(
            .failed, code: "feed.unknown", message: "There is no feed (\(name)).",
            help: "Feeds are the files in \(configuration.folders.feeds).")
    }

    /// The rates of the day.
    fileprivate func houseRates() throws -> HouseRates {
        let rates = try storage.read { try $0.masterSnapshot().rates }
        let house = configuration.house
        return HouseRates(
            rates: ExchangeRates(
                house: house.currency, rates: rates, validDays: house.rateDays),
            today: broker.today)
    }

    fileprivate func offers(of feed: FeedName) throws -> [Offer] {
        try storage.read { try $0.offers() }.filter { $0.feed == feed }
    }

    /// A feed that is switched on, of whatever kind, by its name.
    func adapter(named text: String) throws -> any SupplierAdapter {
        let name = try FeedName(text)
        let registry = AdapterRegistry(settings: settings, configuration: configuration)
        if let orders = try registry.orders(named: name) { return orders }
        return try feed(named: text).files
    }

    func noProgram(_ feed: FeedName) -> ServiceError {
        ServiceError(
            .failed, code: "feed.no-program",
            message: "Feed (\(feed)) is not brought by a program.",
            help: "This looks at feeds of adapter \"external-process\".")
    }

    func noOffers(_ feed: FeedName) -> ServiceError {
        ServiceError(
            .failed, code: "feed.no-offers", message: "Feed (\(feed)) brings no offers.",
            help: "This looks at feeds of kind \"offers\".")
    }
}
