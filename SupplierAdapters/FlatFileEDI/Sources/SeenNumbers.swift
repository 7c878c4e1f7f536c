internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// The control numbers that came in a feed so far, in a folder beside its files.
///
/// Outside the database on purpose, as our own numbers are. Numbers are noted when a file is put
/// into the archive, with the name by which it is kept: the same file, read again after a crash,
/// does not find its own. A file that is rejected leaves none, so it may come again, mended.
struct SeenNumbers: Hashable, Sendable {
    static let key = AdapterDescription.Key(
        "numbers.window_days", "1 to 36500; `400`",
        "How long control numbers are remembered; then they may come again.")

    /// Below the workspace, for messages.
    private let title: String
    private let folder: DurableFolder
    private let windowDays: Int
    private static let fileName = "seen.csv"
    private static let maximumBytes = 64 << 20

    init(from reader: inout SettingsReader, environment: AdapterEnvironment, folder: String) {
        var days = 400
        reader.table("numbers") { inner in
            days = Int(inner.integer("window_days", in: 1...36_500, default: 400))
        }
        windowDays = days
        title = "\(folder)/.numbers/\(Self.fileName)"
        self.folder = DurableFolder(path: "\(environment.root)/\(folder)/.numbers")
    }

    /// What was seen before a file came.
    func memory(before file: FeedFile) throws(AdapterError) -> ControlNumberMemory {
        let oldest = Self.day(
            file.modifiedAt.millisecondsSince1970 - Int64(windowDays) * 86_400_000)
        return try stored().without(source: file.keptName, before: oldest)
    }

    /// Notes what a file brought; doing it twice changes nothing.
    func remember(
        _ file: TakenFile, _ strictness: Strictness, guide: MessageGuide?, partly: Bool
    ) throws(AdapterError) {
        var memory = try memory(before: file.file)
        let inspection: DocumentInspection
        do throws(AdapterError) {
            inspection = try DocumentInspection(
                file.bytes, file: file.file.name, strictness: strictness, partly: partly,
                numbers: memory, guide: guide)
        } catch {
            // It is in the archive all the same, if its settings were others when it was read.
            guard error.reaction == .fixData else { throw error }
            return
        }
        guard let segments = inspection.report.segments,
            let day = Self.day(file.file.modifiedAt.millisecondsSince1970)
        else { return }
        memory.remember(segments, source: file.file.keptName, day: day, strictness: strictness)
        do throws(DurableFileError) {
            try folder.create()
            try folder.replace(Self.fileName, with: memory.bytes)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help, detail: "errno \(error.errno)")
        }
    }

    /// Renders the acknowledgment of a file, which keeps the control numbers that it got first.
    func acknowledgment(
        of file: TakenFile, as form: Acknowledgment, _ strictness: Strictness,
        guide: MessageGuide?, at now: Timestamp
    ) throws(AdapterError) -> [UInt8]? {
        try numberedAcknowledgment(of: file, as: form, strictness, guide: guide, at: now)?.bytes
    }

    /// The same with its first control number.
    func numberedAcknowledgment(
        of file: TakenFile, as form: Acknowledgment, _ strictness: Strictness,
        guide: MessageGuide?, at now: Timestamp
    ) throws(AdapterError) -> (bytes: [UInt8], number: Int)? {
        let memory = try memory(before: file.file)
        let report: InspectionReport
        do throws(WireError) {
            report = try FileInspection(
                strictness: strictness, numbers: memory, guide: guide
            ).inspect(file.bytes)
        } catch {
            // What cannot be inspected names nobody to be answered.
            return nil
        }
        let time = now.description
        var settings = Acknowledgment.Settings(
            controlNumber: 1, date: String(time.prefix(10).filter { $0 != "-" }),
            time: String(time.dropFirst(11).prefix(5).filter { $0 != ":" }))
        do throws(WireError) {
            // First as a trial, so that what is not acknowledged takes no number.
            _ = try form.render(report, settings: settings)
        } catch {
            return nil
        }
        let count = max(1, report.segments?.interchanges.count ?? 1)
        for index in 1...count {
            let number = try given.number(of: "\(file.file.keptName)-\(index)")
            if index == 1 { settings.controlNumber = number }
        }
        try said.note(Self.verdict(report), of: file.file)
        do throws(WireError) {
            return (try form.render(report, settings: settings), settings.controlNumber)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help)
        }
    }

    /// The control numbers of our acknowledgments.
    private var given: ControlNumbers {
        ControlNumbers(folder: DurableFolder(path: "\(folder.path)/acknowledgments"))
    }

    /// Whether a document that is settled is still to be acknowledged.
    ///
    /// One that got control numbers for its acknowledgment, and is read again after that, gets no
    /// second one; where it would say something else now, that is noted and told.
    func owes(
        _ file: TakenFile, isNoted: Bool, _ strictness: Strictness, guide: MessageGuide?
    ) throws(AdapterError) -> Bool {
        if isNoted { return true }
        guard try given.known(of: "\(file.file.keptName)-1") != nil else { return true }
        let report: InspectionReport
        let memory = try memory(before: file.file)
        do throws(WireError) {
            report = try FileInspection(
                strictness: strictness, numbers: memory, guide: guide
            ).inspect(file.bytes)
        } catch {
            return false
        }
        try said.compare(Self.verdict(report), with: file.file)
        return false
    }

    /// Tells of documents that were acknowledged otherwise than they are read now, once.
    func tellContradictions() throws(AdapterError) { try said.tell() }

    private var said: SaidVerdicts {
        SaidVerdicts(folder: DurableFolder(path: "\(folder.path)/said"))
    }

    /// What is accepted and what is rejected, envelope by envelope.
    private static func verdict(_ report: InspectionReport) -> String {
        func letter(_ outcome: EnvelopeOutcome) -> String { outcome == .rejected ? "R" : "A" }
        return (report.segments?.interchanges ?? []).map { interchange in
            letter(interchange.outcome)
                + interchange.groups.map { group in
                    letter(group.outcome) + group.sets.map { letter($0.outcome) }.joined()
                }.joined(separator: "-")
        }.joined(separator: " ")
    }

    private func stored() throws(AdapterError) -> ControlNumberMemory {
        let bytes: [UInt8]
        do throws(DurableFileError) {
            bytes = try folder.read(Self.fileName, maximumBytes: Self.maximumBytes).bytes
        } catch {
            if error.code == "file.not-found" { return ControlNumberMemory() }
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help, detail: "errno \(error.errno)")
        }
        do throws(WireError) {
            return try ControlNumberMemory(bytes)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: error.help,
                place: FilePlace(
                    file: title, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
    }

    /// The day in UTC; `nil` outside the years 1 to 9999.
    private static func day(_ milliseconds: Int64) -> DateParts? {
        let text = Timestamp(millisecondsSince1970: milliseconds).description
        do throws(WireError) {
            return try DateText.parse(String(text.prefix(10)), patterns: [.iso])
        } catch {
            return nil
        }
    }
}

extension FeedFile {
    /// The file as it lies among the taken ones.
    var taken: FeedFile {
        FeedFile(name: name, modifiedAt: modifiedAt, keptName: keptName, isTaken: true)
    }
}
