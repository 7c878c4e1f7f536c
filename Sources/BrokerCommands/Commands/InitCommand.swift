import ArgumentParser
import DurableFiles
import Foundation

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented broker.toml, the folders and empty master files.",
        discussion: "What is there already is left as it is.")

    @Argument(help: "The folder of the workspace.")
    var folder = "."

    @Flag(name: [.customShort("n"), .long], help: "Say what would be written; write nothing.")
    var dryRun = false

    func run() throws {
        do {
            let settings = SettingsFolder(path: folder)
            let template = WorkspaceTemplate.standard
            for file in template.files {
                let path = settings.resolved(file.path)
                if FileManager.default.fileExists(atPath: path) {
                    Console.out("kept     \(file.path)")
                    continue
                }
                if !dryRun { try Self.write(file.contents, to: path) }
                Console.out(dryRun ? "missing  \(file.path)" : "written  \(file.path)")
            }
            for name in template.folders where !dryRun {
                try DurableFolder(path: settings.resolved(name)).create()
            }
            let shown = Self.typed(settings.path)
            let file =
                (folder == "." ? "" : shown + "/") + SettingsFolder.configurationFile
            let place = folder == "." ? "" : " -C \(shown)"
            Console.out(
                dryRun
                    ? "\ndry run: nothing is written"
                    : "\nnext: edit \(file), then broker doctor\(place)")
        } catch {
            throw CommandFailure(error).report()
        }
    }

    /// A path as a shell takes it.
    static func typed(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,:@%".contains($0) }
        return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = DurableFolder(path: Session.folder(of: path))
        try folder.create()
        let name = String(path.split(separator: "/").last ?? "")
        _ = try folder.stage(Array(text.utf8), as: name).commit()
        try FileManager.default.removeItem(
            atPath: folder.path + "/" + DurableFolder.stagingName)
    }
}
