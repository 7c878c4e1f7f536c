import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Which substitutes lines get: approved, on the customer's list, and accepted.
@Suite struct SubstitutionTests {
    @Test func aProposedSubstituteIsGivenToNobodyAndTold() throws {
        try withHouse(substitutes: "B,A,0.50,one-way,proposed") { house, report throws in
            #expect(report.changes.contains("1 substitute not approved"))
            try house.takeInBackOrders("O1,1,C1,B,10,2026-03-20,urgent,any,yes")
            #expect(try house.emptyRound().document.unmet.map(\.code) == ["noOffer"])
            #expect(try house.broker.substituteChoices().isEmpty)
        }
    }

    @Test(arguments: [("one-way", ["O1/1"]), ("both", ["O1/1", "O2/1"])])
    func aRowHoldsInItsDirectionOrInBoth(direction: String, served: [String]) throws {
        try withHouse(substitutes: "B,A,0.50,\(direction),") { house, _ throws in
            // No offer of A is left but that of S1, for ten; no offer of C at all.
            try house.takeInBackOrders("O1,1,C1,B,5,2026-03-20,urgent,any,yes")
            let first = try house.proposedRound().document.allocations.map(\.line)
            try house.takeInFeed("b.csv", "S1,b-1,10.00,1,1,1,,5,")
            try house.takeInBackOrders(
                "O1,1,C1,B,0,2026-03-20,urgent,any,yes", "O2,1,C1,A,10,2026-03-20,urgent,any,yes",
                mode: .changes)
            let second =
                try house.broker.runRound(isDryRun: true).document?.allocations.map(\.line) ?? []
            #expect(first + second == served)
        }
    }

    @Test func aPairIsStatedOnce() throws {
        try withHouse(substitutes: "B,A,0.50,both,\nA,B,0.70,one-way,") { _, report throws in
            #expect(report.status == .refused)
            #expect(report.problems.map(\.code) == ["intake.duplicate-key"])
        }
    }

    /// Of two customers who accept substitutes one has a list without this one.
    @Test func aCustomerGetsWhatIsOnItsListOnly() throws {
        try withHouse(substitutes: "B,A,0.50,,") { house, _ throws in
            house.policy.substituteLists = [
                try CustomerID("C2"): [], try CustomerID("C3"): [try ItemID("A")],
            ]
            try house.takeInBackOrders(
                "O1,1,C1,B,5,2026-03-20,urgent,any,yes", "O2,1,C2,B,5,2026-03-20,urgent,any,yes",
                "O3,1,C3,B,5,2026-03-20,urgent,any,yes")
            let document = try house.proposedRound().document
            #expect(document.allocations.map(\.line).sorted() == ["O1/1", "O3/1"])
            #expect(document.unmet.map(\.line) == ["O2/1"])
            #expect(
                try house.broker.substituteChoices().map(\.line.description) == ["O1/1", "O3/1"])
        }
    }

    /// Whoever is asked and agrees gets it, whatever the order said; and may change its mind.
    @Test func aCustomerWhoAgreesGetsTheSubstitute() throws {
        try withHouse(substitutes: "B,A,0.50,,") { house, _ throws in
            try house.takeInBackOrders("O1,1,C1,B,5,2026-03-20,urgent,any,no")
            let before = try house.emptyRound()
            #expect(before.document.unmet.map(\.line) == ["O1/1"])
            let choice = try #require(try house.broker.substituteChoices().first)
            #expect(choice.standing == .ask && choice.lacking == 5)
            #expect(choice.substitute.rawValue == "A" && choice.supplier?.rawValue == "S1")
            #expect(choice.arrival == (try CalendarDate(parsing: "2026-03-07")))

            try agree(.substitute, house)
            #expect(try house.broker.substituteChoices().map(\.standing) == [.accepted])
            let round = try house.proposedRound()
            #expect(round.document.allocations.map(\.line) == ["O1/1"])
            #expect(round.document.orders.map(\.item) == ["A"])
            #expect(round.document.outcome.costs["substitution"] == "2.5")

            try agree(.wait, house)
            #expect(try house.broker.substituteChoices().map(\.standing) == [.ask])
            #expect(try house.broker.fits(round.record.number) == false)
        }
    }

    /// A letter about a delay asks whether the substitute will do, until a day; the ledger takes
    /// the answer, and whoever accepts substitutes anyway is not asked.
    @Test func aLetterAboutADelayOffersTheSubstitute() throws {
        try withHouse(substitutes: "B,A,0.50,,") { house, _ throws in
            house.policy.notices.channel = .json
            try house.takeInBackOrders(
                "O1,1,C1,B,5,2026-03-20,urgent,any,no", "O2,1,C2,B,5,2026-03-20,urgent,any,yes")
            #expect(try house.send().sent.map(\.choices) == [[], []])
            house.now = try Timestamp(parsing: "2026-03-20T08:00:00Z")
            try house.broker.updatePromises()
            let letters = try house.send().sent
            #expect(letters.map(\.choices) == [[.wait, .substitute, .cancel], [.wait, .cancel]])
            #expect(letters.map(\.option?.deadline.description) == ["2026-03-27", "2026-03-27"])
            let texts = letters.map { String(decoding: $0.bytes, as: UTF8.self) }
            let sentence =
                "In its place you could have Apple, which our supplier offers for 2026-03-25."
            #expect(texts.map { $0.contains(sentence) } == [true, false])
            #expect(texts[0].contains("take another item instead"))
            try agree(.substitute, house)
            let consents = try house.broker.consents()
            #expect(consents.map(\.letter) == [letters[0].number])
            let served = try house.proposedRound().document.allocations.map(\.line)
            #expect(served.contains("O1/1"))
        }
    }

    /// Oracle's example: of 100 wanted 80 are to be had, and 50 of a substitute: 80 and 20.
    @Test func theItemComesFirstAndTheSubstituteFillsTheRest() throws {
        try withHouse(substitutes: "A,B,0.50,,") { house, _ throws in
            try house.takeInFeed(
                "shelf.csv", "S1,a-1,2.00,1,1,1,80,,", "S1,b-1,30.00,1,1,1,5,,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,yes")
            let document = try house.proposedRound().document
            let units = Dictionary(
                document.orders.map { ($0.item, $0.quantity) }, uniquingKeysWith: +)
            #expect(units == ["A": 80, "B": 20])
            #expect(document.outcome.costs["substitution"] == "10")
            #expect(document.unmet.isEmpty)
        }
    }

    private func agree(_ answer: ConsentAnswer, _ house: TestHouse) throws {
        _ = try house.broker.recordConsent(
            answer, about: BackOrderLineID(parsing: "O1/1"), by: "Ann", channel: "phone",
            evidence: "call of 2 March")
    }

    private func withHouse(
        substitutes: String, _ body: (inout TestHouse, IntakeReport) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            let report = try house.broker.takeInMaster(
                house.master(others: [
                    .substitutes: "item,substitute,cost,direction,status\n\(substitutes)\n"
                ]))
            if report.status == .taken {
                try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            }
            try body(&house, report)
        }
    }
}

extension RoundRun {
    fileprivate var document: RoundDocument? {
        switch self {
        case .proposed(let round), .unchanged(let round), .settled(let round): round.document
        case .nothingNeeded: nil
        }
    }
}
