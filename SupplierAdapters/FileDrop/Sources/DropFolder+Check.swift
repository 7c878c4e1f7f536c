internal import DurableFiles
internal import SupplierAdapterKit

extension DropFolder {
    /// What a person should know about the folder before the first file comes.
    func check() -> [AdapterFinding] {
        var findings: [AdapterFinding] = []
        if case .stable(let seconds) = settings.completeness.rule {
            findings.append(
                AdapterFinding(
                    severity: .warning, code: "feed.weak-completeness",
                    message: "files in \(settings.folder) count as whole when nobody changed them "
                        + "for \(seconds) s",
                    help: "A slow or broken transfer looks the same: agree on a trailer, a count, "
                        + "a manifest or a .done file with the supplier."))
        }
        if case .seenTwice(let seconds) = settings.completeness.rule {
            findings.append(
                AdapterFinding(
                    severity: .warning, code: "feed.weak-completeness",
                    message: "files in \(settings.folder) count as whole when two looks, "
                        + "\(seconds) s apart, saw them unchanged",
                    help: "A stalled transfer looks the same: agree on a trailer, a count, a "
                        + "manifest or a .done file with the supplier."))
        }
        do throws(DurableFileError) {
            try folder.checkWritable()
            let unmatched = try folder.entries().filter { isUnmatched($0) }
            if let first = unmatched.first {
                findings.append(
                    AdapterFinding(
                        severity: .warning, code: "feed.unmatched-file",
                        message: "\(title(first.name)) does not match the pattern "
                            + "\"\(settings.pattern)\" and is left alone"
                            + (unmatched.count > 1 ? " (and \(unmatched.count - 1) more)" : ""),
                        help: "See the settings pattern and complete."))
            }
        } catch {
            let isMissing = error.code == "file.not-found"
            if isMissing, let hook = settings.transfer.before.first {
                findings.append(
                    AdapterFinding(
                        severity: .warning, code: "feed.folder-missing",
                        message: "the folder \(settings.folder) does not exist yet: "
                            + "\(hook) of transfer.before must make it",
                        help: "broker adapter preview FEED --fetch runs it and shows what comes."))
                return findings
            }
            findings.append(
                AdapterFinding(
                    severity: .error, code: isMissing ? "feed.folder-missing" : error.code,
                    message: isMissing
                        ? "the folder \(settings.folder) does not exist" : error.message,
                    help: isMissing
                        ? "Make the folder, or mend the setting folder." : error.help))
        }
        return findings
    }

    private func isUnmatched(_ entry: FolderEntry) -> Bool {
        if entry.name.hasPrefix(".") || isData(entry.name) { return false }
        switch settings.completeness.rule {
        case .doneFile(let mark): return !entry.name.hasSuffix(mark.suffix)
        case .manifest(let name): return entry.name != name
        case .trailer, .nameCount, .document, .stable, .seenTwice: return true
        }
    }
}
