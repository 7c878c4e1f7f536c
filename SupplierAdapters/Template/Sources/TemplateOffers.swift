public import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// Offers as lines `part;price` from a text file that somebody else keeps up to date.
///
/// The smallest whole adapter: it fetches, keeps what it fetched, and reads it. Change `fetch` and
/// `readOffers`; the rest is the same for every source that is asked.
public struct TemplateOffers: OfferSource {
    /// The feed's name.
    public let name: FeedName
    private let settings: TemplateSettings
    private let spool: SpoolFolder
    private let root: String

    /// `adapter = "template"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "template", kind: "offers", summary: "Reads lines of part and price from a file.",
        keys: TemplateSettings.keys)

    /// Reads the settings of a feed; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try TemplateSettings(settings)
        root = environment.root
        spool = SpoolFolder(
            root: root, folder: self.settings.folder, maximumBytes: 64 << 20)
    }

    /// Fetches the list, unless an earlier one waits to be taken or nothing changed.
    public func refresh(at now: Timestamp) throws(AdapterError) {
        guard try spool.inbox().ready.isEmpty else { return }
        let bytes = try fetch()
        if let before = try spool.note(), before == bytes { return }
        try spool.publish(bytes, at: now)
    }

    private func fetch() throws(AdapterError) -> [UInt8] {
        try TemplateFile.read(root: root, path: settings.file)
    }

    /// Reads a delivery whole: the same bytes give the same offers.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        let title = "\(settings.folder)/\(file.file.name)"
        var reader = OfferRecordReader(defaults: settings.defaults, file: title)
        let lines = file.bytes.split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            let fields = String(decoding: line, as: UTF8.self).split(
                separator: ";", omittingEmptySubsequences: false)
            guard fields.count == 2 else {
                throw AdapterError(
                    code: "csv.ragged-row", reaction: .fixData,
                    message: "the line has \(fields.count) fields, not 2",
                    place: FilePlace(file: title, line: index + 1))
            }
            let record = JSONValue(
                .object([
                    JSONMember("part", JSONValue(.string(String(fields[0])))),
                    JSONMember("price", JSONValue(.string(String(fields[1])))),
                    JSONMember("line", JSONValue(.number(String(index + 1)))),
                ]))
            let message = JSONText.write(JSONValue(.object([JSONMember("record", record)])))
                .filter { $0 != UInt8(ascii: "\n") }
            try message.withUnsafeBufferPointer { line throws(AdapterError) in
                try reader.read(line: line, lineNumber: index + 1)
            }
        }
        return reader.delivery()
    }

    // MARK: - The same for every source that is asked

    /// Looks which deliveries were fetched and not settled.
    public func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox { try spool.inbox() }

    /// Reads a delivery where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try spool.look(at: file)
    }

    /// Moves a delivery into `.taken` and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? { try spool.take(file) }

    /// Where a delivery will be kept.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        spool.keptPath(of: file, as: fate)
    }

    /// Moves a delivery where it is kept; an accepted one is what the next is compared with.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if fate == .accepted, let taken = try spool.take(file) { try spool.note(taken.bytes) }
        try spool.settle(file, as: fate)
    }

    /// The deliveries kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        try spool.kept(as: fate)
    }

    /// Moves a kept delivery back into `.taken` and reads it.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try spool.takeAgain(file, from: fate)
    }

    /// Looks whether the adapter can work here, without changing anything.
    public func check() -> [AdapterFinding] {
        do throws(AdapterError) {
            _ = try fetch()
            return spool.check()
        } catch {
            return [
                AdapterFinding(
                    severity: .error, code: error.code, message: error.message, help: error.help)
            ]
        }
    }
}
