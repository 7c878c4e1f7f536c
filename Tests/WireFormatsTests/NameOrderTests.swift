import Testing
import WireFormats

private func randomNames(_ random: inout SeededGenerator) -> [[UInt8]] {
    // Few letters and a shared head, so that names repeat, and differ behind their eighth byte.
    let letters: [UInt8] = [0, 0x30, 0x41, 0x61, 0xC3]
    return (0..<Int.random(in: 0...120, using: &random)).map { _ in
        let head = Bool.random(using: &random) ? Array("ABCDEFGH".utf8) : []
        let tail = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? 0
        }
        return head + tail
    }
}

@Suite struct NameOrderTests {
    @Test(arguments: 0..<50)
    func namesComeInTheOrderOfTheirBytesWithAllTheirOrdinals(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var names = randomNames(&random)
        if seed % 5 == 0 { names.sort { $0.lexicographicallyPrecedes($1) } }
        var order = NameOrder()
        if seed % 2 == 0 { order.reserveCapacity(names.count, bytes: 100) }
        for name in names { name.withUnsafeBufferPointer { order.append($0) } }
        #expect(order.count == names.count)

        var expected: [[UInt8]: [UInt32]] = [:]
        for (ordinal, name) in names.enumerated() {
            expected[name, default: []].append(UInt32(ordinal))
        }
        let sorted = expected.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var found: [(String, [UInt32])] = []
        order.forEachName { found.append(($0, Array($1))) }
        #expect(found.map(\.0) == sorted.map { String(decoding: $0.key, as: UTF8.self) })
        #expect(found.map(\.1) == sorted.map(\.value))
    }

    @Test func textsAreNamesToo() {
        var order = NameOrder()
        for name in ["b", "a", "b"] { order.append(name) }
        var found: [String] = []
        order.forEachName { found.append("\($0) \($1.map { Int($0) })") }
        #expect(found == ["a [1]", "b [0, 2]"])
    }
}

@Suite struct ByteTableTests {
    @Test(arguments: 0..<50)
    func equalBytesHaveOneNumber(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = ByteTable()
        var numbers: [[UInt8]: Int] = [:]
        for name in randomNames(&random) {
            let known = numbers[name]
            #expect(name.withUnsafeBufferPointer { table.number(of: $0) } == known)
            let found = name.withUnsafeBufferPointer { table.insert($0) }
            #expect(found.isNew == (known == nil))
            #expect(found.number == known ?? numbers.count)
            numbers[name] = found.number
            #expect(table.count == numbers.count)
        }
    }
}
