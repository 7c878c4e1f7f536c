internal import ChildProcesses
internal import SupplierAdapterKit
internal import WireFormats

/// A conversation with a started program: greeting, operations, end.
///
/// One message a line, both ways; the program answers each operation with any number of messages
/// and at last `done` or `error`.
final class AdapterSession {
    /// What the program called itself.
    private(set) var greeting = JSONValue(.object([]))

    private let program: ChildProgram
    private let name: String
    private let answerMilliseconds: Int
    private let scrubber: SecretScrubber
    private var lastID = 0

    static let protocolName = "supplier-adapter/1"

    /// Starts the program and exchanges greetings.
    init(
        _ command: ChildCommand, settings: ExternalSettings, feed: String,
        secrets: [String: String]
    ) throws(SessionFailure) {
        name = command.arguments.joined(separator: " ")
        answerMilliseconds = Int(settings.answerSeconds) * 1_000
        scrubber = SecretScrubber(secrets.values)
        do throws(ChildError) {
            program = try ChildProgram(command)
        } catch {
            throw .refused(
                AdapterError(
                    code: "adapter.not-started", reaction: .fixSettings, message: error.message,
                    help: "Look at command in the feed's settings; the file must be executable."))
        }
        let hello = try message()
        guard case .string("hello")? = hello["type"]?.content else {
            throw broken("adapter.protocol", "its first message is no hello: \(shown(hello))")
        }
        guard case .string(Self.protocolName)? = hello["protocol"]?.content else {
            throw .refused(
                AdapterError(
                    code: "adapter.protocol-version", reaction: .fixSettings,
                    message: "the program \(name) does not speak \(Self.protocolName)",
                    help: "Its hello must say \"protocol\": \"\(Self.protocolName)\"."))
        }
        greeting = hello
        program.send(Self.welcome(settings, feed: feed, command))
    }

    /// The line that answers a program's hello.
    static func welcome(
        _ settings: ExternalSettings, feed: String, _ command: ChildCommand
    ) -> [UInt8] {
        line([
            ("op", .string("welcome")), ("protocol", .string(protocolName)),
            ("feed", .string(feed)), ("settings", settings.own.content),
            (
                "limits",
                .object([
                    JSONMember("maximum_line_bytes", number(command.maximumLineBytes)),
                    JSONMember("maximum_in_flight", number(1)),
                ])
            ),
        ])
    }

    private static func number(_ number: Int) -> JSONValue { JSONValue(.number(String(number))) }

    /// What the program says that it can do.
    var capabilities: [String] {
        guard case .array(let values)? = greeting["capabilities"]?.content else { return [] }
        return values.compactMap { value in
            guard case .string(let text) = value.content else { return nil }
            return text
        }
    }

    /// Asks for an operation; `heard` gets each message on the way, and what it gives back as
    /// `true` was a line of records, handed over as it stands.
    ///
    /// Gives the message that ended the operation.
    func perform(
        _ operation: String, _ members: [(String, JSONValue.Content)] = [],
        records: ([UInt8]) throws(SessionFailure) -> Void = { _ in },
        heard: (_ type: String, _ message: JSONValue) throws(SessionFailure) -> Void = { _, _ in }
    ) throws(SessionFailure) -> JSONValue {
        lastID += 1
        send([("id", .number(String(lastID))), ("op", .string(operation))] + members)
        while true {
            let line = try self.line()
            if Self.isRecords(line) {
                try records(line)
                continue
            }
            let message = try parsed(line)
            guard case .string(let type)? = message["type"]?.content else {
                throw broken("adapter.protocol", "a message has no type: \(shown(message))")
            }
            switch type {
            case "done": return message
            case "error":
                let error = AdapterError(message: message, program: name)
                throw .refused(scrubbed(error), ErrorClass(message: message))
            case "record", "records": try records(line)
            default: try heard(type, message)
            }
        }
    }

    /// Ends the conversation; gives how the program ended.
    func close() -> ChildExit {
        lastID += 1
        send([("id", .number(String(lastID))), ("op", .string("shutdown"))])
        do throws(ChildError) {
            _ = try program.nextLine(withinMilliseconds: 1_000)
        } catch {
            // The message left while waiting; whether an answer comes does not matter.
        }
        return program.end(withinMilliseconds: 2_000)
    }

    /// What the program logged, without secrets.
    var log: String { scrubber.scrub(String(decoding: program.logBytes, as: UTF8.self)) }

    // MARK: - Lines

    private static let recordsStart = Array("{\"type\":\"record".utf8)

    private static func isRecords(_ line: [UInt8]) -> Bool {
        line.starts(with: recordsStart)
    }

    private func send(_ members: [(String, JSONValue.Content)]) {
        program.send(Self.line(members))
    }

    private static func line(_ members: [(String, JSONValue.Content)]) -> [UInt8] {
        let message = JSONValue(.object(members.map { JSONMember($0.0, JSONValue($0.1)) }))
        return Array(JSONText.write(message, sortsKeys: false, indents: false).dropLast())
    }

    private func message() throws(SessionFailure) -> JSONValue { try parsed(try line()) }

    private func line() throws(SessionFailure) -> [UInt8] {
        let line: [UInt8]?
        do throws(ChildError) {
            line = try program.nextLine(withinMilliseconds: answerMilliseconds)
        } catch {
            let code =
                switch error.kind {
                case .timedOut: "adapter.no-answer"
                case .lineTooLong: "adapter.protocol"
                default: "adapter.crashed"
                }
            throw broken(code, error.message)
        }
        guard let line else {
            let exit = program.end(withinMilliseconds: 1_000)
            throw broken("adapter.crashed", "\(exit) in the middle of the conversation")
        }
        return line
    }

    private func parsed(_ line: [UInt8]) throws(SessionFailure) -> JSONValue {
        do throws(WireError) {
            return try JSONText.parse(line)
        } catch {
            throw broken(
                "adapter.protocol",
                "it wrote a line that is no message (\(error.message)): "
                    + quoted(String(decoding: line.prefix(120), as: UTF8.self)))
        }
    }

    /// A failure of the program, with the end of what it logged.
    func broken(_ code: String, _ what: String) -> SessionFailure {
        let last = log.split(whereSeparator: \.isNewline).suffix(5).joined(separator: "\n")
        let isGarbage = code == "adapter.protocol"
        return .broken(
            AdapterError(
                code: code, reaction: .retry(afterSeconds: nil),
                message: scrubber.scrub("the program \(name) failed: \(what)"),
                help: isGarbage
                    ? "Standard output carries messages and nothing else: log to standard error."
                    : last.isEmpty
                        ? "It logged nothing; run broker adapter check to see it start."
                        : "It logged at last: \(last)",
                detail: last))
    }

    private func scrubbed(_ error: AdapterError) -> AdapterError {
        AdapterError(
            code: error.code, reaction: error.reaction, message: scrubber.scrub(error.message),
            help: error.help.map(scrubber.scrub), place: error.place,
            detail: scrubber.scrub(error.detail), supplierCode: error.supplierCode)
    }

    private func shown(_ message: JSONValue) -> String {
        let bytes = JSONText.write(message, indents: false).dropLast()
        return quoted(String(decoding: bytes.prefix(120), as: UTF8.self))
    }

    private func quoted(_ text: String) -> String { scrubber.scrub(text.debugDescription) }
}
