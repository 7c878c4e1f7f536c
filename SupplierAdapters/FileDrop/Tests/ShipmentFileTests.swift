import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

private let folder = "Fixtures/Suppliers/FileDrop/shipment-history"

private func readShipments(_ bytes: [UInt8], _ settings: String) throws -> ShipmentDelivery {
    let adapter = try FileDropShipmentHistory(
        name: FeedName("history"), settings: try SettingsText.settings(settings),
        environment: AdapterEnvironment(root: "unused") { _ in "" })
    return try adapter.readShipments(taken(bytes, "history.csv"))
}

@Suite struct ShipmentFileTests {
    @Test func aHistoryIsReadByConfigurationAlone() throws {
        let delivery = try readShipments(
            try RepositoryText.bytes("\(folder)/history.csv"),
            try RepositoryText.read("\(folder)/feed.toml"))
        #expect(delivery.totalRows == 10)
        #expect(
            delivery.unusedRowsByReason == [
                "supplier Our own warehouse is excluded": 2,
                "PO Sent says \"Date Not Captured\"": 1, "PO Sent says \"Pre-PQ Process\"": 1,
                "Delivered is empty": 1,
            ])
        #expect(
            delivery.quarantined.map { "\($0.place.line):\($0.place.column) \($0.code)" } == [
                "9:18 feed.received-before-ordered", "10:10 date.impossible",
            ])
        let first = try #require(delivery.shipments.first)
        #expect(first.supplier.rawValue == "NORDLICHT")
        #expect(first.part.rawValue == "Lamp, \"Aurora\", 12 W")
        #expect(first.orderedOn.description == "2007-07-13")
        #expect(first.scheduledOn?.description == "2007-09-02")
        #expect(first.receivedOn.description == "2007-09-04")
        #expect(first.quantity.description == "1200")
        #expect(
            delivery.shipments.map { $0.freight.value?.description } == ["780.34", nil, nil])
        #expect(delivery.shipments[1].scheduledOn == nil)
    }

    @Test func aHistoryWithoutItsMarkIsNotTaken() throws {
        try Workspace.with { workspace in
            let adapter = try FileDropShipmentHistory(
                name: FeedName("history"),
                settings: try SettingsText.settings(try RepositoryText.read("\(folder)/feed.toml")),
                environment: workspace.environment)
            try workspace.write(
                try RepositoryText.bytes("\(folder)/history.csv"), to: "inbox/history/history.csv")
            #expect(try adapter.inbox(at: .noon).ready.isEmpty)
            try workspace.write("", to: "inbox/history/history.csv.done")
            let taken = try #require(try adapter.take(adapter.inbox(at: .noon).ready[0]))
            #expect(try adapter.readShipments(taken).shipments.count == 3)
        }
    }

    @Test func requiredColumnsMustBeMapped() throws {
        let settings = """
            supplier = "ACME"
            folder = "inbox"
            complete = { by = "done" }
            [columns]
            part = "Item"
            quantity = "Qty"
            ordered_on = "Ordered"
            """
        #expect(
            refusal { _ = try readShipments([], settings) }
                == "settings.missing-key columns.received_on at 4")
    }
}
