public import FileDrop
public import Procurement
public import SupplierAdapterKit
public import WireFormats

/// Answers to orders and ship notices as documents: X12 855, 865 and 856, EDIFACT ORDRSP and
/// DESADV, cXML ConfirmationRequest and ShipNoticeRequest, UBL OrderResponse, OrderResponseSimple
/// and DespatchAdvice.
public struct DocumentMessages: SupplierMessageSource, DroppedFileFeed {
    /// The feed's name.
    public let name: FeedName
    /// The folder of the feed.
    public let files: DroppedFiles
    private let supplier: SupplierID?
    private let strictness: Strictness
    private let layout: RecordLayout?
    private let guide: MessageGuide?
    private let numbers: SeenNumbers
    private let unitByCode: [String: String]
    private let acknowledgments: FolderAcknowledgments?

    /// `adapter = "flat-file-edi"`, `kind = "order-messages"`.
    public static let description = AdapterDescription(
        name: "flat-file-edi", kind: "order-messages",
        summary: "Takes answers and ship notices as X12, EDIFACT or XML documents from a folder.",
        keys: DroppedFiles.keys + [
            .init("supplier", "an identifier; must be set", "Who sends the documents."),
            LayoutSetting.key, GuideSetting.key, StrictnessSetting.key, SeenNumbers.key,
            .init(
                "units.CODE", "a unit code of ours; none", "Which unit a code in documents means."),
        ] + FolderAcknowledgments.keys)

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        layout = LayoutSetting.read(from: &reader, environment: environment, for: .messages)
        files = DroppedFiles(from: &reader, environment: environment, layout: layout)
        guide = GuideSetting.read(from: &reader, environment: environment)
        numbers = SeenNumbers(
            from: &reader, environment: environment, folder: files.folderPath)
        let text = reader.requiredString("supplier", example: "supplier = \"ACME\"")
        var supplier: SupplierID?
        do throws(ValueError) {
            if !text.isEmpty { supplier = try SupplierID(text) }
        } catch {
            reader.report("settings.wrong-value", "supplier", error.message, help: error.help)
        }
        self.supplier = supplier
        strictness = StrictnessSetting.read(from: &reader)
        var unitByCode: [String: String] = [:]
        reader.table("units") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                do throws(ValueError) {
                    unitByCode[entry.key] = try UnitOfMeasure(text).code
                } catch {
                    inner.report("settings.wrong-value", entry.key, error.message, help: error.help)
                }
            }
        }
        self.unitByCode = unitByCode
        acknowledgments = FolderAcknowledgments.read(
            from: &reader, environment: environment, feed: name, inbox: files.folderPath,
            supplier: supplier, hasLayout: layout != nil)
        try reader.finish()
        self.name = name
    }

    /// Reads a file whole; throws when it cannot be trusted as a whole.
    ///
    /// A set that is rejected, or of which any part cannot be understood, is set aside whole.
    public func readMessages(_ file: TakenFile) throws(AdapterError) -> MessageDelivery {
        let title = files.title(file.file.name)
        var delivery = DeliveryDraft(file: title, supplier: supplier, unitByCode: unitByCode)
        if let layout {
            let content = try LayoutThing.read(
                file.bytes, file: title, layout: layout, strictness: strictness)
            for draft in LayoutMessages.drafts(content) { delivery.add(draft) }
            return delivery.whole(file.file.name)
        }
        let inspection = try DocumentInspection(
            file.bytes, file: title, strictness: strictness, partly: true,
            numbers: numbers.memory(before: file.file), guide: guide)
        do throws(WireError) {
            switch inspection.report.syntax {
            case "x12": try readX12(file.bytes, inspection, &delivery)
            case "edifact": try readEDIFACT(file.bytes, inspection, &delivery)
            case "xml": try readMarkup(file.bytes, &delivery)
            default:
                throw WireError(
                    code: "document.kind-unexpected",
                    message: "the file is \(inspection.report.syntax), which holds no answer and "
                        + "no ship notice for this adapter")
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(
                    file: title, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
        return delivery.whole(file.file.name)
    }

    private func readX12(
        _ bytes: [UInt8], _ inspection: DocumentInspection, _ delivery: inout DeliveryDraft
    ) throws(WireError) {
        var messages = X12Messages()
        var walk = SetWalk(bytes, syntax: .x12)
        var isUsed = false
        while let step = try walk.next() {
            switch step {
            case .envelope(let token): messages.takeEnvelope(token, walk.segment)
            case .begin(let token):
                isUsed = delivery.uses(walk, token, inspection, ["855", "865", "856"])
                messages.begin(walk.kind, walk.segment.text(2), at: token.position)
            case .segment(let token): if isUsed { messages.take(token, walk.segment) }
            case .end:
                if isUsed { for draft in messages.end() { delivery.add(draft) } }
                isUsed = false
            }
        }
    }

    private func readEDIFACT(
        _ bytes: [UInt8], _ inspection: DocumentInspection, _ delivery: inout DeliveryDraft
    ) throws(WireError) {
        var messages = EDIFACTMessages()
        var walk = SetWalk(bytes, syntax: .edifact)
        var isUsed = false
        while let step = try walk.next() {
            switch step {
            case .envelope(let token): messages.takeEnvelope(token, walk.segment)
            case .begin(let token):
                isUsed = delivery.uses(walk, token, inspection, ["ORDRSP", "DESADV"])
                messages.begin(walk.kind, at: token.position)
            case .segment(let token): if isUsed { messages.take(token, walk.segment) }
            case .end:
                if isUsed { for draft in messages.end() { delivery.add(draft) } }
                isUsed = false
            }
        }
    }

    private func readMarkup(
        _ bytes: [UInt8], _ delivery: inout DeliveryDraft
    ) throws(WireError) {
        let root = try XMLText.parse(bytes).withoutEnvelope
        guard let drafts = MarkupMessages.drafts(root) else {
            throw WireError(
                code: "document.kind-unexpected",
                message: "the document is <\(root.name)>, which is no answer and no ship notice",
                position: root.position)
        }
        for draft in drafts { delivery.add(draft) }
    }
}

/// What a file of messages holds, while it is read.
private struct DeliveryDraft {
    let file: String
    let supplier: SupplierID?
    var messages: [DeliveredMessage] = []
    let unitByCode: [String: String]
    var orderAnswers: [DeliveredOrderAnswer] = []
    var replacements: [DeliveredReplacement] = []
    var quarantined: [QuarantinedRow] = []

    init(file: String, supplier: SupplierID?, unitByCode: [String: String]) {
        self.file = file
        self.supplier = supplier
        self.unitByCode = unitByCode
    }

    mutating func add(_ read: MessageDraft) {
        var draft = read
        draft.statements = draft.statements.map { $0.inUnits(unitByCode) }
        do throws(LineProblem) {
            let place = FilePlace(
                file: file, line: draft.position.line, column: draft.position.column)
            let replacement = try draft.replacement(supplier: supplier, place: place)
            if replacement?.isWithdrawal != true {
                switch try draft.content(supplier: supplier, place: place) {
                case .message(let message):
                    messages.append(
                        DeliveredMessage(message: message, supplier: supplier, place: place))
                case .orderAnswer(let answer): orderAnswers.append(answer)
                }
            }
            if let replacement, replacements.last?.document != replacement.document {
                replacements.append(replacement)
            }
        } catch {
            setAside(error)
        }
    }

    mutating func setAside(_ problem: LineProblem) {
        quarantined.append(problem.quarantined(file: file, supplier: supplier, part: nil))
    }

    /// Whether a set is one to read; if not, that is told.
    mutating func uses(
        _ walk: SetWalk, _ token: SegmentToken, _ inspection: DocumentInspection,
        _ kinds: Set<String>
    ) -> Bool {
        let accepted = inspection.isAcceptedBySet
        if walk.ordinal < accepted.count, !accepted[walk.ordinal] {
            let reason = inspection.reason(ofSet: walk.ordinal)
            setAside(
                LineProblem(
                    reason?.code ?? "document.rejected",
                    "the set is rejected: \(reason?.message ?? "its envelope is")",
                    at: token.position, value: walk.kind))
            return false
        }
        if kinds.contains(walk.kind) { return true }
        let isInvoice = walk.kind == "810" || walk.kind == "INVOIC"
        setAside(
            LineProblem(
                isInvoice ? "document.invoice" : "document.kind-unexpected",
                isInvoice
                    ? "an invoice is recognised, and nothing is taken of it"
                    : "a set \(walk.kind) is no answer and no ship notice",
                at: token.position, value: walk.kind,
                help: isInvoice ? "Hand it to whoever pays invoices." : nil))
        return false
    }

    func whole(_ name: String) -> MessageDelivery {
        MessageDelivery(
            file: name, messages: messages, orderAnswers: orderAnswers, replacements: replacements,
            quarantined: quarantined.sorted {
                ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
            })
    }
}

extension SupplierMessage.Statement {
    /// The same with the units that the settings give for those that a document states.
    fileprivate func inUnits(_ unitByCode: [String: String]) -> SupplierMessage.Statement {
        switch self {
        case .answer(let answer):
            guard let unit = unitByCode[answer.unit] else { return self }
            return .answer(
                LineAnswer(
                    line: answer.line, outcome: answer.outcome, quantity: answer.quantity,
                    arrivalDate: answer.arrivalDate, shipDate: answer.shipDate,
                    price: answer.price, substitute: answer.substitute, remark: answer.remark,
                    unit: unit))
        case .shipped(let part):
            guard let unit = unitByCode[part.unit] else { return self }
            return .shipped(
                ShippedPart(
                    line: part.line, quantity: part.quantity, shippedOn: part.shippedOn,
                    arrivalDate: part.arrivalDate, tracking: part.tracking, unit: unit))
        case .received: return self
        }
    }
}

// MARK: - The folder

extension DocumentMessages {
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
        try numbers.remember(taken, strictness, guide: guide, partly: true)
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
