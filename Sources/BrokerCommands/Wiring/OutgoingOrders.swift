import FlatFileEDI
import Procurement
import SupplierAdapterKit

/// Every way out for purchase orders: lines, to services of the web and to programs, for suppliers
/// who have one, and files for everybody else.
struct OutgoingOrders: PurchaseOrderSink {
    let name: FeedName
    private let files: PartnerOrders
    private var lines: [SupplierID: OrderLine] = [:]

    /// A way out that is no folder, and the documents that it keeps copies of.
    struct OrderLine {
        let documents: DocumentOrders
        let sink: any PurchaseOrderSink
    }

    static let description = PartnerOrders.description

    init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.init(
            files: try PartnerOrders(name: name, settings: settings, environment: environment))
    }

    init(files: PartnerOrders) {
        name = files.name
        self.files = files
    }

    /// The same with a line; of several for one supplier the last is taken.
    func adding(_ line: OrderLine) -> OutgoingOrders {
        var copy = self
        copy.lines[line.documents.partner.supplier] = line
        return copy
    }

    /// Files are what lines keep copies in: where a document goes tells whose it is.
    private func way(to destination: OrderDestination) -> any PurchaseOrderSink {
        lines.values.first { $0.documents.supplierFolder == destination.folder }?.sink ?? files
    }

    private func way(to supplier: SupplierID) -> any PurchaseOrderSink {
        lines[supplier]?.sink ?? files
    }

    func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try way(to: order.supplier).render(order, as: format)
    }

    func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try way(to: order.supplier).renderChange(change, of: order, as: format)
    }

    func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        way(to: order.supplier).destination(
            of: order, revision: revision, document: document, sha256: sha256)
    }

    func stage(_ bytes: [UInt8], to destination: OrderDestination) throws(AdapterError) {
        try way(to: destination).stage(bytes, to: destination)
    }

    func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try way(to: destination).send(destination)
    }

    func handOver(of destination: OrderDestination) throws(AdapterError) -> OrderHandOver {
        try way(to: destination).handOver(of: destination)
    }

    func check() -> [AdapterFinding] {
        files.check()
            + lines.values.sorted { $0.documents.name < $1.documents.name }
            .flatMap { $0.sink.check() }
    }
}
