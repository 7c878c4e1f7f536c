import ArgumentParser
import Procurement
import WireFormats

struct InspectCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    enum AcknowledgmentKind: String, ExpressibleByArgument, CaseIterable {
        case x12Functional = "997"
        case x12Implementation = "999"
        case x12Interchange = "TA1"
        case edifact = "CONTRL"
    }

    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Says what a file is, what it holds, and everything that is wrong with it.",
        discussion: """
            Reads X12, EDIFACT, delimited text, fixed-width records, SAP IDocs, JSON, JSON lines \
            and XML to the end, and changes nothing. With --layout the records, fields, counts \
            and totals of a flat file are checked against a layout (Docs/Layouts.md). Exits with \
            0 when the file was read whole and 65 when something in it is rejected, by default \
            what is damaged: cut off, miscounted, not closed, not well formed. Compressed and \
            binary files are named and rejected.
            """)

    @Argument(help: "The file; - for standard input.")
    var file: String

    @Option(help: "Text for people or JSON for machines.")
    var format = Format.text

    @Flag(help: "Writes the pieces that were read to standard output instead, byte for byte.")
    var echo = false

    @Option(
        help: ArgumentHelp(
            "What rejects: standard, lenient, strict, or a file with lines \"code = reaction\".",
            valueName: "table"))
    var strict = "standard"

    @Option(
        help: ArgumentHelp(
            "Reads the file by a layout that describes its records.", valueName: "layout"))
    var layout: String?

    @Option(
        help: ArgumentHelp(
            "Holds sets of X12 and EDIFACT against a partner's guide.", valueName: "guide"))
    var guide: String?

    @Option(
        help: ArgumentHelp(
            "Compares control numbers with those that a feed remembers (.numbers/seen.csv).",
            valueName: "file"))
    var numbers: String?

    @Option(
        help: ArgumentHelp(
            "Writes the acknowledgment of the file to standard output instead.", valueName: "kind"))
    var acknowledge: AcknowledgmentKind?

    @Option(help: ArgumentHelp("The control number of the acknowledgment.", valueName: "number"))
    var control: Int?

    @Option(
        help: ArgumentHelp(
            "The moment of the acknowledgment instead of now, as 2026-03-04T08:00:00Z.",
            valueName: "time"))
    var asOf: String?

    func validate() throws {
        if echo && acknowledge != nil {
            throw ValidationError("--echo and --acknowledge both write to standard output.")
        }
        if layout != nil && acknowledge != nil {
            throw ValidationError("--acknowledge is for X12 and EDIFACT, --layout for records.")
        }
        if layout != nil && numbers != nil {
            throw ValidationError("--numbers is for X12 and EDIFACT, --layout for records.")
        }
        if layout != nil && guide != nil {
            throw ValidationError("--guide is for X12 and EDIFACT, --layout for records.")
        }
        if acknowledge != nil && control == nil {
            throw ValidationError("--acknowledge needs --control, a number that was never used.")
        }
        if let control, !(1...999_999_999).contains(control) {
            throw ValidationError("--control must be from 1 to 999999999.")
        }
        if let asOf {
            do {
                _ = try Timestamp(parsing: asOf)
            } catch {
                throw ValidationError(
                    "--as-of \(asOf) is no time. Write it as 2026-03-04T08:00:00Z.")
            }
        }
    }

    func run() throws {
        let report: InspectionReport
        do {
            report = try inspect()
            if let acknowledge { try write(acknowledge, of: report) }
        } catch {
            throw CommandFailure(error).report()
        }
        if !echo && acknowledge == nil {
            switch format {
            case .text: Console.out(report.text(file: file))
            case .json: Console.out(report.json(file: file).text)
            }
        } else if report.outcome != .read {
            Console.note(report.text(file: file))
        }
        if report.outcome != .read { throw ExitCode(ExitStatus.dataRejected) }
    }

    private func inspect() throws -> InspectionReport {
        let inspection = FileInspection(
            strictness: try strictness(),
            numbers: try numbers.map { path in
                try InputBytes.parse(path) { text throws(WireError) in
                    try ControlNumberMemory(Array(text.utf8))
                }
            },
            guide: try guide.map { path in
                try InputBytes.parse(path) { text throws(WireError) in try MessageGuide.parse(text)
                }
            })
        let layout = try layout.map { path in
            try InputBytes.parse(path) { text throws(WireError) in try RecordLayout.parse(text) }
        }
        let output = OutputBytes()
        defer { output.flush() }
        return try InputBytes.read(file) { source in
            let echo: FileInspection.Echo? = echo ? { output.write($0) } : nil
            if let layout {
                return try inspection.inspect(source: source, layout: layout, echo: echo)
            }
            return try inspection.inspect(source: source, echo: echo)
        }
    }

    private func strictness() throws -> Strictness {
        switch strict {
        case "standard": return .standard
        case "lenient": return .lenient
        case "strict": return .strict
        default: break
        }
        return try InputBytes.parse(strict) { text throws(WireError) in try Strictness.parse(text) }
    }

    private func write(_ kind: AcknowledgmentKind, of report: InspectionReport) throws {
        guard let acknowledgment = Acknowledgment(rawValue: kind.rawValue) else { return }
        let moment = try asOf.map { try Timestamp(parsing: $0) } ?? SystemClock.wall()
        let text = moment.description
        let settings = Acknowledgment.Settings(
            controlNumber: control ?? 1, date: text.prefix(10).filter { $0 != "-" },
            time: text.dropFirst(11).prefix(5).filter { $0 != ":" })
        let output = OutputBytes()
        output.write(try acknowledgment.render(report, settings: settings))
        output.flush()
    }
}
