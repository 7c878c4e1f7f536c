public import ChildProcesses
public import SupplierAdapterKit
internal import WireFormats

/// A recorded conversation with a program: one line of JSON per line said, secrets struck out.
///
/// Recorded once against the real supplier, it answers as the program did, without a network: in
/// whatever order it is asked, and as often, under the ids of who asks. It fails loudly when
/// something is asked that was not recorded.
public struct ProgramCassette: Hashable, Sendable {
    private struct Entry: Hashable {
        let isFromHost: Bool
        let message: JSONValue
    }

    private var entries: [Entry] = []
    /// Which of ``entries`` were asked for.
    private var asked: Set<Int> = []

    /// Talks with a program and records it: greeting, `check`, one `read` from scratch, one from
    /// the checkpoint that it gave, if it gave one, end.
    public static func record(
        start: () throws -> ChildProgram, welcome: [UInt8], secrets: [String],
        answerMilliseconds: Int = 60_000
    ) throws -> ProgramCassette {
        var cassette = ProgramCassette()
        let scrubber = SecretScrubber(secrets)
        let program = try start()
        defer { program.end(withinMilliseconds: 0) }
        func hear() throws -> JSONValue {
            guard let line = try program.nextLine(withinMilliseconds: answerMilliseconds) else {
                throw AdapterError(
                    code: "adapter.crashed", reaction: .giveUp,
                    message: "the program ended in the middle of the conversation")
            }
            let message = try JSONText.parse(line)
            cassette.entries.append(
                Entry(isFromHost: false, message: message.scrubbed(scrubber)))
            return message
        }
        func say(_ line: [UInt8]) throws {
            program.send(line)
            let message = try JSONText.parse(line).scrubbed(scrubber)
            cassette.entries.append(Entry(isFromHost: true, message: message))
        }
        _ = try hear()
        try say(welcome)
        var checkpoint: JSONValue?
        func ask(_ request: [JSONMember]) throws {
            let line = JSONText.write(
                JSONValue(.object(request)), sortsKeys: false, indents: false)
            try say(Array(line.dropLast()))
            while true {
                let message = try hear()
                let type = try message["type"]?.string()
                if type == "checkpoint" { checkpoint = message["token"] }
                if type == "done" || type == "error" { break }
            }
        }
        try ask(request(1, "check"))
        try ask(request(2, "read", [JSONMember("stream", JSONValue(.string("offers")))]))
        if let checkpoint {
            try ask(
                request(
                    3, "read",
                    [
                        JSONMember("stream", JSONValue(.string("offers"))),
                        JSONMember("checkpoint", checkpoint),
                    ]))
        }
        try say(Array(#"{"id":4,"op":"shutdown"}"#.utf8))
        return cassette
    }

    private static func request(
        _ id: Int, _ operation: String, _ more: [JSONMember] = []
    ) -> [JSONMember] {
        [
            JSONMember("id", JSONValue(.number(String(id)))),
            JSONMember("op", JSONValue(.string(operation))),
        ] + more
    }

    // MARK: - As a file

    /// The conversation as lines of `{"from":"host","message":{…}}`.
    public var bytes: [UInt8] {
        entries.flatMap { entry in
            JSONText.write(
                JSONValue(
                    .object([
                        JSONMember(
                            "from", JSONValue(.string(entry.isFromHost ? "host" : "program"))),
                        JSONMember("message", entry.message),
                    ])), sortsKeys: false, indents: false)
        }
    }

    private init() {}

    /// Reads a recorded conversation; `file` names it in messages.
    public init(parsing bytes: [UInt8], file: String) throws(AdapterError) {
        if bytes.starts(with: Array(#"{"format":"#.utf8)) {
            throw AdapterError(
                code: "adapter.recording-of-service", reaction: .fixSettings,
                message: "(\(file)) is a recording of a web service, and not of a program",
                help: "broker adapter test FEED --recorded \(file) reads it.")
        }
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            do throws(WireError) {
                let members = try JSONText.parse(Array(line)).members(
                    required: ["from", "message"])
                guard let from = members["from"], let message = members["message"] else {
                    preconditionFailure("Required members must be there once checked.")
                }
                entries.append(
                    Entry(isFromHost: try from.string() == "host", message: message))
            } catch {
                throw AdapterError(
                    code: error.code, reaction: .fixData, message: error.message,
                    help: error.help, place: FilePlace(file: file, line: index + 1))
            }
        }
    }

    // MARK: - Answering

    /// What the program says before it is asked anything.
    public var greeting: [[UInt8]] { said(behind: entries.startIndex, id: nil) }

    /// What the program said to this; throws when it was not recorded.
    ///
    /// Compared are the operation, the stream and the checkpoint; settings may differ.
    public mutating func answer(to line: [UInt8]) throws(AdapterError) -> [[UInt8]] {
        let request: JSONValue
        do throws(WireError) {
            request = try JSONText.parse(line)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .giveUp, message: "the host said no message")
        }
        let found = entries.indices.first { index in
            entries[index].isFromHost
                && ["op", "stream", "checkpoint"].allSatisfy {
                    request[$0] == entries[index].message[$0]
                }
        }
        guard let found else { throw unmatched(request) }
        asked.insert(found)
        return said(behind: found + 1, id: request["id"])
    }

    /// What the program said until it was asked something else, under the id of who asks now.
    private func said(behind first: Int, id: JSONValue?) -> [[UInt8]] {
        entries[first...].prefix { !$0.isFromHost }.map { entry in
            var message = entry.message
            if let id, case .object(let members) = message.content {
                message = JSONValue(
                    .object(members.map { $0.name == "id" ? JSONMember("id", id) : $0 }))
            }
            return Array(JSONText.write(message, sortsKeys: false, indents: false).dropLast())
        }
    }

    /// How much was recorded and not asked for.
    public var unusedCount: Int {
        entries.indices.count { entries[$0].isFromHost && !asked.contains($0) }
    }

    private func unmatched(_ request: JSONValue) -> AdapterError {
        let recorded = entries.filter(\.isFromHost).map { Self.text($0.message) }
        return AdapterError(
            code: "adapter.not-recorded", reaction: .giveUp,
            message: "\(Self.text(request)) was not recorded; what was: "
                + recorded.joined(separator: ", "),
            help: "Record the conversation again with broker adapter record.")
    }

    private static func text(_ message: JSONValue) -> String {
        String(
            decoding: JSONText.write(message, sortsKeys: false, indents: false).dropLast(),
            as: UTF8.self)
    }
}

extension JSONValue {
    /// The same without secrets in its texts and numbers; names of members are those of the
    /// protocol, and stay.
    fileprivate func scrubbed(_ scrubber: SecretScrubber) -> JSONValue {
        switch content {
        case .string(let text): return JSONValue(.string(scrubber.scrub(text)))
        case .number(let text):
            let scrubbed = scrubber.scrub(text)
            return scrubbed == text ? self : JSONValue(.string(scrubbed))
        case .array(let values): return JSONValue(.array(values.map { $0.scrubbed(scrubber) }))
        case .object(let members):
            return JSONValue(
                .object(members.map { JSONMember($0.name, $0.value.scrubbed(scrubber)) }))
        case .null, .boolean: return self
        }
    }
}
