package import Procurement
import Storage

/// How a buyer gives up waiting for a purchase order line.
package enum LineRelease: Sendable, Hashable {
    /// What has not come will not come; the rest stands.
    case close
    /// Nothing came and nothing will.
    case cancel
}

extension Broker {
    package func purchaseOrder(_ number: PurchaseOrderNumber) throws -> PurchaseOrder {
        guard let order = try storage.read({ try $0.purchaseOrder(number) }) else {
            throw ServiceError(
                .failed, code: "order.unknown", message: "There is no purchase order (\(number)).",
                help: "broker po list names the orders there are.")
        }
        return order
    }

    /// Releases what will not come of a line; it is needed again from the next round on.
    ///
    /// The supplier is told by nobody but the buyer: nothing leaves the house.
    package func release(
        _ kind: LineRelease, line: Int, of number: PurchaseOrderNumber, reason: String,
        isDryRun: Bool = false
    ) throws -> PurchaseOrder {
        let order = try purchaseOrder(number)
        let event: PurchaseOrderEvent =
            switch kind {
            case .close: .lineClosed(line: line, reason: reason)
            case .cancel: .lineCancelled(line: line, reason: reason)
            }
        do {
            let after = try order.applying(event)
            if isDryRun { return after }
            return try storage.write { try note(event, on: order, in: $0) }
        } catch let error as OrderError {
            throw ServiceError(
                .notAllowed, code: error.code, message: error.message,
                help: [error.help, "broker po show \(number) tells how the order stands."]
                    .compactMap { $0 }.joined(separator: " "))
        }
    }
}
