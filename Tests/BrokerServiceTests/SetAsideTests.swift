import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// What a round counts on for those who wait is kept free of other rounds and letters.
///
/// Ten apples of `O1/1` are needed by the 3rd; S1 has them four days late, S2 in time and so much
/// dearer that a credit of 25 is the better choice, while the budget of 30 covers it.
@Suite struct SetAsideTests {
    @Test func theNextRoundHasWhatTheApprovedOneLeaves() throws {
        try withHouse { house throws in
            let round = try house.proposedRound()
            #expect(round.document.credits?.map(\.planned) == ["25"])
            #expect(
                round.document.notes.suffix(2) == [
                    "Waiting was weighed with credits of up to 25 EUR for 1 of 1 lines that could "
                        + "be late.",
                    "The award counts on 25 EUR for 1 of them; approval sets it aside.",
                ])
            #expect(try house.left() == ["0", "30"])
            _ = try house.broker.approve(
                round.record.number, hash: round.record.hash, by: "tester", isDryRun: true)
            #expect(try house.left() == ["0", "30"])
            try house.approve(round)
            #expect(try house.left() == ["25", "5"])
            _ = try house.broker.issue(round.record.number, through: house.sink)
            #expect(try house.left() == ["25", "5"])

            try house.takeInBackOrders(Self.first, Self.second)
            let next = try house.proposedRound()
            #expect(next.document.credits?.map(\.line) == ["O2/1"])
            #expect(next.document.credits?.map(\.isCovered) == [false])
            #expect(next.document.credits?.map(\.planned) == [nil])
            #expect(next.document.orders.map(\.supplier) == ["S2"])
        }
    }

    /// A line that comes in time counts on nothing, though it could have waited.
    @Test func whatIsWeighedAndNotTakenIsNotSetAside() throws {
        try withHouse(price: "5.40") { house throws in
            let round = try house.proposedRound()
            #expect(round.document.credits?.map(\.planned) == ["0"])
            try house.approve(round)
            #expect(try house.broker.setAsideCredits() == [])
        }
    }

    @Test func theOfferTakesWhatIsSetAsideForItsLineAndLeavesTheRest() throws {
        try withHouse { house throws in
            try house.takeInBackOrders(Self.first, Self.other)
            try house.orderRound()
            #expect(try house.ends() == ["O1/1 set aside"])
            // Both are told that they wait; what is left is too little for the second.
            try house.answerAll(date: "2026-03-07")
            #expect(try house.send().sent.map(\.kind) == [.creditOffered, .promised])
            #expect(try house.broker.credits().map(\.line.description) == ["O1/1"])
            #expect(try house.ends() == ["O1/1 offered 1"])
            #expect(try house.left() == ["0", "5"])
            #expect(try house.budget() == ["25", "25", "0", "0", "5"])
        }
    }

    /// `B0/1` comes first among letters, and may not take what the round keeps for `O1/1`.
    @Test func aLetterToOthersTakesNothingThatIsSetAside() throws {
        try withHouse(budget: "49") { house throws in
            try house.takeInFeed(
                "again.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,5.60,1,1,1,,1,",
                "S1,b-1,1.00,1,1,1,,5,")
            try house.takeInBackOrders("B0,1,C1,B,5,2026-03-03,urgent,any,no", Self.first)
            try house.orderRound()
            #expect(try house.ends() == ["O1/1 set aside"])
            try house.answerAll(date: "2026-03-07")
            #expect(try house.send().sent.map(\.kind) == [.promised, .creditOffered])
            #expect(try house.ends() == ["O1/1 offered 1"])
        }
    }

    /// Where the budget was lowered since, the promise of the round is kept all the same.
    @Test func whatIsSetAsideIsOfferedThoughNothingIsLeft() throws {
        try withHouse { house throws in
            try house.orderRound()
            house.policy.credits.budget = try FixedPoint(parsing: "25")
            try house.answerAll(date: "2026-03-07")
            #expect(try house.send().sent.map(\.kind) == [.creditOffered])
            #expect(try house.left() == ["0", "0"])
        }
    }

    @Test(arguments: ["received", "refused", "cancelled", "withdrawn"])
    func whatIsNotNeededIsFreeAgain(how: String) throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            switch how {
            case "received":
                try house.receive(order.number, "R-1", units: 9)
                #expect(try house.left() == ["25", "5"])
                try house.receive(order.number, "R-2", units: 1)
            case "refused":
                try house.answer(order.number, "A-1", "1")
                #expect(try house.left() == ["25", "5"])
                try house.answer(order.number, "A-2", "0", at: 1)
            case "cancelled": try house.answerOffer(.cancel)
            default: try house.takeInBackOrders(Self.second, acceptsDrop: true)
            }
            #expect(try house.left() == ["0", "30"])
            try house.send()
            let stored = try house.storage.read { try $0.setAsideCredits() }
            let isGone = how == "cancelled" || how == "withdrawn"
            #expect(stored.map(\.outcome?.kind) == [isGone ? .cancelled : .notNeeded])
        }
    }

    @Test func anotherRoundTakesThePlaceOfOneThatWasNotIssued() throws {
        try withHouse { house throws in
            let first = try house.proposedRound()
            try house.approve(first)
            guard case .proposed(let second) = try house.broker.runRound(isAnew: true) else {
                Issue.record("no round")
                return
            }
            // It may count on the same money, because only one of both can be issued.
            #expect(second.document.credits?.map(\.planned) == ["25"])
            try house.approve(second)
            #expect(try house.ends() == ["O1/1 superseded", "O1/1 set aside"])
            #expect(try house.left() == ["25", "5"])
            // Whichever is issued has it.
            _ = try house.broker.issue(first.record.number, through: house.sink)
            #expect(
                try house.ends() == ["O1/1 superseded", "O1/1 superseded", "O1/1 set aside"])
            #expect(try house.broker.setAsideCredits().last?.round == first.record.number)
        }
    }

    @Test func whatIsNotIssuedOnItsDayIsFreeAgainUntilItIs() throws {
        try withHouse { house throws in
            let round = try house.proposedRound()
            try house.approve(round)
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            #expect(try house.ends() == ["O1/1 expired"])
            #expect(try house.left() == ["0", "30"])
            try house.send()
            _ = try house.broker.issue(round.record.number, through: house.sink)
            #expect(try house.ends() == ["O1/1 expired", "O1/1 set aside"])
            #expect(try house.left() == ["25", "5"])
        }
    }

    /// It counts in whatever period today lies in, until it is offered in one.
    @Test func whatIsSetAsideIsCarriedIntoTheNextPeriod() throws {
        try withHouse { house throws in
            try house.orderRound()
            house.now = try Timestamp(parsing: "2026-04-02T08:00:00Z")
            #expect(try house.left() == ["25", "5"])
        }
    }

    /// A document of the time before says only what was weighed.
    @Test func aRoundThatDoesNotTellCountsOnAllThatItWeighed() throws {
        try withHouse { house throws in
            var document = try house.proposedRound().document
            document.credits?[0].planned = nil
            #expect(try document.plannedCredits().map(\.amount.description) == ["25"])
        }
    }

    private static let first = "O1,1,C1,A,10,2026-03-03,urgent,any,no"
    private static let second = "O2,1,C1,A,10,2026-03-03,urgent,any,no"
    /// Two units for which no credit would pay in a round.
    private static let other = "O2,1,C1,A,2,2026-03-03,urgent,any,no"

    private func withHouse(
        price: String = "5.60", budget: String = "30", _ body: (inout TestHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.notices.channel = .json
            house.policy.credits.budget = try FixedPoint(parsing: budget)
            house.policy.credits.lateCostMillionths = 250_000
            house.policy.credits.rules = [
                CreditRule(name: "p", fromDays: 1, amount: try FixedPoint(parsing: "25"))
            ]
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,\(price),1,1,1,,1,")
            try house.takeInBackOrders(Self.first)
            try body(&house)
        }
    }
}

extension TestHouse {
    func approve(_ round: StoredRound) throws {
        _ = try broker.approve(round.record.number, hash: round.record.hash, by: "tester")
    }

    /// What is set aside and left of the current period.
    func left() throws -> [String] {
        guard let statement = try broker.creditStatements().last else { return [] }
        return [statement.setAside, statement.left].map(\.description)
    }

    /// Every line with a credit set aside, and what became of it.
    func ends() throws -> [String] {
        try broker.setAsideCredits().map { credit in
            let end = credit.outcome?.kind.rawValue ?? "set aside"
            return "\(credit.line) \(end)" + (credit.outcome?.credit.map { " \($0)" } ?? "")
        }
    }

    /// Suppliers confirm all lines of all orders for a day, and promises follow.
    func answerAll(date: String) throws {
        for order in try orders() {
            for line in order.lines {
                try answer(
                    order.number, "A-\(order.number)-\(line.number)",
                    String(line.progress.ordered), line: line.number, date: date)
            }
        }
        try broker.updatePromises()
    }
}
