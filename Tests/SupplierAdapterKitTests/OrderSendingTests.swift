import Foundation
import Procurement
import SupplierAdapterKit
import Testing

/// Whatever a line answers, and whatever it knows afterwards, an order leaves once.
struct OrderSendingTests {
    /// A line with one answer to everything.
    private struct Line: OrderLine {
        let answer: OrderAnswer
        let whereabouts: OrderWhereabouts

        func submit(_ order: SentOrder, _ bytes: [UInt8]) throws(AdapterError) -> OrderAnswer {
            #expect(order.key == "PO-7-r1-abc" && order.number == "PO-7")
            #expect(order.fileExtension == "json" && bytes == [1, 2])
            return answer
        }

        func probe(_ order: SentOrder) -> OrderWhereabouts { whereabouts }
    }

    /// A folder of copies, in memory but for the staged bytes that are read from the disk.
    private final class Copies: PurchaseOrderSink {
        let name: FeedName
        let root: String
        static let description = AdapterDescription(name: "t", kind: "t", summary: "", keys: [])

        init(
            name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
        ) throws(AdapterSettingsError) {
            self.name = name
            root = environment.root
        }

        func check() -> [AdapterFinding] { [] }

        func render(
            _ order: PurchaseOrder, as format: OrderFormat
        ) throws(AdapterError) -> RenderedOrder {
            RenderedOrder(format: "t", fileExtension: "json", bytes: [])
        }

        func destination(
            of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
        ) -> OrderDestination {
            OrderDestination(folder: "out", fileName: "x")
        }

        private func path(_ destination: OrderDestination, staged: Bool) -> String {
            "\(root)/\(destination.folder)/\(staged ? ".staging/" : "")\(destination.fileName)"
        }

        func stage(_ bytes: [UInt8], to destination: OrderDestination) throws(AdapterError) {
            let file = URL(filePath: path(destination, staged: true))
            try? FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? Data(bytes).write(to: file)
        }

        func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
            try? FileManager.default.moveItem(
                atPath: path(destination, staged: true), toPath: path(destination, staged: false))
            return .sent
        }

        func handOver(
            of destination: OrderDestination
        ) throws(AdapterError) -> OrderHandOver {
            let files = FileManager.default
            if files.fileExists(atPath: path(destination, staged: true)) { return .staged }
            return files.fileExists(atPath: path(destination, staged: false)) ? .sent : .gone
        }
    }

    private static let failure = AdapterError(
        code: "t.failed", reaction: .giveUp, message: "it failed")

    @Test(arguments: [
        (OrderAnswer.taken, OrderWhereabouts.unknown, "sent", "sent"),
        (.refused(failure), .unknown, "t.failed", "staged"),
        (.unknown(failure), .taken, "sent", "sent"),
        (.unknown(failure), .absent, "t.failed", "staged"),
        (.unknown(failure), .unknown, "t.unknown", "t.unknown"),
        (.unknown(failure), .sentAgainSafely, "t.unknown", "staged"),
    ])
    func anOrderLeavesOnceOrWeSayThatWeDoNotKnow(
        answer: OrderAnswer, whereabouts: OrderWhereabouts, first: String, next: String
    ) throws {
        let root = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        let environment = AdapterEnvironment(root: root) { _ in "" }
        let copies = try Copies(
            name: try FeedName("t"),
            settings: AdapterSettings(file: "t", table: SettingTable([])),
            environment: environment)
        let destination = OrderDestination(folder: "out", fileName: "PO-7-r1-abc.json")
        try copies.stage([1, 2], to: destination)
        let sending = OrderSending(
            of: copies, root: root,
            over: { () throws(AdapterError) in Line(answer: answer, whereabouts: whereabouts) },
            unknown: { order, reason in
                #expect(order.stagedPath.contains(".staging") && !reason.isEmpty)
                return AdapterError(
                    code: "t.unknown", reaction: .reconcile, message: order.askedPath)
            })
        func said(_ body: () throws -> String) -> String {
            do { return try body() } catch { return (error as? AdapterError)?.code ?? "" }
        }
        #expect(said { "\(try sending.send(destination))" } == first)
        // What the next run finds before it does anything.
        #expect(said { "\(try sending.handOver(of: destination))" } == next)
    }
}
