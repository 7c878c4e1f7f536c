import Procurement

extension MemoryTransaction {
    func notices() throws(StorageError) -> [Notice] {
        current().notices.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    func letters() throws(StorageError) -> [LetterRecord] { current().letters }

    func consents() throws(StorageError) -> [CustomerConsent] {
        current().consents.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    func insertNotice(_ notice: Notice) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(notice)
            let known = state.notices[notice.line]?.last?.sequence ?? 0
            guard notice.sequence == known + 1 else {
                throw .outOfSequence("The notice (\(notice.sequence)) of \(notice.line)")
            }
            state.notices[notice.line, default: []].append(notice)
        }
    }

    func insertLetter(_ letter: LetterRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(letter)
            guard letter.number == state.letters.count + 1 else {
                throw .outOfSequence("The letter (\(letter.number))")
            }
            let last = state.letters.last { $0.line == letter.line }?.through ?? 0
            guard letter.through > last,
                letter.through <= state.notices[letter.line]?.last?.sequence ?? 0
            else {
                throw StorageError(
                    .refused, "The letter (\(letter.number)) tells no notice that is untold.")
            }
            state.letters.append(letter)
        }
    }

    func updateLetter(
        _ number: Int, to new: OutboxState, at time: Timestamp
    ) throws(StorageError) {
        try change { (state) throws(StorageError) in
            guard state.letters.indices.contains(number - 1) else { throw .unknownLetter(number) }
            guard state.letters[number - 1].state != .sent || new == .sent else {
                throw .leftBefore(number)
            }
            state.letters[number - 1].state = new
            state.letters[number - 1].changedAt = time
        }
    }

    func insertConsent(_ consent: CustomerConsent) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(consent)
            let known = state.consents[consent.line] ?? []
            guard consent.sequence == (known.last?.sequence ?? 0) + 1 else {
                throw .outOfSequence("The consent (\(consent.sequence)) about \(consent.line)")
            }
            guard !known.contains(where: { $0.answer == .cancel }) else {
                throw .alreadyCancelled(consent.line)
            }
            if let letter = consent.letter, !state.letters.indices.contains(letter - 1) {
                throw .unknownLetter(letter)
            }
            state.consents[consent.line, default: []].append(consent)
        }
    }
}
