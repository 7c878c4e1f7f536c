import Foundation
import GRDB
import Procurement
import Storage

// MARK: - Notices

extension SQLiteTransaction {
    private static let noticeColumns = """
        order_reference, line, sequence, at_ms, customer, kind, old_day, new_day, parts, reason
        """

    func notices() throws(StorageError) -> [Notice] {
        try query { database in
            try database.values("SELECT \(Self.noticeColumns) FROM notice") {
                Notice(
                    line: try $0.line(), sequence: try $0.int(), at: try $0.timestamp(),
                    customer: try $0.named(CustomerID.self), kind: try $0.named(NoticeKind.self),
                    oldDate: try $0.optionalDate(), newDate: try $0.optionalDate(),
                    parts: try $0.text(), reason: try $0.text())
            }.sorted { ($0.line, $0.sequence) < ($1.line, $1.sequence) }
        }
    }

    func insertNotice(_ notice: Notice) throws(StorageError) {
        try change { database in
            try StorageRules.check(notice)
            guard notice.sequence == (try database.last("notice", of: notice.line)) + 1 else {
                throw StorageError.outOfSequence(
                    "The notice (\(notice.sequence)) of \(notice.line)")
            }
            try database.insertion(into: "notice", Self.noticeColumns).insert([
                notice.line.order.rawValue, notice.line.line, notice.sequence,
                notice.at.millisecondsSince1970, notice.customer.rawValue, notice.kind.rawValue,
                notice.oldDate?.dayNumber, notice.newDate?.dayNumber, notice.parts, notice.reason,
            ])
        }
    }
}

// MARK: - Letters

extension SQLiteTransaction {
    private static let letterColumns = """
        number, order_reference, line, through, customer, kind, old_day, new_day, parts, choices, \
        deadline_day, silence, is_delay, channel, folder, file_name, bytes, sha256, state, \
        created_at_ms, changed_at_ms
        """

    func letters() throws(StorageError) -> [LetterRecord] {
        try query { database in
            try database.values("SELECT \(Self.letterColumns) FROM letter ORDER BY number") {
                LetterRecord(
                    number: try $0.int(), line: try $0.line(), through: try $0.int(),
                    customer: try $0.named(CustomerID.self), kind: try $0.named(NoticeKind.self),
                    oldDate: try $0.optionalDate(), newDate: try $0.optionalDate(),
                    parts: try $0.text(), choices: try $0.choices(), option: try $0.option(),
                    isDelay: try $0.flag(), channel: try $0.text(), folder: try $0.text(),
                    fileName: try $0.text(), bytes: try $0.bytes(), sha256: try $0.text(),
                    state: try $0.named(OutboxState.self), createdAt: try $0.timestamp(),
                    changedAt: try $0.timestamp())
            }
        }
    }

    func insertLetter(_ letter: LetterRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(letter)
            let last = try database.firstValue("SELECT max(number) FROM letter", []) {
                try $0.optionalInt()
            }
            guard letter.number == ((last ?? nil) ?? 0) + 1 else {
                throw StorageError.outOfSequence("The letter (\(letter.number))")
            }
            let told = try database.firstValue(
                "SELECT max(through) FROM letter WHERE order_reference = ? AND line = ?",
                [letter.line.order.rawValue, letter.line.line]
            ) { try $0.optionalInt() }
            guard letter.through > ((told ?? nil) ?? 0),
                letter.through <= (try database.last("notice", of: letter.line))
            else {
                throw StorageError(
                    .refused, "The letter (\(letter.number)) tells no notice that is untold.")
            }
            try database.insertion(into: "letter", Self.letterColumns).insert([
                letter.number, letter.line.order.rawValue, letter.line.line, letter.through,
                letter.customer.rawValue, letter.kind.rawValue, letter.oldDate?.dayNumber,
                letter.newDate?.dayNumber, letter.parts,
                letter.choices.map(\.rawValue).joined(separator: ","),
                letter.option?.deadline.dayNumber, letter.option?.silence.rawValue,
                letter.isDelay, letter.channel, letter.folder, letter.fileName,
                Data(letter.bytes), letter.sha256, letter.state.rawValue,
                letter.createdAt.millisecondsSince1970, letter.changedAt.millisecondsSince1970,
            ])
        }
    }

    func updateLetter(
        _ number: Int, to new: OutboxState, at time: Timestamp
    ) throws(StorageError) {
        try change { database in
            let updated = try database.change(
                "UPDATE letter SET state = ?, changed_at_ms = ? WHERE number = ?",
                [new.rawValue, time.millisecondsSince1970, number])
            guard updated == 1 else { throw StorageError.unknownLetter(number) }
        }
    }
}

// MARK: - Consents

extension SQLiteTransaction {
    private static let consentColumns = """
        order_reference, line, sequence, at_ms, answer, basis, letter, person, channel, evidence
        """

    func consents() throws(StorageError) -> [CustomerConsent] {
        try query { database in
            try database.values("SELECT \(Self.consentColumns) FROM consent") {
                try CustomerConsent(
                    line: $0.line(), sequence: $0.int(), at: $0.timestamp(),
                    answer: $0.named(ConsentAnswer.self), basis: $0.named(ConsentBasis.self),
                    letter: $0.optionalInt(), person: $0.text(), channel: $0.text(),
                    evidence: $0.text())
            }.sorted { ($0.line, $0.sequence) < ($1.line, $1.sequence) }
        }
    }

    func insertConsent(_ consent: CustomerConsent) throws(StorageError) {
        try change { database in
            try StorageRules.check(consent)
            guard consent.sequence == (try database.last("consent", of: consent.line)) + 1 else {
                throw StorageError.outOfSequence(
                    "The consent (\(consent.sequence)) about \(consent.line)")
            }
            try database.insertion(into: "consent", Self.consentColumns).insert([
                consent.line.order.rawValue, consent.line.line, consent.sequence,
                consent.at.millisecondsSince1970, consent.answer.rawValue,
                consent.basis.rawValue, consent.letter, consent.person, consent.channel,
                consent.evidence,
            ])
        }
    }
}

extension Database {
    /// The highest sequence of a line in a table; 0 for none.
    fileprivate func last(_ table: String, of line: BackOrderLineID) throws -> Int {
        let last = try firstValue(
            "SELECT max(sequence) FROM \(table) WHERE order_reference = ? AND line = ?",
            [line.order.rawValue, line.line]
        ) { try $0.optionalInt() }
        return (last ?? nil) ?? 0
    }
}

extension Columns {
    fileprivate mutating func line() throws -> BackOrderLineID {
        try BackOrderLineID(order: named(OrderReference.self), line: text())
    }

    fileprivate mutating func choices() throws -> [ConsentAnswer] {
        try text().split(separator: ",").map { word in
            guard let answer = ConsentAnswer(rawValue: String(word)) else {
                throw StoredValueError(type: "ConsentAnswer", value: String(word))
            }
            return answer
        }
    }

    fileprivate mutating func option() throws -> DelayOption? {
        let deadline = try optionalDate()
        guard let silence = try optionalText(), let deadline else { return nil }
        guard let meaning = SilenceMeaning(rawValue: silence) else {
            throw StoredValueError(type: "SilenceMeaning", value: silence)
        }
        return DelayOption(deadline: deadline, silence: meaning)
    }
}
