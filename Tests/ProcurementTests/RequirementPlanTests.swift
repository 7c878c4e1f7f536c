import Procurement
import Testing

@Suite struct RequirementPlanTests {
    // MARK: Rules, one at a time

    /// Each case: lines, stock, inbound, and what is required of each line as "LINE UNITS".
    ///
    /// A line is "ORDER/LINE UNITS PRIORITY NEED-BY", stock "LOCATION UNITS", inbound
    /// "REFERENCE UNITS DATE"; days are of March 2026 and all is of one item.
    @Test(
        arguments: [
            ("no supply", ["A/1 5 high 10"], [], [], ["A/1 5"]),
            ("stock covers all", ["A/1 5 high 10"], ["L 5"], [], []),
            ("stock covers a part", ["A/1 5 high 10"], ["L 3"], [], ["A/1 2"]),
            ("stock of two places", ["A/1 5 high 10"], ["L 3", "M 1"], [], ["A/1 1"]),
            ("no stock is no problem", ["A/1 5 high 10"], ["L 0"], [], ["A/1 5"]),
            ("priority goes first", ["A/1 5 low 1", "B/1 5 high 9"], ["L 5"], [], ["A/1 5"]),
            ("then the need-by date", ["A/1 5 high 9", "B/1 5 high 8"], ["L 5"], [], ["A/1 5"]),
            ("then the order", ["B/1 5 high 9", "A/1 5 high 9"], ["L 5"], [], ["B/1 5"]),
            (
                "then the line, as a number", ["A/10 5 high 9", "A/9 5 high 9"], ["L 5"], [],
                ["A/10 5"]
            ),
            ("inbound on the day is in time", ["A/1 5 high 10"], [], ["T 5 10"], []),
            ("inbound a day later is not", ["A/1 5 high 10"], [], ["T 5 11"], ["A/1 5"]),
            ("stock before inbound", ["A/1 5 high 10"], ["L 2"], ["T 9 1"], []),
            (
                "late inbound serves those who can wait", ["A/1 5 high 10", "B/1 5 low 20"], [],
                ["T 5 15"], ["A/1 5"]
            ),
            (
                "the earliest inbound goes first, also to those who can wait",
                ["A/1 5 high 20", "B/1 5 low 10"], [], ["T 5 9", "U 5 19"], ["B/1 5"]
            ),
        ] as [(String, [String], [String], [String], [String])])
    func supplyIsGivenByTheRules(
        rule: String, lines: [String], stock: [String], inbound: [String], required: [String]
    ) throws {
        let plan = try RequirementPlan(
            items: [Sample.item()], lines: lines.map(Sample.line), stock: stock.map(Sample.stock),
            inbound: inbound.map(Sample.inbound), openOrders: [], classes: Sample.classes())
        #expect(plan.requirements.map { "\($0.line) \($0.quantity.value)" } == required, "\(rule)")
        #expect(plan.problems == [])
    }

    @Test func aCoverageNamesItsSourcesInTheOrderTheyAreUsed() throws {
        let order = try SampleOrder.order(
            "PO-7", lines: [SampleOrder.line(3, units: 2, pegs: [("A/1", 2)])], state: .issued)
        let plan = try RequirementPlan(
            items: [Sample.item()], lines: [Sample.line("A/1 10 high 10")],
            stock: [Sample.stock("M 1"), Sample.stock("L 3")],
            inbound: [Sample.inbound("U 1 9"), Sample.inbound("T 1 8")], openOrders: [order],
            classes: Sample.classes())
        let coverage = try #require(plan.coverage.first)
        #expect(
            try coverage.sources == [
                CoverageSource(origin: .stock(location: "L"), quantity: pieces(3)),
                CoverageSource(origin: .stock(location: "M"), quantity: pieces(1)),
                CoverageSource(
                    origin: .ownOrder(
                        PurchaseOrderNumber("PO-7"), line: 3, expectedDate: date("2026-04-01")),
                    quantity: pieces(2)),
                CoverageSource(
                    origin: .inbound(reference: "T", expectedDate: date("2026-03-08")),
                    quantity: pieces(1)),
                CoverageSource(
                    origin: .inbound(reference: "U", expectedDate: date("2026-03-09")),
                    quantity: pieces(1)),
            ])
        #expect(try coverage.required == pieces(2))
        #expect(try coverage.openQuantity == pieces(10))
    }

    @Test func aRequirementCarriesWhatTheRoundNeeds() throws {
        let line = try BackOrderLine(
            id: BackOrderLineID(parsing: "A/1"), customer: CustomerID("C"), item: ItemID("I-1"),
            openQuantity: pieces(5), needByDate: date("2026-03-10"), priority: "low",
            lateCost: nil, unmetCost: number("7"), split: .complete, acceptsSubstitute: true,
            cause: .season, status: .open)
        let plan = try RequirementPlan(
            items: [Sample.item()], lines: [line], stock: [Sample.stock("L 1")], inbound: [],
            openOrders: [], classes: Sample.classes())
        #expect(
            try plan.requirements == [
                Requirement(
                    line: line.id, item: line.item, quantity: pieces(4),
                    needByDate: line.needByDate, lateCost: number("0.1"), unmetCost: number("7"),
                    split: .complete, acceptsSubstitute: true, priorityRank: 2)
            ])
    }

    @Test func withdrawnLinesAndLinesThatWaitForNothingAreLeftOut() throws {
        let plan = try RequirementPlan(
            items: [Sample.item()],
            lines: [Sample.line("A/1 5 high 10", .withdrawn), Sample.line("B/1 0 high 10")],
            stock: [Sample.stock("L 5")], inbound: [], openOrders: [], classes: Sample.classes())
        #expect(plan.coverage == [])
        #expect(plan.problems == [])
        #expect(try plan.unusedStock == [Sample.stock("L 5")])
    }

    // MARK: Lines that were told a date

    /// Each case: lines, stock, who was told which day of March, and what is required as above.
    @Test(
        arguments: [
            (
                "goods that came for a told line are not for the more urgent one",
                ["A/1 5 low 9", "B/1 5 high 1"], ["L 5"], ["A/1": 4], ["B/1 5"]
            ),
            (
                "the more urgent one gets the rest",
                ["A/1 5 low 9", "B/1 5 high 1"], ["L 7"], ["A/1": 4], ["B/1 3"]
            ),
            (
                "of two told lines the one with the earlier date keeps it",
                ["A/1 5 high 1", "B/1 5 low 9"], ["L 5"], ["A/1": 4, "B/1": 3], ["A/1 5"]
            ),
            (
                "on the same date the more urgent one",
                ["A/1 5 low 1", "B/1 5 high 9"], ["L 5"], ["A/1": 4, "B/1": 4], ["A/1 5"]
            ),
            (
                "a told line that is gone keeps nothing",
                ["B/1 5 high 1"], ["L 5"], ["A/1": 4], []
            ),
        ] as [(String, [String], [String], [String: Int], [String])])
    func whatWasToldIsKept(
        rule: String, lines: [String], stock: [String], told: [String: Int], required: [String]
    ) throws {
        let promised = try Dictionary(
            uniqueKeysWithValues: told.map {
                (try BackOrderLineID(parsing: $0.key), try date("2026-03-0\($0.value)"))
            })
        let plan = try RequirementPlan(
            items: [Sample.item()], lines: lines.map(Sample.line), stock: stock.map(Sample.stock),
            inbound: [], openOrders: [], classes: Sample.classes(), promised: promised)
        #expect(plan.requirements.map { "\($0.line) \($0.quantity.value)" } == required, "\(rule)")
    }

    @Test func aToldLineKeepsOnlyWhatIsNotOnOrderForIt() throws {
        let order = try SampleOrder.order(
            "PO-7", lines: [SampleOrder.line(1, units: 4, pegs: [("A/1", 4)])], state: .issued)
        let plan = try RequirementPlan(
            items: [Sample.item()],
            lines: [Sample.line("A/1 6 low 9"), Sample.line("B/1 5 high 1")],
            stock: [Sample.stock("L 3"), Sample.stock("M 4")], inbound: [], openOrders: [order],
            classes: Sample.classes(),
            promised: [try BackOrderLineID(parsing: "A/1"): try date("2026-03-20")])
        #expect(plan.requirements.isEmpty)
        let told = try #require(plan.coverage.first { $0.line.description == "A/1" })
        #expect(try told.sources.first?.quantity == pieces(2))
        #expect(told.sources.count == 2)
        #expect(plan.unusedStock.isEmpty)
    }

    @Test func aToldLineWhoseDayHasComeGoesFirst() throws {
        let order = try SampleOrder.order(
            "PO-7", lines: [SampleOrder.line(1, units: 4, pegs: [("A/1", 4)])], state: .issued)
        func required(told day: Int, others: [BackOrderLineID: CalendarDate]) throws -> [String] {
            let promised = try [BackOrderLineID(parsing: "A/1"): date("2026-03-0\(day)")]
            let plan = try RequirementPlan(
                items: [Sample.item()],
                lines: [Sample.line("A/1 4 low 9"), Sample.line("B/1 5 high 1")],
                stock: [Sample.stock("L 5")], inbound: [], openOrders: [order],
                classes: Sample.classes(), promised: promised.merging(others) { $1 },
                today: date("2026-03-05"))
            return plan.requirements.map { "\($0.line) \($0.quantity.value)" }
        }
        #expect(try required(told: 5, others: [:]) == ["B/1 4"])
        #expect(try required(told: 6, others: [:]) == [])
        // Never what another told line keeps.
        let other = try [BackOrderLineID(parsing: "B/1"): date("2026-03-09")]
        #expect(try required(told: 4, others: other) == [])
    }

    // MARK: Own orders

    @Test func ownOrdersCoverTheirLineWhateverTheirDate() throws {
        let plan = try planWithOrder(pegs: [("A/1", 4)], lines: ["A/1 5 high 1", "B/1 5 high 1"])
        #expect(plan.requirements.map { "\($0.line) \($0.quantity.value)" } == ["A/1 1", "B/1 5"])
    }

    @Test func whatIsPeggedBeyondALineCoversNoOther() throws {
        let plan = try planWithOrder(pegs: [("A/1", 9)], lines: ["A/1 5 high 1", "B/1 5 high 1"])
        #expect(plan.requirements.map { "\($0.line) \($0.quantity.value)" } == ["B/1 5"])
        #expect(try plan.unusedOwnOrders.map(\.quantity) == [pieces(4)])
    }

    @Test func surplusAndPegsOfVanishedLinesCoverNoOther() throws {
        let plan = try planWithOrder(pegs: [("Z/9", 3)], lines: ["A/1 5 high 1"])
        #expect(plan.requirements.map { "\($0.line) \($0.quantity.value)" } == ["A/1 5"])
        #expect(try plan.unusedOwnOrders.map(\.quantity) == [pieces(3)])
    }

    @Test(
        arguments: [
            (.lineReceived(line: 1, quantity: 2), 3),
            (.lineRejected(line: 1, quantity: 7), 2), (.lineClosed(line: 1, reason: "late"), 5),
            (.lineCancelled(line: 1, reason: "late"), 5), (.lineAccepted(line: 1, quantity: 10), 1),
        ] as [(PurchaseOrderEvent, Int64)])
    func anOwnOrderCountsWithWhatIsStillExpected(
        event: PurchaseOrderEvent, required: Int64
    ) throws {
        let plan = try planWithOrder(
            pegs: [("A/1", 4)], lines: ["A/1 5 high 1"], events: [event])
        #expect(try plan.requirements.map(\.quantity) == [pieces(required)])
    }

    @Test func theSameOrdersTwiceNeedNothingNew() throws {
        let lines = try ["A/1 5 high 10", "B/1 7 low 3"].map { try Sample.line($0) }
        let first = try RequirementPlan(
            items: [Sample.item()], lines: lines, stock: [Sample.stock("L 2")], inbound: [],
            openOrders: [], classes: Sample.classes())
        let pegs = first.requirements.map {
            (line: $0.line.description, units: $0.quantity.wholeUnits ?? 0)
        }
        let order = try SampleOrder.order(
            lines: [SampleOrder.line(1, units: 10, pegs: pegs, expected: "2026-12-31")])
        let second = try RequirementPlan(
            items: [Sample.item()], lines: lines, stock: [Sample.stock("L 2")], inbound: [],
            openOrders: [order], classes: Sample.classes())
        #expect(first.requirements.count == 2)
        #expect(second.requirements == [])
    }

    private func planWithOrder(
        pegs: [(line: String, units: Int64)], lines: [String], events: [PurchaseOrderEvent] = []
    ) throws -> RequirementPlan {
        let order = try SampleOrder.order(
            lines: [SampleOrder.line(1, units: 10, pegs: pegs)], state: .issued
        ).applying(events)
        return try RequirementPlan(
            items: [Sample.item()], lines: lines.map(Sample.line), stock: [], inbound: [],
            openOrders: [order], classes: Sample.classes())
    }

    // MARK: Problems

    @Test(arguments: [
        ("line unit", "plan.unit-mismatch", 0), ("line item", "plan.item-unknown", 0),
        ("line fraction", "plan.quantity-not-whole", 0),
        ("line negative", "plan.quantity-not-whole", 0),
        ("priority", "plan.priority-unknown", 0), ("line twice", "plan.line-duplicate", 0),
        ("stock unit", "plan.unit-mismatch", 5), ("stock item", "plan.item-unknown", 5),
        ("stock negative", "plan.quantity-negative", 5),
        ("stock fraction", "plan.quantity-not-whole", 3),
        ("inbound unit", "plan.unit-mismatch", 5), ("inbound item", "plan.item-unknown", 5),
        ("inbound own", "plan.inbound-own-order", 5), ("peg unit", "plan.unit-mismatch", 5),
    ])
    func aRecordThatCannotBeUsedIsNamed(spoiled: String, code: String, required: Int64) throws {
        let box = try UnitOfMeasure("BX")
        let unknown = try ItemID("I-?")
        func quantity(_ record: String, _ units: Int64 = 5) throws -> Quantity {
            switch spoiled {
            case "\(record) unit": try Quantity(units: units, unit: box)
            case "\(record) fraction": try Quantity(value: number("2.75"), unit: .each)
            case "\(record) negative": try pieces(-5)
            default: try pieces(units)
            }
        }
        let item = try Sample.item()
        let line = try Sample.line(
            "A/1", item: spoiled == "line item" ? unknown : item.id, quantity("line"),
            priority: spoiled == "priority" ? "urgent" : "high")
        let stock = try StockRecord(
            item: spoiled == "stock item" ? unknown : item.id, location: "L",
            free: quantity("stock"))
        let inbound = try InboundRecord(
            reference: spoiled == "inbound own" ? "PO-1" : "T",
            item: spoiled == "inbound item" ? unknown : item.id, quantity: quantity("inbound"),
            expectedDate: date("2026-03-01"))
        let order = try SampleOrder.order(
            lines: [
                SampleOrder.line(
                    1, units: 5, pegs: [("A/1", 5)], unit: spoiled == "peg unit" ? box : .each)
            ], state: .issued)
        let plan = try RequirementPlan(
            items: [item], lines: spoiled == "line twice" ? [line, line] : [line],
            stock: spoiled.hasPrefix("stock") ? [stock] : [],
            inbound: spoiled.hasPrefix("inbound") ? [inbound] : [],
            openOrders: spoiled == "peg unit" || spoiled == "inbound own" ? [order] : [],
            classes: Sample.classes())

        #expect(Set(plan.problems.map(\.code)) == [code])
        let expected = spoiled == "inbound own" ? 0 : required
        #expect(plan.requirements.compactMap(\.quantity.wholeUnits).reduce(0, +) == expected)
        #expect(plan.coverage.isEmpty == (required == 0))
        #expect(plan.problems.allSatisfy { !$0.message.isEmpty && $0.help != nil })
        let isHarmless = ["stock fraction", "inbound own"].contains(spoiled)
        #expect(plan.problems.allSatisfy { $0.isHarmless == isHarmless })
    }
}

/// Makes the records of a plan from short texts.
enum Sample {
    static func item(_ id: String = "I-1") throws -> Item {
        try Item(id: ItemID(id), name: "part", unit: .each, salvageValue: .zero)
    }

    static func classes() throws -> [PriorityClass] {
        [
            PriorityClass(
                name: "high", rank: 1, lateCost: try number("1"), unmetCost: try number("50")),
            PriorityClass(
                name: "low", rank: 2, lateCost: try number("0.1"), unmetCost: try number("5")),
        ]
    }

    static func line(_ text: String) throws -> BackOrderLine { try line(text, .open) }

    static func line(_ text: String, _ status: BackOrderStatus) throws -> BackOrderLine {
        let parts = text.split(separator: " ").map(String.init)
        return try line(
            parts[0], item: ItemID("I-1"), pieces(Int64(parts[1]) ?? 0), priority: parts[2],
            needBy: day(parts[3]), status)
    }

    static func line(
        _ id: String, item: ItemID, _ quantity: Quantity, priority: String,
        needBy: CalendarDate? = nil, _ status: BackOrderStatus = .open
    ) throws -> BackOrderLine {
        BackOrderLine(
            id: try BackOrderLineID(parsing: id), customer: try CustomerID("C"), item: item,
            openQuantity: quantity, needByDate: try needBy ?? date("2026-03-10"),
            priority: priority, lateCost: nil, unmetCost: nil, split: .any,
            acceptsSubstitute: false, cause: .other, status: status)
    }

    static func stock(_ text: String) throws -> StockRecord {
        let parts = text.split(separator: " ").map(String.init)
        return try StockRecord(
            item: ItemID("I-1"), location: parts[0], free: pieces(Int64(parts[1]) ?? 0))
    }

    static func inbound(_ text: String) throws -> InboundRecord {
        let parts = text.split(separator: " ").map(String.init)
        return try InboundRecord(
            reference: parts[0], item: ItemID("I-1"), quantity: pieces(Int64(parts[1]) ?? 0),
            expectedDate: day(parts[2]))
    }

    static func day(_ text: String) throws -> CalendarDate {
        try CalendarDate(year: 2026, month: 3, day: Int(text) ?? 0)
    }
}
