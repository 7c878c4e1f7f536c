/// A result as its folder states it; nothing in it is believed.
struct StatedResult {
    struct Order {
        var offer: String
        var quantity: Int64
        var goods: Int64
        var line: Int
    }

    struct Allocation {
        var line: String
        var offer: String
        var tranche: Int64
        var quantity: Int64
        var row: Int
    }

    struct Unmet {
        var line: String
        var quantity: Int64
        var row: Int
    }

    /// A row of `supplier_orders.csv`, amounts by column name.
    struct SupplierOrder {
        var supplier: String
        var amounts: [String: Int64]
        var row: Int
    }

    /// The columns of `supplier_orders.csv` that hold amounts.
    static let supplierColumns = [
        "goods", "discount", "order_cost", "freight", "surcharge", "total",
    ]

    var status = ""
    var objective: Int64?
    var bound: Int64?
    /// In 10⁻¹², `nil` if null or not stated.
    var gap: Int64?
    var limit: String?
    var costs: [(key: String, micros: Int64)] = []
    var orders: [Order] = []
    var allocations: [Allocation] = []
    var unmet: [Unmet] = []
    var supplierOrders: [SupplierOrder] = []
    var hasCertificate = false
    /// Rules that are said to conflict.
    var conflict: [String] = []
}
