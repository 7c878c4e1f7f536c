import Foundation
import WireFormats

/// A document that the bench makes.
struct ReaderDocument: Sendable {
    let name: String
    let syntax: SegmentSyntax?
    let head: String
    let tail: @Sendable (_ sets: Int) -> String
    /// By which it is read, where it is a flat file.
    var layout: RecordLayout?
    /// One set, message or record, by its number.
    let body: @Sendable (_ number: Int) -> String

    func bytes(megabytes: Int) -> [UInt8] {
        var bytes = Array(head.utf8)
        bytes.reserveCapacity(megabytes << 20)
        var sets = 0
        while bytes.count < megabytes * 1_000_000 {
            sets += 1
            bytes += Array(body(sets).utf8)
        }
        return bytes + Array(tail(sets).utf8)
    }

    /// Writes the document piece by piece; gives its size in bytes.
    func write(megabytes: Int, to path: String) throws -> Int {
        try Data(head.utf8).write(to: URL(filePath: path))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        var (sets, size) = (0, head.utf8.count)
        var piece: [UInt8] = []
        while size < megabytes * 1_000_000 {
            sets += 1
            let text = body(sets)
            piece += Array(text.utf8)
            size += text.utf8.count
            if piece.count >= 1 << 18 {
                try file.write(contentsOf: piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        piece += Array(tail(sets).utf8)
        try file.write(contentsOf: piece)
        return size + tail(sets).utf8.count
    }

    private static func interchange(_ group: String) -> String {
        "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*HOUSE          *261126*0800*U*00401*"
            + "000000001*0*P*>~GS*\(group)*SUPPLIER*HOUSE*20261126*0800*1*X*004010~"
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func set(_ kind: String, _ number: Int, _ segments: [String]) -> String {
        let reference = digits(number, 6)
        let text = segments.joined(separator: "~")
        let count = text.utf8.count { $0 == UInt8(ascii: "~") } + 3
        return "ST*\(kind)*\(reference)~\(text)~SE*\(count)*\(reference)~"
    }

    static let all: [ReaderDocument] = [
        ReaderDocument(
            name: "x12-850", syntax: .x12, head: interchange("PO"),
            tail: { "GE*\($0)*1~IEA*1*000000001~" },
            body: { number in
                let lines = (1...60).map { line in
                    "PO1*\(line)*\(line * 3)*EA*1\(line).25*PE*BP*P-\(number)-\(line)*VP*V\(line)"
                        + "~PID*F****HEXAGON SCREW M8 X \(line)0 ZINC PLATED"
                }
                return set(
                    "850", number,
                    ["BEG*00*SA*PO\(number)**20261126", "REF*DP*042", "DTM*002*20261224"] + lines
                        + ["CTT*60"])
            }),
        ReaderDocument(
            name: "x12-832", syntax: .x12, head: interchange("SC"),
            tail: { "GE*\($0)*1~IEA*1*000000001~" },
            body: { number in
                let lines = (1...100).map { line in
                    "LIN*\(line)*VP*V\(digits(number, 5))\(digits(line, 3))*UP*0123456"
                        + "\(digits(line, 5))~PID*F****HEXAGON SCREW M8 X \(line)0 ZINC PLATED"
                        + "~CTP**CON*1\(line).25*1*EA~CTP**CON*1\(line).05*100*EA"
                }
                return set(
                    "832", number,
                    ["BCT*PC*CAT\(number)*1", "CUR*SE*EUR"] + lines + ["CTT*100"])
            }),
        ReaderDocument(
            name: "x12-846", syntax: .x12, head: interchange("IB"),
            tail: { "GE*\($0)*1~IEA*1*000000001~" },
            body: { number in
                let lines = (1...100).map { line in
                    "LIN*\(line)*VP*V\(digits(number, 5))\(digits(line, 3))"
                        + "*UP*0123456\(digits(line, 5))"
                        + "~QTY*33*\(line * 7)*EA~DTM*018*20261201"
                }
                return set(
                    "846", number, ["BIA*00*DD*INV\(number)*20261126*0800"] + lines + ["CTT*100"])
            }),
        ReaderDocument(
            name: "edifact-pricat", syntax: .edifact,
            head: "UNA:+.? 'UNB+UNOC:3+4012345000009:14+4098765000006:14+261126:0800+1'",
            tail: { "UNZ+\($0)+1'" },
            body: { number in
                let lines = (1...100).map { line in
                    "LIN+\(line)++40123450\(digits(line, 5)):EN'"
                        + "PIA+5+V\(digits(number, 5))\(digits(line, 3)):SA'"
                        + "IMD+F++:::Screw M8 x \(line)0, 10?'s box'"
                        + "PRI+AAB:1\(line).25:CA:SRP:100:PCE'"
                }
                let segments =
                    "BGM+9+P\(number)+9'DTM+137:20261126:102'NAD+SU+4012345000009::9'"
                    + lines.joined()
                return "UNH+\(number)+PRICAT:D:96A:UN:EAN008'\(segments)UNT+405+\(number)'"
            }),
        ReaderDocument(
            name: "csv", syntax: nil, head: "part,description,price,stock,unit\n",
            tail: { _ in "" },
            body: { number in
                "V\(number),\"Hexagon screw M8 x \(number % 100), zinc plated\",1\(number % 10).25,"
                    + "\(number % 977),EA\n"
            }),
        flatFile,
    ]

    /// A price list in fixed columns with a trailer that counts it.
    private static let flatFile = ReaderDocument(
        name: "flat-file", syntax: nil, head: "HD20261126EUR\n",
        tail: { "TR\(digits($0, 9))\n" }, layout: flatLayout,
        body: { number in
            let part = "FX-\(digits(number, 9))".padding(toLength: 20)
            let text = "HEXAGON SCREW M8 X \(number % 100)".padding(toLength: 30)
            return "AR\(part)\(text)EA \(digits(10_000 + number % 90_000, 11))00100"
                + "\(digits(number % 977, 9))\n"
        })

    private static let flatLayout: RecordLayout = {
        do throws(WireError) {
            return try RecordLayout.parse(flatLayoutText)
        } catch {
            preconditionFailure("The layout of the bench must be one: \(error)")
        }
    }()

    static let flatLayoutText = """
        layout bench
        records lines
        kind 1-2
        record HD once
            date 3-10 date yyyyMMdd required
            currency 11-13 text required -> list.currency
        record AR any each offer
            article 3-22 text required -> offer.part
            text 23-52 text -> offer.description
            unit 53-55 text required -> offer.unit
            price 56-66 number/4 required -> offer.price
            per 67-71 digits required -> offer.per
            stock 72-80 digits -> offer.shelf
        record TR once
            articles 3-11 number/0 required
        check TR.articles counts AR

        """
}

extension String {
    fileprivate func padding(toLength length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - utf8.count))
    }
}
