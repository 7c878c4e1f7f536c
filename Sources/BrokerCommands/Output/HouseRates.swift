import Procurement
import SupplierAdapterKit

/// What prices in other currencies come to in the house currency today, in words.
struct HouseRates {
    let rates: ExchangeRates
    let today: CalendarDate

    /// "11.63 EUR at 0.930400 of 2026-02-27", empty for a price in the house currency.
    func firstPrice(of offer: SupplierOffer) -> String {
        let money = offer.priceBreaks[0].price.money
        do throws(ExchangeRateGap) {
            guard let rate = try rates.rate(of: money.currency, on: today) else { return "" }
            do throws(ArithmeticError) {
                let amount = try rate.converted(money.amount)
                let per = rate.per == 1 ? "" : " per \(rate.per)"
                return "\(amount) \(rates.house) at \(rate.worth)\(per) of \(rate.from)"
            } catch {
                return "too large to count"
            }
        } catch {
            switch error {
            case .missing: return "no rate of \(money.currency)"
            case .tooOld(let rate): return "the rate of \(money.currency) is of \(rate.from)"
            }
        }
    }
}
