import BrokerCommands
import Foundation
import Procurement
import TestSupport
import Testing

struct WorkspaceTemplateTests {
    private func template() throws -> WorkspaceTemplate {
        WorkspaceTemplate(currency: try Currency("EUR"), timeZone: "Europe/Berlin")
    }

    @Test func newHouseIsConfiguredWithoutAProblem() throws {
        let template = try template()
        try withTemporaryFolder { path in
            for folder in template.folders {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(folder)", withIntermediateDirectories: false)
            }
            for file in template.files {
                try Data(file.contents.utf8).write(to: URL(filePath: "\(path)/\(file.path)"))
            }
            let folder = SettingsFolder(path: path)
            let configuration = try folder.configuration()
            #expect(configuration.house.currency.code == "EUR")
            #expect(configuration.house.timeZone == "Europe/Berlin")
            let feeds = try folder.feeds(of: configuration)
            #expect(feeds.map(\.name.rawValue) == ["example"])
            #expect(feeds.allSatisfy { !$0.isEnabled && $0.adapter == "file-drop" })
            let places = configuration.folders
            for place in [places.master, places.feeds, places.intake, places.outbox] {
                #expect(template.folders.contains(place))
            }
            for file in [
                configuration.intake.backOrders, configuration.intake.stock,
                configuration.intake.inbound,
            ] {
                #expect(FileManager.default.fileExists(atPath: "\(path)/intake/\(file.file)"))
            }
        }
    }

    @Test func noFileIsNamedTwiceAndEachLiesInAFolderThatIsMade() throws {
        let template = try template()
        #expect(Set(template.files.map(\.path)).count == template.files.count)
        for file in template.files {
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            #expect(folder.isEmpty || template.folders.contains(folder))
        }
    }

    @Test func tablesHaveAHeaderAndNothingElse() throws {
        for file in try template().files where file.path.hasSuffix(".csv") {
            #expect(file.contents.split(separator: "\n").count == 1)
            #expect(file.contents.hasSuffix("\n"))
        }
    }
}
