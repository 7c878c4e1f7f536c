internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Decides whether one file of a folder is whole.
struct CompletenessCheck {
    enum Verdict {
        /// Take it: it is whole, or it has been broken for so long that it must be refused aloud.
        case ready
        case waiting(code: String, message: String)
    }

    let folder: DropFolder
    let entry: FolderEntry
    let manifest: Manifest?
    let looks: EarlierLooks?
    let now: Timestamp

    private var rule: CompletenessSettings.Rule { folder.settings.completeness.rule }

    private var ageSeconds: Int64 {
        (now.millisecondsSince1970 - entry.modifiedMilliseconds) / 1000
    }

    func verdict() throws(DurableFileError) -> Verdict {
        guard entry.isPlainFile else {
            return .waiting(
                code: "file.not-regular",
                message: "it is a folder, a link or has a second name, and is not read")
        }
        switch folder.settings.pattern.read(entry.name) {
        case .fits, .other: break
        case .impossible:
            return .waiting(
                code: "feed.name-without-date",
                message: "its name tells a day or time that does not exist")
        case .ambiguous:
            return .waiting(
                code: "feed.name-without-date",
                message: "its name can be read as more than one day or number")
        }
        guard entry.size <= folder.settings.maximumBytes else {
            return .waiting(
                code: "file.too-large",
                message: "it has \(entry.size) bytes, more than maximum_megabytes allows")
        }
        switch rule {
        case .trailer, .nameCount: return try verdictByCount()
        case .manifest: return try verdictByManifest()
        case .doneFile(let mark): return try verdictByMark(mark)
        case .document: return try verdictByDocument()
        case .seenTwice(let seconds):
            let unchanged = looks?.secondsUnchanged(entry.name, at: now) ?? 0
            if unchanged >= Int64(seconds) { return .ready }
            return .waiting(
                code: "feed.still-being-written",
                message: "it has been seen unchanged for \(unchanged) s, less than \(seconds) s")
        case .stable(let seconds):
            if ageSeconds >= Int64(seconds) { return .ready }
            return .waiting(
                code: "feed.still-being-written",
                message: "it was changed \(max(0, ageSeconds)) s ago, less than \(seconds) s")
        }
    }

    /// A file that is not whole waits while it is young, and is refused with its reason later.
    private func verdictByCount() throws(DurableFileError) -> Verdict {
        let patience = Int64(folder.settings.completeness.patienceMinutes) * 60
        if ageSeconds >= patience { return .ready }
        guard let bytes = try bytes() else { return changing }
        do throws(AdapterError) {
            _ = try FeedTable.countRows(
                bytes, fileName: entry.name, settings: folder.settings)
            return .ready
        } catch {
            if CompletenessCheck.neverHealing.contains(error.code) { return .ready }
            return .waiting(code: "feed.still-being-written", message: error.message)
        }
    }

    /// What more bytes at the end would mend.
    private static let cutOff: Set<String> = [
        "edifact.unt-missing", "edifact.unz-missing", "file.empty", "json.cut-off",
        "layout.cut-off", "layout.no-records", "layout.record-missing",
        "segments.last-unterminated", "x12.iea-missing", "x12.isa-cut-off", "x12.se-missing",
        "xml.cut-off", "xml.root",
    ]

    /// A document that breaks off waits while it is young, and is refused with its reason later.
    private func verdictByDocument() throws(DurableFileError) -> Verdict {
        let patience = Int64(folder.settings.completeness.patienceMinutes) * 60
        if ageSeconds >= patience { return .ready }
        guard let bytes = try bytes() else { return changing }
        do throws(WireError) {
            let inspection = FileInspection(diagnosticLimit: 1000)
            let report =
                if let layout = folder.layout {
                    try inspection.inspect(bytes, layout: layout)
                } else { try inspection.inspect(bytes) }
            let missing = report.diagnostics.first { Self.cutOff.contains($0.code) }
            guard let missing else { return .ready }
            return .waiting(code: "feed.still-being-written", message: missing.message)
        } catch {
            return .ready
        }
    }

    /// More bytes at the end cannot mend these, so there is nothing to wait for.
    private static let neverHealing: Set<String> = [
        "csv.encoding-mark", "csv.encoding", "feed.text-after-trailer", "csv.text-after-quote",
        "csv.quote-in-bare-field", "csv.nul-byte", "csv.line-end", "csv.record-too-long",
    ]

    private func verdictByManifest() throws(DurableFileError) -> Verdict {
        switch manifest {
        case nil: return .ready
        case .unusable(let message):
            return .waiting(code: "feed.manifest-missing", message: message)
        case .read(let entries):
            guard let expected = entries[entry.name] else {
                return .waiting(
                    code: "feed.manifest-missing", message: "the manifest does not list it")
            }
            if let size = expected.size, size != entry.size {
                return differs("size", "\(size) bytes", "\(entry.size)")
            }
            guard expected.sha256 != nil || expected.rows != nil else { return .ready }
            guard let bytes = try bytes() else { return changing }
            if let sha256 = expected.sha256 {
                let found = folder.environment.sha256(bytes)
                if sha256 != found { return differs("SHA-256", sha256, found) }
            }
            if let rows = expected.rows {
                let found = rowCount(bytes)
                if found != rows {
                    return differs("rows", "\(rows)", found.map { "\($0)" } ?? "unreadable")
                }
            }
            return .ready
        }
    }

    private func differs(_ what: String, _ expected: String, _ found: String) -> Verdict {
        .waiting(
            code: "feed.manifest-differs",
            message: "the manifest tells of \(what) \(expected), the file has \(found)")
    }

    private func rowCount(_ bytes: [UInt8]) -> Int? {
        do throws(AdapterError) {
            return try FeedTable.countRows(
                bytes, fileName: entry.name, settings: folder.settings)
        } catch {
            return nil
        }
    }

    private func verdictByMark(
        _ rule: CompletenessSettings.Mark
    ) throws(DurableFileError) -> Verdict {
        let mark = rule.name(for: entry.name)
        if try folder.folder.entries().contains(where: { $0.name == mark }) { return .ready }
        // An earlier run may have ended between taking the mark and taking the file.
        let taken = folder.subfolder(DropFolder.takenName)
        let kept = folder.file(entry).keptName + rule.suffix
        if try folder.folder.entries().contains(where: { $0.name == DropFolder.takenName }),
            try taken.entries().contains(where: { $0.name == kept })
        {
            return .ready
        }
        return .waiting(
            code: "feed.still-being-written", message: "its mark \(mark) is not there yet")
    }

    private var changing: Verdict {
        .waiting(code: "feed.still-being-written", message: "it changed while it was looked at")
    }

    private func bytes() throws(DurableFileError) -> [UInt8]? {
        do throws(DurableFileError) {
            return try folder.folder.read(
                entry.name, maximumBytes: folder.settings.maximumBytes
            ).bytes
        } catch {
            if error.code == "file.changing" || error.code == "file.not-found" { return nil }
            throw error
        }
    }
}
