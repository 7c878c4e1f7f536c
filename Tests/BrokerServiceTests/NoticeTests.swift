import BrokerService
import FileDrop
import Foundation
import OrderDesk
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// What customers are told and agree to, from the change of a promise to the file that leaves.
@Suite struct NoticeTests {
    @Test func aPromiseAndItsNoticeAreOneTransaction() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            #expect(try house.kinds() == [.created])
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            try house.broker.updatePromises(isDryRun: true)
            #expect(try house.kinds() == [.created])
            try house.broker.updatePromises()
            try house.broker.updatePromises()
            #expect(try house.kinds() == [.created, .promised])
            try house.answer(order.number, "A-2", "100", at: 1, date: "2026-03-16")
            try house.broker.updatePromises()
            try house.answer(order.number, "A-3", "60", at: 2, date: "2026-03-16")
            try house.broker.updatePromises()
            let notices = try house.storage.read { try $0.notices() }
            #expect(notices.map(\.kind) == [.created, .promised, .later, .noDate])
            #expect(notices[2].oldDate == (try CalendarDate(parsing: "2026-03-09")))
            #expect(notices[3].reason == "no supplier has confirmed all of it")
        }
    }

    @Test func aLetterLeavesOnceAndTellsTheLastStateOfSeveralChanges() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            try house.broker.updatePromises()
            let report = try house.send()
            #expect(report.sent.map(\.kind) == [.promised])
            #expect(report.sent.map(\.through) == [2])
            #expect(try house.send().sent == [])
            let letters = try house.storage.read { try $0.letters() }
            #expect(letters.map(\.state) == [.sent])
            let files = try house.letterFiles()
            #expect(files == letters.map(\.fileName))
        }
    }

    @Test func worseNewsLeavesAtOnceAndGoodNewsWaits() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            try house.broker.updatePromises()
            try house.send()
            try house.answer(order.number, "A-2", "100", at: 1, date: "2026-03-16")
            try house.broker.updatePromises()
            #expect(try house.send().sent.map(\.kind) == [.later])
            try house.answer(order.number, "A-3", "100", at: 2, date: "2026-03-12")
            try house.broker.updatePromises()
            let held = try house.send()
            #expect(held.sent == [])
            #expect(
                held.held.map(\.hold)
                    == [.cadence(try Timestamp(parsing: "2026-03-03T08:00:00Z"))])
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            #expect(try house.send().sent.map(\.kind) == [.earlier])
        }
    }

    @Test func nothingLeavesInQuietHoursOrWithoutAChannelOrAddress() throws {
        try withHouse { house throws in
            house.policy.notices.quiet = QuietHours(
                from: try TimeOfDay(parsing: "20:00"), until: try TimeOfDay(parsing: "09:00"))
            let quiet = try house.send()
            #expect(quiet.held.map(\.hold) == [.quiet(try TimeOfDay(parsing: "09:00"))])
            house.policy.notices.quiet = nil
            house.policy.notices.channel = .email
            #expect(try house.send().held.map(\.hold) == [.noAddress])
            house.policy.notices.channel = .none
            #expect(try house.send().held.map(\.hold) == [.noChannel])
            #expect(try house.storage.read { try $0.letters() } == [])
        }
    }

    /// A run that was cut short between storing and handing over is completed by the next one.
    @Test func aLetterThatWasStoredAndNotHandedOverLeavesLater() throws {
        try withHouse { house throws in
            #expect(throws: AdapterError.self) {
                let report = try house.broker.sendLetters(through: BrokenSink(house.sink))
                if let (_, error) = report.failed.first { throw error }
            }
            #expect(try house.storage.read { try $0.letters() }.map(\.state) == [.intended])
            #expect(try house.send().sent.map(\.number) == [1])
            #expect(try house.send().sent == [])
            #expect(try house.letterFiles().count == 1)
        }
    }

    // MARK: - Consent

    @Test func onlyConsentCancelsALineAndItIsNeededNoMore() throws {
        try withHouse { house throws in
            let line = try BackOrderLineID(parsing: "O1/1")
            #expect(try house.missing() == [100])
            let outcome = try house.broker.recordConsent(
                .cancel, about: line, by: "Ann", channel: "phone", evidence: "call 17")
            #expect(outcome.consent.basis == .customer)
            #expect(try house.missing() == [])
            #expect(try house.broker.promiseBoard().plan.lines == [])
            // The order system still names it: it stays cancelled.
            try house.takeInBackOrders("O1,1,C1,A,90,2026-03-20,urgent,any,no")
            #expect(try house.missing() == [])
            let again = #expect(throws: ServiceError.self) {
                try house.broker.recordConsent(
                    .wait, about: line, by: "Ann", channel: "phone", evidence: "call 18")
            }
            #expect(again?.code == "consent.line-cancelled")
            #expect(try house.kinds().last == .cancelled)
        }
    }

    @Test func whatWasOnOrderForACancelledLineIsNamed() throws {
        try withHouse { house throws in
            _ = try house.issuedOrder()
            let outcome = try house.broker.recordConsent(
                .cancel, about: BackOrderLineID(parsing: "O1/1"), by: "Ann", channel: "mail",
                evidence: "m-1")
            #expect(outcome.released.map(\.quantity.value) == [FixedPoint(micros: 100_000_000)])
            #expect(try house.missing() == [])
        }
    }

    @Test func aConsentNeedsAnOpenLineAndItsProof() throws {
        try withHouse { house throws in
            let line = try BackOrderLineID(parsing: "O1/1")
            let unknown = #expect(throws: ServiceError.self) {
                try house.broker.recordConsent(
                    .wait, about: BackOrderLineID(parsing: "O9/1"), by: "Ann", channel: "c",
                    evidence: "e")
            }
            #expect(unknown?.code == "backorder.unknown")
            let bare = #expect(throws: ServiceError.self) {
                try house.broker.recordConsent(
                    .cancel, about: line, by: "Ann", channel: "phone", evidence: " ")
            }
            #expect(bare?.code == "consent.proof-missing")
            _ = try house.broker.recordConsent(
                .cancel, about: line, by: "Ann", channel: "phone", evidence: "e", isDryRun: true)
            #expect(try house.broker.consents() == [])
        }
    }

    // MARK: - Silence

    /// Every path of a statutory customer, the days in March 2026.
    @Test func silenceCountsAsTheRuleSays() throws {
        try withHouse { house throws in
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            // Needed by the 20th; told the 25th: a first delay with a date.
            try house.answer(order.number, "A-1", "100", date: "2026-03-25")
            try house.broker.updatePromises()
            let first = try house.send().sent
            #expect(first.map(\.option?.silence) == [.wait])
            #expect(first.map(\.choices) == [[.wait, .cancel]])
            house.now = try Timestamp(parsing: "2026-03-25T08:00:00Z")
            #expect(try house.broker.countSilence() == [])
            // A second delay, told on the day itself: without consent it is cancelled.
            try house.answer(order.number, "A-2", "100", at: 1, date: "2026-04-02")
            try house.broker.updatePromises()
            let second = try house.send().sent
            #expect(second.map(\.kind) == [.later])
            #expect(second.map(\.option?.silence) == [.cancel])
            let deadline = try #require(second.first?.option?.deadline)
            #expect(deadline == (try CalendarDate(parsing: "2026-04-01")))
            house.now = try Timestamp(parsing: "2026-04-01T08:00:00Z")
            #expect(try house.broker.countSilence() == [])
            house.now = try Timestamp(parsing: "2026-04-02T08:00:00Z")
            #expect(try house.broker.countSilence(isDryRun: true).count == 1)
            let cancelled = try house.broker.countSilence()
            #expect(cancelled.map(\.answer) == [.cancel])
            #expect(cancelled.map(\.basis) == [.statute])
            #expect(cancelled.map(\.letter) == [2])
            #expect(try house.broker.countSilence() == [])
            #expect(try house.missing() == [])
            let told = try house.send().sent
            #expect(told.map(\.kind) == [.cancelled])
        }
    }

    @Test func silenceAboutAFirstShortDelayIsConsentToWait() throws {
        try withHouse { house throws in
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-25")
            try house.broker.updatePromises()
            try house.send()
            house.now = try Timestamp(parsing: "2026-03-26T08:00:00Z")
            #expect(try house.broker.countSilence().map(\.answer) == [.wait])
            #expect(try house.broker.countSilence() == [])
        }
    }

    @Test(arguments: [ConsentAnswer.wait, .partial])
    func whoAgreesInTimeIsNotCancelled(_ answer: ConsentAnswer) throws {
        try withHouse { house throws in
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            // 40 days behind the need: silence would cancel.
            try house.answer(order.number, "A-1", "100", date: "2026-04-29")
            try house.broker.updatePromises()
            #expect(try house.send().sent.map(\.option?.silence) == [.cancel])
            _ = try house.broker.recordConsent(
                answer, about: BackOrderLineID(parsing: "O1/1"), by: "Ann", channel: "phone",
                evidence: "call")
            house.now = try Timestamp(parsing: "2026-04-25T08:00:00Z")
            #expect(try house.broker.countSilence() == [])
        }
    }

    @Test func aContractIsNeverCancelledBySilence() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-04-29")
            try house.broker.updatePromises()
            #expect(try house.send().sent.map(\.option?.silence) == [.nothing])
            house.now = try Timestamp(parsing: "2027-03-25T08:00:00Z")
            #expect(try house.broker.countSilence() == [])
        }
    }

    @Test func theDayOfTheNeedWithoutADateIsTold() throws {
        try withHouse { house throws in
            #expect(try house.send().sent.map(\.kind) == [.created])
            house.now = try Timestamp(parsing: "2026-03-20T08:00:00Z")
            try house.broker.updatePromises()
            try house.broker.updatePromises()
            let sent = try house.send().sent
            #expect(sent.map(\.kind) == [.noDate])
            #expect(sent.map(\.isDelay) == [true])
        }
    }

    private func withHouse(_ body: (inout TestHouse) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 60))
            house.policy.notices.channel = .json
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            try body(&house)
        }
    }
}

extension TestHouse {
    func kinds() throws -> [NoticeKind] { try storage.read { try $0.notices() }.map(\.kind) }

    @discardableResult
    func send() throws -> LetterReport { try broker.sendLetters(through: sink) }

    /// What lies in the folder of letters.
    func letterFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/notices")
            .filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// A way out whose disk is full.
struct BrokenSink: PurchaseOrderSink {
    let whole: any PurchaseOrderSink

    init(_ whole: any PurchaseOrderSink) { self.whole = whole }

    init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        whole = try FileDropOrders(name: name, settings: settings, environment: environment)
    }

    var name: FeedName { whole.name }

    static var description: AdapterDescription {
        AdapterDescription(name: "broken", kind: "purchase-orders", summary: "", keys: [])
    }

    func check() -> [AdapterFinding] { [] }

    func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder { try whole.render(order, as: format) }

    func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        try whole.renderChange(change, of: order, as: format)
    }

    func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        whole.destination(of: order, revision: revision, document: document, sha256: sha256)
    }

    func stage(_ bytes: [UInt8], to destination: OrderDestination) throws(AdapterError) {
        throw AdapterError(
            code: "file.no-space", reaction: .giveUp, message: "The disk is full.")
    }

    func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        try whole.send(destination)
    }

    func handOver(of destination: OrderDestination) throws(AdapterError) -> OrderHandOver {
        try whole.handOver(of: destination)
    }
}
