internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What a look at the folder saw, so that the next one can tell which files did not change.
///
/// Our own clock alone counts: what a supplier's clock or a copying program wrote as the file's
/// time only has to stay the same.
struct EarlierLooks: Hashable, Sendable {
    private struct Sight: Hashable, Sendable {
        var size: Int
        var modified: Int64
        /// When the file was first seen like this.
        var since: Int64
    }

    private var sights: [String: Sight] = [:]

    static let name = ".looks.json"

    /// Reads what was noted; what cannot be read was never seen.
    init(in folder: DurableFolder) throws(DurableFileError) {
        let bytes: [UInt8]
        do throws(DurableFileError) {
            bytes = try folder.read(Self.name, maximumBytes: 16 << 20).bytes
        } catch {
            if error.code == "file.not-found" { return }
            throw error
        }
        let read = Result { () throws(WireError) in
            try JSONText.parse(bytes).array().map { value throws(WireError) in
                (
                    try value["name"]?.string() ?? "",
                    Sight(
                        size: Int(try value["size"]?.integer() ?? -1),
                        modified: try value["modified"]?.integer() ?? -1,
                        since: try value["since"]?.integer() ?? Int64.max)
                )
            }
        }
        if case .success(let list) = read {
            sights = Dictionary(list, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The looks with a further one.
    func adding(_ entries: [FolderEntry], at now: Timestamp) -> EarlierLooks {
        var next = self
        next.sights = [:]
        for entry in entries {
            var sight = Sight(
                size: entry.size, modified: entry.modifiedMilliseconds,
                since: now.millisecondsSince1970)
            if let before = sights[entry.name], before.size == sight.size,
                before.modified == sight.modified, before.since <= sight.since
            {
                sight.since = before.since
            }
            next.sights[entry.name] = sight
        }
        return next
    }

    /// For how long a file has been the same, in seconds.
    func secondsUnchanged(_ name: String, at now: Timestamp) -> Int64 {
        guard let sight = sights[name] else { return 0 }
        return (now.millisecondsSince1970 - sight.since) / 1000
    }

    var bytes: [UInt8] {
        func number(_ value: some BinaryInteger) -> JSONValue { JSONValue(.number("\(value)")) }
        let list = sights.sorted { $0.key < $1.key }.map { name, sight in
            JSONValue(
                .object([
                    JSONMember("name", JSONValue(.string(name))),
                    JSONMember("size", number(sight.size)),
                    JSONMember("modified", number(sight.modified)),
                    JSONMember("since", number(sight.since)),
                ]))
        }
        return JSONText.write(JSONValue(.array(list)), sortsKeys: false)
    }
}
