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
    let orders: [PurchaseOrder]
    let accounts: [PurchaseOrderNumber: [LineAccount]]

    func counted(from stated: Stated) throws -> [LeadTimeOrder] {
        var past: [LeadTimeOrder] = []
        for shipment in shipments {
            past.append(
                LeadTimeOrder(
                    supplier: shipment.supplier, item: try ItemID(shipment.item),
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
