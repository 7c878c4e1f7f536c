internal import SupplierAdapterKit
internal import WireFormats

/// What is kept between readings of a feed.
struct FeedState: Hashable {
    /// What the server calls the list that was accepted last (RFC 9110, section 8.8).
    var entityTag: String?
    var lastModified: String?
    /// Where the changes that were accepted last end.
    var checkpoint: String?
    /// Hash of the delivery that was settled last, whatever became of it.
    var seen: String?
    /// Under which settings all that was.
    var settings: String?

    init() {}

    init(_ bytes: [UInt8]?, file: String) throws(AdapterError) {
        guard let bytes else { return }
        do throws(WireError) {
            let value = try JSONText.parse(bytes)
            entityTag = try value["etag"]?.string()
            lastModified = try value["modified"]?.string()
            checkpoint = try value["checkpoint"]?.string()
            seen = try value["seen"]?.string()
            settings = try value["settings"]?.string()
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: "Remove the file: the next reading begins from scratch.",
                place: FilePlace(
                    file: file, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
    }

    var bytes: [UInt8] { JSONText.write(JSONValue(.object(members))) }

    var members: [JSONMember] {
        [
            ("etag", entityTag), ("modified", lastModified), ("checkpoint", checkpoint),
            ("seen", seen), ("settings", settings),
        ].compactMap { name, text in
            text.map { JSONMember(name, JSONValue(.string($0))) }
        }
    }
}
