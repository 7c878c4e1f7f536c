import Foundation
import TestSupport
import Testing

/// Answers for orders as a whole, and answers that come twice.
@Suite struct OrderAnswerTests {
    private static let feed = """
        adapter = "flat-file-edi"
        kind = "order-messages"
        supplier = "ACME"
        folder = "inbox/answers"
        complete = { by = "document" }

        """

    private func withOrder(_ body: (ExampleHouse) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            try FileManager.default.createDirectory(
                atPath: house.folder + "/inbox/answers", withIntermediateDirectories: true)
            _ = try house.run(["run"])
            try house.write(Self.feed, to: "feeds/answers.toml")
            try body(house)
        }
    }

    /// An 855 that names no line.
    private static func answer(_ code: String, number: Int) -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return """
            ISA*00*          *00*          *ZZ*ACME           *ZZ*CONTOSO        \
            *260302*0900*U*00401*\(digits)*0*P*>~
            GS*PR*ACME*CONTOSO*20260302*0900*1*X*004010~
            ST*855*0001~
            BAK*00*\(code)*PO-000001*20260302~
            SE*3*0001~
            GE*1*1~
            IEA*1*\(digits)~

            """
    }

    /// What is read again is answered as what is read first: once, and by the reading itself.
    @Test func whatIsReadAgainIsAcknowledgedOnce() throws {
        try withOrder { house in
            func acknowledgments() throws -> [String] {
                let folder = house.folder + "/acks"
                guard FileManager.default.fileExists(atPath: folder) else { return [] }
                return try FileManager.default.contentsOfDirectory(atPath: folder)
                    .filter { !$0.hasPrefix(".") }.sorted()
            }
            let form = "[acknowledge]\nform = \"997\"\nfolder = \"acks\"\n"
            try house.write(Self.feed + form, to: "feeds/answers.toml")
            // Held: of all that it holds, nothing is about an order of ours.
            let other = Self.answer("AK", number: 7).replacing("855*0001", with: "810*0001")
            try house.write(other, to: "inbox/answers/a.edi")
            // And rejected, because it is miscounted.
            let wrong = Self.answer("AK", number: 8).replacing("SE*3*", with: "SE*9*")
            try house.write(Self.feed, to: "feeds/answers.toml")
            try house.write(wrong, to: "inbox/answers/b.edi")
            _ = try house.start(["intake"])
            #expect(try acknowledgments() == [])
            try house.write(
                "strict = \"x12.se-count = note\"\n" + Self.feed + form, to: "feeds/answers.toml")
            _ = try house.start(["feed", "retry", "answers"])
            #expect(try acknowledgments() == ["997-answers-000000001.edi"])
            let text = try String(
                contentsOfFile: house.folder + "/acks/997-answers-000000001.edi", encoding: .utf8)
            #expect(text.contains("AK5*E*4~"), "\(text)")
            _ = try house.start(["feed", "retry", "answers"])
            _ = try house.start(["intake"])
            #expect(try acknowledgments() == ["997-answers-000000001.edi"])
        }
    }

    /// What waits for a unit says so, and is read again once the unit is known.
    @Test func whatWaitsForItsUnitIsReadAgainOnceThatIsKnown() throws {
        try withOrder { house in
            let lines = "PO1*1*5*KT~\nACK*IA*5*KT~\nCTT*1~\nSE*6*0001"
            let text = Self.answer("AC", number: 11).replacing("SE*3*0001", with: lines)
            try house.write(text, to: "inbox/answers/a.edi")
            _ = try house.start(["intake"])
            let waiting = try self.lines(of: house)
            #expect(
                waiting.contains(
                    " wait for a buyer: 5 KT, and how much that is of EA is not known (say it in "
                        + "[units] of the feed, then: broker feed retry FEED)"), "\(waiting)")
            #expect(waiting.contains("0 accepted"))
            // While nobody knows the unit, reading it again changes nothing.
            _ = try house.run(["feed", "retry", "answers"])
            #expect(try self.lines(of: house) == waiting)
            try house.write(Self.feed + "[units]\nKT = \"EA\"\n", to: "feeds/answers.toml")
            let retried = try house.run(["feed", "retry", "answers"])
            #expect(retried.contains("a.edi"), "\(retried)")
            let read = try self.lines(of: house)
            #expect(read.contains("5 accepted") && !read.contains("wait for a buyer"), "\(read)")
            // Once is enough.
            let again = try house.run(["feed", "retry", "answers"])
            #expect(again.contains("nothing of feed answers is held"), "\(again)")
            #expect(try self.lines(of: house) == read)
        }
    }

    private func lines(of house: ExampleHouse) throws -> String {
        try house.run(["po", "show", "PO-000001"])
    }

    @Test func anOrderThatIsAcceptedAsAWholeIsConfirmedLineByLine() throws {
        try withOrder { house in
            #expect(!(try lines(of: house).contains("acknowledged")))
            try house.write(Self.answer("AK", number: 7), to: "inbox/answers/a.edi")
            _ = try house.run(["intake"])
            let shown = try lines(of: house)
            #expect(shown.contains("· acknowledged ·"), "\(shown)")
        }
    }

    /// The order itself says why an answer waits, and what decides it.
    @Test func anOrderShowsWhyAnAnswerWaits() throws {
        try withOrder { house in
            _ = try house.run([
                "po", "acknowledge", "PO-000001", "1", "--price", "999", "--date", "2027-01-01",
                "--document", "A-1",
            ])
            let shown = try lines(of: house)
            #expect(shown.contains("wait for a buyer: "), "\(shown)")
            #expect(shown.contains("days later than asked for; price 999 instead of"))
            #expect(shown.contains("broker po decide PO-000001 1 accept|refuse --by"))
            let json = try JSONNode(house.run(["po", "show", "PO-000001", "--format", "json"]))
            let line = try #require(json["lines"]?.list.first)
            #expect(line["objections"]?.list.count == 2)
            #expect(line["inReview"] == line["pending"] && line["toBe"] == line["ordered"])
            _ = try house.run(["po", "decide", "PO-000001", "1", "accept", "--by", "Ann"])
            #expect(try !lines(of: house).contains("wait for a buyer"))
        }
    }

    /// Goods that came cover nobody before the stock file holds them, and the receipt says so.
    @Test func aReceiptSaysWhatItWaitsFor() throws {
        try withOrder { house in
            let came = try house.run([
                "po", "receive", "PO-000001", "1", "--quantity", "1", "--document", "R-1",
            ])
            #expect(came.contains("next: broker intake, once the stock file holds"), "\(came)")
        }
    }

    /// A line that nobody waits with is a mistake, not an empty answer.
    @Test func theChainOfALineThatIsNotThereIsAnError() throws {
        try withOrder { house in
            let outcome = try house.start(["peg", "--line", "NOPE/1", "--format", "json"])
            #expect(outcome.status == 1 && outcome.text.contains("backorder.unknown"))
        }
    }

    @Test func anOrderThatIsRefusedAsAWholeIsNeededAgain() throws {
        try withOrder { house in
            try house.write(Self.answer("RJ", number: 7), to: "inbox/answers/a.edi")
            _ = try house.run(["intake"])
            let shown = try lines(of: house)
            #expect(shown.contains("rejected") || shown.contains("refused"), "\(shown)")
        }
    }

    @Test func anAnswerForAnOrderThatIsNotThereIsSetAside() throws {
        try withOrder { house in
            let other = Self.answer("AK", number: 7)
                .replacing("PO-000001", with: "PO-000099")
            try house.write(other, to: "inbox/answers/a.edi")
            _ = try house.start(["intake"])
            #expect(try house.run(["feed", "problems"]).contains("desk.order-unknown"))
        }
    }

    /// The same control number with another answer: nobody may turn an order round that way.
    @Test func anInterchangeThatComesAgainChangesNoOrder() throws {
        try withOrder { house in
            try house.write(Self.answer("AK", number: 7), to: "inbox/answers/a.edi")
            _ = try house.run(["intake"])
            let before = try lines(of: house)
            try house.write(Self.answer("RJ", number: 7), to: "inbox/answers/b.edi")
            let again = try house.start(["intake"])
            #expect(again.text.contains("interchange 000000007 came before"), "\(again.text)")
            #expect(try lines(of: house) == before)
            let kept = house.folder + "/inbox/answers/.rejected"
            let name = try #require(
                FileManager.default.contentsOfDirectory(atPath: kept).first)
            let answer = try Program("env").run(
                house.broker.command + [
                    "inspect", "inbox/answers/.rejected/\(name)", "--numbers",
                    "inbox/answers/.numbers/seen.csv", "--acknowledge", "TA1", "--control", "12",
                    "--as-of", ExampleHouse.asOf,
                ], in: house.folder)
            #expect(answer.status == 65)
            #expect(answer.text.contains("TA1*000000007*260302*0900*R*025~"), "\(answer.text)")
        }
    }
}
