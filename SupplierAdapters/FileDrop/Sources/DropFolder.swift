internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// The folder of a feed: what lies there, what of it is complete, and where taken files go.
///
/// Taken files lie in `.taken`, settled ones in `.archive`, `.held` and `.rejected`, all below the
/// feed's folder, so that every move is one rename on one disk.
struct DropFolder: Sendable {
    let settings: DropSettings
    let environment: AdapterEnvironment
    /// What describes the files, where they are read by a layout.
    var layout: RecordLayout?

    var folder: DurableFolder {
        DurableFolder(path: environment.root + "/" + settings.folder)
    }

    func subfolder(_ name: String) -> DurableFolder {
        DurableFolder(path: folder.path + "/" + name)
    }

    static let takenName = ".taken"

    static func name(of fate: FeedFileFate) -> String {
        switch fate {
        case .accepted: ".archive"
        case .held: ".held"
        case .rejected: ".rejected"
        }
    }

    /// A file of the feed as messages call it.
    func title(_ name: String) -> String { "\(settings.folder)/\(name)" }

    // MARK: - Taking

    func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox {
        var ready: [FeedFile] = []
        var waiting: [WaitingFile] = []
        do throws(DurableFileError) {
            if try hasSubfolder(DropFolder.takenName) {
                for entry in try subfolder(DropFolder.takenName).entries() {
                    if let file = keptFile(entry, isTaken: true) { ready.append(file) }
                }
            }
            let manifest = try manifest()
            let entries = try folder.entries().filter { isData($0.name) }
            let looks = try look(at: entries, now)
            for entry in entries.sorted(by: isOlder) {
                let completeness = CompletenessCheck(
                    folder: self, entry: entry, manifest: manifest, looks: looks, now: now)
                switch try completeness.verdict() {
                case .ready: ready.append(file(entry))
                case .waiting(let code, let message):
                    waiting.append(WaitingFile(name: entry.name, code: code, message: message))
                }
            }
        } catch {
            guard error.code == "file.not-found" else { throw AdapterError(error) }
            throw AdapterError(
                code: "feed.folder-missing", reaction: .fixSettings,
                message: "the folder \(settings.folder) does not exist",
                help: "Make the folder, or mend the setting folder.",
                place: FilePlace(file: settings.folder))
        }
        return FeedInbox(ready: ready, waiting: waiting)
    }

    /// Notes what is seen, where the settings ask for two looks.
    private func look(
        at entries: [FolderEntry], _ now: Timestamp
    ) throws(DurableFileError) -> EarlierLooks? {
        guard case .seenTwice = settings.completeness.rule else { return nil }
        let before = try EarlierLooks(in: folder)
        let looks = before.adding(entries, at: now)
        if looks != before { try folder.replace(EarlierLooks.name, with: looks.bytes) }
        return looks
    }

    func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        do throws(DurableFileError) {
            return file.isTaken
                ? try read(file, in: subfolder(DropFolder.takenName))
                : try read(file, named: file.name, in: folder)
        } catch {
            throw AdapterError(error)
        }
    }

    func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? {
        do throws(DurableFileError) {
            let taken = subfolder(DropFolder.takenName)
            if file.isTaken { return try read(file, in: taken) }
            try createSubfolders()
            let unique = try uniquelyNamed(file)
            if case .doneFile(let mark) = settings.completeness.rule {
                // First the mark, then the file: no mark outlives its file and vouches for another.
                _ = try folder.claim(
                    mark.name(for: file.name), into: taken, as: unique.keptName + mark.suffix)
            }
            guard try folder.claim(file.name, into: taken, as: unique.keptName) == .claimed else {
                return nil
            }
            guard let result = try read(unique, in: taken) else { return nil }
            if result.file.modifiedAt == file.modifiedAt { return result }
            // It changed after it was looked at: it goes back and is looked at again.
            _ = try taken.claim(unique.keptName, into: folder, as: file.name)
            return nil
        } catch {
            throw AdapterError(error)
        }
    }

    private func read(
        _ file: FeedFile, named name: String? = nil, in folder: DurableFolder
    ) throws(DurableFileError) -> TakenFile? {
        let dropped: DroppedFile
        do throws(DurableFileError) {
            dropped = try folder.read(name ?? file.keptName, maximumBytes: settings.maximumBytes)
        } catch {
            if error.code == "file.not-found" { return nil }
            throw error
        }
        let read = FeedFile(
            name: file.name,
            modifiedAt: Timestamp(
                millisecondsSince1970: dropped.entry.modifiedMilliseconds),
            keptName: file.keptName, isTaken: true)
        return TakenFile(file: read, bytes: dropped.bytes)
    }

    // MARK: - Settling

    func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        "\(settings.folder)/\(DropFolder.name(of: fate))/\(file.keptName)"
    }

    func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        do throws(DurableFileError) {
            let taken = subfolder(DropFolder.takenName)
            let target = subfolder(DropFolder.name(of: fate))
            try createSubfolders()
            guard try taken.claim(file.keptName, into: target, as: file.keptName) != .nameTaken
            else {
                throw DurableFileError(
                    code: "file.exists", path: target.path + "/" + file.keptName, errno: 0,
                    message: "\(target.path)/\(file.keptName) exists already",
                    help: "Maybe it was put there by hand: move it elsewhere.")
            }
            if case .doneFile(let rule) = settings.completeness.rule {
                let mark = file.keptName + rule.suffix
                _ = try taken.claim(mark, into: target, as: mark)
            }
            if case .manifest(let name) = settings.completeness.rule {
                try settleManifest(name)
            }
        } catch {
            throw AdapterError(error)
        }
    }

    /// Moves the manifest to the archive once none of its files lies in the folder any more.
    private func settleManifest(_ name: String) throws(DurableFileError) {
        guard let manifest = try manifest(), case .read(let entries) = manifest else { return }
        let present = Set(try folder.entries().map(\.name))
        guard let entry = try folder.entries().first(where: { $0.name == name }),
            entries.keys.allSatisfy({ !present.contains($0) })
        else { return }
        let archive = subfolder(DropFolder.name(of: .accepted))
        _ = try folder.claim(name, into: archive, as: file(entry).keptName)
    }

    func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        do throws(DurableFileError) {
            let name = DropFolder.name(of: fate)
            guard try hasSubfolder(name) else { return [] }
            return try subfolder(name).entries().compactMap { keptFile($0, isTaken: false) }
        } catch {
            throw AdapterError(error)
        }
    }

    func takeAgain(_ file: FeedFile, from fate: FeedFileFate) throws(AdapterError) -> TakenFile? {
        do throws(DurableFileError) {
            try createSubfolders()
            let source = subfolder(DropFolder.name(of: fate))
            let taken = subfolder(DropFolder.takenName)
            _ = try source.claim(file.keptName, into: taken, as: file.keptName)
            return try read(file, in: taken)
        } catch {
            throw AdapterError(error)
        }
    }

    // MARK: - Names

    private func isOlder(_ left: FolderEntry, _ right: FolderEntry) -> Bool {
        let stamps = (settings.pattern.stamp(of: left.name), settings.pattern.stamp(of: right.name))
        if let one = stamps.0, let other = stamps.1, one != other { return one < other }
        return (left.modifiedMilliseconds, left.name) < (right.modifiedMilliseconds, right.name)
    }

    /// Whether a name is one of the feed's files and not a mark, a manifest or hidden.
    func isData(_ name: String) -> Bool {
        guard !name.hasPrefix("."), settings.pattern.matches(name) else { return false }
        switch settings.completeness.rule {
        case .doneFile(let mark): return !name.hasSuffix(mark.suffix)
        case .manifest(let manifest): return name != manifest
        case .trailer, .nameCount, .document, .stable, .seenTwice: return true
        }
    }

    func file(_ entry: FolderEntry) -> FeedFile {
        let modifiedAt = Timestamp(millisecondsSince1970: entry.modifiedMilliseconds)
        return FeedFile(
            name: entry.name, modifiedAt: modifiedAt,
            keptName: "\(entry.modifiedMilliseconds)-\(entry.name)", isTaken: false)
    }

    /// A file that lies in one of our folders, from the name it is kept by.
    private func keptFile(_ entry: FolderEntry, isTaken: Bool) -> FeedFile? {
        guard let dash = entry.name.firstIndex(of: "-"), entry.isPlainFile else { return nil }
        let name = String(entry.name[entry.name.index(after: dash)...])
        guard isData(name) else { return nil }
        return FeedFile(
            name: name,
            modifiedAt: Timestamp(millisecondsSince1970: entry.modifiedMilliseconds),
            keptName: entry.name, isTaken: isTaken)
    }

    // MARK: - Days in names

    /// Refuses a list that is older, by its name, than one that was accepted.
    func refuseOlder(_ file: FeedFile) throws(AdapterError) {
        guard settings.pattern.hasDay, !settings.takesOlder,
            let stamp = settings.pattern.stamp(of: file.name)
        else { return }
        let row = settings.pattern.row(of: file.name)
        let accepted = try kept(as: .accepted).filter { settings.pattern.row(of: $0.name) == row }
            .compactMap { file in
                settings.pattern.stamp(of: file.name).map { (stamp: $0, name: file.name) }
            }
        guard let newest = accepted.max(by: { $0.stamp < $1.stamp }), stamp < newest.stamp
        else { return }
        throw AdapterError(
            code: "feed.older-than-accepted", reaction: .fixData,
            message: "its name tells \(stamp.description), and \(newest.name) of "
                + "\(newest.stamp.description) was accepted before",
            help: "Maybe it came late. Write older_files = \"take\" if it is to come into force, "
                + "and run broker feed retry.",
            place: FilePlace(file: title(file.name)))
    }

    // MARK: - The supplier's server

    func refresh() throws(AdapterError) {
        try settings.transfer.run(
            settings.transfer.before, ["BROKER_FOLDER": settings.folder], in: environment)
    }

    func finish() throws(AdapterError) {
        try settings.transfer.run(
            settings.transfer.after, ["BROKER_FOLDER": settings.folder], in: environment)
    }

    /// The same file under a kept name that none of our folders has.
    ///
    /// Only a file delivered again with its old time needs another name than the first.
    private func uniquelyNamed(_ file: FeedFile) throws(DurableFileError) -> FeedFile {
        var names: Set<String> = []
        let folders = [DropFolder.takenName] + FeedFileFate.allCases.map(DropFolder.name)
        for name in folders {
            for entry in try subfolder(name).entries() { names.insert(entry.name) }
        }
        let milliseconds = file.modifiedAt.millisecondsSince1970
        var keptName = "\(milliseconds)-\(file.name)"
        var attempt = 1
        while names.contains(keptName) {
            attempt += 1
            keptName = "\(milliseconds).\(attempt)-\(file.name)"
        }
        return FeedFile(
            name: file.name, modifiedAt: file.modifiedAt, keptName: keptName, isTaken: true)
    }

    private func hasSubfolder(_ name: String) throws(DurableFileError) -> Bool {
        try folder.entries().contains { $0.name == name }
    }

    private func createSubfolders() throws(DurableFileError) {
        try subfolder(DropFolder.takenName).create()
        for fate in FeedFileFate.allCases { try subfolder(DropFolder.name(of: fate)).create() }
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
