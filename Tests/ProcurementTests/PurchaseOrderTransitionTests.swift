import Procurement
import Testing

@Suite struct PurchaseOrderTransitionTests {
    // MARK: The tables

    @Test func theTablesSayOneThingForEachCase() {
        let lineCases = LineTransition.table.map { "\($0.from) \($0.event) \($0.standing)" }
        #expect(Set(lineCases).count == lineCases.count)
        let orderCases = PurchaseOrderTransition.table.map {
            "\($0.from) \($0.event) \($0.standing)"
        }
        #expect(Set(orderCases).count == orderCases.count)
    }

    @Test func nothingButOpeningAgainHappensToWhatIsFinal() {
        #expect(!LineTransition.table.contains { $0.from.isFinal && $0.event != .lineReopened })
        #expect(
            !PurchaseOrderTransition.table.contains {
                $0.from.isFinal && $0.event != .lineReopened
            })
    }

    @Test func everyStateButTheFirstIsReached() {
        #expect(
            Set(LineTransition.table.map(\.to)).union([.open])
                == Set(PurchaseOrderLineState.allCases))
        #expect(
            Set(PurchaseOrderTransition.table.map(\.to)).union([.approved])
                == Set(PurchaseOrderState.allCases))
    }

    /// Every order that any events make of small ones is visited, from each with every event.
    ///
    /// Applying must never run into a hole of a table, which would end the program, and must use
    /// every row, so that no row is there in vain.
    @Test func everyOrderOfUpToThreeSmallLinesIsCoveredByTheTables() throws {
        var lineRows: Set<LineTransition> = []
        var orderRows: Set<PurchaseOrderTransition> = []
        for start in [
            try SampleOrder.order(units: 1), try SampleOrder.order(units: 4),
            try SampleOrder.order(units: 3, 2), try SampleOrder.order(units: 2, 1, 1),
        ] {
            var seen: Set<[Snapshot]> = [Snapshot.all(of: start)]
            var queue = [start]
            while let order = queue.popLast() {
                for event in Self.events(for: order) {
                    guard let next = try Self.apply(event, to: order) else { continue }
                    Self.recordRows(event, order, next, &lineRows, &orderRows)
                    if seen.insert(Snapshot.all(of: next)).inserted { queue.append(next) }
                }
            }
        }
        #expect(Set(LineTransition.table).subtracting(lineRows) == [])
        #expect(Set(PurchaseOrderTransition.table).subtracting(orderRows) == [])
    }

    // MARK: Properties

    /// Random events, legal and illegal, never lead to an illegal order.
    @Test(arguments: 0..<40)
    func noEventOrderReachesAnIllegalState(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            let units = (0...generator.pick(3)).map { _ in Int64(1 + generator.pick(20)) }
            var order = try SampleOrder.order(
                lines: units.enumerated().map {
                    try SampleOrder.line($0.offset + 1, units: $0.element)
                })
            for _ in 0..<40 {
                let event = Self.randomEvent(lines: units.count, &generator)
                let before = order
                guard let next = try Self.apply(event, to: order) else {
                    #expect(order == before)
                    continue
                }
                #expect(!order.state.isFinal || event.kind == .lineReopened)
                #expect(next.revision == order.revision + 1)
                Self.expectSound(next, after: order, event.kind == .lineReopened)
                order = next
            }
        }
    }

    private static func expectSound(
        _ order: PurchaseOrder, after before: PurchaseOrder, _ isReopened: Bool
    ) {
        for (line, old) in zip(order.lines, before.lines) {
            let progress = line.progress
            let parts = [progress.accepted, progress.rejected, progress.pending]
            #expect(progress.ordered == parts.reduce(0, +))
            #expect(parts.allSatisfy { $0 >= 0 })
            #expect((0...progress.accepted).contains(progress.received))
            // What came stays so; what will not come does until it is opened again.
            #expect(progress.received >= old.progress.received)
            if !isReopened {
                #expect(progress.rejected >= old.progress.rejected)
                let added = progress.ordered - old.progress.ordered
                #expect(progress.pending <= old.progress.pending + added)
                #expect(added >= 0)
                #expect(!old.state.isFinal || line == old)
            }
            #expect(line.state.isFinal == (progress.expected == 0))
        }
        let isOver = order.lines.allSatisfy { $0.progress.expected == 0 }
        #expect(order.state.isFinal == isOver)
        let isUnsent = order.state == .approved || order.state == .issuing
        #expect(
            !isUnsent || order.lines.allSatisfy { $0.state == .open || $0.state == .cancelled })
    }

    /// The order after the event, or `nil` if it is refused, with the refusal checked.
    private static func apply(
        _ event: PurchaseOrderEvent, to order: PurchaseOrder
    ) throws -> PurchaseOrder? {
        do throws(OrderError) {
            return try order.applying(event)
        } catch {
            #expect(error.state == order.state)
            #expect(error.event == event.kind)
            #expect(error.order == order.number)
            return nil
        }
    }

    private static func randomEvent(
        lines: Int, _ generator: inout SeededGenerator
    ) -> PurchaseOrderEvent {
        let line = 1 + generator.pick(generator.chance(1, in: 20) ? lines + 1 : lines)
        let quantity = Int64(generator.pick(12)) - (generator.chance(1, in: 20) ? 12 : 0)
        let reason = generator.chance(1, in: 10) ? "" : "no need"
        return switch generator.pick(18) {
        case 17: .lineIncreased(line: line, addition: addition(quantity))
        case 16: .lineReopened(line: line, reason: reason)
        case 0, 1: .issueIntended
        case 2, 3: .issued
        case 4...7: .lineAccepted(line: line, quantity: quantity)
        case 8, 9: .lineRejected(line: line, quantity: quantity)
        case 10...13: .lineReceived(line: line, quantity: quantity)
        case 14: .lineClosed(line: line, reason: reason)
        default: .lineCancelled(line: line, reason: reason)
        }
    }

    private static func events(for order: PurchaseOrder) -> [PurchaseOrderEvent] {
        var events: [PurchaseOrderEvent] = [.issueIntended, .issued]
        for line in order.lines {
            for quantity in 0...(line.progress.ordered + 1) {
                events.append(.lineAccepted(line: line.number, quantity: quantity))
                events.append(.lineRejected(line: line.number, quantity: quantity))
                events.append(.lineReceived(line: line.number, quantity: quantity))
            }
            // One line is enough for every row, and more would be too many orders.
            if order.lines.count == 1, line.progress.ordered < 5 {
                events.append(.lineIncreased(line: line.number, addition: addition(1)))
            }
            events.append(.lineClosed(line: line.number, reason: "late"))
            events.append(.lineCancelled(line: line.number, reason: "late"))
            events.append(.lineReopened(line: line.number, reason: "answered anew"))
        }
        return events
    }

    private static func addition(_ units: Int64) -> LineAddition {
        LineAddition(units: units, requestedDate: CalendarDate(dayNumber: 20_600))
    }

    private static func recordRows(
        _ event: PurchaseOrderEvent, _ before: PurchaseOrder, _ after: PurchaseOrder,
        _ lineRows: inout Set<LineTransition>, _ orderRows: inout Set<PurchaseOrderTransition>
    ) {
        let standing = OrderStanding(of: after.lines)
        orderRows.formUnion(
            PurchaseOrderTransition.table.filter {
                $0.from == before.state && $0.event == event.kind && $0.standing == standing
                    && $0.to == after.state
            })
        guard let number = event.line,
            let index = before.lines.firstIndex(where: { $0.number == number })
        else { return }
        let (old, new) = (before.lines[index], after.lines[index])
        lineRows.formUnion(
            LineTransition.table.filter {
                $0.from == old.state && $0.event == event.kind
                    && $0.standing == new.progress.standing && $0.to == new.state
            })
    }

    /// What distinguishes two orders for the tables.
    private struct Snapshot: Hashable {
        let order: PurchaseOrderState
        let line: PurchaseOrderLineState
        let progress: LineProgress

        static func all(of order: PurchaseOrder) -> [Snapshot] {
            order.lines.map {
                Snapshot(order: order.state, line: $0.state, progress: $0.progress)
            }
        }
    }
}

@Suite struct PegTests {
    private func open(_ order: PurchaseOrder) -> [String] {
        order.openPegs.map { "\($0.line) \($0.quantity.value)" }
    }

    /// A line of 10 units: 4 for A/1, 3 for B/1, 3 surplus.
    private func order() throws -> PurchaseOrder {
        try SampleOrder.order(
            lines: [SampleOrder.line(1, units: 10, pegs: [("A/1", 4), ("B/1", 3)])],
            state: .issued)
    }

    @Test(
        arguments: [
            ([], ["A/1 4", "B/1 3"]),
            ([.lineAccepted(line: 1, quantity: 10)], ["A/1 4", "B/1 3"]),
            ([.lineReceived(line: 1, quantity: 2)], ["A/1 2", "B/1 3"]),
            ([.lineReceived(line: 1, quantity: 5)], ["B/1 2"]),
            ([.lineReceived(line: 1, quantity: 8)], []),
            ([.lineRejected(line: 1, quantity: 3)], ["A/1 4", "B/1 3"]),
            ([.lineRejected(line: 1, quantity: 4)], ["A/1 4", "B/1 2"]),
            ([.lineRejected(line: 1, quantity: 7)], ["A/1 3"]),
            (
                [.lineReceived(line: 1, quantity: 2), .lineRejected(line: 1, quantity: 5)],
                ["A/1 2", "B/1 1"]
            ),
            ([.lineReceived(line: 1, quantity: 2), .lineClosed(line: 1, reason: "late")], []),
            ([.lineCancelled(line: 1, reason: "late")], []),
        ] as [([PurchaseOrderEvent], [String])])
    func pegsShrinkWithWhatCameAndWhatWillNotCome(
        events: [PurchaseOrderEvent], expected: [String]
    ) throws {
        #expect(try open(order().applying(events)) == expected)
    }

    @Test func pegsOfAllLinesAreThere() throws {
        let order = try SampleOrder.order(lines: [
            SampleOrder.line(1, units: 2, pegs: [("A/1", 2)]),
            SampleOrder.line(2, units: 3, pegs: [("A/1", 1), ("B/1", 2)]),
        ])
        #expect(open(order) == ["A/1 2", "A/1 1", "B/1 2"])
    }

    @Test(arguments: 0..<10)
    func openPegsNeverExceedWhatIsExpectedNorWhatWasPegged(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            var left = Int64(1 + generator.pick(30))
            let ordered = left
            var pegs: [(line: String, units: Int64)] = []
            while left > 0, generator.chance(3, in: 4) {
                let units = Int64(1 + generator.pick(Int(left)))
                pegs.append((line: "A/\(pegs.count + 1)", units: units))
                left -= units
            }
            var order = try SampleOrder.order(
                lines: [SampleOrder.line(1, units: ordered, pegs: pegs)], state: .issued)
            for _ in 0..<6 {
                let quantity = Int64(1 + generator.pick(8))
                let event: PurchaseOrderEvent =
                    [
                        .lineAccepted(line: 1, quantity: quantity),
                        .lineRejected(line: 1, quantity: quantity),
                        .lineReceived(line: 1, quantity: quantity),
                    ][generator.pick(3)]
                let pending = order.lines[0].progress.pending
                guard !order.state.isFinal, pending >= quantity else { continue }
                order = try order.applying(event)
                let progress = order.lines[0].progress
                let open = order.openPegs.compactMap(\.quantity.wholeUnits)
                let pegged = pegs.reduce(0) { $0 + $1.units }
                // First come, first served; what was refused hits the surplus first.
                let expected = max(0, min(pegged, ordered - progress.rejected) - progress.received)
                #expect(open.reduce(0, +) == expected)
                #expect(open.allSatisfy { $0 > 0 })
            }
        }
    }
}
