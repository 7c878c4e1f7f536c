internal import FileDrop
public import Procurement
public import SupplierAdapterKit

/// Purchase orders of all suppliers: documents for partners who have settings of their own, and
/// `purchase-order/1` for everybody else.
public struct PartnerOrders: PurchaseOrderSink {
    /// The name of this way out.
    public let name: FeedName
    private let files: FileDropOrders
    private var partners: [SupplierID: DocumentOrders] = [:]

    /// As `file-drop` for purchase orders: one setting, `folder`.
    public static let description = FileDropOrders.description

    /// The way out without partners.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        files = try FileDropOrders(name: name, settings: settings, environment: environment)
    }

    /// The same with a partner; of several for one supplier the last is taken.
    public func adding(_ partner: DocumentOrders) -> PartnerOrders {
        var copy = self
        copy.partners[partner.partner.supplier] = partner
        return copy
    }

    /// Where a document goes tells whose it is.
    private func way(to destination: OrderDestination) -> any PurchaseOrderSink {
        partners.values.first { $0.supplierFolder == destination.folder } ?? files
    }

    /// The settings of a supplier; `nil` where it has none.
    public func partner(_ supplier: SupplierID) -> DocumentOrders? { partners[supplier] }

    /// Makes the document in the partner's form, or as the supplier's record says.
    public func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        if let partner = partners[order.supplier] {
            return try partner.render(order, as: format)
        }
        return try files.render(order, as: format)
    }

    /// Makes the document of a change in the partner's form, or `purchase-order-change/1`.
    public func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        if let partner = partners[order.supplier] {
            return try partner.renderChange(change, of: order, as: format)
        }
        return try files.renderChange(change, of: order, as: format)
    }

    /// Makes `purchase-order/1`, whatever form the partner has.
    public func renderPlainly(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try files.render(order, as: format)
    }

    /// Where the document goes.
    public func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        if let partner = partners[order.supplier] {
            return partner.destination(
                of: order, revision: revision, document: document, sha256: sha256)
        }
        return files.destination(
            of: order, revision: revision, document: document, sha256: sha256)
    }

    /// Writes the document to `.staging` beside its destination and brings it to the disk.
    public func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        try way(to: destination).stage(bytes, to: destination)
    }

    /// Hands a staged document over, as the partner's settings say.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try way(to: destination).send(destination)
    }

    /// Tells whether the document lies in `.staging`, at its destination, or in neither.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        try way(to: destination).handOver(of: destination)
    }

    /// Looks whether every folder can be written to.
    public func check() -> [AdapterFinding] {
        files.check() + partners.values.sorted { $0.name < $1.name }.flatMap { $0.check() }
    }
}
