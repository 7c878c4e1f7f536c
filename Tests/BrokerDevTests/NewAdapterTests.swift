import ArgumentParser
import Foundation
import TestSupport
import Testing
import broker_dev

/// A new adapter is the template under another name, and nothing of the template stays in it.
@Suite struct NewAdapterTests {
    private func copy(_ folders: [String], to root: String) throws {
        for folder in folders {
            let target = "\(root)/\(folder)"
            try FileManager.default.createDirectory(
                at: URL(filePath: target).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Golden.path(folder), toPath: target)
        }
    }

    private let whole = ["SupplierAdapters/Template", "Fixtures/Suppliers/Template"]

    /// Without the sample, or where a name is taken, nothing is made at all.
    @Test func halfATemplateMakesNothing() throws {
        try withTemporaryFolder { root in
            try copy(["SupplierAdapters/Template"], to: root)
            let error = #expect(throws: ValidationError.self) {
                try NewAdapter.parse(["FtpList", "--repository", root]).run()
            }
            #expect(error?.message.contains("Fixtures/Suppliers/Template/list.txt") == true)
            let files = FileManager.default
            #expect(!files.fileExists(atPath: "\(root)/SupplierAdapters/FtpList"))
            try copy(["Fixtures/Suppliers/Template"], to: root)
            try files.createDirectory(
                atPath: "\(root)/Sources/FtpList", withIntermediateDirectories: true)
            #expect(throws: ValidationError.self) {
                try NewAdapter.parse(["FtpList", "--repository", root]).run()
            }
            #expect(!files.fileExists(atPath: "\(root)/SupplierAdapters/FtpList"))
        }
        let error = #expect(throws: ValidationError.self) {
            try NewAdapter.parse(["FtpList", "--repository", "/no-such-folder"]).run()
        }
        #expect(error?.message.contains("run it in the repository") == true)
    }

    @Test(arguments: [("HTTPList", "http-list"), ("FtpList", "ftp-list"), ("ListFTP", "list-ftp")])
    func settingsCallItByWords(name: String, word: String) throws {
        try withTemporaryFolder { root in
            try copy(whole, to: root)
            try NewAdapter.parse([name, "--repository", root]).run()
            let made = "\(root)/SupplierAdapters/\(name)/Sources/\(name)Offers.swift"
            #expect(try String(contentsOfFile: made, encoding: .utf8).contains("\"\(word)\""))
            #expect(
                FileManager.default.fileExists(
                    atPath: "\(root)/Fixtures/Suppliers/\(name)/list.txt"))
        }
    }

    @Test func theTemplateGetsTheNewNameEverywhere() throws {
        try withTemporaryFolder { root in
            let files = FileManager.default
            try copy(whole, to: root)
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
