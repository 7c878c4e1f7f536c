import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

struct DocumentMessagesTests {
    private static let folder = "Fixtures/Suppliers/FlatFileEDI/messages"

    static let documents: [String] = {
        do {
            return try Golden.names(in: folder).filter { !$0.hasSuffix(".txt") }
        } catch {
            preconditionFailure("The fixtures must be readable: \(error)")
        }
    }()

    private func feed() throws -> DocumentMessages {
        try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound),
            environment: Settings.environment)
    }

    @Test(arguments: documents)
    func documentsBecomeMessagesOrAreSetAside(name: String) throws {
        let bytes = Array(try Golden.text("\(Self.folder)/\(name)").utf8)
        let delivery = try feed().readMessages(TakenFile(name, bytes))
        #expect(
            try Golden.check(Shown.messages(delivery), against: "\(Self.folder)/\(name).txt")
                == .matches)
    }

    @Test(arguments: documents)
    func aDocumentThatIsCutNeverSaysMoreOrHalf(name: String) throws {
        let bytes = Array(try Golden.text("\(Self.folder)/\(name)").utf8)
        let whole = try feed().readMessages(TakenFile(name, bytes)).messages.map(\.message)
        for length in stride(from: bytes.count - 3, to: 0, by: -13) {
            let cut = TakenFile(name, Array(bytes.prefix(length)))
            let part = (try? feed().readMessages(cut))?.messages ?? []
            #expect(part.allSatisfy { whole.contains($0.message) })
        }
    }

    /// Each set is held against the partner's guide; those that fit are taken.
    @Test func setsThatBreakThePartnersGuideAreSetAside() throws {
        try withTemporaryFolder { root in
            let guide = "855 BAK02 codes AK AD AC RJ\n855 ACK required in-lines\n"
            try guide.write(toFile: root + "/nordbolt.guide", atomically: true, encoding: .utf8)
            let feed = try DocumentMessages(
                name: FeedName("nordbolt"),
                settings: Settings.feed(
                    Settings.inbound + [("guide", Settings.text("nordbolt.guide"))]),
                environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
            let name = "855-whole.edi"
            let bytes = Array(try Golden.text("\(Self.folder)/\(name)").utf8)
            let held = try feed.readMessages(TakenFile(name, bytes))
            let free = try self.feed().readMessages(TakenFile(name, bytes))
            let codes = held.quarantined.map(\.code).filter { $0.hasPrefix("guide.") }
            #expect(codes.contains("guide.element-code"))
            #expect(codes.contains("guide.segment-missing"))
            let (before, after) = (free.orderAnswers.count, held.orderAnswers.count)
            #expect(after > 0 && after < before)
        }
    }

    @Test func aGuideThatCannotBeReadIsAProblemOfTheSettings() throws {
        try withTemporaryFolder { root in
            try "855 BAK02 is AK\n".write(
                toFile: root + "/a.guide", atomically: true, encoding: .utf8)
            for (file, code) in [("a.guide", "guide-file.syntax"), ("b", "file.not-found")] {
                let error = #expect(throws: AdapterSettingsError.self) {
                    try DocumentMessages(
                        name: FeedName("nordbolt"),
                        settings: Settings.feed(
                            Settings.inbound + [("guide", Settings.text(file))]),
                        environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
                }
                #expect(error?.problems.map(\.code) == [code])
            }
        }
    }

    @Test
    func otherDocumentsAreRefused() throws {
        let table = TakenFile("a.csv", Array("a,b\n1,2\n3,4\n".utf8))
        let error = #expect(throws: AdapterError.self) { try feed().readMessages(table) }
        #expect(error?.code == "document.kind-unexpected")
    }
}
