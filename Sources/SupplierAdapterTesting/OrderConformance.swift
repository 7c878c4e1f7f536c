public import ChildProcesses
internal import WireFormats

/// Runs the points of the conformance list that hold for every program that takes orders.
///
/// It hands made-up orders to the program, and the program hands them on: for a supplier's test
/// system only.
public struct OrderConformance {
    private let start: () throws -> ChildProgram
    private let welcome: [UInt8]
    private let document: [UInt8]
    private let file: String
    private let key: String
    private let answerMilliseconds: Int

    /// Prepares the run.
    ///
    /// - Parameters:
    ///   - start: starts the program anew.
    ///   - welcome: the line that answers its hello.
    ///   - document: a made-up order in the form that the supplier takes.
    ///   - file: where its bytes lie, as the program would find them.
    ///   - key: begins the keys of the orders that are sent; one that was never used before.
    ///   - answerMilliseconds: how long the program may say nothing.
    public init(
        start: @escaping () throws -> ChildProgram, welcome: [UInt8], document: [UInt8],
        file: String, key: String, answerMilliseconds: Int = 60_000
    ) {
        self.start = start
        self.welcome = welcome
        self.document = document
        self.file = file
        self.key = key
        self.answerMilliseconds = answerMilliseconds
    }

    /// The results, in the order of the list.
    public func run() -> [ConformanceResult] {
        [
            .of("orders.hello", "The program says that it sends orders") { try greets() },
            .of("orders.absent", "An order that was never sent is absent") {
                let outcome = try ask("status", "\(key)-0")
                guard outcome.word == "absent" else {
                    throw ConformanceFailure.failed("it is said to be \(outcome.text)")
                }
                return ""
            },
            .of("orders.twice", "The same order sent twice is one order") { try sendsTwice() },
            .of("orders.other", "Another order is another one") {
                let first = try ask("status", "\(key)-1")
                let second = try ask("submit", "\(key)-2")
                guard second.word == "accepted" else {
                    throw ConformanceFailure.failed("it is \(second.text)")
                }
                guard first.reference.isEmpty || first.reference != second.reference else {
                    throw ConformanceFailure.failed("both are called \(second.reference)")
                }
                return second.reference
            },
            .of("orders.killed", "Killed behind an order, it tells afterwards where that is") {
                try survivesKills()
            },
            .of("orders.changed", "A change of an order is one document, and not the order") {
                try changes()
            },
        ]
    }

    /// What the program said became of an order.
    private struct Outcome {
        var word = ""
        var reference = ""
        var message = ""

        var text: String { message.isEmpty ? "\"\(word)\"" : "\"\(word)\": \(message)" }
    }

    private func message(_ program: ChildProgram) throws -> JSONValue {
        guard let line = try program.nextLine(withinMilliseconds: answerMilliseconds) else {
            throw ConformanceFailure.failed("it ended in the middle of the conversation")
        }
        return try JSONText.parse(line)
    }

    private func greeted() throws -> (program: ChildProgram, hello: JSONValue) {
        let program = try start()
        let hello = try message(program)
        program.send(welcome)
        return (program, hello)
    }

    /// A document: its key, the number of its order, and which of the order's it is.
    private struct Sent {
        var key: String
        var number: String
        var revision = 1

        /// An order whose number is its key.
        init(_ key: String) {
            self.key = key
            number = key
        }

        /// The order of a number, or a change of it, named as the broker names them.
        init(_ number: String, revision: Int) {
            key = "\(number)-r\(revision)-00000000"
            self.number = number
            self.revision = revision
        }
    }

    private func line(_ operation: String, _ sent: Sent) throws -> [UInt8] {
        var members = [
            JSONMember("id", JSONValue(.number("1"))),
            JSONMember("op", JSONValue(.string(operation))),
            JSONMember("key", JSONValue(.string(sent.key))),
            JSONMember("number", JSONValue(.string(sent.number))),
            JSONMember("revision", JSONValue(.number(String(sent.revision)))),
        ]
        if operation == "submit" {
            members.append(JSONMember("file", JSONValue(.string(file))))
            if file.hasSuffix(".json") {
                members.append(JSONMember("document", try JSONText.parse(document)))
            }
        }
        return Array(
            JSONText.write(JSONValue(.object(members)), sortsKeys: false, indents: false).dropLast()
        )
    }

    /// Asks a program that is started for it and ended behind it.
    private func ask(_ operation: String, _ key: String) throws -> Outcome {
        try ask(operation, Sent(key))
    }

    private func ask(_ operation: String, _ sent: Sent) throws -> Outcome {
        let program = try greeted().program
        defer { program.end(withinMilliseconds: 1_000) }
        return try ask(operation, sent, of: program)
    }

    private func ask(
        _ operation: String, _ sent: Sent, of program: ChildProgram
    ) throws -> Outcome {
        program.send(try line(operation, sent))
        while true {
            let message = try message(program)
            func text(_ name: String) -> String {
                guard case .string(let text)? = message[name]?.content else { return "" }
                return text
            }
            switch text("type") {
            case "done":
                return Outcome(
                    word: text("outcome"), reference: text("reference"), message: text("message"))
            case "error":
                let isKnown = text("class") == "duplicate"
                return Outcome(
                    word: isKnown ? "accepted" : text("class"), message: text("message"))
            default: continue
            }
        }
    }

    private func greets() throws -> String {
        let (program, hello) = try greeted()
        defer { program.end(withinMilliseconds: 1_000) }
        guard Self.names("orders.send", in: hello) else {
            throw ConformanceFailure.failed("its capabilities lack orders.send")
        }
        return ""
    }

    private static func names(_ capability: String, in hello: JSONValue) -> Bool {
        guard case .array(let list)? = hello["capabilities"]?.content else { return false }
        return list.contains { $0.content == .string(capability) }
    }

    private func sendsTwice() throws -> String {
        let program = try greeted().program
        defer { program.end(withinMilliseconds: 1_000) }
        var outcomes = try [
            ask("submit", Sent("\(key)-1"), of: program),
            ask("submit", Sent("\(key)-1"), of: program),
            // A program that was started anew remembers nothing but what its supplier has.
            ask("submit", "\(key)-1"),
        ]
        if let bad = outcomes.first(where: { $0.word != "accepted" }) {
            throw ConformanceFailure.failed("it is \(bad.text)")
        }
        outcomes.removeAll { $0.reference.isEmpty }
        guard Set(outcomes.map(\.reference)).count <= 1 else {
            throw ConformanceFailure.failed(
                "it was called " + outcomes.map(\.reference).joined(separator: ", "))
        }
        let status = try ask("status", "\(key)-1")
        guard status.word == "accepted" else {
            throw ConformanceFailure.failed("afterwards it is said to be \(status.text)")
        }
        return outcomes.first.map { "called \($0.reference)" }
            ?? "no reference tells that they are one"
    }

    /// Kills the program at several moments behind the order, some of them before it answers.
    private func survivesKills() throws -> String {
        var counts: [String: Int] = [:]
        for (number, wait) in [1, 2, 5, 20, 100, 400].enumerated() {
            let key = "\(key)-k\(number)"
            let program = try greeted().program
            program.send(try line("submit", Sent(key)))
            // Silence is what is wanted: the line leaves with the wait, and the program is killed.
            _ = Result { try program.nextLine(withinMilliseconds: wait) }
            program.end(withinMilliseconds: 0)
            let status = try ask("status", key)
            guard ["accepted", "absent"].contains(status.word) else {
                throw ConformanceFailure.failed(
                    "killed \(wait) ms behind the order it is said to be \(status.text)")
            }
            counts[status.word, default: 0] += 1
            let again = try ask("submit", key)
            guard again.word == "accepted" else {
                throw ConformanceFailure.failed("sent again it is \(again.text)")
            }
        }
        return "\(counts["accepted"] ?? 0) had arrived, \(counts["absent"] ?? 0) had not"
    }

    /// Sends an order and then a change of it, three times.
    private func changes() throws -> String {
        let (greeted, hello) = try greeted()
        greeted.end(withinMilliseconds: 1_000)
        guard Self.names("orders.change", in: hello) else {
            throw ConformanceFailure.skipped("its capabilities lack orders.change")
        }
        let number = "\(key)-c"
        let (order, change) = (Sent(number, revision: 1), Sent(number, revision: 2))
        let sent = try ask("submit", order)
        guard sent.word == "accepted" else {
            throw ConformanceFailure.failed("the order is \(sent.text)")
        }
        let before = try ask("status", change)
        guard before.word == "absent" else {
            throw ConformanceFailure.failed("before it was sent it is said to be \(before.text)")
        }
        let outcomes = try (1...3).map { _ in try ask("submit", change) }
        if let bad = outcomes.first(where: { $0.word != "accepted" }) {
            throw ConformanceFailure.failed("it is \(bad.text)")
        }
        let references = Set(outcomes.map(\.reference).filter { !$0.isEmpty })
        guard references.count <= 1 else {
            throw ConformanceFailure.failed(
                "it was called " + references.sorted().joined(separator: ", "))
        }
        for document in [order, change] {
            let after = try ask("status", document)
            guard after.word == "accepted" else {
                throw ConformanceFailure.failed(
                    "afterwards document \(document.revision) is said to be \(after.text)")
            }
        }
        return references.first.map { "called \($0)" } ?? ""
    }
}
