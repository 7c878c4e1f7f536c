/// What an XML document holds.
public struct XMLReport: Hashable, Sendable {
    /// The name of the root element, as written.
    public internal(set) var root = ""
    /// The namespace of the root element; empty for none.
    public internal(set) var namespace = ""
    /// What the document is by its root: `cxml`, `ubl`, `bmecat` …; empty where it is not known.
    public internal(set) var dialect = ""
    /// The kind of document in its dialect, such as `Order` or `ConfirmationRequest`.
    public internal(set) var documentKind = ""
    /// The version that the document states.
    public internal(set) var version = ""
    /// The encoding that the document states.
    public internal(set) var encoding = ""
    /// How many elements there are.
    public internal(set) var elementCount = 0
    /// How deep they are nested.
    public internal(set) var depth = 0
    /// Whether there is a document type declaration.
    public internal(set) var hasDoctype = false
}

/// Reads an XML document and says what it is and what is wrong with it.
struct XMLInspector {
    private var reader: XMLReader
    private(set) var report = XMLReport()
    private(set) var log: DiagnosticLog
    private(set) var byteCount = 0
    private let isTranscoded: Bool
    private var hasFault = false

    init(window: ByteWindow, isTranscoded: Bool, log: DiagnosticLog) {
        reader = XMLReader(window: window)
        self.isTranscoded = isTranscoded
        self.log = log
    }

    /// Reads to the end; `echo` is given the bytes of each token.
    mutating func read(
        echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        while let token = try reader.next() {
            byteCount += token.length
            if let echo { reader.withToken(echo) }
            take(token)
        }
        finish()
    }

    private mutating func take(_ token: XMLToken) {
        if let fault = token.fault {
            var place = WirePlace(fault.position ?? token.position)
            place.segment = token.name.isEmpty ? reader.openElements.last : token.name
            // Behind the first break of the syntax nothing is sure, and one says it.
            if !hasFault { log.add(fault.code, fault.message, at: place) }
            hasFault = true
        }
        switch token.kind {
        case .declaration: takeDeclaration(token)
        case .doctype: takeDoctype(token)
        case .startTag, .emptyTag: takeElement(token)
        default: break
        }
    }

    private mutating func takeDeclaration(_ token: XMLToken) {
        report.encoding = reader.encoding
        let isWide = reader.encoding.uppercased().hasPrefix("UTF-16")
        if isWide != isTranscoded {
            log.add(
                "xml.encoding-differs",
                "\(quotedForMessage(reader.encoding)) is declared, and the bytes are "
                    + (isTranscoded ? "UTF-16" : "none of it"), at: WirePlace(token.position))
        }
    }

    private mutating func takeDoctype(_ token: XMLToken) {
        report.hasDoctype = true
        log.add(
            "xml.doctype", "the document type declaration is skipped",
            at: WirePlace(token.position))
        let declares = reader.withToken { bytes in
            let wanted = Array("<!ENTITY".utf8)
            return bytes.indices.contains { index in
                index + wanted.count <= bytes.count && bytes[index] == wanted[0]
                    && bytes[index..<index + wanted.count].elementsEqual(wanted)
            }
        }
        if declares {
            log.add(
                "xml.doctype-entities", "the document declares entities, which are never expanded",
                at: WirePlace(token.position))
        }
    }

    private mutating func takeElement(_ token: XMLToken) {
        report.elementCount += 1
        let level = reader.openElements.count + (token.kind == .emptyTag ? 1 : 0)
        report.depth = max(report.depth, level)
        if report.root.isEmpty {
            report.root = token.name
            readRoot(token)
        } else if report.dialect == "cxml", report.documentKind.isEmpty {
            let local = XMLDialect.localName(token.name)
            if XMLDialect.cxmlDocuments.contains(local) { report.documentKind = local }
        } else if report.dialect == "bmecat", report.documentKind.isEmpty, level == 2,
            token.name.hasPrefix("T_")
        {
            report.documentKind = token.name
        }
    }

    private mutating func readRoot(_ token: XMLToken) {
        let attributes = reader.attributes
        let parts = token.name.split(separator: ":", maxSplits: 1)
        let declaration = parts.count == 2 ? "xmlns:\(parts[0])" : "xmlns"
        let bound = attributes.first { $0.name == declaration }?.value
        if bound == nil, parts.count == 2 {
            log.add(
                "xml.namespace-prefix",
                "the prefix \(quotedForMessage(String(parts[0]))) is not bound to a namespace",
                at: WirePlace(token.position))
        }
        report.namespace = bound ?? ""
        report.version = attributes.first { $0.name == "version" }?.value ?? ""
        let local = XMLDialect.localName(token.name)
        (report.dialect, report.documentKind) = XMLDialect.named(
            root: local, namespace: report.namespace)
    }

    private mutating func finish() {
        guard !hasFault else { return }
        let end = WirePlace(reader.position)
        if let open = reader.openElements.last {
            var place = end
            place.segment = open
            log.add("xml.cut-off", "the file ends, and <\(open)> is not closed", at: place)
        } else if report.root.isEmpty {
            log.add("xml.root", "the document has no root element", at: end)
        }
    }
}

/// The families of business documents in XML, known by their root.
enum XMLDialect {
    static let cxmlDocuments: Set<String> = [
        "OrderRequest", "ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest",
        "PunchOutSetupRequest", "PunchOutOrderMessage", "PunchOutSetupResponse",
        "StatusUpdateRequest",
        "ProfileRequest", "ProfileResponse", "CatalogUploadRequest", "Contract", "Supplier",
        "Index",
        "QuoteRequest", "QuoteMessage", "ProductActivityMessage", "ReceiptRequest", "Status",
    ]

    static func localName(_ name: String) -> String {
        name.split(separator: ":").last.map(String.init) ?? name
    }

    static func named(root: String, namespace: String) -> (dialect: String, kind: String) {
        if root == "cXML" { return ("cxml", "") }
        if root.lowercased() == "bmecat" { return ("bmecat", "") }
        if namespace.hasPrefix("urn:oasis:names:specification:ubl:schema:xsd:") {
            return ("ubl", root)
        }
        if namespace.hasPrefix("urn:un:unece:uncefact:data:standard:CrossIndustry") {
            return ("cii", root)
        }
        if root == "IDOC" || root.hasPrefix("ORDERS0") || root.hasPrefix("ORDRSP") {
            return ("idoc", root)
        }
        if root.lowercased().hasPrefix("opentrans") || ["ORDER", "ORDERRESPONSE"].contains(root) {
            return ("opentrans", root)
        }
        if root == "html" { return ("html", root) }
        if root == "Envelope", namespace.contains("soap") { return ("soap", root) }
        if root == "rss" || root == "feed" { return ("feed", root) }
        if root == "schema", namespace.hasSuffix("XMLSchema") { return ("xsd", root) }
        return ("", "")
    }
}
