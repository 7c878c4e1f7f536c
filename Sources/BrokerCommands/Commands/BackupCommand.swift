import ArgumentParser
import Foundation
import Storage
import StorageSQLite

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Writes a consistent copy of the database to a new file.",
        discussion: "Works while other commands run. Docs/Operating.md tells how to restore.")

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The file to write; it must not exist.")
    var file: String

    func run() throws {
        do {
            let settings = SettingsFolder(path: options.workspace)
            let configuration = try settings.configuration()
            let storage = try SQLiteStorage(
                path: settings.resolved(configuration.storage.database), creating: false,
                patience: .seconds(10))
            try storage.backup(to: file)
            Console.out("\(file) holds a copy of \(configuration.storage.database)")
        } catch {
            throw CommandFailure(error).report()
        }
    }
}
