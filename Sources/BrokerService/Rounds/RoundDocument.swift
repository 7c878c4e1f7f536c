/// A round as it is stored, hashed and shown: what was needed, what is awarded, and why not more.
///
/// Amounts are decimal strings in the house currency, quantities whole base units of the item,
/// dates ISO. The problem and its result stand in it as the files of the open folder formats, so
/// that anybody can check the round with any tool.
package struct RoundDocument: Codable, Sendable, Hashable {
    package var format = "sourcing-round/1"
    package var number: String
    package var asOf: String
    package var dayZero: String
    package var currency: String
    package var outcome: Outcome
    package var demand: [Demand]
    package var orders: [Order]
    package var allocations: [Allocation]
    package var unmet: [Unmet]
    package var suppliers: [SupplierTotal]
    package var leftOut: [LeftOut]
    /// What was learned of the days that offers state; absent where nothing was.
    package var arrivals: [LearnedArrival]?
    /// What prices in other currencies were counted at; absent where none is.
    package var rates: [Rate]?
    /// Credits for waiting that were weighed; absent where no line could get one.
    package var credits: [AssumedCredit]?
    package var notes: [String]
    package var problem: [File]
    package var result: [File]

    package struct Outcome: Codable, Sendable, Hashable {
        package var status: String
        package var objective: String
        package var bound: String
        /// Relative gap with 6 digits, "0.000400" is 0.04 %.
        package var gap: String
        package var limit: String?
        package var costs: [String: String]
    }

    package struct Demand: Codable, Sendable, Hashable {
        package var line: String
        package var customer: String
        package var item: String
        package var itemName: String
        package var unit: String
        package var open: Int64
        package var needBy: String
        package var priority: String
        package var split: String
        package var acceptsSubstitute: Bool
        package var fromStock: Int64
        package var fromOrders: Int64
        package var fromInbound: Int64
        package var required: Int64
    }

    /// What `per` units of a currency were worth in the house currency.
    package struct Rate: Codable, Sendable, Hashable {
        package var currency: String
        /// The first day of the rate.
        package var from: String
        package var worth: String
        package var per: Int64
        /// The offers in that currency, each with its first price as stated.
        package var offers: [StatedPrice]
    }

    /// The first price of an offer in its own currency.
    package struct StatedPrice: Codable, Sendable, Hashable {
        package var offer: String
        package var price: String
    }

    package struct Order: Codable, Sendable, Hashable {
        package var offer: String
        package var feed: String
        package var supplier: String
        package var item: String
        package var itemName: String
        package var unit: String
        package var supplierPart: String
        package var quantity: Int64
        /// Base units of the item in one unit of the supplier.
        package var baseUnits: Int64
        package var goods: String
        /// The currency of the offer, which the purchase order will be in; absent where it is the
        /// house's.
        package var currency: String?
        /// The price bands that the quantity falls into.
        package var bands: [Band]
        package var tranches: [Tranche]
        /// True when the price is that of a break above the offer's first.
        package var reachesBreak: Bool
        package var isStale: Bool
    }

    package struct Band: Codable, Sendable, Hashable {
        package var quantity: Int64
        /// Price per `per` base units.
        package var price: String
        package var per: Int64
        /// The price in the currency of the offer; absent where that is the house's.
        package var stated: String?
    }

    package struct Tranche: Codable, Sendable, Hashable {
        package var number: Int
        package var quantity: Int64
        package var arrives: String
    }

    package struct Allocation: Codable, Sendable, Hashable {
        package var line: String
        package var offer: String
        package var supplier: String
        package var tranche: Int
        package var quantity: Int64
        package var arrives: String
        package var daysLate: Int
    }

    package struct Unmet: Codable, Sendable, Hashable {
        package var line: String
        package var item: String
        package var quantity: Int64
        package var code: String
        package var reason: String
    }

    package struct SupplierTotal: Codable, Sendable, Hashable {
        package var supplier: String
        package var name: String
        package var orderLines: Int
        package var units: Int64
        package var goods: String
        package var discount: String
        package var orderCost: String
        package var freight: String
        package var surcharge: String
        package var unitCosts: String
        package var total: String
        package var minimumOrderValue: String
        package var earliest: String
        package var latest: String
        package var linesServed: Int
        package var linesInTime: Int
    }

    package struct LeftOut: Codable, Sendable, Hashable {
        package var offer: String
        package var supplier: String
        package var item: String
        package var reason: String
    }

    package struct File: Codable, Sendable, Hashable {
        package var name: String
        package var text: String
    }
}
