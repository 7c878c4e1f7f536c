public import ChildProcesses
internal import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// Runs the points of the conformance list that hold for every program that speaks
/// `supplier-adapter/1`: greeting, readings, checkpoints, kills, wrong tokens, end.
public struct ProgramConformance {
    private let start: () throws -> ChildProgram
    private let welcome: [UInt8]
    private let defaults: OfferRecordDefaults
    private let secrets: [String]
    private let memoryBytes: Int
    private let answerMilliseconds: Int

    /// Prepares the run.
    ///
    /// - Parameters:
    ///   - start: starts the program anew.
    ///   - welcome: the line that answers its hello.
    ///   - defaults: what holds where records say nothing.
    ///   - secrets: values that must not show in anything that the program writes.
    ///   - memoryBytes: how much memory it may have in use; 0 is no limit.
    ///   - answerMilliseconds: how long the program may say nothing.
    public init(
        start: @escaping () throws -> ChildProgram, welcome: [UInt8],
        defaults: OfferRecordDefaults, secrets: [String] = [], memoryBytes: Int = 0,
        answerMilliseconds: Int = 60_000
    ) {
        self.memoryBytes = memoryBytes
        self.start = start
        self.welcome = welcome
        self.defaults = defaults
        self.secrets = secrets
        self.answerMilliseconds = answerMilliseconds
    }

    /// One reading: the lines of records, the checkpoints with how many lines stood before each.
    private struct Reading {
        var lines: [[UInt8]] = []
        var marks: [(token: String, lineCount: Int)] = []
        var isWhole = false
        var statedCount: Int?
        var error: JSONValue?
        var log = ""
        /// In bytes, at its end; `nil` where the system does not tell.
        var peakMemory: Int?
    }

    /// The results, in the order of the list.
    public func run() -> [ConformanceResult] {
        let whole = Result { try read() }
        return [
            .of("hello", "The program greets and names the protocol") { try greets() },
            .of("unknown", "An operation that it does not know is answered, and it lives on") {
                try answersUnknown()
            },
            .of("read.records", "Every record fits the schema, and the count is right") {
                try fits(try whole.get())
            },
            .of("read.twice", "Two readings from scratch give the same records") {
                guard try whole.get().lines == read().lines else {
                    throw ConformanceFailure.failed("the second reading differs")
                }
                return "\(try whole.get().lines.count) messages"
            },
            .of("resume.newest", "Its newest checkpoint is accepted") {
                try resumes(from: try whole.get().marks.last?.token)
            },
            .of("resume.oldest", "Its oldest checkpoint is accepted") {
                try resumes(from: try whole.get().marks.first?.token)
            },
            .of("resume.foreign", "A checkpoint that is not its own is refused or begins anew") {
                try survives(token: "\u{1}no token of yours \u{10FFFF}")
            },
            .of("kill", "Killed behind each checkpoint and started again, no record is lost") {
                try survivesKills(try whole.get())
            },
            .of("end", "It ends by itself when it is told to, and when its input closes") {
                try ends()
            },
            .of("memory", "A whole reading fits into the memory that the settings allow") {
                try fitsMemory(try whole.get())
            },
            .of("secrets", "No secret shows in what it writes") {
                try hidesSecrets(try whole.get())
            },
        ]
    }

    // MARK: - Talking

    private func message(_ program: ChildProgram) throws -> JSONValue {
        guard let line = try program.nextLine(withinMilliseconds: answerMilliseconds) else {
            throw ConformanceFailure.failed("it closed its output")
        }
        return try JSONText.parse(line)
    }

    private func greeted() throws -> ChildProgram {
        let program = try start()
        let hello = try message(program)
        guard try hello["type"]?.string() == "hello",
            try hello["protocol"]?.string() == "supplier-adapter/1"
        else { throw ConformanceFailure.failed("its first message is no hello") }
        program.send(welcome)
        return program
    }

    private func ask(_ program: ChildProgram, _ operation: String, checkpoint: String? = nil) {
        var members = [
            JSONMember("id", JSONValue(.number("1"))),
            JSONMember("op", JSONValue(.string(operation))),
            JSONMember("stream", JSONValue(.string("offers"))),
        ]
        if let checkpoint {
            members.append(JSONMember("checkpoint", JSONValue(.string(checkpoint))))
        }
        let line = JSONText.write(JSONValue(.object(members)), sortsKeys: false, indents: false)
        program.send(Array(line.dropLast()))
    }

    /// Reads a stream; ends the program when so many checkpoints have come.
    private func read(
        from checkpoint: String? = nil, killBehind marks: Int = .max
    ) throws -> Reading {
        let program = try greeted()
        ask(program, "read", checkpoint: checkpoint)
        var reading = Reading()
        defer { program.end(withinMilliseconds: 0) }
        while true {
            guard let line = try program.nextLine(withinMilliseconds: answerMilliseconds) else {
                throw ConformanceFailure.failed("it ended in the middle of a reading")
            }
            let message = try JSONText.parse(line)
            switch try message["type"]?.string() {
            case "record", "records": reading.lines.append(line)
            case "snapshot_begin": reading.lines = []
            case "snapshot_end":
                reading.isWhole = true
                reading.statedCount = try message["count"].map { Int(try $0.integer()) }
            case "checkpoint":
                reading.marks.append(
                    (try message["token"]?.string() ?? "", reading.lines.count))
                if reading.marks.count == marks { return reading }
            case "error":
                reading.error = message
                return reading
            case "done":
                reading.peakMemory = program.peakMemoryBytes
                reading.log = String(decoding: program.logBytes, as: UTF8.self)
                return reading
            default: break
            }
        }
    }

    private func delivery(_ lines: [[UInt8]], isWhole: Bool) throws -> OfferDelivery {
        var reader = OfferRecordReader(
            defaults: defaults, file: "offers", isChanges: !isWhole)
        for (index, line) in lines.enumerated() {
            try line.withUnsafeBufferPointer { line throws(AdapterError) in
                try reader.read(line: line, lineNumber: index + 1)
            }
        }
        return reader.delivery()
    }

    // MARK: - Points

    private func greets() throws -> String {
        let program = try start()
        let hello = try message(program)
        defer { program.end(withinMilliseconds: 0) }
        guard try hello["protocol"]?.string() == "supplier-adapter/1" else {
            throw ConformanceFailure.failed("it does not name supplier-adapter/1")
        }
        return "\(try hello["adapter"]?.string() ?? "") \(try hello["version"]?.string() ?? "")"
    }

    private func answersUnknown() throws -> String {
        let program = try greeted()
        defer { program.end(withinMilliseconds: 0) }
        ask(program, "no-such-operation")
        _ = try message(program)
        ask(program, "check")
        while true {
            switch try message(program)["type"]?.string() {
            case "done", "error": return ""
            default: continue
            }
        }
    }

    private func fits(_ reading: Reading) throws -> String {
        if let error = reading.error { throw ConformanceFailure.failed(Self.text(error)) }
        let delivery = try delivery(reading.lines, isWhole: reading.isWhole)
        let rows = delivery.unassigned + delivery.suppliers.flatMap(\.quarantined)
        let records = delivery.suppliers.reduce(delivery.unassigned.count) { $0 + $1.totalRows }
        if let count = reading.statedCount, count != records {
            throw ConformanceFailure.failed("count says \(count), and \(records) came")
        }
        if let row = rows.first {
            throw ConformanceFailure.failed("\(rows.count) of \(records) set aside: \(row)")
        }
        return "\(records) records"
    }

    private func resumes(from token: String?) throws -> String {
        guard let token else { throw ConformanceFailure.skipped("it gives no checkpoints") }
        let reading = try read(from: token)
        if let error = reading.error { throw ConformanceFailure.failed(Self.text(error)) }
        return reading.lines.isEmpty ? "nothing new" : "\(reading.lines.count) messages"
    }

    private func survives(token: String) throws -> String {
        let reading = try read(from: token)
        return reading.error.map { "refused: \(Self.text($0))" } ?? "begins anew"
    }

    private func survivesKills(_ whole: Reading) throws -> String {
        guard !whole.marks.isEmpty else {
            throw ConformanceFailure.skipped("it gives no checkpoints")
        }
        let wanted = try delivery(whole.lines, isWhole: whole.isWhole)
        for number in 1...min(whole.marks.count, 20) {
            let first = try read(killBehind: number)
            guard let mark = first.marks.last else { continue }
            let rest = try read(from: mark.token)
            let lines =
                rest.isWhole && !rest.lines.isEmpty && mark.lineCount == 0
                ? rest.lines : Array(first.lines.prefix(mark.lineCount)) + rest.lines
            let found = try delivery(lines, isWhole: whole.isWhole)
            guard Self.parts(found) == Self.parts(wanted) else {
                throw ConformanceFailure.failed(
                    "behind checkpoint \(number) another list came together")
            }
        }
        return "\(min(whole.marks.count, 20)) kills"
    }

    private static func parts(_ delivery: OfferDelivery) -> [String] {
        delivery.suppliers.flatMap { supplier in
            supplier.offers.map { "\($0.supplier)/\($0.supplierPart) \($0.priceBreaks)" }
                + supplier.availabilities.map { "\($0.supplier)/\($0.supplierPart)" }
        }
    }

    private func ends() throws -> String {
        let told = try greeted()
        ask(told, "shutdown")
        _ = try told.nextLine(withinMilliseconds: answerMilliseconds)
        let first = told.end(withinMilliseconds: 5_000)
        guard first == .exited(0) else { throw ConformanceFailure.failed("told to: \(first)") }
        let closed = try greeted()
        ask(closed, "check")
        _ = try message(closed)
        let second = closed.end(withinMilliseconds: 5_000)
        guard case .exited = second else {
            throw ConformanceFailure.failed("its input closed: \(second)")
        }
        return ""
    }

    private func fitsMemory(_ reading: Reading) throws -> String {
        guard let peak = reading.peakMemory else {
            throw ConformanceFailure.skipped("the system does not tell how much it used")
        }
        let text = "\(peak >> 20) MB at most"
        guard memoryBytes == 0 || peak <= memoryBytes else {
            throw ConformanceFailure.failed("\(text), more than \(memoryBytes >> 20) MB")
        }
        return text
    }

    private func hidesSecrets(_ reading: Reading) throws -> String {
        guard !secrets.isEmpty else { throw ConformanceFailure.skipped("it has no secrets") }
        let all = reading.lines.map { String(decoding: $0, as: UTF8.self) } + [reading.log]
        for secret in secrets where all.contains(where: { $0.contains(secret) }) {
            throw ConformanceFailure.failed("a secret shows in its output or log")
        }
        return "\(secrets.count) looked for"
    }

    private static func text(_ error: JSONValue) -> String {
        guard case .string(let message)? = error["message"]?.content else { return "no message" }
        return message
    }
}
