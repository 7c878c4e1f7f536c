import Procurement
import Storage
import Testing

/// What customers are told and agree to, in both storages.
@Suite struct CustomerStorageTests {
    @Test(arguments: StorageUnderTest.available)
    func everyFieldComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            try storage.write { state throws in
                for notice in try Sample.notices() { try state.insertNotice(notice) }
                for letter in try Sample.letters() { try state.insertLetter(letter) }
                for consent in try Sample.consents() { try state.insertConsent(consent) }
            }
            let (notices, letters, consents) = try reopened().read { state throws in
                (try state.notices(), try state.letters(), try state.consents())
            }
            #expect(notices == (try Sample.notices()))
            #expect(letters == (try Sample.letters()))
            #expect(consents == (try Sample.consents()))
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func noticesAndLettersFollowEachOther(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let notices = try Sample.notices()
            let (first, second) = (notices[0], notices[1])
            let early = try storage.refusal { try $0.insertNotice(second) }
            #expect(early == .refused)
            try storage.write { try $0.insertNotice(first) }
            let again = try storage.refusal { try $0.insertNotice(first) }
            #expect(again == .refused)
            // A letter about a notice that is not there, and one under a number too many.
            let unknown = Sample.letter(1, of: second)
            let ahead = Sample.letter(2, of: first)
            for letter in [unknown, ahead] {
                let refusal = try storage.refusal { try $0.insertLetter(letter) }
                #expect(refusal == .refused)
            }
            let letter = Sample.letter(1, of: first)
            try storage.write { try $0.insertLetter(letter) }
            // The same notice is told once.
            let twice = try storage.refusal { try $0.insertLetter(ahead) }
            #expect(twice == .refused)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aLetterThatWasSentStaysSent(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let notice = try Sample.notices()[0]
            try storage.write { state throws in
                try state.insertNotice(notice)
                try state.insertLetter(Sample.letter(1, of: notice))
                try state.updateLetter(1, to: .sent, at: .latest)
            }
            let back = try storage.refusal { try $0.updateLetter(1, to: .staged, at: .latest) }
            #expect(back == .refused)
            let other = try storage.refusal { try $0.updateLetter(7, to: .sent, at: .latest) }
            #expect(other == .refused)
            let states = try storage.read { try $0.letters() }.map(\.state)
            #expect(states == [.sent])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func nothingIsAgreedBehindACancellation(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let line = try BackOrderLineID(parsing: "A/1")
            func consent(_ sequence: Int, _ answer: ConsentAnswer) throws -> CustomerConsent {
                try CustomerConsent(
                    line: line, sequence: sequence, at: Sample.moment(1), answer: answer,
                    basis: .customer, letter: nil, person: "Ann", channel: "phone",
                    evidence: "call 7")
            }
            let (first, second) = (try consent(1, .wait), try consent(2, .cancel))
            let early = try storage.refusal { try $0.insertConsent(second) }
            #expect(early == .refused)
            try storage.write { state throws in
                try state.insertConsent(first)
                try state.insertConsent(second)
            }
            for answer in ConsentAnswer.allCases {
                let third = try consent(3, answer)
                let refusal = try storage.refusal { try $0.insertConsent(third) }
                #expect(refusal == .refused)
            }
        }
    }
}
