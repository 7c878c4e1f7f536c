internal import DurableFiles
internal import SupplierAdapterKit

/// An order on its way: its key, its staged bytes, and the note that it may have arrived.
struct SentOrder {
    let destination: OrderDestination
    private let path: String

    private static let askedName = ".asked"

    init(_ destination: OrderDestination, root: String) {
        self.destination = destination
        path = "\(root)/\(destination.folder)"
    }

    /// Number, revision and beginning of the SHA-256: the same for the same document for ever.
    var key: String {
        let name = destination.fileName
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// The order's number, as file names write it.
    var number: String {
        let parts = key.split(separator: "-").dropLast(2)
        return parts.joined(separator: "-")
    }

    var contentType: String {
        switch destination.fileName.split(separator: ".").last {
        case "json": "application/json"
        case "xml": "application/xml"
        case "csv": "text/csv"
        default: "application/octet-stream"
        }
    }

    var stagedPath: String {
        "\(destination.folder)/\(DurableFolder.stagingName)/\(destination.fileName)"
    }

    var askedPath: String { "\(destination.folder)/\(Self.askedName)/\(destination.fileName)" }

    private var asked: DurableFolder { DurableFolder(path: "\(path)/\(Self.askedName)") }

    func staged() throws(AdapterError) -> [UInt8] {
        try guarded { () throws(DurableFileError) in
            try DurableFolder(path: "\(path)/\(DurableFolder.stagingName)")
                .read(destination.fileName, maximumBytes: 256 << 20).bytes
        }
    }

    func isAsked() throws(AdapterError) -> Bool {
        do throws(DurableFileError) {
            _ = try asked.read(destination.fileName, maximumBytes: 4_096)
            return true
        } catch {
            if error.code == "file.not-found" { return false }
            throw Self.error(error)
        }
    }

    /// Notes, durably, that the supplier may have the order from now on.
    func noteAsked() throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try asked.create()
            try asked.replace(destination.fileName, with: Array("\(key)\n".utf8))
        }
    }

    func forgetAsked() throws(AdapterError) {
        do throws(DurableFileError) {
            try asked.remove(destination.fileName)
        } catch {
            if error.code != "file.not-found" { throw Self.error(error) }
        }
    }

    private func guarded<Value>(
        _ body: () throws(DurableFileError) -> Value
    ) throws(AdapterError) -> Value {
        do throws(DurableFileError) {
            return try body()
        } catch {
            throw Self.error(error)
        }
    }

    private static func error(_ error: DurableFileError) -> AdapterError {
        AdapterError(
            code: error.code,
            reaction: error.isTemporary ? .retry(afterSeconds: nil) : .fixSettings,
            message: error.message, help: error.help, detail: "errno \(error.errno)")
    }
}
