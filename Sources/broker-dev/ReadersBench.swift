package import ArgumentParser
import Foundation
import WireFormats

/// Measures the readers: tokenising alone, and reading with every check.
///
/// The documents are made here, seeded and large, so that anybody measures the same bytes.
package struct ReadersBench: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "readers",
        abstract: "Measures how fast suppliers' documents are read.",
        discussion: """
            Prints for each format the rate in MB/s of one core, cut into segments or records
            (tokens) and with envelopes, elements and characters checked (checked), and at the end
            the greatest resident memory. With --file, that file is streamed and checked instead.
            """)

    @Option(help: "How large each document is, in MB.")
    var megabytes = 64

    @Option(help: "How often each is read; the best time counts.")
    var rounds = 3

    @Option(help: "A file to stream and check instead.")
    var file: String?

    @Option(help: "Writes the documents into this folder instead of measuring.")
    var write: String?

    package init() {}

    package func run() throws {
        if let file {
            try measureFile(file)
        } else {
            for document in BenchDocument.all { try measure(document) }
        }
        FileHandle.standardOutput.write(Data("peak resident memory \(Self.peak())\n".utf8))
    }

    private func measure(_ document: BenchDocument) throws {
        let bytes = document.bytes(megabytes: megabytes)
        if let write {
            try Data(bytes).write(to: URL(filePath: "\(write)/\(document.name).edi"))
            return
        }
        var line = document.name
        if let syntax = document.syntax {
            let rate = try best(bytes.count) {
                var reader = SegmentReader(source: BenchSource(bytes), syntax: syntax)
                var segments = 0
                while try reader.next() != nil {
                    segments += reader.elementCount
                }
                precondition(segments > 0, "The document must hold segments.")
            }
            line += "  tokens \(rate) MB/s"
        }
        let checked = try best(bytes.count) {
            let report = try FileInspection().inspect(source: BenchSource(bytes))
            precondition(report.outcome == .read, "The document must be read whole.")
        }
        line += "  checked \(checked) MB/s\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private func measureFile(_ path: String) throws {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        let start = Self.microsecondsUsed()
        let report = try FileInspection().inspect(source: HandleSource(handle))
        let rate = report.byteCount / max(1, Self.microsecondsUsed() - start)
        let line = "\(path)  checked \(rate) MB/s, \(report.byteCount) bytes\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private func best(_ byteCount: Int, _ body: () throws -> Void) throws -> Int {
        var best = Int.max
        for _ in 0..<max(1, rounds) {
            let start = Self.microsecondsUsed()
            try body()
            best = min(best, Self.microsecondsUsed() - start)
        }
        return byteCount / max(1, best)
    }

    /// The processor's time so far: what others do on the machine does not count.
    private static func microsecondsUsed() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return seconds * 1_000_000 + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// The greatest resident memory so far, as the kernel tells it.
    private static func peak() -> String {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return "\(usage.ru_maxrss / 1024) MiB"
    }
}

/// Hands out bytes in the pieces in which a file is read.
private struct BenchSource: ByteSource {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        guard index < bytes.count else { return nil }
        let end = min(index + 1 << 18, bytes.count)
        defer { index = end }
        return Array(bytes[index..<end])
    }
}

/// Reads a file in pieces.
private struct HandleSource: ByteSource {
    private let descriptor: Int32
    // Holds the descriptor open.
    private let handle: FileHandle

    init(_ handle: FileHandle) {
        self.handle = handle
        descriptor = handle.fileDescriptor
    }

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, 1 << 18))
        }
        return chunk.isEmpty ? nil : chunk
    }
}

/// A document that the bench makes.
private struct BenchDocument: Sendable {
    let name: String
    let syntax: SegmentSyntax?
    let head: String
    let tail: @Sendable (_ sets: Int) -> String
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

    static let all: [BenchDocument] = [
        BenchDocument(
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
        BenchDocument(
            name: "x12-846", syntax: .x12, head: interchange("IB"),
            tail: { "GE*\($0)*1~IEA*1*000000001~" },
            body: { number in
                let lines = (1...100).map { line in
                    "LIN*\(line)*VP*V\(number)\(line)*UP*0123456\(digits(line, 5))"
                        + "~QTY*33*\(line * 7)*EA~DTM*018*20261201"
                }
                return set(
                    "846", number, ["BIA*00*DD*INV\(number)*20261126*0800"] + lines + ["CTT*100"])
            }),
        BenchDocument(
            name: "edifact-pricat", syntax: .edifact,
            head: "UNA:+.? 'UNB+UNOC:3+4012345000009:14+4098765000006:14+261126:0800+1'",
            tail: { "UNZ+\($0)+1'" },
            body: { number in
                let lines = (1...100).map { line in
                    "LIN+\(line)++40123450\(digits(line, 5)):EN'PIA+5+V\(line):SA'"
                        + "IMD+F++:::Screw M8 x \(line)0, 10?'s box'"
                        + "PRI+AAB:1\(line).25:CA:SRP:100:PCE'"
                }
                let segments =
                    "BGM+9+P\(number)+9'DTM+137:20261126:102'NAD+SU+4012345000009::9'"
                    + lines.joined()
                return "UNH+\(number)+PRICAT:D:96A:UN:EAN008'\(segments)UNT+405+\(number)'"
            }),
        BenchDocument(
            name: "csv", syntax: nil, head: "part,description,price,stock,unit\n",
            tail: { _ in "" },
            body: { number in
                "V\(number),\"Hexagon screw M8 x \(number % 100), zinc plated\",1\(number % 10).25,"
                    + "\(number % 977),EA\n"
            }),
    ]
}
