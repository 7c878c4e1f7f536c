import BrokerService
import Procurement
import SourcingEngine
import SourcingExchange

/// What a round's problem says of an offer, in words for a buyer.
struct OfferFacts {
    let offer: String
    let supplier: String
    let ordered: Int64
    let price: String
    let minimum: Int64
    let maximum: Int64?
    let days: String
    let daysLate: Int

    /// The offers that could serve a line, cheapest first price first.
    static func all(
        in document: RoundDocument, for demand: RoundDocument.Demand
    ) throws -> [OfferFacts] {
        let problem = try document.sourcingProblem()
        guard let line = problem.lines.first(where: { $0.id == demand.line })
        else { return [] }
        let orderedByOffer = Dictionary(
            document.orders.map { ($0.offer, $0.quantity) }, uniquingKeysWith: { first, _ in first }
        )
        let statedByOffer = statedPrices(in: document)
        let items = Set(
            [line.item]
                + problem.substitutes.filter { $0.item == line.item }.map(\.substitute))
        return problem.offers.filter { items.contains($0.item) }
            .sorted { (unitPrice($0), $0.id) < (unitPrice($1), $1.id) }
            .map { offer in
                let days = offer.tranches.flatMap(\.arrivals).map(\.days)
                let earliest = days.min() ?? 0
                return OfferFacts(
                    offer: offer.id, supplier: problem.suppliers[offer.supplier].id,
                    ordered: orderedByOffer[offer.id] ?? 0,
                    price: price(offer, stated: statedByOffer[offer.id]),
                    minimum: offer.minimumQuantity, maximum: offer.maximumQuantity,
                    days: days.count > 1 ? "\(earliest)–\(days.max() ?? 0)" : "\(earliest)",
                    daysLate: max(0, earliest - line.needByDay))
            }
    }

    private static func unitPrice(_ offer: SourcingOffer) -> Int64 {
        (offer.priceBreaks.first?.unitPrice ?? 0) / max(1, offer.priceQuantity)
    }

    private static func price(_ offer: SourcingOffer, stated: String?) -> String {
        let price = FixedPoint(micros: offer.priceBreaks.first?.unitPrice ?? 0).description
        return self.price(price, stated: stated, per: offer.priceQuantity)
    }

    /// "11.63 (12.50 USD) per 100": the house's price first, then the one that was stated.
    static func price(_ price: String, stated: String?, per: Int64) -> String {
        let whole = price + (stated.map { " (\($0))" } ?? "")
        return per == 1 ? whole : "\(whole) per \(per)"
    }

    /// First prices of offers in other currencies, as stated.
    private static func statedPrices(in document: RoundDocument) -> [String: String] {
        var prices: [String: String] = [:]
        for rate in document.rates ?? [] {
            for offer in rate.offers { prices[offer.offer] = "\(offer.price) \(rate.currency)" }
        }
        return prices
    }
}
