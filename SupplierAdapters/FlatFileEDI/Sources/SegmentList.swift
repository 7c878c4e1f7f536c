internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads price lists and stock lists of segments: the sets of a file, one behind the other.
struct SegmentList: ~Copyable {
    private static let priceLists: Set<String> = ["832", "PRICAT"]
    private static let stockLists: Set<String> = ["846", "INVRPT"]

    private let syntax: SegmentSyntax
    private let file: String
    private var assembly: CatalogAssembly
    private var x12: X12Catalog
    private var edifact: EDIFACTCatalog
    private var isInside = false
    /// Whether the set it stands in is a list.
    private var isUsed = false
    private var hasLists = false
    /// Why the file cannot be used although nothing is wrong with it.
    private var refusal: WireError?

    init(
        settings: CatalogSettings, syntax: SegmentSyntax, file: String, supplier: SupplierID,
        in room: ReadingRoom
    ) {
        self.syntax = syntax
        self.file = file
        assembly = CatalogAssembly(
            settings: settings,
            dialect: syntax == .x12 ? X12Catalog.dialect : EDIFACTCatalog.dialect, file: file,
            supplier: supplier, in: room)
        x12 = X12Catalog(settings: settings)
        edifact = EDIFACTCatalog(settings: settings)
    }

    /// Looks at the next segment of the file.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(AdapterError) {
        guard refusal == nil else { return }
        switch token.name {
        case "ST" where syntax == .x12: begin(reader.text(1), token)
        case "UNH" where syntax == .edifact: begin(reader.text(2, component: 1), token)
        case "SE" where syntax == .x12, "UNT" where syntax == .edifact: try end()
        default: if isInside, isUsed { try takeInside(token, reader) }
        }
    }

    private mutating func takeInside(
        _ token: SegmentToken, _ reader: SegmentReader
    ) throws(AdapterError) {
        if syntax == .x12 {
            if x12.take(token, reader) { try assembly.add(x12.ended) }
            if let partial = x12.partial { refusal = WireError(partial) }
        } else {
            if edifact.take(token, reader) { try assembly.add(edifact.ended) }
            if let partial = edifact.partial { refusal = WireError(partial) }
        }
    }

    private mutating func begin(_ kind: String, _ token: SegmentToken) {
        isInside = true
        isUsed = Self.priceLists.contains(kind) || Self.stockLists.contains(kind)
        if !isUsed {
            assembly.setAside(
                LineProblem(
                    "document.kind-unexpected",
                    "a set \(kind) stands among price lists and stock lists",
                    at: token.position, value: kind))
        }
        hasLists = hasLists || isUsed
        x12.beginSet()
        edifact.beginSet()
        assembly.isStockList = Self.stockLists.contains(kind)
    }

    private mutating func end() throws(AdapterError) {
        isInside = false
        guard isUsed else { return }
        isUsed = false
        if syntax == .x12 {
            if x12.end() { try assembly.add(x12.ended) }
        } else if edifact.end() {
            try assembly.add(edifact.ended)
        }
    }

    /// Says that no set of a file is one for us.
    static let nothing = WireError(
        code: "document.kind-unexpected",
        message: "the file holds no price list and no stock list",
        help: "Price lists are 832 and PRICAT, stock lists 846 and INVRPT.")

    /// Hands on the offers of a file that can be trusted, and tells what is to be told beside.
    mutating func deliver(
        _ fileName: String, _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        if let refusal { throw AdapterError(ofDocument: refusal, file: file) }
        guard hasLists else { throw AdapterError(ofDocument: Self.nothing, file: file) }
        return try assembly.deliver(fileName, take)
    }
}
