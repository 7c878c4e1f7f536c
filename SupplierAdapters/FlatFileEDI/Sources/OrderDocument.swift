internal import Procurement
internal import SupplierAdapterKit

/// What a document says of a purchase order: the one value that every format is written from.
struct OrderDocument: Hashable {
    enum Purpose: Hashable {
        case original
        /// What changed since it was issued, under a number of its own.
        case change(sequence: Int)
        /// All of it is withdrawn.
        case cancellation(sequence: Int)

        var sequence: Int? {
            switch self {
            case .original: nil
            case .change(let sequence), .cancellation(let sequence): sequence
            }
        }
    }

    enum LineChange: String, Hashable {
        case deleted
        case decreased
        case increased
        case rescheduled
        /// Less or more, and on another date.
        case changed
    }

    struct Delivery: Hashable {
        var quantity: FixedPoint
        var date: CalendarDate
    }

    struct Line: Hashable {
        var number: Int
        var change: LineChange?
        var supplierPart: String
        var item: String
        var description: String
        /// What is ordered, after the change.
        var quantity: FixedPoint
        var unit: UnitOfMeasure
        var price: FixedPoint
        var per: FixedPoint
        var amount: Money?
        /// Earliest first, adding up to the quantity.
        var schedule: [Delivery]
    }

    var purpose: Purpose
    var order: PurchaseOrder
    var lines: [Line]
    /// The day of the document itself.
    var date: CalendarDate

    var number: String { order.number.rawValue }
    /// The sum of what the lines cost; of a change there is none.
    var total: Money? { purpose == .original ? order.total : nil }

    init(original order: PurchaseOrder) {
        purpose = .original
        self.order = order
        date = order.orderDate
        lines = order.lines.map { Line($0) }
    }

    /// What we withdrew since the order was issued: lines that we cancelled or closed short.
    ///
    /// Throws `document.order-unchanged` where we withdrew nothing.
    init(
        changeOf order: PurchaseOrder, sequence: Int, on date: CalendarDate
    ) throws(AdapterError) {
        var lines: [Line] = []
        for line in order.lines where line.state == .cancelled || line.state == .closed {
            if let request = try line.withdrawal { lines.append(Line(line, changedBy: request)) }
        }
        guard !lines.isEmpty else {
            throw AdapterError(
                code: "document.order-unchanged", reaction: .giveUp,
                message: "We withdrew nothing of purchase order (\(order.number)) since it was "
                    + "issued, so there is no change to write.",
                help: "broker po cancel or broker po close withdraw a line; the order itself is "
                    + "written as an order, not as a change.")
        }
        let isWhole = order.lines.allSatisfy { $0.state == .cancelled }
        purpose = isWhole ? .cancellation(sequence: sequence) : .change(sequence: sequence)
        self.order = order
        self.date = date
        self.lines = lines
    }

    /// What a change asks for; all of the order is called off where no line is left to come.
    init(_ change: OrderChange, of order: PurchaseOrder) {
        lines = order.lines.compactMap { line in
            change.request(of: line.number).map { Line(line, changedBy: $0) }
        }
        let isWhole = order.lines.allSatisfy { line in
            change.request(of: line.number)?.isCancellation
                ?? (line.progress.standing == .allRejected)
        }
        purpose =
            isWhole
            ? .cancellation(sequence: change.sequence) : .change(sequence: change.sequence)
        self.order = order
        date = change.date
    }
}

extension PurchaseOrderLine {
    /// What of the line we no longer wait for, as what we would ask; `nil` where all of it came.
    fileprivate var withdrawal: OrderChange.Request? {
        get throws(AdapterError) {
            guard progress.received < progress.ordered else { return nil }
            let product = Int128(quantity.value.micros) * Int128(progress.received)
            let (share, rest) = product.quotientAndRemainder(dividingBy: Int128(progress.ordered))
            guard rest == 0, let micros = Int64(exactly: share) else {
                throw AdapterError(
                    code: "document.quantity-broken", reaction: .giveUp,
                    message: "\(progress.received) of \(progress.ordered) units of line \(number) "
                        + "are no exact part of the \(quantity) that it orders.",
                    help: "Agree on the rest with the supplier by hand.")
            }
            return OrderChange.Request(
                line: number, quantity: FixedPoint(micros: micros), previousQuantity: quantity.value
            )
        }
    }
}

extension OrderDocument.Line {
    init(_ line: PurchaseOrderLine) {
        number = line.number
        supplierPart = line.supplierPart.rawValue
        item = line.item.rawValue
        description = line.description
        quantity = line.quantity.value
        unit = line.quantity.unit
        price = line.price.money.amount
        per = line.price.per.value
        amount = line.amount
        schedule = line.schedule.map {
            OrderDocument.Delivery(quantity: $0.quantity.value, date: $0.requestedDate)
        }.sorted { $0.date < $1.date }
    }

    /// The line as a change asks for it; one that is called off shows what it was.
    init(_ line: PurchaseOrderLine, changedBy request: OrderChange.Request) {
        self.init(line)
        amount = nil
        let isOther = request.quantity != request.previousQuantity
        change =
            request.isCancellation
            ? .deleted
            : request.isDateAsked
                ? (isOther ? .changed : .rescheduled) : request.isIncrease ? .increased : .decreased
        quantity = request.isCancellation ? request.previousQuantity : request.quantity
        schedule =
            request.date.map { [OrderDocument.Delivery(quantity: quantity, date: $0)] }
            ?? Self.first(quantity.micros, of: schedule)
    }

    /// The deliveries that make up a quantity, earliest first.
    private static func first(
        _ micros: Int64, of schedule: [OrderDocument.Delivery]
    ) -> [OrderDocument.Delivery] {
        var left = micros
        var result: [OrderDocument.Delivery] = []
        for delivery in schedule where left > 0 {
            let taken = min(left, delivery.quantity.micros)
            left -= taken
            result.append(
                OrderDocument.Delivery(quantity: FixedPoint(micros: taken), date: delivery.date))
        }
        return result
    }
}

extension CalendarDate {
    /// `20260304`.
    var compact: String { description.filter { $0 != "-" } }

    /// Reads `20260304`.
    init?(compact text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        do {
            self = try CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        } catch {
            return nil
        }
    }
}
