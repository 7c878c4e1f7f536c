import BrokerCommands
import FileDrop
import FlatFileEDI
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// The feeds that we write ourselves are ones that their adapter takes.
struct FeedSettingsTests {
    private let environment = AdapterEnvironment(root: "/", sha256: { _ in "" })

    private func configure(_ feed: FeedConfiguration) throws {
        do throws(AdapterSettingsError) {
            switch feed.kind {
            case .offers:
                _ = try FileDropOffers(
                    name: feed.name, settings: feed.adapterSettings, environment: environment)
            case .shipmentHistory:
                _ = try FileDropShipmentHistory(
                    name: feed.name, settings: feed.adapterSettings, environment: environment)
            case .purchaseOrders:
                _ = try DocumentOrders(
                    name: feed.name, settings: feed.adapterSettings, environment: environment)
            case .orderMessages:
                _ = try FileDropOrderMessages(
                    name: feed.name, settings: feed.adapterSettings, environment: environment)
            }
        } catch {
            Issue.record("\(ProblemText.render(feed.problems(from: error)))")
        }
    }

    @Test func exampleOfANewHouseIsTaken() throws {
        let example = try #require(
            WorkspaceTemplate.standard.files.first { $0.path == "feeds/example.toml" })
        let feed = try FeedConfiguration(
            bytes: Array(example.contents.utf8), fileName: "example.toml", file: example.path,
            defaults: .standard)
        try configure(feed)
    }

    @Test func feedsOfTheQuickstartAreTaken() throws {
        let folder = SettingsFolder(path: Golden.path("Fixtures/Quickstart"))
        let feeds = try folder.feeds(of: try folder.configuration())
        #expect(feeds.count >= 3)
        for feed in feeds { try configure(feed) }
    }
}
