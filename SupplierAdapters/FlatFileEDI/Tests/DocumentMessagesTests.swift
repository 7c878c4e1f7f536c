import FlatFileEDI
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

    @Test
    func otherDocumentsAreRefused() throws {
        let table = TakenFile("a.csv", Array("a,b\n1,2\n3,4\n".utf8))
        let error = #expect(throws: AdapterError.self) { try feed().readMessages(table) }
        #expect(error?.code == "document.kind-unexpected")
    }
}
