import Foundation
import TestSupport
import Testing

/// What `feed problems` tells once something else came in the place of what was refused.
@Suite struct FeedProblemTests {
    private static let header = "Article,Price,From,Minimum,Stock,Valid to\n"
    private static let list =
        header + "X-1,1.50,1,1,100,2026-12-31\nX-2,8.50,1,5,20,2026-12-31\n"
        + "X-3,3.60,1,1,40,2026-12-31\nEND,3\n"
    private static let answers = """
        adapter = "flat-file-edi"
        kind = "order-messages"
        supplier = "ACME"
        folder = "inbox/answers"
        complete = { by = "document" }

        """

    private func withHouse(_ body: (ExampleHouse) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try body(ExampleHouse(in: folder))
        }
    }

    /// The list that a house begins with is as old as what a test writes next.
    private func removeList(of house: ExampleHouse) throws {
        try FileManager.default.removeItem(atPath: house.folder + "/inbox/prices/prices.csv")
    }

    /// What a command prints at a moment of its own.
    private func run(_ house: ExampleHouse, _ words: [String], at moment: String) throws -> String {
        let typed = house.broker.command + words + ["--as-of", moment]
        return try Program("env").run(typed, in: house.folder).text
    }

    @Test func whatWasRejectedIsToldAlsoOnceALaterListWasAccepted() throws {
        try withHouse { house in
            try removeList(of: house)
            try house.write("Other,Price\nX-1,1\nEND,1\n", to: "inbox/prices/prices-1.csv")
            _ = try house.start(["intake"])
            let later = "2026-03-02T09:00:00Z"
            try house.write(Self.list, to: "inbox/prices/prices-2.csv")
            _ = try run(house, ["intake"], at: later)
            let problems = try run(house, ["feed", "problems"], at: later)
            #expect(problems.contains("--> inbox/prices/prices-1.csv"), "\(problems)")
            #expect(
                problems.contains(
                    "note: the delivery prices-1.csv was rejected at 2026-03-02T08:00:00Z; since "
                        + "then prices-2.csv was accepted, at 2026-03-02T09:00:00Z"), "\(problems)")
            #expect(problems.contains("note: it is not read again"))
            #expect(!problems.contains("next: broker feed retry"))
            let rows = try run(house, ["feed", "problems", "--format", "csv"], at: later)
            #expect(rows.contains(",rejected,2026-03-02T09:00:00Z"), "\(rows)")
            // It has had its time.
            let longAfter = try run(house, ["feed", "problems"], at: "2026-04-02T09:00:00Z")
            #expect(longAfter.contains("nothing is set aside"), "\(longAfter)")
        }
    }

    @Test func ofManyRejectedListsTheNewestFiveAreTold() throws {
        try withHouse { house in
            try removeList(of: house)
            for number in 1...7 {
                let moment = "2026-03-02T08:0\(number):00Z"
                try house.write(
                    "Other,Price\nX-\(number),1\nEND,1\n",
                    to: "inbox/prices/prices-\(number).csv")
                _ = try run(house, ["intake"], at: moment)
            }
            let moment = "2026-03-02T09:00:00Z"
            let few = try run(house, ["feed", "problems"], at: moment)
            #expect(few.contains("prices-7.csv") && few.contains("prices-3.csv"), "\(few)")
            #expect(!few.contains("prices-2.csv"))
            #expect(few.contains("… and of 2 earlier deliveries of feed prices (--all)"))
            #expect(few.contains("next: broker feed retry prices"))
            let all = try run(house, ["feed", "problems", "--all"], at: moment)
            #expect(all.contains("prices-1.csv") && !all.contains("earlier"), "\(all)")
        }
    }

    /// An answer takes no other one's place: a refused one is read again although a later one was
    /// taken.
    @Test func aRefusedAnswerIsReadAgainAfterALaterOneWasTaken() throws {
        try withHouse { house in
            try FileManager.default.createDirectory(
                atPath: house.folder + "/inbox/answers", withIntermediateDirectories: true)
            _ = try house.run(["run"])
            try house.write(Self.answers, to: "feeds/answers.toml")
            let wrong = Self.answer(number: 8).replacing("SE*3*", with: "SE*9*")
            try house.write(wrong, to: "inbox/answers/a.edi")
            _ = try house.start(["intake"])
            let later = "2026-03-02T09:00:00Z"
            try house.write(Self.answer(number: 9), to: "inbox/answers/b.edi")
            // Files are told apart by their times.
            let path = house.folder + "/inbox/answers/b.edi"
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: path)
            _ = try run(house, ["intake"], at: later)
            let problems = try run(house, ["feed", "problems", "answers"], at: later)
            #expect(problems.contains("x12.se-count"), "\(problems)")
            #expect(problems.contains("since then b.edi was accepted"), "\(problems)")
            #expect(!problems.contains("it is not read again"))
            #expect(problems.contains("next: broker feed retry answers"), "\(problems)")
            try house.write(
                "strict = \"x12.se-count = note\"\n" + Self.answers, to: "feeds/answers.toml")
            let retried = try run(house, ["feed", "retry", "answers"], at: later)
            #expect(retried.contains("a.edi"), "\(retried)")
            let after = try run(house, ["feed", "problems", "answers"], at: later)
            #expect(after.contains("nothing is set aside"), "\(after)")
        }
    }

    /// An 855 that accepts the order as a whole.
    private static func answer(number: Int) -> String {
        let digits = String(1_000_000_000 + number).dropFirst()
        return """
            ISA*00*          *00*          *ZZ*ACME           *ZZ*CONTOSO        \
            *260302*0900*U*00401*\(digits)*0*P*>~
            GS*PR*ACME*CONTOSO*20260302*0900*\(number)*X*004010~
            ST*855*0001~
            BAK*00*AK*PO-000001*20260302~
            SE*3*0001~
            GE*1*\(number)~
            IEA*1*\(digits)~

            """
    }
}
