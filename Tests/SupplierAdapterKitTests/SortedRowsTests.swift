import Procurement
import SupplierAdapterKit
import Testing

/// Rows sorted in bounded memory are those that memory without bounds would sort.
@Suite struct SortedRowsTests {
    private struct Row: Hashable {
        var key: [UInt8]
        var text: String
        var number: Int64
    }

    private static func room(_ memoryBytes: Int) -> ReadingRoom {
        ReadingRoom(memoryBytes: memoryBytes, scratchFolder: "/tmp")
    }

    /// Rows of keys that come again, of which some begin alike, and some are empty.
    private static func rows(_ count: Int, seed: UInt64, isSorted: Bool) -> [Row] {
        var state = seed
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let rows = (0..<count).map { number in
            let start = random(3) == 0 ? "AAAAAAAA" : ""
            let key = Array((start + String(random(max(1, count / 2)))).utf8)
            return Row(
                key: random(20) == 0 ? [] : random(9) == 0 ? [0, UInt8(random(3))] : key,
                text: String(repeating: "x", count: random(50) == 0 ? 70_000 : random(40)),
                number: Int64(number) * (random(2) == 0 ? 1 : -1_000_003))
        }
        return isSorted ? stably(rows) : rows
    }

    private static func stably(_ rows: [Row]) -> [Row] {
        rows.enumerated().sorted {
            ($0.element.key.lexicographicallyPrecedes($1.element.key))
                || ($0.element.key == $1.element.key && $0.offset < $1.offset)
        }.map(\.element)
    }

    private static func sorted(_ rows: [Row], in room: ReadingRoom) throws -> [Row] {
        var list = SortedRows(in: room)
        var writer = PackedRowWriter()
        for row in rows {
            writer.clear()
            writer.add(text: row.text)
            writer.add(signed: row.number)
            try row.key.withUnsafeBufferPointer { (key) throws(AdapterError) in
                try list.append(writer, key: UnsafeRawBufferPointer(key))
            }
        }
        #expect(list.count == rows.count)
        var result: [Row] = []
        var keys: [[UInt8]] = []
        try list.forEachKey { (found: RowsOfKey) throws(AdapterError) in
            let key = Array(found.key)
            keys.append(key)
            for index in 0..<found.count {
                var reader = found.reader(at: index)
                let (text, number) = (reader.string(), reader.signedNumber())
                result.append(Row(key: key, text: text, number: number))
            }
        }
        #expect(Set(keys).count == keys.count, "Each key must come once.")
        return result
    }

    @Test(arguments: [1, 50, 400, 20_000, 1 << 20, .max], [false, true])
    func areThoseThatMemoryWouldSort(memoryBytes: Int, isSorted: Bool) throws {
        for (count, seed) in [(0, 1), (1, 2), (7, 3), (60, 4), (700, 5)] {
            let rows = Self.rows(count, seed: UInt64(seed), isSorted: isSorted)
            let found = try Self.sorted(rows, in: Self.room(memoryBytes))
            #expect(found == Self.stably(rows), "\(count) rows in \(memoryBytes) bytes")
        }
    }

    @Test func whatTheDiskDoesNotTakeIsTold() {
        let nowhere = ReadingRoom(memoryBytes: 1, scratchFolder: "/nowhere/at/all")
        let rows = Self.rows(5, seed: 9, isSorted: false)
        let error = #expect(throws: AdapterError.self) { try Self.sorted(rows, in: nowhere) }
        #expect(error?.code == "file.not-found")
        #expect(error?.message.contains("/nowhere/at/all") == true)
    }

    @Test func anErrorOfTheBodyIsThrownOn() throws {
        let own = AdapterError(code: "own", reaction: .giveUp, message: "own")
        for memoryBytes in [1, Int.max] {
            var list = SortedRows(in: Self.room(memoryBytes))
            let writer = PackedRowWriter()
            for key in ["b", "a", "c"] { try list.append(writer, key: key) }
            var keys: [String] = []
            let error = #expect(throws: AdapterError.self) {
                try list.forEachKey { (found: RowsOfKey) throws(AdapterError) in
                    keys.append(String(decoding: found.key, as: UTF8.self))
                    if keys.count == 2 { throw own }
                }
            }
            #expect(error == own)
            #expect(keys == ["a", "b"])
        }
    }
}

/// What is packed comes back.
@Suite struct PackedRowTests {
    private struct Terms: Hashable, BitwiseCopyable {
        var number: Int64
        var flag: Bool
    }

    @Test func valuesComeBackAsTheyWere() {
        let numbers: [Int64] = [
            0, 1, -1, 63, 64, -64, -65, 127, 128, 16_383, 16_384, .max, .min, .max - 1,
        ]
        var writer = PackedRowWriter()
        for number in numbers {
            writer.add(signed: number)
            writer.add(optional: number)
            writer.add(optional: nil)
            writer.add(UInt64(bitPattern: number))
            writer.add(text: String(repeating: "ä", count: Int(number & 0xFFF)))
        }
        writer.withBytes { bytes in
            var reader = PackedRowReader(bytes)
            for number in numbers {
                #expect(reader.signedNumber() == number)
                #expect(reader.optionalNumber() == number)
                #expect(reader.optionalNumber() == nil)
                #expect(reader.number() == UInt64(bitPattern: number))
                #expect(reader.string() == String(repeating: "ä", count: Int(number & 0xFFF)))
            }
        }
    }

    @Test(arguments: [0, 1, 3, 4_096])
    func termsComeBackWhateverTheLimit(limit: Int) {
        let said = [1, 1, 2, 1, 3, 4, 4, 5, 1, 9, 2].map { Terms(number: $0, flag: $0 % 2 == 0) }
        var terms = PackedTerms<Terms>(limit: limit)
        var writer = PackedRowWriter()
        for value in said { terms.write(value, to: &writer) }
        writer.withBytes { bytes in
            var reader = PackedRowReader(bytes)
            #expect(said.map { _ in terms.read(from: &reader) } == said)
        }
    }
}
