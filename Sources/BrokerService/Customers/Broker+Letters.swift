package import OrderDesk
package import Procurement
package import Storage
package import SupplierAdapterKit

/// Why a letter does not leave now.
package enum LetterHold: Sendable, Hashable {
    /// What changed since the last letter comes to nothing.
    case nothingNew
    /// The customer is written to by nobody.
    case noChannel
    /// The customer has no usable e-mail address.
    case noAddress
    /// The house is quiet until this time.
    case quiet(TimeOfDay)
    /// The last letter about the line is not long enough ago.
    case cadence(Timestamp)
    /// The line no longer waits.
    case lineGone
}

/// What a line's untold notices come to: a letter that leaves, or the reason why none does.
package struct LetterOutlook: Sendable {
    package let line: BackOrderLineID
    package let draft: LetterDraft?
    /// What would be sent; `nil` with a hold.
    package let letter: LetterRecord?
    package let hold: LetterHold?
    /// The credit that the letter offers.
    package let credit: CreditOffer?
    /// What is told for the first time with the letter itself, and is stored with it.
    package let notice: Notice?

    init(
        line: BackOrderLineID, draft: LetterDraft?, letter: LetterRecord? = nil,
        hold: LetterHold? = nil, credit: CreditOffer? = nil, notice: Notice? = nil
    ) {
        self.line = line
        self.draft = draft
        self.letter = letter
        self.hold = hold
        self.credit = credit
        self.notice = notice
    }
}

/// What became of the letters.
package struct LetterReport: Sendable {
    package var sent: [LetterRecord] = []
    package var failed: [(LetterRecord, AdapterError)] = []
    package var held: [LetterOutlook] = []
    /// Letters that leave later, or no more by themselves, with the reason.
    package var waiting: [(LetterRecord, AdapterError)] = []
}

extension Broker {
    /// For each line with something untold, the letter that would leave now or why none does.
    package func letterOutlooks() throws -> [LetterOutlook] {
        try storage.read { try letterOutlooks(in: $0) }
    }

    /// Writes the letters that are due and hands over all that did not leave yet.
    ///
    /// The letters are stored, byte for byte, in one transaction before any leaves; each leaves
    /// exactly once, as purchase orders do.
    package func sendLetters(
        through sink: any DocumentSink, isDryRun: Bool = false
    ) throws -> LetterReport {
        var report = LetterReport()
        if isDryRun {
            let outlooks = try letterOutlooks()
            report.sent = outlooks.compactMap(\.letter)
            report.held = outlooks.filter { $0.hold != nil }
            return report
        }
        report.held = try storage.write { storage in
            try endDueCredits(in: storage)
            let outlooks = try letterOutlooks(in: storage)
            for outlook in outlooks {
                guard let letter = outlook.letter else { continue }
                if let notice = outlook.notice { try storage.insertNotice(notice) }
                try storage.insertLetter(letter)
                if let credit = outlook.credit {
                    try insert(credit, with: letter, in: storage)
                }
            }
            return outlooks.filter { $0.hold != nil }
        }
        for letter in try storage.read({ try $0.letters() }) where letter.state != .sent {
            do {
                try handOver(letter, through: sink)
                report.sent.append(letter)
            } catch let error as AdapterError {
                if error.code == "letter.waits" {
                    report.waiting.append((letter, error))
                } else {
                    report.failed.append((letter, error))
                }
            }
        }
        return report
    }

    private func handOver(_ letter: LetterRecord, through sink: any DocumentSink) throws {
        let document = OutgoingDocument(
            name: "letter (\(letter.number))", bytes: letter.bytes,
            destination: OrderDestination(folder: letter.folder, fileName: letter.fileName),
            state: letter.state)
        try handOver(document, through: sink) { state in
            try storage.write { try $0.updateLetter(letter.number, to: state, at: now) }
        }
    }

    private func letterOutlooks(in storage: any StorageReading) throws -> [LetterOutlook] {
        var pass = try LetterPass(self, in: storage)
        return try pass.outlooks()
    }

    func toldSoFar(
        _ letters: [LetterRecord], _ consents: [CustomerConsent]
    ) -> ToldSoFar? {
        guard let last = letters.last else { return nil }
        let isAnswered = consents.contains { $0.answers(last) }
        return ToldSoFar(
            kind: letters.last { $0.kind != .substituteOffered }?.kind ?? last.kind,
            date: last.newDate, parts: last.parts, at: last.createdAt,
            delays: letters.count(where: \.isDelay), openOption: isAnswered ? nil : last.option)
    }

    func hold(
        _ draft: LetterDraft, _ told: ToldSoFar?, _ order: BackOrderLine, isCancelled: Bool
    ) -> LetterHold? {
        let notices = policy.notices
        if draft.kind == .cancelled {
            if told == nil { return .nothingNew }
        } else if order.status != .open || isCancelled {
            return .lineGone
        }
        let channel = notices.channel(of: draft.customer)
        if channel == .none { return .noChannel }
        if channel.isMail {
            let email = notices.customers[draft.customer]?.email ?? ""
            if !MailAddress(name: "", email: email).isUsable { return .noAddress }
        }
        if let earliest = draft.earliest(after: told, hoursBetween: notices.hoursBetween),
            now < earliest
        {
            return .cadence(earliest)
        }
        if let quiet = notices.quiet, quiet.contains(policy.localTime(now).time) {
            return .quiet(quiet.until)
        }
        return nil
    }
}
