internal import SupplierAdapterKit

/// A column of a history of deliveries that means something to us.
enum ShipmentField: String, CaseIterable, Sendable {
    case supplier, part, quantity, freight
    case orderedOn = "ordered_on"
    case scheduledOn = "scheduled_on"
    case receivedOn = "received_on"

    var isRequired: Bool {
        switch self {
        case .part, .quantity, .orderedOn, .receivedOn: true
        case .supplier, .freight, .scheduledOn: false
        }
    }

    var meaning: String {
        switch self {
        case .supplier: "Who delivered, where a file holds several suppliers."
        case .part: "What the file calls the goods; must be set."
        case .quantity: "How much was delivered; must be set."
        case .freight: "What the transport cost."
        case .orderedOn: "The day of the order; must be set."
        case .scheduledOn: "The day it was to arrive."
        case .receivedOn: "The day it arrived; must be set."
        }
    }
}

/// Settings of a feed of past deliveries.
struct ShipmentSettings: Hashable, Sendable {
    var drop = DropSettings()
    var columns: [ShipmentField: ColumnReference] = [:]

    var references: [ColumnReference] { ShipmentField.allCases.compactMap { columns[$0] } }

    static let keys: [AdapterDescription.Key] =
        DropSettings.keys
        + ShipmentField.allCases.map {
            .init(
                "columns.\($0.rawValue)",
                "a column's name, its number, or `{ name, absent, absent_patterns }`; none",
                $0.meaning)
        }

    init(_ settings: AdapterSettings) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        drop = DropSettings.read(from: &reader)
        var columns: [ShipmentField: ColumnReference] = [:]
        reader.table("columns") { inner in
            for field in ShipmentField.allCases {
                columns[field] = ColumnReference.read(field.rawValue, from: &inner)
                if field.isRequired && inner.table[field.rawValue] == nil {
                    inner.reportMissing(
                        field.rawValue, example: "\(field.rawValue) = \"name of the column\"")
                }
            }
        }
        if reader.table["columns"] == nil {
            reader.reportMissing("columns", example: "[columns] part = \"Item Description\"")
        }
        self.columns = columns
        drop.checkSupplier(hasColumn: columns[.supplier] != nil, &reader)
        try reader.finish()
    }
}
