import BrokerService
import ExternalProcess
import FileDrop
import FlatFileEDI
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit

/// The one place that knows which adapters exist.
struct AdapterRegistry {
    let settings: SettingsFolder
    let configuration: BrokerConfiguration

    /// What can stand behind `adapter` and `kind` of a feed.
    private static let makers: [(adapter: String, kind: FeedConfiguration.Kind, make: Maker)] = [
        (
            "file-drop", .offers,
            { name, settings, environment throws(AdapterSettingsError) in
                .offers(
                    try FileDropOffers(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "flat-file-edi", .offers,
            { name, settings, environment throws(AdapterSettingsError) in
                .offers(
                    try DocumentOffers(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "external-process", .offers,
            { name, settings, environment throws(AdapterSettingsError) in
                .offers(
                    try ExternalProcessOffers(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "http-feed", .offers,
            { name, settings, environment throws(AdapterSettingsError) in
                .offers(
                    try HTTPFeedOffers(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "file-drop", .shipmentHistory,
            { name, settings, environment throws(AdapterSettingsError) in
                .shipments(
                    try FileDropShipmentHistory(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "http-feed", .orderMessages,
            { name, settings, environment throws(AdapterSettingsError) in
                .messages(
                    try HTTPFeedMessages(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "external-process", .orderMessages,
            { name, settings, environment throws(AdapterSettingsError) in
                .messages(
                    try ExternalProcessMessages(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "file-drop", .orderMessages,
            { name, settings, environment throws(AdapterSettingsError) in
                .messages(
                    try FileDropOrderMessages(
                        name: name, settings: settings, environment: environment))
            }
        ),
        (
            "flat-file-edi", .orderMessages,
            { name, settings, environment throws(AdapterSettingsError) in
                .messages(
                    try DocumentMessages(
                        name: name, settings: settings, environment: environment))
            }
        ),
    ]

    private typealias Maker =
        @Sendable (FeedName, AdapterSettings, AdapterEnvironment) throws(AdapterSettingsError)
        -> ConfiguredFeed.Source

    /// The feeds that are switched on; every problem of any of them is told at once.
    func feeds() throws(ConfigurationError) -> [ConfiguredFeed] {
        var feeds: [ConfiguredFeed] = []
        var problems: [Problem] = []
        let all = try settings.feeds(of: configuration)
        let units = OrderedUnits(all)
        for feed in all where feed.isEnabled && feed.kind != .purchaseOrders {
            do throws(ConfigurationError) {
                feeds.append(try configured(feed, units))
            } catch {
                problems += error.problems
            }
        }
        if !problems.isEmpty { throw ConfigurationError(problems: problems) }
        return feeds
    }

    private func configured(
        _ feed: FeedConfiguration, _ units: OrderedUnits
    ) throws(ConfigurationError) -> ConfiguredFeed {
        let maker = Self.makers.first { $0.adapter == feed.adapter && $0.kind == feed.kind }
        guard let maker else {
            throw unknown(feed, Set(Self.makers.map(\.adapter)).sorted())
        }
        do throws(AdapterSettingsError) {
            return ConfiguredFeed(
                name: feed.name,
                source: try maker.make(feed.name, units.settings(of: feed), environment),
                limits: feed.feedGuard,
                room: ReadingRoom(scratchFolder: environment.root))
        } catch {
            throw ConfigurationError(problems: feed.problems(from: error))
        }
    }

    /// The way out for purchase orders: files in a folder per supplier, in the form that the
    /// settings of a partner name.
    func orderSink() throws -> PartnerOrders { try waysOut(at: nil).files }

    /// Every way out, web services and programs included; `now` is what signatures tell.
    func outgoingOrders(at now: Timestamp) throws -> OutgoingOrders {
        let (files, lines) = try waysOut(at: now)
        return lines.reduce(OutgoingOrders(files: files)) { $0.adding($1) }
    }

    /// The partners of lines are among those of files too: their documents are the same.
    private func waysOut(
        at now: Timestamp?
    ) throws -> (files: PartnerOrders, lines: [OutgoingOrders.OrderLine]) {
        var lines: [OutgoingOrders.OrderLine] = []
        let folder = SettingTable.Entry(
            "folder", SettingValue(.string(configuration.folders.outbox)))
        let table = AdapterSettings(
            file: SettingsFolder.configurationFile, table: SettingTable([folder]))
        let name = try FeedName("outbox")
        var sink: PartnerOrders
        do throws(AdapterSettingsError) {
            sink = try PartnerOrders(name: name, settings: table, environment: environment)
        } catch {
            throw ConfigurationError(
                problems: error.problems.map {
                    Problem(
                        code: $0.code, message: $0.message,
                        place: Problem.Place(file: SettingsFolder.configurationFile),
                        help: "Look at outbox in [folders].")
                })
        }
        var problems: [Problem] = []
        for feed in try settings.feeds(of: configuration)
        where feed.isEnabled && feed.kind == .purchaseOrders {
            do throws(ConfigurationError) {
                let partner: DocumentOrders
                if let line = try self.line(feed, at: now) {
                    lines.append(line)
                    partner = line.documents
                } else {
                    partner = try self.partner(feed)
                }
                if let other = sink.partner(partner.partner.supplier) {
                    throw ConfigurationError(problems: [Self.twice(feed, other)])
                }
                sink = sink.adding(partner)
            } catch {
                problems += error.problems
            }
        }
        if !problems.isEmpty { throw ConfigurationError(problems: problems) }
        return (sink, lines)
    }

    /// The way out that a feed of a name is, `nil` where there is none.
    func orders(named name: FeedName) throws -> (any PurchaseOrderSink)? {
        for feed in try settings.feeds(of: configuration)
        where feed.isEnabled && feed.kind == .purchaseOrders && feed.name == name {
            if let line = try line(feed, at: nil) { return line.sink }
            return try partner(feed)
        }
        return nil
    }

    /// The line of a feed, `nil` where its orders are files.
    private func line(
        _ feed: FeedConfiguration, at now: Timestamp?
    ) throws(ConfigurationError) -> OutgoingOrders.OrderLine? {
        do throws(AdapterSettingsError) {
            let settings = withOutbox(feed.adapterSettings)
            switch feed.adapter {
            case HTTPFeedOrders.description.name:
                let orders = try HTTPFeedOrders(
                    name: feed.name, settings: settings, environment: environment,
                    now: now ?? Timestamp(millisecondsSince1970: 0))
                return .init(documents: orders.documents, sink: orders)
            case ExternalProcessOrders.description.name:
                let orders = try ExternalProcessOrders(
                    name: feed.name, settings: settings, environment: environment)
                return .init(documents: orders.documents, sink: orders)
            default: return nil
            }
        } catch {
            throw ConfigurationError(problems: feed.problems(from: error))
        }
    }

    private func withOutbox(_ settings: AdapterSettings) -> AdapterSettings {
        guard settings.table["folder"] == nil else { return settings }
        let outbox = SettingTable.Entry(
            "folder", SettingValue(.string(configuration.folders.outbox)))
        return AdapterSettings(
            file: settings.file,
            table: SettingTable(settings.table.entries + [outbox], line: settings.table.line))
    }

    private func partner(
        _ feed: FeedConfiguration
    ) throws(ConfigurationError) -> DocumentOrders {
        guard feed.adapter == DocumentOrders.description.name else {
            throw unknown(
                feed,
                [
                    DocumentOrders.description.name, ExternalProcessOrders.description.name,
                    HTTPFeedOrders.description.name,
                ])
        }
        do throws(AdapterSettingsError) {
            return try DocumentOrders(
                name: feed.name, settings: withOutbox(feed.adapterSettings),
                environment: environment)
        } catch {
            throw ConfigurationError(problems: feed.problems(from: error))
        }
    }

    private static func twice(_ feed: FeedConfiguration, _ other: DocumentOrders) -> Problem {
        Problem(
            code: "config.partner-twice",
            message: "The orders of supplier (\(other.partner.supplier)) have two ways out: "
                + "(\(other.name)) and (\(feed.name)).",
            place: Problem.Place(file: feed.file),
            help: "Keep one of them, or write enabled = false in the other.")
    }

    private func unknown(_ feed: FeedConfiguration, _ known: [String]) -> ConfigurationError {
        ConfigurationError(problems: [
            Problem(
                code: "config.adapter-unknown",
                message: "There is no adapter (\(feed.adapter)) of kind "
                    + "(\(feed.kind.rawValue)).",
                place: Problem.Place(file: feed.file),
                help: "Known are: \(known.joined(separator: ", ")).")
        ])
    }

    var environment: AdapterEnvironment {
        AdapterEnvironment(
            root: settings.path,
            variable: { ProcessInfo.processInfo.environment[$0] }, sha256: { sha256Hex($0) })
    }
}
