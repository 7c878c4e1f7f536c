import ArgumentParser
import BrokerService
import Procurement

struct SubstituteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "substitute",
        abstract: "What customers could get in place of what is missing.",
        subcommands: [List.self], defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists lines that lack supply by their day, with the substitutes for them.",
            discussion: """
                Substitutes are those of substitutes.csv that are approved, and of them those that \
                the customer's list in broker.toml allows. "ask": the customer has to agree \
                before one is bought; broker consent record LINE substitute keeps the answer, and \
                the next round may buy it.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        @Option(help: ArgumentHelp("Only this line, as ORDER/LINE.", valueName: "line"))
        var line: String?
        var writes: Bool { false }

        func run(in session: Session) throws {
            let id = try line.map { try BackOrderLineID(parsing: $0) }
            let choices = try session.broker.substituteChoices().filter {
                id == nil || $0.line == id
            }
            SubstituteListing.listing(choices).print(
                output.format, empty: "no line that lacks supply has a substitute")
        }
    }
}
