internal import Glibc
public import Procurement
internal import WireFormats

/// Turns an adapter into a program that speaks `supplier-adapter/1` over its standard streams, so
/// that the broker's `external-process` adapter can start it.
///
/// ```swift
/// exit(AdapterProgram<AcmeOffers>(version: "1.2").run(now: clock, environment: environment))
/// ```
///
/// The program answers `spec`, `check`, `discover`, `read`, `ack` and `shutdown`; files that
/// the adapter takes are settled when the host acknowledges them, or when the next reading names
/// their checkpoint.
public struct AdapterProgram<Source: OfferSource> {
    private let version: String

    /// A program that calls itself by the adapter's name and this version.
    public init(version: String) { self.version = version }

    /// Serves until the host shuts it down or closes the input; gives the exit status.
    ///
    /// `now` tells the time, `environment` is what the adapter gets from the house.
    public func run(
        now: @Sendable () -> Timestamp, environment: AdapterEnvironment
    ) -> Int32 {
        ProgramIO.write([
            ("type", .string("hello")), ("protocol", .string("supplier-adapter/1")),
            ("adapter", .string(Source.description.name)), ("version", .string(version)),
            (
                "capabilities",
                .array(["catalog", "prices", "availability"].map { JSONValue(.string($0)) })
            ),
        ])
        var source: Source?
        var sent: [FeedFile] = []
        while let line = ProgramIO.readLine() {
            let request: JSONValue
            do throws(WireError) {
                request = try JSONText.parse(line)
            } catch {
                ProgramIO.log("the host sent a line that is no message: \(error.message)")
                return 65
            }
            guard case .string(let operation)? = request["op"]?.content else { continue }
            if operation == "shutdown" { return 0 }
            do {
                try answer(
                    operation, request, &source, &sent, now: now(), environment: environment)
            } catch let error as AdapterError {
                ProgramIO.write(error, id: request["id"])
            } catch {
                ProgramIO.write(
                    AdapterError(code: "", reaction: .fixSettings, message: "\(error)"),
                    id: request["id"])
            }
        }
        return 0
    }

    private func answer(
        _ operation: String, _ request: JSONValue, _ source: inout Source?,
        _ sent: inout [FeedFile], now: Timestamp, environment: AdapterEnvironment
    ) throws {
        if operation == "welcome" {
            source = try make(from: request, environment)
            return
        }
        guard let source else {
            throw AdapterError(
                code: "", reaction: .giveUp, message: "an operation came before welcome")
        }
        switch operation {
        case "spec":
            ProgramIO.done(request, [("keys", Self.keys)])
        case "check":
            for finding in source.check() { ProgramIO.write(finding) }
            ProgramIO.done(request)
        case "discover":
            let stream = JSONValue(
                .object([JSONMember("name", JSONValue(.string(Source.description.kind)))]))
            ProgramIO.done(request, [("streams", .array([stream]))])
        case "read":
            try read(source, request, &sent, now)
        case "ack":
            for file in sent { try source.settle(file, as: .accepted) }
            sent = []
            ProgramIO.done(request)
        default:
            throw AdapterError(
                code: "", reaction: .giveUp, message: "the operation \(operation) is not known")
        }
    }

    private func make(
        from welcome: JSONValue, _ environment: AdapterEnvironment
    ) throws -> Source {
        var feed = "feed"
        if case .string(let name)? = welcome["feed"]?.content { feed = name }
        let settings = SettingValue(json: welcome["settings"] ?? JSONValue(.object([])))
        guard case .table(let table) = settings.content else {
            throw AdapterError(
                code: "", reaction: .fixSettings, message: "settings must be an object")
        }
        return try Source(
            name: try FeedName(feed),
            settings: AdapterSettings(file: "feeds/\(feed).toml", table: table),
            environment: environment)
    }

    /// Sends every complete file as a list of its own, oldest first; files that an earlier reading
    /// sent and the host stored are settled first.
    private func read(
        _ source: Source, _ request: JSONValue, _ sent: inout [FeedFile], _ now: Timestamp
    ) throws {
        var stored = ""
        if case .string(let token)? = request["checkpoint"]?.content { stored = token }
        try source.refresh(at: now)
        for file in try source.inbox(at: now).ready {
            guard let taken = try source.take(file) else { continue }
            if file.isTaken, file.keptName == stored {
                try source.settle(taken.file, as: .accepted)
                continue
            }
            send(try source.readOffers(taken))
            ProgramIO.write([
                ("type", .string("checkpoint")), ("token", .string(taken.file.keptName)),
            ])
            sent.append(taken.file)
        }
        ProgramIO.done(request, [("status", .string("complete"))])
    }

    private func send(_ delivery: OfferDelivery) {
        let isWhole = delivery.scope == .whole
        if isWhole { ProgramIO.write([("type", .string("snapshot_begin"))]) }
        var writer = OfferRecordWriter(stream: "offers")
        var count = 0
        func flush(atLeast records: Int) {
            guard writer.recordCount >= records, let message = writer.takeMessage() else { return }
            ProgramIO.write(line: message)
        }
        for part in delivery.suppliers {
            for offer in part.offers {
                writer.add(offer)
                count += 1
                flush(atLeast: 256)
            }
            for shelf in part.availabilities {
                writer.add(shelf)
                count += 1
                flush(atLeast: 256)
            }
            for removed in part.removedParts {
                writer.remove(removed, of: part.supplier)
                count += 1
                flush(atLeast: 256)
            }
            for substitute in part.substitutes {
                writer.add(substitute, of: part.supplier)
                count += 1
                flush(atLeast: 256)
            }
        }
        flush(atLeast: 1)
        for row in delivery.unassigned + delivery.suppliers.flatMap(\.quarantined) {
            ProgramIO.write(
                AdapterFinding(
                    severity: .warning, code: row.code, message: "\(row.place): \(row.message)",
                    help: row.help))
        }
        guard isWhole else { return }
        ProgramIO.write([
            ("type", .string("snapshot_end")), ("complete", .boolean(true)),
            ("count", .number(String(count))),
        ])
    }

    private static var keys: JSONValue.Content {
        .array(
            Source.description.keys.map { key in
                JSONValue(
                    .object([
                        JSONMember("name", JSONValue(.string(key.name))),
                        JSONMember("values", JSONValue(.string(key.values))),
                        JSONMember("meaning", JSONValue(.string(key.meaning))),
                    ]))
            })
    }
}
