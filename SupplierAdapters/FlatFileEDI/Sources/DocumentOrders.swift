internal import DurableFiles
internal import FileDrop
public import Procurement
public import SupplierAdapterKit

/// Purchase orders of one partner as documents in a folder.
public struct DocumentOrders: PurchaseOrderSink {
    /// The name of this way out.
    public let name: FeedName
    /// How the partner wants documents.
    public let partner: PartnerProfile
    /// The document; `nil` for `purchase-order/1`, as FileDrop writes it.
    public let format: OrderDocumentFormat?
    private let plainFormat: OrderFormat
    private let files: FileDropOrders
    private let numbersPath: String

    /// `adapter = "flat-file-edi"`, `kind = "purchase-orders"`.
    public static let description = AdapterDescription(
        name: "flat-file-edi", kind: "purchase-orders",
        summary: "Puts purchase orders as X12, EDIFACT, cXML, UBL or flat files into a folder.",
        keys: [
            .init(
                "format", "a format; must be set",
                formats.map { "`\($0)`" }.joined(separator: ", ") + "."),
            .init(
                "folder", "a path in the workspace; `\"outbox\"`",
                "Where a folder for the supplier is made."),
            .init(
                "layout", "a path in the workspace; for `fixed`",
                "The [layout](../../Docs/Layouts.md) by which records are written."),
            .init(
                "change_layout", "a path in the workspace; for `fixed`",
                "The layout by which records of changes are written; without it no change leaves."),
        ] + FileDropOrders.nameAndTransferKeys + PartnerProfile.keys)

    /// Settings about files that suppliers take, which mean nothing where a line carries orders.
    public static let fileOnlyKeys: Set<String> = ["file_name", "transfer"]

    /// The keys where a line carries orders, and the folder holds copies.
    public static var lineKeys: [AdapterDescription.Key] {
        description.keys.filter { key in
            !fileOnlyKeys.contains { key.name == $0 || key.name.hasPrefix("\($0).") }
        }
    }

    private static var formats: [String] {
        OrderDocumentFormat.allCases.filter { !$0.isChange }.map(\.rawValue)
            + OrderFormat.allCases.map(\.rawValue)
    }

    /// Reads the settings; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        var partner = PartnerProfile(from: &reader)
        partner.layout = LayoutSetting.read(from: &reader, environment: environment, for: .orders)
        partner.changeLayout = LayoutSetting.read(
            "change_layout", from: &reader, environment: environment, for: .changes)
        let folder = reader.optionalString("folder") ?? "outbox"
        let word = reader.requiredString("format", example: "format = \"x12-850\"")
        let format = OrderDocumentFormat(rawValue: word).flatMap { $0.isChange ? nil : $0 }
        let plain = OrderFormat(rawValue: word)
        if format == nil, plain == nil, !word.isEmpty {
            reader.reportWord("format", word, Self.formats)
        }
        if format == .layoutOrder, reader.table["layout"] == nil {
            reader.reportMissing("layout", example: "layout = \"layouts/orders.layout\"")
        }
        // How files are called and carried is FileDrop's to read, and its problems to tell.
        let ways = Self.fileOnlyKeys.sorted().filter { reader.has($0) }
        var fileEntries = ways.compactMap { settings.table[$0] }
        fileEntries.append(
            SettingTable.Entry(
                "folder", SettingValue(.string(folder), line: settings.table["folder"]?.line ?? 0)))
        var problems: [AdapterSettingsProblem] = []
        do throws(AdapterSettingsError) {
            try reader.finish()
        } catch {
            problems = error.problems
        }
        do throws(AdapterSettingsError) {
            files = try FileDropOrders(
                name: name,
                settings: AdapterSettings(file: settings.file, table: SettingTable(fileEntries)),
                environment: environment)
        } catch {
            throw AdapterSettingsError(problems: problems + error.problems)
        }
        guard problems.isEmpty else { throw AdapterSettingsError(problems: problems) }
        self.partner = partner
        self.name = name
        self.format = format
        plainFormat = plain ?? .csv
        numbersPath = "\(environment.root)/\(folder)/.numbers"
    }

    private var numbers: ControlNumbers {
        let own = FileNameSafe.text(partner.supplier.rawValue)
        return ControlNumbers(folder: DurableFolder(path: "\(numbersPath)/\(own)"))
    }

    /// The folder that the partner's documents lie in, below the workspace.
    public var supplierFolder: String { files.folder(of: partner.supplier) }

    /// Makes the document; an order that was rendered before keeps its control number.
    public func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        guard let own = self.format else { return try files.render(order, as: plainFormat) }
        // First as a trial, so that an order that cannot be written takes no number.
        let trial = try OrderDocuments.write(
            order, as: own, for: partner, controlNumber: 1, on: order.orderDate)
        guard own.hasControlNumber else { return trial.document }
        let number = try numbers.number(of: order.number.rawValue)
        return try OrderDocuments.write(
            order, as: own, for: partner, controlNumber: number, on: order.orderDate
        ).document
    }

    /// Makes the document of a change, 860, ORDCHG or what else the partner's form has for it; a
    /// change that was rendered before keeps its control number.
    public func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        guard let own = self.format else {
            return try files.renderChange(change, of: order, as: plainFormat)
        }
        let trial = try OrderDocuments.write(
            change, of: order, as: own, for: partner, controlNumber: 1)
        guard own.hasControlNumber else { return trial.document }
        let number = try numbers.number(of: Self.series(order, change))
        return try OrderDocuments.write(
            change, of: order, as: own, for: partner, controlNumber: number
        ).document
    }

    private static func series(_ order: PurchaseOrder, _ change: OrderChange?) -> String {
        order.number.rawValue + (change.map { "/change-\($0.sequence)" } ?? "")
    }

    /// The control number that an order, or a change of it, has or would get; none is taken.
    public func previewNumber(
        of order: PurchaseOrder, change: OrderChange? = nil
    ) throws(AdapterError) -> Int {
        try numbers.preview(of: Self.series(order, change))
    }

    /// The supplier's folder, and a name of number, revision and beginning of the SHA-256, or as
    /// the setting `file_name` says.
    public func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        files.destination(of: order, revision: revision, document: document, sha256: sha256)
    }

    /// Writes the document to `.staging` beside its destination and brings it to the disk.
    public func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        try files.stage(bytes, to: destination)
    }

    /// Renames the staged document to its destination, replacing nothing, and has it carried to the
    /// supplier where the settings say how.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try files.send(destination)
    }

    /// Tells whether the document lies in `.staging`, at its destination, or in neither.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        try files.handOver(of: destination)
    }

    /// Looks whether the folder can be written to.
    public func check() -> [AdapterFinding] { files.check() }
}

/// A way out for orders whose documents, and where their copies are kept, are those of
/// ``DocumentOrders``; only how they are carried to the supplier is its own.
public protocol DocumentOrderSink: PurchaseOrderSink {
    /// What the documents are, and where their copies are kept.
    var documents: DocumentOrders { get }
}

extension DocumentOrderSink {
    /// The folder that copies of its orders are kept in, below the workspace.
    public var folder: String { documents.supplierFolder }

    /// Makes the document as the settings of the partner say.
    public func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try documents.render(order, as: format)
    }

    /// Makes the document of a change as the settings of the partner say.
    public func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try documents.renderChange(change, of: order, as: format)
    }

    /// The supplier's folder, and a name of number, revision and beginning of the SHA-256.
    public func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        documents.destination(of: order, revision: revision, document: document, sha256: sha256)
    }

    /// Writes the document to `.staging` in the supplier's folder and brings it to the disk.
    public func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        try documents.stage(bytes, to: destination)
    }
}
