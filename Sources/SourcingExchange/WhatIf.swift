package import SourcingEngine
import WireFormats

/// A question to a solved problem in words: what if these offers were other ones.
///
/// Changes stand one behind the other, separated by semicolons. Each names offers and what
/// becomes of them:
///
/// ```
/// offer O-17 price 1.20
/// supplier S2 price -3%; supplier S2 days -2
/// supplier S2 item I7 most 200
/// item I7 gone
/// ```
package struct WhatIf: Sendable {
    /// The changed offers by position; their supplier and item stay.
    package private(set) var offers: [Int: SourcingOffer] = [:]

    /// Reads a question.
    ///
    /// - Parameters:
    ///   - text: what is asked, one line.
    ///   - file: what the text comes from, for messages.
    ///   - line: which line of it, from 1.
    /// - Throws: ``ExchangeError`` with the first thing that is wrong, and where.
    package init(
        reading text: String, of problem: SourcingProblem, file: String, line: Int
    ) throws(ExchangeError) {
        var start = text.startIndex
        while true {
            let end = text[start...].firstIndex(of: ";") ?? text.endIndex
            var words = WhatIfWords(text, start..<end, file: file, line: line)
            try read(&words, problem)
            guard end < text.endIndex else { return }
            start = text.index(after: end)
        }
    }

    private mutating func read(
        _ words: inout WhatIfWords, _ problem: SourcingProblem
    ) throws(ExchangeError) {
        let places = try words.offers(of: problem)
        let change = try words.change()
        for place in places {
            var offer = offers[place] ?? problem.offers[place]
            if let reason = change.apply(to: &offer) { throw words.refusal(reason.0, reason.1) }
            offers[place] = offer
        }
    }
}

/// What becomes of an offer.
enum OfferChange {
    /// Every price, in 10⁻⁶ of what it was.
    case priceShare(Int64)
    /// The only price, in micros.
    case price(Int64)
    /// Every arrival, so many days later.
    case daysLater(Int)
    /// The only day of arrival.
    case days(Int)
    /// The largest order; `nil` is none.
    case most(Int64?)
    /// The smallest order.
    case least(Int64)
    /// What orders are a multiple of.
    case multiple(Int64)
    /// Nothing can be bought.
    case gone

    /// Changes an offer; what is wrong and what helps, if it cannot be.
    func apply(to offer: inout SourcingOffer) -> (String, String)? {
        switch self {
        case .priceShare(let share):
            for index in offer.priceBreaks.indices {
                let priced = Int128(offer.priceBreaks[index].unitPrice) * Int128(share)
                offer.priceBreaks[index].unitPrice = Int64((priced + 500_000) / 1_000_000)
            }
        case .price(let price):
            guard offer.priceBreaks.count == 1 else {
                return (
                    "offer \(offer.id) has \(offer.priceBreaks.count) price breaks",
                    "A percentage changes all of them: price -3%."
                )
            }
            offer.priceBreaks[0].unitPrice = price
        case .daysLater(let days): return shift(&offer, by: days)
        case .days(let days):
            guard offer.tranches.count == 1, offer.tranches[0].arrivals.count == 1 else {
                return (
                    "offer \(offer.id) may arrive on several days",
                    "A difference changes all of them: days -2, or days +3."
                )
            }
            offer.tranches[0].arrivals[0].days = days
        case .most(let most): offer.maximumQuantity = most
        case .least(let least):
            offer.minimumQuantity = least
            if offer.priceBreaks[0].fromQuantity > least {
                offer.priceBreaks[0].fromQuantity = least
            }
        case .multiple(let multiple): offer.orderMultiple = multiple
        case .gone: offer.maximumQuantity = 0
        }
        return nil
    }

    private func shift(_ offer: inout SourcingOffer, by days: Int) -> (String, String)? {
        for tranche in offer.tranches.indices {
            for arrival in offer.tranches[tranche].arrivals.indices {
                let moved = offer.tranches[tranche].arrivals[arrival].days + days
                guard moved >= 0 else {
                    return (
                        "offer \(offer.id) would arrive \(-moved) days before it is ordered",
                        "Name fewer days."
                    )
                }
                offer.tranches[tranche].arrivals[arrival].days = moved
            }
        }
        return nil
    }
}
