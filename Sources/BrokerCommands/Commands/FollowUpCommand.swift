import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

struct FollowUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "followup",
        abstract: "Whom to chase for what, on the supplier's working days.",
        subcommands: [List.self, Run.self])

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the next step for every line that waits for its supplier.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(help: "All steps, not only the next of each line and reason.")
        var all = false
        var writes: Bool { false }

        func run(in session: Session) throws {
            var steps = try session.broker.openFollowUps()
            if !all {
                var seen: Set<[String]> = []
                steps = steps.filter {
                    seen.insert(["\($0.order)", "\($0.line)", $0.reason.rawValue]).inserted
                }
            }
            try FollowUpListing.listing(steps, session).print(
                output.format, empty: "nothing to chase", widest: 60)
        }
    }

    struct Run: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives out the steps that are due, each exactly once.",
            discussion: """
                A step that was given out is not given out again; nothing is sent by the broker \
                itself. Feed --format json or csv to what writes your mails.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Flag(name: [.customShort("n"), .long], help: "Show what is due; give nothing out.")
        var dryRun = false
        var writes: Bool { !dryRun }

        func run(in session: Session) throws {
            let steps = try session.broker.claimDueFollowUps(isDryRun: dryRun)
            try FollowUpListing.listing(steps, session).print(
                output.format, empty: "nothing is due", widest: 60)
        }
    }
}

/// Steps of chasing as a table.
private enum FollowUpListing {
    static func listing(
        _ steps: [FollowUp], _ session: Session
    ) throws -> Listing {
        let (orders, suppliers) = try session.storage.read {
            (try $0.purchaseOrders(), try $0.masterSnapshot().suppliers)
        }
        var listing = Listing([
            .init("order"), .number("line"), .init("reason"), .init("since"), .init("due"),
            .number("attempt"), .init("action"), .init("supplier"), .init("email"), .init("what"),
        ])
        for step in steps {
            let supplier = orders.first { $0.number == step.order }?.supplier
            let contact = suppliers.first { $0.id == supplier }?.contact
            listing.add([
                .text(step.order.rawValue), .number(Int64(step.line)),
                .text(step.reason.rawValue), .text(step.since.description),
                .text(step.due.description), .number(Int64(step.attempt)),
                .text(step.action.rawValue), .text(supplier?.rawValue ?? ""),
                .text(contact?.email ?? ""), .text(step.sentence),
            ])
        }
        return listing
    }
}

extension FollowUp {
    /// What to ask, in a sentence.
    fileprivate var sentence: String {
        switch reason {
        case .notAcknowledged: "ordered on \(since) and not answered"
        case .changeNotAnswered: "change asked for on \(since) and not answered"
        case .noDate: "accepted without a date"
        case .shipNoticeDue: "confirmed for \(since): has it left?"
        case .overdue: "confirmed for \(since) and not there"
        case .silentAfterPart: "a part came, and nothing was heard of the rest since \(since)"
        }
    }
}
