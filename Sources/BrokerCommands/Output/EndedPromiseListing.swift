package import BrokerService
import Procurement

/// How first promises ended, as tables.
package struct EndedPromiseListing {
    private let ended: [EndedPromise]
    private let minimumSample: Int

    /// - Parameter minimumSample: a share that rests on fewer promises is no data.
    package init(_ ended: [EndedPromise], minimumSample: Int) {
        self.ended = ended
        self.minimumSample = minimumSample
    }

    package var isEmpty: Bool { ended.isEmpty }

    /// A row for each promise.
    package var promises: Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .init("item"), .init("suppliers"),
            .init("promised"), .init("latest"), .init("received"), .number("days_late"),
            .init("outcome"), .init("ending"), .init("counts"),
        ])
        for promise in ended {
            listing.add([
                .text(promise.line.description), Self.cell(promise.customer?.rawValue),
                Self.cell(promise.item?.rawValue),
                Self.cell(promise.suppliers.map(\.rawValue).joined(separator: " ")),
                .text(promise.promised.description), Self.cell(promise.latest?.description),
                Self.cell(promise.received?.description),
                promise.daysLate.map { .number(Int64($0)) } ?? .none,
                .named(promise.verdict.rawValue, Self.words(promise)),
                .text(promise.ending.rawValue),
                .text(promise.isDue && promise.verdict != .uncounted ? "yes" : "no"),
            ])
        }
        return listing
    }

    /// How many were kept, by supplier and in all.
    package var totals: Listing {
        var listing = Listing([
            .init("supplier"), .number("due"), .number("kept"), .number("share_kept"),
            .number("most_days_late"), .number("not_counted"),
        ])
        for totals in PromiseTotals.bySupplier(ended) {
            listing.add([
                totals.supplier.map { .text($0.rawValue) } ?? .named("", "all"),
                .number(Int64(totals.due)), .number(Int64(totals.kept)), share(totals),
                totals.mostDaysLate.map { .number(Int64($0)) } ?? .none,
                .number(Int64(totals.uncounted)),
            ])
        }
        return listing
    }

    /// In percent with one digit for people, as a decimal for machines.
    private func share(_ totals: PromiseTotals) -> Listing.Cell {
        guard totals.due >= max(1, minimumSample) else { return .named("", "no data") }
        let micros = (totals.kept * 2_000_000 + totals.due) / (totals.due * 2)
        let tenths = (micros + 500) / 1_000
        return .named(
            FixedPoint(micros: Int64(micros)).description, "\(tenths / 10).\(tenths % 10) %")
    }

    private static func words(_ promise: EndedPromise) -> String {
        switch promise.verdict {
        case .kept: "kept"
        case .late: promise.isWaiting ? "late, still waiting" : "late"
        case .uncounted: "not counted"
        }
    }

    private static func cell(_ text: String?) -> Listing.Cell {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .none
    }
}
