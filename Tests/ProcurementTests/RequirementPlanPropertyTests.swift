import Procurement
import Testing

/// Random records of a few items, sound ones and some that are not.
private struct RandomRecords {
    var items: [Item] = []
    var lines: [BackOrderLine] = []
    var stock: [StockRecord] = []
    var inbound: [InboundRecord] = []
    var orders: [PurchaseOrder] = []

    init(_ generator: inout SeededGenerator) throws {
        items = try ["I-1", "I-2", "I-3"].map { try Sample.item($0) }
        for index in 0..<generator.pick(9) {
            lines.append(
                try Sample.line(
                    "\(["A", "B", "C"][generator.pick(3)])/\(index)", item: anyItem(&generator),
                    pieces(Int64(generator.pick(12))),
                    priority: generator.chance(1, in: 12)
                        ? "urgent"
                        : ["high", "low"][
                            generator.pick(2)],
                    needBy: CalendarDate(dayNumber: Int32(20_500 + generator.pick(6))),
                    generator.chance(1, in: 8) ? .withdrawn : .open))
        }
        for _ in 0..<generator.pick(5) {
            stock.append(
                StockRecord(
                    item: anyItem(&generator), location: ["L", "M"][generator.pick(2)],
                    free: try anyQuantity(&generator)))
        }
        for _ in 0..<generator.pick(6) {
            inbound.append(
                InboundRecord(
                    reference: ["T", "U", "PO-1"][generator.pick(3)], item: anyItem(&generator),
                    quantity: try anyQuantity(&generator),
                    expectedDate: CalendarDate(dayNumber: Int32(20_500 + generator.pick(6)))))
        }
        for number in 1...2 where !lines.isEmpty {
            orders.append(try anyOrder("PO-\(number)", &generator))
        }
    }

    private func anyItem(_ generator: inout SeededGenerator) -> ItemID {
        items[generator.pick(items.count)].id
    }

    private func anyQuantity(_ generator: inout SeededGenerator) throws -> Quantity {
        let micros = Int64(generator.pick(12)) * 1_000_000
        let spoiled = generator.chance(1, in: 10) ? [500_000, -20_000_000][generator.pick(2)] : 0
        return Quantity(value: FixedPoint(micros: micros + Int64(spoiled)), unit: .each)
    }

    private func anyOrder(
        _ number: String, _ generator: inout SeededGenerator
    ) throws -> PurchaseOrder {
        let pegs = (0..<generator.pick(3)).map { _ in
            (
                line: lines[generator.pick(lines.count)].id.description,
                units: Int64(1 + generator.pick(4))
            )
        }
        let pegged = pegs.reduce(0) { $0 + $1.units }
        let order = try SampleOrder.order(
            number, lines: [SampleOrder.line(1, units: pegged + 2, pegs: pegs)], state: .issued)
        guard generator.chance(1, in: 3) else { return order }
        return try order.applying(.lineReceived(line: 1, quantity: Int64(1 + generator.pick(2))))
    }

    func plan(promised: [BackOrderLineID: CalendarDate] = [:]) throws -> RequirementPlan {
        RequirementPlan(
            items: items, lines: lines, stock: stock, inbound: inbound, openOrders: orders,
            classes: try Sample.classes(), promised: promised)
    }

    /// The same with another house's lines beside its own, which ask for the same goods.
    func joined(by others: RandomRecords) throws -> RandomRecords {
        var copy = self
        copy.lines += try others.lines.map { line in
            try BackOrderLine(
                id: BackOrderLineID(parsing: "X\(line.id)"), customer: line.customer,
                item: line.item, openQuantity: line.openQuantity, needByDate: line.needByDate,
                priority: line.priority, lateCost: line.lateCost, unmetCost: line.unmetCost,
                split: line.split, acceptsSubstitute: line.acceptsSubstitute, cause: line.cause,
                status: line.status)
        }
        return copy
    }

    func shuffled(_ generator: inout SeededGenerator) -> RandomRecords {
        var copy = self
        copy.items.shuffle(using: &generator)
        copy.lines.shuffle(using: &generator)
        copy.stock.shuffle(using: &generator)
        copy.inbound.shuffle(using: &generator)
        copy.orders.shuffle(using: &generator)
        return copy
    }
}

extension Quantity {
    fileprivate var units: Int64 { value.micros / 1_000_000 }
}

@Suite struct RequirementPlanPropertyTests {
    @Test(arguments: 0..<10)
    func nothingIsLostAndNothingIsGivenTwice(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let records = try RandomRecords(&generator)
            let plan = try records.plan()

            for line in plan.coverage {
                let covered = line.sources.reduce(0) { $0 + $1.quantity.units }
                #expect(covered + line.required.units == line.openQuantity.units)
                #expect(line.sources.allSatisfy { $0.quantity.value.isPositive })
            }
            #expect(
                plan.requirements.map { "\($0.line) \($0.quantity)" }
                    == plan.coverage.filter { $0.required.value.isPositive }
                    .map { "\($0.line) \($0.required)" })
            expectConserved(plan, records)
        }
    }

    @Test(arguments: 0..<10)
    func newLinesTakeNothingFromThoseThatWereTold(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        var kept = 0
        for _ in 0..<60 {
            let records = try RandomRecords(&generator)
            let before = try records.plan()
            func stock(_ coverage: LineCoverage) -> Int64 {
                coverage.sources.reduce(0) { sum, source in
                    if case .stock = source.origin { sum + source.quantity.units } else { sum }
                }
            }
            let covered = before.coverage.filter { $0.required.value == .zero && stock($0) > 0 }
            let promised = Dictionary(
                covered.map { ($0.line, CalendarDate(dayNumber: Int32(20_000))) },
                uniquingKeysWith: { first, _ in first })
            let after = try records.joined(by: RandomRecords(&generator))
                .plan(promised: promised)
            expectConserved(after, records)
            for line in covered {
                let now = try #require(after.coverage.first { $0.line == line.line })
                let isBoughtAnew = now.required.value.isPositive
                let hadInbound = line.sources.contains {
                    if case .inbound = $0.origin { true } else { false }
                }
                #expect(!isBoughtAnew || hadInbound)
                kept += 1
            }
        }
        #expect(kept > 20)
    }

    /// Of every item, what is used and what is left make up what was there.
    private func expectConserved(_ plan: RequirementPlan, _ records: RandomRecords) {
        for item in records.items.map(\.id) {
            let used = plan.coverage.filter { $0.item == item }.flatMap(\.sources)
            func sum(_ isMeant: (CoverageSource.Origin) -> Bool) -> Int64 {
                used.filter { isMeant($0.origin) }.reduce(0) { $0 + $1.quantity.units }
            }
            let usedStock = sum { if case .stock = $0 { true } else { false } }
            let leftStock = plan.unusedStock.filter { $0.item == item }.map(\.free.units)
            let stock = records.stock.filter { $0.item == item }.map { max(0, $0.free.units) }
            #expect(usedStock + leftStock.reduce(0, +) == stock.reduce(0, +))

            let usedInbound = sum { if case .inbound = $0 { true } else { false } }
            let leftInbound = plan.unusedInbound.filter { $0.item == item }.map(\.quantity.units)
            let ownNumbers = records.orders.map(\.number.rawValue)
            let inbound = records.inbound
                .filter { $0.item == item && !ownNumbers.contains($0.reference) }
                .map { max(0, $0.quantity.units) }
            #expect(usedInbound + leftInbound.reduce(0, +) == inbound.reduce(0, +))
        }
        let usedPegs = plan.coverage.flatMap(\.sources).filter {
            if case .ownOrder = $0.origin { true } else { false }
        }
        let pegged = records.orders.flatMap(\.openPegs).map(\.quantity.units)
        let counted = (usedPegs + plan.unusedOwnOrders).map(\.quantity.units)
        #expect(counted.reduce(0, +) == pegged.reduce(0, +))
    }

    @Test(arguments: 0..<10)
    func theOrderOfTheRecordsChangesNothing(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let records = try RandomRecords(&generator)
            #expect(try records.plan() == records.shuffled(&generator).plan())
        }
    }

    /// Nobody lacks stock that somebody behind has got, and nobody buys while it lies there.
    @Test(arguments: 0..<10)
    func priorityIsRespected(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let plan = try RandomRecords(&generator).plan()
            for item in Set(plan.coverage.map(\.item)) {
                let lines = plan.coverage.filter { $0.item == item }
                guard let index = lines.firstIndex(where: { $0.required.value.isPositive }) else {
                    continue
                }
                let stockBehind = lines[(index + 1)...].flatMap(\.sources).filter {
                    if case .stock = $0.origin { true } else { false }
                }
                #expect(stockBehind.isEmpty)
                #expect(!plan.unusedStock.contains { $0.item == item })
            }
        }
    }

    /// Gives single units one after the other, each to the line whose turn it is.
    @Test(arguments: 0..<10)
    func thePlanAgreesWithGivingUnitByUnit(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let records = try RandomRecords(&generator)
            let plan = try records.plan()
            let found = Dictionary(
                uniqueKeysWithValues: plan.coverage.map { ($0.line, $0.required.units) })
            #expect(found == unitByUnit(records))
        }
    }

    private func unitByUnit(_ records: RandomRecords) -> [BackOrderLineID: Int64] {
        let ranks = ["high": 1, "low": 2]
        var lines = records.lines.filter {
            $0.status == .open && $0.openQuantity.units > 0 && ranks[$0.priority] != nil
        }
        lines.sort { left, right in
            if left.priority != right.priority { return left.priority == "high" }
            if left.needByDate != right.needByDate { return left.needByDate < right.needByDate }
            return left.id < right.id
        }
        var stock = records.stock.flatMap { record in
            [ItemID](repeating: record.item, count: Int(max(0, record.free.units)))
        }
        var pegs = records.orders.flatMap(\.openPegs).flatMap { peg in
            [BackOrderLineID](repeating: peg.line, count: Int(peg.quantity.units))
        }
        let ownNumbers = records.orders.map(\.number.rawValue)
        var inbound = records.inbound.filter { !ownNumbers.contains($0.reference) }
            .sorted { $0.expectedDate < $1.expectedDate }
            .flatMap { record in
                [InboundRecord](repeating: record, count: Int(max(0, record.quantity.units)))
            }
        var missing: [BackOrderLineID: Int64] = [:]
        for line in lines {
            missing[line.id] = 0
            for _ in 0..<line.openQuantity.units {
                if let unit = stock.firstIndex(of: line.item) {
                    stock.remove(at: unit)
                } else if let unit = pegs.firstIndex(of: line.id) {
                    pegs.remove(at: unit)
                } else if let unit = inbound.firstIndex(where: {
                    $0.item == line.item && $0.expectedDate <= line.needByDate
                }) {
                    inbound.remove(at: unit)
                } else {
                    missing[line.id, default: 0] += 1
                }
            }
        }
        return missing
    }
}
