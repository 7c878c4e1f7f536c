import Procurement
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [
        "A", "ABC-20", "  a".trimmed, "日本-7", "a b", "x/y", "Ä\u{308}", "~!", "می\u{200C}خواهم",
    ])
    func printableTextNamesSomething(text: String) throws {
        #expect(try ItemID(text).rawValue == text)
        #expect(ItemID(rawValue: text)?.description == text)
    }

    @Test(arguments: [
        ("", "value.identifier-empty"), (" ", "value.identifier-unprintable"),
        (" A", "value.identifier-unprintable"), ("A ", "value.identifier-unprintable"),
        ("A\u{A0}", "value.identifier-unprintable"), ("A\tB", "value.identifier-unprintable"),
        ("A\nB", "value.identifier-unprintable"), ("A\0", "value.identifier-unprintable"),
        ("A\u{7F}B", "value.identifier-unprintable"), ("A\u{85}B", "value.identifier-unprintable"),
        ("A\u{2028}B", "value.identifier-unprintable"),
        ("\u{FEFF}A", "value.identifier-unprintable"),
        ("A\u{200B}", "value.identifier-unprintable"),
        ("A\u{202E}B", "value.identifier-unprintable"),
        (String(repeating: "x", count: 121), "value.identifier-too-long"),
    ])
    func whatCannotNameAnythingIsRefused(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try ItemID(text) } == expected)
        #expect(ItemID(rawValue: text) == nil)
    }

    @Test func theLongestNameHas120Characters() throws {
        #expect(try SupplierID(String(repeating: "ä", count: 120)).rawValue.count == 120)
    }

    @Test func everyKindOfIdentifierFollowsTheRulesAndSaysWhatItNames() throws {
        func check<Name: Identifier>(_ type: Name.Type) throws {
            #expect(try Name("X-1").rawValue == "X-1")
            #expect {
                try Name("")
            } throws: { error in
                (error as? ValueError)?.message == "The \(Name.noun) is empty."
            }
        }
        try check(ItemID.self)
        try check(SupplierID.self)
        try check(SupplierPart.self)
        try check(OfferID.self)
        try check(FeedName.self)
        try check(CustomerID.self)
        try check(OrderReference.self)
        try check(PurchaseOrderNumber.self)
    }

    @Test func twoSpellingsOfOneGlyphAreTwoIdentifiers() throws {
        let (composed, decomposed) = (try ItemID("\u{E9}"), try ItemID("e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(Set([composed, try ItemID("\u{E9}")]).count == 1)
    }

    @Test func identifiersAreOrderedByTheirBytes() throws {
        let texts = ["a", "Z", "Ä", "A", "10", "9", "AA", "a\u{301}"]
        let sorted = try texts.map { try ItemID($0) }.sorted().map(\.rawValue)
        #expect(sorted == ["10", "9", "A", "AA", "Z", "a", "a\u{301}", "Ä"])
    }

    // MARK: Order lines

    @Test(arguments: [
        ("4711/10", "4711", "10"), ("2026/77/1", "2026/77", "1"), ("A B/x", "A B", "x"),
    ])
    func anOrderLineIsDividedAtItsLastSlash(text: String, order: String, line: String) throws {
        let id = try BackOrderLineID(parsing: text)
        #expect(id.order.rawValue == order)
        #expect(id.line == line)
        #expect(id.description == text)
        #expect(try BackOrderLineID(order: OrderReference(order), line: line) == id)
    }

    @Test(arguments: [
        ("4711", "value.order-line-malformed"), ("", "value.order-line-malformed"),
        ("/1", "value.identifier-empty"), ("4711/", "value.identifier-empty"),
        ("4711/ 1", "value.identifier-unprintable"), ("4711 /1", "value.identifier-unprintable"),
    ])
    func whatIsNoOrderLineIsRefused(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try BackOrderLineID(parsing: text) } == expected)
    }

    @Test func aLineHasNoSlash() throws {
        let order = try OrderReference("4711")
        let found = code { () throws(ValueError) in
            try BackOrderLineID(order: order, line: "1/2")
        }
        #expect(found == "value.order-line-slash")
    }

    @Test func linesAreOrderedAsNumbersBeforeTexts() throws {
        let sorted = ["A/2", "A/10", "A/9", "A/07", "A/7", "A/x", "A/1a", "A/", "B/1", "A1/1"]
            .filter { !$0.hasSuffix("/") }
        let shuffled = try sorted.reversed().map { try BackOrderLineID(parsing: $0) }
        #expect(
            shuffled.sorted().map(\.description)
                == ["A/2", "A/07", "A/7", "A/9", "A/10", "A/1a", "A/x", "A1/1", "B/1"])
    }

    @Test(arguments: 0..<4)
    func theOrderOfLinesIsTotal(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0019aZ-é")
        let ids = try (0..<60).map { _ in
            let line = (0...generator.pick(3)).map { _ in alphabet[generator.pick(8)] }
            return try BackOrderLineID(
                order: OrderReference(["A", "B"][generator.pick(2)]), line: String(line))
        }
        for left in ids {
            for right in ids {
                #expect([left < right, left == right, right < left].count(where: \.self) == 1)
                for third in ids where left < right && right < third { #expect(left < third) }
            }
        }
    }

    // MARK: Rounds

    @Test func roundsAreReadAndWritten() throws {
        #expect(try RoundNumber(parsing: "R-7").value == 7)
        #expect(RoundNumber(value: 12).description == "R-12")
        #expect(RoundNumber(value: 9) < RoundNumber(value: 10))
    }

    @Test(arguments: ["", "7", "R7", "R-", "R-0", "R-07", "r-7", "R-7 ", "R--7", "R-１", "R-1.0"])
    func whatIsNoRoundIsRefused(text: String) {
        #expect(
            code { () throws(ValueError) in try RoundNumber(parsing: text) }
                == "value.round-malformed")
    }

    @Test func aRoundBelowOneIsAMistakeOfTheProgram() async {
        await #expect(processExitsWith: .failure) { _ = RoundNumber(value: 0) }
    }

    /// An offer is named by its feed, supplier and part, each as long as it may be.
    @Test func anOffersNameHasRoomForWhatItIsMadeOf() throws {
        let longest = String(repeating: "x", count: 120)
        let offer = try OfferID("\(longest)/\(longest)/\(longest)")
        #expect(offer.rawValue.count == 362)
        #expect(throws: ValueError.self) { try OfferID(String(repeating: "x", count: 401)) }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
