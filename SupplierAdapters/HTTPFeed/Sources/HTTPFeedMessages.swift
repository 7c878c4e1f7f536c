internal import FileDrop
internal import FlatFileEDI
public import Procurement
public import SupplierAdapterKit
public import WebClient
internal import WireFormats

/// What a supplier's web service tells about our orders, by configuration alone.
///
/// The service is asked by GET and answers with JSON records, each a statement about a line of an
/// order. Settings: see the adapter's README, or `HTTPFeedMessages.description.keys`.
public struct HTTPFeedMessages: SupplierMessageSource, SpooledFeed {
    /// The feed's name.
    public let name: FeedName
    private let settings: AnswerSettings
    private let environment: AdapterEnvironment
    private let pauses: WebPauses
    /// The folder of the feed.
    public let spool: SpoolFolder

    /// `adapter = "http-feed"`, `kind = "order-messages"`.
    public static let description = AdapterDescription(
        name: "http-feed", kind: "order-messages",
        summary: "Asks a web service what became of orders.", keys: AnswerSettings.keys)

    /// Reads the settings of a feed; asks and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        try self.init(name: name, settings: settings, environment: environment, pauses: .real)
    }

    /// As above, with other pauses between tries.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment,
        pauses: WebPauses
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try AnswerSettings(
            settings, name: name, environment: environment)
        self.environment = environment
        self.pauses = pauses
        spool = self.settings.access.spool(in: self.settings.folder, of: environment)
    }

    /// Asks for answers; what came, and was not settled last, lies in the folder afterwards.
    ///
    /// Nothing is asked while an earlier delivery waits to be taken.
    public func refresh(at now: Timestamp) throws(AdapterError) {
        guard try spool.inbox().ready.isEmpty else { return }
        let note = try spool.noted()
        var url = settings.url
        if let parameter = settings.changesParameter, let checkpoint = note.checkpoint {
            url = url.setting(parameter, to: checkpoint)
        }
        var request = WebRequest(url)
        request.headers = [
            WebHeader(
                "Accept",
                settings.documents == nil
                    ? "application/json"
                    : "application/edi-x12, application/edifact, application/xml, */*;q=0.5")
        ]
        if let tag = note.entityTag, HeaderText.isValue(tag) {
            request.headers.append(WebHeader("If-None-Match", tag))
        }
        let session = try FeedSession(
            settings.access, environment: environment, pauses: pauses, now: now)
        let answer = try session.get(request)
        guard answer.status != 304, !answer.body.isEmpty else { return }
        if settings.documents != nil { return try keep(document: answer, after: note, at: now) }
        let root: JSONValue
        let hasRecords: Bool
        do throws(WireError) {
            root = try JSONText.parse(answer.body)
            hasRecords = try !records(of: root).isEmpty
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(
                    file: "the answer of \(url.host)", line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
        var delivery = DeliveryPages(isChanges: true)
        delivery.pages = [DeliveryPages.Page(body: answer.body, firstLine: 0)]
        delivery.state = note
        delivery.state.entityTag = answer.values("ETag").first
        delivery.state.seen = environment.sha256(answer.body)
        if let next = settings.changesNext?.values(in: root).first {
            delivery.state.checkpoint =
                RecordText.text(next, decimalSign: ".") ?? note.checkpoint
        }
        guard hasRecords else {
            // Nothing new, which may be further than we were.
            return try spool.note(delivery.state.bytes)
        }
        guard delivery.state.seen != note.seen else { return }
        try spool.publish(delivery.bytes(feed: name.rawValue), at: now)
    }

    /// Keeps an answer that is an interchange or a document, unless it was settled last.
    private func keep(
        document answer: WebAnswer, after note: SpoolNote, at now: Timestamp
    ) throws(AdapterError) {
        guard answer.isEndMarked else {
            throw AdapterError(
                code: "web.cut-off", reaction: .retry(afterSeconds: nil),
                message: "the answer of \(settings.url.host) does not tell where it ends",
                help: "Such an answer cannot be told from one that is cut off: the server must "
                    + "send Content-Length.")
        }
        var delivery = DeliveryPages(isChanges: true)
        delivery.pages = [DeliveryPages.Page(body: answer.body, firstLine: 0)]
        delivery.state = note
        delivery.state.entityTag = answer.values("ETag").first
        delivery.state.seen = environment.sha256(answer.body)
        guard delivery.state.seen != note.seen else { return }
        try spool.publish(delivery.bytes(feed: name.rawValue), at: now)
    }

    private func records(of root: JSONValue) throws(WireError) -> [JSONValue] {
        guard let list = settings.rows.values(in: root).first else {
            throw WireError(
                code: "http.rows-missing",
                message: "the answer has nothing at \(quotedForMessage(settings.rows.text))",
                help: "See rows in the settings.", position: root.position)
        }
        guard case .array(let records) = list.content else {
            throw WireError(
                code: "http.rows-missing",
                message: "what stands at \(quotedForMessage(settings.rows.text)) is no list",
                help: "See rows in the settings.", position: list.position)
        }
        return records
    }

    /// Moves a delivery where it is kept, and notes that it was seen; only an accepted one moves
    /// how far we are.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if let taken = try spool.take(file) {
            let delivery = try DeliveryPages(taken.bytes, file: title(file))
            let came = delivery.state
            if fate != .held, let document = delivery.document(of: file), let owed,
                let documents = settings.documents,
                try documents.owesAcknowledgment(document, isNoted: owed.holds(file))
            {
                try owed.owe(document)
            }
            if fate == .accepted, let document = delivery.document(of: file) {
                try settings.documents?.remember(document)
            }
            var note = fate == .accepted ? came : try spool.noted()
            note.seen = came.seen
            try spool.note(note.bytes)
        }
        try spool.settle(file, as: fate)
    }

    /// Reads a delivery whole; throws when it cannot be trusted as a whole.
    public func readMessages(_ file: TakenFile) throws(AdapterError) -> MessageDelivery {
        let title = title(file.file)
        let delivery = try DeliveryPages(file.bytes, file: title)
        if let documents = settings.documents, let document = delivery.document(of: file.file) {
            do throws(AdapterError) {
                return try documents.readMessages(document).moved(by: delivery.linesBefore)
            } catch {
                throw error.inDelivery(linesBefore: delivery.linesBefore)
            }
        }
        var statements = StatementLines()
        do throws(WireError) {
            for page in delivery.pages {
                for record in try records(of: JSONText.parse(page.body)) {
                    statements.add(
                        statement(of: record),
                        line: page.firstLine + record.position.line - 1)
                }
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: title))
        }
        let read = try FileDropOrderMessages.read(
            statements.bytes, fileName: "answers.json", title: title, supplier: settings.supplier)
        return MessageDelivery(
            file: file.file.name, messages: read.messages, quarantined: read.quarantined)
    }

    private func statement(of record: JSONValue) -> [JSONMember] {
        settings.paths.compactMap { name, path in
            var text = path.values(in: record).first.flatMap {
                RecordText.text($0, decimalSign: ".")
            }
            if text?.isEmpty ?? true { text = settings.standards[name] }
            guard let text else { return nil }
            let word = name == "outcome" ? settings.outcomes[text] ?? text : text
            return JSONMember(name, JSONValue(.string(word)))
        }
    }

    private func title(_ file: FeedFile) -> String { "\(settings.folder)/\(file.name)" }

    // MARK: - Acknowledgments

    private var owed: OwedAcknowledgments? {
        OwedAcknowledgments(
            settings.acknowledgment, settings.access, in: settings.folder, of: environment)
    }

    /// Posts the acknowledgments of documents that were settled, those of earlier runs too.
    public func finish(at now: Timestamp) throws(AdapterError) { try acknowledge(at: now) }

    /// Posts the acknowledgments of documents that were settled, those of earlier runs too.
    ///
    /// Throws `acknowledgment.contradicted` where one said what does not hold any more.
    public func acknowledge(at now: Timestamp) throws(AdapterError) {
        guard let documents = settings.documents, let owed else { return }
        try owed.send(at: now, pauses: pauses) { (document, form) throws(AdapterError) in
            try documents.acknowledgment(of: document, as: form, at: now)
        }
        try documents.tellContradictions()
    }

    /// Looks whether the secrets are there and the folder can be written to; asks nobody.
    public func check() -> [AdapterFinding] {
        spool.check() + settings.access.findings(in: environment)
    }
}

/// A file of `order-messages/1` whose statements stand on the lines that they were read from.
struct StatementLines {
    private var text = Array("{\"format\":\"order-messages/1\",\"statements\":[".utf8)
    private var line = 1
    private var isFirst = true

    mutating func add(_ members: [JSONMember], line wanted: Int) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        while line < wanted {
            text.append(10)
            line += 1
        }
        text += JSONText.write(JSONValue(.object(members)), sortsKeys: false, indents: false)
            .dropLast()
    }

    var bytes: [UInt8] { text + Array("]}\n".utf8) }
}
