/// Who speaks to whom, and when: what both kinds of envelope say.
public struct InterchangeParties: Hashable, Sendable {
    /// What qualifies the sender's name.
    public var senderQualifier: String
    /// Who sends.
    public var sender: String
    /// What qualifies the receiver's name.
    public var receiverQualifier: String
    /// Who receives.
    public var receiver: String
    /// Whether it is a test.
    public var isTest: Bool
    /// The date as YYYYMMDD.
    public var date: String
    /// The time as HHMM.
    public var time: String
    /// The number of the interchange, never used before with this partner; at most nine digits.
    public var controlNumber: Int

    /// Makes parties from their parts.
    public init(
        senderQualifier: String, sender: String, receiverQualifier: String, receiver: String,
        isTest: Bool, date: String, time: String, controlNumber: Int
    ) {
        precondition(
            (1...999_999_999).contains(controlNumber),
            "A control number must have one to nine digits.")
        self.senderQualifier = senderQualifier
        self.sender = sender
        self.receiverQualifier = receiverQualifier
        self.receiver = receiver
        self.isTest = isTest
        self.date = date
        self.time = time
        self.controlNumber = controlNumber
    }
}

/// Writes one X12 set in its group and interchange.
public struct X12Envelope: Hashable, Sendable {
    /// Who speaks to whom.
    public var parties: InterchangeParties
    /// The functional code of the group: `PO`.
    public var group: String
    /// The sender as the group names it.
    public var groupSender: String
    /// The receiver as the group names it.
    public var groupReceiver: String
    /// The release as GS08 names it: `004010`, `005010`.
    public var release: String

    /// Makes an envelope from its parts.
    public init(
        parties: InterchangeParties, group: String, groupSender: String, groupReceiver: String,
        release: String
    ) {
        self.parties = parties
        self.group = group
        self.groupSender = groupSender
        self.groupReceiver = groupReceiver
        self.release = release
    }

    /// Writes the set: everything between ST and SE is given.
    public func write(
        _ kind: String, _ segments: [WrittenSegment], to writer: inout SegmentWriter
    ) throws(WireError) {
        let control = ControlText.padded(parties.controlNumber, 9)
        try writeHeader(control, to: &writer)
        try writer.write(
            WrittenSegment(
                "GS",
                [
                    .code(group), .code(groupSender, maximum: 15),
                    .code(groupReceiver, maximum: 15), .code(parties.date), .code(parties.time),
                    .code(String(parties.controlNumber)), .code("X"), .code(release),
                ]))
        let opening = [SegmentElement.code(kind), .code("0001")]
        try writer.write(WrittenSegment("ST", opening))
        for segment in segments { try writer.write(segment) }
        let count = String(segments.count + 2)
        try writer.write(WrittenSegment("SE", [.code(count), .code("0001")]))
        try writer.write(
            WrittenSegment("GE", [.code("1"), .code(String(parties.controlNumber))]))
        try writer.write(WrittenSegment("IEA", [.code("1"), .code(control)]))
    }

    /// ISA is of fixed width, and its last byte but one names the component separator.
    private func writeHeader(
        _ control: String, to writer: inout SegmentWriter
    ) throws(WireError) {
        let version = release.hasPrefix("005") ? "00501" : "00401"
        let repetition = writer.characters.repetition.map { [$0] } ?? Array("U".utf8)
        let fields: [[UInt8]] = [
            Array("00".utf8), try wide("", 10, "ISA02"), Array("00".utf8),
            try wide("", 10, "ISA04"),
            try wide(parties.senderQualifier, 2, "ISA05"), try wide(parties.sender, 15, "ISA06"),
            try wide(parties.receiverQualifier, 2, "ISA07"),
            try wide(parties.receiver, 15, "ISA08"), Array(parties.date.utf8.suffix(6)),
            Array(parties.time.utf8), repetition, Array(version.utf8), Array(control.utf8),
            Array("0".utf8), Array((parties.isTest ? "T" : "P").utf8),
            [writer.characters.component ?? 0x3E],
        ]
        var bytes = Array("ISA".utf8)
        let marks = [writer.characters.element, writer.characters.terminator]
        for (index, field) in fields.enumerated() {
            let isData = index < 15 && index != 10
            if isData, field.contains(where: { marks.contains($0) }) {
                throw WireError(
                    code: "segments.not-writable",
                    message: "ISA\(ControlText.padded(index + 1, 2)) is "
                        + "\(quotedForMessage(String(decoding: field, as: UTF8.self))), and a "
                        + "character of it parts pieces of this document",
                    help: "Agree on another separator with the partner.")
            }
            bytes.append(writer.characters.element)
            bytes += field
        }
        bytes.append(writer.characters.terminator)
        writer.writeRaw(bytes, isSegment: true)
    }

    private func wide(_ text: String, _ width: Int, _ place: String) throws(WireError) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count <= width, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw WireError(
                code: "segments.too-long-to-write",
                message: "\(place) is \(quotedForMessage(text)); \(width) characters of ASCII fit",
                help: "Look at the identifiers of the partner.")
        }
        return bytes + repeatElement(0x20, count: width - bytes.count)
    }
}

/// Writes one EDIFACT message in its interchange.
public struct EDIFACTEnvelope: Hashable, Sendable {
    /// Who speaks to whom.
    public var parties: InterchangeParties
    /// What the characters are, as UNB says: `UNOC`.
    public var syntaxIdentifier: String
    /// 3 or 4: the latter writes years with four digits.
    public var syntaxVersion: Int
    /// The directory: `D.96A`.
    public var directory: String
    /// The association's code of the guide, such as `EAN008`; empty for none.
    public var guide: String

    /// Makes an envelope from its parts.
    public init(
        parties: InterchangeParties, syntaxIdentifier: String, syntaxVersion: Int,
        directory: String, guide: String
    ) {
        self.parties = parties
        self.syntaxIdentifier = syntaxIdentifier
        self.syntaxVersion = syntaxVersion
        self.directory = directory
        self.guide = guide
    }

    /// Writes the message: everything between UNH and UNT is given.
    public func write(
        _ kind: String, _ segments: [WrittenSegment], to writer: inout SegmentWriter
    ) throws(WireError) {
        let reference = String(parties.controlNumber)
        let marks = writer.characters
        writer.writeRaw(
            Array("UNA".utf8) + [
                marks.component ?? 0x3A, marks.element, marks.decimalMark, marks.release ?? 0x20,
                marks.repetition ?? 0x20, marks.terminator,
            ], isSegment: false)
        let date = syntaxVersion >= 4 ? parties.date : String(parties.date.suffix(6))
        try writer.write(
            WrittenSegment(
                "UNB",
                [
                    .codes(syntaxIdentifier, String(syntaxVersion)),
                    .composite([
                        .code(parties.sender, maximum: 35), .code(parties.senderQualifier),
                    ]),
                    .composite([
                        .code(parties.receiver, maximum: 35), .code(parties.receiverQualifier),
                    ]),
                    .codes(date, parties.time), .code(reference), .empty, .empty, .empty, .empty,
                    .empty, parties.isTest ? .code("1") : .empty,
                ]))
        let parts = directory.split(separator: ".").map(String.init)
        let version = parts.first ?? "D"
        let release = parts.dropFirst().first ?? ""
        try writer.write(
            WrittenSegment(
                "UNH", [.code("1"), .codes(kind, version, release, "UN", guide)]))
        for segment in segments { try writer.write(segment) }
        let count = String(segments.count + 2)
        try writer.write(WrittenSegment("UNT", [.code(count), .code("1")]))
        try writer.write(WrittenSegment("UNZ", [.code("1"), .code(reference)]))
    }
}

enum ControlText {
    /// A number with zeros in front.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
