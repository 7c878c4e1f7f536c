import FileDrop
import FlatFileEDI
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WireFormats

/// Bytes that come in pieces which end where a test says so.
private struct CutSource: ByteSource {
    let bytes: [UInt8]
    var ends: ArraySlice<Int>
    var start = 0

    init(_ bytes: [UInt8], cutAt cuts: [Int]) {
        self.bytes = bytes
        ends = (cuts + [bytes.count])[...]
    }

    mutating func nextChunk() -> [UInt8]? {
        guard let end = ends.popFirst() else { return nil }
        defer { start = end }
        return Array(bytes[start..<end])
    }
}

/// Files that are read in pieces, in little memory, give what the same bytes give in one.
struct OfferStreamTests {
    private typealias Verdict = Result<OfferDelivery, AdapterError>

    private static let environment = AdapterEnvironment(
        root: Golden.repositoryRoot, sha256: { _ in "" })

    private static func documents(
        _ more: [(String, SettingValue)]
    ) throws -> any OfferStreamSource {
        let all =
            Settings.inbound + [
                (
                    "defaults",
                    Settings.table([
                        ("currency", Settings.text("EUR")), ("unit", Settings.text("EA")),
                        ("lead_time_from_stock", SettingValue(.integer(2))),
                    ])
                )
            ] + more
        return try DocumentOffers(
            name: FeedName("stream"), settings: Settings.feed(all), environment: environment)
    }

    private static func tables(_ complete: [(String, SettingValue)]) throws -> FileDropOffers {
        let columns = ["part", "description", "price", "unit", "supplier"].map {
            ($0, Settings.text($0))
        }
        return try FileDropOffers(
            name: FeedName("stream"),
            settings: Settings.feed([
                ("folder", Settings.text("inbox")), ("complete", Settings.table(complete)),
                (
                    "columns",
                    Settings.table(
                        columns + [
                            ("on_hand", Settings.text("stock")),
                            ("from_quantity", Settings.text("from")),
                        ])
                ),
                (
                    "defaults",
                    Settings.table([
                        ("currency", Settings.text("EUR")),
                        ("lead_time_from_stock", SettingValue(.integer(2))),
                    ])
                ),
            ]), environment: environment)
    }

    private static func read(
        _ source: any OfferStreamSource, _ name: String, _ bytes: [UInt8]
    ) -> Verdict {
        Result { () throws(AdapterError) in try source.readOffers(TakenFile(name, bytes)) }
    }

    /// Reads in pieces; a file that is refused must have handed on nothing.
    private static func stream(
        _ source: any OfferStreamSource, _ name: String, _ bytes: [UInt8], cutAt cuts: [Int],
        _ room: ReadingRoom
    ) -> Verdict {
        let pieces = FileInPieces(file: TakenFile(name, []).file) { () throws(AdapterError) in
            CutSource(bytes, cutAt: cuts)
        }
        var batches = CollectedBatches()
        var count = 0
        let result = Result { () throws(AdapterError) in
            try source.readOffers(pieces, in: room) { (batch: OfferBatch) in
                #expect(batch.count > 0 && batch.count <= room.batchCount)
                count += 1
                batches.take(batch)
            }
        }
        if case .failure = result { #expect(count == 0, "A refused file handed offers on.") }
        return result.map { batches.delivery(with: $0) }
    }

    private static let rooms = [
        ReadingRoom(memoryBytes: 1, scratchFolder: "/tmp", batchCount: 1),
        ReadingRoom(memoryBytes: 300, scratchFolder: "/tmp", batchCount: 3),
        ReadingRoom(scratchFolder: "/tmp"),
    ]

    /// Every place to cut small files, a few of larger ones, and pieces of one byte.
    private func compare(
        _ source: any OfferStreamSource, _ name: String, _ bytes: [UInt8],
        isExhaustive: Bool = true
    ) {
        let whole = Self.read(source, name, bytes)
        var state = UInt64(bytes.count) &* 2_654_435_761 &+ 1
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        var cuts: [[Int]] = [[], Array(0...bytes.count)]
        if isExhaustive {
            cuts += (0...bytes.count).map { [$0] }
        } else {
            cuts += (0..<40).map { _ in
                (0..<random(9)).map { _ in random(bytes.count + 1) }.sorted()
            }
        }
        for (index, cut) in cuts.enumerated() {
            let room = Self.rooms[index % Self.rooms.count]
            let found = Self.stream(source, name, bytes, cutAt: cut, room)
            #expect(found == whole, "\(name) cut at \(cut.prefix(9)), \(room.memoryBytes) bytes")
            if found != whole { return }
        }
    }

    // MARK: - Documents

    private static let folders = [
        "Fixtures/Suppliers/FlatFileEDI/offers", "Fixtures/Wire/x12", "Fixtures/Wire/edifact",
        "Fixtures/Wire/other",
    ]

    private static let files: [String] = {
        do {
            return try folders.flatMap { folder in
                try Golden.names(in: folder)
                    .filter { !$0.hasSuffix(".txt") && !$0.hasSuffix(".json") }
                    .map { "\(folder)/\($0)" }
            }
        } catch {
            preconditionFailure("The fixtures must be readable: \(error)")
        }
    }()

    @Test(arguments: files)
    func documentsGiveTheSame(path: String) throws {
        let bytes = try Golden.bytes(path)
        compare(try Self.documents([]), path, bytes, isExhaustive: bytes.count < 2_000)
    }

    /// Documents with something wrong at each place: what is found is the same, and as before
    /// nothing of a refused one is handed on.
    @Test(arguments: files.filter { $0.contains("offers/") && $0.hasSuffix(".edi") })
    func documentsWithFaultsGiveTheSame(path: String) throws {
        let bytes = try Golden.bytes(path)
        let lenient = try Self.documents([("strict", Settings.text("lenient"))])
        let standard = try Self.documents([])
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var faulty = bytes
            switch place % 4 {
            case 0: faulty.remove(at: place)
            case 1: faulty[place] = 0xC3
            case 2: faulty.insert(faulty[bytes.count / 2], at: place)
            default: faulty.removeSubrange(place..<min(place + 31, faulty.count))
            }
            for source in [lenient, standard] {
                let whole = Self.read(source, path, faulty)
                let cuts = [place / 2, place, min(place + 1, faulty.count)]
                for room in Self.rooms {
                    #expect(
                        Self.stream(source, path, faulty, cutAt: cuts, room) == whole,
                        "\(path) with a fault at \(place)")
                }
            }
        }
    }

    @Test(arguments: [("datanorm", "datanorm.001"), ("price-list", "price-list.txt")])
    func flatFilesGiveTheSame(layout: String, file: String) throws {
        let path = "Fixtures/Suppliers/FlatFileEDI/layouts/\(file)"
        let layout = "SupplierAdapters/FlatFileEDI/Layouts/\(layout).layout"
        let source = try Self.documents([("layout", Settings.text(layout))])
        let bytes = try Golden.bytes(path)
        compare(source, path, bytes)
        compare(source, path, bytes.dropLast(20) + [0x41])
    }

    // MARK: - Tables

    /// Rows of three suppliers, parts that come again, price breaks, quotes, faults.
    private static func table(_ rows: Int, seed: UInt64) -> String {
        var state = seed
        func any(of words: [String]) -> String {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return words[Int(state >> 33) % words.count]
        }
        let prices = ["1.25", "10", "0.5", "7", "3.5", "2", "1", "x", "-1"]
        return "supplier,part,description,price,from,stock,unit\n"
            + (0..<rows).map { _ in
                [
                    any(of: ["ACME", "BOLT", "ACME", "ACME", "BOLT", "ZETA", ""]),
                    any(of: (1...9).map { "P-\($0)" } + ["\"Ä,1\"", "\"say \"\"x\"\"\""]),
                    any(of: ["screw", "screw", "screw", "\"a long text\nover two lines\"", ""]),
                    any(of: prices), any(of: ["1", "10", "100", "1000", "5"]),
                    any(of: ["5", "5", "5", "", "1.5"]), any(of: ["EA", "EA", "EA", "KGM", "?"]),
                ].joined(separator: ",") + any(of: ["\n", "\n", "\r\n", "\n\n"])
            }.joined()
    }

    @Test func tablesGiveTheSame() throws {
        let stable = try Self.tables([("by", Settings.text("stable"))])
        let trailer = try Self.tables([
            ("by", Settings.text("trailer")), ("marker", Settings.text("END")),
        ])
        for seed in 0..<6 {
            let text = Self.table(seed * 4, seed: UInt64(seed))
            compare(stable, "prices.csv", Array(text.utf8))
            compare(trailer, "prices.csv", Array((text + "END,\(seed * 4)\n").utf8))
        }
        for seed in 0..<40 {
            let text = Self.table(120, seed: UInt64(seed))
            compare(stable, "prices.csv", Array(text.utf8), isExhaustive: false)
            compare(trailer, "prices.csv", Array((text + "END,119\n").utf8), isExhaustive: false)
        }
    }

    @Test func packedTablesGiveTheSame() throws {
        let source = try Self.tables([("by", Settings.text("stable"))])
        for name in ["prices.xlsx", "two-files.zip"] {
            compare(
                source, name, try Golden.bytes("Fixtures/Wire/other/\(name)"), isExhaustive: false)
        }
    }

    // MARK: - Errors

    private struct BrokenSource: ByteSource {
        var pieces: [[UInt8]]
        let code: String

        mutating func nextChunk() throws(WireError) -> [UInt8]? {
            if pieces.isEmpty { throw WireError(code: code, message: "the disk is broken") }
            return pieces.removeFirst()
        }
    }

    @Test func aDiskThatFailsRejectsNoFile() throws {
        let text = Array(Self.table(50, seed: 1).utf8)
        let edi = try Golden.bytes("Fixtures/Suppliers/FlatFileEDI/offers/832.edi")
        let layout = "SupplierAdapters/FlatFileEDI/Layouts/price-list.layout"
        let flat = try Golden.bytes("Fixtures/Suppliers/FlatFileEDI/layouts/price-list.txt")
        let sources: [(any OfferStreamSource, [UInt8])] = [
            (try Self.tables([("by", Settings.text("stable"))]), text),
            (try Self.documents([]), edi),
            (try Self.documents([("layout", Settings.text(layout))]), flat),
        ]
        for (source, bytes) in sources {
            for length in [0, 10, bytes.count / 2] {
                let pieces = FileInPieces(file: TakenFile("list", []).file) {
                    () throws(AdapterError) in
                    BrokenSource(pieces: [Array(bytes.prefix(length))], code: "file.io")
                }
                let error = #expect(throws: AdapterError.self) {
                    _ = try source.readOffers(pieces, in: Self.rooms[2]) { _ in
                        Issue.record("Nothing may be handed on.")
                    }
                }
                #expect(error?.code == "file.io")
                #expect(error?.reaction == .retry(afterSeconds: nil))
            }
        }
    }

    @Test func anErrorOfTheTakerEndsTheReading() throws {
        let own = AdapterError(code: "own", reaction: .giveUp, message: "own")
        let source = try Self.tables([("by", Settings.text("stable"))])
        let text =
            "supplier,part,description,price,from,stock,unit\n"
            + (1...9).map { "ACME,P-\($0),,1.5,1,,EA\n" }.joined()
        let taken = TakenFile("prices.csv", Array(text.utf8))
        var batches = 0
        let error = #expect(throws: AdapterError.self) {
            _ = try source.readOffers(FileInPieces(taken), in: Self.rooms[0]) {
                (_) throws(AdapterError) in
                batches += 1
                if batches == 2 { throw own }
            }
        }
        #expect(error == own)
        #expect(batches == 2)
    }
}
