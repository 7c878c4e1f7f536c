import FlatFileEDI
import HTTPFeed
import Procurement
import SupplierAdapterKit

/// Every way out for purchase orders: services of the web for suppliers who have one, and files
/// for everybody else.
struct OutgoingOrders: PurchaseOrderSink {
    let name: FeedName
    private let files: PartnerOrders
    private var services: [SupplierID: HTTPFeedOrders] = [:]

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

    /// The same with a service; of several for one supplier the last is taken.
    func adding(_ service: HTTPFeedOrders) -> OutgoingOrders {
        var copy = self
        copy.services[service.documents.partner.supplier] = service
        return copy
    }

    /// Files are what services keep copies in: where a document goes tells whose it is.
    private func way(to destination: OrderDestination) -> any PurchaseOrderSink {
        services.values.first { $0.folder == destination.folder } ?? files
    }

    private func way(to supplier: SupplierID) -> any PurchaseOrderSink {
        services[supplier] ?? files
    }

    func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try way(to: order.supplier).render(order, as: format)
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
        files.check() + services.values.sorted { $0.name < $1.name }.flatMap { $0.check() }
    }
}
