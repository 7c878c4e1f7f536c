import BrokerCommands
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

struct FeedConfigurationTests {
    private func read(
        _ text: String, fileName: String = "acme.toml"
    ) throws(ConfigurationError) -> FeedConfiguration {
        try FeedConfiguration(
            bytes: Array(text.utf8), fileName: fileName, file: "feeds/\(fileName)",
            defaults: SnapshotGuard.Limits(badRows: 7, badRowsPercent: 8, leastRowsPercent: 9))
    }

    @Test func whatIsNotSaidHasItsDefault() throws {
        let feed = try read("adapter = \"file-drop\"\n")
        #expect(feed.name.rawValue == "acme" && feed.adapter == "file-drop")
        #expect(feed.kind == .offers && feed.isEnabled)
        #expect(feed.feedGuard == .init(badRows: 7, badRowsPercent: 8, leastRowsPercent: 9))
    }

    @Test func adapterGetsItsOwnSettingsWithTheirLines() throws {
        let feed = try read(
            """
            adapter = "file-drop"
            kind = "shipment-history"
            enabled = false
            folder = "in"

            [columns]
            part = "SKU"
            list = ["a", { b = 1.5 }]
            [guard]
            bad_rows_floor = 100
            """)
        #expect(feed.kind == .shipmentHistory && !feed.isEnabled)
        #expect(feed.feedGuard == .init(badRows: 100, badRowsPercent: 8, leastRowsPercent: 9))
        let table = feed.adapterSettings.table
        #expect(feed.adapterSettings.file == "feeds/acme.toml")
        #expect(table.entries.map(\.key) == ["folder", "columns"])
        #expect(table["folder"]?.line == 4)
        #expect(table["folder"]?.value == SettingValue(.string("in"), line: 4))
        guard case .table(let columns)? = table["columns"]?.value.content else {
            Issue.record("columns is no table")
            return
        }
        #expect(columns.line == 6 && columns["part"]?.line == 7)
        let number = SettingTable.Entry(
            "b", SettingValue(.unsupported("a number with a point"), line: 8), line: 8)
        #expect(
            columns["list"]?.value.content
                == .array([
                    SettingValue(.string("a"), line: 8),
                    SettingValue(.table(SettingTable([number], line: 8)), line: 8),
                ]))
    }

    @Test func whatAnAdapterRefusesIsShownWithItsLine() throws {
        let feed = try read("adapter = \"file-drop\"\n[columns]\n  prat = \"SKU\"\n")
        let error = AdapterSettingsError(problems: [
            AdapterSettingsProblem(
                code: "settings.unknown-key", place: FilePlace(file: "feeds/acme.toml", line: 3),
                key: "columns.prat", message: "columns.prat is not a known key",
                help: "Maybe \"part\" is meant."),
            AdapterSettingsProblem(
                code: "settings.missing-key", place: FilePlace(file: "feeds/acme.toml"),
                key: "folder", message: "folder is missing", help: nil),
        ])
        #expect(
            ProblemText.render(feed.problems(from: error)) == """
                error[settings.missing-key]: folder is missing
                  --> feeds/acme.toml

                error[settings.unknown-key]: columns.prat is not a known key
                  --> feeds/acme.toml:3:3
                    |   prat = "SKU"
                    |   ^^^^
                  help: Maybe "part" is meant.

                """)
    }

    @Test(arguments: [
        ("", "acme.toml", ["config.missing-key"]),
        (
            "adapter = 7\nkind = \"prices\"\nenabled = \"no\"\n", "acme.toml",
            ["config.wrong-type", "config.wrong-value", "config.wrong-type"]
        ),
        ("adapter = \"x\"\n[guard]\nbad_rows = 2\n", "acme.toml", ["config.unknown-key"]),
        ("adapter = \"x\"\n", "Acme.toml", ["config.feed-name"]),
        ("adapter = \"x\"\n", ".toml", ["config.feed-name"]),
        ("adapter = \"x\"\n", "a/b.toml", ["config.feed-name"]),
    ])
    func commonSettingsAreChecked(text: String, fileName: String, codes: [String]) throws {
        let problems = try problemsOf { () throws(ConfigurationError) in
            _ = try read(text, fileName: fileName)
        }
        #expect(problems.map(\.code) == codes)
    }

    @Test func feedsOfAFolderComeByNameAndOthersAreLeftAlone() throws {
        try withTemporaryFolder { path in
            let feeds = URL(filePath: path).appending(path: "feeds")
            try FileManager.default.createDirectory(at: feeds, withIntermediateDirectories: true)
            try Data(BrokerConfigurationTests.smallest.utf8)
                .write(to: URL(filePath: path).appending(path: "broker.toml"))
            for name in ["b.toml", "a.toml", ".hidden.toml", "notes.txt"] {
                try Data("adapter = \"x\"\n".utf8).write(to: feeds.appending(path: name))
            }
            let folder = SettingsFolder(path: path + "/")
            let found = try folder.feeds(of: try folder.configuration())
            #expect(found.map(\.name.rawValue) == ["a", "b"])
            #expect(found.map(\.file) == ["feeds/a.toml", "feeds/b.toml"])
        }
    }

    @Test func problemsOfAllFeedsAreReported() throws {
        try withTemporaryFolder { path in
            let feeds = URL(filePath: path).appending(path: "feeds")
            try FileManager.default.createDirectory(at: feeds, withIntermediateDirectories: true)
            for name in ["a.toml", "b.toml"] {
                try Data("kind = 1\n".utf8).write(to: feeds.appending(path: name))
            }
            let configuration = try BrokerConfiguration(
                text: BrokerConfigurationTests.smallest, file: "broker.toml")
            let problems = try problemsOf { () throws(ConfigurationError) in
                _ = try SettingsFolder(path: path).feeds(of: configuration)
            }
            #expect(Set(problems.compactMap(\.place?.file)) == ["feeds/a.toml", "feeds/b.toml"])
            #expect(problems.count == 4)
        }
    }

    @Test func pathsStartFromTheFolderUnlessAbsolute() {
        let folder = SettingsFolder(path: "/house/")
        #expect(folder.resolved("data/broker.sqlite") == "/house/data/broker.sqlite")
        #expect(folder.resolved("/var/x") == "/var/x")
        #expect(SettingsFolder(path: ".").resolved("feeds") == "./feeds")
    }
}
