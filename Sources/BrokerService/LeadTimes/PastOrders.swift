import Procurement
import Storage

/// What lead times are learned from: past deliveries that feeds brought, and our own orders.
struct PastOrders {
    /// From which day of its supplier's an own order's delay is counted.
    enum Stated {
        /// The day it first confirmed: what a promise rests on.
        case confirmed
        /// The day that its offer led to when it was ordered: what a round knows.
        case ordered
    }

    let shipments: [ShipmentRecord]
    /// Whose part is which item: feeds call goods as their suppliers do, or as the house does.
    let references: [ItemReference]
    let orders: [PurchaseOrder]
    let accounts: [PurchaseOrderNumber: [LineAccount]]

    func counted(from stated: Stated) throws -> [LeadTimeOrder] {
        let items = Dictionary(
            references.map {
                (Part(supplier: $0.supplier, part: $0.supplierPart.rawValue), $0.item)
            },
            uniquingKeysWith: { first, _ in first })
        var past: [LeadTimeOrder] = []
        for shipment in shipments {
            past.append(
                LeadTimeOrder(
                    supplier: shipment.supplier,
                    item: try items[Part(supplier: shipment.supplier, part: shipment.item)]
                        ?? ItemID(shipment.item),
                    orderedDate: shipment.orderedOn, promisedDate: shipment.scheduledOn,
                    receivedDate: shipment.receivedOn))
        }
        for order in orders where order.state != .approved && order.state != .issuing {
            for line in order.lines {
                let account = accounts[order.number]?.first { $0.line == line.number }
                guard let day = day(of: line, account, stated) else { continue }
                let received = line.progress.expected == 0 ? account?.receivedDate : nil
                past.append(
                    LeadTimeOrder(
                        supplier: order.supplier, item: line.item, orderedDate: order.orderDate,
                        promisedDate: day, receivedDate: received.map { max($0, order.orderDate) }))
            }
        }
        return past
    }

    private struct Part: Hashable {
        let supplier: SupplierID
        let part: String
    }

    private func day(
        of line: PurchaseOrderLine, _ account: LineAccount?, _ stated: Stated
    ) -> CalendarDate? {
        switch stated {
        case .confirmed: return account?.firstConfirmedDate
        case .ordered:
            // What was refused or given up before any came says nothing about when it would come.
            if line.state.isFinal && line.progress.received == 0 { return nil }
            return line.schedule.map(\.requestedDate).max()
        }
    }
}
