public import Procurement

/// A document as bytes; once approved it is never rendered again.
public struct RenderedOrder: Hashable, Sendable {
    /// The format's name and version: `purchase-order/1`.
    public let format: String
    /// How its files end, without the point: `csv`.
    public let fileExtension: String
    /// The document.
    public let bytes: [UInt8]

    /// Makes a rendered order from its parts.
    public init(format: String, fileExtension: String, bytes: [UInt8]) {
        self.format = format
        self.fileExtension = fileExtension
        self.bytes = bytes
    }
}

/// Where a document goes, under which name.
public struct OrderDestination: Hashable, Sendable {
    /// A folder below the workspace.
    public let folder: String
    /// The name there; the same document always has the same.
    public let fileName: String

    /// Makes a destination from its parts.
    public init(folder: String, fileName: String) {
        self.folder = folder
        self.fileName = fileName
    }
}

/// How far a document got.
public enum OrderHandOver: Hashable, Sendable {
    /// It is ready to leave and has not left.
    case staged
    /// It lies where the supplier takes it.
    case sent
    /// It lies in neither place: taken by the supplier since, or never staged.
    case gone
}

/// What handing over a document gave.
public enum SendOutcome: Hashable, Sendable {
    /// It left now.
    case sent
    /// It had left before, with the same bytes; nothing was changed.
    case alreadySent
    /// Something else has its name; nothing was changed, and a person must look.
    case nameTakenByOtherBytes
}

/// A way for documents to leave the house exactly once.
///
/// `stage`, note that it is staged, `send`, note that it is sent. Who ends in between asks
/// `handOver` first: staged means not sent, and neither staged nor there means sent and taken.
public protocol DocumentSink {
    /// Makes the document ready to leave, durably.
    func stage(_ bytes: [UInt8], to destination: OrderDestination) throws(AdapterError)

    /// Hands a staged document over, durably and without replacing anything.
    func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome

    /// Tells how far a document got.
    func handOver(of destination: OrderDestination) throws(AdapterError) -> OrderHandOver
}

/// A way for purchase orders to leave the house exactly once.
///
/// The order of issuing: render and store the bytes with the intent, `stage`, note that it is
/// staged, `send`, note that it is sent. A run that ends in between asks `handOver` first: staged
/// means not sent, and neither staged nor there means sent and taken.
public protocol PurchaseOrderSink: SupplierAdapter, DocumentSink {
    /// Makes the document; the same order gives the same bytes for ever.
    func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder

    /// Makes the document of a change of an order; the same change gives the same bytes for ever.
    ///
    /// It goes where ``destination(of:revision:document:sha256:)`` says, with the change's number
    /// and 1 as its revision. A way out that does not say otherwise carries no changes
    /// (`order.change-not-carried`).
    func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder

    /// Where a document goes; `sha256` is that of its bytes, as 64 lowercase hexadecimal digits.
    func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination
}

extension PurchaseOrderSink {
    /// Refuses with `order.change-not-carried`.
    public func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        throw AdapterError(
            code: "order.change-not-carried", reaction: .giveUp,
            message: "Orders to \(order.supplier) leave by (\(name)), which carries no changes of "
                + "them.",
            help: "Call or write to the supplier; broker po close releases what will not come.")
    }
}
