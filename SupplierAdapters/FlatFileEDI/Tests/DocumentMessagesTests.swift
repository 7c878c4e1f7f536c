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
            try Golden.check(shown(delivery), against: "\(Self.folder)/\(name).txt") == .matches)
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

    private func shown(_ delivery: MessageDelivery) -> String {
        var lines: [String] = []
        for entry in delivery.messages {
            let message = entry.message
            lines.append(
                "\(message.kind.words) \(message.document) of \(message.order), written "
                    + "\(message.writtenAt) (\(entry.place))")
            lines += message.statements.map { "  \(words($0))" }
        }
        for row in delivery.quarantined {
            lines.append("set aside: \(row)" + (row.help.map { "\n    \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(_ statement: SupplierMessage.Statement) -> String {
        switch statement {
        case .answer(let answer):
            var words = ["line \(answer.line): \(answer.outcome.words)"]
            if let quantity = answer.quantity.value { words.append("\(quantity)") }
            if let date = answer.arrivalDate.value { words.append("arrives \(date)") }
            if let date = answer.shipDate.value { words.append("leaves \(date)") }
            if let price = answer.price.value { words.append("at \(price)") }
            if let part = answer.substitute { words.append("instead \(part)") }
            if !answer.remark.isEmpty { words.append("code \(answer.remark)") }
            return words.joined(separator: ", ")
        case .shipped(let part):
            let arrival = part.arrivalDate.value.map { ", arrives \($0)" } ?? ""
            return "line \(part.line): \(part.quantity) left \(part.shippedOn)\(arrival), "
                + "tracking \(part.tracking)"
        case .received(let part): return "line \(part.line): \(part.quantity) came"
        }
    }
}
