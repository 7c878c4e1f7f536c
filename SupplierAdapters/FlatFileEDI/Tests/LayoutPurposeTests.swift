import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// What flat files say of earlier documents and of units, by the fields of a layout.
struct LayoutPurposeTests {
    private static let layout = """
        layout     notices
        records    lines
        characters latin-1
        kind       1-2

        record HD kind HD 1..* each document
            number     3-10    text    required  -> message.document
            written    11-18   date yyyyMMdd required -> message.date
            as 19 text map O=original R=replaces W=withdrawn C=changes D=none -> message.purpose
            order      20-28   text    required  -> order.number

        record LI kind LI under HD any each shipped
            line       3-4     digits  required  -> shipped.line
            quantity   5-8     number  required  -> shipped.quantity
            unit       9-11    text              -> shipped.unit
            left       12-19   date yyyyMMdd required -> shipment.left

        record AN kind AN under HD any each answer
            line       3-4     digits  required  -> answer.line
            code       5-6     text    required  map OK=accepted -> answer.outcome
            quantity   7-10    number            -> answer.quantity
            unit       11-13   text              -> answer.unit

        """

    private func read(_ text: String) throws -> MessageDelivery {
        try withTemporaryFolder { folder in
            try Self.layout.write(
                toFile: folder + "/notices.layout", atomically: true, encoding: .utf8)
            let settings = Settings.feed(
                Settings.inbound + [("layout", Settings.text("notices.layout"))])
            return try DocumentMessages(
                name: FeedName("nordbolt"), settings: settings,
                environment: AdapterEnvironment(
                    root: folder, sha256: { _ in String(repeating: "0", count: 64) })
            ).readMessages(TakenFile("a.txt", Array(text.utf8)))
        }
    }

    private func notice(_ purpose: String) -> String {
        "HDSHIP-5  20261201\(purpose)PO-4711  \nLI010010CA 20261201\n"
    }

    @Test(arguments: [
        (" ", "original"), ("O", "original"), ("R", "replaces"), ("W", "withdrawn"),
        ("C", "document.notice-changed"), ("D", "document.no-statement"),
    ])
    func aLayoutSaysWhatANoticeIs(code: String, wanted: String) throws {
        let delivery = try read(notice(code))
        let outcome =
            delivery.quarantined.first?.code
            ?? delivery.replacements.first.map { $0.isWithdrawal ? "withdrawn" : "replaces" }
            ?? "original"
        #expect(outcome == wanted)
        #expect(delivery.messages.isEmpty == !["original", "replaces"].contains(wanted))
    }

    /// A notice that is taken back may name nothing but itself.
    @Test func aNoticeWithoutLinesIsTakenBack() throws {
        let delivery = try read("HDSHIP-5  20261201WPO-4711  \n")
        #expect(delivery.messages.isEmpty && delivery.quarantined.isEmpty)
        #expect(delivery.replacements.map(\.notice.rawValue) == ["SHIP-5"])
        #expect(delivery.replacements.map(\.isWithdrawal) == [true])
    }

    @Test func unitsOfRecordsAreThoseOfTheirQuantities() throws {
        let shipped = try read(notice("O"))
        let answered = try read("HDA-1     20261201 PO-4711  \nAN01OK0010CA \n")
        #expect(shipped.messages.flatMap(\.message.statements).map(Self.unit) == ["CA"])
        #expect(answered.messages.flatMap(\.message.statements).map(Self.unit) == ["CA"])
    }

    private static func unit(_ statement: SupplierMessage.Statement) -> String {
        switch statement {
        case .answer(let answer): answer.unit
        case .shipped(let part): part.unit
        case .received: ""
        }
    }
}
