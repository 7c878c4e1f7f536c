import Foundation
import TestSupport
import Testing

/// The quickstart's files are what the committed script makes of the published file.
@Suite struct QuickstartTests {
    private static let folder = "Fixtures/Quickstart"
    private static let made = ["inbox", "intake", "master"]
    /// The published file, which is not in the repository.
    private static let shipments = ProcessInfo.processInfo.environment["BROKER_SHIPMENTS"]

    @Test(.enabled(if: shipments != nil, "BROKER_SHIPMENTS names the published file"))
    func theScriptMakesTheCommittedBytes() throws {
        let shipments = try #require(Self.shipments)
        try withTemporaryFolder { folder in
            let script = Golden.path("\(Self.folder)/make_quickstart.py")
            let outcome = try Program("python3").run([script, shipments, "--out", folder], in: "/")
            #expect(outcome.status == 0, "\(outcome.text)")
            let committed = try files(in: Golden.path(Self.folder)).filter { name, _ in
                Self.made.contains { name.hasPrefix($0 + "/") }
            }
            let made = try files(in: folder)
            #expect(made.count > 10)
            #expect(made.keys.sorted() == committed.keys.sorted())
            for (name, bytes) in made {
                #expect(bytes == committed[name], "\(name) is not what the script makes")
            }
        }
    }

    private func files(in folder: String) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let url = URL(filePath: "\(folder)/\(path)")
            if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                contents[path] = try Data(contentsOf: url)
            }
        }
        return contents
    }
}
