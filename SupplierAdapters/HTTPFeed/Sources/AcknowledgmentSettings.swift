internal import DurableFiles
internal import FlatFileEDI
internal import Procurement
internal import SupplierAdapterKit
internal import WebClient
internal import WireFormats

/// Where acknowledgments of documents are posted, and in what form.
struct AcknowledgmentSettings: Hashable, Sendable {
    var form: Acknowledgment
    var url: WebURL

    static let keys: [AdapterDescription.Key] = [
        AcknowledgmentTable.formKey,
        .init(
            "acknowledge.url", "an address; must be set with `[acknowledge]`",
            "Where the acknowledgments are posted, with the credentials of the feed."),
    ]

    /// `nil` without the table `[acknowledge]`, or where something of it is wrong, which is
    /// reported.
    static func read(
        from top: inout SettingsReader, areDocuments: Bool, hasLayout: Bool, _ web: WebLimits
    ) -> AcknowledgmentSettings? {
        let table = AcknowledgmentTable.read(
            from: &top, areDocuments: areDocuments && !hasLayout
        ) { reader in
            if reader.table["url"] == nil {
                reader.reportMissing("url", example: "url = \"https://edi.acme.example/acks\"")
            }
            return AccessSettings.url("url", from: &reader, web)
        }
        return table.map { AcknowledgmentSettings(form: $0.form, url: $0.place) }
    }
}

/// Documents that are settled and not acknowledged yet, in `FOLDER/.acknowledge`.
///
/// A document is put there before it is settled, and taken away once the sender has its
/// acknowledgment; a run that ends in between leaves it to the next one, which sends the same
/// control numbers again.
struct OwedAcknowledgments {
    private let settings: AcknowledgmentSettings
    private let access: AccessSettings
    private let environment: AdapterEnvironment
    private let folder: DurableFolder

    /// Those of a feed in `folder`; `nil` where its settings ask for none.
    init?(
        _ settings: AcknowledgmentSettings?, _ access: AccessSettings, in folder: String,
        of environment: AdapterEnvironment
    ) {
        guard let settings else { return nil }
        self.settings = settings
        self.access = access
        self.environment = environment
        self.folder = DurableFolder(path: "\(environment.root)/\(folder)/.acknowledge")
    }

    /// Whether a document is noted, and not acknowledged yet.
    func holds(_ file: FeedFile) throws(AdapterError) -> Bool {
        try Self.guarded { () throws(DurableFileError) in
            try folder.create()
            return try folder.state(of: file.keptName) == .published
        }
    }

    /// Notes that a document is to be acknowledged; doing it twice changes nothing.
    func owe(_ document: TakenFile) throws(AdapterError) {
        try Self.guarded { () throws(DurableFileError) in
            try folder.create()
            try folder.replace(document.file.keptName, with: document.bytes)
        }
    }

    /// Posts what is owed, oldest first; what cannot be posted stays owed.
    func send(
        at now: Timestamp, pauses: WebPauses,
        render: (TakenFile, Acknowledgment) throws(AdapterError) -> [UInt8]?
    ) throws(AdapterError) {
        let names = try Self.guarded { () throws(DurableFileError) in
            do throws(DurableFileError) {
                return try folder.entries().filter(\.isPlainFile).map(\.name)
                    .filter { !$0.hasPrefix(".") }.sorted()
            } catch {
                if error.code == "file.not-found" { return [] }
                throw error
            }
        }
        guard !names.isEmpty else { return }
        let line = try FeedSession(access, environment: environment, pauses: pauses, now: now)
        for name in names {
            let bytes = try Self.guarded { () throws(DurableFileError) in
                try folder.read(name, maximumBytes: access.web.maximumBytes).bytes
            }
            let taken = TakenFile(file: Self.file(name, now), bytes: bytes)
            if let answer = try render(taken, settings.form) {
                var request = WebRequest(settings.url)
                request.method = "POST"
                request.body = answer
                request.headers = [
                    WebHeader("Idempotency-Key", "\(settings.form.rawValue)-\(name)"),
                    WebHeader(
                        "Content-Type",
                        settings.form == .edifact ? "application/edifact" : "application/edi-x12"),
                ]
                _ = try line.get(request)
            }
            try Self.guarded { () throws(DurableFileError) in try folder.remove(name) }
        }
    }

    /// The delivery's file, whose name begins with its time.
    private static func file(_ name: String, _ now: Timestamp) -> FeedFile {
        let time = Int64(name.prefix { $0.isNumber }).map {
            Timestamp(millisecondsSince1970: $0)
        }
        return FeedFile(name: name, modifiedAt: time ?? now, keptName: name, isTaken: true)
    }

    private static func guarded<Value>(
        _ body: () throws(DurableFileError) -> Value
    ) throws(AdapterError) -> Value {
        do throws(DurableFileError) {
            return try body()
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help, detail: "errno \(error.errno)")
        }
    }
}
