internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit

/// What a feed's file says.
struct TemplateSettings: Hashable, Sendable {
    let folder: String
    let file: String
    let defaults: OfferRecordDefaults

    static let keys: [AdapterDescription.Key] = [
        .init("folder", "a path in the workspace; must be set", "Where deliveries are kept."),
        .init("file", "a path in the workspace; must be set", "The list, as it is now."),
        .init("supplier", "an identifier; must be set", "Who sells."),
        .init("currency", "three letters; must be set", "The currency of prices."),
    ]

    init(_ settings: AdapterSettings) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        folder = reader.requiredString("folder", example: "folder = \"inbox/acme\"")
        file = reader.requiredString("file", example: "file = \"lists/acme.txt\"")
        let supplier = reader.requiredString("supplier", example: "supplier = \"ACME\"")
        let currency = reader.requiredString("currency", example: "currency = \"EUR\"")
        var defaults = OfferRecordDefaults(supplier: nil, currency: nil)
        do throws(ValueError) {
            defaults = OfferRecordDefaults(
                supplier: try SupplierID(supplier), currency: try Currency(currency))
        } catch {
            reader.report("settings.wrong-value", "supplier", error.message, help: error.help)
        }
        self.defaults = defaults
        try reader.finish()
    }
}

/// Reads the list where it lies.
enum TemplateFile {
    static func read(root: String, path: String) throws(AdapterError) -> [UInt8] {
        let parts = path.split(separator: "/")
        let folder = ([root] + parts.dropLast().map(String.init)).joined(separator: "/")
        do throws(DurableFileError) {
            return try DurableFolder(path: folder)
                .read(String(parts.last ?? ""), maximumBytes: 64 << 20).bytes
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help)
        }
    }
}
