import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

extension SupplierCommand {
    struct Scorecard: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "What suppliers are worth by what they did: delivered, answered, charged.",
            discussion: """
                Measured from orders, answers, ship notices and receipts that are stored. Where \
                there is nothing to measure it says "no data", which is neither good nor bad; a \
                figure that rests on less than the minimum sample is marked. The formula of each \
                figure is printed with it. Rules of [supplier_rule.NAME] in broker.toml may let a \
                poor record count in rounds.
                """)

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "Only this supplier, with each figure on a row.")
        var supplier: String?

        @Option(
            help: ArgumentHelp(
                "Orders placed from this day on; otherwise as [scorecards] says.",
                valueName: "date"))
        var since: String?

        var writes: Bool { false }

        func validate() throws {
            do {
                _ = try firstDay()
            } catch {
                throw ValidationError(error.message + (error.help.map { " \($0)" } ?? ""))
            }
        }

        private func firstDay() throws(ValueError) -> CalendarDate? {
            guard let since else { return nil }
            return try CalendarDate(parsing: since)
        }

        func run(in session: Session) throws {
            let broker = session.broker
            let since = try firstDay() ?? broker.scorecardPeriod
            var cards = try broker.scorecards(since: since)
            if let supplier {
                cards = cards.filter { $0.supplier.rawValue == supplier }
                guard !cards.isEmpty else {
                    throw ServiceError(
                        .failed, code: "supplier.unknown",
                        message: "There is no supplier (\(supplier)).",
                        help: "broker supplier list names them.")
                }
            }
            let listing = ScorecardListing(cards: cards, policy: broker.policy.scorecards)
            guard output.format == .text else {
                listing.figures.print(output.format, empty: "")
                return
            }
            Console.out(
                supplier == nil
                    ? listing.overview(since: since) : listing.single(since: since))
        }
    }
}
