import ArgumentParser
import BrokerService
import ChildProcesses
import ExternalProcess
import HTTPFeed
import SupplierAdapterKit
import SupplierAdapterTesting
import WireFormats

extension AdapterCommand {
    struct Record: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Talks with a feed's program or web service and prints what was said, secrets "
                + "struck out.",
            discussion:
                "A program is asked to check itself and for its whole stream, a web service for "
                + "its whole list; nothing is stored. Keep what is printed in a file: broker "
                + "adapter replay FILE answers as the program did, and broker adapter test FEED "
                + "--recorded FILE tries what can go wrong on the line to the service.")

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "The feed, whose adapter is external-process or http-feed.")
        var feed: String

        var writes: Bool { false }

        func run(in session: Session) throws {
            let feed = try session.feed(named: feed)
            if case .offers(let source) = feed.source, let web = source as? HTTPFeedOffers {
                return Console.out(bytes: try web.record(at: session.broker.now).bytes)
            }
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
                + "\"FILE\"]. What was recorded is answered in whatever order it is asked for, and "
                + "as often; exits with 1 when something is asked that was not recorded.")

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
            let bytes = try InputBytes.all(of: file)
            var cassette = try ProgramCassette(parsing: bytes, file: file)
            for line in cassette.greeting { Console.out(bytes: line + [10]) }
            while let line = readLine() {
                for answer in try cassette.answer(to: Array(line.utf8)) {
                    Console.out(bytes: answer + [10])
                }
            }
            if cassette.unusedCount > 0 {
                Console.note("\(cassette.unusedCount) recorded messages were not asked for")
            }
        }
    }
}

extension InputBytes {
    /// A file whole, as the command line names it.
    static func all(of file: String) throws -> [UInt8] {
        try read(file) { input in
            var input = input
            var bytes: [UInt8] = []
            while let chunk = try input.nextChunk() { bytes += chunk }
            return bytes
        }
    }
}
