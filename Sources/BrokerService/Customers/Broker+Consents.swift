import OrderDesk
package import Procurement
import Storage

/// What recording an answer changed.
package struct ConsentOutcome: Sendable, Hashable {
    package let consent: CustomerConsent
    /// Parts of our orders that were for the line and are for nobody now; only of a cancellation.
    package let released: [Peg]
    /// The credit that was open until then: given if it was accepted, free again otherwise.
    package let credit: WaitingCredit?
}

extension Broker {
    package func consents() throws -> [CustomerConsent] { try storage.read { try $0.consents() } }

    /// Records what a customer agreed to about an open line.
    ///
    /// To agree to `cancel` is what cancels a line: from then on nothing is bought for it, and
    /// what was on order for it becomes stock for anybody when it comes.
    package func recordConsent(
        _ answer: ConsentAnswer, about line: BackOrderLineID, by person: String,
        channel: String, evidence: String, isDryRun: Bool = false
    ) throws -> ConsentOutcome {
        let (inputs, letters, known, credit) = try storage.read {
            (
                try RoundInputs(from: $0), try $0.letters().filter { $0.line == line },
                try $0.consents().filter { $0.line == line }, try openCredit(of: line, in: $0)
            )
        }
        if inputs.cancelled.contains(line) {
            throw ServiceError(
                .notAllowed, code: "consent.line-cancelled",
                message: "The line (\(line)) is cancelled: nothing more is agreed about it.",
                help: "broker consent list shows the proof; a new order needs a line of its own.")
        }
        guard let order = inputs.lines.first(where: { $0.id == line }) else {
            throw ServiceError(
                .failed, code: "backorder.unknown",
                message: "There is no open back-order line (\(line)).",
                help: "broker backorder list names them.")
        }
        if answer == .credit, credit == nil {
            throw ServiceError(
                .failed, code: "consent.credit-missing",
                message: "No credit is open for the line (\(line)).",
                help: "broker credit list shows what was offered and until when; the answer wait "
                    + "needs no credit.")
        }
        let consent: CustomerConsent
        do {
            consent = try CustomerConsent(
                line: line, sequence: (known.last?.sequence ?? 0) + 1, at: now, answer: answer,
                basis: .customer, letter: letters.last?.number, person: person,
                channel: channel, evidence: evidence)
        } catch {
            throw ServiceError(
                .failed, code: error.code, message: error.message, help: error.help ?? "")
        }
        let released =
            answer == .cancel
            ? inputs.orders.flatMap(\.openPegs).filter { $0.line == line } : []
        if !isDryRun {
            try storage.write { try insert(consent, of: order.customer, in: $0) }
        }
        return ConsentOutcome(consent: consent, released: released, credit: credit)
    }

    /// Lets silence count where a customer's profile says so and the day for an answer is past.
    ///
    /// Only a letter that left can be answered by silence, and each is answered once.
    package func countSilence(isDryRun: Bool = false) throws -> [CustomerConsent] {
        if isDryRun { return try storage.read { try silences(in: $0).map(\.consent) } }
        return try storage.write { storage in
            let silences = try silences(in: storage)
            for (consent, customer) in silences {
                try insert(consent, of: customer, in: storage)
            }
            return silences.map(\.consent)
        }
    }

    private func silences(
        in storage: any StorageReading
    ) throws -> [(consent: CustomerConsent, customer: CustomerID)] {
        let letters = try storage.letters()
        guard letters.contains(where: { $0.option != nil }) else { return [] }
        let consents = Dictionary(grouping: try storage.consents(), by: \.line)
        let lastByLine = Dictionary(letters.map { ($0.line, $0) }, uniquingKeysWith: { $1 })
        return try RoundInputs(from: storage).lines.compactMap { line in
            guard let letter = lastByLine[line.id], letter.state == .sent,
                let option = letter.option, option.deadline < today,
                let answer = option.silence.answer,
                !(consents[line.id] ?? []).contains(where: { $0.answers(letter) })
            else { return nil }
            let consent = try CustomerConsent(
                line: line.id, sequence: (consents[line.id]?.last?.sequence ?? 0) + 1, at: now,
                answer: answer, basis: .statute, letter: letter.number,
                person: line.customer.rawValue, channel: "silence",
                evidence: "16 CFR 435.2(b): no answer to letter \(letter.number) by "
                    + "\(option.deadline)")
            return (consent, line.customer)
        }
    }

    /// Stores an agreement; with a cancellation what the customer has to be told of it.
    private func insert(
        _ consent: CustomerConsent, of customer: CustomerID, in storage: any StorageWriting
    ) throws {
        try storage.insertConsent(consent)
        try endCredit(answeredBy: consent, in: storage)
        guard consent.answer == .cancel else { return }
        try endDueSetAsides(in: storage)
        let known = try storage.notices().last { $0.line == consent.line }
        try storage.insertNotice(
            Notice(
                line: consent.line, sequence: (known?.sequence ?? 0) + 1, at: now,
                customer: customer, kind: .cancelled, oldDate: known?.newDate, newDate: nil,
                parts: "",
                reason: consent.basis == .customer
                    ? "you asked for it (\(consent.channel))"
                    : "the delay needed your consent, and we heard nothing by the day named; "
                        + "what you paid for it is refunded"))
    }
}

extension SilenceMeaning {
    fileprivate var answer: ConsentAnswer? {
        switch self {
        case .nothing: nil
        case .wait: .wait
        case .cancel: .cancel
        }
    }
}

extension CustomerConsent {
    /// Whether it was given to this letter or after it.
    func answers(_ letter: LetterRecord) -> Bool {
        self.letter.map { $0 >= letter.number } ?? (at >= letter.createdAt)
    }
}
