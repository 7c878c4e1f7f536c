import BrokerCommands
import Procurement
import Testing

/// How ``KeptWords`` says what earlier promises make of a date.
@Suite struct KeptWordsTests {
    private static let today = CalendarDate(dayNumber: 20_500)

    private func kept(_ count: Int, brokenEvery step: Int) throws -> KeptPromises {
        let aim = try QuantileLevel(millionths: 900_000)
        return KeptPromises(
            outcomes: try (0..<count).map { index in
                PromiseOutcome(
                    line: try BackOrderLineID(parsing: "O\(index)/1"),
                    promised: Self.today.adding(days: -1), share: aim,
                    isKept: (index + 1) % step != 0)
            }, on: Self.today, aim: aim)
    }

    @Test func aNewDateIsOfTheCorrectedShare() throws {
        let kept = try kept(212, brokenEvery: 17)
        #expect(
            KeptWords(kept: kept, share: kept.share, isTold: false).text
                == "of 212 first promises 94 % were kept, P90 is the aim: this date is P85")
    }

    @Test func aDateThatWasToldKeepsItsShare() throws {
        let kept = try kept(1, brokenEvery: 1)
        #expect(
            KeptWords(kept: kept, share: kept.aim, isTold: true).text
                == "of 1 first promise 0 % were kept, P90 is the aim: new dates are P92, this one "
                + "was told as P90")
    }

    @Test func nothingIsSaidBeforeAPromiseFellDue() throws {
        let kept = try kept(0, brokenEvery: 1)
        #expect(KeptWords(kept: kept, share: kept.share, isTold: false).text == nil)
    }
}
