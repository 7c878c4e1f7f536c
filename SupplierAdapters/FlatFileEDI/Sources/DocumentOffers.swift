public import FileDrop
public import Procurement
public import SupplierAdapterKit
public import WireFormats

/// Price lists and stock lists as documents: X12 832 and 846, EDIFACT PRICAT and INVRPT, cXML
/// Index, UBL Catalogue and BMEcat.
public struct DocumentOffers: OfferStreamSource, DroppedFileFeed {
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
    private let acknowledgments: FolderAcknowledgments?

    /// `adapter = "flat-file-edi"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "flat-file-edi", kind: "offers",
        summary:
            "Takes price lists and stock lists as X12, EDIFACT or XML documents from a folder.",
        keys: DroppedFiles.listKeys + CatalogSettings.keys
            + [LayoutSetting.key, GuideSetting.key, StrictnessSetting.key, SeenNumbers.key]
            + FolderAcknowledgments.keys)

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
        acknowledgments = FolderAcknowledgments.read(
            from: &reader, environment: environment, feed: name, inbox: files.folderPath,
            supplier: own.supplier, hasLayout: layout != nil)
        try reader.finish()
        guard let supplier = own.supplier else {
            preconditionFailure("Settings without a supplier must have been refused.")
        }
        self.name = name
        self.settings = own
        self.supplier = supplier
    }

    /// Reads a file to its end, in pieces, and then hands on its offers and shelves.
    ///
    /// XML, and flat files whose layout has more than one record an offer, are held whole.
    public func readOffers(
        _ file: FileInPieces, in room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        try files.refuseOlder(file.file)
        let title = files.title(file.file.name)
        if let layout { return try records(file, title, layout, room, take) }
        let inspection = FileInspection(
            strictness: strictness, numbers: try numbers.memory(before: file.file), guide: guide)
        let source = try file.source()
        let segments = try guarded(title) { () throws(WireError) in
            try inspection.segments(source: source)
        }
        if let segments {
            return try read(segments, file, title, room, take)
        }
        // A list without some of its lines would take their parts off ours.
        let bytes = try file.bytes()
        let report = try guarded(title) { () throws(WireError) in try inspection.inspect(bytes) }
        try DocumentInspection.check(report, file: title, partly: false)
        let (lines, dialect) = try guarded(title) { () throws(WireError) in
            try Self.markup(bytes, report)
        }
        var assembly = CatalogAssembly(
            settings: settings, dialect: dialect, file: title, supplier: supplier, in: room)
        for line in lines { try assembly.add(line) }
        return try assembly.deliver(file.file.name, take)
    }

    private func guarded<Value>(
        _ title: String, _ body: () throws(WireError) -> Value
    ) throws(AdapterError) -> Value {
        do throws(WireError) {
            return try body()
        } catch {
            throw AdapterError(ofDocument: error, file: title)
        }
    }

    private func records(
        _ file: FileInPieces, _ title: String, _ layout: RecordLayout, _ room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        if let list = LayoutList(layout) {
            var assembly = layoutAssembly(title, room)
            let isRead = try list.read(
                try file.source(), file: title, strictness: strictness, into: &assembly)
            if isRead { return try assembly.deliver(file.file.name, take) }
        }
        let content = try LayoutThing.read(
            try file.bytes(), file: title, layout: layout, strictness: strictness)
        var assembly = layoutAssembly(title, room)
        let list = LayoutCatalog.lines(content)
        for problem in list.problems { assembly.setAside(problem) }
        for line in list.lines { try assembly.add(line) }
        return try assembly.deliver(file.file.name, take)
    }

    private func layoutAssembly(_ title: String, _ room: ReadingRoom) -> CatalogAssembly {
        CatalogAssembly(
            settings: settings, dialect: LayoutCatalog.dialect, file: title, supplier: supplier,
            in: room)
    }

    private func read(
        _ start: InspectedSegments, _ file: FileInPieces, _ title: String, _ room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        var segments = start
        var list = SegmentList(
            settings: settings, syntax: segments.syntax, file: title, supplier: supplier, in: room)
        while let token = try next(&segments, title) {
            if token.kind == .segment { try list.take(token, segments.reader) }
        }
        // Whether the file can be trusted comes before what it says.
        try DocumentInspection.check(segments.finish(), file: title, partly: false)
        return try list.deliver(file.file.name, take)
    }

    private func next(
        _ segments: inout InspectedSegments, _ title: String
    ) throws(AdapterError) -> SegmentToken? {
        do throws(WireError) {
            return try segments.next()
        } catch {
            throw AdapterError(ofDocument: error, file: title)
        }
    }

    private static func markup(
        _ bytes: [UInt8], _ report: InspectionReport
    ) throws(WireError) -> (lines: [CatalogLine], dialect: CatalogDialect) {
        switch report.syntax {
        case "xml": break
        // In pieces they are read above; what is left is in two bytes a character.
        case "x12", "edifact": throw SegmentList.nothing
        default:
            throw WireError(
                code: "document.kind-unexpected",
                message: "the file is \(report.syntax), which holds no price list "
                    + "for this adapter",
                help: "Tables are read by the adapter file-drop.")
        }
        let root = try XMLText.parse(bytes).withoutEnvelope
        if let partial = MarkupCatalog.partial(root) { throw WireError(partial) }
        guard let found = MarkupCatalog.lines(root) else {
            throw WireError(
                code: "document.kind-unexpected",
                message: "the document is <\(root.name)>, which is no price list",
                help: "Price lists are cXML Index, UBL Catalogue and BMEcat.",
                position: root.position)
        }
        return found
    }
}

extension AdapterError {
    /// The refusal of a document as a whole; what its disk refuses may succeed later.
    init(ofDocument error: WireError, file: String) {
        self.init(
            code: error.code, reaction: Reaction(to: error), message: error.message,
            help: error.help,
            place: FilePlace(
                file: file, line: error.position?.line ?? 0, column: error.position?.column ?? 0))
    }
}

// MARK: - The folder

extension DocumentOffers {
    /// Moves a taken file where it is kept; an accepted one leaves its control numbers first, and
    /// one that is not held what is to be acknowledged.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if fate != .held, layout == nil, let taken = try files.look(at: file.taken) {
            if let acknowledgments,
                try owesAcknowledgment(taken, isNoted: acknowledgments.holds(taken.file))
            {
                try acknowledgments.owe(taken)
            }
            if fate == .accepted { try remember(taken) }
        }
        try files.settle(file, as: fate)
    }

    /// Writes the acknowledgments of documents that were settled, those of earlier runs too, and
    /// has the folder tidied up.
    public func finish(at now: Timestamp) throws(AdapterError) {
        try acknowledge(at: now)
        try files.finish()
    }

    /// Writes the acknowledgments of documents that were settled, those of earlier runs too.
    ///
    /// Throws `acknowledgment.contradicted` where one said what does not hold any more.
    public func acknowledge(at now: Timestamp) throws(AdapterError) {
        guard let acknowledgments else { return }
        try acknowledgments.write { (document, form, time) throws(AdapterError) in
            try numbers.numberedAcknowledgment(
                of: document, as: form, strictness, guide: guide, at: time)
        }
        try tellContradictions()
    }

    /// Whether a document that is settled is still to be acknowledged; one that was answered
    /// otherwise is noted, for ``tellContradictions()``.
    public func owesAcknowledgment(
        _ taken: TakenFile, isNoted: Bool
    ) throws(AdapterError) -> Bool {
        try numbers.owes(taken, isNoted: isNoted, strictness, guide: guide)
    }

    /// Throws `acknowledgment.contradicted`, once, where a document was acknowledged otherwise than
    /// it is read now.
    public func tellContradictions() throws(AdapterError) { try numbers.tellContradictions() }

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
