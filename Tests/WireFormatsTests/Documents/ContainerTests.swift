import TestSupport
import Testing
import WireFormats

/// gzip, zip and workbooks.
struct ContainerTests {
    private static let limit = 1 << 20

    /// What is too much is told as that, with the number, and not as damage.
    @Test func anArchiveOfTooManyFilesIsNoDamagedOne() throws {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        let count = ZipArchive.maximumEntries + 1
        for _ in 0..<count {
            directory += [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0, count: 42)
        }
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        bytes += number(count, 2) + number(count, 2) + number(directory.count, 4)
        bytes += number(0, 4) + [0, 0]
        let error = #expect(throws: WireError.self) { try ZipArchive(bytes) }
        #expect(error?.code == "zip.too-many-files")
        #expect(error?.message == "the archive holds 10001 files, and at most 10000 are read")
        let report = try FileInspection().inspect([0x50, 0x4B, 3, 4] + bytes)
        #expect(report.outcome == .rejected)
        #expect(report.countByCode["zip.too-many-files"] == 1)
    }

    @Test
    func gzipGivesWhatWasPacked() throws {
        let packed = try Golden.bytes("Fixtures/Wire/other/prices.csv.gz")
        let plain = try Golden.bytes("Fixtures/Wire/other/prices.csv")
        #expect(try GzipFile.unpack(packed, limit: Self.limit) == plain)
        #expect(try GzipFile.unpack(packed + packed, limit: Self.limit) == plain + plain)
        #expect(try GzipFile.unpack(packed + [0, 0, 0], limit: Self.limit) == plain)
        let more = #expect(throws: WireError.self) {
            try GzipFile.unpack(packed + [7], limit: Self.limit)
        }
        #expect(more?.code == "gzip.trailing-bytes")
        let small = #expect(throws: WireError.self) {
            try GzipFile.unpack(packed, limit: plain.count - 1)
        }
        #expect(small?.code == "deflate.too-large")
    }

    @Test
    func everyCutAndEveryChangedByteIsSeen() throws {
        let packed = try Golden.bytes("Fixtures/Wire/other/prices.csv.gz")
        let plain = try Golden.bytes("Fixtures/Wire/other/prices.csv")
        for length in 0..<packed.count {
            #expect(throws: WireError.self, "cut at \(length)") {
                try GzipFile.unpack(Array(packed.prefix(length)), limit: Self.limit)
            }
        }
        for index in packed.indices {
            for bit in 0..<8 {
                var damaged = packed
                damaged[index] ^= 1 << UInt8(bit)
                // Time, system and name in the header, and bits behind the last code, are free.
                if let bytes = try? GzipFile.unpack(damaged, limit: Self.limit) {
                    #expect(bytes == plain, "byte \(index)")
                }
            }
        }
    }

    @Test
    func storedAndFixedBlocksAreUnpacked() throws {
        let stored: [UInt8] = [1, 3, 0, 0xFC, 0xFF, 0x61, 0x62, 0x63, 9]
        let output = try Inflate.unpack(stored[...], limit: 3)
        #expect(output.bytes == Array("abc".utf8) && output.consumed == 8)
        // "aaaaaaaaaa" in a block of fixed codes: one literal, and a match of nine at distance one.
        let fixed: [UInt8] = [0x4B, 0x84, 0x03, 0x00]
        #expect(try Inflate.unpack(fixed[...], limit: 10).bytes == Array("aaaaaaaaaa".utf8))
        let bomb = #expect(throws: WireError.self) { try Inflate.unpack(fixed[...], limit: 9) }
        #expect(bomb?.code == "deflate.too-large")
        let wrong = #expect(throws: WireError.self) { try Inflate.unpack([7], limit: 9) }
        #expect(wrong?.code == "deflate.damaged")
    }

    @Test
    func anArchiveGivesItsFiles() throws {
        let bytes = try Golden.bytes("Fixtures/Wire/other/two-files.zip")
        let archive = try ZipArchive(bytes)
        #expect(archive.entries.map(\.name) == ["prices.csv", "edi/846.edi", "note.txt"])
        let contents = try archive.contents(of: archive.entries[1], limit: Self.limit)
        #expect(contents == (try Golden.bytes("Fixtures/Wire/x12/846.edi")))
        let small = #expect(throws: WireError.self) {
            try archive.contents(of: archive.entries[1], limit: 10)
        }
        #expect(small?.code == "deflate.too-large")
        for length in 0..<bytes.count {
            #expect(throws: WireError.self) { try ZipArchive(Array(bytes.prefix(length))) }
        }
    }

    @Test
    func aWorkbookGivesTypedValues() throws {
        let bytes = try Golden.bytes("Fixtures/Wire/other/prices.xlsx")
        let workbook = try Workbook(bytes, limit: Self.limit)
        let prices = try #require(workbook.sheets.first)
        #expect(
            prices.rows == [
                ["Article", "Price", "Valid from", "Stock"],
                ["NB-8040", "12.3", "2026-03-04", "1250"], [],
                [" NB-0050", "0.14", "2026-03-04 12:00:00", "7"],
            ])
        #expect(prices.formulaCount == 1 && prices.roundedCount == 1)
        #expect(prices.hiddenRowCount == 1 && !prices.isHidden)
        #expect(workbook.sheets.last?.isHidden == true)
        #expect(workbook.sheets.last?.rows == [["TRUE", "", "#N/A"]])
        #expect(
            String(decoding: Workbook.delimited(prices), as: UTF8.self).split(separator: "\n")[1]
                == "\"NB-8040\",\"12.3\",\"2026-03-04\",\"1250\"")
    }

    @Test
    func aChangedContainerIsReadRightOrRejected() throws {
        for name in ["prices.csv.gz", "two-files.zip", "prices.xlsx"] {
            let bytes = try Golden.bytes("Fixtures/Wire/other/\(name)")
            var generator = SeededGenerator(seed: 7)
            for _ in 0..<600 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: 0..<changed.count, using: &generator)
                    changed[index] = UInt8.random(in: 0...255, using: &generator)
                }
                changed = Array(
                    changed.prefix(Int.random(in: 1...changed.count * 2, using: &generator)))
                var echoed: [UInt8] = []
                _ = try FileInspection().inspect(changed, echo: { echoed += $0 })
                #expect(echoed == changed)
            }
        }
    }
}
