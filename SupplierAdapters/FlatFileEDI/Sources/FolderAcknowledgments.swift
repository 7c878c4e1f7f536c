internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Acknowledgments of documents that came in a folder, as files in another one.
///
/// A document is noted in `FOLDER/.acknowledge` before it is settled, and taken away from there
/// once its acknowledgment has its name. A run that ends in between leaves it to the next one,
/// which writes the same bytes: the control numbers are kept, and the time is that of the note.
struct FolderAcknowledgments: Hashable, Sendable {
    private let form: Acknowledgment
    private let fileName: String
    private let feed: String
    /// Below the workspace, for messages.
    private let title: String
    private let target: DurableFolder
    private let owed: DurableFolder
    private static let maximumBytes = 1 << 32

    static let keys: [AdapterDescription.Key] = [
        AcknowledgmentTable.formKey,
        .init(
            "acknowledge.folder", "a path in the workspace; `\"outbox/SUPPLIER\"`",
            "Where acknowledgments are put."),
        .init(
            "acknowledge.file_name",
            "a name with `{number}`; `\"{form}-{feed}-{number}.edi\"`",
            "How they are called: `{form}`, `{feed}`, the control number as `{number}`, and the "
                + "day as `{yyyy}` or `{yy}`, `{MM}` and `{dd}`."),
    ]

    private static let words = [
        "form", "feed", "number", "yyyy", "yy", "MM", "dd",
    ]

    /// `nil` without the table `[acknowledge]`, or where something of it is wrong, which is
    /// reported.
    static func read(
        from top: inout SettingsReader, environment: AdapterEnvironment, feed: FeedName,
        inbox: String, supplier: SupplierID?, hasLayout: Bool
    ) -> FolderAcknowledgments? {
        let table = AcknowledgmentTable.read(from: &top, areDocuments: !hasLayout) { reader in
            let folder =
                reader.optionalString("folder") ?? "outbox/\(supplier?.rawValue ?? "")"
            let name = reader.optionalString("file_name") ?? "{form}-{feed}-{number}.edi"
            if folder.isEmpty || folder.hasPrefix("/")
                || folder.split(separator: "/").contains("..")
            {
                reader.report(
                    "settings.wrong-value", "folder",
                    "\(reader.name("folder")) must be a folder below the workspace",
                    help: "Write for example: folder = \"outbox/acknowledgments\"")
            }
            if !isName(name) {
                reader.report(
                    "settings.wrong-value", "file_name",
                    "\(reader.name("file_name")) is \"\(name)\", which names no acknowledgment",
                    help: "It holds {number} and no slash; known are "
                        + words.map { "{\($0)}" }.joined(separator: ", ") + ".")
            }
            return (folder: folder, name: name)
        }
        return table.map { table in
            FolderAcknowledgments(
                form: table.form, fileName: table.place.name, feed: feed.rawValue,
                title: table.place.folder,
                target: DurableFolder(path: "\(environment.root)/\(table.place.folder)"),
                owed: DurableFolder(path: "\(environment.root)/\(inbox)/.acknowledge"))
        }
    }

    private static func isName(_ text: String) -> Bool {
        var rest = text
        for word in words {
            rest = rest.split(separator: "{\(word)}", omittingEmptySubsequences: false)
                .joined(separator: "-")
        }
        return text.contains("{number}") && !rest.contains { "{}/".contains($0) }
            && !rest.hasPrefix(".") && !rest.unicodeScalars.contains { $0.value < 0x20 }
    }

    /// Whether a document is noted, and not acknowledged yet.
    func holds(_ file: FeedFile) throws(AdapterError) -> Bool {
        try guarded { () throws(DurableFileError) in
            try owed.create()
            return try owed.state(of: file.keptName) == .published
        }
    }

    /// Notes that a document is to be acknowledged; doing it twice changes nothing.
    func owe(_ document: TakenFile) throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try owed.create()
            let isThere = try owed.state(of: document.file.keptName) == .published
            if !isThere { try owed.replace(document.file.keptName, with: document.bytes) }
        }
    }

    /// Writes what is owed, oldest first.
    ///
    /// `render` gives the bytes and their first control number, `nil` where nothing is to be
    /// acknowledged. Throws `acknowledgment.name-taken` where other bytes have the name.
    func write(
        render: (TakenFile, Acknowledgment, Timestamp) throws(AdapterError) -> (
            bytes: [UInt8], number: Int
        )?
    ) throws(AdapterError) {
        for entry in try notes() {
            let file = try guarded { () throws(DurableFileError) in
                try owed.read(entry.name, maximumBytes: Self.maximumBytes)
            }
            let time = Timestamp(millisecondsSince1970: file.entry.modifiedMilliseconds)
            let document = TakenFile(
                file: FeedFile(
                    name: entry.name, modifiedAt: time, keptName: entry.name, isTaken: true),
                bytes: file.bytes)
            if let answer = try render(document, form, time) {
                try put(answer.bytes, as: name(answer.number, time))
            }
            try guarded { () throws(DurableFileError) in try owed.remove(entry.name) }
        }
    }

    private func notes() throws(AdapterError) -> [FolderEntry] {
        try guarded { () throws(DurableFileError) in
            do throws(DurableFileError) {
                return try owed.entries().filter { $0.isPlainFile && !$0.name.hasPrefix(".") }
                    .sorted {
                        ($0.modifiedMilliseconds, $0.name) < ($1.modifiedMilliseconds, $1.name)
                    }
            } catch {
                if error.code == "file.not-found" { return [] }
                throw error
            }
        }
    }

    private func put(_ bytes: [UInt8], as name: String) throws(AdapterError) {
        let outcome = try guarded { () throws(DurableFileError) in
            try target.create()
            return try target.stage(bytes, as: name).commit()
        }
        guard case .alreadyThere(sameBytes: false) = outcome else { return }
        throw AdapterError(
            code: "acknowledgment.name-taken", reaction: .fixSettings,
            message: "another file in \(title) is called \(name)",
            help: "Two feeds may not write under the same names: acknowledge.file_name can hold "
                + "{feed}.")
    }

    private func name(_ number: Int, _ time: Timestamp) -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        let day = time.description.prefix(10).split(separator: "-").map(String.init)
        let values = [
            "form": form.rawValue, "feed": feed, "number": String(digits), "yyyy": day[0],
            "yy": String(day[0].suffix(2)), "MM": day[1], "dd": day[2],
        ]
        return values.reduce(fileName) { name, entry in
            name.split(separator: "{\(entry.key)}", omittingEmptySubsequences: false)
                .joined(separator: entry.value)
        }
    }

    private func guarded<Value>(
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
