package import SupplierAdapterKit

/// The units in which the orders of suppliers are written, for whoever reads their answers: who is
/// asked in a code of its own answers in it.
package struct OrderedUnits {
    private var codesBySupplier: [String: [SettingTable.Entry]] = [:]

    /// Takes `[units]` of the ways out that are switched on.
    package init(_ feeds: [FeedConfiguration]) {
        for feed in feeds where feed.isEnabled && feed.kind == .purchaseOrders {
            let settings = feed.adapterSettings
            guard let supplier = settings.text(of: "supplier") else { continue }
            codesBySupplier[supplier, default: []] += settings.units
        }
    }

    /// The settings of a feed; where documents with answers are read, with the codes of the
    /// supplier's orders that it does not name itself.
    package func settings(of feed: FeedConfiguration) -> AdapterSettings {
        let settings = feed.adapterSettings
        let areDocuments =
            feed.adapter == "flat-file-edi" || settings.text(of: "content") == "document"
        guard feed.kind == .orderMessages, areDocuments,
            let supplier = settings.text(of: "supplier"),
            let ordered = codesBySupplier[supplier], !ordered.isEmpty
        else { return settings }
        let own = settings.units
        let more = ordered.filter { entry in !own.contains { $0.key == entry.key } }
        let others = settings.table.entries.filter { $0.key != "units" }
        let line = settings.table["units"]?.line ?? 0
        let units = SettingTable.Entry(
            "units", SettingValue(.table(SettingTable(own + more, line: line)), line: line),
            line: line)
        return AdapterSettings(
            file: settings.file, table: SettingTable(others + [units], line: settings.table.line))
    }
}

extension AdapterSettings {
    fileprivate func text(of key: String) -> String? {
        guard case .string(let text) = table[key]?.value.content else { return nil }
        return text
    }

    fileprivate var units: [SettingTable.Entry] {
        guard case .table(let units) = table["units"]?.value.content else { return [] }
        return units.entries
    }
}
