internal import DurableFiles
internal import SupplierAdapterKit

/// What acknowledgments said of documents, so that one that is read otherwise later is told of.
///
/// A file for each document, beside the control numbers. What differs is noted under another name
/// until it is told: a run that ends in between leaves it to the next one.
struct SaidVerdicts: Sendable {
    let folder: DurableFolder
    private static let changed = "otherwise-"

    /// Notes what is said of a document, before it is said.
    func note(_ verdict: String, of file: FeedFile) throws(AdapterError) {
        try write(verdict, as: FileNameSafe.text(file.keptName))
    }

    /// Notes that a document is read otherwise than was said of it.
    func compare(_ verdict: String, with file: FeedFile) throws(AdapterError) {
        let name = FileNameSafe.text(file.keptName)
        guard let said = try read(name), said != verdict else { return }
        try write(file.keptName, as: Self.changed + name)
    }

    /// Throws `acknowledgment.contradicted` where something was read otherwise than was said.
    func tell() throws(AdapterError) {
        let names = try guarded { () throws(DurableFileError) in
            do throws(DurableFileError) {
                return try folder.entries().filter {
                    $0.isPlainFile && $0.name.hasPrefix(Self.changed)
                }.map(\.name).sorted()
            } catch {
                if error.code == "file.not-found" { return [] }
                throw error
            }
        }
        guard !names.isEmpty else { return }
        var documents: [String] = []
        for name in names {
            if let document = try read(name) { documents.append(document) }
            try guarded { () throws(DurableFileError) in try folder.remove(name) }
        }
        throw AdapterError(
            code: "acknowledgment.contradicted", reaction: .fixData,
            message: "the sender was told otherwise than \(documents.joined(separator: ", ")) "
                + "\(documents.count == 1 ? "is" : "are") read now",
            help: "It was acknowledged before, and gets no second acknowledgment: tell the sender, "
                + "or have it sent again under a new control number.")
    }

    private func write(_ text: String, as name: String) throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try folder.create()
            try folder.replace(name, with: Array(text.utf8))
        }
    }

    private func read(_ name: String) throws(AdapterError) -> String? {
        try guarded { () throws(DurableFileError) in
            do throws(DurableFileError) {
                let bytes = try folder.read(name, maximumBytes: 1 << 20).bytes
                return String(decoding: bytes, as: UTF8.self)
            } catch {
                if error.code == "file.not-found" { return nil }
                throw error
            }
        }
    }

    private func guarded<Value>(
        _ body: () throws(DurableFileError) -> Value
    ) throws(AdapterError) -> Value {
        do throws(DurableFileError) {
            return try body()
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help, detail: "errno \(error.errno)")
        }
    }
}
