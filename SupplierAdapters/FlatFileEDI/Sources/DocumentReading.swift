internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What was found out about a file before any of it is used.
struct DocumentInspection {
    let report: InspectionReport
    /// What is rejected, in the order of sets in the file; `true` for accepted ones.
    let isAcceptedBySet: [Bool]

    /// Throws for a file that cannot be trusted as a whole, or that came before.
    ///
    /// With `partly`, sets that are rejected alone are told by ``reason(ofSet:)``, and the others
    /// are used; without it, one of them rejects the file.
    init(
        _ bytes: [UInt8], file: String, strictness: Strictness, partly: Bool,
        numbers: ControlNumberMemory, guide: MessageGuide?
    ) throws(AdapterError) {
        do throws(WireError) {
            report = try FileInspection(
                strictness: strictness, numbers: numbers, guide: guide
            )
            .inspect(bytes)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: file))
        }
        var accepted: [Bool] = []
        for interchange in report.segments?.interchanges ?? [] {
            for group in interchange.groups {
                for set in group.sets {
                    accepted.append(
                        set.outcome != .rejected && group.outcome != .rejected
                            && interchange.outcome != .rejected)
                }
            }
        }
        isAcceptedBySet = accepted
        try Self.check(report, file: file, partly: partly)
    }

    /// Throws for a file that cannot be trusted as a whole.
    static func check(
        _ report: InspectionReport, file: String, partly: Bool
    ) throws(AdapterError) {
        let isAbridged = report.segments?.isAbridged ?? false
        if report.outcome == .rejected || report.outcome != .read && (isAbridged || !partly) {
            throw refusal(report, file)
        }
    }

    private static func refusal(_ report: InspectionReport, _ file: String) -> AdapterError {
        let worst = report.diagnostics.first { $0.reaction >= .rejectSet }
        return AdapterError(
            code: worst?.code ?? "document.rejected", reaction: .fixData,
            message: worst?.message ?? "the file is rejected",
            help: "broker inspect \(file) shows all that is wrong with it."
                + (worst.map { Self.habit(of: $0.code) } ?? ""),
            place: FilePlace(
                file: file, line: worst?.place.line ?? 0, column: worst?.place.column ?? 0),
            detail: worst.map { "byte offset \($0.place.byteOffset)" } ?? "")
    }

    /// How wrong counts and numbers are taken, where they are a partner's habit; what is cut off
    /// is never to be taken.
    private static func habit(of code: String) -> String {
        guard code.hasSuffix("-count") || code.hasSuffix("-number") || code.hasSuffix("-reference")
        else { return "" }
        return
            " Where this partner always writes so, strict = \"\(code) = note\" in the settings of "
            + "the feed takes it."
    }

    /// The first thing that rejects the set of an ordinal in the file.
    func reason(ofSet ordinal: Int) -> WireDiagnostic? {
        var seen = 0
        for (i, interchange) in (report.segments?.interchanges ?? []).enumerated() {
            for (g, group) in interchange.groups.enumerated() {
                if ordinal < seen + group.sets.count {
                    let inside = report.diagnostics.filter {
                        $0.place.interchange == i + 1 && $0.reaction >= .rejectSet
                    }
                    let set = ordinal - seen + 1
                    return inside.first { $0.place.group == g + 1 && $0.place.set == set }
                        ?? inside.first { $0.place.group == g + 1 } ?? inside.first
                }
                seen += group.sets.count
            }
        }
        return nil
    }
}

/// Goes through the segments of a file, set by set.
struct SetWalk {
    /// The reader, which stands on the segment of the last step.
    private(set) var segment: SegmentReader
    private let syntax: SegmentSyntax
    private(set) var ordinal = -1
    private(set) var kind = ""
    private(set) var isInside = false

    enum Step {
        /// A set begins.
        case begin(SegmentToken)
        /// A segment between begin and end.
        case segment(SegmentToken)
        /// The set ends.
        case end(SegmentToken)
        /// A segment outside any set.
        case envelope(SegmentToken)
    }

    init(_ bytes: [UInt8], syntax: SegmentSyntax) {
        segment = SegmentReader(bytes, syntax: syntax)
        self.syntax = syntax
    }

    mutating func next() throws(WireError) -> Step? {
        while let token = try segment.next() {
            guard token.kind == .segment else { continue }
            switch token.name {
            case "ST" where syntax == .x12, "UNH" where syntax == .edifact:
                ordinal += 1
                isInside = true
                kind = syntax == .x12 ? segment.text(1) : segment.text(2, component: 1)
                return .begin(token)
            case "SE" where syntax == .x12, "UNT" where syntax == .edifact:
                isInside = false
                return .end(token)
            default:
                return isInside ? .segment(token) : .envelope(token)
            }
        }
        return nil
    }
}
