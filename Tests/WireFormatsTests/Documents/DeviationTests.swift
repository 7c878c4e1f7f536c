import Testing
import WireFormats

/// What suppliers' files do in real life, each a test that names it.
@Suite struct DeviationTests {
    private let inspection = FileInspection()
    private let sets = [WireDocument.set(WireDocument.order)]
    private var segments: [String] { WireDocument.x12(sets) }

    /// Inspects, and expects every byte back.
    private func read(
        _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> InspectionReport {
        let (report, isWhole) = try inspection.inspectWhole(bytes)
        #expect(isWhole, sourceLocation: sourceLocation)
        return report
    }

    private func read(_ text: String) throws -> InspectionReport { try read(Array(text.utf8)) }

    // MARK: - 1. Line ends

    @Test(arguments: ["", "\n", "\r\n", "\r", " \n", "\n\n", "\n    "])
    func whatFollowsTheTerminatorDoesNotMatter(filler: String) throws {
        let report = try read(segments.map { $0 + "~" + filler }.joined())
        #expect(report.outcome == .read && report.countByCode.isEmpty)
        #expect(report.segments?.setsByKind == ["850": 1])
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\r\r\n"])
    func theLineEndIsTheTerminator(end: String) throws {
        let report = try read(segments.map { $0 + end }.joined())
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test(arguments: [40, 60, 80, 100, 132])
    func linesWrapEvenInsideTheHeader(width: Int) throws {
        let text = Array(segments.joined(separator: "~") + "~")
        let wrapped = stride(from: 0, to: text.count, by: width).map {
            String(text[$0..<min($0 + width, text.count)])
        }.joined(separator: "\r\n")
        let report = try read(wrapped + "\r\n")
        #expect(report.outcome == .read)
        #expect(Set(report.countByCode.keys).isSubset(of: ["segments.line-break"]))
        #expect(report.segments?.setsByKind == ["850": 1])
    }

    // MARK: - 2. Headers

    @Test func aHeaderIsNotPadded() throws {
        let isa = WireDocument.isa.split(separator: "*", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed() }
            .map { String($0) }.joined(separator: "*")
        let report = try read(
            WireDocument.bytes(WireDocument.x12(sets, isa: isa), lineEnd: ""))
        #expect(report.outcome == .read && report.countByCode == ["x12.isa-width": 1])
    }

    @Test func aHeaderIsPaddedTooFar() throws {
        let isa = WireDocument.isa.replacing("NORDBOLT  ", with: "NORDBOLT      ")
        let report = try read(WireDocument.bytes(WireDocument.x12(sets, isa: isa)))
        #expect(report.outcome == .read && report.countByCode == ["x12.isa-width": 1])
    }

    @Test func theComponentSeparatorIsMissing() throws {
        let isa = String(WireDocument.isa.dropLast())
        for lineEnd in ["", "\n"] {
            let report = try read(
                WireDocument.bytes(WireDocument.x12(sets, isa: isa), lineEnd: lineEnd))
            #expect(
                report.outcome == .read
                    && report.countByCode == ["x12.isa-component-separator": 1], "\(lineEnd)")
        }
    }

    @Test func theTerminatorOfTheHeaderIsMissing() throws {
        let text =
            segments[0] + segments[1] + "~" + segments.dropFirst(2).map { $0 + "~" }.joined()
        let report = try read(text)
        #expect(report.outcome == .rejected && report.countByCode["x12.isa-terminator"] == 1)
        #expect(report.diagnostics.first?.place.byteOffset == 105)
        #expect(report.segments?.setsByKind == ["850": 1])
    }

    @Test func theHeaderIsCutShortAtASeparator() throws {
        let rest = segments.dropFirst().map { $0 + "~" }.joined()
        let text = String(WireDocument.isa.dropLast(3)) + rest
        let report = try read(text)
        #expect(report.outcome == .rejected && report.countByCode["x12.isa-elements"] == 1)
        #expect(report.segments?.setsByKind == ["850": 1])
    }

    /// It was read on over the segments behind it, up to sixteen separators.
    @Test func theHeaderHasTwoElements() throws {
        let rest = segments.dropFirst().map { $0 + "~" }.joined()
        let report = try read("ISA*00*~" + rest)
        #expect(report.outcome == .rejected && report.countByCode["x12.isa-elements"] == 1)
        #expect(report.countByCode["x12.isa-width"] == nil)
        #expect(report.segments?.setsByKind == ["850": 1])
    }

    /// A sender whose name is that of the segment behind the header.
    @Test func aSenderIsCalledGS() throws {
        let isa = "ISA*00**00**ZZ*GS*ZZ*HAUSMANN*261201*0900*U*00401*000000001*0*P*>"
        let report = try read(WireDocument.bytes(WireDocument.x12(sets, isa: isa)))
        #expect(report.outcome == .read)
        #expect(report.segments?.interchanges.first?.sender == "GS")
    }

    @Test func separatorsAreBytesAboveASCII() throws {
        var bytes = WireDocument.bytes(segments, lineEnd: "")
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "*") { bytes[index] = 0x87 }
            if bytes[index] == UInt8(ascii: ">") { bytes[index] = 0xA4 }
        }
        let report = try read(bytes)
        #expect(report.outcome == .read && report.segments?.setsByKind == ["850": 1])
    }

    // MARK: - 3. What stands around

    @Test func aByteOrderMarkStandsInFront() throws {
        let report = try read([0xEF, 0xBB, 0xBF] + WireDocument.bytes(segments))
        #expect(report.outcome == .read)
        #expect(report.countByCode == ["segments.byte-order-mark": 1])
    }

    @Test(arguments: [true, false])
    func theFileIsUTF16(isBigEndian: Bool) throws {
        let text = segments.joined(separator: "~") + "~"
        var bytes: [UInt8] = isBigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]
        for unit in text.utf16 {
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            bytes += isBigEndian ? pair : pair.reversed()
        }
        let report = try read(bytes)
        #expect(report.outcome == .read && report.segments?.setsByKind == ["850": 1])
        #expect(report.wideEncoding == (isBigEndian ? "utf-16be" : "utf-16le"))
        #expect(try read(bytes.dropLast() + []).syntax == "utf-16")
    }

    @Test func blankLinesAndEndMarksStandAround() throws {
        let report = try read("\r\n\r\n" + segments.map { $0 + "~\r\n" }.joined() + "\u{1A}\0\0")
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test func interchangesFollowEachOtherWithOtherSeparators() throws {
        let first = segments.map { $0 + "~" }.joined()
        let second = segments.map { $0.replacing("*", with: "|").replacing("00001", with: "00002") }
            .map { $0 + "\n" }.joined()
        let report = try read(first + second)
        #expect(report.outcome == .read && report.segments?.interchangeCount == 2)
        #expect(report.segments?.interchanges.map(\.characters.element) == [0x2A, 0x7C])
    }

    @Test func junkStandsBetweenAndMailAround() throws {
        let mail = "From: edi@nordbolt.example\nSubject: order\n\n"
        let text = segments.map { $0 + "~\n" }.joined()
        let other = text.replacing("000000001", with: "000000002")
        let report = try read(mail + text + "-- \nsent by a gateway\n" + other + "bye\n")
        #expect(report.outcome == .read && report.segments?.interchangeCount == 2)
        #expect(report.countByCode == ["segments.junk": 3])
    }

    // MARK: - 4. Characters

    @Test func umlautsStandUnderLevelA() throws {
        let unb = WireDocument.unb.replacing("UNOC:3", with: "UNOA:1")
        var orders = WireDocument.orders
        orders[2] = "NAD+BY+++Gr\u{F6}\u{DF}e"
        let message = WireDocument.message(orders)
        let text = WireDocument.edifact([message], unb: unb).map { $0 + "'" }.joined()
        let report = try read(text.unicodeScalars.map { UInt8($0.value) })
        #expect(report.outcome == .read)
        #expect(report.countByCode["edifact.character-set"] == 1)
        #expect(report.countByCode["segments.not-utf8"] == 1)
    }

    @Test func smallLettersStandUnderLevelA() throws {
        let unb = WireDocument.unb.replacing("UNOC:3", with: "UNOA:1")
        var orders = WireDocument.orders
        orders[2] = "NAD+BY+++Hausmann"
        let report = try read(
            WireDocument.edifactBytes(
                WireDocument.edifact([WireDocument.message(orders)], unb: unb)))
        #expect(report.countByCode == ["edifact.character-set": 1])
        #expect(report.diagnostics.first?.value == [UInt8(ascii: "a")])
    }

    /// A character of several bytes is named whole, and not by its first byte.
    @Test func lettersOfUTF8StandUnderLevelB() throws {
        let unb = WireDocument.unb.replacing("UNOC:3", with: "UNOB:1")
        var orders = WireDocument.orders
        orders[2] = "NAD+BY+++Hauptstra\u{DF}e"
        let report = try read(
            WireDocument.edifactBytes(
                WireDocument.edifact([WireDocument.message(orders)], unb: unb)))
        let finding = report.diagnostics.first { $0.code == "edifact.character-set" }
        #expect(finding?.message == "UNOB is declared, and \"\u{DF}\" is not in it")
    }

    // MARK: - 5. Release characters, decimal marks, advice

    @Test(arguments: [
        ("FTX+AAI+++a??", 1), ("FTX+AAI+++a?'b", 1), ("FTX+AAI+++a???'b", 1),
        ("FTX+AAI+++a????", 1), ("FTX+AAI+++????????'BGM+9", 2),
    ])
    func releaseCharactersCountInPairs(segment: String, count: Int) throws {
        let text = "UNA:+.? 'UNB+UNOC:3+a+b+260101:0000+1'\(segment)'UNZ+0+1'"
        let report = try read(text)
        #expect(report.segments?.segmentCount == count + 2)
    }

    @Test func adviceIsAbsentOrOfItsOwnKind() throws {
        let segments = WireDocument.edifact([WireDocument.message(WireDocument.orders)])
        #expect(try read(WireDocument.edifactBytes(segments, advice: "")).countByCode.isEmpty)
        for advice in ["UNA^<.? >", "UNA:+.? #", "UNA:+.= '", "UNA|*,\\ ~", "UNA:+.? \u{1C}"] {
            let parts = Array(advice)
            let text = segments.map { segment in
                String(
                    segment.map { character -> Character in
                        switch character {
                        case ":": parts[3]
                        case "+": parts[4]
                        case ".": parts[5]
                        default: character
                        }
                    }) + String(parts[8])
            }.joined()
            let report = try read(advice + "\r\n" + text)
            #expect(report.outcome == .read && report.countByCode.isEmpty, "\(advice)")
            #expect(report.segments?.setsByKind == ["ORDERS": 1])
        }
    }

    @Test(arguments: [
        ("", "UNOC:3", "1,5", 0), ("", "UNOC:3", "1.5", 0), ("UNA:+,? '", "UNOC:3", "1,5", 0),
        ("UNA:+,? '", "UNOC:3", "1.5", 1), ("UNA:+.? '", "UNOC:3", "1,5", 1),
        ("UNA:+.? '", "UNOC:4", "1,5", 0),
    ])
    func theDecimalMarkIsThatOfTheAdvice(
        advice: String, syntax: String, price: String, count: Int
    ) throws {
        var orders = WireDocument.orders
        orders[5] = "PRI+AAA:\(price):CT"
        let unb = WireDocument.unb.replacing("UNOC:3", with: syntax)
        let report = try read(
            WireDocument.edifactBytes(
                WireDocument.edifact([WireDocument.message(orders)], unb: unb), advice: advice))
        #expect(report.countByCode["edifact.element-number", default: 0] == count)
    }

    @Test func adviceIsTooShort() throws {
        let segments = WireDocument.edifact([WireDocument.message(WireDocument.orders)])
        for advice in ["UNA:+.?'", "UNA:+.? \n"] {
            let report = try read(WireDocument.edifactBytes(segments, advice: advice))
            #expect(report.outcome == .read, "\(advice)")
            #expect(report.countByCode == ["edifact.una-length": 1])
        }
    }

    // MARK: - 6. Counts, references, files that are cut off

    @Test func countsAndNumbersAreWrong() throws {
        let report = try read(
            WireDocument.bytes(
                WireDocument.x12(sets, trailer: ["GE*2*2", "IEA*2*000000002"])))
        #expect(report.outcome == .rejected)
        #expect(
            report.countByCode == [
                "x12.ge-count": 1, "x12.ge-control-number": 1, "x12.iea-count": 1,
                "x12.iea-control-number": 1,
            ])
    }

    @Test func aCountIsPaddedWithZeros() throws {
        var set = sets[0]
        set[9] = "SE*0010*0001"
        let report = try read(WireDocument.bytes(WireDocument.x12([set])))
        #expect(report.outcome == .read && report.countByCode == ["x12.number-padded": 1])
    }

    @Test func aControlNumberLosesItsZeros() throws {
        let trailer = ["GE*1*01", "IEA*1*1"]
        let report = try read(WireDocument.bytes(WireDocument.x12(sets, trailer: trailer)))
        #expect(report.outcome == .read && report.countByCode == ["x12.number-padded": 1])
    }

    @Test func anInterchangeIsMissing() throws {
        let x12 = try read(WireDocument.bytes(Array(segments.dropFirst().dropLast())))
        #expect(x12.syntax == "x12" && x12.outcome == .rejected)
        #expect(x12.countByCode["x12.isa-missing"] == 1 && x12.segments?.setCount == 1)
        let message = WireDocument.message(WireDocument.orders)
        let edifact = try read(WireDocument.edifactBytes(message, advice: ""))
        #expect(edifact.syntax == "edifact" && edifact.outcome == .rejected)
        #expect(edifact.countByCode["edifact.unb-missing"] == 1)
    }

    // MARK: - 7. Duplicates

    @Test func aNumberComesAgain() throws {
        let text = segments.map { $0 + "~" }.joined()
        let report = try read(text + text)
        #expect(report.countByCode == ["x12.interchange-duplicate": 1])
        let message = WireDocument.edifact([WireDocument.message(WireDocument.orders)])
        let twice = try read(
            WireDocument.edifactBytes(message) + WireDocument.edifactBytes(message))
        #expect(twice.countByCode == ["edifact.interchange-duplicate": 1])
    }

    @Test func aTestStandsInProduction() throws {
        let isa = WireDocument.isa.replacing("*0*P*", with: "*1*T*")
        let report = try read(WireDocument.bytes(WireDocument.x12(sets, isa: isa)))
        #expect(report.segments?.interchanges.first?.isTest == true)
        #expect(report.segments?.interchanges.first?.wantsAcknowledgment == true)
    }

    // MARK: - Further

    @Test func levelsOfAShipNoticeHaveNoParent() throws {
        let set = WireDocument.set(
            [
                "BSN*00*SHIP-1*20261126*0900*0001", "HL*1**S", "HL*3*2*I", "LIN*1*VP*A",
                "SN1*1*4*EA", "HL*3*1*I", "LIN*1*VP*B", "SN1*1*4*EA", "CTT*3",
            ], kind: "856")
        let report = try read(WireDocument.bytes(WireDocument.x12([set], group: "SH")))
        #expect(
            report.countByCode == [
                "x12.hierarchy-parent": 1, "x12.hierarchy-duplicate": 1,
            ])
    }

    @Test func elementsAtTheEndAreEmpty() throws {
        var set = sets[0]
        set[2] = "REF*DP*042**"
        let report = try read(WireDocument.bytes(WireDocument.x12([set])))
        #expect(report.outcome == .read && report.countByCode == ["x12.trailing-separator": 1])
    }

    @Test func releasesDisagreeAndTheGroupIsOfAnotherKind() throws {
        let report = try read(
            WireDocument.bytes(WireDocument.x12(sets, group: "IN", version: "005010")))
        #expect(
            report.outcome == .read
                && report.countByCode == ["x12.group-kind": 1, "x12.version-differs": 1])
    }

    @Test func aReleaseIsNotChecked() throws {
        var set = sets[0]
        set[1] = "BEG*00*SA*PO-1**261126"
        let report = try read(WireDocument.bytes(WireDocument.x12([set], version: "003040")))
        #expect(report.outcome == .read && report.countByCode["x12.version-differs"] == 1)
        let found = report.segments?.interchanges.first?.groups.first?.sets.first
        #expect(found?.isInterpreted == true && found?.hasElementChecks == false)
    }

    @Test func aSetNumberHoldsLettersAndASegmentIsUnknown() throws {
        let set = WireDocument.set(WireDocument.order + ["ZZX*own"], reference: "A001")
        let report = try read(WireDocument.bytes(WireDocument.x12([set])))
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test func aTypographicApostropheEndsSegments() throws {
        let message = WireDocument.edifact([WireDocument.message(WireDocument.orders)])
        let everywhere = try read(message.map { $0 + "\u{2019}" }.joined())
        #expect(everywhere.outcome == .rejected)
        #expect(everywhere.countByCode["edifact.terminator-typographic"] ?? 0 > 0)
        let once = message.map { $0 + ($0.hasPrefix("CNT") ? "\u{2019}" : "'") }.joined()
        let report = try read(once)
        #expect(report.outcome == .rejected)
        #expect(report.countByCode["edifact.terminator-typographic"] == 1)
    }

    @Test func aMessageTypeIsMangled() throws {
        let message = WireDocument.message(WireDocument.orders, type: "ORDRSP:096A")
        let report = try read(WireDocument.edifactBytes(WireDocument.edifact([message])))
        #expect(report.outcome == .read && report.countByCode["edifact.unh-version"] == 1)
    }

    @Test func lineBreaksStandInsideSegments() throws {
        let segments = WireDocument.edifact([WireDocument.message(WireDocument.orders)])
        let text = segments.joined(separator: "'") + "'"
        let report = try read(text.replacing("ORDERS:D", with: "ORD\r\nERS:D"))
        #expect(report.outcome == .read && report.countByCode == ["segments.line-break": 1])
        #expect(report.segments?.setsByKind == ["ORDERS": 1])
    }

    @Test func aCarriageReturnIsDoubled() throws {
        let report = try read(segments.map { $0 + "~\r\r\n" }.joined())
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test func aLoginPageComesInPlaceOfAFile() throws {
        let report = try read("<!DOCTYPE html><html><body>Please log in</body></html>")
        #expect(report.syntax == "html" && report.countByCode == ["file.html": 1])
        #expect(report.outcome == .rejected)
    }
}
