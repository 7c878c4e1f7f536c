package import ArgumentParser
import Foundation
import Procurement
import WireFormats

/// Which workspace, and as of when.
package struct WorkspaceOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .long],
        help: ArgumentHelp("The folder with broker.toml.", valueName: "folder"))
    package var workspace = "."

    @Option(
        help: ArgumentHelp(
            "The moment of the run instead of now, as 2026-03-04T08:00:00Z.", valueName: "time"))
    package var asOf: String?

    @Option(
        help: ArgumentHelp(
            "How long to wait while another command changes the workspace; then exit code 75.",
            valueName: "seconds"))
    package var wait = 0

    package init() {}

    package func validate() throws {
        if wait < 0 { throw ValidationError("--wait must be 0 or more.") }
        if let asOf {
            do {
                _ = try Timestamp(parsing: asOf)
            } catch {
                throw ValidationError(
                    "--as-of \(asOf) is no time. Write it as 2026-03-04T08:00:00Z.")
            }
        }
    }

    func moment() throws -> Timestamp {
        try asOf.map { try Timestamp(parsing: $0) } ?? SystemClock.wall()
    }
}

/// How a result is shown.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
    case csv
}

/// How a single answer is shown that is no table.
package enum AnswerFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

package struct OutputOptions: ParsableArguments {
    @Option(help: "Text for people, JSON or CSV for machines.")
    package var format = OutputFormat.text

    package init() {}
}

struct AnswerOptions: ParsableArguments {
    @Option(help: "Text for people or JSON for machines.")
    var format = AnswerFormat.text
}

extension Listing {
    /// Prints the table in the format asked for; `empty` is what people read instead of no rows.
    func print(_ format: OutputFormat, empty: String, widest: Int = 40) {
        switch format {
        case .text: Console.out(rows.isEmpty ? empty : text(widest: widest))
        case .csv: Console.out(csv().trimmingLastNewline)
        case .json: Console.out(json().text)
        }
    }
}

extension JSONValue {
    var text: String {
        String(decoding: JSONText.write(self, sortsKeys: false), as: UTF8.self)
            .trimmingLastNewline
    }
}

/// A command that works in a workspace.
protocol WorkspaceCommand: ParsableCommand {
    var options: WorkspaceOptions { get }
    /// Whether it changes anything that is kept.
    var writes: Bool { get }
    /// Whether all of it happens on a copy of the database that is thrown away.
    var isRehearsal: Bool { get }
    /// The workspace that it works in.
    func open() throws -> Session
    func run(in session: Session) throws
}

extension WorkspaceCommand {
    var isRehearsal: Bool { false }

    func open() throws -> Session {
        try Session(options, writes: writes, isRehearsal: isRehearsal)
    }

    package func run() throws {
        do {
            try run(in: open())
            if let problem = Console.lostResult {
                throw CommandFailure([problem], status: ExitStatus.cannotWrite)
            }
        } catch let exit as ExitCode {
            if let problem = Console.lostResult {
                Console.note(ProblemText.render([problem]).trimmingLastNewline)
            }
            throw exit
        } catch {
            throw CommandFailure(error).report()
        }
    }
}
