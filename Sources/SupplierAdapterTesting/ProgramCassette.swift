public import ChildProcesses
public import SupplierAdapterKit
internal import WireFormats

/// A recorded conversation with a program: one line of JSON per line said, secrets struck out.
///
/// Recorded once against the real supplier, it answers as the program did, without a network. It
/// fails loudly when something else is asked than was recorded, and when something recorded was
/// not asked for.
public struct ProgramCassette: Hashable, Sendable {
    private struct Entry: Hashable {
        let isFromHost: Bool
        let message: JSONValue
    }

    private var entries: [Entry] = []
    private var next = 0

    /// Talks with a program and records it: greeting, `check`, one `read` from scratch, end.
    public static func record(
        start: () throws -> ChildProgram, welcome: [UInt8], secrets: [String],
        answerMilliseconds: Int = 60_000
    ) throws -> ProgramCassette {
        var cassette = ProgramCassette()
        let program = try start()
        defer { program.end(withinMilliseconds: 0) }
        func hear() throws -> JSONValue {
            guard let line = try program.nextLine(withinMilliseconds: answerMilliseconds) else {
                throw AdapterError(
                    code: "adapter.crashed", reaction: .giveUp,
                    message: "the program ended in the middle of the conversation")
            }
            let message = try JSONText.parse(Self.scrubbed(line, secrets))
            cassette.entries.append(Entry(isFromHost: false, message: message))
            return message
        }
        func say(_ line: [UInt8]) throws {
            program.send(line)
            let message = try JSONText.parse(Self.scrubbed(line, secrets))
            cassette.entries.append(Entry(isFromHost: true, message: message))
        }
        _ = try hear()
        try say(welcome)
        for request in [
            #"{"id":1,"op":"check"}"#, #"{"id":2,"op":"read","stream":"offers"}"#,
        ] {
            try say(Array(request.utf8))
            while true {
                let type = try hear()["type"]?.string()
                if type == "done" || type == "error" { break }
            }
        }
        try say(Array(#"{"id":3,"op":"shutdown"}"#.utf8))
        return cassette
    }

    private static func scrubbed(_ line: [UInt8], _ secrets: [String]) -> [UInt8] {
        var text = String(decoding: line, as: UTF8.self)
        for secret in secrets.sorted(by: { $0.count > $1.count }) where !secret.isEmpty {
            text = text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "•••")
        }
        return Array(text.utf8)
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

    /// What the program says before it is asked anything, and after each answer that is due.
    public mutating func due() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        while next < entries.count, !entries[next].isFromHost {
            lines.append(
                Array(
                    JSONText.write(entries[next].message, sortsKeys: false, indents: false)
                        .dropLast()))
            next += 1
        }
        return lines
    }

    /// What the program said to this; throws when something else was recorded here.
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
        guard next < entries.count else {
            throw unmatched(request, "nothing more was recorded")
        }
        let recorded = entries[next].message
        for member in ["op", "stream", "checkpoint"] where request[member] != recorded[member] {
            throw unmatched(request, "recorded is \(Self.text(recorded))")
        }
        next += 1
        return due()
    }

    /// How much was recorded and not asked for.
    public var unusedCount: Int { entries[next...].count { $0.isFromHost } }

    private func unmatched(_ request: JSONValue, _ why: String) -> AdapterError {
        AdapterError(
            code: "adapter.not-recorded", reaction: .giveUp,
            message: "\(Self.text(request)) was not recorded: \(why)",
            help: "Record the conversation again with broker adapter record.")
    }

    private static func text(_ message: JSONValue) -> String {
        String(
            decoding: JSONText.write(message, sortsKeys: false, indents: false).dropLast(),
            as: UTF8.self)
    }
}
