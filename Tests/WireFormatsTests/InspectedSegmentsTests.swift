import TestSupport
import Testing
import WireFormats

/// Reading and inspecting in one pass finds what inspecting alone finds, however bytes come.
@Suite struct InspectedSegmentsTests {
    private struct Pieces: ByteSource {
        var rest: ArraySlice<UInt8>
        let length: Int

        mutating func nextChunk() -> [UInt8]? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
    }

    @Test(arguments: ["x12", "edifact"], [1, 7, 4_096])
    func findsWhatTheInspectionFinds(folder: String, length: Int) throws {
        let inspection = FileInspection()
        let names = try Golden.names(in: "Fixtures/Wire/\(folder)")
        for name in names where name.hasSuffix(".edi") {
            let bytes = try Golden.bytes("Fixtures/Wire/\(folder)/\(name)")
            let source = Pieces(rest: bytes[...], length: length)
            var segments = try #require(try inspection.segments(source: source))
            var echo: [UInt8] = []
            while try segments.next() != nil { segments.reader.writePieces(to: &echo) }
            let report = segments.finish()
            #expect(echo == bytes, "\(name)")
            #expect(try report == inspection.inspect(bytes), "\(name)")
            #expect(segments.syntax.rawValue == report.syntax)
        }
    }

    @Test func otherFilesAreNone() throws {
        for text in ["", "a,b\n1,2\n", "<a/>", "{}"] {
            let source = Pieces(rest: Array(text.utf8)[...], length: 3)
            let isFound = try FileInspection().segments(source: source) != nil
            #expect(!isFound, "\(text)")
        }
    }

    /// Short codes are numbers; what is longer, released or no ASCII is left to the text.
    @Test func packedElementsAreTheirBytes() throws {
        var reader = SegmentReader(
            Array("UNB+UNOC:3+AB?:C:14+12345678+123456789+Ä++1'".utf8), syntax: .edifact)
        _ = try reader.next()
        #expect(reader.packed(1, component: 1) == 0x554E_4F43)
        #expect(reader.packed(1, component: 2) == 0x33)
        #expect(reader.packed(1, component: 3) == 0)
        #expect(reader.packed(2, component: 1) == nil)
        #expect(reader.text(2, component: 1) == "AB:C")
        #expect(reader.packed(2, component: 2) == 0x3134)
        #expect(reader.packed(3) == 0x3132_3334_3536_3738)
        #expect(reader.packed(4) == nil)
        #expect(reader.packed(5) == nil)
        #expect(reader.packed(6) == 0)
        #expect(reader.packed(9) == 0)
        for element in 1...9 {
            for component in [nil, 1, 2, 3] {
                var bytes: [UInt8] = [0x20]
                reader.addText(element, component: component, to: &bytes)
                #expect(bytes == Array((" " + reader.text(element, component: component)).utf8))
            }
        }
    }
}
