import ArgumentParser
import Foundation
import Procurement
import SourcingEngine
import SourcingExchange

struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case mps
        case lp
        case master
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a sourcing problem as a model for any MILP solver.",
        discussion: """
            mps and lp hold the whole problem. master holds what is left once the engine has \
            looked for plans: one column for each that a better answer could still hold.
            """)

    @Argument(help: "The folder with the problem.")
    var problem: String

    @Option(help: "The kind of model.")
    var format = Format.mps

    @Option(
        help: ArgumentHelp(
            "With master: seconds that the engine looks for plans.", valueName: "s"))
    var timeLimit = 10

    @Option(help: "With master: threads of the engine; never changes the model.")
    var threads = 2

    @Argument(help: "The file to write.")
    var file: String

    func validate() throws {
        if timeLimit < 1 { throw ValidationError("--time-limit must be 1 or more.") }
        if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    }

    func run() throws {
        do {
            let problem = try ProblemFolder.read(problem)
            switch format {
            case .mps: try write(MPSExport.bytes(for: problem))
            case .lp: try write(LPExport.bytes(for: problem))
            case .master: try writeMaster(problem)
            }
        } catch {
            throw CommandFailure(error).report()
        }
    }

    private func writeMaster(_ problem: SourcingProblem) throws {
        let options = SolveOptions(
            gapMillionths: 0, timeLimit: .seconds(timeLimit), threads: threads)
        let found = try SourcingEngine.planMaster(
            of: problem, options: options, elapsed: SystemClock.stopwatch())
        guard let found else {
            throw CommandFailure(
                [
                    Problem(
                        code: "export.no-plans",
                        message: "A budget of the problem (\(self.problem)) ties items together "
                            + "in a way that plans of single items do not know, or no plan was "
                            + "found that keeps to its hard rules.",
                        help: "Use --format mps, which holds every rule.")
                ], status: ExitStatus.dataRejected)
        }
        try write(MasterExport.bytes(for: problem, found))
        Console.out(
            "\(Counted.text(found.plans.count, "plan")) of "
                + "\(Counted.text(found.blockCount, "block")); the engine's own choice costs "
                + "\(FixedPoint(micros: found.objective)), no answer less than "
                + "\(FixedPoint(micros: found.bound))")
    }

    private func write(_ bytes: [UInt8]) throws {
        do {
            try Data(bytes).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure(
                [
                    Problem(
                        code: "export.not-writable",
                        message: "The file (\(file)) cannot be written.",
                        help: "Look for a full disk or missing rights.")
                ], status: ExitStatus.cannotWrite)
        }
        Console.out("\(file) holds the model, \(Counted.text(bytes.count, "byte"))")
    }
}
