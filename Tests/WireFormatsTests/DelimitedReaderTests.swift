import Testing
import WireFormats

/// A source that gives its bytes in pieces of a fixed size, as a slow disk might.
private struct Pieces: ByteSource {
    var bytes: [UInt8]
    let size: Int

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        let piece = Array(bytes.prefix(size))
        bytes.removeFirst(piece.count)
        return piece
    }
}

private func rows(
    _ text: String, _ dialect: DelimitedDialect = .rfc4180
) throws(WireError) -> [[String]] {
    var reader = DelimitedReader(text: text, dialect: dialect)
    return try reader.readAll().map { $0.fields.map(\.text) }
}

private func failure(
    _ text: String, _ dialect: DelimitedDialect = .rfc4180
) -> WireError? {
    failure(Array(text.utf8), dialect)
}

private func failure(_ bytes: [UInt8], _ dialect: DelimitedDialect = .rfc4180) -> WireError? {
    var reader = DelimitedReader(bytes, dialect: dialect)
    do throws(WireError) {
        while try reader.next() != nil {}
        return nil
    } catch {
        return error
    }
}

@Suite struct DelimitedReaderTests {
    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        ("\"a,1\",\"say \"\"hi\"\"\"\n", [["a,1", "say \"hi\""]]),
        ("\"two\nlines\",b\n", [["two\nlines", "b"]]),
        ("\"\",x\n", [["", "x"]]),
        ("\n\na\n\n", [["a"]]),
        ("\"\"\n", [[""]]),
        ("", []),
    ])
    func readsWhatTheStandardAllows(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test(arguments: [
        ("a,\"b\nc,d\n", "csv.unclosed-quote", 1, 3),
        ("a,b\n\"c\"d,e\n", "csv.text-after-quote", 2, 4),
        ("a,5\" pipe\n", "csv.quote-in-bare-field", 1, 4),
        ("é,ü\n\u{0},b\n", "csv.nul-byte", 2, 1),
        ("é,\"ü\u{0}\"\n", "csv.nul-byte", 1, 5),
    ])
    func refusesWithThePlace(text: String, code: String, line: Int, column: Int) {
        let error = failure(text)
        #expect(error?.code == code)
        #expect(error?.position?.line == line)
        #expect(error?.position?.column == column)
    }

    @Test func columnsCountCharactersAndOffsetsCountBytes() throws {
        var reader = DelimitedReader(text: "\u{FEFF}é,ü,x\r\"1\r\n2\",y\n")
        let first = try #require(try reader.next())
        #expect(first.fields.map(\.position.column) == [1, 3, 5])
        #expect(first.fields.map(\.position.byteOffset) == [3, 6, 9])
        let second = try #require(try reader.next())
        #expect(second.position.line == 2)
        #expect(second.fields[1].position == SourcePosition(line: 3, column: 4, byteOffset: 18))
    }

    @Test func aDeclaredLineEndIsTheOnlyOne() throws {
        #expect(failure("a\nb\r\n", DelimitedDialect(lineEnding: .crlf))?.code == "csv.line-end")
        #expect(failure("a\r\nb\n", DelimitedDialect(lineEnding: .lf))?.code == "csv.line-end")
        #expect(failure("a\rb\n", DelimitedDialect(lineEnding: .cr))?.code == "csv.line-end")
        #expect(try rows("a\r\nb\r\n", DelimitedDialect(lineEnding: .crlf)) == [["a"], ["b"]])
        #expect(failure("a\r\n\nb\r\n", DelimitedDialect(lineEnding: .crlf))?.position?.line == 2)
    }

    @Test func titleLinesCommentsAndSpacesAreSkippedWhereDeclared() throws {
        let dialect = DelimitedDialect(
            delimiter: UInt8(ascii: ";"), trimsSpaces: true, commentPrefix: "#", skippedLines: 1)
        let text = "Prices of \"March\n# all in EUR\n a ; \"b \" ;c\n#end\n"
        #expect(try rows(text, dialect) == [["a", "b ", "c"]])
    }

    @Test func withoutQuotingAQuoteIsACharacter() throws {
        #expect(try rows("5\" pipe,\"x\n", DelimitedDialect(quote: nil)) == [["5\" pipe", "\"x"]])
    }

    @Test func encodingsAreStrict() throws {
        let cafe: [UInt8] = [0x63, 0x61, 0x66, 0xE9, 0x2C, 0x80, 0x0A]
        let wrong = failure(cafe)
        #expect(wrong?.code == "csv.encoding")
        #expect(wrong?.position == SourcePosition(line: 1, column: 4, byteOffset: 3))
        var reader = DelimitedReader(cafe, dialect: DelimitedDialect(encoding: .windows1252))
        #expect(try reader.next()?.fields.map(\.text) == ["café", "€"])
        #expect(
            failure([0x61, 0x81, 0x0A], DelimitedDialect(encoding: .windows1252))?.position?.column
                == 2)
        #expect(failure([0xFF, 0xFE, 0x61, 0x00])?.code == "csv.encoding-mark")
        #expect(
            failure([0xEF, 0xBB, 0xBF, 0x61], DelimitedDialect(encoding: .latin1))?.code
                == "csv.encoding-mark")
    }

    @Test func afterABadTextReadingGoesOnAndAfterABrokenQuoteItDoesNot() throws {
        var reader = DelimitedReader([0xE9, 0x0A, 0x62, 0x0A])
        #expect(throws: WireError.self) { try reader.next() }
        #expect(reader.canContinue)
        #expect(try reader.next()?.fields.map(\.text) == ["b"])
        var broken = DelimitedReader(text: "a\"\nb\n")
        #expect(throws: WireError.self) { try broken.next() }
        #expect(!broken.canContinue)
        #expect(throws: WireError.self) { try broken.next() }
    }

    @Test func anUnclosedQuoteSwallowsNoMoreThanTheLimit() {
        let text = "a,\"" + String(repeating: "x\n", count: 2000)
        let error = failure(text, DelimitedDialect(maximumRecordBytes: 1000))
        #expect(error?.code == "csv.record-too-long")
        #expect(
            failure("a,b,c\n", DelimitedDialect(maximumFields: 2))?.code == "csv.too-many-fields")
    }

    @Test func anUndecodedRecordTellsItsFieldsAsTheyAreAskedFor() throws {
        var reader = DelimitedReader([0x61, 0x2C, 0x22, 0x22, 0x22, 0x22, 0x2C, 0x2C, 0xFF, 0x0A])
        let record: RawDelimitedRecord = try #require(try reader.nextRaw())
        #expect(record.count == 4)
        #expect(try record.text(at: 1) == "\"")
        #expect(record.wasQuoted(at: 1) && !record.wasQuoted(at: 0))
        #expect(record.isEmpty(at: 2))
        let field: DelimitedField = try record.field(at: 1)
        #expect(field.position.column == 3)
        #expect(throws: WireError.self) { try record.text(at: 3) }
        #expect(throws: WireError.self) { try record.decoded() }
    }

    @Test func aFileThatStopsWithoutALineEndIsVisible() throws {
        var reader = DelimitedReader(text: "a\nb")
        #expect(try reader.next()?.hasLineEnd == true)
        #expect(try reader.next()?.hasLineEnd == false)
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func piecesOfAnySizeReadLikeTheWhole(size: Int) throws {
        let text = "\u{FEFF}# no\r\na,\"b\"\"\r\nc\",é\r\n\r\nd,\"\",f\r\n"
        let dialect = DelimitedDialect(commentPrefix: "#")
        var whole = DelimitedReader(text: text, dialect: dialect)
        var pieces = DelimitedReader(
            source: Pieces(bytes: Array(text.utf8), size: size), dialect: dialect)
        #expect(try pieces.readAll() == whole.readAll())
    }

    @Test(arguments: 0..<200)
    func whatTheWriterWritesTheReaderReads(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters: [Character] = ["a", ",", "\"", "\n", "\r", " ", "é", "1", ";", "\t"]
        let width = Int.random(in: 1...4, using: &random)
        let table = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (0..<width).map { _ in
                String(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        letters.randomElement(using: &random) ?? "a"
                    })
            }
        }
        var writer = DelimitedWriter()
        for row in table { writer.write(row) }
        var reader = DelimitedReader(writer.bytes)
        let read = try reader.readAll().map { $0.fields.map { Array($0.text.utf8) } }
        #expect(read == table.map { $0.map { Array($0.utf8) } }, "seed \(seed)")
    }

    @Test(arguments: 0..<20)
    func randomBytesNeverCrashAndCutNothing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [34, 44, 10, 13, 32, 35, 97, 0xC3, 0xA9, 0xFF, 0]
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            var dialect = DelimitedDialect()
            dialect.trimsSpaces = Bool.random(using: &random)
            dialect.commentPrefix = Bool.random(using: &random) ? "#" : nil
            dialect.encoding = TextEncoding.allCases.randomElement(using: &random) ?? .utf8
            dialect.lineEnding =
                DelimitedDialect.LineEnding.allCases.randomElement(using: &random) ?? .any
            let whole = outcome(DelimitedReader(bytes, dialect: dialect))
            let pieces = outcome(
                DelimitedReader(source: Pieces(bytes: bytes, size: 3), dialect: dialect))
            #expect(whole == pieces, "seed \(seed), bytes \(bytes)")
        }
    }

    private func outcome(_ reader: DelimitedReader) -> [String] {
        var reader = reader
        var lines: [String] = []
        while true {
            do throws(WireError) {
                guard let record = try reader.next() else { return lines }
                lines.append(
                    record.fields.map { "\($0.position)\($0.text)" }.joined(separator: "|"))
            } catch {
                lines.append(error.description)
                if !reader.canContinue { return lines }
            }
        }
    }

    @Test func noPrefixOfAFileWithATrailerPassesForTheWhole() throws {
        let text = "part,price\r\nA-1,\"1,5\"\r\nB-2,\"2\"\r\nEND,2\r\n"
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            var reader = DelimitedReader(Array(bytes.prefix(length)))
            do throws(WireError) {
                let records = try reader.readAll()
                let isWhole =
                    records.count == 4 && records.last?.fields.first?.text == "END"
                    && records.last?.fields.last?.text == "2"
                // Only the last line end may be missing: everything before it is there.
                #expect(!isWhole || length >= bytes.count - 2, "prefix of \(length) bytes")
            } catch {
                #expect(error.position != nil)
            }
        }
    }
}
