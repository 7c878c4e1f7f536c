internal import DurableFiles
internal import SupplierAdapterKit
internal import WireFormats

/// A supplier's list of files: CSV with the column `name` and at least one of `size`, `sha256` and
/// `rows`.
enum Manifest {
    struct Entry: Hashable {
        var size: Int?
        var sha256: String?
        var rows: Int?
    }

    case read([String: Entry])
    /// Not there, being written, or not readable; the words say which.
    case unusable(message: String)

    static let maximumBytes = 16 << 20

    init(bytes: [UInt8]) {
        do throws(WireError) {
            self = .read(try Manifest.entries(bytes))
        } catch {
            self = .unusable(message: "the manifest cannot be read: \(error)")
        }
    }

    private static func entries(_ bytes: [UInt8]) throws(WireError) -> [String: Entry] {
        var table = try TableReader(
            bytes, required: ["name"], optional: ["size", "sha256", "rows"])
        guard table.header.count > 1 else {
            throw WireError(
                code: "csv.column-missing",
                message: "one of the columns size, sha256 and rows is needed")
        }
        var entries: [String: Entry] = [:]
        while let row = try table.next() {
            guard row.record.hasLineEnd else {
                throw WireError(
                    code: "feed.last-line-open", message: "the last line has no line end",
                    position: row.position)
            }
            let name = try row.requiredText("name")
            let entry = Entry(
                size: try row.optionalInteger("size").map(Int.init),
                sha256: try row.optionalText("sha256")?.lowercased(),
                rows: try row.optionalInteger("rows").map(Int.init))
            guard entry != Entry() else {
                throw WireError(
                    code: "csv.value-missing",
                    message: "nothing is told of the file \(quotedForMessage(name))",
                    position: row.position)
            }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw WireError(
                    code: "feed.manifest-differs",
                    message: "the file \(quotedForMessage(name)) is listed twice",
                    position: row.position)
            }
        }
        return entries
    }
}

extension DropFolder {
    /// The feed's manifest, or `nil` where the feed works without one.
    func manifest() throws(DurableFileError) -> Manifest? {
        guard case .manifest(let name) = settings.completeness.rule else { return nil }
        do throws(DurableFileError) {
            return Manifest(bytes: try folder.read(name, maximumBytes: Manifest.maximumBytes).bytes)
        } catch {
            switch error.code {
            case "file.not-found": return .unusable(message: "\(name) is not there yet")
            case "file.changing": return .unusable(message: "\(name) is still being written")
            default: throw error
            }
        }
    }
}
