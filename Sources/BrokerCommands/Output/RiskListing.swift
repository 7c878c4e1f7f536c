package import OrderDesk
package import Procurement

/// Coming shortages and the causes of those that are there, as tables.
package enum RiskListing {
    /// A row for each item, the worst first.
    package static func items(_ risks: [StockRisk]) -> Listing {
        var listing = Listing([
            .init("item"), .number("cost"), .number("customers"), .number("open_short"),
            .number("expected_short"), .init("short_from"), .number("free"), .number("inbound"),
            .number("unconfirmed"), .number("expected"), .init("expected_by"), .init("warnings"),
        ])
        for risk in risks {
            let isKnown = risk.expected.basis != .noHistory
            listing.add([
                .text(risk.item.rawValue), .amount(amount(risk.cost)),
                .number(Int64(risk.customers.count)), .number(risk.openShort),
                isKnown ? .number(risk.expectedShort) : .none,
                risk.shortFrom.map { .text($0.description) } ?? .none, .number(risk.freeStock),
                .number(risk.freeInbound), .number(risk.unconfirmed),
                isKnown ? .amount(tenths(risk.expected.units)) : .none,
                .named(code(risk.expected.basis), words(risk.expected.basis)),
                .text(risk.warnings.map(\.words).joined(separator: "; ")),
            ])
        }
        return listing
    }

    /// A row for each part of an open line that an item lacks.
    package static func shortages(_ risk: StockRisk) -> Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .number("units"), .init("need_by"),
            .number("cost"), .init("standing"),
        ])
        for shortage in risk.openShortages {
            listing.add([
                .text(shortage.line.description), .text(shortage.customer.rawValue),
                .number(shortage.units), .text(shortage.needByDate.description),
                .amount(amount(shortage.cost)), .text(shortage.standing),
            ])
        }
        return listing
    }

    /// An item in sentences, for people.
    package static func explanation(_ risk: StockRisk, days: Int, currency: String) -> String {
        var rows = ["\(risk.item) · \(days) days · \(amount(risk.cost)) \(currency) at risk"]
        let free = Grouping.grouped(String(risk.freeStock))
        let inbound = Grouping.grouped(String(risk.freeInbound))
        rows.append("  free         \(free) in stock, \(inbound) confirmed to come in the days")
        if risk.unconfirmed > 0 {
            let units = Grouping.grouped(String(risk.unconfirmed))
            rows.append("  unconfirmed  \(units) on the way that nobody confirmed: not counted")
        }
        switch risk.expected.basis {
        case .noHistory: rows.append("  expected     unknown: there is no history of demand")
        case .neverWanted: rows.append("  expected     0: the history does not name the item")
        case .mean, .season:
            rows.append(
                "  expected     \(tenths(risk.expected.units)) (\(words(risk.expected.basis))), "
                    + "\(Grouping.grouped(String(risk.expectedShort))) of it short")
        }
        for warning in risk.warnings { rows.append("  warning      \(warning.words)") }
        let listing = shortages(risk)
        if listing.rows.isEmpty {
            rows.append("  open lines   none of those needed in the days lacks anything")
        } else {
            rows += ["", "open lines that lack it", listing.text(indent: 2, widest: 70)]
        }
        return rows.joined(separator: "\n")
    }

    /// A row for each open line with its cause.
    package static func causes(
        _ causes: [CauseOfBackOrder], lines: [BackOrderLineID: BackOrderLine]
    ) -> Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .init("item"), .number("units"), .init("cause"),
            .init("by"), .init("reason"),
        ])
        for cause in causes {
            let line = lines[cause.line]
            listing.add([
                .text(cause.line.description), .text(line?.customer.rawValue ?? ""),
                .text(line?.item.rawValue ?? ""),
                .number(line?.openQuantity.wholeUnits ?? 0), .text(word(cause.cause)),
                .text(cause.isRecorded ? "recorded" : "derived"), .text(cause.reason),
            ])
        }
        return listing
    }

    /// A row for each cause, of lines that wait and of those that waited.
    package static func summary(
        _ causes: [CauseOfBackOrder], all: [BackOrderLine]
    ) -> Listing {
        var listing = Listing([
            .init("cause"), .number("lines"), .number("recorded"), .number("derived"),
            .number("units"), .number("customers"), .number("lines_ended"),
        ])
        let lines = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let open = Set(causes.map(\.line))
        for cause in BackOrderCause.allCases {
            let own = causes.filter { $0.cause == cause }
            let known = own.compactMap { lines[$0.line] }
            listing.add([
                .text(word(cause)), .number(Int64(own.count)),
                .number(Int64(own.count(where: \.isRecorded))),
                .number(Int64(own.count { !$0.isRecorded })),
                .number(known.reduce(0) { $0 + ($1.openQuantity.wholeUnits ?? 0) }),
                .number(Int64(Set(known.map(\.customer)).count)),
                .number(Int64(all.count { !open.contains($0.id) && $0.cause == cause })),
            ])
        }
        return listing
    }

    /// The words that files and flags have for causes.
    package static func word(_ cause: BackOrderCause) -> String {
        switch cause {
        case .demandSurge: "demand-surge"
        case .supply: "supply"
        case .production: "production"
        case .season: "season"
        case .other: "other"
        }
    }

    private static func code(_ basis: DemandExpectation.Basis) -> String {
        switch basis {
        case .noHistory: "no-history"
        case .neverWanted: "never-wanted"
        case .mean: "mean"
        case .season: "season"
        }
    }

    private static func words(_ basis: DemandExpectation.Basis) -> String {
        switch basis {
        case .noHistory: "no history"
        case .neverWanted: "never wanted"
        case .mean(let days): "mean of \(Counted.text(days, "day"))"
        case .season(let years): "season of \(Counted.text(years, "year"))"
        }
    }

    private static func amount(_ value: FixedPoint) -> String {
        let cents = (Int128(value.micros) + 5_000) / 10_000 * 10_000
        return FixedPoint(micros: Int64(clamping: cents)).formatted(fractionDigits: 2)
    }

    private static func tenths(_ value: FixedPoint) -> String {
        let tenths = (Int128(value.micros) + 50_000) / 100_000 * 100_000
        return FixedPoint(micros: Int64(clamping: tenths)).formatted(fractionDigits: 1)
    }
}
