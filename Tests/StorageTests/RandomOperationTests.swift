import Procurement
import Storage
import StorageSQLite
import TestSupport
import Testing

/// Both implementations under the same changes at random: the same answers, the same refusals,
/// the same content.
@Suite struct RandomOperationTests {
    @Test(arguments: UInt64(1)...12)
    func bothImplementationsAnswerAlike(_ seed: UInt64) throws {
        try withTemporaryFolder { folder throws in
            let memory = InMemoryStorage()
            let database = try SQLiteStorage(path: "\(folder)/a.sqlite")
            var generator = SeededGenerator(seed: seed)
            for step in 1...25 {
                let changes = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                    RandomChange(using: &generator)
                }
                let givesUp = Int.random(in: 0..<8, using: &generator) == 0
                let answers = [
                    answer(of: memory, to: changes, givesUp: givesUp),
                    answer(of: database, to: changes, givesUp: givesUp),
                ]
                try #require(
                    answers[0] == answers[1], "seed \(seed), step \(step), \(changes)")
            }
            let content = try (
                memory.read { try $0.everything() }, database.read { try $0.everything() }
            )
            #expect(content.0 == content.1, "seed \(seed)")
        }
    }

    /// What the storage said to changes in one transaction.
    private func answer(
        of storage: any BrokerStorage, to changes: [RandomChange], givesUp: Bool
    ) -> [String] {
        var answers: [String] = []
        do {
            try storage.write { state in
                for change in changes { answers.append(try change.make(in: state)) }
                if givesUp { throw Stop() }
            }
            answers.append("committed")
        } catch let error as StorageError {
            answers.append(error.code.rawValue)
        } catch {
            answers.append("\(error)")
        }
        return answers
    }
}

/// A change with few different keys, so that changes meet each other.
struct RandomChange: CustomStringConvertible {
    enum Kind: CaseIterable {
        case number, round, roundState, order, orderState, message, messageState, run, runEnd
        case snapshot, delivery, shipments, lines, stock, inbound, intake, master
    }
    let kind: Kind
    let key: Int
    let other: Int

    init(using generator: inout SeededGenerator) {
        kind = Kind.allCases.randomElement(using: &generator) ?? .number
        key = Int.random(in: 1...3, using: &generator)
        other = Int.random(in: 0...3, using: &generator)
    }

    var description: String { "\(kind) \(key) \(other)" }

    func make(in storage: any StorageWriting) throws -> String {
        switch kind {
        case .number: return "\(try storage.nextNumber(of: NumberSequence.allCases[key - 1]))"
        case .round: try storage.insertRound(Sample.round(key))
        case .roundState:
            return "\(try roundChanges(in: storage))"
        case .order: try storage.insertPurchaseOrder(Sample.order("PO-\(key)", round: other + 1))
        case .orderState:
            let next = try storage.purchaseOrderEvents(orderNumber).count + (other == 0 ? 2 : 1)
            try storage.updatePurchaseOrder(
                Sample.fullOrder("PO-\(key)"), event: Sample.event(next, of: "PO-\(key)"))
        case .message:
            try storage.insertOutboxMessage(
                Sample.message("m-\(key)", order: "PO-\(key)", revision: other))
        case .messageState:
            let states = OutboxState.allCases
            try storage.updateOutboxMessage(
                "m-\(key)", to: states[other % states.count], at: Sample.moment(Int64(other)))
        case .run:
            let slot = other == 0 ? nil : "slot \(other)"
            return "\(try storage.insertRun(Sample.run("r-\(key)", slot: slot)))"
        case .runEnd:
            var run = Sample.run("r-\(key)", slot: other == 0 ? nil : "slot \(other)")
            run.exitCode = other
            run.round = RoundNumber(value: key)
            try storage.updateRun(run)
        case .snapshot, .delivery, .shipments: try makeOfFeed(in: storage)
        case .lines, .stock, .inbound, .intake, .master: try makeOfIntake(in: storage)
        }
        return "done"
    }

    private var orderNumber: PurchaseOrderNumber {
        get throws { try PurchaseOrderNumber("PO-\(key)") }
    }

    private func roundChanges(in storage: any StorageWriting) throws -> Bool {
        let states = RoundState.allCases
        return try storage.updateRound(
            RoundNumber(value: key), from: states[other % states.count],
            to: states[(other + key) % states.count], at: Sample.moment(Int64(key)), by: "ann")
    }

    private func makeOfFeed(in storage: any StorageWriting) throws {
        let feed = "f-\(key)"
        switch kind {
        case .snapshot:
            // Two feeds share an offer's identifier now and then.
            let offers = try (0..<other).map {
                try Sample.offer("\($0 == 2 ? "shared" : feed) \($0)", feed: feed)
            }
            try storage.replaceSnapshot(
                Sample.snapshot(feed: feed, version: key, delivery: "d-\(other)"),
                offers: offers,
                availabilities: [Sample.availability("P-\(other)", feed: feed)])
        case .delivery:
            let problems = (0..<other).map { Sample.problem(of: "d-\(key)", line: $0) }
            try storage.recordDelivery(
                Sample.delivery("d-\(key)", feed: feed, takenAt: Int64(other)),
                problems: problems)
        default:
            try storage.replaceShipments(
                of: FeedName(feed),
                (0..<other).map { try Sample.shipment("\($0)", feed: "f-\(max(1, key - $0))") })
        }
    }

    private func makeOfIntake(in storage: any StorageWriting) throws {
        switch kind {
        case .lines:
            try storage.saveBackOrderLines([Sample.line("A/\(key)", open: "\(other)")])
        case .stock:
            try storage.replaceStock(
                (0..<other).map { try Sample.stock("I-\($0 % key)", "", "\($0)") })
        case .inbound:
            try storage.replaceInbound((0..<other).map { try Sample.inbound("\(key)", "\($0)") })
        case .intake:
            try storage.recordIntake(
                Sample.document(IntakeKind.allCases[other], rows: key == 1 ? -1 : key))
        default:
            var master = try Sample.master()
            if other == 0 { master.items.removeLast() }
            if other == 1 { master.references.removeAll() }
            try storage.replaceMasterSnapshot(master)
        }
    }
}

/// Numbers that a seed decides (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
