package import Procurement

extension StorageRules {
    package static func check(_ notice: Notice) throws(StorageError) {
        let owner = "notice (\(notice.sequence)) of \(notice.line)"
        try requireWhole(notice.parts, notice.reason, of: owner)
        try require(notice.sequence >= 1, "The sequence of \(owner) must be at least 1.")
    }

    package static func check(_ letter: LetterRecord) throws(StorageError) {
        let owner = "letter (\(letter.number))"
        try requireKey(letter.channel, of: owner)
        try requireKey(letter.fileName, of: owner)
        try requireWhole(letter.folder, letter.parts, of: owner)
        try requireDigest(letter.sha256, of: owner)
        try require(
            letter.number >= 1 && letter.through >= 1,
            "The number of \(owner) and of its last notice must be at least 1.")
        try require(
            Set(letter.choices).count == letter.choices.count,
            "A choice of \(owner) is there twice.")
    }

    package static func check(_ consent: CustomerConsent) throws(StorageError) {
        let owner = "consent (\(consent.sequence)) about \(consent.line)"
        try requireKey(consent.person, of: owner)
        try requireKey(consent.channel, of: owner)
        try requireKey(consent.evidence, of: owner)
        try require(consent.sequence >= 1, "The sequence of \(owner) must be at least 1.")
    }
}

extension StorageError {
    package static func outOfSequence(_ subject: String) -> StorageError {
        StorageError(.refused, "\(subject) is not the next one.")
    }

    package static func alreadyCancelled(_ line: BackOrderLineID) -> StorageError {
        StorageError(.refused, "The line (\(line)) is cancelled: nothing more is agreed about it.")
    }

    package static func unknownLetter(_ number: Int) -> StorageError {
        StorageError(.refused, "There is no letter (\(number)).")
    }

    package static func leftBefore(_ number: Int) -> StorageError {
        StorageError(.refused, "The letter (\(number)) was sent and stays so.")
    }
}
