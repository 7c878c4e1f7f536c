import ArgumentParser
import Foundation
import TestSupport
import Testing
import broker_dev

/// A new adapter is the template under another name, and nothing of the template stays in it.
@Suite struct NewAdapterTests {
    @Test func theTemplateGetsTheNewNameEverywhere() throws {
        try withTemporaryFolder { root in
            let files = FileManager.default
            for folder in ["SupplierAdapters/Template", "Fixtures/Suppliers/Template"] {
                let target = "\(root)/\(folder)"
                try files.createDirectory(
                    at: URL(filePath: target).deletingLastPathComponent(),
                    withIntermediateDirectories: true)
                try files.copyItem(atPath: Golden.path(folder), toPath: target)
            }
            try NewAdapter.parse(["FtpList", "--repository", root]).run()
            let made = "\(root)/SupplierAdapters/FtpList"
            let paths = try files.subpathsOfDirectory(atPath: made).filter { $0.contains(".") }
            #expect(
                paths.sorted() == [
                    "README.md", "Sources/FtpListOffers.swift", "Sources/FtpListSettings.swift",
                    "Tests/FtpListTests.swift",
                ])
            for path in paths {
                let text = try String(contentsOfFile: "\(made)/\(path)", encoding: .utf8)
                #expect(!text.lowercased().contains("template"))
            }
            #expect(throws: (any Error).self) {
                try NewAdapter.parse(["FtpList", "--repository", root]).run()
            }
        }
    }

    @Test(arguments: ["ftp", "Ftp-List", "", "Ftp/.."])
    func aNameThatIsNoTypeIsRefused(name: String) {
        #expect(throws: (any Error).self) { _ = try NewAdapter.parse([name]) }
    }
}
