import BrokerService
import ExternalProcess
import FileDrop
import Foundation
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
            "external-process", .offers,
            { name, settings, environment throws(AdapterSettingsError) in
                .offers(
                    try ExternalProcessOffers(
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
    ]

    private typealias Maker =
        @Sendable (FeedName, AdapterSettings, AdapterEnvironment) throws(AdapterSettingsError)
        -> ConfiguredFeed.Source

    /// The feeds that are switched on; every problem of any of them is told at once.
    func feeds() throws(ConfigurationError) -> [ConfiguredFeed] {
        var feeds: [ConfiguredFeed] = []
        var problems: [Problem] = []
        for feed in try settings.feeds(of: configuration) where feed.isEnabled {
            do throws(ConfigurationError) {
                feeds.append(try configured(feed))
            } catch {
                problems += error.problems
            }
        }
        if !problems.isEmpty { throw ConfigurationError(problems: problems) }
        return feeds
    }

    private func configured(
        _ feed: FeedConfiguration
    ) throws(ConfigurationError) -> ConfiguredFeed {
        let maker = Self.makers.first { $0.adapter == feed.adapter && $0.kind == feed.kind }
        guard let maker else {
            let known = Set(Self.makers.map(\.adapter)).sorted()
            throw ConfigurationError(problems: [
                Problem(
                    code: "config.adapter-unknown",
                    message: "There is no adapter (\(feed.adapter)) of kind "
                        + "(\(feed.kind.rawValue)).",
                    place: Problem.Place(file: feed.file),
                    help: "Known are: \(known.joined(separator: ", ")).")
            ])
        }
        do throws(AdapterSettingsError) {
            return ConfiguredFeed(
                name: feed.name,
                source: try maker.make(feed.name, feed.adapterSettings, environment),
                limits: feed.feedGuard)
        } catch {
            throw ConfigurationError(problems: feed.problems(from: error))
        }
    }

    /// The way out for purchase orders: files in a folder per supplier.
    func orderSink() throws -> any PurchaseOrderSink {
        let folder = SettingTable.Entry(
            "folder", SettingValue(.string(configuration.folders.outbox)))
        let table = AdapterSettings(
            file: SettingsFolder.configurationFile, table: SettingTable([folder]))
        let name = try FeedName("outbox")
        do throws(AdapterSettingsError) {
            return try FileDropOrders(name: name, settings: table, environment: environment)
        } catch {
            throw ConfigurationError(
                problems: error.problems.map {
                    Problem(
                        code: $0.code, message: $0.message,
                        place: Problem.Place(file: SettingsFolder.configurationFile),
                        help: "Look at outbox in [folders].")
                })
        }
    }

    private var environment: AdapterEnvironment {
        AdapterEnvironment(
            root: settings.path,
            variable: { ProcessInfo.processInfo.environment[$0] }, sha256: { sha256Hex($0) })
    }
}
