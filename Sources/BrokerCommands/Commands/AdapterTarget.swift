import Foundation
import WireFormats

/// What `broker adapter test` is to try: a feed by its name, the file of a feed, or a program that
/// belongs to no workspace yet.
package struct AdapterTarget {
    /// The feed's name in its workspace.
    package let feed: String
    /// The folder with broker.toml; `nil` where that of the options counts.
    package let workspace: String?
    /// The program, as an absolute path.
    package let program: String?

    /// A name has no slash; a path to a file of settings ends in `.toml`.
    package init(_ text: String) {
        guard text.contains("/") else {
            (feed, workspace, program) = (text, nil, nil)
            return
        }
        let file = URL(fileURLWithPath: text).standardizedFileURL
        guard file.pathExtension == "toml" else {
            (feed, workspace, program) = ("program", nil, file.path(percentEncoded: false))
            return
        }
        // Feeds are files in a folder of the workspace.
        feed = file.deletingPathExtension().lastPathComponent
        workspace = file.deletingLastPathComponent().deletingLastPathComponent()
            .path(percentEncoded: false)
        program = nil
    }

    /// Makes a workspace in which the program is the only feed.
    ///
    /// - Parameter values: of `[settings]`, each as `name=value`.
    static func makeWorkspace(for program: String, values: [String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "broker-adapter-\(UUID().uuidString)")
        for name in ["feeds", "inbox/program"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try Data(house.utf8).write(to: folder.appending(path: "broker.toml"))
        try Data(settings(program, values).utf8)
            .write(to: folder.appending(path: "feeds/program.toml"))
        return folder.path(percentEncoded: false)
    }

    private static let house = """
        [house]
        name = "Adapter test"
        currency = "EUR"
        time_zone = "UTC"

        [house.buyer]
        name = "Adapter test"
        lines = ["1"]
        city = "Test"
        postal_code = "1"
        country = "DE"

        [priority.standard]
        rank = 1
        late_cost = "0"
        unmet_cost = "1"

        """

    private static func settings(_ program: String, _ values: [String]) -> String {
        // What JSON writes of a text is a text of TOML too.
        func quoted(_ text: String) -> String { JSONValue(.string(text)).text }
        var text = """
            adapter = "external-process"
            command = [\(quoted(program))]
            folder = "inbox/program"
            supplier = "TEST"

            [defaults]
            currency = "EUR"

            [settings]

            """
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            text += "\(quoted(String(parts[0]))) = \(quoted(String(parts.last ?? "")))\n"
        }
        return text
    }
}
