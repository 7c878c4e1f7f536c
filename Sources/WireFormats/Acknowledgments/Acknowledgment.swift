/// The functional acknowledgments of X12 and EDIFACT: renderings of what an inspection found.
///
/// Each answers to the sender of the interchange, names the exact segment, element and component of
/// every error, and says of each set whether it is accepted, accepted with errors or rejected. An
/// acknowledgment is never acknowledged.
public enum Acknowledgment: String, Hashable, Sendable, CaseIterable {
    /// The functional acknowledgment of X12 before 005010.
    case x12Functional = "997"
    /// The implementation acknowledgment of X12 005010.
    case x12Implementation = "999"
    /// The interchange acknowledgment of X12.
    case x12Interchange = "TA1"
    /// The syntax and service report of EDIFACT.
    case edifact = "CONTRL"

    /// What an acknowledgment says of itself.
    public struct Settings: Hashable, Sendable {
        /// The control number of the first interchange; each further one takes the next.
        public var controlNumber: Int
        /// The date as `CCYYMMDD`.
        public var date: String
        /// The time as `HHMM`.
        public var time: String

        /// Makes the settings; numbers run to 999 999 999.
        public init(controlNumber: Int, date: String, time: String) {
            self.controlNumber = controlNumber
            self.date = date
            self.time = time
        }
    }

    /// Renders the acknowledgments of a file, an interchange each.
    ///
    /// Throws `acknowledgment.syntax` where the file is of another syntax, `acknowledgment.nothing`
    /// where it holds nothing to acknowledge, and `acknowledgment.control-number` where the number
    /// has no room.
    public func render(
        _ report: InspectionReport, settings: Settings
    ) throws(WireError) -> [UInt8] {
        let wanted: SegmentSyntax = self == .edifact ? .edifact : .x12
        guard let segments = report.segments, segments.syntax == wanted else {
            throw WireError(
                code: "acknowledgment.syntax",
                message: "a \(rawValue) acknowledges \(wanted.rawValue), and the file is "
                    + report.syntax)
        }
        let last = settings.controlNumber + segments.interchanges.count
        guard settings.controlNumber > 0, last < 1_000_000_000 else {
            throw WireError(
                code: "acknowledgment.control-number",
                message: "the control number (\(settings.controlNumber)) is not between 1 and "
                    + "999999999")
        }
        var output: [UInt8] = []
        var number = settings.controlNumber
        for (index, interchange) in segments.interchanges.enumerated() where interchange.isWritten {
            let findings = report.diagnostics.filter { $0.place.interchange == index + 1 }
            var next = settings
            next.controlNumber = number
            let answer: [UInt8]? =
                self == .edifact
                ? EDIFACTAcknowledgment(interchange, findings, next).bytes
                : X12Acknowledgment(self, interchange, findings, next).bytes
            guard let answer else { continue }
            output += answer
            number += 1
        }
        guard !output.isEmpty else {
            throw WireError(
                code: "acknowledgment.nothing",
                message: "nothing in the file is to be acknowledged",
                help: "An acknowledgment is never acknowledged.")
        }
        return output
    }
}
