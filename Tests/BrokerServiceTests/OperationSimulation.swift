import BrokerService
import Foundation
import OrderDesk
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// The quickstart's items, part numbers and thirty of its suppliers, operated day by day.
///
/// Prices, lead times, orders and what suppliers and customers do are made up from a seed: the
/// suppliers short, slip, answer late, twice or never, deliver in parts, and forget. A third of
/// the customers have the statutory profile; of those who are asked some agree, some cancel, and
/// most say nothing.
struct OperationSimulation {
    /// How one supplier is.
    struct Habits {
        /// Days from order to the date that it confirms.
        let leadDays: Int
        /// Of a hundred lines: never answered, confirmed in part, moved once, delivered in two
        /// parts, late, forgotten.
        let silent: Int
        let short: Int
        let moves: Int
        let parts: Int
        let late: Int
        let forgets: Int
        /// Days late at most.
        let slip: Int
    }

    struct Line {
        let customer: String
        let item: String
        let units: Int64
        let needBy: CalendarDate
        let priority: String
    }

    private(set) var house: TestHouse
    var random: SimulationRandom
    private(set) var today: CalendarDate
    private(set) var dayCount = 0
    let world: QuickstartWorld
    let habits: [String: Habits]
    var stock: [String: Int64] = [:]
    var mail: [(day: CalendarDate, message: DeliveredMessage)] = []
    var handled: Set<PurchaseOrderNumber> = []
    var documents = 0
    var answeredLetters = 0
    private(set) var open: [Int: Line] = [:]
    private(set) var shipped: [Int: CalendarDate] = [:]
    private(set) var cancelled: [Int: CalendarDate] = [:]
    private var lineCount = 0
    /// Customers order no more.
    var isClosing = false

    init(in folder: String, seed: UInt64, pastDeliveries: Int) throws {
        house = try TestHouse(in: folder)
        random = SimulationRandom(seed: seed)
        world = try QuickstartWorld()
        var habits: [String: Habits] = [:]
        for supplier in world.suppliers {
            habits[supplier] = Habits(
                leadDays: 4 + random.pick(22), silent: 2 + random.pick(6),
                short: 5 + random.pick(20), moves: 5 + random.pick(15), parts: random.pick(20),
                late: 15 + random.pick(40), forgets: random.pick(3), slip: 3 + random.pick(12))
        }
        self.habits = habits
        today = house.broker.today
        house.policy.approval = ApprovalPolicy(
            automaticRoundTotal: try FixedPoint(parsing: "10000000"))
        house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 30))
        house.policy.notices.channel = .json
        for number in 0..<10 {
            house.policy.notices.customers[try CustomerID("C\(number * 3)")] = CustomerContact(
                profile: .statutory)
        }
        _ = try house.broker.takeInMaster(master)
        try learnFromThePast(pastDeliveries)
    }

    private var master: [MasterFile: IntakeSource] {
        house.master(
            items: world.itemsFile,
            suppliers: "supplier,name,order_cost\n"
                + world.suppliers.map { "\($0),\($0),5\n" }.joined(),
            references: world.referencesFile)
    }

    /// Months of deliveries by the same suppliers, as the feed of past shipments brings it.
    private mutating func learnFromThePast(_ count: Int) throws {
        let feed = try FeedName("history")
        var records: [ShipmentRecord] = []
        for offset in 0..<count {
            let part = world.parts[random.pick(world.parts.count)]
            guard let own = habits[part.supplier] else { continue }
            let ordered = today.adding(days: offset - count - 40)
            let scheduled = ordered.adding(days: own.leadDays + random.pick(5))
            let moved = random.chance(own.moves) ? 1 + random.pick(6) : 0
            let received = scheduled.adding(days: moved + slip(own) + rest(own))
            guard received < today else { continue }
            records.append(
                ShipmentRecord(
                    feed: feed, supplier: try SupplierID(part.supplier), item: part.item,
                    orderedOn: ordered, scheduledOn: scheduled, receivedOn: received,
                    quantity: 1))
        }
        try house.storage.write { try $0.replaceShipments(of: feed, records) }
    }

    // MARK: - A day

    mutating func day() throws {
        house.now = Timestamp(
            millisecondsSince1970: Int64(today.dayNumber) * 86_400_000 + 28_800_000)
        if !isClosing { order() }
        try takeInMail()
        try takeInDemand()
        try ship()
        try chase()
        if dayCount % 7 == 0 { try house.takeInPrices(world.prices(week: dayCount / 7)) }
        let run = try house.run(master: master)
        #expect(run.failed.isEmpty && run.letters.failed.isEmpty)
        for consent in run.silences where consent.answer == .cancel { try cancel(consent.line) }
        try answerNewOrders()
        try answerLetters()
        try checkDay()
        today = today.adding(days: 1)
        dayCount += 1
    }

    private mutating func order() {
        for _ in 0..<(1 + random.pick(4)) {
            lineCount += 1
            let priority = random.pick(10)
            open[lineCount] = Line(
                customer: "C\(random.pick(30))",
                item: world.parts[random.pick(world.parts.count)].item,
                units: Int64(1 + random.pick(60)), needBy: today.adding(days: 8 + random.pick(35)),
                priority: priority < 2 ? "urgent" : "standard")
        }
    }

    private func takeInDemand() throws {
        let rows = open.sorted { $0.key < $1.key }.map { id, line in
            "O\(id),1,\(line.customer),\(line.item),\(line.units),\(line.needBy),"
                + "\(line.priority),any,no\n"
        }
        _ = try house.broker.takeInBackOrders(
            house.source("back-orders.csv", TestHouse.backOrderHeader + rows.joined()),
            mode: .snapshot, acceptsDrop: true)
        let stocked = stock.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        _ = try house.broker.takeInStock(
            house.source(
                "stock.csv",
                "item,location,free\n" + stocked.map { "\($0.key),x,\($0.value)\n" }.joined()),
            mode: .snapshot)
    }

    /// A line leaves for its customer when the plan gives it all its units from stock.
    private mutating func ship() throws {
        guard stock.values.contains(where: { $0 > 0 }) else { return }
        var left = false
        for line in try house.broker.promiseBoard().plan.lines
        where line.parts.allSatisfy({ $0.standing == .inStock }) {
            guard let id = Self.number(of: line.line), let own = open[id] else { continue }
            stock[own.item, default: 0] -= own.units
            open[id] = nil
            shipped[id] = today
            left = true
        }
        #expect(stock.values.allSatisfy { $0 >= 0 })
        if left { try takeInDemand() }
    }

    /// Lines that suppliers are silent about are given up when the desk proposes it.
    private mutating func chase() throws {
        for step in try house.broker.claimDueFollowUps() where step.action == .proposeResourcing {
            do {
                _ = try house.broker.release(
                    .close, line: step.line, of: step.order, reason: step.reason.rawValue)
            } catch let error as ServiceError where error.kind == .notAllowed {
                continue
            }
        }
    }

    // MARK: - Customers

    /// Of the customers who are asked, some agree, some cancel, and most say nothing.
    private mutating func answerLetters() throws {
        let letters = try house.storage.read { try $0.letters() }
        for letter in letters.dropFirst(answeredLetters) where letter.option != nil {
            let dice = random.pick(100)
            guard dice < 25, let id = Self.number(of: letter.line), open[id] != nil else {
                continue
            }
            _ = try house.broker.recordConsent(
                dice < 5 ? .cancel : .wait, about: letter.line, by: "\(letter.customer)",
                channel: "phone", evidence: "call about \(letter.fileName)")
            if dice < 5 { try cancel(letter.line) }
        }
        answeredLetters = letters.count
    }

    private mutating func cancel(_ line: BackOrderLineID) throws {
        let id = try #require(Self.number(of: line))
        #expect(open[id] != nil)
        cancelled[id] = today
        open[id] = nil
    }

    static func number(of line: BackOrderLineID) -> Int? {
        Int(line.order.rawValue.dropFirst())
    }

    var isSettled: Bool { open.isEmpty }

    var ordered: Int { lineCount }
}

// MARK: - Suppliers

extension OperationSimulation {
    mutating func slip(_ own: Habits) -> Int {
        if !random.chance(own.late) { return 0 }
        // Small slips are more frequent than large ones.
        return 1 + min(random.pick(own.slip), random.pick(own.slip))
    }

    /// Days by which the last part is behind the first.
    mutating func rest(_ own: Habits) -> Int { random.chance(own.parts) ? 2 + random.pick(6) : 0 }

    mutating func takeInMail() throws {
        var due = mail.filter { $0.day <= today }.map(\.message)
        mail.removeAll { $0.day <= today }
        due += due.filter { _ in random.chance(20) }
        due.shuffle(using: &random)
        let before = try received()
        let report = try house.broker.take(due)
        #expect(report.refusals.map(\.error.code) == [])
        for (item, units) in try received() { stock[item, default: 0] += units }
        for (item, units) in before { stock[item, default: 0] -= units }
    }

    private func received() throws -> [String: Int64] {
        var units: [String: Int64] = [:]
        for line in try house.orders().flatMap(\.lines) where line.progress.received > 0 {
            units[line.item.rawValue, default: 0] += line.progress.received
        }
        return units
    }

    mutating func answerNewOrders() throws {
        for order in try house.orders() where !handled.contains(order.number) {
            handled.insert(order.number)
            for line in order.lines { try answer(order, line) }
        }
    }

    private mutating func answer(_ order: PurchaseOrder, _ line: PurchaseOrderLine) throws {
        guard let own = habits[order.supplier.rawValue], !random.chance(own.silent) else { return }
        let answered = today.adding(days: random.pick(4))
        let units = line.progress.ordered
        let accepted = random.chance(own.short) ? Int64(random.pick(Int(units))) : units
        var date = max(today.adding(days: own.leadDays + random.pick(5)), answered)
        try answer(order, line, accepted, date, on: answered)
        guard accepted > 0, !random.chance(own.forgets) else { return }
        if random.chance(own.moves) {
            // A second answer on the way, with a later date for the same goods.
            let day = answered.adding(days: 1 + random.pick(4))
            date = max(date, day).adding(days: 1 + random.pick(6))
            try answer(order, line, accepted, date, on: day)
        }
        let arrival = max(date.adding(days: slip(own)), answered)
        let behind = accepted > 1 ? rest(own) : 0
        let first = behind > 0 ? 1 + Int64(random.pick(Int(accepted) - 1)) : accepted
        try deliver(order, line, first, on: arrival)
        if first < accepted {
            try deliver(order, line, accepted - first, on: arrival.adding(days: behind))
        }
    }

    private mutating func answer(
        _ order: PurchaseOrder, _ line: PurchaseOrderLine, _ units: Int64, _ date: CalendarDate,
        on day: CalendarDate
    ) throws {
        try post(
            order, .acknowledgment, on: day,
            .answer(
                LineAnswer(
                    line: line.number, outcome: .accepted, quantity: .stated(Self.fixed(units)),
                    arrivalDate: .stated(date))))
    }

    private mutating func deliver(
        _ order: PurchaseOrder, _ line: PurchaseOrderLine, _ units: Int64, on day: CalendarDate
    ) throws {
        try post(
            order, .receipt, on: day,
            .received(
                ReceivedPart(
                    line: line.number, quantity: Self.fixed(units), receivedOn: day)))
    }

    private mutating func post(
        _ order: PurchaseOrder, _ kind: SupplierMessage.Kind, on day: CalendarDate,
        _ statement: SupplierMessage.Statement
    ) throws {
        documents += 1
        let written = Int64(day.dayNumber) * 86_400_000 + Int64(documents % 1_000)
        let message = try SupplierMessage(
            kind: kind, document: SupplierDocumentID("D-\(documents)"), order: order.number,
            writtenAt: Timestamp(millisecondsSince1970: written), statements: [statement])
        mail.append(
            (
                day,
                DeliveredMessage(
                    message: message, supplier: order.supplier, place: FilePlace(file: "mail"))
            ))
    }

    static func fixed(_ units: Int64) -> FixedPoint {
        FixedPoint(micros: units * FixedPoint.scale)
    }
}

// MARK: - What must hold

extension OperationSimulation {
    fileprivate func checkDay() throws {
        let board = try house.broker.promiseBoard()
        // Every line is there, with all its units accounted for.
        let planned = Dictionary(
            board.plan.lines.map { ($0.line, $0.parts.reduce(0) { $0 + $1.units }) },
            uniquingKeysWith: +)
        #expect(planned.count == open.count, "day \(dayCount)")
        for (id, line) in open {
            let known = try BackOrderLineID(parsing: "O\(id)/1")
            #expect(planned[known] == line.units, "day \(dayCount), line \(id)")
        }
        for line in board.orders.flatMap(\.lines) {
            let progress = line.progress
            #expect(
                progress.ordered == progress.accepted + progress.rejected + progress.pending)
        }
        try checkSupply(board)
        try checkLetters(board)
    }

    /// For every item and day, what is promised is at most what lies here or is confirmed.
    private func checkSupply(_ board: PromiseBoard) throws {
        var confirmed: [String: [(CalendarDate, Int64)]] = [:]
        for (item, units) in stock { confirmed[item, default: []].append((today, units)) }
        for order in board.orders where !order.state.isFinal {
            for account in try house.broker.accounts(of: order) {
                guard let line = order.lines.first(where: { $0.number == account.line }) else {
                    continue
                }
                let left = line.progress.accepted - line.progress.received
                let date = account.parts.compactMap(\.confirmedDate).min() ?? .latest
                if left > 0 { confirmed[line.item.rawValue, default: []].append((date, left)) }
            }
        }
        var promised: [String: [(CalendarDate, Int64)]] = [:]
        for line in board.plan.lines {
            guard let date = line.outlook?.promised else { continue }
            let units = line.parts.reduce(0) { $0 + $1.units }
            promised[line.item.rawValue, default: []].append((date, units))
        }
        for (item, lines) in promised {
            for (day, _) in lines {
                let told = lines.filter { $0.0 <= day }.reduce(0) { $0 + $1.1 }
                let supply = (confirmed[item] ?? []).filter { $0.0 <= day }
                    .reduce(0) { $0 + $1.1 }
                #expect(told <= supply, "day \(dayCount), \(item) by \(day)")
            }
        }
    }

    /// No customer knows of a better date than the one that holds.
    private func checkLetters(_ board: PromiseBoard) throws {
        let letters = try house.storage.read { try $0.letters() }
        let told = Dictionary(letters.map { ($0.line, $0) }, uniquingKeysWith: { $1 })
        for line in board.plan.lines {
            guard let date = told[line.line]?.newDate,
                !line.parts.allSatisfy({ $0.standing == .inStock })
            else { continue }
            let holds = board.told[line.line]?.last?.promised
            #expect(holds.map { $0 <= date } ?? false, "day \(dayCount), \(line.line)")
        }
        #expect(letters.allSatisfy { $0.state == .sent })
    }

    /// Every cancellation has its proof: a customer's word, or a letter that said what silence
    /// means and a day that is past.
    func checkProofs() throws {
        let (consents, letters) = try house.storage.read {
            (try $0.consents(), try $0.letters())
        }
        let proofs = consents.filter { $0.answer == .cancel }
        #expect(Set(proofs.compactMap { Self.number(of: $0.line) }) == Set(cancelled.keys))
        #expect(proofs.count == cancelled.count)
        for proof in proofs {
            #expect(!proof.evidence.isEmpty && !proof.person.isEmpty)
            guard proof.basis == .statute else { continue }
            let letter = try #require(letters.first { $0.number == proof.letter })
            #expect(letter.option?.silence == .cancel && letter.state == .sent)
            #expect(house.policy.notices.profile(of: letter.customer) == .statutory)
        }
    }

    /// How many first promises fell due, and how many of them were kept.
    func promisesKept() throws -> (kept: Int, due: Int) {
        let records = try house.storage.read { try $0.promises() }
        let first = Dictionary(
            records.compactMap { record in record.promised.map { (record.line, $0) } },
            uniquingKeysWith: { first, _ in first })
        var (kept, due) = (0, 0)
        for (line, promised) in first {
            guard let id = Self.number(of: line) else { continue }
            if let day = cancelled[id], day <= promised { continue }
            guard shipped[id] != nil || promised < today else { continue }
            due += 1
            if let day = shipped[id], day <= promised { kept += 1 }
        }
        return (kept, due)
    }
}
