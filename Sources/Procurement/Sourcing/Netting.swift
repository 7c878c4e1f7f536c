/// The working state of a ``RequirementPlan``: supply that is still there while lines are served.
struct Netting {
    /// A line whose record is sound, with its class.
    struct Line {
        let record: BackOrderLine
        let priority: PriorityClass
        /// The open quantity.
        let units: Int64

        func requirement(of quantity: Quantity) -> Requirement {
            Requirement(
                line: record.id, item: record.item, quantity: quantity,
                needByDate: record.needByDate, lateCost: record.lateCost ?? priority.lateCost,
                unmetCost: record.unmetCost ?? priority.unmetCost, split: record.split,
                acceptsSubstitute: record.acceptsSubstitute, priorityRank: priority.rank)
        }

        static func isServedBefore(_ lhs: Line, _ rhs: Line) -> Bool {
            (lhs.priority.rank, lhs.record.needByDate, lhs.record.id)
                < (rhs.priority.rank, rhs.record.needByDate, rhs.record.id)
        }
    }

    /// A record of supply and what is left of it.
    struct Supply<Record> {
        let record: Record
        var units: Int64
    }

    /// A peg of an own order.
    struct PegRecord {
        let order: PurchaseOrderNumber
        let line: Int
        let peg: Peg

        var origin: CoverageSource.Origin {
            .ownOrder(order, line: line, expectedDate: peg.expectedDate)
        }
    }

    private let units: [ItemID: UnitOfMeasure]
    private let classes: [String: PriorityClass]
    private var stock: [ItemID: [Supply<StockRecord>]] = [:]
    private var kept: [BackOrderLineID: [Supply<StockRecord>]] = [:]
    private var inbound: [ItemID: [Supply<InboundRecord>]] = [:]
    private var pegs: [BackOrderLineID: [Supply<PegRecord>]] = [:]
    private(set) var problems: [PlanProblem] = []

    init(items: [Item], classes: [PriorityClass]) {
        units = Dictionary(items.map { ($0.id, $0.unit) }) { first, _ in first }
        self.classes = Dictionary(classes.map { ($0.name, $0) }) { first, _ in first }
    }
}

// MARK: - Taking records in

extension Netting {
    mutating func add(stock records: [StockRecord]) {
        for record in records {
            let subject = PlanProblem.Subject.stock(record.item, location: record.location)
            let name = "Stock of \(record.item) at \(record.location.quotedForMessage)"
            guard let units = supplied(record.free, of: record.item, subject, name) else {
                continue
            }
            stock[record.item, default: []].append(Supply(record: record, units: units))
        }
        for item in stock.keys {
            stock[item]?.sort {
                ($0.record.location, $0.units) < ($1.record.location, $1.units)
            }
        }
    }

    mutating func add(inbound records: [InboundRecord], notFrom ownNumbers: Set<String>) {
        for record in records {
            let subject = PlanProblem.Subject.inbound(
                reference: record.reference, item: record.item)
            let name = "Inbound \(record.reference.quotedForMessage) of \(record.item)"
            guard !ownNumbers.contains(record.reference) else {
                report(
                    subject, "plan.inbound-own-order",
                    "\(name) is one of our own purchase orders and is counted as such only.",
                    help: "Maybe the list of inbound supply should leave them out.")
                continue
            }
            guard let units = supplied(record.quantity, of: record.item, subject, name) else {
                continue
            }
            inbound[record.item, default: []].append(Supply(record: record, units: units))
        }
        for item in inbound.keys {
            inbound[item]?.sort {
                ($0.record.expectedDate, $0.record.reference, $0.units)
                    < ($1.record.expectedDate, $1.record.reference, $1.units)
            }
        }
    }

    mutating func add(pegsOf orders: [PurchaseOrder]) {
        for order in orders {
            for line in order.lines {
                for peg in line.openPegs {
                    add(PegRecord(order: order.number, line: line.number, peg: peg), of: line.item)
                }
            }
        }
        for line in pegs.keys {
            pegs[line]?.sort {
                ($0.record.peg.expectedDate, $0.record.order, $0.record.line, $0.units)
                    < ($1.record.peg.expectedDate, $1.record.order, $1.record.line, $1.units)
            }
        }
    }

    private mutating func add(_ record: PegRecord, of item: ItemID) {
        let subject = PlanProblem.Subject.peg(record.order, line: record.line, record.peg.line)
        let name = "Line \(record.line) of purchase order \(record.order), for \(record.peg.line),"
        guard let units = supplied(record.peg.quantity, of: item, subject, name) else { return }
        pegs[record.peg.line, default: []].append(Supply(record: record, units: units))
    }

    /// The lines that can be served, in the order in which they are.
    mutating func served(_ lines: [BackOrderLine]) -> [Line] {
        let open = lines.filter { $0.status == .open && $0.openQuantity.value != .zero }
        let copies = Dictionary(grouping: open, by: \.id)
        var served: [Line] = []
        for line in open {
            let subject = PlanProblem.Subject.line(line.id)
            guard copies[line.id]?.count == 1 else {
                report(
                    subject, "plan.line-duplicate",
                    "Line \(line.id) is there more than once; no copy is served.",
                    help: "Maybe two files were read for one.")
                continue
            }
            guard let sound = sound(line, subject) else { continue }
            served.append(sound)
        }
        return served.sorted(by: Line.isServedBefore)
    }

    private mutating func sound(_ line: BackOrderLine, _ subject: PlanProblem.Subject) -> Line? {
        let name = "Line \(line.id)"
        guard unitMatches(line.openQuantity, of: line.item, subject, name) else { return nil }
        guard let units = line.openQuantity.wholeUnits, units > 0 else {
            report(
                subject, "plan.quantity-not-whole",
                "\(name) waits for \(line.openQuantity), not a whole number above zero; it is not "
                    + "served.",
                help: "Maybe it is counted in another unit.")
            return nil
        }
        guard let priority = classes[line.priority] else {
            report(
                subject, "plan.priority-unknown",
                "\(name) has the priority (\(line.priority.quotedForMessage)), which is not "
                    + "configured; it is not served.",
                help: "Maybe it is misspelt; the configured ones are "
                    + classes.keys.sorted().joined(separator: ", ") + ".")
            return nil
        }
        return Line(record: line, priority: priority, units: units)
    }

    /// The whole units of a supply; `nil` if there are none to use.
    private mutating func supplied(
        _ quantity: Quantity, of item: ItemID, _ subject: PlanProblem.Subject, _ name: String
    ) -> Int64? {
        guard unitMatches(quantity, of: item, subject, name) else { return nil }
        let units = quantity.value.micros / FixedPoint.scale
        if quantity.value.isNegative {
            report(
                subject, "plan.quantity-negative",
                "\(name) is \(quantity), below zero; it covers nothing.",
                help: "Maybe more is promised than is there.")
        } else if quantity.wholeUnits == nil {
            report(
                subject, "plan.quantity-not-whole",
                "\(name) is \(quantity); only \(units) whole units cover anything.",
                help: "Maybe it is counted in another unit.")
        }
        return units > 0 ? units : nil
    }

    private mutating func unitMatches(
        _ quantity: Quantity, of item: ItemID, _ subject: PlanProblem.Subject, _ name: String
    ) -> Bool {
        guard let unit = units[item] else {
            report(
                subject, "plan.item-unknown",
                "\(name) is about item \(item), which is not known; it is left out.",
                help: "Maybe the item is missing in the list of items.")
            return false
        }
        guard quantity.unit == unit else {
            report(
                subject, "plan.unit-mismatch",
                "\(name) is counted in \(quantity.unit), but item \(item) in \(unit); it is left "
                    + "out.",
                help: "Maybe it is counted in packs.")
            return false
        }
        return true
    }

    private mutating func report(
        _ subject: PlanProblem.Subject, _ code: String, _ message: String, help: String
    ) {
        problems.append(PlanProblem(subject: subject, code: code, message: message, help: help))
    }
}

// MARK: - Serving lines

extension Netting {
    /// Keeps stock for lines that were told a date, the earliest date first.
    ///
    /// First for all of them what is not on order any more: it has come, or is all that they can
    /// count on. Then, for those whose day has come, what is late or was told from stock.
    mutating func keepStock(
        for lines: [Line], promised: [BackOrderLineID: CalendarDate], on day: CalendarDate?
    ) {
        let told = lines.compactMap { line in promised[line.record.id].map { (line, $0) } }
            .sorted(by: Self.isToldBefore)
        for (line, _) in told {
            keep(line.units - pegs[line.record.id, default: []].reduce(0) { $0 + $1.units }, line)
        }
        guard let day else { return }
        for (line, date) in told where date <= day {
            keep(line.units - kept[line.record.id, default: []].reduce(0) { $0 + $1.units }, line)
        }
    }

    private mutating func keep(_ units: Int64, _ line: Line) {
        var missing = units
        let item = line.record.item
        for index in stock[item, default: []].indices where missing > 0 {
            let taken = min(missing, stock[item]?[index].units ?? 0)
            guard taken > 0, let record = stock[item]?[index].record else { continue }
            stock[item]?[index].units -= taken
            missing -= taken
            kept[line.record.id, default: []].append(Supply(record: record, units: taken))
        }
    }

    private static func isToldBefore(
        _ lhs: (line: Line, date: CalendarDate), _ rhs: (line: Line, date: CalendarDate)
    ) -> Bool {
        lhs.date == rhs.date ? Line.isServedBefore(lhs.line, rhs.line) : lhs.date < rhs.date
    }

    mutating func cover(_ line: Line) -> LineCoverage {
        var missing = line.units
        let (item, unit) = (line.record.item, line.record.openQuantity.unit)
        var sources = takeStock(&missing, unit, of: item, for: line.record.id)
        sources += Self.take(&missing, unit, from: &pegs[line.record.id, default: []]) { $0.origin }
        sources += Self.take(&missing, unit, from: &inbound[item, default: []]) { record in
            guard record.expectedDate <= line.record.needByDate else { return nil }
            return .inbound(reference: record.reference, expectedDate: record.expectedDate)
        }
        return LineCoverage(
            line: line.record.id, item: item, openQuantity: line.record.openQuantity,
            sources: sources, required: Quantity(existing: missing, unit))
    }

    /// What was kept for the line, then what is free, each location once.
    private mutating func takeStock(
        _ missing: inout Int64, _ unit: UnitOfMeasure, of item: ItemID, for line: BackOrderLineID
    ) -> [CoverageSource] {
        let own = Self.take(&missing, unit, from: &kept[line, default: []]) { record in
            .stock(location: record.location)
        }
        let free = Self.take(&missing, unit, from: &stock[item, default: []]) { record in
            .stock(location: record.location)
        }
        return CoverageSource.merged(own + free)
    }

    /// Takes from supplies in their order until nothing is missing or `origin` is `nil`.
    private static func take<Record>(
        _ missing: inout Int64, _ unit: UnitOfMeasure, from supplies: inout [Supply<Record>],
        origin: (Record) -> CoverageSource.Origin?
    ) -> [CoverageSource] {
        var sources: [CoverageSource] = []
        for index in supplies.indices where missing > 0 && supplies[index].units > 0 {
            guard let origin = origin(supplies[index].record) else { break }
            let taken = min(missing, supplies[index].units)
            supplies[index].units -= taken
            missing -= taken
            sources.append(
                CoverageSource(origin: origin, quantity: Quantity(existing: taken, unit)))
        }
        return sources
    }
}

// MARK: - What is left

extension Netting {
    var unusedStock: [StockRecord] {
        Self.left(stock).map { left in
            StockRecord(
                item: left.record.item, location: left.record.location,
                free: Quantity(existing: left.units, left.record.free.unit))
        }
    }

    var unusedInbound: [InboundRecord] {
        Self.left(inbound).map { left in
            InboundRecord(
                reference: left.record.reference, item: left.record.item,
                quantity: Quantity(existing: left.units, left.record.quantity.unit),
                expectedDate: left.record.expectedDate)
        }
    }

    var unusedOwnOrders: [CoverageSource] {
        Self.left(pegs).map { left in
            CoverageSource(
                origin: left.record.origin,
                quantity: Quantity(existing: left.units, left.record.peg.quantity.unit))
        }
    }

    private static func left<Key: Comparable, Record>(
        _ supplies: [Key: [Supply<Record>]]
    ) -> [Supply<Record>] {
        supplies.sorted { $0.key < $1.key }.flatMap { $0.value.filter { $0.units > 0 } }
    }
}

extension CoverageSource {
    /// Claims on the same supply as one, each where the first of them stood.
    fileprivate static func merged(_ sources: [CoverageSource]) -> [CoverageSource] {
        var merged: [CoverageSource] = []
        for source in sources {
            guard let index = merged.firstIndex(where: { $0.origin == source.origin }) else {
                merged.append(source)
                continue
            }
            let units = (merged[index].quantity.wholeUnits ?? 0) + (source.quantity.wholeUnits ?? 0)
            merged[index] = CoverageSource(
                origin: source.origin,
                quantity: Quantity(existing: units, source.quantity.unit))
        }
        return merged
    }
}

extension Quantity {
    /// A number of whole units that is part of a quantity, so that it cannot be out of range.
    init(existing units: Int64, _ unit: UnitOfMeasure) {
        self.init(value: FixedPoint(micros: units * FixedPoint.scale), unit: unit)
    }
}
