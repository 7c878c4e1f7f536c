internal import DurableFiles
public import Procurement

/// The folder of a feed whose deliveries we fetch ourselves: what was fetched and not taken lies
/// in it, what was taken in `.taken`, what was settled in `.archive`, `.held` or `.rejected`.
///
/// A delivery appears there complete, by one rename; every move is one rename on one disk.
public struct SpoolFolder: Hashable, Sendable {
    /// The folder, as messages call it: a path below the workspace.
    public let title: String
    private let path: String
    private let maximumBytes: Int

    private static let takenName = ".taken"
    private static let stateName = "checkpoint.json"
    static let ending = ".delivery"

    /// A folder below the workspace; nothing is made yet.
    public init(root: String, folder: String, maximumBytes: Int) {
        title = folder
        path = root + "/" + folder
        self.maximumBytes = maximumBytes
    }

    var folder: DurableFolder { DurableFolder(path: path) }

    func subfolder(_ name: String) -> DurableFolder {
        DurableFolder(path: path + "/" + name)
    }

    private static func name(of fate: FeedFileFate) -> String {
        switch fate {
        case .accepted: ".archive"
        case .held: ".held"
        case .rejected: ".rejected"
        }
    }

    /// Puts what was fetched into the folder, durably and under a name that none has.
    public func publish(_ bytes: [UInt8], at now: Timestamp) throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try folder.create()
            try folder.discardLeftovers()
            let name = "\(now.millisecondsSince1970)\(Self.ending)"
            let taken = Set(try allNames())
            var free = name
            var attempt = 1
            while taken.contains(free) {
                attempt += 1
                free = "\(now.millisecondsSince1970)-\(attempt)\(Self.ending)"
            }
            _ = try folder.stage(bytes, as: free)
            _ = try folder.stagedFile(free).commit()
        }
    }

    private func allNames() throws(DurableFileError) -> [String] {
        var names = try folder.entries().map(\.name)
        for name in [Self.takenName] + FeedFileFate.allCases.map(Self.name) {
            names += try entries(in: name).map(\.name)
        }
        return names
    }

    private func entries(in name: String) throws(DurableFileError) -> [FolderEntry] {
        guard try folder.entries().contains(where: { $0.name == name }) else { return [] }
        return try subfolder(name).entries()
    }

    // MARK: - Taking and settling

    /// What was fetched and not taken, or taken and not settled; empty before the first fetch.
    public func inbox() throws(AdapterError) -> FeedInbox {
        do throws(DurableFileError) {
            let taken = try entries(in: Self.takenName).compactMap { file($0, isTaken: true) }
            let waiting = try folder.entries().compactMap { file($0, isTaken: false) }
            let ready = (taken + waiting).sorted {
                ($0.modifiedAt, $0.keptName) < ($1.modifiedAt, $1.keptName)
            }
            return FeedInbox(ready: ready, waiting: [])
        } catch {
            if error.code == "file.not-found" { return FeedInbox(ready: [], waiting: []) }
            throw AdapterError(error)
        }
    }

    private func file(_ entry: FolderEntry, isTaken: Bool) -> FeedFile? {
        guard entry.isPlainFile, entry.name.hasSuffix(Self.ending), !entry.name.hasPrefix(".")
        else { return nil }
        let digits = entry.name.prefix { $0.isNumber }
        guard let milliseconds = Int64(digits) else { return nil }
        return FeedFile(
            name: entry.name, modifiedAt: Timestamp(millisecondsSince1970: milliseconds),
            keptName: entry.name, isTaken: isTaken)
    }

    /// Reads a delivery where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try guarded { () throws(DurableFileError) in
            try read(file, in: file.isTaken ? subfolder(Self.takenName) : folder)
        }
    }

    /// Moves a delivery into `.taken` and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? {
        try guarded { () throws(DurableFileError) in
            let taken = subfolder(Self.takenName)
            if !file.isTaken {
                try createSubfolders()
                _ = try folder.claim(file.keptName, into: taken, as: file.keptName)
            }
            return try read(file, in: taken)
        }
    }

    private func read(
        _ file: FeedFile, in folder: DurableFolder
    ) throws(DurableFileError) -> TakenFile? {
        do throws(DurableFileError) {
            let bytes = try folder.read(file.keptName, maximumBytes: maximumBytes).bytes
            let taken = FeedFile(
                name: file.name, modifiedAt: file.modifiedAt, keptName: file.keptName,
                isTaken: true)
            return TakenFile(file: taken, bytes: bytes)
        } catch {
            if error.code == "file.not-found" { return nil }
            throw error
        }
    }

    /// Where a delivery will be kept, as a path below the workspace.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        "\(title)/\(Self.name(of: fate))/\(file.keptName)"
    }

    /// Moves a taken delivery where it is kept; doing it twice changes nothing.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try createSubfolders()
            _ = try subfolder(Self.takenName).claim(
                file.keptName, into: subfolder(Self.name(of: fate)), as: file.keptName)
        }
    }

    /// The deliveries kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        do throws(DurableFileError) {
            return try entries(in: Self.name(of: fate))
                .compactMap { file($0, isTaken: false) }
                .sorted { ($0.modifiedAt, $0.keptName) < ($1.modifiedAt, $1.keptName) }
        } catch {
            if error.code == "file.not-found" { return [] }
            throw AdapterError(error)
        }
    }

    /// Makes a kept delivery a taken one again.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try guarded { () throws(DurableFileError) in
            try createSubfolders()
            let taken = subfolder(Self.takenName)
            _ = try subfolder(Self.name(of: fate))
                .claim(file.keptName, into: taken, as: file.keptName)
            return try read(file, in: taken)
        }
    }

    private func createSubfolders() throws(DurableFileError) {
        try subfolder(Self.takenName).create()
        for fate in FeedFileFate.allCases { try subfolder(Self.name(of: fate)).create() }
    }

    // MARK: - How far we are

    /// What was noted last, `nil` when nothing was.
    public func note() throws(AdapterError) -> [UInt8]? {
        do throws(DurableFileError) {
            return try folder.read(Self.stateName, maximumBytes: 1 << 20).bytes
        } catch {
            if error.code == "file.not-found" { return nil }
            throw AdapterError(error)
        }
    }

    /// Notes how far we are, in place of what was noted before.
    public func note(_ bytes: [UInt8]) throws(AdapterError) {
        try guarded { () throws(DurableFileError) in
            try folder.create()
            try folder.replace(Self.stateName, with: bytes)
        }
    }

    /// Looks whether the folder can be written to, or made.
    public func check() -> [AdapterFinding] {
        do throws(DurableFileError) {
            try folder.checkWritable()
            return []
        } catch {
            if error.code == "file.not-found" { return [] }
            return [
                AdapterFinding(
                    severity: .error, code: error.code, message: error.message, help: error.help)
            ]
        }
    }

    func guarded<Value>(
        _ body: () throws(DurableFileError) -> Value
    ) throws(AdapterError) -> Value {
        do throws(DurableFileError) {
            return try body()
        } catch {
            throw AdapterError(error)
        }
    }
}

extension AdapterError {
    /// A failure of the file system.
    init(_ error: DurableFileError) {
        self.init(
            code: error.code,
            reaction: error.isTemporary ? .retry(afterSeconds: nil) : .fixSettings,
            message: error.message, help: error.help, detail: "errno \(error.errno)")
    }
}
