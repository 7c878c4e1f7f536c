internal import Procurement
internal import WireFormats

/// The format `purchase-order/1`: what a supplier needs to know of an order, and nothing else.
///
/// When which part of a line is wanted is in it; which customers wait stays in the house.
enum PurchaseOrderDocument {
    static let format = "purchase-order/1"

    static let columns = [
        "format", "order_number", "order_date", "supplier", "currency", "payment_terms",
        "incoterm", "buyer_name", "buyer_address", "buyer_postal_code", "buyer_city",
        "buyer_country", "ship_to_name", "ship_to_address", "ship_to_postal_code", "ship_to_city",
        "ship_to_country", "contact_name", "contact_email", "contact_phone", "line",
        "supplier_part", "item", "description", "quantity", "unit", "requested_date", "schedule",
        "price", "price_quantity", "amount", "order_total",
    ]

    // MARK: - CSV

    /// One row a line, the fields of the order repeated in each.
    static func csv(_ order: PurchaseOrder) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.write(columns)
        for line in order.lines { writer.write(orderFields(order) + lineFields(line, order)) }
        return writer.bytes
    }

    private static func orderFields(_ order: PurchaseOrder) -> [String] {
        [
            format, guarded(order.number.rawValue), order.orderDate.description,
            guarded(order.supplier.rawValue), order.currency.code, guarded(order.paymentTerms),
            guarded(order.incoterm),
        ] + fields(order.buyer) + fields(order.shipTo) + [
            guarded(order.contact.name), guarded(order.contact.email),
            guarded(order.contact.phone),
        ]
    }

    private static func fields(_ address: Address) -> [String] {
        [
            guarded(address.name), guarded(address.lines.joined(separator: "; ")),
            guarded(address.postalCode), guarded(address.city), guarded(address.country),
        ]
    }

    private static func lineFields(_ line: PurchaseOrderLine, _ order: PurchaseOrder) -> [String] {
        [
            "\(line.number)", guarded(line.supplierPart.rawValue), guarded(line.item.rawValue),
            guarded(line.description), line.quantity.value.description, line.quantity.unit.code,
            requestedDate(line).description, scheduleText(line), amount(line.price.money),
            line.price.per.value.description, amount(line.amount), amount(order.total),
        ]
    }

    /// `60 on 2026-03-06; 40 on 2026-03-20`: one cell, so that a line stays one row and nobody
    /// who adds up quantities or amounts counts it twice.
    private static func scheduleText(_ line: PurchaseOrderLine) -> String {
        schedule(line).map { "\($0.quantity.value) on \($0.requestedDate)" }
            .joined(separator: "; ")
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front.
    ///
    /// So does a text that begins with an apostrophe: taking one off gives every text back.
    static func guarded(_ text: String) -> String {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "'": "'" + text
        default: text
        }
    }

    /// The parts of a line, earliest first.
    private static func schedule(_ line: PurchaseOrderLine) -> [ScheduleLine] {
        line.schedule.sorted { $0.requestedDate < $1.requestedDate }
    }

    /// The first day on which any of the line is wanted.
    private static func requestedDate(_ line: PurchaseOrderLine) -> CalendarDate {
        guard let first = schedule(line).first else {
            preconditionFailure("A purchase order line must have a requested date.")
        }
        return first.requestedDate
    }

    /// At least as many decimals as the currency has.
    private static func amount(_ money: Money) -> String {
        money.amount.formatted(fractionDigits: money.currency.minorUnitDigits)
    }

    // MARK: - JSON

    static func json(_ order: PurchaseOrder) -> [UInt8] {
        JSONText.write(
            object([
                ("format", text(format)), ("orderNumber", text(order.number.rawValue)),
                ("orderDate", text(order.orderDate.description)),
                ("supplier", text(order.supplier.rawValue)),
                ("currency", text(order.currency.code)),
                ("paymentTerms", text(order.paymentTerms)), ("incoterm", text(order.incoterm)),
                ("buyer", object(order.buyer)), ("shipTo", object(order.shipTo)),
                (
                    "contact",
                    object([
                        ("name", text(order.contact.name)), ("email", text(order.contact.email)),
                        ("phone", text(order.contact.phone)),
                    ])
                ),
                ("lines", JSONValue(.array(order.lines.map { object($0) }))),
                ("total", text(amount(order.total))),
            ]))
    }

    private static func object(_ line: PurchaseOrderLine) -> JSONValue {
        object([
            ("line", JSONValue(.number("\(line.number)"))),
            ("supplierPart", text(line.supplierPart.rawValue)),
            ("item", text(line.item.rawValue)), ("description", text(line.description)),
            ("quantity", text(line.quantity.value.description)),
            ("unit", text(line.quantity.unit.code)),
            ("requestedDate", text(requestedDate(line).description)),
            (
                "schedule",
                JSONValue(
                    .array(
                        schedule(line).map { part in
                            object([
                                ("quantity", text(part.quantity.value.description)),
                                ("requestedDate", text(part.requestedDate.description)),
                            ])
                        }))
            ),
            ("price", text(amount(line.price.money))),
            ("priceQuantity", text(line.price.per.value.description)),
            ("amount", text(amount(line.amount))),
        ])
    }

    private static func object(_ address: Address) -> JSONValue {
        object([
            ("name", text(address.name)),
            ("lines", JSONValue(.array(address.lines.map { text($0) }))),
            ("postalCode", text(address.postalCode)), ("city", text(address.city)),
            ("country", text(address.country)),
        ])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }

    private static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }
}
