import Procurement
import Storage

extension Sample {
    /// Two notices of one line and one of another, every field filled and left out once.
    static func notices() throws -> [Notice] {
        let (first, second) = try (
            BackOrderLineID(parsing: "A/1"), BackOrderLineID(parsing: "Ä/1")
        )
        let customer = try CustomerID("C Ü")
        return [
            Notice(
                line: first, sequence: 1, at: moment(3), customer: customer, kind: .created,
                oldDate: nil, newDate: nil, parts: "", reason: ""),
            Notice(
                line: first, sequence: 2, at: moment(4), customer: customer, kind: .later,
                oldDate: .earliest, newDate: .latest, parts: wildText, reason: wildText),
            Notice(
                line: second, sequence: 1, at: moment(4), customer: customer, kind: .noDate,
                oldDate: .latest, newDate: nil, parts: "", reason: wildText),
        ]
    }

    static func letter(_ number: Int, of notice: Notice, isFull: Bool = false) -> LetterRecord {
        LetterRecord(
            number: number, line: notice.line, through: notice.sequence,
            customer: notice.customer, kind: notice.kind, oldDate: notice.oldDate,
            newDate: notice.newDate, parts: notice.parts,
            choices: isFull ? [.wait, .partial, .substitute, .cancel] : [],
            option: isFull ? DelayOption(deadline: .latest, silence: .cancel) : nil,
            isDelay: isFull, channel: "email", folder: isFull ? "notices" : "",
            fileName: "\(number)-abc.eml", bytes: isFull ? [0, 13, 10, 255] : [],
            sha256: digest, state: isFull ? .staged : .intended, createdAt: moment(5),
            changedAt: moment(6))
    }

    static func letters() throws -> [LetterRecord] {
        let notices = try notices()
        return [letter(1, of: notices[1], isFull: true), letter(2, of: notices[2])]
    }

    /// A consent to wait, and a cancellation by silence of another line.
    static func consents() throws -> [CustomerConsent] {
        let notices = try notices()
        return [
            try CustomerConsent(
                line: notices[1].line, sequence: 1, at: moment(7), answer: .wait,
                basis: .customer, letter: nil, person: wildText, channel: "phone",
                evidence: wildText),
            try CustomerConsent(
                line: notices[2].line, sequence: 1, at: moment(8), answer: .cancel,
                basis: .statute, letter: 2, person: "nobody", channel: "silence",
                evidence: "no answer"),
        ]
    }
}
