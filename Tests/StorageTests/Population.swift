import Dispatch
import Procurement
import Storage
import Synchronization

/// A storage with a row or more of everything.
enum Population {
    /// - Parameter version: the version of the schema whose tables are filled.
    static func write(to storage: any StorageWriting, version: Int = .max) throws {
        try writeFirst(to: storage, version: version)
        if version >= 2 { try writeDesk(to: storage) }
        if version >= 3 {
            try writeFollowUps(to: storage)
            for record in try Sample.promises() { try storage.insertPromise(record) }
        }
        if version >= 4 { try writeCustomers(to: storage) }
        if version >= 5 { try writeChanges(to: storage) }
        if version >= 7 { try writeCredits(to: storage) }
        if version >= 8 { try writeSubstitutes(to: storage) }
        if version >= 9 {
            try storage.insertPromise(Sample.sharedPromise())
            for record in try Sample.promiseEndings() { try storage.insertPromiseEnding(record) }
        }
        if version >= 10 { try writeSetAsides(to: storage) }
        if version >= 11 {
            for message in try Sample.statedMessages() {
                try storage.insertDeskMessage(
                    DeskMessageRecord(message: message, takenAt: Sample.moment(9), source: "typed"))
            }
            for record in try Sample.noticeReplacements() { try storage.noteReplacement(record) }
        }
    }

    /// A credit that was accepted, and an open one of another line.
    private static func writeCredits(to storage: any StorageWriting) throws {
        for (offer, number) in zip(try Sample.offers(), 3...) {
            try storage.insertNotice(offer)
            try storage.insertLetter(Sample.letter(number, of: offer))
        }
        let credits = try Sample.credits()
        for credit in credits { try storage.insertCredit(credit) }
        try storage.insertConsent(Sample.consentToCredit())
        try storage.endCredit(1, Sample.acceptance)
    }

    /// One that the second credit took, and one in force for another line.
    private static func writeSetAsides(to storage: any StorageWriting) throws {
        for credit in try Sample.setAsideCredits() { try storage.insertSetAsideCredit(credit) }
        try storage.endSetAsideCredit(1, Sample.setAsideOffer)
    }

    private static func writeSubstitutes(to storage: any StorageWriting) throws {
        try storage.saveSubstituteStatements(Sample.substituteStatements(delivery: "d-1"))
        for decision in try Sample.substituteDecisions() {
            try storage.insertSubstituteDecision(decision)
        }
    }

    private static func writeChanges(to storage: any StorageWriting) throws {
        for change in try Sample.orderChanges() { try storage.insertOrderChange(change) }
        try storage.insertDeskMessage(
            DeskMessageRecord(
                message: Sample.answerToAChange(), takenAt: Sample.moment(9), source: "typed"))
    }

    private static func writeCustomers(to storage: any StorageWriting) throws {
        for notice in try Sample.notices() { try storage.insertNotice(notice) }
        for letter in try Sample.letters() { try storage.insertLetter(letter) }
        for consent in try Sample.consents() { try storage.insertConsent(consent) }
    }

    private static func writeFollowUps(to storage: any StorageWriting) throws {
        _ = try storage.claimFollowUp(Sample.followUp("PO-2", attempt: 2))
        _ = try storage.claimFollowUp(Sample.followUp("PO-1"))
    }

    private static func writeDesk(to storage: any StorageWriting) throws {
        for message in try Sample.deskMessages() {
            try storage.insertDeskMessage(
                DeskMessageRecord(
                    message: message, takenAt: Sample.moment(7), source: "inbox/Ä.csv:2"))
        }
        try storage.insertDeskDecision(Sample.deskDecision("PO-2", .accept))
        try storage.insertDeskDecision(Sample.deskDecision("PO-1", .refuse))
    }

    private static func writeFirst(to storage: any StorageWriting, version: Int) throws {
        var master = try Sample.master()
        if version < 6 { master.rates = [] }
        try storage.replaceMasterSnapshot(master)
        for kind in IntakeKind.allCases { try storage.recordIntake(Sample.document(kind)) }
        try storage.saveBackOrderLines([
            Sample.fullLine("Ä/1", hasPrice: version >= 7), Sample.line("A/1"),
        ])
        try storage.replaceStock([
            Sample.stock("I-1", "", "0.000001"), Sample.stock("I-1", "Süd", "9"),
        ])
        try storage.replaceInbound([Sample.inbound("x", "1"), Sample.inbound("", "0")])
        try storage.recordDelivery(
            Sample.delivery("d-1"),
            problems: [Sample.problem(of: "d-1", line: 1, value: "1,5 'x'")])
        try storage.recordDelivery(Sample.delivery("d-2", status: .held), problems: [])
        try storage.replaceSnapshot(
            Sample.snapshot(), offers: [Sample.offer("O-1"), Sample.fullOffer("O-2")],
            availabilities: [Sample.availability("P"), Sample.availability("Q", onHand: "3")])
        try storage.replaceShipments(
            of: FeedName("history"),
            [Sample.shipment("I-1"), Sample.shipment("", scheduled: false)])
        let inputs = [
            RoundInput(component: "stock", fingerprint: Sample.digest),
            RoundInput(component: "offers", fingerprint: Sample.otherDigest),
        ]
        try storage.insertRound(Sample.round(1, inputs: inputs))
        try storage.insertRound(Sample.round(2, state: .approved))
        try storage.insertPurchaseOrder(Sample.order("PO-1"))
        try storage.insertPurchaseOrder(Sample.fullOrder("PO-2"))
        try storage.updatePurchaseOrder(Sample.order("PO-1"), event: Sample.event(1, line: 1))
        try storage.insertOutboxMessage(Sample.message("m-1"))
        try storage.insertOutboxMessage(Sample.message("m-2", order: "PO-2"))
        for sequence in NumberSequence.allCases { _ = try storage.nextNumber(of: sequence) }
        _ = try storage.insertRun(Sample.run("r-1", slot: "2026-03-04"))
        var finished = Sample.run("r-2")
        finished.round = RoundNumber(value: 1)
        finished.finishedAt = Sample.moment(9)
        finished.exitCode = 0
        finished.report = "{}"
        _ = try storage.insertRun(finished)
    }
}

extension StorageUnderTest {
    /// Takes numbers from many threads at once, and gives all that were taken.
    func numbersTakenByManyTasks(tasks: Int, each count: Int) throws -> [Int] {
        let taken = Mutex<[Int]>([])
        let failures = Mutex<[String]>([])
        try run { storage throws in
            DispatchQueue.concurrentPerform(iterations: tasks) { _ in
                for _ in 0..<count {
                    do {
                        let number = try storage.write { try $0.nextNumber(of: .run) }
                        taken.withLock { $0.append(number) }
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
        }
        let reasons = failures.withLock { $0 }
        guard reasons.isEmpty else { throw ConcurrentFailure(reasons: reasons) }
        return taken.withLock { $0 }
    }
}

struct ConcurrentFailure: Error {
    let reasons: [String]
}
