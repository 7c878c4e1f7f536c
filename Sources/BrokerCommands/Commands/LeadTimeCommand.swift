import ArgumentParser
import BrokerService
import Foundation
import Procurement

struct LeadTimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leadtime", abstract: "What receipts teach about lead times.",
        subcommands: [Backtest.self])

    struct Backtest: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tries the learned lead times on past orders, each as if it were that day.",
            discussion: """
                The file is CSV with the columns supplier, item, ordered, promised and received;
                dates as 2026-03-04, promised may be empty, and received too while the order is
                still out. Rows that cannot be understood are left out and named. Exits with 65
                when no row can be used.
                """)

        @Argument(help: "The file with the orders.")
        var file: String

        @Option(help: ArgumentHelp("The shares of orders to forecast for.", valueName: "list"))
        var quantiles = "0.5,0.8,0.9,0.95"

        @Option(help: ArgumentHelp("Judge only orders from this day on.", valueName: "date"))
        var since: String?

        @Flag(help: "Forecast as if no supplier had named a date.")
        var ignorePromised = false

        @Option(
            help: ArgumentHelp(
                "With a supplier's date a share holds at-least, or exact as for promises.",
                valueName: "aim"),
            transform: { word in
                guard let aim = LeadTimeHistory.Aim(rawValue: word) else {
                    throw ValidationError("The aim (\(word)) is neither at-least nor exact.")
                }
                return aim
            })
        var aim = LeadTimeHistory.Aim.atLeast

        @Flag(help: "Show the same figures for the orders of each year apart, too.")
        var byYear = false

        @Option(help: "Text for people or JSON for machines.")
        var format = AnswerFormat.text

        func validate() throws {
            do {
                _ = try levels()
                _ = try firstDay()
            } catch {
                throw ValidationError(error.message + (error.help.map { " \($0)" } ?? ""))
            }
        }

        private func levels() throws(ValueError) -> [QuantileLevel] {
            var levels: [QuantileLevel] = []
            for text in quantiles.split(separator: ",", omittingEmptySubsequences: false) {
                levels.append(try QuantileLevel(parsing: String(text)))
            }
            return levels
        }

        private func firstDay() throws(ValueError) -> CalendarDate? {
            guard let since else { return nil }
            return try CalendarDate(parsing: since)
        }

        func run() throws {
            do {
                let orders = try LeadTimeFile(name: file, bytes: try read())
                let backtest = LeadTimeBacktest(
                    orders.orders, levels: try levels(), since: try firstDay(),
                    usesPromisedDates: !ignorePromised, aim: aim)
                let report = LeadTimeReport(backtest, of: orders, showsYears: byYear)
                Console.out(format == .text ? report.text : report.json.text)
                if !report.problems.isEmpty {
                    Console.note("\n" + ProblemText.render(report.problems).trimmingLastNewline)
                }
            } catch let refusal as IntakeRefusal {
                throw CommandFailure(
                    refusal.problems.map(Problem.init), status: ExitStatus.dataRejected
                ).report()
            } catch {
                throw CommandFailure(error).report()
            }
        }

        private func read() throws -> [UInt8] {
            let files = FileManager.default
            do {
                return [UInt8](try Data(contentsOf: URL(filePath: file)))
            } catch {
                let isThere = files.fileExists(atPath: file)
                throw CommandFailure(
                    [
                        Problem(
                            code: isThere ? "leadtime.file-unreadable" : "leadtime.file-missing",
                            message: isThere
                                ? "The file (\(file)) cannot be read."
                                : "There is no file (\(file)).",
                            place: Problem.Place(file: file),
                            help: isThere
                                ? "Maybe it is a folder, or its permissions keep this user out."
                                : "Name a CSV file with the orders.")
                    ], status: ExitStatus.dataRejected)
            }
        }
    }
}
