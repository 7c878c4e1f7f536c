package import Procurement
package import SupplierAdapterKit
import WebClient

/// The ways on which letters to customers leave: files, a signed call of a web service, and a mail
/// server.
///
/// Where a letter goes tells how it leaves. What goes to a server lies staged in its folder until
/// the server has it, and its copy under its own name from then on (see `OrderSending`). A try
/// that fails is noted beside it and made again after a pause that grows; after the last one the
/// letter is given up until somebody asks for it again.
package final class LetterPost: DocumentSink {
    /// The folders below that of letters in which those for servers lie.
    package static let webhookFolder = "by-webhook"
    package static let mailFolder = "by-smtp"

    private let files: any DocumentSink
    private let environment: AdapterEnvironment
    private let now: Timestamp
    private let webhook: WebhookSettings?
    private let mail: MailSettings?
    private let isAgain: Bool
    /// What servers took of the time of this run, in milliseconds.
    private var spent = 0

    /// - Parameters:
    ///   - files: what letters that are files leave by, and copies of the others.
    ///   - isAgain: tries letters, too, that were given up or whose time has not come.
    package init(
        files: any DocumentSink, environment: AdapterEnvironment, now: Timestamp,
        webhook: WebhookSettings?, mail: MailSettings?, isAgain: Bool = false
    ) {
        self.files = files
        self.environment = environment
        self.now = now
        self.webhook = webhook
        self.mail = mail
        self.isAgain = isAgain
    }

    private enum Way {
        case file
        case server(tries: Int, budgetSeconds: Int)
    }

    private func way(to destination: OrderDestination) throws(AdapterError) -> Way {
        let last = destination.folder.split(separator: "/").last.map(String.init)
        switch (last, webhook, mail) {
        case (Self.webhookFolder, let webhook?, _):
            return .server(tries: webhook.tries, budgetSeconds: webhook.budgetSeconds)
        case (Self.mailFolder, _, let mail?):
            return .server(tries: mail.tries, budgetSeconds: mail.budgetSeconds)
        case (Self.webhookFolder, nil, _), (Self.mailFolder, _, nil):
            let section = last == Self.webhookFolder ? "notices.webhook" : "notices.smtp"
            throw AdapterError(
                code: "letter.no-way", reaction: .fixSettings,
                message: "Letter \(destination.fileName) was written for a server that is not set "
                    + "any more.",
                help: "Set [\(section)] again; what was written stays as it is.")
        default: return .file
        }
    }

    /// Makes the letter ready to leave, durably.
    package func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        try files.stage(bytes, to: destination)
    }

    /// Hands a staged letter over, if its time has come.
    package func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        guard case .server(let most, let budget) = try way(to: destination) else {
            return try files.send(destination)
        }
        var tries = try LetterTries(
            of: destination.fileName, in: "\(environment.root)/\(destination.folder)")
        if !isAgain { try wait(for: destination, tries) }
        guard spent < budget * 1_000 else {
            throw AdapterError(
                code: "letter.waits", reaction: .retry(afterSeconds: nil),
                message: "Letter \(destination.fileName) waits: servers took all of the "
                    + "\(budget) seconds of this run.",
                help: "The next run goes on; budget_seconds gives it longer.")
        }
        do throws(AdapterError) {
            let outcome = try sending.send(destination)
            try tries.forget()
            return outcome
        } catch {
            switch error.reaction {
            // Not the letter's fault: it must not be given up for it.
            case .reconcile, .fixSettings: throw error
            case .retry, .fixData, .giveUp:
                let isLast = error.reaction == .giveUp || tries.moments.count + 1 >= most
                try tries.note(error, at: now, isLast: isLast)
                throw isLast ? givenUp(destination, error) : error
            }
        }
    }

    private func wait(
        for destination: OrderDestination, _ tries: LetterTries
    ) throws(AdapterError) {
        if let end = tries.end {
            throw AdapterError(
                code: "letter.waits", reaction: .giveUp,
                message: "Letter \(destination.fileName) was given up after "
                    + "\(tries.moments.count) tries: \(end)",
                help: "Mend it and send it again: broker notice send --again")
        }
        if let next = tries.next, now < next {
            throw AdapterError(
                code: "letter.waits", reaction: .retry(afterSeconds: nil),
                message: "Letter \(destination.fileName) is tried again from \(next) on.",
                help: "At once: broker notice send --again")
        }
    }

    private func givenUp(
        _ destination: OrderDestination, _ error: AdapterError
    ) -> AdapterError {
        AdapterError(
            code: "letter.given-up", reaction: .giveUp,
            message: "Letter \(destination.fileName) is given up: \(error.message)",
            help: "It is not tried again by itself: tell the customer otherwise, or mend it and "
                + "send it again: broker notice send --again",
            detail: error.detail, supplierCode: error.supplierCode)
    }

    /// Tells how far a letter got.
    package func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        guard case .server = try way(to: destination) else {
            return try files.handOver(of: destination)
        }
        return try sending.handOver(of: destination)
    }

    // MARK: - Lines

    private var sending: OrderSending<LetterLine> {
        OrderSending(
            of: files, root: environment.root,
            over: { () throws(AdapterError) in try self.line() },
            unknown: { order, reason in self.unknown(order, reason) })
    }

    private func line() throws(AdapterError) -> LetterLine {
        LetterLine(
            webhook: webhook, mail: mail, environment: environment, now: now,
            spend: { self.spent += $0 })
    }

    private func unknown(_ order: SentOrder, _ reason: String) -> AdapterError {
        let isMail = order.destination.folder.hasSuffix(Self.mailFolder)
        guard isMail, mail?.isSentAgain != true else {
            // Who gets a letter twice knows it by its id.
            return AdapterError(
                code: "letter.unanswered", reaction: .retry(afterSeconds: nil),
                message: "nobody can tell whether letter \(order.key) arrived: \(reason)",
                help: "It is sent again under the same id.")
        }
        return AdapterError(
            code: "letter.unknown", reaction: .reconcile,
            message: "nobody can tell whether the mail server has letter \(order.key): \(reason)",
            help: "Ask who runs the server for its Message-ID. If it has it, move "
                + "\(order.stagedPath) to \(order.destination.folder); if not, remove "
                + "\(order.askedPath). resend_unknown = true sends such letters again.")
    }
}

@available(*, unavailable)
extension LetterPost: Sendable {}
