import Procurement
import Testing

/// What became of first promises corrects the share that new ones are made for.
@Suite struct KeptPromisesTests {
    private static let today = CalendarDate(dayNumber: 20_500)

    /// Promises that fell due on the days before ``today``, the latest first.
    private func outcomes(_ kept: [Bool], for share: Int64 = 90) throws -> [PromiseOutcome] {
        try kept.enumerated().map { index, isKept in
            PromiseOutcome(
                line: try BackOrderLineID(parsing: "O\(index)/1"),
                promised: Self.today.adding(days: -1 - index),
                share: try QuantileLevel(millionths: share * 10_000), isKept: isKept)
        }
    }

    private func learned(_ kept: [Bool], for share: Int64 = 90) throws -> KeptPromises {
        KeptPromises(
            outcomes: try outcomes(kept, for: share), on: Self.today,
            aim: try QuantileLevel(millionths: 900_000))
    }

    private func pattern(_ count: Int, brokenEvery step: Int) -> [Bool] {
        (0..<count).map { ($0 + 1) % step != 0 }
    }

    @Test func withoutPromisesTheShareIsTheAim() throws {
        let learned = try learned([])
        #expect((learned.due, learned.kept) == (0, 0))
        #expect(learned.share == learned.aim)
    }

    @Test func whatIsKeptTooOftenIsPromisedEarlierAndTheOtherWayAround() throws {
        #expect(try learned(pattern(300, brokenEvery: 10)).share.millionths == 900_000)
        let often = try learned(pattern(300, brokenEvery: 16))
        #expect((often.due, often.kept) == (300, 282))
        #expect(often.share < often.aim)
        #expect(try learned(pattern(300, brokenEvery: 6)).share > often.aim)
    }

    /// Nine of ten were kept of those that were made for P84: that is what the aim needs.
    @Test func whatWasMadeForAnotherShareSaysWhatTheAimNeeds() throws {
        #expect(try learned(pattern(600, brokenEvery: 10), for: 84).share.millionths == 850_000)
        #expect(try learned(pattern(600, brokenEvery: 6), for: 84).share.millionths == 900_000)
    }

    /// However often they were kept, a date is made for P80 at least, and for P98 at most.
    @Test func noDateIsBolderThanOneThatFailsTwiceAsOften() throws {
        #expect(
            try learned(Array(repeating: true, count: 600)).share.millionths == 800_000)
        #expect(
            try learned(Array(repeating: false, count: 600)).share.millionths == 980_000)
    }

    /// Ten say little: their word is that of ten against fifty that were as they should be.
    @Test func aFewPromisesMoveLittle() throws {
        let kept = try learned(Array(repeating: true, count: 10)).share.millionths
        #expect((860_000..<900_000).contains(kept))
        let broken = try learned([false]).share.millionths
        #expect((900_001...940_000).contains(broken))
    }

    /// Of those that are not due the kept ones are known sooner: they would speak for themselves.
    @Test func whatIsNotDueDoesNotCount() throws {
        let due = try outcomes(pattern(200, brokenEvery: 8))
        let later = try (0..<50).map { index in
            PromiseOutcome(
                line: try BackOrderLineID(parsing: "N\(index)/1"),
                promised: Self.today.adding(days: index),
                share: try QuantileLevel(millionths: 900_000), isKept: true)
        }
        let aim = try QuantileLevel(millionths: 900_000)
        #expect(
            KeptPromises(outcomes: later + due, on: Self.today, aim: aim)
                == KeptPromises(outcomes: due, on: Self.today, aim: aim))
    }

    @Test func theOrderOfTheOutcomesChangesNothing() throws {
        let outcomes = try outcomes(pattern(300, brokenEvery: 7))
        let aim = try QuantileLevel(millionths: 900_000)
        let expected = KeptPromises(outcomes: outcomes, on: Self.today, aim: aim)
        #expect(
            KeptPromises(outcomes: outcomes.reversed(), on: Self.today, aim: aim) == expected)
    }

    @Test func theLatestCountMost() throws {
        let broken = Array(repeating: false, count: 40)
        let kept = Array(repeating: true, count: 360)
        #expect(try learned(broken + kept).share > learned(kept + broken).share)
    }

    /// A house where 40 in 100 of those who were told of a delay cancel before the day: by the
    /// aim alone 93.8 % of the promises that count are kept, corrected nine of ten.
    @Test func theAimIsMetAlthoughBrokenPromisesAreCancelled() throws {
        func rate(correcting: Bool) throws -> Int {
            var random = UInt64(7)
            func next() -> Int {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(random >> 40) % 10_000
            }
            let aim = try QuantileLevel(millionths: 900_000)
            var outcomes: [PromiseOutcome] = []
            for day in 0..<400 {
                // What was promised thirty days ago is all that is known.
                let on = Self.today.adding(days: day)
                let share = KeptPromises(outcomes: outcomes, on: on, aim: aim).share
                let level = Int((correcting ? share : aim).millionths / 100)
                for number in 0..<5 {
                    let isKept = next() < level
                    if !isKept && next() < 4_000 { continue }
                    outcomes.append(
                        PromiseOutcome(
                            line: try BackOrderLineID(parsing: "O\(day)/\(number)"),
                            promised: on.adding(days: 30),
                            share: correcting ? share : aim, isKept: isKept))
                }
            }
            let counted = outcomes.dropFirst(300)
            return counted.count { $0.isKept } * 1_000 / counted.count
        }
        #expect(try rate(correcting: false) > 925)
        #expect((890...915).contains(try rate(correcting: true)))
    }

    @Test(
        arguments: [
            (PromiseEnding.complete, 5, nil, true), (.complete, 6, nil, false),
            (.overdue, 6, nil, false), (.cancelled, 5, nil, nil), (.cancelled, 6, nil, false),
            (.withdrawn, 4, nil, nil), (.withdrawn, 4, 4, true), (.withdrawn, 4, 5, nil),
            (.withdrawn, 9, 6, false), (.withdrawn, 9, 5, true),
        ] as [(PromiseEnding, Int, Int?, Bool?)])
    func eachEndingSaysWhetherThePromiseWasKept(
        _ ending: PromiseEnding, _ day: Int, _ received: Int?, _ expected: Bool?
    ) {
        #expect(
            ending.isKept(
                on: Self.today.adding(days: day), promised: Self.today.adding(days: 5),
                received: received.map { Self.today.adding(days: $0) }) == expected)
    }
}
