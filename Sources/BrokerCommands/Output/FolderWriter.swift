import BrokerService
import DurableFiles
import Foundation

/// Writes a stored round's files into a folder.
enum FolderWriter {
    /// Files of the same name are replaced; a folder with other files in it is refused, because
    /// they would be read as part of the problem.
    static func write(_ files: [RoundDocument.File], to path: String) throws {
        let folder = DurableFolder(path: path)
        try folder.create()
        let names = Set(files.map(\.name))
        let others = try folder.entries().map(\.name).filter { !names.contains($0) }
        guard others.isEmpty else {
            throw notEmpty(path, others[0])
        }
        for file in files {
            do {
                try Data(file.text.utf8)
                    .write(to: URL(filePath: path + "/" + file.name), options: .atomic)
            } catch {
                throw notWritable(path, file.name)
            }
        }
    }

    private static func notEmpty(_ path: String, _ name: String) -> ServiceError {
        ServiceError(
            .cannotWrite, code: "folder.not-empty",
            message: "The folder (\(path)) holds another file (\(name)).",
            help: "Name an empty or a new folder.")
    }

    private static func notWritable(_ path: String, _ name: String) -> ServiceError {
        ServiceError(
            .cannotWrite, code: "folder.not-writable",
            message: "The file (\(name)) cannot be written to (\(path)).",
            help: "Look for a full disk or missing rights.")
    }
}
