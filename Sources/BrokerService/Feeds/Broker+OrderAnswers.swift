import Procurement
import Storage
import SupplierAdapterKit

extension Broker {
    /// Answers for orders as a whole as answers for each of their lines.
    func messages(of answers: [DeliveredOrderAnswer]) throws -> [DeliveredMessage] {
        try answers.map { answer in
            let order = try storage.read { try $0.purchaseOrder(answer.order) }
            // For an order that is not there, one line is enough: the desk refuses the message.
            return try answer.message(lines: order?.lines.map(\.number) ?? [1])
        }
    }
}
