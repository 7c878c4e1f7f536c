internal import ChildProcesses
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// One reading of a stream: what came, up to the last point from which it can go on.
///
/// A program that crashes is started again from its last checkpoint; what came behind that is
/// dropped, so that every record comes once.
struct ExternalReading {
    /// Where a crashed program goes on.
    private struct Mark {
        var token: String?
        var byteCount = 0
        var isInSnapshot = false
        var isWhole = false
        var statedCount: Int64?
    }

    private(set) var bytes: [UInt8] = []
    /// Absence means deletion: the stream was one whole list.
    private(set) var isWhole = false
    private(set) var statedCount: Int64?
    private(set) var checkpoint: String?
    /// Nothing came: what is in force stays.
    var isEmpty: Bool { bytes.isEmpty && !isWhole }

    private var isInSnapshot = false
    private var mark: Mark
    private let begin: String?
    private let maximumBytes: Int

    init(from checkpoint: String?, maximumBytes: Int) {
        self.checkpoint = checkpoint
        begin = checkpoint
        mark = Mark(token: checkpoint)
        self.maximumBytes = maximumBytes
    }

    /// Asks the program for what is new; on a failure the reading stands at the last mark.
    mutating func run(_ session: AdapterSession, stream: String) throws(SessionFailure) {
        rewind()
        var members: [(String, JSONValue.Content)] = [("stream", .string(stream))]
        if let checkpoint { members.append(("checkpoint", .string(checkpoint))) }
        let done = try session.perform(
            "read", members,
            records: { line throws(SessionFailure) in try add(line, session) },
            heard: { type, message throws(SessionFailure) in
                try hear(type, message, session)
            })
        guard !isInSnapshot else {
            throw session.broken("adapter.cut-off", "its list was begun and not completed")
        }
        if case .string("partial")? = done["status"]?.content, isWhole {
            throw session.broken("adapter.cut-off", "its list is said to be partial")
        }
    }

    private mutating func rewind() {
        bytes.removeSubrange(mark.byteCount...)
        checkpoint = mark.token
        isInSnapshot = mark.isInSnapshot
        isWhole = mark.isWhole
        statedCount = mark.statedCount
    }

    private mutating func add(_ line: [UInt8], _ session: AdapterSession) throws(SessionFailure) {
        guard bytes.count + line.count < maximumBytes else {
            throw .refused(
                AdapterError(
                    code: "adapter.delivery-too-large", reaction: .fixSettings,
                    message: "the delivery has more than \(maximumBytes >> 20) MB",
                    help: "Raise limits.delivery_megabytes if it is right."))
        }
        bytes += line
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func hear(
        _ type: String, _ message: JSONValue, _ session: AdapterSession
    ) throws(SessionFailure) {
        switch type {
        case "snapshot_begin":
            // A list begins anew: what came before it is part of none.
            bytes.removeAll(keepingCapacity: true)
            isInSnapshot = true
            isWhole = false
            mark = Mark(token: begin)
        case "snapshot_end":
            guard isInSnapshot, case .boolean(true)? = message["complete"]?.content else {
                throw session.broken(
                    "adapter.cut-off", "its list ended without being complete")
            }
            isInSnapshot = false
            isWhole = true
            if case .number(let digits)? = message["count"]?.content {
                statedCount = Int64(digits)
            }
        case "checkpoint":
            guard case .string(let token)? = message["token"]?.content,
                token.utf8.count <= 64 << 10
            else {
                throw session.broken(
                    "adapter.protocol", "a checkpoint has no token of at most 64 KiB")
            }
            checkpoint = token
            mark = Mark(
                token: token, byteCount: bytes.count, isInSnapshot: isInSnapshot,
                isWhole: isWhole, statedCount: statedCount)
        case "progress", "log", "diagnostic", "rate_limited":
            break
        default:
            throw session.broken("adapter.protocol", "a message of type \(type) is not known")
        }
    }

    // MARK: - As a file

    static let format = "supplier-delivery/1"

    /// The delivery as it is kept: a first line, the records as they came, a last line.
    func file(feed: String, stream: String) -> [UInt8] {
        let first: [JSONMember] = [
            JSONMember("format", JSONValue(.string(Self.format))),
            JSONMember("feed", JSONValue(.string(feed))),
            JSONMember("stream", JSONValue(.string(stream))),
            JSONMember("scope", JSONValue(.string(isWhole ? "whole" : "changes"))),
        ]
        var last: [JSONMember] = [JSONMember("type", JSONValue(.string("end")))]
        if let statedCount {
            last.append(JSONMember("count", JSONValue(.number(String(statedCount)))))
        }
        if let checkpoint {
            last.append(JSONMember("checkpoint", JSONValue(.string(checkpoint))))
        }
        return JSONText.write(JSONValue(.object(first)), sortsKeys: false, indents: false) + bytes
            + JSONText.write(JSONValue(.object(last)), sortsKeys: false, indents: false)
    }
}
