import FileDrop
import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// FolderAcknowledgments: what answers the documents of a folder, as files in another one.
@Suite struct FolderAcknowledgmentsTests {
    fileprivate static let now = Timestamp(millisecondsSince1970: 1_800_000_000_000)

    /// A folder with a feed over it, each like a new process.
    private struct House {
        let root: String

        init(_ root: String) throws {
            self.root = root
            try FileManager.default.createDirectory(
                atPath: "\(root)/inbox", withIntermediateDirectories: true)
        }

        func feed(
            _ name: String = "answers", _ keys: [(String, SettingValue)] = [],
            strict: String = "standard"
        ) throws -> DocumentMessages {
            let table = Settings.table([("form", Settings.text("997"))] + keys)
            return try DocumentMessages(
                name: FeedName(name),
                settings: Settings.feed(
                    Settings.inbound + [("acknowledge", table), ("strict", Settings.text(strict))]),
                environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
        }

        /// Reads the one document again that was kept with a fate, and settles it with another.
        func settleAgain(
            from fate: FeedFileFate, as next: FeedFileFate, in feed: DocumentMessages
        ) throws {
            let kept = try #require(try feed.kept(as: fate).first)
            let taken = try #require(try feed.takeAgain(kept, from: fate))
            try feed.settle(taken.file, as: next)
        }

        /// Drops a document, takes it and settles it.
        func settle(
            _ text: String, as fate: FeedFileFate, in feed: DocumentMessages
        ) throws {
            let path = "\(root)/inbox/a.edi"
            try Data(text.utf8).write(to: URL(filePath: path))
            let date = Date(timeIntervalSince1970: 1_790_000_000)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
            let ready = try #require(try feed.inbox(at: FolderAcknowledgmentsTests.now).ready.first)
            let taken = try #require(try feed.take(ready))
            try feed.settle(taken.file, as: fate)
        }

        func names(_ folder: String) throws -> [String] {
            let path = "\(root)/\(folder)"
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { !$0.hasPrefix(".") }.sorted()
        }

        func text(_ path: String) throws -> String {
            try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
        }
    }

    private static func answer(_ number: Int, count: Int = 6) -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*HOUSE          *261126*0800"
            + "*U*00401*\(digits)*0*P*>~GS*PR*SUPPLIER*HOUSE*20261126*0800*\(number)*X*004010~"
            + "ST*855*0001~BAK*00*AC*PO-000001*20261126~PO1*1*5*EA~ACK*IA*5*EA~CTT*1~"
            + "SE*\(count)*0001~GE*1*\(number)~IEA*1*\(digits)~\n"
    }

    @Test func acceptedAndRejectedDocumentsAreAcknowledgedOnce() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.settle(Self.answer(1), as: .accepted, in: house.feed())
            try house.settle(Self.answer(2, count: 9), as: .rejected, in: house.feed())
            try house.feed().finish(at: Self.now)
            let names = ["997-answers-000000001.edi", "997-answers-000000002.edi"]
            #expect(try house.names("outbox/NORDBOLT") == names)
            let first = try house.text("outbox/NORDBOLT/\(names[0])")
            #expect(first.contains("AK1*PR*1~\nAK2*855*0001~\nAK5*A~\nAK9*A*1*1*1~"))
            #expect(first.contains("*ZZ*HOUSE          *ZZ*SUPPLIER       *"))
            let second = try house.text("outbox/NORDBOLT/\(names[1])")
            #expect(second.contains("AK5*R*4~\nAK9*R*1*1*0~"))
            // Taken by whoever brings them to the supplier, they do not come again.
            for name in names {
                try FileManager.default.removeItem(atPath: "\(root)/outbox/NORDBOLT/\(name)")
            }
            try house.feed().finish(at: Self.now)
            #expect(try house.names("outbox/NORDBOLT") == [])
        }
    }

    /// Reading it again, for the sake of what was set aside, is no reason to answer again.
    @Test func aDocumentThatIsReadAgainIsNotAcknowledgedAgain() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.settle(Self.answer(1), as: .accepted, in: house.feed())
            try house.feed().finish(at: Self.now)
            let path = "\(root)/outbox/NORDBOLT/997-answers-000000001.edi"
            try FileManager.default.removeItem(atPath: path)
            let feed = try house.feed()
            let kept = try #require(try feed.kept(as: .accepted).first)
            let taken = try #require(try feed.takeAgain(kept, from: .accepted))
            try feed.settle(taken.file, as: .accepted)
            try feed.finish(at: Self.now)
            #expect(try house.names("outbox/NORDBOLT") == [])
            #expect(try house.names("inbox/.acknowledge") == [])
        }
    }

    @Test func heldDocumentsWaitForTheirAcknowledgment() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.settle(Self.answer(1), as: .held, in: house.feed())
            try house.feed().finish(at: Self.now)
            #expect(try house.names("outbox/NORDBOLT") == [])
            let feed = try house.feed()
            let held = try #require(try feed.kept(as: .held).first)
            let taken = try #require(try feed.takeAgain(held, from: .held))
            try feed.settle(taken.file, as: .accepted)
            try feed.finish(at: Self.now)
            #expect(try house.names("outbox/NORDBOLT").count == 1)
        }
    }

    /// One that was answered and is read otherwise later is told, once, and not answered again.
    @Test func aDocumentThatIsReadOtherwiseThanItWasAnsweredIsTold() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            let lenient = "x12.se-count = note"
            try house.settle(Self.answer(2, count: 9), as: .rejected, in: house.feed())
            try house.feed().acknowledge(at: Self.now)
            let names = try house.names("outbox/NORDBOLT")
            #expect(names.count == 1)
            // The same again is no news, and neither is what nobody was told yet.
            try house.settleAgain(from: .rejected, as: .rejected, in: house.feed())
            try house.feed().acknowledge(at: Self.now)
            try house.settleAgain(from: .rejected, as: .accepted, in: house.feed(strict: lenient))
            let error = #expect(throws: AdapterError.self) {
                try house.feed(strict: lenient).acknowledge(at: Self.now)
            }
            #expect(error?.code == "acknowledgment.contradicted")
            #expect(error?.message.contains("a.edi is read now") == true, "\(error?.message ?? "")")
            try house.feed(strict: lenient).acknowledge(at: Self.now)
            #expect(try house.names("outbox/NORDBOLT") == names)
        }
    }

    /// What is owed and not written yet says what holds when it is written.
    @Test func whatIsStillOwedSaysWhatHoldsNow() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            let lenient = "x12.se-count = note"
            try house.settle(Self.answer(2, count: 9), as: .rejected, in: house.feed())
            try house.settleAgain(from: .rejected, as: .accepted, in: house.feed(strict: lenient))
            try house.feed(strict: lenient).acknowledge(at: Self.now)
            let text = try house.text("outbox/NORDBOLT/997-answers-000000001.edi")
            #expect(text.contains("AK5*E*4~\nAK9*E*1*1*1~"), "\(text)")
        }
    }

    /// A run ends behind the acknowledgment and before its note is gone: the next one writes the
    /// same bytes under the same name.
    @Test func aRunThatEndsWritesNoSecondAcknowledgment() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            try house.settle(Self.answer(1), as: .accepted, in: house.feed())
            let note = "\(root)/inbox/.acknowledge"
            let kept = "\(root)/kept"
            try FileManager.default.copyItem(atPath: note, toPath: kept)
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: note).first {
                    !$0.hasPrefix(".")
                })
            let date = try #require(
                try FileManager.default.attributesOfItem(atPath: "\(note)/\(name)")[
                    .modificationDate] as? Date)
            try house.feed().finish(at: Self.now)
            let first = try house.text("outbox/NORDBOLT/997-answers-000000001.edi")
            try FileManager.default.removeItem(atPath: note)
            try FileManager.default.copyItem(atPath: kept, toPath: note)
            try FileManager.default.setAttributes(
                [.modificationDate: date], ofItemAtPath: "\(note)/\(name)")
            try house.feed().finish(at: Timestamp(millisecondsSince1970: 1_900_000_000_000))
            #expect(try house.names("outbox/NORDBOLT") == ["997-answers-000000001.edi"])
            #expect(try house.text("outbox/NORDBOLT/997-answers-000000001.edi") == first)
            #expect(try house.names("inbox/.acknowledge") == [])
        }
    }

    @Test func aNameThatOtherBytesHaveIsTold() throws {
        try withTemporaryFolder { root in
            let house = try House(root)
            let keys = [
                ("folder", Settings.text("acks")), ("file_name", Settings.text("FA{number}.txt")),
            ]
            try FileManager.default.createDirectory(
                atPath: "\(root)/acks", withIntermediateDirectories: true)
            try "other".write(
                toFile: "\(root)/acks/FA000000001.txt", atomically: true, encoding: .utf8)
            try house.settle(Self.answer(1), as: .accepted, in: house.feed("answers", keys))
            let error = #expect(throws: AdapterError.self) {
                try house.feed("answers", keys).finish(at: Self.now)
            }
            #expect(error?.code == "acknowledgment.name-taken")
            try FileManager.default.removeItem(atPath: "\(root)/acks/FA000000001.txt")
            try house.feed("answers", keys).finish(at: Self.now)
            #expect(try house.names("acks") == ["FA000000001.txt"])
            #expect(try house.text("acks/FA000000001.txt").hasPrefix("ISA*"))
        }
    }

    @Test(arguments: [
        ("form", "998"), ("folder", "/tmp"), ("folder", "../x"), ("file_name", "a.edi"),
        ("file_name", "{number}/{feed}"), ("file_name", "{number}{day}"),
    ])
    func settingsThatCannotBeAreTold(key: String, value: String) throws {
        let table = Settings.table(
            (key == "form" ? [] : [("form", Settings.text("997"))]) + [(key, Settings.text(value))])
        let error = #expect(throws: AdapterSettingsError.self) {
            try DocumentMessages(
                name: FeedName("answers"),
                settings: Settings.feed(Settings.inbound + [("acknowledge", table)]),
                environment: Settings.environment)
        }
        #expect(error?.problems.map(\.key) == ["acknowledge.\(key)"])
    }

    /// Whatever the adapter, the form is said in the same words.
    @Test func theFormIsOneSettingOfAllAdapters() {
        for description in [DocumentMessages.description, DocumentOffers.description] {
            #expect(description.keys.filter { $0 == AcknowledgmentTable.formKey }.count == 1)
        }
    }

    /// The refusal of a miscounted document names the setting that takes it.
    @Test func theRefusalOfAMiscountedDocumentSaysWhatTakesIt() throws {
        for (code, text) in [
            ("x12.se-count", Self.answer(1, count: 9)),
            ("x12.iea-control-number", Self.answer(1).replacing("IEA*1*000", with: "IEA*1*100")),
        ] {
            let feed = try DocumentMessages(
                name: FeedName("answers"), settings: Settings.feed(Settings.inbound),
                environment: Settings.environment)
            let error = #expect(throws: AdapterError.self) {
                try feed.readMessages(TakenFile("a.edi", Array(text.utf8)))
            }
            #expect(error?.code == code)
            #expect(
                error?.help
                    == "broker inspect inbox/a.edi shows all that is wrong with it. Where this "
                    + "partner always writes so, strict = \"\(code) = note\" in the settings of "
                    + "the feed takes it.")
            let lenient = try DocumentMessages(
                name: FeedName("answers"),
                settings: Settings.feed(
                    Settings.inbound + [("strict", Settings.text("\(code) = note"))]),
                environment: Settings.environment)
            let read = try lenient.readMessages(TakenFile("a.edi", Array(text.utf8)))
            #expect(read.messages.count == 1)
        }
        let cut = Self.answer(1).split(separator: "GE*")[0]
        let error = #expect(throws: AdapterError.self) {
            try DocumentMessages(
                name: FeedName("answers"), settings: Settings.feed(Settings.inbound),
                environment: Settings.environment
            ).readMessages(TakenFile("a.edi", Array(cut.utf8)))
        }
        #expect(error?.help?.contains("strict") == false)
    }
}
