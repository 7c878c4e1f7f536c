import BrokerService
import FileDrop
import Foundation
import OrderDesk
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Changes and cancellations that we ask for: they leave once, and nothing moves before the answer.
@Suite struct OrderChangeServiceTests {
    /// The supply stays counted until the supplier confirms; then it is needed again, at once.
    @Test func whatIsCalledOffIsNeededAgainOnceItIsConfirmed() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            let report = try house.change(order.number, "60")
            #expect(report.isNew)
            #expect(try house.outbox().count == 2)
            #expect(try house.missing() == [])
            #expect(try house.promised() == "2026-03-07")
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            let answer = try house.answerChange(order.number, "B-1", .accepted)
            #expect(answer.unitsNeededAgain == 40)
            #expect(try house.missing() == [40])
            let line = try house.orders()[0].lines[0]
            #expect(line.progress.accepted == 60)
            #expect(line.progress.rejected == 40)
        }
    }

    @Test func aRefusedCancellationLeavesTheOrder() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            let wishes = try house.broker.cancellation(of: order.number, line: nil)
            _ = try house.ask(order.number, wishes)
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            let answer = try house.answerChange(order.number, "B-1", .rejected)
            #expect(answer.unitsNeededAgain == 0)
            #expect(try house.missing() == [])
            #expect(try house.orders()[0].lines[0].progress.accepted == 100)
        }
    }

    @Test func policyReleasesWhatIsCalledOffAtOnce() throws {
        try withHouse { house, order throws in
            house.policy.desk.releasesAtOnce = true
            let wishes = try house.broker.cancellation(of: order.number, line: 1)
            #expect(try house.ask(order.number, wishes).isReleased)
            #expect(try house.missing() == [100])
            #expect(try house.orders()[0].state == .cancelled)
            // Goods that come all the same are taken.
            try house.receive(order.number, "R-1", units: 100)
            #expect(try house.orders()[0].lines[0].progress.received == 100)
        }
    }

    /// The same request again asks nothing anew.
    @Test func theSameChangeLeavesOnce() throws {
        try withHouse { house, order throws in
            let first = try house.change(order.number, "60")
            let again = try house.change(order.number, "60")
            #expect(!again.isNew)
            #expect(again.change == first.change)
            #expect(again.message?.state == .sent)
            #expect(try house.outbox().count == 2)
            #expect(try house.change(order.number, "50").change.sequence == 2)
            #expect(try house.outbox().count == 3)
        }
    }

    /// A change that was stored and did not leave leaves with the next command, or the next run.
    @Test(arguments: [false, true])
    func aChangeThatWasCutShortLeavesLater(byRun: Bool) throws {
        try withHouse { house, order throws in
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "60"))
            let report = try house.broker.requestChange(
                of: order.number, [wish], by: "Ann", reason: "less", through: BrokenSink(house.sink)
            )
            #expect(report.failure?.code == "file.no-space")
            let stored = try house.storage.read { try $0.outboxMessages() }
            #expect(stored.map(\.state) == [.sent, .intended])
            if byRun {
                _ = try house.run()
            } else {
                #expect(try !house.change(order.number, "60").isNew)
            }
            let sent = try house.storage.read { try $0.outboxMessages() }
            #expect(sent.map(\.state) == [.sent, .sent])
            #expect(sent[1].bytes == stored[1].bytes)
        }
    }

    /// A way out that carries no changes keeps none.
    @Test func aChangeThatCannotBeCarriedIsNotStored() throws {
        try withHouse { house, order throws in
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "60"))
            let error = #expect(throws: AdapterError.self) {
                try house.broker.requestChange(
                    of: order.number, [wish], by: "", reason: "less", through: OrdersOnlySink())
            }
            #expect(error?.code == "order.change-not-carried")
            #expect(try house.orders()[0].changes == [])
        }
    }

    @Test func aDryRunAsksNothing() throws {
        try withHouse { house, order throws in
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "60"))
            let report = try house.broker.requestChange(
                of: order.number, [wish], by: "", reason: "less", through: try house.sink,
                isDryRun: true)
            #expect(report.message == nil)
            #expect(try house.orders()[0].changes == [])
            #expect(try house.outbox().count == 1)
        }
    }

    // MARK: - What cannot be

    @Test func whatCannotBeAskedIsRefusedWithItsReason() throws {
        try withHouse { house, order throws in
            func code(
                _ quantity: String?, _ date: String? = nil, line: Int = 1, reason: String = "less"
            ) throws -> String? {
                do {
                    _ = try house.ask(
                        order.number,
                        [
                            LineWish(
                                line: line, quantity: quantity.map { try FixedPoint(parsing: $0) },
                                date: date.map { try CalendarDate(parsing: $0) })
                        ], reason: reason)
                    return nil
                } catch let error as ServiceError {
                    return error.code
                }
            }
            #expect(try code("60", line: 7) == "desk.line-unknown")
            #expect(try code("100") == "change.nothing")
            #expect(try code("0.5") == "message.quantity-not-whole")
            #expect(try code("60", "2026-03-01") == "change.date-past")
            #expect(try code("60", reason: " ") == "change.reason-missing")
            try house.receive(order.number, "R-1", units: 70)
            #expect(try code("60") == "change.already-shipped")
            #expect(try code("0") == "change.already-shipped")
            #expect(try house.orders()[0].changes == [])
            #expect(try code("70") == nil)
            _ = try house.broker.release(.close, line: 1, of: order.number, reason: "enough")
            #expect(try code("70") == "change.order-settled")
        }
    }

    @Test func anAnswerToAnotherChangeThanOursIsRefused() throws {
        try withHouse { house, order throws in
            _ = try house.change(order.number, "60")
            let report = try house.answerChange(order.number, "B-1", .accepted, change: 2)
            #expect(report.refusals.map(\.error.code) == ["desk.change-unknown"])
        }
    }

    /// An 865 that the supplier begins itself, under a number of its own.
    @Test func aChangeOfTheSupplierIsAnAnswerLikeAny() throws {
        try withHouse { house, order throws in
            let report = try house.answerChange(order.number, "B-1", .rejected, change: 3)
            #expect(report.unitsNeededAgain == 100)
        }
    }

    // MARK: - Chasing

    @Test func aChangeThatIsNotAnsweredIsChased() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            _ = try house.change(order.number, "60")
            let steps = try house.broker.openFollowUps().filter {
                $0.reason.rawValue == "change-not-answered"
            }
            #expect(steps.map(\.due.description) == ["2026-03-04", "2026-03-06"])
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            try house.answerChange(order.number, "B-1", .accepted)
            #expect(
                try !house.broker.openFollowUps().contains {
                    $0.reason.rawValue == "change-not-answered"
                })
        }
    }

    private func withHouse(
        _ body: (inout TestHouse, PurchaseOrder) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            let order = try house.issuedOrder()
            try body(&house, order)
        }
    }
}

extension TestHouse {
    fileprivate func ask(
        _ order: PurchaseOrderNumber, _ wishes: [LineWish], reason: String = "less is needed"
    ) throws -> ChangeReport {
        try broker.requestChange(
            of: order, wishes, by: "Ann", reason: reason, through: try sink)
    }

    fileprivate func change(
        _ order: PurchaseOrderNumber, _ quantity: String
    ) throws -> ChangeReport {
        try ask(order, [LineWish(line: 1, quantity: FixedPoint(parsing: quantity))])
    }

    @discardableResult
    fileprivate func answerChange(
        _ order: PurchaseOrderNumber, _ document: String, _ outcome: AcknowledgmentOutcome,
        change: Int = 1
    ) throws -> DeskReport {
        try broker.take([
            DeliveredMessage(
                message: SupplierMessage(
                    kind: .acknowledgment, document: SupplierDocumentID(document), order: order,
                    writtenAt: now, statements: [.answer(LineAnswer(line: 1, outcome: outcome))],
                    change: change), supplier: nil, place: FilePlace(file: "typed"))
        ])
    }

    fileprivate func promised() throws -> String? {
        _ = try broker.updatePromises()
        return try storage.read { try $0.promises() }.last?.promised?.description
    }
}

/// A way out that says nothing of changes.
private struct OrdersOnlySink: PurchaseOrderSink {
    let name: FeedName
    static let description = FileDropOrders.description

    init() throws { name = try FeedName("orders-only") }

    init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
    }

    func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        RenderedOrder(format: "none", fileExtension: "txt", bytes: [])
    }

    func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination { OrderDestination(folder: "outbox", fileName: "x") }

    func stage(_ bytes: [UInt8], to destination: OrderDestination) throws(AdapterError) {}

    func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome { .sent }

    func handOver(of destination: OrderDestination) throws(AdapterError) -> OrderHandOver { .gone }

    func check() -> [AdapterFinding] { [] }
}
