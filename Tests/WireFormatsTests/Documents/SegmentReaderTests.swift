import Testing
import WireFormats

@Suite struct SegmentReaderTests {
    private func tokens(_ text: String, _ syntax: SegmentSyntax) throws -> [SegmentToken] {
        var reader = SegmentReader(Array(text.utf8), syntax: syntax)
        var tokens: [SegmentToken] = []
        while let token = try reader.next() { tokens.append(token) }
        return tokens
    }

    @Test func tokensLieEndToEnd() throws {
        let text = "\u{FEFF}junk\r\n" + WireDocument.isa + "~\n  GS*PO*A*B~\u{1A}"
        let tokens = try tokens(text, .x12)
        #expect(
            tokens.map(\.kind) == [
                .byteOrderMark, .junk, .segment, .filler, .segment, .filler,
            ])
        var offset = 0
        for token in tokens {
            #expect(token.position.byteOffset == offset)
            offset += token.length
        }
        #expect(offset == text.utf8.count)
    }

    @Test func aSegmentTellsItsElements() throws {
        var reader = SegmentReader(
            Array("UNA:+.? 'UNB+UNOC:3+a?+b:14+c'FTX+AAI+++it?'s:two??'".utf8), syntax: .edifact)
        #expect(try reader.next()?.kind == .serviceString)
        let header = try reader.next()
        #expect(header?.name == "UNB" && reader.elementCount == 3)
        #expect(reader.text(1, component: 1) == "UNOC" && reader.text(1, component: 2) == "3")
        #expect(reader.text(2, component: 1) == "a+b" && reader.text(2, component: 3).isEmpty)
        let text = try reader.next()
        #expect(text?.name == "FTX" && reader.elementCount == 4)
        #expect(reader.text(4, component: 1) == "it's" && reader.text(4, component: 2) == "two?")
        #expect(!reader.isPresent(2) && reader.isPresent(4) && !reader.isPresent(9))
        #expect(reader.withToken { $0.count } == text?.length)
        #expect(try reader.next() == nil)
    }

    @Test func positionsCountLines() throws {
        let text = WireDocument.isa + "~\r\nGS*PO\r\n*A~\n\nST*850*1~"
        var reader = SegmentReader(Array(text.utf8), syntax: .x12)
        var positions: [String: SourcePosition] = [:]
        var second = SourcePosition.start
        while let token = try reader.next() {
            positions[token.name.description] = token.position
            if token.name == "GS" { second = reader.position(at: reader.range(of: 2).lowerBound) }
        }
        #expect(positions["GS"]?.description == "2:1")
        #expect(second.description == "3:2")
        #expect(positions["ST"]?.description == "5:1")
    }

    /// Wherever the file is cut into pieces, the same tokens come out.
    @Test(arguments: [1, 2, 3, 7, 64, 107])
    func piecesDoNotMatter(size: Int) throws {
        for (syntax, text) in [
            (
                SegmentSyntax.x12,
                WireDocument.isa
                    + "~\r\nGS*PO*A*B~ST*850*1~BIN*5*a~*\nb~SE*3*1~GE*1*1~IEA*1*000000001~x"
            ),
            (
                .edifact,
                "UNA:+.? '\r\nUNB+UNOA:4+a+b+260101:0000+1'UNH+1+ORDERS:D:96A:UN'"
                    + "FTX+A?'+?'?+'UNT+3+1'UNZ+1+1'"
            ),
        ] {
            var whole = SegmentReader(Array(text.utf8), syntax: syntax)
            var pieces = SegmentReader(
                source: PieceSource(Array(text.utf8), size: size), syntax: syntax)
            var echoed: [UInt8] = []
            while let token = try whole.next() {
                // Filler and junk may come in several pieces.
                guard token.kind == .segment else { continue }
                var other = try pieces.next()
                while other?.kind != .segment, other != nil {
                    pieces.writePieces(to: &echoed)
                    other = try pieces.next()
                }
                pieces.writePieces(to: &echoed)
                #expect(other == token)
                #expect(pieces.characters == whole.characters)
                for element in 0...whole.elementCount {
                    #expect(pieces.bytes(element) == whole.bytes(element))
                }
            }
            while try pieces.next() != nil { pieces.writePieces(to: &echoed) }
            #expect(echoed == Array(text.utf8))
        }
    }

    @Test func binaryDataMayHoldSeparators() throws {
        let tokens = try tokens(WireDocument.isa + "~BIN*8*a~b*c~d~~ST*102*1~", .x12)
        #expect(tokens.map(\.name.description) == ["ISA", "BIN", "ST"])
        #expect(tokens[1].length == 15)
    }

    @Test func namesCompareAsNumbers() {
        #expect(SegmentName("PO1") == "PO1" && SegmentName("PO1") != "PO")
        #expect(SegmentName("PO1").isWellFormed && SegmentName("ST").isWellFormed)
        for name in ["po1", "P", "1PO", "PO12", "P-1", ""] {
            #expect(!SegmentName(name).isWellFormed, "\(name)")
        }
        #expect(SegmentName("A\u{1}").description == "A?")
    }

    @Test(arguments: ["~", "'", "\n", "\r", "!", "\u{15}", "\u{1C}", "}", "$", "\\"])
    func anyTerminatorIsFound(terminator: String) throws {
        for element in ["*", "|", "^", "+", "\u{1D}", "\u{7F}", ","] where element != terminator {
            let segments = WireDocument.x12([WireDocument.set(WireDocument.order)])
            let text =
                segments.joined(separator: terminator)
                .replacing("*", with: element) + terminator
            let (report, isWhole) = try FileInspection().inspectWhole(Array(text.utf8))
            #expect(isWhole && report.outcome == .read, "\(element) \(terminator)")
            #expect(report.segments?.setsByKind == ["850": 1])
        }
    }
}
