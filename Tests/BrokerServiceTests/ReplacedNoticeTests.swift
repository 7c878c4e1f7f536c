import BrokerService
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Ship notices that are sent again otherwise, or taken back: whatever comes first, and however
/// often, the orders stand the same in the end.
@Suite struct ReplacedNoticeTests {
    /// What one file brings.
    private struct Post {
        var messages: [DeliveredMessage] = []
        var replacements: [DeliveredReplacement] = []
    }

    private static let supplier = SupplierID(rawValue: "S1")
    private static let orders = ["PO-000001", "PO-000002"]

    private static func moment(_ hour: Int64) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_772_000_000_000 + hour * 3_600_000)
    }

    private static func units(_ count: Int64) -> FixedPoint {
        FixedPoint(micros: count * FixedPoint.scale)
    }

    /// A notice of what left of some orders, in the place of an earlier one or for the first time.
    private func notice(
        _ number: String, at hour: Int64, isReplacement: Bool = false, control: String = "",
        _ left: [(Int, Int64)]
    ) throws -> Post {
        let place = FilePlace(file: "notice")
        let written = Self.moment(hour)
        let own = "\(number)/\(written)" + (control.isEmpty ? "" : "/\(control)")
        var post = Post()
        for (index, units) in left {
            let order = Self.orders[index]
            let document =
                isReplacement
                ? own : left.count > 1 ? "\(number)/\(order)" : number
            let part = ShippedPart(
                line: 1, quantity: Self.units(units),
                shippedOn: try CalendarDate(parsing: "2026-03-05"))
            post.messages.append(
                DeliveredMessage(
                    message: try SupplierMessage(
                        kind: .shipNotice, document: SupplierDocumentID(document),
                        order: PurchaseOrderNumber(order), writtenAt: written,
                        statements: [.shipped(part)],
                        replaces: isReplacement ? SupplierDocumentID(number) : nil),
                    supplier: Self.supplier, place: place))
        }
        if isReplacement || left.isEmpty {
            post.replacements = [
                DeliveredReplacement(
                    notice: try SupplierDocumentID(number),
                    document: try SupplierDocumentID(own), writtenAt: written,
                    isWithdrawal: left.isEmpty, supplier: Self.supplier, place: place)
            ]
        }
        return post
    }

    private func receipt(_ document: String, _ units: Int64) throws -> Post {
        let part = ReceivedPart(
            line: 1, quantity: Self.units(units),
            receivedOn: try CalendarDate(parsing: "2026-03-09"))
        return Post(messages: [
            DeliveredMessage(
                message: try SupplierMessage(
                    kind: .receipt, document: SupplierDocumentID(document),
                    order: PurchaseOrderNumber(Self.orders[0]), writtenAt: Self.moment(50),
                    statements: [.received(part)]),
                supplier: nil, place: FilePlace(file: "door"))
        ])
    }

    /// Two orders of 100 and 60 units of one supplier.
    private func withOrders(_ body: (TestHouse) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            let house = try TestHouse(in: folder)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            _ = try house.orderRound()
            try house.takeInBackOrders(
                "O1,1,C1,A,100,2026-03-20,urgent,any,no", "O2,1,C1,A,60,2026-03-21,urgent,any,no")
            _ = try house.orderRound()
            #expect(try house.orders().map(\.number.rawValue) == Self.orders)
            #expect(try house.orders().map(\.supplier) == [Self.supplier, Self.supplier])
            try body(house)
        }
    }

    private func take(_ post: Post, in house: TestHouse) throws {
        var report = try house.broker.take(post.messages)
        report.add(try house.broker.take(post.replacements))
        #expect(report.refusals.map(\.error.code) == [])
    }

    /// What has left and what is accepted and received, order by order.
    private func standing(_ house: TestHouse) throws -> [[Int64]] {
        try house.orders().map { order in
            let account = try #require(try house.broker.accounts(of: order).first)
            let progress = try #require(order.lines.first).progress
            #expect(account.progress == progress)
            return account.shipments.map(\.units) + [-1, progress.accepted, progress.received]
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7] as [UInt64])
    func anyShuffleEndsInTheSameState(seed: UInt64) throws {
        // N-1 is 60, then 40, at last 50; N-2 is taken back; N-3 is about both orders, and its
        // replacement about the second alone.
        let posts = try [
            notice("N-1", at: 1, [(0, 60)]),
            notice("N-1", at: 5, isReplacement: true, [(0, 40)]),
            notice("N-1", at: 7, isReplacement: true, [(0, 50)]),
            notice("N-2", at: 2, [(0, 30)]), notice("N-2", at: 3, []),
            notice("N-3", at: 4, [(0, 9), (1, 20)]),
            notice("N-3", at: 6, isReplacement: true, [(1, 25)]),
            notice("N-4", at: 8, [(1, 5)]), receipt("R-1", 10),
        ]
        try withOrders { house in
            var random = SimulationRandom(seed: seed)
            var all = posts + posts.filter { _ in random.chance(40) }
            if seed > 0 { all.shuffle(using: &random) }
            for post in all { try take(post, in: house) }
            #expect(try standing(house) == [[50, -1, 50, 10], [5, 25, -1, 30, 0]])
        }
    }

    /// Random notices with corrections, in any order, some twice and some broken off between what
    /// they say of orders and what they take back: what was written last of each is what there is.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func whatWasWrittenLastOfEachNoticeCounts(seed: UInt64) throws {
        var random = SimulationRandom(seed: seed)
        var posts: [Post] = []
        var left: [[Int64]] = [[], []]
        for number in 1...4 {
            var last: [(Int, Int64)] = []
            for turn in 0...random.pick(4) {
                let said = [0, 1].filter { _ in random.chance(70) }
                    .map { ($0, Int64(1 + random.pick(12))) }
                // Of some notices the first is lost, and only corrections come.
                if turn == 0, said.isEmpty { continue }
                posts.append(
                    try notice(
                        "N-\(number)", at: Int64(10 * turn + number), isReplacement: turn > 0,
                        said))
                last = said
            }
            for (order, units) in last { left[order].append(units) }
        }
        var all = posts + posts.filter { _ in random.chance(40) }
        all += posts.filter { _ in random.chance(40) }.map { Post(messages: $0.messages) }
        all.shuffle(using: &random)
        try withOrders { house in
            for post in all { try take(post, in: house) }
            let expected = left.map { $0.sorted() + [-1, $0.reduce(0, +), 0] }
            #expect(try standing(house) == expected, "seed \(seed)")
        }
    }

    /// Corrections of one minute are told apart by their control numbers: the one of the higher
    /// number holds, also where it leaves out an order that the other one names.
    @Test(arguments: 0...9 as ClosedRange<UInt64>)
    func correctionsOfOneMinuteFollowTheirNumbers(seed: UInt64) throws {
        let posts = try [
            notice("N-1", at: 1, [(0, 60), (1, 20)]),
            notice(
                "N-1", at: 5, isReplacement: true, control: "000000009.0001", [(0, 40), (1, 9)]),
            notice("N-1", at: 5, isReplacement: true, control: "000000010.0001", [(1, 25)]),
            notice("N-2", at: 2, [(0, 30)]),
            notice("N-2", at: 5, isReplacement: true, control: "000000011.0001", [(0, 7)]),
            notice("N-2", at: 5, isReplacement: true, control: "000000011.0002", []),
            notice("N-3", at: 3, [(0, 1)]),
            notice("N-3", at: 5, isReplacement: true, control: "000000012.0001", []),
            notice("N-3", at: 5, isReplacement: true, control: "000000013.0001", [(0, 8)]),
        ]
        try withOrders { house in
            var random = SimulationRandom(seed: seed)
            var all = posts + posts.filter { _ in random.chance(40) }
            if seed > 0 { all.shuffle(using: &random) }
            for post in all { try take(post, in: house) }
            #expect(try standing(house) == [[8, -1, 8, 0], [25, -1, 25, 0]])
        }
    }

    /// What came stays received, whatever is taken back.
    @Test func whatCameIsNotTakenBack() throws {
        try withOrders { house in
            try take(notice("N-1", at: 1, [(0, 60)]), in: house)
            try take(receipt("R-1", 60), in: house)
            try take(notice("N-1", at: 2, []), in: house)
            #expect(try standing(house)[0] == [-1, 60, 60])
        }
    }

    /// A notice of one supplier takes no other's place, though it has its number.
    @Test func whatAnotherSupplierTakesBackStays() throws {
        try withOrders { house in
            try take(notice("N-1", at: 1, [(0, 60)]), in: house)
            let own = try #require(notice("N-1", at: 2, []).replacements.first)
            let other = DeliveredReplacement(
                notice: own.notice, document: own.document, writtenAt: own.writtenAt,
                isWithdrawal: true, supplier: SupplierID(rawValue: "S2"), place: own.place)
            #expect(try house.broker.take([other]).results.isEmpty)
            #expect(try standing(house)[0] == [60, -1, 60, 0])
        }
    }
}
