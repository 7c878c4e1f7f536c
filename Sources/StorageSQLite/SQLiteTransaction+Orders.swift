import GRDB
import Procurement
import Storage

// MARK: - Reading

extension SQLiteTransaction: StorageReading {
    func purchaseOrders() throws(StorageError) -> [PurchaseOrder] {
        try query { try Self.orders(in: $0, where: "TRUE", []) }
    }

    func purchaseOrder(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> PurchaseOrder? {
        try query { try Self.orders(in: $0, where: "number = ?", [number.rawValue]).first }
    }

    private static func orders(
        in database: Database, where condition: String, _ arguments: [Argument?]
    ) throws -> [PurchaseOrder] {
        try database.values(
            "SELECT \(orderColumns) FROM purchase_order WHERE \(condition) ORDER BY number",
            arguments
        ) {
            let number = try $0.named(PurchaseOrderNumber.self)
            let (round, supplier) = (try $0.round(), try $0.named(SupplierID.self))
            let buyer = try address(&$0, of: number, role: .buyer, in: database)
            let shipTo = try address(&$0, of: number, role: .shipTo, in: database)
            let (contact, currency) = (try $0.contact(), try $0.currency())
            return try PurchaseOrder(
                number: number, round: round, supplier: supplier, buyer: buyer, shipTo: shipTo,
                contact: contact, currency: currency, paymentTerms: $0.text(),
                incoterm: $0.text(), orderDate: $0.date(),
                lines: lines(of: number, in: currency, from: database),
                state: $0.named(PurchaseOrderState.self), revision: $0.int(),
                changes: changes(of: number, in: database))
        }
    }

    private static func address(
        _ columns: inout Columns, of order: PurchaseOrderNumber, role: AddressRole,
        in database: Database
    ) throws -> Address {
        let lines = try database.values(
            """
            SELECT text FROM purchase_order_address_line WHERE purchase_order = ? AND role = ?
            ORDER BY position
            """, [order.rawValue, role.rawValue]
        ) { try $0.text() }
        return Address(
            name: try columns.text(), lines: lines, city: try columns.text(),
            postalCode: try columns.text(), country: try columns.text())
    }

    private static func lines(
        of order: PurchaseOrderNumber, in currency: Currency, from database: Database
    ) throws -> [PurchaseOrderLine] {
        try database.values(
            """
            SELECT \(lineColumns) FROM purchase_order_line
            WHERE purchase_order = ? ORDER BY number
            """, [order.rawValue]
        ) {
            _ = try $0.text()
            let number = try $0.int()
            let (item, part) = (try $0.named(ItemID.self), try $0.named(SupplierPart.self))
            let (description, quantity) = (try $0.text(), try $0.quantity())
            let price = try UnitPrice(
                money: Money(amount: try $0.fixedPoint(), currency: currency),
                per: Quantity(value: try $0.fixedPoint(), unit: quantity.unit))
            let amount = Money(amount: try $0.fixedPoint(), currency: currency)
            let baseUnit = try $0.unit()
            let progress = try LineProgress(
                ordered: $0.int64(), accepted: $0.int64(), rejected: $0.int64(),
                pending: $0.int64(), received: $0.int64())
            let key: [Argument?] = [order.rawValue, number]
            return try PurchaseOrderLine(
                number: number, item: item, supplierPart: part, description: description,
                quantity: quantity,
                baseQuantity: Quantity(units: progress.ordered, unit: baseUnit),
                schedule: schedule(key, unit: quantity.unit, in: database), price: price,
                amount: amount, pegs: pegs(key, unit: baseUnit, in: database),
                progress: progress, state: $0.named(PurchaseOrderLineState.self))
        }
    }

    private static func schedule(
        _ key: [Argument?], unit: UnitOfMeasure, in database: Database
    ) throws -> [ScheduleLine] {
        try database.values(
            """
            SELECT quantity_micros, requested_day FROM schedule_line
            WHERE purchase_order = ? AND line = ? ORDER BY position
            """, key
        ) {
            ScheduleLine(
                quantity: Quantity(value: try $0.fixedPoint(), unit: unit),
                requestedDate: try $0.date())
        }
    }

    private static func pegs(
        _ key: [Argument?], unit: UnitOfMeasure, in database: Database
    ) throws -> [Peg] {
        try database.values(
            """
            SELECT order_reference, order_line, quantity_micros, expected_day FROM peg
            WHERE purchase_order = ? AND line = ? ORDER BY position
            """, key
        ) {
            Peg(
                line: try BackOrderLineID(order: $0.named(OrderReference.self), line: $0.text()),
                quantity: Quantity(value: try $0.fixedPoint(), unit: unit),
                expectedDate: try $0.date())
        }
    }

    func purchaseOrderEvents(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> [PurchaseOrderEventRecord] {
        try query { database in
            try database.values(
                """
                SELECT \(Self.eventColumns) FROM purchase_order_event
                WHERE purchase_order = ? ORDER BY sequence
                """, [number.rawValue]
            ) {
                PurchaseOrderEventRecord(
                    order: try $0.named(PurchaseOrderNumber.self), sequence: try $0.int(),
                    at: try $0.timestamp(), event: try $0.text(), line: try $0.optionalInt(),
                    quantity: try $0.int64(), reason: try $0.text())
            }
        }
    }

    private static let orderColumns = """
        number, round, supplier, buyer_name, buyer_city, buyer_postal_code, buyer_country, \
        ship_to_name, ship_to_city, ship_to_postal_code, ship_to_country, contact_name, \
        contact_email, contact_phone, currency, payment_terms, incoterm, order_day, state, revision
        """

    private static let lineColumns = """
        purchase_order, number, item, supplier_part, description, quantity_micros, unit, \
        price_micros, price_per_micros, amount_micros, base_unit, ordered, accepted, rejected, \
        pending, received, state
        """

    private static let eventColumns =
        "purchase_order, sequence, at_ms, event, line, quantity, reason"
}

private enum AddressRole: String {
    case buyer
    case shipTo = "ship-to"
}

// MARK: - Writing

extension SQLiteTransaction {
    func insertPurchaseOrder(_ order: PurchaseOrder) throws(StorageError) {
        try change { database in
            try StorageRules.check(order)
            let insertion = try database.insertion(into: "purchase_order", Self.orderColumns)
            try insertion.insert([order.number.rawValue] + Self.arguments(of: order))
            try Self.insertParts(of: order, into: database)
        }
    }

    func updatePurchaseOrder(
        _ order: PurchaseOrder, event: PurchaseOrderEventRecord
    ) throws(StorageError) {
        try change { database in
            try StorageRules.check(order)
            try StorageRules.check(event, of: order)
            let columns = Self.orderColumns.split(separator: ", ").dropFirst()
            let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")
            let updated = try database.change(
                "UPDATE purchase_order SET \(assignments) WHERE number = ?",
                Self.arguments(of: order) + [order.number.rawValue])
            guard updated == 1 else { throw StorageError.unknown(order.number) }
            for table in ["peg", "schedule_line", "purchase_order_line"] {
                try database.change(
                    "DELETE FROM \(table) WHERE purchase_order = ?", [order.number.rawValue])
            }
            try database.change(
                "DELETE FROM purchase_order_address_line WHERE purchase_order = ?",
                [order.number.rawValue])
            try Self.insertParts(of: order, into: database)
            try Self.append(event, to: database)
        }
    }

    private static func append(
        _ event: PurchaseOrderEventRecord, to database: Database
    ) throws {
        let last = try database.firstValue(
            """
            SELECT sequence FROM purchase_order_event WHERE purchase_order = ?
            ORDER BY sequence DESC LIMIT 1
            """, [event.order.rawValue]
        ) { try $0.int() }
        let next = (last ?? 0) + 1
        guard event.sequence == next else {
            throw StorageError.outOfSequence(event, expected: next)
        }
        let insertion = try database.insertion(into: "purchase_order_event", eventColumns)
        try insertion.insert([
            event.order.rawValue, event.sequence, event.at.millisecondsSince1970, event.event,
            event.line, event.quantity, event.reason,
        ])
    }

    /// Every column of the order but its number.
    private static func arguments(of order: PurchaseOrder) -> [Argument?] {
        let (buyer, shipTo, contact) = (order.buyer, order.shipTo, order.contact)
        return [
            order.round.value, order.supplier.rawValue, buyer.name, buyer.city, buyer.postalCode,
            buyer.country, shipTo.name, shipTo.city, shipTo.postalCode, shipTo.country,
            contact.name, contact.email, contact.phone, order.currency.code, order.paymentTerms,
            order.incoterm, order.orderDate.dayNumber, order.state.rawValue, order.revision,
        ]
    }

    private static func insertParts(of order: PurchaseOrder, into database: Database) throws {
        let addresses = try database.insertion(
            into: "purchase_order_address_line", "purchase_order, role, position, text")
        for (role, address) in [(AddressRole.buyer, order.buyer), (.shipTo, order.shipTo)] {
            for (index, text) in address.lines.enumerated() {
                try addresses.insert([order.number.rawValue, role.rawValue, index + 1, text])
            }
        }
        for line in order.lines { try insert(line, of: order.number, into: database) }
    }

    private static func insert(
        _ line: PurchaseOrderLine, of order: PurchaseOrderNumber, into database: Database
    ) throws {
        let progress = line.progress
        try database.insertion(into: "purchase_order_line", lineColumns).insert([
            order.rawValue, line.number, line.item.rawValue, line.supplierPart.rawValue,
            line.description, line.quantity.value.micros, line.quantity.unit.code,
            line.price.money.amount.micros, line.price.per.value.micros, line.amount.amount.micros,
            line.baseQuantity.unit.code, progress.ordered, progress.accepted, progress.rejected,
            progress.pending, progress.received, line.state.rawValue,
        ])
        let schedule = try database.insertion(
            into: "schedule_line",
            "purchase_order, line, position, quantity_micros, requested_day")
        for (index, entry) in line.schedule.enumerated() {
            try schedule.insert([
                order.rawValue, line.number, index + 1, entry.quantity.value.micros,
                entry.requestedDate.dayNumber,
            ])
        }
        let pegs = try database.insertion(
            into: "peg",
            """
            purchase_order, line, position, order_reference, order_line, quantity_micros, \
            expected_day
            """)
        for (index, peg) in line.pegs.enumerated() {
            try pegs.insert([
                order.rawValue, line.number, index + 1, peg.line.order.rawValue, peg.line.line,
                peg.quantity.value.micros, peg.expectedDate.dayNumber,
            ])
        }
    }
}
