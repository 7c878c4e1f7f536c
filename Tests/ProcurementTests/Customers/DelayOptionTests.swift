import Procurement
import Testing

/// 16 CFR 435.2(b) as a table, and what a contract says instead.
@Suite struct DelayOptionTests {
    private static let original = "2026-03-10"

    @Test(
        arguments: [
            // profile, delays before, old date, new date, told on, deadline, silence
            (.contract, 0, nil, "2026-03-20", "2026-03-02", "2026-03-09", .nothing),
            (.contract, 3, "2026-03-20", nil, "2026-03-02", "2026-03-09", .nothing),
            // A first delay, definite and at most 30 days: silence is consent, up to that date.
            (.statutory, 0, nil, "2026-03-20", "2026-03-02", "2026-03-20", .wait),
            (.statutory, 0, nil, "2026-04-09", "2026-03-02", "2026-04-09", .wait),
            // Longer, or without a date: cancelled unless agreed to within 30 days of the original.
            (.statutory, 0, nil, "2026-04-10", "2026-03-02", "2026-04-09", .cancel),
            (.statutory, 0, "2026-03-10", nil, "2026-03-02", "2026-04-09", .cancel),
            // Every further delay: cancelled unless agreed to before the date told last.
            (.statutory, 1, "2026-03-20", "2026-03-25", "2026-03-12", "2026-03-20", .cancel),
            (.statutory, 1, nil, "2026-03-25", "2026-03-12", "2026-04-09", .cancel),
            // Told too late for the rule: the customer still has the days for an answer.
            (.statutory, 1, "2026-03-20", nil, "2026-03-21", "2026-03-28", .cancel),
            (.statutory, 0, nil, nil, "2026-05-01", "2026-05-08", .cancel),
        ] as [(CustomerProfile, Int, String?, String?, String, String, SilenceMeaning)])
    func theOptionThatGoesWithADelay(
        _ profile: CustomerProfile, _ delays: Int, _ old: String?, _ new: String?,
        _ told: String, _ deadline: String, _ silence: SilenceMeaning
    ) throws {
        let option = DelayOption(
            profile: profile, original: try CalendarDate(parsing: Self.original),
            delaysBefore: delays, oldDate: try old.map { try CalendarDate(parsing: $0) },
            newDate: try new.map { try CalendarDate(parsing: $0) },
            toldOn: try CalendarDate(parsing: told), replyDays: 7)
        #expect(
            option
                == DelayOption(deadline: try CalendarDate(parsing: deadline), silence: silence))
    }

    @Test func aConsentWithoutProofCannotBe() throws {
        let line = try BackOrderLineID(parsing: "O1/1")
        for (person, channel, evidence) in [
            ("", "phone", "call"), ("Ann", " ", "call"), ("Ann", "phone", "\n"),
        ] {
            let error = #expect(throws: ValueError.self) {
                try CustomerConsent(
                    line: line, sequence: 1, at: .earliest, answer: .cancel, basis: .customer,
                    letter: nil, person: person, channel: channel, evidence: evidence)
            }
            #expect(error?.code == "consent.proof-missing")
        }
        let silent = #expect(throws: ValueError.self) {
            try CustomerConsent(
                line: line, sequence: 1, at: .earliest, answer: .cancel, basis: .statute,
                letter: nil, person: "C1", channel: "silence", evidence: "rule")
        }
        #expect(silent?.code == "consent.letter-missing")
    }

    @Test func onlyNewsThatIsWorseDoesNotWait() {
        #expect(
            NoticeKind.allCases.filter(\.isWorse) == [.later, .noDate, .creditOffered, .cancelled])
    }
}
