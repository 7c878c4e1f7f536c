import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

struct NoticeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice",
        abstract: "What customers have to be told of their lines, and what they were.",
        subcommands: [List.self, Preview.self, Send.self])

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what had to be told, with the letter that tells it.",
            discussion: """
                A notice is stored with the change of the promise that it is about. Notices of a \
                line that come one after the other are told in one letter, with the last state.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only those of a line, as ORDER/LINE.", valueName: "line"))
        var line: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try line.map { try BackOrderLineID(parsing: $0) }
            let (notices, letters) = try session.storage.read {
                (try $0.notices(), try $0.letters())
            }
            NoticeListing.notices(
                notices.filter { only == nil || $0.line == only }, letters: letters,
                outlooks: try session.writingBroker().letterOutlooks()
            ).print(output.format, empty: "nothing had to be told", widest: 60)
        }
    }

    struct Preview: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the letters that would leave now, or the text of one kind.",
            discussion: """
                --template KIND prints the text that is used for a kind, to begin one of your own \
                with: save it as KIND.txt in the folder of templates.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("The built-in text of a kind of letter.", valueName: "kind"))
        var template: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            if let template {
                guard let kind = NoticeKind(rawValue: template) else {
                    let known = NoticeKind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ServiceError(
                        .failed, code: "notice.kind-unknown",
                        message: "The kind of letter (\(template)) is none of \(known).")
                }
                Console.out(NoticeTemplate.text(kind).trimmingLastNewline)
                return
            }
            let letters = try session.writingBroker().letterOutlooks().compactMap(\.letter)
            guard output.format == .text, !letters.isEmpty else {
                NoticeListing.letters(letters).print(
                    output.format, empty: "no letter would leave now")
                return
            }
            for letter in letters {
                Console.out("== \(letter.folder)/\(letter.fileName)")
                Console.out(String(decoding: letter.bytes, as: UTF8.self).trimmingLastNewline)
            }
        }
    }

    struct Send: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends the letters that are due, each exactly once.",
            discussion: """
                broker run does it by itself. Silence is counted first where a customer's profile \
                is statutory and the day for an answer is past. A letter that a server did not \
                take is tried again after a pause that grows, and given up after the last try; \
                exits with 73 where one failed or was given up now.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(name: [.customShort("n"), .long], help: "Show what would leave; send nothing.")
        var dryRun = false
        @Flag(help: "Try letters at once that wait for their next try or were given up.")
        var again = false
        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let broker = try session.writingBroker()
            let silences = try broker.countSilence(isDryRun: dryRun)
            let report = try broker.sendLetters(
                through: session.letterPost(isAgain: again), isDryRun: dryRun)
            if output.format == .text, !silences.isEmpty {
                Console.out(NoticeListing.consents(silences).text() + "\n")
            }
            if output.format == .text {
                // Those that did not leave follow with their reasons.
                let isQuiet = report.failed.isEmpty && report.waiting.isEmpty
                if isQuiet || !report.sent.isEmpty {
                    NoticeListing.letters(report.sent).print(
                        output.format, empty: "no letter is due")
                } else {
                    Console.out("no letter left")
                }
            } else {
                NoticeListing.outcomes(of: report, isDryRun: dryRun).print(output.format, empty: "")
            }
            if output.format == .text, !report.waiting.isEmpty {
                let waiting = report.waiting.map { Problem($0.1) }
                Console.note("\n" + ProblemText.render(waiting).trimmingLastNewline)
            }
            if !report.failed.isEmpty {
                throw CommandFailure(
                    report.failed.map { Problem($0.1) }, status: ExitStatus.cannotWrite)
            }
        }
    }
}

struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "What customers agreed to, with its proof; nothing else cancels a line.",
        subcommands: [Record.self, List.self])

    struct Record: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records a customer's answer about a line.",
            discussion: """
                wait, partial and substitute are kept for whoever ships. credit is to wait and to \
                take the credit that a letter offered; any other answer makes it free again. \
                cancel cancels the line: nothing is bought for it any more, and what is on order \
                for it becomes stock when it comes.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The line, as ORDER/LINE.")
        var line: String
        @Argument(help: "wait, partial, substitute, cancel or credit.")
        var answer: String
        @Option(help: "Who answered.")
        var person: String
        @Option(help: "How the answer came: phone, e-mail, portal.")
        var channel: String
        @Option(help: "Where it can be looked up, or what was said.")
        var evidence: String
        @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
        var dryRun = false
        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            guard let known = ConsentAnswer(rawValue: answer) else {
                let words = ConsentAnswer.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValueError(
                    code: "consent.answer-unknown",
                    message: "The answer (\(answer)) is none of \(words).")
            }
            let id = try BackOrderLineID(parsing: line)
            let outcome = try session.broker.recordConsent(
                known, about: id, by: person, channel: channel, evidence: evidence,
                isDryRun: dryRun)
            guard output.format == .text else {
                NoticeListing.consents([outcome.consent]).print(output.format, empty: "")
                return
            }
            Console.out(
                (dryRun ? "dry run: " : "")
                    + (known == .cancel
                        ? "line \(id) is cancelled" : "\(known.rawValue) is noted for line \(id)"))
            if let credit = outcome.credit {
                let amount = Money(
                    amount: credit.amount, currency: session.configuration.house.currency)
                Console.out(
                    known == .credit
                        ? "the customer gets a credit of \(amount)"
                        : "the credit of \(amount) is not taken: the budget has it back")
            }
            let units = outcome.released.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) }
            if units > 0 {
                Console.out(
                    "\(Counted.text(Int(units), "unit")) on order for it will be stock for "
                        + "anybody: broker po close or cancel the order if it is not wanted")
            }
            if known == .cancel { Console.out("\nnext: broker run") }
        }
    }

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what customers agreed to, the proof of every cancellation included.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only those about a line, as ORDER/LINE.", valueName: "line"))
        var line: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try line.map { try BackOrderLineID(parsing: $0) }
            let consents = try session.broker.consents().filter { only == nil || $0.line == only }
            NoticeListing.consents(consents).print(
                output.format, empty: "nothing was agreed", widest: 60)
        }
    }
}
