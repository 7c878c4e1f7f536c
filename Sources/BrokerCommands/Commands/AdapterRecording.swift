import ArgumentParser
import BrokerService
import ChildProcesses
import ExternalProcess
import SupplierAdapterKit
import SupplierAdapterTesting
import WireFormats

extension AdapterCommand {
    struct Record: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Talks with a feed's program and prints the conversation, secrets struck out.",
            discussion:
                "The program is asked to check itself and for its whole stream. Keep what is "
                + "printed in a file: broker adapter replay FILE answers as the program did, "
                + "without a network.")

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "The feed, whose adapter is external-process.")
        var feed: String

        var writes: Bool { false }

        func run(in session: Session) throws {
            let feed = try session.feed(named: feed)
            guard case .offers(let source) = feed.source,
                let program = source as? ExternalProcessOffers
            else { throw session.noProgram(feed.name) }
            let launch = try program.launch()
            let cassette = try ProgramCassette.record(
                start: { try ChildProgram(launch.command) }, welcome: launch.welcome,
                secrets: launch.secrets)
            Console.out(bytes: cassette.bytes)
        }
    }

    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Be a program that answers as a recorded one did.",
            discussion:
                "For the command of a feed: command = [\"broker\", \"adapter\", \"replay\", "
                + "\"FILE\"]. Exits with 1 when something else is asked than was recorded, or "
                + "something recorded is not asked for.")

        @Argument(help: "The recorded conversation.")
        var file: String

        func run() throws {
            do {
                try replay()
            } catch let exit as ExitCode {
                throw exit
            } catch {
                throw CommandFailure(error).report()
            }
        }

        private func replay() throws {
            let bytes = try InputBytes.read(file) { input in
                var input = input
                var bytes: [UInt8] = []
                while let chunk = try input.nextChunk() { bytes += chunk }
                return bytes
            }
            var cassette = try ProgramCassette(parsing: bytes, file: file)
            for line in cassette.due() { Console.out(bytes: line + [10]) }
            while let line = readLine() {
                for answer in try cassette.answer(to: Array(line.utf8)) {
                    Console.out(bytes: answer + [10])
                }
            }
            if cassette.unusedCount > 0 {
                Console.note("\(cassette.unusedCount) recorded messages were not asked for")
                throw ExitCode(ExitStatus.failed)
            }
        }
    }
}
