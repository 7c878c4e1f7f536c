public import FileDrop
public import Procurement
public import SupplierAdapterKit
public import WireFormats

/// Price lists and stock lists as documents: X12 832 and 846, EDIFACT PRICAT and INVRPT, cXML
/// Index, UBL Catalogue and BMEcat.
public struct DocumentOffers: OfferSource, DroppedFileFeed {
    /// The feed's name.
    public let name: FeedName
    /// The folder of the feed.
    public let files: DroppedFiles
    private let settings: CatalogSettings
    private let supplier: SupplierID
    private let strictness: Strictness
    private let layout: RecordLayout?
    private let guide: MessageGuide?
    private let numbers: SeenNumbers

    /// `adapter = "flat-file-edi"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "flat-file-edi", kind: "offers",
        summary:
            "Takes price lists and stock lists as X12, EDIFACT or XML documents from a folder.",
        keys: DroppedFiles.listKeys + CatalogSettings.keys
            + [LayoutSetting.key, GuideSetting.key, StrictnessSetting.key, SeenNumbers.key])

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        layout = LayoutSetting.read(from: &reader, environment: environment, for: .offers)
        files = DroppedFiles(
            from: &reader, environment: environment, layout: layout, areLists: true)
        guide = GuideSetting.read(from: &reader, environment: environment)
        numbers = SeenNumbers(
            from: &reader, environment: environment, folder: files.folderPath)
        let own = CatalogSettings(from: &reader)
        strictness = StrictnessSetting.read(from: &reader)
        try reader.finish()
        guard let supplier = own.supplier else {
            preconditionFailure("Settings without a supplier must have been refused.")
        }
        self.name = name
        self.settings = own
        self.supplier = supplier
    }

    /// Reads a file whole; throws when it cannot be trusted as a whole.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        try files.refuseOlder(file.file)
        let title = files.title(file.file.name)
        if let layout { return try records(file, title, layout) }
        // A list without some of its lines would take their parts off ours.
        let inspection = try DocumentInspection(
            file.bytes, file: title, strictness: strictness, partly: false,
            numbers: numbers.memory(before: file.file), guide: guide)
        do throws(WireError) {
            switch inspection.report.syntax {
            case "x12":
                return try segments(file, title, .x12)
            case "edifact":
                return try segments(file, title, .edifact)
            case "xml":
                return try markup(file, title)
            default:
                throw WireError(
                    code: "document.kind-unexpected",
                    message: "the file is \(inspection.report.syntax), which holds no price list "
                        + "for this adapter",
                    help: "Tables are read by the adapter file-drop.")
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(
                    file: title, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
    }

    private func records(
        _ file: TakenFile, _ title: String, _ layout: RecordLayout
    ) throws(AdapterError) -> OfferDelivery {
        if let list = LayoutList(layout) {
            var assembly = layoutAssembly(file, title)
            if try list.read(file.bytes, file: title, strictness: strictness, into: &assembly) {
                return assembly.delivery(file.file.name)
            }
        }
        let content = try LayoutThing.read(
            file.bytes, file: title, layout: layout, strictness: strictness)
        var assembly = layoutAssembly(file, title)
        let list = LayoutCatalog.lines(content)
        for problem in list.problems { assembly.setAside(problem) }
        for line in list.lines { assembly.add(line) }
        return assembly.delivery(file.file.name)
    }

    private func layoutAssembly(_ file: TakenFile, _ title: String) -> CatalogAssembly {
        CatalogAssembly(
            settings: settings, dialect: LayoutCatalog.dialect, file: title, supplier: supplier,
            byteCount: file.bytes.count)
    }

    private static let priceLists: Set<String> = ["832", "PRICAT"]
    private static let stockLists: Set<String> = ["846", "INVRPT"]

    private func segments(
        _ file: TakenFile, _ title: String, _ syntax: SegmentSyntax
    ) throws(WireError) -> OfferDelivery {
        let dialect = syntax == .x12 ? X12Catalog.dialect : EDIFACTCatalog.dialect
        var assembly = CatalogAssembly(
            settings: settings, dialect: dialect, file: title, supplier: supplier,
            byteCount: file.bytes.count)
        var x12 = X12Catalog(settings: settings)
        var edifact = EDIFACTCatalog(settings: settings)
        var walk = SetWalk(file.bytes, syntax: syntax)
        var isUsed = false
        var hasLists = false
        while let step = try walk.next() {
            switch step {
            case .begin(let token):
                isUsed = begins(walk, token, &assembly)
                hasLists = hasLists || isUsed
                x12.beginSet()
                edifact.beginSet()
                assembly.isStockList = Self.stockLists.contains(walk.kind)
            case .segment(let token):
                guard isUsed else { continue }
                let hasEnded =
                    syntax == .x12
                    ? x12.take(token, walk.segment) : edifact.take(token, walk.segment)
                if Self.isOpening(token.name),
                    let partial = syntax == .x12 ? x12.partial : edifact.partial
                {
                    throw WireError(partial)
                }
                guard hasEnded else { continue }
                if syntax == .x12 { assembly.add(x12.ended) } else { assembly.add(edifact.ended) }
            case .end:
                guard isUsed else { continue }
                isUsed = false
                if syntax == .x12 {
                    if x12.end() { assembly.add(x12.ended) }
                } else if edifact.end() {
                    assembly.add(edifact.ended)
                }
            case .envelope: continue
            }
        }
        guard hasLists else {
            throw WireError(
                code: "document.kind-unexpected",
                message: "the file holds no price list and no stock list",
                help: "Price lists are 832 and PRICAT, stock lists 846 and INVRPT.")
        }
        return assembly.delivery(file.file.name)
    }

    /// Whether a segment says if its list is whole.
    private static func isOpening(_ name: SegmentName) -> Bool {
        switch name {
        case "BCT", "BIA", "BGM": true
        default: false
        }
    }

    /// Whether a set is one to use; if not, that is told.
    private func begins(
        _ walk: SetWalk, _ token: SegmentToken, _ assembly: inout CatalogAssembly
    ) -> Bool {
        guard Self.priceLists.contains(walk.kind) || Self.stockLists.contains(walk.kind) else {
            assembly.setAside(
                LineProblem(
                    "document.kind-unexpected",
                    "a set \(walk.kind) stands among price lists and stock lists",
                    at: token.position, value: walk.kind))
            return false
        }
        return true
    }

    private func markup(_ file: TakenFile, _ title: String) throws(WireError) -> OfferDelivery {
        let root = try XMLText.parse(file.bytes)
        if let partial = MarkupCatalog.partial(root) { throw WireError(partial) }
        guard let (lines, dialect) = MarkupCatalog.lines(root) else {
            throw WireError(
                code: "document.kind-unexpected",
                message: "the document is <\(root.name)>, which is no price list",
                help: "Price lists are cXML Index, UBL Catalogue and BMEcat.",
                position: root.position)
        }
        var assembly = CatalogAssembly(
            settings: settings, dialect: dialect, file: title, supplier: supplier)
        for line in lines { assembly.add(line) }
        return assembly.delivery(file.file.name)
    }
}

// MARK: - The folder

extension DocumentOffers {
    /// Moves a taken file where it is kept; an accepted one leaves its control numbers first.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if fate == .accepted, layout == nil, let taken = try files.look(at: file.taken) {
            try remember(taken)
        }
        try files.settle(file, as: fate)
    }

    /// Notes the control numbers of a document that was accepted, also of one that somebody else
    /// brought than this folder; doing it twice changes nothing.
    public func remember(_ taken: TakenFile) throws(AdapterError) {
        guard layout == nil else { return }
        try numbers.remember(taken, strictness, guide: guide, partly: false)
    }

    /// What answers the sender of a document: 997, 999, TA1 or CONTRL, with control numbers of our
    /// own, the same however often it is asked for; `nil` where nothing is to be acknowledged.
    public func acknowledgment(
        of taken: TakenFile, as form: Acknowledgment, at now: Timestamp
    ) throws(AdapterError) -> [UInt8]? {
        guard layout == nil else { return nil }
        return try numbers.acknowledgment(of: taken, as: form, strictness, guide: guide, at: now)
    }
}

/// The table `[strict]`: what becomes of findings, by code.
enum StrictnessSetting {
    static let key = AdapterDescription.Key(
        "strict", "`standard`, `lenient` or `strict`, or lines `code = reaction`; `\"standard\"`",
        "What of the findings of broker inspect rejects a set, a group or a file.")

    static func read(from reader: inout SettingsReader) -> Strictness {
        switch reader.optionalString("strict") {
        case nil, "standard": return .standard
        case "lenient": return .lenient
        case "strict": return .strict
        case .some(let text):
            do throws(WireError) {
                return try Strictness.parse(text)
            } catch {
                reader.report("settings.wrong-value", "strict", error.message, help: error.help)
                return .standard
            }
        }
    }
}
