import Procurement
import Storage
package import SupplierAdapterKit

/// Ship notices in whose place others come, or that are taken back.
///
/// A replacement is about a notice, and a notice about any number of orders: in each order that the
/// earlier one named and the replacement does not, it becomes a message that says nothing of any
/// line. It is kept by itself too, for what was written earlier and comes later. So the same
/// messages are there in the end, whatever came first.
extension Broker {
    /// Takes in that notices were replaced, after what the replacements say of orders they name.
    package func take(_ replacements: [DeliveredReplacement]) throws -> DeskReport {
        var results: [DeskResult] = []
        for replacement in replacements {
            guard let supplier = replacement.supplier else { continue }
            let record = NoticeReplacementRecord(
                supplier: supplier, notice: replacement.notice, document: replacement.document,
                writtenAt: replacement.writtenAt, takenAt: now, source: "\(replacement.place)")
            try storage.write { try $0.noteReplacement(record) }
            let orders = try storage.read {
                try $0.orders(of: supplier, inNotice: record.notice.rawValue)
            }
            for order in orders {
                results += try withdraw(
                    record, from: order, place: replacement.place, isDryRun: false)
            }
        }
        return DeskReport(results: results)
    }

    /// What takes the place of a notice, or of an earlier replacement, that came after its own.
    func replacing(_ delivered: DeliveredMessage, isDryRun: Bool) throws -> [DeskResult] {
        let message = delivered.message
        guard message.kind == .shipNotice,
            let order = try storage.read({ try $0.purchaseOrder(message.order) })
        else { return [] }
        let records = try storage.read {
            try $0.noticeReplacements(of: order.supplier, notice: message.notice)
        }
        return try records.flatMap {
            try withdraw($0, from: message.order, place: delivered.place, isDryRun: isDryRun)
        }
    }

    /// Says of an order that nothing of a notice is left, unless its replacement says something.
    private func withdraw(
        _ record: NoticeReplacementRecord, from order: PurchaseOrderNumber, place: FilePlace,
        isDryRun: Bool
    ) throws -> [DeskResult] {
        let isSaid = try storage.read { try $0.deskMessages(of: order) }.map(\.message).contains {
            $0.replaces == record.notice && $0.document == record.document
        }
        if isSaid { return [] }
        // A number of its own: what the replacement says of the order may come later, mended.
        let message = try SupplierMessage(
            kind: .shipNotice, document: SupplierDocumentID("\(record.document)/0"), order: order,
            writtenAt: record.writtenAt, statements: [], replaces: record.notice)
        let delivered = DeliveredMessage(
            message: message, supplier: record.supplier, place: place)
        let outcome: DeskResult.Outcome
        do {
            outcome = try take(delivered, isDryRun: isDryRun)
        } catch let error as ServiceError {
            outcome = .refused(error)
        }
        return [DeskResult(message: message, place: place, outcome: outcome)]
    }
}
