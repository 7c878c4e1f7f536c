import BrokerService
import OrderDesk
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Sixty days of a small house whose suppliers short, slip, answer late, twice or never, and forty
/// in which they do as they say: nothing is lost, and nothing is promised that is not confirmed.
@Suite struct DeskSimulationTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func noLineIsLostAndNoPromiseExceedsConfirmedSupply(seed: UInt64) throws {
        try withTemporaryFolder { folder throws in
            var simulation = try DeskSimulation(in: folder, seed: seed)
            for _ in 0..<60 { try simulation.day() }
            simulation.isOrderly = true
            for _ in 0..<40 { try simulation.day() }
            #expect(simulation.open.isEmpty, "seed \(seed): \(simulation.open)")
            #expect(simulation.demanded == simulation.shipped, "seed \(seed)")
            #expect(simulation.demanded > 300)
            #expect(simulation.promisesMade >= 15)
            // What was first promised is kept or, where a supplier broke its word, was withdrawn.
            #expect(simulation.promisesKept * 2 > simulation.promisesMade)
        }
    }
}

/// A house, its customers and its suppliers, day by day.
private struct DeskSimulation {
    private var house: TestHouse
    private var random: SimulationRandom
    private var today: CalendarDate
    private var dayCount = 0
    private var stock: Int64 = 0
    private var mail: [(day: CalendarDate, message: DeliveredMessage)] = []
    private var handled: Set<PurchaseOrderNumber> = []
    private var documents = 0
    private(set) var open: [Int: (units: Int64, needBy: CalendarDate)] = [:]
    private(set) var demanded: Int64 = 0
    private(set) var shipped: Int64 = 0
    private(set) var promisesMade = 0
    private(set) var promisesKept = 0
    private var firstPromise: [Int: CalendarDate] = [:]
    /// Suppliers do as they say, and customers order no more.
    var isOrderly = false

    private static let suppliers = ["S1", "S2", "S3", "S4"]

    init(in folder: String, seed: UInt64) throws {
        house = try TestHouse(in: folder)
        random = SimulationRandom(seed: seed)
        today = house.broker.today
        house.policy.approval = ApprovalPolicy(
            automaticRoundTotal: try FixedPoint(parsing: "100000"))
        house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 10))
        _ = try house.broker.takeInMaster(master)
    }

    private var master: [MasterFile: IntakeSource] {
        let suppliers = Self.suppliers.map { "\($0),Supplier \($0),5\n" }.joined()
        let references = Self.suppliers.map { "\($0),a,A,1\n" }.joined()
        return house.master(
            suppliers: "supplier,name,order_cost\n" + suppliers,
            references: "supplier,supplier_part,item,base_units\n" + references)
    }

    mutating func day() throws {
        house.now = Timestamp(
            millisecondsSince1970: Int64(today.dayNumber) * 86_400_000 + 28_800_000)
        dayCount += 1
        if !isOrderly { order() }
        try takeInMail()
        try ship()
        try takeInDemand()
        try chase()
        // Prices move, so that every file is a new one.
        let cents = (dayCount % 90) + 10
        try house.takeInFeed(
            "list-\(dayCount).csv", "S1,a,2.\(cents),1,1,1,,3,", "S2,a,2.\(cents),1,1,1,,4,",
            "S3,a,3.\(cents),1,1,1,,2,", "S4,a,3.\(cents),1,1,1,,1,")
        let run = try house.run(master: master)
        #expect(run.failed.isEmpty)
        try answerNewOrders()
        try checkPromises()
        for line in try house.orders().flatMap(\.lines) {
            let progress = line.progress
            #expect(
                progress.ordered == progress.accepted + progress.rejected + progress.pending)
        }
        today = today.adding(days: 1)
    }

    // MARK: - Customers

    private mutating func order() {
        guard random.chance(50) else { return }
        let units = Int64(1 + random.pick(30))
        open[dayCount] = (units, today.adding(days: 5 + random.pick(20)))
        demanded += units
    }

    private func takeInDemand() throws {
        let rows = open.sorted { $0.key < $1.key }.map {
            "O\($0.key),1,C1,A,\($0.value.units),\($0.value.needBy),urgent,any,no\n"
        }
        _ = try house.broker.takeInBackOrders(
            house.source("back-orders.csv", TestHouse.backOrderHeader + rows.joined()),
            mode: .snapshot, acceptsDrop: true)
        try house.takeInStock("A,x,\(stock)")
    }

    /// What lies in stock goes out, the customer who needs it first served first.
    private mutating func ship() throws {
        for (id, line) in open.sorted(by: { ($0.value.needBy, $0.key) < ($1.value.needBy, $1.key) })
        where stock > 0 {
            let units = min(stock, line.units)
            stock -= units
            shipped += units
            if units == line.units {
                open[id] = nil
                if let promised = firstPromise[id], promised >= today { promisesKept += 1 }
            } else {
                open[id] = (line.units - units, line.needBy)
            }
        }
    }

    // MARK: - Suppliers

    private mutating func takeInMail() throws {
        var due = mail.filter { $0.day <= today }.map(\.message)
        mail.removeAll { $0.day <= today }
        due += due.filter { _ in random.chance(20) }
        due.shuffle(using: &random)
        let before = try received()
        let report = try house.broker.take(due)
        #expect(report.refusals.map(\.error.code) == [])
        stock += try received() - before
    }

    private func received() throws -> Int64 {
        try house.orders().flatMap(\.lines).reduce(0) { $0 + $1.progress.received }
    }

    private mutating func answerNewOrders() throws {
        for order in try house.orders() where !handled.contains(order.number) {
            handled.insert(order.number)
            for line in order.lines { try answer(order, line) }
        }
    }

    private mutating func answer(_ order: PurchaseOrder, _ line: PurchaseOrderLine) throws {
        let wanted = line.schedule.map(\.requestedDate).max() ?? today
        if !isOrderly, random.chance(10) { return }
        let answered = today.adding(days: isOrderly ? 0 : random.pick(4))
        let units = line.progress.ordered
        let accepted = isOrderly || random.chance(70) ? units : Int64(random.pick(Int(units) + 1))
        let date = max(wanted, answered).adding(days: isOrderly ? 0 : random.pick(5))
        try post(
            order, .acknowledgment, on: answered,
            .answer(
                LineAnswer(
                    line: line.number, outcome: .accepted, quantity: .stated(Self.number(accepted)),
                    arrivalDate: .stated(date))))
        guard accepted > 0 else { return }
        if !isOrderly, random.chance(8) { return }
        let slip = isOrderly ? 0 : random.chance(80) ? 0 : 1 + random.pick(6)
        let first =
            isOrderly || random.chance(80) ? accepted : 1 + Int64(random.pick(Int(accepted)))
        for (part, late) in [(first, slip), (accepted - first, slip + 3)] where part > 0 {
            let day = date.adding(days: late)
            try post(
                order, .receipt, on: day,
                .received(
                    ReceivedPart(
                        line: line.number, quantity: Self.number(part), receivedOn: day)))
        }
    }

    private mutating func post(
        _ order: PurchaseOrder, _ kind: SupplierMessage.Kind, on day: CalendarDate,
        _ statement: SupplierMessage.Statement
    ) throws {
        documents += 1
        let message = try SupplierMessage(
            kind: kind, document: SupplierDocumentID("D-\(documents)"), order: order.number,
            writtenAt: house.now, statements: [statement])
        mail.append(
            (
                day,
                DeliveredMessage(
                    message: message, supplier: order.supplier, place: FilePlace(file: "mail"))
            ))
    }

    /// Lines that suppliers are silent about are given up when the desk proposes it.
    private mutating func chase() throws {
        for step in try house.broker.claimDueFollowUps() where step.action == .proposeResourcing {
            _ = try house.broker.release(
                .close, line: step.line, of: step.order, reason: step.reason.rawValue)
        }
    }

    // MARK: - Promises

    /// By every day, what is promised is at most what lies here or is confirmed for it.
    private mutating func checkPromises() throws {
        let board = try house.broker.promiseBoard()
        for line in board.plan.lines {
            guard let date = line.outlook?.promised,
                let id = Int(line.line.order.rawValue.dropFirst()), firstPromise[id] == nil
            else { continue }
            firstPromise[id] = date
            promisesMade += 1
        }
        var confirmed: [(CalendarDate, Int64)] = [(today, stock)]
        for order in board.orders {
            for account in try house.broker.accounts(of: order) {
                let left = account.progress.accepted - account.progress.received
                confirmed.append((account.parts.compactMap(\.confirmedDate).min() ?? .latest, left))
            }
        }
        for offset in 0..<30 {
            let day = today.adding(days: offset)
            let promised = board.plan.lines.filter {
                $0.outlook.map { $0.promised <= day } ?? false
            }.flatMap(\.parts).reduce(Int64(0)) { $0 + $1.units }
            let supply = confirmed.filter { $0.0 <= day }.reduce(Int64(0)) { $0 + $1.1 }
            #expect(promised <= supply, "day \(dayCount), by \(day)")
        }
    }

    private static func number(_ units: Int64) -> FixedPoint {
        FixedPoint(micros: units * FixedPoint.scale)
    }
}

struct SimulationRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    /// True in so many of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { pick(100) < percent }
}
