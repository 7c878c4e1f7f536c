internal import DurableFiles
internal import SupplierAdapterKit
internal import WireFormats

/// The key `layout`: a file of the workspace that describes flat files.
enum LayoutSetting {
    static let key = AdapterDescription.Key(
        "layout", "a path in the workspace; none",
        "The [layout](../../Docs/Layouts.md) by which flat files are read, instead of X12, EDIFACT "
            + "and XML.")

    /// Reads the layout that the settings name; `nil` where they name none or it cannot be used,
    /// which is reported.
    static func read(
        _ key: String = "layout", from reader: inout SettingsReader,
        environment: AdapterEnvironment, for use: LayoutUse
    ) -> RecordLayout? {
        SettingFile.read(key, from: &reader, environment: environment) {
            text throws(WireError) in
            let layout = try RecordLayout.parse(text)
            try use.check(layout)
            return layout
        }
    }
}

/// The key `guide`: a file of the workspace that says what a partner's guide asks for.
enum GuideSetting {
    static let key = AdapterDescription.Key(
        "guide", "a path in the workspace; none",
        "The [guide](../../Docs/ElectronicDocuments.md#a-partners-guide) that sets of X12 and "
            + "EDIFACT are held against beside the standard.")

    /// Reads the guide that the settings name; `nil` where they name none or it cannot be used,
    /// which is reported.
    static func read(
        from reader: inout SettingsReader, environment: AdapterEnvironment
    ) -> MessageGuide? {
        SettingFile.read("guide", from: &reader, environment: environment) {
            text throws(WireError) in try MessageGuide.parse(text)
        }
    }
}

/// A file of the workspace that a key of the settings names.
private enum SettingFile {
    private static let maximumBytes = 1 << 20

    /// What the file says; `nil` where the key is not there or the file cannot be used, which is
    /// reported.
    static func read<Content>(
        _ key: String, from reader: inout SettingsReader, environment: AdapterEnvironment,
        parse: (String) throws(WireError) -> Content
    ) -> Content? {
        guard let path = reader.optionalString(key) else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let bytes: [UInt8]
        do throws(DurableFileError) {
            bytes = try DurableFolder(
                path: folder.isEmpty ? environment.root : "\(environment.root)/\(folder)"
            ).read(String(parts.last ?? ""), maximumBytes: maximumBytes).bytes
        } catch {
            reader.report(error.code, key, error.message, help: error.help)
            return nil
        }
        do throws(WireError) {
            return try parse(String(decoding: bytes, as: UTF8.self))
        } catch {
            let place = error.position.map { "\(path):\($0)" } ?? path
            reader.report(error.code, key, "\(place): \(error.message)", help: error.help)
            return nil
        }
    }
}

/// What a layout is used for, and so which meanings its fields may and must have.
enum LayoutUse {
    case offers, messages, orders, changes

    private var things: [String] {
        switch self {
        case .offers: ["offer", "price", "list"]
        case .messages: ["document", "answer", "shipped", "line"]
        case .orders, .changes: ["document", "line", "delivery"]
        }
    }

    private var meanings: [String] {
        switch self {
        case .offers:
            [
                "list.currency", "offer.part", "offer.description", "offer.unit", "offer.price",
                "offer.price-kind", "offer.per", "offer.from", "offer.currency", "offer.minimum",
                "offer.multiple", "offer.maximum", "offer.shelf", "offer.lead-time",
                "offer.valid-from", "offer.valid-through", "offer.deleted", "offer.substitute",
                "offer.substitute-for", "offer.superseded-by", "offer.supersedes",
                "offer.alternate", "price.part", "price.amount", "price.kind", "price.per",
                "price.from", "price.currency",
            ]
        case .messages:
            [
                "message.document", "message.date", "message.time", "message.note",
                "message.purpose", "order.number", "answer.line", "answer.outcome",
                "answer.quantity", "answer.unit", "answer.price", "answer.per", "answer.arrival",
                "answer.ships", "answer.substitute", "answer.remark", "shipment.left",
                "shipment.arrival", "shipment.tracking", "shipped.line", "shipped.quantity",
                "shipped.unit",
            ]
        case .orders:
            [
                "document.number", "document.date", "document.sender", "document.receiver",
                "order.number", "order.date", "order.currency", "order.buyer", "order.supplier",
                "order.ship-to", "order.total", "order.terms", "order.incoterm", "line.number",
                "line.part", "line.item", "line.description", "line.quantity", "line.unit",
                "line.price", "line.per", "line.amount", "delivery.quantity", "delivery.date",
            ]
        case .changes:
            LayoutUse.orders.meanings.filter { !["order.total", "line.amount"].contains($0) }
                + ["order.change", "order.action", "line.action"]
        }
    }

    private var needed: [String] {
        switch self {
        case .offers: ["offer.part"]
        case .messages: ["message.document", "message.date", "order.number"]
        case .orders:
            [
                "order.number", "line.number", "line.part", "line.quantity", "line.unit",
                "delivery.quantity", "delivery.date",
            ]
        case .changes: LayoutUse.orders.needed + ["line.action"]
        }
    }

    private var words: String {
        switch self {
        case .offers: "price lists"
        case .messages: "answers and ship notices"
        case .orders: "purchase orders"
        case .changes: "changes of purchase orders"
        }
    }

    /// Throws `document.layout-meaning` where a field means what is not known here, or what must be
    /// known has no field.
    func check(_ layout: RecordLayout) throws(WireError) {
        for record in layout.records where !record.each.isEmpty && !things.contains(record.each) {
            throw WireError(
                code: "document.layout-meaning",
                message: "the record \(record.name) is for each \(quotedForMessage(record.each)), "
                    + "which \(words) do not have",
                help: "Known are \(things.joined(separator: ", ")).")
        }
        for meaning in layout.meanings where !meanings.contains(meaning) {
            throw WireError(
                code: "document.layout-meaning",
                message: "a field means \(quotedForMessage(meaning)), which \(words) do not have",
                help: nearestName(to: meaning, among: meanings).map {
                    "Maybe \"\($0)\" is meant."
                } ?? "Docs/Layouts.md lists the meanings.")
        }
        for meaning in needed where !layout.meanings.contains(meaning) {
            throw WireError(
                code: "document.layout-meaning",
                message: "no field of the layout means \(quotedForMessage(meaning))",
                help: "Write -> \(meaning) behind the field that holds it.")
        }
    }
}
