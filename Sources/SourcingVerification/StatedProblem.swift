/// A problem as its folder states it; amounts in micros, positions in place of identifiers.
struct StatedProblem {
    struct Supplier {
        var id: String
        var orderCost: Int128
        var minimumValue: Int128
        var surcharge: Int128?
        var freight: Int128
        var freeFreightFrom: Int128?
        var maximumUnits: Int128?
        var maximumValue: Int128?
        var discounts: [Discount] = []
    }

    struct Discount {
        var from: Int128
        var countsUnits: Bool
        /// In 10⁻⁴ of a percent.
        var percent: Int128
    }

    enum Split: String {
        case any
        case single
        case complete
    }

    struct Line {
        var id: String
        var item: Int
        var quantity: Int128
        var needBy: Int128
        var lateCost: Int128
        var unmetCost: Int128
        var split: Split
    }

    struct Break {
        var from: Int128
        var price: Int128
    }

    struct Arrival {
        var day: Int128
        /// In 10⁻⁶.
        var probability: Int128
    }

    struct Tranche {
        /// The rest of the order if `nil`.
        var quantity: Int128?
        var arrivals: [Arrival]
    }

    struct Offer {
        var id: String
        var supplier: Int
        var item: Int
        var minimum: Int128
        var multiple: Int128
        var maximum: Int128?
        var offerCost: Int128
        var unitCost: Int128
        var priceQuantity: Int128
        var isIncremental: Bool
        var breaks: [Break] = []
        /// By tranche number minus one.
        var tranches: [Tranche] = []
    }

    struct Share {
        var supplier: Int
        var item: Int
        /// In 10⁻⁶.
        var minimum: Int128
        var maximum: Int128
    }

    /// A rule of the buyer; which of its cells hold something depends on the kind.
    struct Rule {
        enum Kind: String {
            case forbid
            case requireValue = "require_value"
            case requireSupplier = "require_supplier"
            case budget
            case onTime = "on_time"
        }

        var id: String
        var kind: Kind
        var supplier: Int?
        var item: Int?
        var line: Int?
        /// Micros, units, or 10⁻⁶ of a day.
        var value: Int128
        /// Hard if `nil`.
        var penalty: Int128?
    }

    /// An item that is wanted, and one that may be given instead.
    struct Pair: Hashable {
        var wanted: Int
        var given: Int
    }

    var currency = ""
    var suppliersPerLine: Int?
    var suppliersPerItem: Int?
    var suppliersInAll: Int?
    var suppliers: [Supplier] = []
    var itemIDs: [String] = []
    var salvage: [Int128] = []
    var lines: [Line] = []
    /// Cost per unit of giving one item in place of another.
    var substitution: [Pair: Int128] = [:]
    var offers: [Offer] = []
    var shares: [Share] = []
    var rules: [Rule] = []
}
