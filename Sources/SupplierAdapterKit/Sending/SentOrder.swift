internal import DurableFiles

/// An order, or a change of one, on its way: its key, its staged bytes, and the note that it may
/// have arrived.
public struct SentOrder: Sendable {
    /// Where its copy is kept.
    public let destination: OrderDestination
    private let path: String

    private static let askedName = ".asked"

    init(_ destination: OrderDestination, root: String) {
        self.destination = destination
        path = "\(root)/\(destination.folder)"
    }

    /// Number, revision and beginning of the SHA-256: the same for the same document for ever.
    public var key: String {
        let name = destination.fileName
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// The order's number, as file names write it.
    public var number: String {
        let parts = key.split(separator: "-").dropLast(2)
        return parts.joined(separator: "-")
    }

    /// Which document of the order it is: 1 for the order, 2 for its first change, and so on.
    public var revision: Int {
        guard let part = key.split(separator: "-").dropLast().last, part.first == "r" else {
            return 1
        }
        return Int(part.dropFirst()) ?? 1
    }

    /// What messages call it: `order PO-000007`, `change 1 of order PO-000007`.
    public var title: String {
        revision > 1 ? "change \(revision - 1) of order \(number)" : "order \(number)"
    }

    /// How the file ends: `json`, `xml`, `csv`, `edi`.
    public var fileExtension: String {
        destination.fileName.split(separator: ".").last.map(String.init) ?? ""
    }

    /// Where the bytes lie that were not handed over, below the workspace.
    public var stagedPath: String {
        "\(destination.folder)/\(DurableFolder.stagingName)/\(destination.fileName)"
    }

    /// Where it is noted that they may have arrived, below the workspace.
    public var askedPath: String {
        "\(destination.folder)/\(Self.askedName)/\(destination.fileName)"
    }

    private var asked: DurableFolder { DurableFolder(path: "\(path)/\(Self.askedName)") }

    func staged() throws(AdapterError) -> [UInt8] {
        do throws(DurableFileError) {
            return try DurableFolder(path: "\(path)/\(DurableFolder.stagingName)")
                .read(destination.fileName, maximumBytes: 256 << 20).bytes
        } catch {
            throw AdapterError(error)
        }
    }

    func isAsked() throws(AdapterError) -> Bool {
        do throws(DurableFileError) {
            _ = try asked.read(destination.fileName, maximumBytes: 4_096)
            return true
        } catch {
            if error.code == "file.not-found" { return false }
            throw AdapterError(error)
        }
    }

    /// Notes, durably, that the supplier may have the order from now on.
    func noteAsked() throws(AdapterError) {
        do throws(DurableFileError) {
            try asked.create()
            try asked.replace(destination.fileName, with: Array("\(key)\n".utf8))
        } catch {
            throw AdapterError(error)
        }
    }

    func forgetAsked() throws(AdapterError) {
        do throws(DurableFileError) {
            try asked.remove(destination.fileName)
        } catch {
            if error.code != "file.not-found" { throw AdapterError(error) }
        }
    }
}
