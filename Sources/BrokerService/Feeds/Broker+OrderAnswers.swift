import Procurement
import Storage
import SupplierAdapterKit

extension Broker {
    /// Answers for orders as a whole as answers for each of their lines.
    func messages(of answers: [DeliveredOrderAnswer]) throws -> [DeliveredMessage] {
        try answers.map { answer in
            let order = try storage.read { try $0.purchaseOrder(answer.order) }
            // For an order that is not there, one line is enough: the desk refuses the message.
            let lines = order?.lines.map(\.number) ?? [1]
            guard let number = answer.change, let order else {
                return try answer.message(lines: lines)
            }
            // An answer to a change says nothing of lines that the change leaves alone.
            let change = order.changes.last {
                number > 0 ? $0.sequence == number : $0.requestedAt <= answer.writtenAt
            }
            return try answer.message(lines: change?.requests.map(\.line) ?? lines)
        }
    }
}
