import ArgumentParser
import BrokerService
import Procurement

struct CreditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: "What customers were offered for waiting, and what is left of the budget.",
        subcommands: [List.self, Budget.self, SetAside.self], defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every credit that was offered, with what became of it.",
            discussion: """
                Credits are offered by letters about a delay, as [credits] and [credit_rule.NAME] \
                in broker.toml say: one for each delay. broker consent record LINE credit takes \
                the customer's answer.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only those of a line, as ORDER/LINE.", valueName: "line"))
        var line: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try line.map { try BackOrderLineID(parsing: $0) }
            let credits = try session.broker.creditsToday().filter {
                only == nil || $0.line == only
            }
            CreditListing.credits(credits, today: session.broker.today).print(
                output.format, empty: "no credit was offered")
        }
    }

    struct Budget: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Shows the budget by period: reserved, given, free again, set aside and left.",
            discussion: """
                What is offered is reserved; it is given once the customer takes it, and free \
                again when it is declined, cancelled or not answered in time. offered = reserved + \
                given + released. What approved rounds count on is set aside until it is offered \
                or not needed (broker credit set-aside), and is not left for anything else.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        var writes: Bool { false }

        func run(in session: Session) throws {
            CreditListing.statements(
                try session.broker.creditStatements(),
                currency: session.configuration.house.currency
            ).print(output.format, empty: "no budget: [credits] in broker.toml sets one")
        }
    }

    struct SetAside: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-aside",
            abstract: "Lists what approved rounds keep free in the budget, and how that ended.",
            discussion: """
                A round that lets a line wait counts on its credit, and sets it aside when it is \
                approved. It is in force until a letter offers the credit, what the round \
                ordered for the line is here or will not come, the line is cancelled, another \
                round takes the place of this one, or the day of the approval is over without \
                an order.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only those of a round, as R-7.", valueName: "round"))
        var round: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let only = try round.map { try RoundNumber(parsing: $0) }
            let credits = try session.broker.setAsideCredits().filter {
                only == nil || $0.round == only
            }
            CreditListing.setAside(
                credits, currency: session.configuration.house.currency
            ).print(output.format, empty: "nothing was set aside")
        }
    }
}
