import OrderDesk
import Procurement
import Testing

/// What several notices of a line come to, and when they may be told.
@Suite struct LetterDraftTests {
    private let line: BackOrderLineID
    private let customer: CustomerID
    private let needBy: CalendarDate

    init() throws {
        line = try BackOrderLineID(parsing: "O1/1")
        customer = try CustomerID("C1")
        needBy = try CalendarDate(parsing: "2026-03-10")
    }

    /// A day of March 2026.
    private func day(_ number: Int?) throws -> CalendarDate? {
        try number.map { try CalendarDate(parsing: "2026-03-\($0 < 10 ? "0" : "")\($0)") }
    }

    private func notices(_ states: [(NoticeKind, Int?)], parts: String = "") throws -> [Notice] {
        try states.enumerated().map { index, state in
            Notice(
                line: line, sequence: index + 1, at: .earliest, customer: customer,
                kind: state.0, oldDate: nil, newDate: try day(state.1), parts: parts,
                reason: "r\(index)")
        }
    }

    private func told(
        _ kind: NoticeKind, _ date: Int?, parts: String = "", delays: Int = 0
    ) throws -> ToldSoFar {
        ToldSoFar(
            kind: kind, date: try day(date), parts: parts,
            at: try Timestamp(parsing: "2026-03-02T08:00:00Z"), delays: delays, openOption: nil)
    }

    @Test func severalChangesAreOneLetterWithTheLastState() throws {
        let draft = try #require(
            LetterDraft(
                untold: try notices([(.later, 15), (.noDate, nil), (.promised, 12)]),
                told: try told(.promised, 9), needBy: needBy))
        #expect(draft.kind == .later)
        #expect(draft.oldDate == (try day(9)))
        #expect(draft.newDate == (try day(12)))
        #expect(draft.through == 3 && draft.reason == "r2" && draft.isDelay)
    }

    @Test(
        arguments: [
            // untold, told kind, told date, the letter's kind
            ([(.created, nil)], nil, nil, .created),
            ([(.created, nil), (.promised, 9)], nil, nil, .promised),
            ([(.created, nil), (.noDate, nil)], nil, nil, .noDate),
            ([(.later, 12), (.earlier, 9)], .promised, 9, nil),
            ([(.later, 12), (.shipped, 12)], .promised, 9, .later),
            ([(.shipped, 9)], .promised, 9, .shipped),
            ([(.noDate, nil)], .promised, 9, .noDate),
            ([(.noDate, nil)], .noDate, nil, nil),
            ([(.promised, 20)], .noDate, nil, .promised),
            ([(.earlier, 7)], .promised, 9, .earlier),
            ([(.later, 12), (.cancelled, nil)], .promised, 9, .cancelled),
        ] as [([(NoticeKind, Int?)], NoticeKind?, Int?, NoticeKind?)])
    func whatItComesTo(
        _ states: [(NoticeKind, Int?)], _ kind: NoticeKind?, _ date: Int?, _ expected: NoticeKind?
    ) throws {
        let draft = LetterDraft(
            untold: try notices(states), told: try kind.map { try told($0, date) },
            needBy: needBy)
        #expect(draft?.kind == expected)
    }

    /// A promise that a customer knows is never worsened without a letter: whatever notices
    /// follow, if the last state is worse than what was told, the letter says so and does not
    /// wait for the cadence.
    @Test func aWorseStateIsAlwaysToldAtOnce() throws {
        let dates: [Int?] = [nil, 8, 9, 12]
        for first in dates {
            for second in dates {
                let states = [first, second].map {
                    ($0 == nil ? NoticeKind.noDate : .promised, $0)
                }
                let before = try told(.promised, 9)
                let draft = LetterDraft(
                    untold: try notices(states), told: before, needBy: needBy)
                guard second ?? 99 > 9 else { continue }
                #expect(draft?.kind == (second == nil ? .noDate : .later))
                #expect(draft?.earliest(after: before, hoursBetween: 24) == nil)
            }
        }
    }

    @Test func goodNewsWaitsForTheCadence() throws {
        let before = try told(.promised, 9)
        let draft = LetterDraft(
            untold: try notices([(.earlier, 7)]), told: before, needBy: needBy)
        #expect(
            draft?.earliest(after: before, hoursBetween: 24)
                == (try Timestamp(parsing: "2026-03-03T08:00:00Z")))
    }

    @Test func aFirstDateBehindTheNeedIsADelay() throws {
        for (date, isDelay) in [(10, false), (11, true)] {
            let draft = LetterDraft(
                untold: try notices([(.promised, date)]), told: nil, needBy: needBy)
            #expect(draft?.isDelay == isDelay)
        }
        // Behind "no date" any date is better news.
        let after = LetterDraft(
            untold: try notices([(.promised, 30)]), told: try told(.noDate, nil, delays: 1),
            needBy: needBy)
        #expect(after?.isDelay == false)
    }

    @Test func quietHoursMaySpanMidnight() throws {
        let night = QuietHours(
            from: try TimeOfDay(parsing: "20:00"), until: try TimeOfDay(parsing: "07:00"))
        let noon = QuietHours(
            from: try TimeOfDay(parsing: "12:00"), until: try TimeOfDay(parsing: "13:00"))
        for (time, inNight, atNoon) in [
            ("19:59", false, false), ("20:00", true, false), ("00:00", true, false),
            ("06:59", true, false), ("07:00", false, false), ("12:30", false, true),
        ] {
            let time = try TimeOfDay(parsing: time)
            #expect(night.contains(time) == inNight && noon.contains(time) == atNoon)
        }
    }
}
