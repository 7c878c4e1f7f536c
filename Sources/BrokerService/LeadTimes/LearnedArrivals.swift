import Procurement
import SourcingEngine

/// What an offer's stated arrival is worth, as a round shows it.
package struct LearnedArrival: Codable, Sendable, Hashable {
    package let offer: String
    /// The day that the offer's own lead time leads to.
    package let stated: String
    /// The days by which half, and nine of ten, have come.
    package let median: String
    package let nineOfTen: String
    /// Receipts that this rests on: of the item from the supplier, and of all from the supplier.
    package let itemReceipts: Int
    package let supplierReceipts: Int
}

/// How much later or earlier than stated suppliers delivered, as far as it is known today.
struct LearnedArrivals {
    /// Days from the stated day to the receipt, one for each of the shares.
    struct Slip {
        let days: [Int]
        let sample: ArrivalForecast.Sample
    }

    private struct Pair: Hashable {
        let supplier: SupplierID
        /// `nil` for every item that the supplier never delivered: all of them slip alike.
        let item: ItemID?
    }

    /// The middles of five equal parts: a part of the cases each.
    private static let shares: [Int64] = [100_000, 300_000, 500_000, 700_000, 900_000]
    private static let part: Int64 = 200_000

    private var history: LeadTimeHistory
    private let today: CalendarDate
    private let known: Set<Pair>
    private var slips: [Pair: Slip] = [:]

    /// Learns from past orders, each with the day that was stated when it was placed.
    init(
        past: [LeadTimeOrder], today: CalendarDate, histories: LearnedHistories
    ) throws(ValueError) {
        var levels: [QuantileLevel] = []
        for share in Self.shares { levels.append(try QuantileLevel(millionths: share)) }
        history = histories.history(learning: past, through: today, levels: levels)
        known = Set(past.map { Pair(supplier: $0.supplier, item: $0.item) })
        self.today = today
    }

    /// `nil` while nothing was ever received.
    private mutating func slip(of supplier: SupplierID, _ item: ItemID) -> Slip? {
        let own = Pair(supplier: supplier, item: item)
        let pair = known.contains(own) ? own : Pair(supplier: supplier, item: nil)
        if let slip = slips[pair] { return slip }
        // So far away that no forecast lies before today.
        let stated = today.adding(days: 100_000)
        let forecast = history.forecast(
            supplier: supplier, item: item, orderedDate: today, promisedDate: stated)
        guard let forecast, forecast.sample.all > 0 else { return nil }
        let slip = Slip(
            days: forecast.dates.map { stated.days(until: $0) }, sample: forecast.sample)
        slips[pair] = slip
        return slip
    }

    /// When goods arrive that an offer states for a day; that day alone while nothing is known.
    mutating func arrivals(
        stated: CalendarDate, supplier: SupplierID, item: ItemID
    ) -> [SourcingArrival] {
        let day = today.days(until: stated)
        guard let slip = slip(of: supplier, item) else { return [SourcingArrival(days: day)] }
        var arrivals: [SourcingArrival] = []
        for days in slip.days {
            let moved = max(min(day, 0), day + days)
            if arrivals.last?.days == moved {
                arrivals[arrivals.count - 1].probabilityMillionths += Self.part
            } else {
                arrivals.append(SourcingArrival(days: moved, probabilityMillionths: Self.part))
            }
        }
        return arrivals
    }

    /// The same for people; `nil` while nothing is known.
    mutating func words(of offer: Offer, stated: CalendarDate) -> LearnedArrival? {
        guard let slip = slip(of: offer.supplier, offer.item) else { return nil }
        func day(_ index: Int) -> String {
            max(min(stated, today), stated.adding(days: slip.days[index])).description
        }
        return LearnedArrival(
            offer: offer.id.rawValue, stated: stated.description,
            median: day(slip.days.count / 2), nineOfTen: day(slip.days.count - 1),
            itemReceipts: slip.sample.supplierAndItem, supplierReceipts: slip.sample.supplier)
    }
}
