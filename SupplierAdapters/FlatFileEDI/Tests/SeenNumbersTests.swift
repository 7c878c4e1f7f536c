import FileDrop
import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// Documents that come twice, in files that lie in a folder.
@Suite struct SeenNumbersTests {
    private static let now = Timestamp(millisecondsSince1970: 1_800_000_000_000)

    /// A folder with feeds over it, each like a new process.
    private struct House {
        let root: String

        init(_ root: String) throws {
            self.root = root
            try FileManager.default.createDirectory(
                atPath: "\(root)/inbox", withIntermediateDirectories: true)
        }

        func messages(_ more: [(String, SettingValue)] = []) throws -> DocumentMessages {
            try DocumentMessages(
                name: FeedName("answers"), settings: Settings.feed(Settings.inbound + more),
                environment: environment)
        }

        func offers() throws -> DocumentOffers {
            let stock = Settings.table([("lead_time_from_stock", SettingValue(.integer(2)))])
            return try DocumentOffers(
                name: FeedName("offers"),
                settings: Settings.feed(Settings.inbound + [("defaults", stock)]),
                environment: environment)
        }

        private var environment: AdapterEnvironment {
            AdapterEnvironment(root: root, sha256: { _ in String(repeating: "0", count: 64) })
        }

        /// Drops a file; `day` days after the first one.
        func drop(_ name: String, _ text: String, day: Int = 0) throws {
            let path = "\(root)/inbox/\(name)"
            try Data(text.utf8).write(to: URL(filePath: path))
            let date = Date(timeIntervalSince1970: 1_790_000_000 + Double(day) * 86_400)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        }
    }

    private func take(_ source: some FeedSource) throws -> TakenFile {
        let ready = try #require(try source.inbox(at: Self.now).ready.first)
        return try #require(try source.take(ready))
    }

    private static func answer(_ number: Int, order: String = "PO-000001") -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*HOUSE          *261126*0800"
            + "*U*00401*\(digits)*0*P*>~GS*PR*SUPPLIER*HOUSE*20261126*0800*7*X*004010~"
            + "ST*855*0001~BAK*00*AC*\(order)*20261126~PO1*1*5*EA~ACK*IA*5*EA~CTT*1~SE*6*0001~"
            + "GE*1*7~IEA*1*\(digits)~\n"
    }

    private static func stock(_ number: Int) -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*HOUSE          *261126*0800"
            + "*U*00401*\(digits)*0*P*>~GS*IB*SUPPLIER*HOUSE*20261126*0800*7*X*004010~"
            + "ST*846*0001~BIA*00*DD*INV-1*20261126~LIN*1*VP*AX-1~QTY*33*700*EA~CTT*1~SE*6*0001~"
            + "GE*1*7~IEA*1*\(digits)~\n"
    }

    @Test func anAnswerThatComesTwiceIsTakenOnce() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.drop("a.edi", Self.answer(12))
            let first = try take(house.messages())
            #expect(try house.messages().readMessages(first).messages.count == 1)
            try house.messages().settle(first.file, as: .accepted)

            try house.drop("b.edi", Self.answer(12), day: 1)
            let second = try take(house.messages())
            let error = #expect(throws: AdapterError.self) {
                try house.messages().readMessages(second)
            }
            #expect(error?.code == "x12.interchange-seen" && error?.reaction == .fixData)
            try house.messages().settle(second.file, as: .rejected)

            try house.drop("c.edi", Self.answer(13), day: 2)
            #expect(try house.messages().readMessages(take(house.messages())).messages.count == 1)
        }
    }

    @Test func aStockListThatComesTwiceIsTakenOnce() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.drop("a.edi", Self.stock(12))
            let first = try take(house.offers())
            let delivery = try house.offers().readOffers(first)
            #expect(delivery.suppliers.first?.availabilities.count == 1)
            try house.offers().settle(first.file, as: .accepted)
            try house.drop("b.edi", Self.stock(12), day: 1)
            let second = try take(house.offers())
            let error = #expect(throws: AdapterError.self) {
                try house.offers().readOffers(second)
            }
            #expect(error?.code == "x12.interchange-seen")
        }
    }

    /// Wherever a run ends, the next one reads the same file again and finds nothing wrong.
    @Test func aFileThatIsReadAgainAfterACrashCameOnce() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.drop("a.edi", Self.answer(12))
            let taken = try take(house.messages())
            // The run ends after the file was taken, and after it was read.
            let again = try take(house.messages())
            #expect(again.file.keptName == taken.file.keptName)
            #expect(try house.messages().readMessages(again).messages.count == 1)
            try house.messages().settle(again.file, as: .accepted)
            // It ends after the numbers were noted, before the file was moved.
            let kept = "\(root)/\(try house.messages().keptPath(of: again.file, as: .accepted))"
            try FileManager.default.moveItem(
                atPath: kept, toPath: "\(root)/inbox/.taken/\(again.file.keptName)")
            let third = try take(house.messages())
            #expect(try house.messages().readMessages(third).messages.count == 1)
            try house.messages().settle(third.file, as: .accepted)
            try house.messages().settle(third.file, as: .accepted)
            let noted = try String(
                contentsOfFile: "\(root)/inbox/.numbers/seen.csv", encoding: .utf8)
            #expect(noted.split(separator: "\n").count == 2)
        }
    }

    @Test func aRejectedOrHeldFileLeavesNoNumbers() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            for (day, fate) in [FeedFileFate.rejected, .held].enumerated() {
                try house.drop("a.edi", Self.answer(12), day: day)
                let taken = try take(house.messages())
                try house.messages().settle(taken.file, as: fate)
            }
            #expect(!FileManager.default.fileExists(atPath: "\(root)/inbox/.numbers"))
            // What was rejected is taken again once its settings are mended.
            let kept = try #require(try house.messages().kept(as: .rejected).first)
            let again = try #require(try house.messages().takeAgain(kept, from: .rejected))
            #expect(try house.messages().readMessages(again).messages.count == 1)
        }
    }

    @Test func ofSeveralInterchangesTheNewOnesAreTaken() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.drop("a.edi", Self.answer(12))
            let first = try take(house.messages())
            try house.messages().settle(first.file, as: .accepted)
            try house.drop(
                "b.edi", Self.answer(12) + Self.answer(13, order: "PO-000002"), day: 1)
            let second = try take(house.messages())
            let delivery = try house.messages().readMessages(second)
            #expect(delivery.messages.map { "\($0.message.order)" } == ["PO-000002"])
            #expect(delivery.quarantined.map(\.code) == ["x12.interchange-seen"])
            try house.messages().settle(second.file, as: .accepted)
            try house.drop("c.edi", Self.answer(13), day: 2)
            let third = try take(house.messages())
            #expect(throws: AdapterError.self) { try house.messages().readMessages(third) }
        }
    }

    @Test func behindTheWindowANumberMayComeAgain() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            let window = Settings.table([("window_days", SettingValue(.integer(30)))])
            try house.drop("a.edi", Self.answer(12))
            let first = try take(house.messages([("numbers", window)]))
            try house.messages([("numbers", window)]).settle(first.file, as: .accepted)
            try house.drop("b.edi", Self.answer(12), day: 30)
            let early = try take(house.messages())
            #expect(throws: AdapterError.self) {
                try house.messages([("numbers", window)]).readMessages(early)
            }
            try house.messages().settle(early.file, as: .rejected)
            try house.drop("c.edi", Self.answer(12), day: 31)
            let late = try take(house.messages())
            #expect(
                try house.messages([("numbers", window)]).readMessages(late).messages.count == 1)
        }
    }

    @Test func aDamagedMemoryIsToldWithItsPlace() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try FileManager.default.createDirectory(
                atPath: "\(root)/inbox/.numbers", withIntermediateDirectories: true)
            try Data("level,series,number,day,source\nwhat\n".utf8).write(
                to: URL(filePath: "\(root)/inbox/.numbers/seen.csv"))
            try house.drop("a.edi", Self.answer(12))
            let taken = try take(house.messages())
            let error = #expect(throws: AdapterError.self) {
                try house.messages().readMessages(taken)
            }
            #expect(error?.code == "numbers.row" && error?.reaction == .fixSettings)
            #expect(error?.place?.description == "inbox/.numbers/seen.csv:2:1")
        }
    }
}
