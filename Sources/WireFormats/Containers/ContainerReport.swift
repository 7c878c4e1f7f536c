/// A file inside a container.
public struct ContainerEntry: Hashable, Sendable {
    /// Its name, as the container has it; empty in gzip.
    public let name: String
    /// What it is and holds.
    public let report: InspectionReport
}

/// A sheet of a workbook, as far as a report tells of it.
public struct SheetReport: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Whether it is hidden.
    public let isHidden: Bool
    /// How many rows it has, up to the last one with a value.
    public let rowCount: Int
    /// How many columns it has, up to the last one with a value.
    public let columnCount: Int
    /// How many cells have a value.
    public let cellCount: Int
    /// How many of them come from a formula.
    public let formulaCount: Int

    init(_ sheet: Workbook.Sheet) {
        name = sheet.name
        isHidden = sheet.isHidden
        rowCount = sheet.rows.count
        columnCount = sheet.rows.map(\.count).max() ?? 0
        cellCount = sheet.rows.reduce(0) { $0 + $1.count { !$0.isEmpty } }
        formulaCount = sheet.formulaCount
    }
}

extension FileInspection {
    /// The largest container that is opened, and the most that is unpacked from it.
    static let maximumContainerBytes = 256 << 20

    /// Unpacks a container and inspects what is in it; a container in a container is named only.
    func readContainer(
        _ start: ByteWindow, _ name: String, _ message: String, _ echo: Echo?
    ) throws(WireError) -> InspectionReport {
        var window = start
        guard try !window.has(Self.maximumContainerBytes + 1) else {
            return try pass(
                window, name, "file.compressed",
                "the file is a \(name) container of more than "
                    + "\(Self.maximumContainerBytes >> 20) MiB; unpack it first", echo)
        }
        let bytes = Array(window.buffer[window.index...])
        if let echo { bytes.withUnsafeBufferPointer(echo) }
        var report = InspectionReport()
        report.syntax = name
        report.byteCount = bytes.count
        var log = log
        do throws(WireError) {
            if name == "gzip" {
                let contents = try GzipFile.unpack(bytes, limit: Self.maximumContainerBytes)
                report.contents = [try entry("", contents)]
            } else {
                try open(ZipArchive(bytes), &report, &log)
            }
        } catch {
            log.add(error.code, error.message, at: WirePlace(error.position ?? .start))
        }
        report.adopt(log)
        let inner = report.contents.map(\.report.outcome)
        if report.outcome == .read, inner.contains(where: { $0 != .read }) {
            report.outcome = inner.allSatisfy { $0 == .rejected } ? .rejected : .partlyRejected
        }
        return report
    }

    private func entry(_ name: String, _ bytes: [UInt8]) throws(WireError) -> ContainerEntry {
        var inside = self
        inside.opensContainers = false
        return ContainerEntry(name: name, report: try inside.inspect(bytes))
    }

    private func open(
        _ archive: ZipArchive, _ report: inout InspectionReport, _ log: inout DiagnosticLog
    ) throws(WireError) {
        var left = Self.maximumContainerBytes
        if archive.entries.contains(where: { $0.name == "xl/workbook.xml" }) {
            report.syntax = "xlsx"
            let workbook = try Workbook(archive, limit: left)
            report.sheets = workbook.sheets.map { SheetReport($0) }
            note(workbook, &log)
            return
        }
        for file in archive.entries where !file.isFolder {
            let contents = try archive.contents(of: file, limit: left)
            left -= contents.count
            report.contents.append(try entry(file.name, contents))
        }
        if report.contents.isEmpty {
            log.add("zip.empty", "the archive holds no file", at: WirePlace(.start))
        }
    }

    private func note(_ workbook: Workbook, _ log: inout DiagnosticLog) {
        for sheet in workbook.sheets {
            let name = quotedForMessage(sheet.name)
            let place = WirePlace(.start)
            if sheet.formulaCount > 0 {
                log.add(
                    "xlsx.formulas",
                    "\(sheet.formulaCount) cells of sheet \(name) hold formulas; the values they "
                        + "had when the file was saved are read", at: place)
            }
            if sheet.isHidden {
                log.add("xlsx.hidden-sheet", "sheet \(name) is hidden", at: place)
            }
            if sheet.hiddenRowCount > 0 {
                log.add(
                    "xlsx.hidden-rows",
                    "\(sheet.hiddenRowCount) rows of sheet \(name) are hidden, and read", at: place)
            }
            if sheet.roundedCount > 0 {
                log.add(
                    "xlsx.rounded",
                    "\(sheet.roundedCount) numbers of sheet \(name) have more than fifteen digits, "
                        + "and are read rounded to them", at: place)
            }
        }
    }
}
