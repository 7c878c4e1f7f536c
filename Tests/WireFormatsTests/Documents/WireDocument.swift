import WireFormats

/// Small interchanges for tests, with their counts kept right.
enum WireDocument {
    static let isa =
        "ISA*00*          *00*          *ZZ*NORDBOLT       *ZZ*HAUSMANN       *261126*0815*U*00401"
        + "*000000001*0*P*>"

    /// The segments of an order between ST and SE.
    static let order = [
        "BEG*00*SA*PO-1**20261126", "REF*DP*042", "DTM*002*20261210", "N1*ST*Hall*92*H2",
        "PO1*1*6*EA*1.5*PE*VP*NB-1", "PID*F****Screw", "PO1*2*7*EA*2.5*PE*VP*NB-2", "CTT*2",
    ]

    /// A set with its SE.
    static func set(
        _ segments: [String], kind: String = "850", reference: String = "0001"
    )
        -> [String]
    {
        ["ST*\(kind)*\(reference)"] + segments + ["SE*\(segments.count + 2)*\(reference)"]
    }

    /// An interchange of one group around sets.
    static func x12(
        _ sets: [[String]], group: String = "PO", isa: String = isa, version: String = "004010",
        trailer: [String]? = nil
    ) -> [String] {
        let closing = trailer ?? ["GE*\(sets.count)*1", "IEA*1*000000001"]
        return [isa, "GS*\(group)*NORDBOLT*HAUSMANN*20261126*0815*1*X*\(version)"]
            + sets.flatMap { $0 } + closing
    }

    static func bytes(
        _ segments: [String], terminator: String = "~", lineEnd: String = "\n"
    )
        -> [UInt8]
    {
        Array(segments.map { $0 + terminator + lineEnd }.joined().utf8)
    }

    /// The segments of an EDIFACT order between UNH and UNT.
    static let orders = [
        "BGM+220+PO-1+9", "DTM+137:20261126:102", "NAD+BY+4098765000006::9",
        "LIN+1++4012345678901:EN", "QTY+21:6:PCE", "PRI+AAA:1.5:CT", "UNS+S", "CNT+2:1",
    ]

    /// A message with its UNT.
    static func message(
        _ segments: [String], type: String = "ORDERS:D:96A:UN", reference: String = "1"
    )
        -> [String]
    {
        ["UNH+\(reference)+\(type)"] + segments + ["UNT+\(segments.count + 2)+\(reference)"]
    }

    static let unb = "UNB+UNOC:3+4098765000006:14+4012345000009:14+261126:0815+77"

    static func edifact(
        _ messages: [[String]], unb: String = unb, trailer: [String]? = nil
    ) -> [String] {
        [unb] + messages.flatMap { $0 } + (trailer ?? ["UNZ+\(messages.count)+77"])
    }

    static func edifactBytes(_ segments: [String], advice: String = "UNA:+.? '") -> [UInt8] {
        Array((advice + segments.map { $0 + "'\n" }.joined()).utf8)
    }
}

extension FileInspection {
    /// Inspects and checks that the pieces are the file again.
    func inspectWhole(_ bytes: [UInt8]) throws -> (report: InspectionReport, isWhole: Bool) {
        var echoed: [UInt8] = []
        let report = try inspect(bytes, echo: { echoed += $0 })
        return (report, echoed == bytes && report.byteCount == bytes.count)
    }
}

/// Hands out bytes in pieces of one size.
struct PieceSource: ByteSource {
    private let bytes: [UInt8]
    private let size: Int
    private var index = 0

    init(_ bytes: [UInt8], size: Int) {
        self.bytes = bytes
        self.size = size
    }

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        guard index < bytes.count else { return nil }
        let end = min(index + size, bytes.count)
        defer { index = end }
        return Array(bytes[index..<end])
    }
}
