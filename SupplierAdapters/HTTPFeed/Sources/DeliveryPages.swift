internal import SupplierAdapterKit
internal import WireFormats

/// A reading as it is kept: a first line, the answers byte for byte with a line before each, and a
/// last line without which the delivery is not whole.
struct DeliveryPages {
    struct Page {
        var body: [UInt8]
        /// The line of the file that is the first of the body, from 1.
        var firstLine: Int
    }

    var isChanges: Bool
    /// Whether the supplier brought it, rather than we asked.
    var isWebhook = false
    var pages: [Page] = []
    /// What is noted once the delivery is settled.
    var state = SpoolNote()

    static let format = "http-delivery/1"

    init(isChanges: Bool) { self.isChanges = isChanges }

    // MARK: - Writing

    func bytes(feed: String) -> [UInt8] {
        var bytes = Self.line([
            JSONMember("format", JSONValue(.string(Self.format))),
            JSONMember("feed", JSONValue(.string(feed))),
            JSONMember("scope", JSONValue(.string(isChanges ? "changes" : "whole"))),
            JSONMember("origin", JSONValue(.string(isWebhook ? "webhook" : "asked"))),
        ])
        for (index, page) in pages.enumerated() {
            bytes += Self.line([
                JSONMember("page", JSONValue(.number(String(index + 1)))),
                JSONMember("bytes", JSONValue(.number(String(page.body.count)))),
            ])
            bytes += page.body
            bytes.append(10)
        }
        return bytes
            + Self.line(
                [JSONMember("end", JSONValue(.number(String(pages.count))))]
                    + state.members.map { JSONMember($0.name, JSONValue(.string($0.text))) })
    }

    private static func line(_ members: [JSONMember]) -> [UInt8] {
        JSONText.write(JSONValue(.object(members)), sortsKeys: false, indents: false)
    }

    // MARK: - Reading

    init(_ bytes: [UInt8], file: String) throws(AdapterError) {
        isChanges = false
        var rest = bytes[...]
        var line = 1
        do throws(WireError) {
            let head = try Self.next(&rest)
            guard try head["format"]?.string() == Self.format,
                let scope = try head["scope"]?.string(), scope == "whole" || scope == "changes"
            else { throw Self.damaged }
            isChanges = scope == "changes"
            isWebhook = try head["origin"]?.string() == "webhook"
            while true {
                line += 1
                let value = try Self.next(&rest)
                if let end = try value["end"]?.integer() {
                    guard end == pages.count, rest.isEmpty else { throw Self.damaged }
                    break
                }
                guard let count = try value["bytes"]?.integer(), count >= 0, count < rest.count
                else { throw Self.damaged }
                let end = rest.startIndex + Int(count)
                guard rest[end] == 10 else { throw Self.damaged }
                let body = Array(rest[rest.startIndex..<end])
                rest = rest[(end + 1)...]
                line += 1
                pages.append(Page(body: body, firstLine: line))
                line += body.count { $0 == 10 }
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: file, line: line))
        }
        let last = bytes.dropLast().lastIndex(of: 10).map { $0 + 1 } ?? 0
        state = try SpoolNote(Array(bytes[last...]), file: file)
        state["end"] = nil
    }

    private static var damaged: WireError {
        WireError(
            code: "feed.last-line-open", message: "the delivery is not whole",
            help: "It was changed by hand: the broker keeps none that is cut off.")
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) throws(WireError) -> JSONValue {
        guard let end = rest.firstIndex(of: 10) else { throw damaged }
        let line = Array(rest[rest.startIndex..<end])
        rest = rest[(end + 1)...]
        return try JSONText.parse(line)
    }
}
