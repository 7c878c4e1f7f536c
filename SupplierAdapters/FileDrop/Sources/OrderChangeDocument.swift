internal import Procurement
internal import WireFormats

/// The format `purchase-order-change/1`: what we ask a supplier to change of an order.
struct OrderChangeDocument {
    static let format = "purchase-order-change/1"

    let change: OrderChange
    let order: PurchaseOrder

    static let columns = [
        "format", "order_number", "order_date", "change_number", "change_date", "supplier",
        "buyer_name", "contact_name", "contact_email", "contact_phone", "line", "supplier_part",
        "item", "description", "action", "quantity", "previous_quantity", "unit",
        "requested_date",
    ]

    /// One row a line that changes, the fields of the change repeated in each.
    var csv: [UInt8] {
        var writer = DelimitedWriter()
        writer.write(Self.columns)
        let guarded = PurchaseOrderDocument.guarded
        let head = [
            Self.format, guarded(order.number.rawValue), order.orderDate.description,
            "\(change.sequence)", change.date.description, guarded(order.supplier.rawValue),
            guarded(order.buyer.name), guarded(order.contact.name), guarded(order.contact.email),
            guarded(order.contact.phone),
        ]
        for (line, request) in lines {
            writer.write(
                head + [
                    "\(line.number)", guarded(line.supplierPart.rawValue),
                    guarded(line.item.rawValue), guarded(line.description),
                    Self.action(request), request.quantity.description,
                    request.previousQuantity.description, line.quantity.unit.code,
                    request.date?.description ?? "",
                ])
        }
        return writer.bytes
    }

    /// The same as an object with the lines that change.
    var json: [UInt8] {
        JSONText.write(
            Self.object([
                ("format", Self.text(Self.format)),
                ("orderNumber", Self.text(order.number.rawValue)),
                ("orderDate", Self.text(order.orderDate.description)),
                ("changeNumber", JSONValue(.number("\(change.sequence)"))),
                ("changeDate", Self.text(change.date.description)),
                ("supplier", Self.text(order.supplier.rawValue)),
                ("buyer", Self.text(order.buyer.name)),
                (
                    "contact",
                    Self.object([
                        ("name", Self.text(order.contact.name)),
                        ("email", Self.text(order.contact.email)),
                        ("phone", Self.text(order.contact.phone)),
                    ])
                ),
                (
                    "lines",
                    JSONValue(
                        .array(lines.map { Self.object($0.line, $0.request) }))
                ),
            ]))
    }

    private var lines: [(line: PurchaseOrderLine, request: OrderChange.Request)] {
        order.lines.compactMap { line in change.request(of: line.number).map { (line, $0) } }
    }

    private static func action(_ request: OrderChange.Request) -> String {
        request.isCancellation ? "cancel" : "change"
    }

    private static func object(
        _ line: PurchaseOrderLine, _ request: OrderChange.Request
    ) -> JSONValue {
        object([
            ("line", JSONValue(.number("\(line.number)"))),
            ("supplierPart", text(line.supplierPart.rawValue)),
            ("item", text(line.item.rawValue)), ("description", text(line.description)),
            ("action", text(action(request))), ("quantity", text(request.quantity.description)),
            ("previousQuantity", text(request.previousQuantity.description)),
            ("unit", text(line.quantity.unit.code)),
            ("requestedDate", request.date.map { text($0.description) } ?? JSONValue(.null)),
        ])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }

    private static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }
}
