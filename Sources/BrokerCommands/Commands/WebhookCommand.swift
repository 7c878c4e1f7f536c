import ArgumentParser
import BrokerService
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import WireFormats

struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Calls that suppliers make when something changes.",
        subcommands: [Receive.self])

    /// A program as CGI/1.1 (RFC 3875) has it: a web server starts it for each call.
    struct Receive: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes one call as a CGI program, started by a web server.",
            discussion: "Headers come in variables, the body on standard input, the answer goes to "
                + "standard output. A call that is the supplier's lies in the feed's folder before "
                + "it is answered, and the next intake takes it.")

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "The feed.")
        var feed: String

        func run() throws {
            let variables = ProcessInfo.processInfo.environment
            do {
                let now = try options.moment()
                let source = try source()
                let call = WebhookCall(
                    method: variables["REQUEST_METHOD"] ?? "",
                    header: { variables[Self.variable(of: $0)] },
                    body: try Self.body(
                        stated: variables["CONTENT_LENGTH"].flatMap { Int($0) },
                        most: source.maximumWebhookBytes))
                let reply = try source.receive(call, at: now)
                if case .refused(_, let reason) = reply {
                    Console.note("webhook of feed \(feed) refused: \(reason)")
                }
                Self.answer(reply.status)
            } catch {
                // Whoever called hears nothing of what is wrong in the house.
                Self.answer(500)
                throw CommandFailure(error).report()
            }
        }

        private func source() throws -> HTTPFeedOffers {
            let settings = SettingsFolder(path: options.workspace)
            let registry = AdapterRegistry(
                settings: settings, configuration: try settings.configuration())
            let name = try FeedName(feed)
            for feed in try registry.feeds() where feed.name == name {
                if case .offers(let source) = feed.source, let web = source as? HTTPFeedOffers,
                    web.takesWebhooks
                {
                    return web
                }
            }
            throw ServiceError(
                .failed, code: "feed.no-webhook",
                message: "Feed (\(feed)) takes no webhooks.",
                help: "That needs adapter = \"http-feed\" with a table [webhook].")
        }

        /// The variable that holds a header (RFC 3875, section 4.1.18).
        private static func variable(of header: String) -> String {
            "HTTP_" + String(header.uppercased().map { $0 == "-" ? "_" : $0 })
        }

        /// So many bytes as are stated; one more than may be where there are more.
        private static func body(stated: Int?, most: Int) throws -> [UInt8] {
            guard let stated, stated >= 0 else { return [] }
            var bytes: [UInt8] = []
            try InputBytes.read("-") { input in
                var input = input
                while bytes.count < min(stated, most + 1), let chunk = try input.nextChunk() {
                    bytes += chunk.prefix(min(stated, most + 1) - bytes.count)
                }
            }
            guard bytes.count == min(stated, most + 1) else {
                throw ServiceError(
                    .failed, code: "feed.call-cut-off",
                    message: "The body has \(bytes.count) bytes, not \(stated).",
                    help: "The caller was lost on the way, and will call again.")
            }
            return bytes
        }

        private static func answer(_ status: Int) {
            let words = [
                204: "No Content", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found",
                405: "Method Not Allowed", 413: "Content Too Large",
            ]
            Console.out("Status: \(status) \(words[status] ?? "Internal Server Error")\r\n\r")
        }
    }
}
