import FileDrop
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

private let list = "Article,Price\nA,1\nEND,1\n"

private func settings(_ transfer: String) -> String {
    """
    supplier = "ACME"
    folder = "inbox/acme"
    complete = { by = "trailer", marker = "END" }
    columns = { part = "Article", price = "Price" }
    defaults = { currency = "EUR" }
    transfer = { \(transfer) }

    """
}

extension Workspace {
    /// A workspace in which scripts of the adapter and the machine's programs can be run.
    func feed(_ transfer: String, _ variables: [String: String] = [:]) throws -> FileDropOffers {
        try FileDropOffers(
            name: FeedName("test"), settings: try SettingsText.settings(settings(transfer)),
            environment: environment(variables))
    }

    func environment(_ variables: [String: String] = [:]) -> AdapterEnvironment {
        let all = ProcessInfo.processInfo.environment.merging(variables) { _, own in own }
        return AdapterEnvironment(root: root, variable: { all[$0] }, sha256: environment.sha256)
    }

    func script(_ text: String, _ name: String) throws {
        try write(text, to: "adapters/\(name)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(root)/adapters/\(name)")
    }

    func example(_ name: String) throws {
        try script(try Golden.text("SupplierAdapters/FileDrop/Examples/\(name)"), name)
    }
}

private func failure(_ body: () throws -> Void) throws -> AdapterError {
    try #require(throws: AdapterError.self) { try body() }
}

/// Commands that carry files between our folder and the supplier's server.
@Suite struct TransferTests {
    /// A folder that the command makes is not missing before it ran for the first time.
    @Test func aFolderThatTheCommandMakesIsNoError() throws {
        try Workspace.with { workspace in
            try workspace.write(list, to: "server/list.csv")
            try workspace.script(
                "mkdir -p \"$BROKER_FOLDER\"; cp server/list.csv \"$BROKER_FOLDER\"", "get.sh")
            let feed = try workspace.feed("before = [\"sh\", \"adapters/get.sh\"]")
            let findings = feed.check()
            #expect(findings.map(\.code) == ["feed.folder-missing"])
            #expect(findings.map(\.severity) == [.warning])
            try feed.refresh(at: .noon)
            #expect(feed.check().isEmpty)
            #expect(try feed.inbox(at: .noon).ready.map(\.name) == ["list.csv"])
        }
    }

    @Test func aFolderThatOnlyTheCommandBehindALookMakesIsMissing() throws {
        try Workspace.with { workspace in
            let feed = try workspace.feed("after = [\"sh\", \"adapters/tidy.sh\"]")
            #expect(feed.check().map(\.severity) == [.error])
        }
    }

    @Test func aCommandFetchesBeforeALookAndTidiesUpBehindIt() throws {
        try Workspace.with { workspace in
            try workspace.write(list, to: "server/list.csv")
            try workspace.write("", to: "inbox/acme/.keep")
            try workspace.script(
                "mv server/list.csv \"$BROKER_FOLDER\"/list.csv; echo chatter", "get.sh")
            try workspace.script("ls \"$BROKER_FOLDER/.archive\" > server/settled", "tidy.sh")
            let feed = try workspace.feed(
                "before = [\"sh\", \"adapters/get.sh\"], after = [\"sh\", \"adapters/tidy.sh\"]")
            try feed.refresh(at: .noon)
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            let taken = try #require(try feed.take(file))
            try feed.settle(taken.file, as: .accepted)
            try feed.finish(at: .noon)
            let settled = String(decoding: try workspace.read("server/settled"), as: UTF8.self)
            #expect(settled.hasSuffix("-list.csv\n"))
        }
    }

    @Test func aCommandThatFailsIsToldWithItsLastWordsAndWithoutSecrets() throws {
        try Workspace.with { workspace in
            try workspace.script(
                "echo \"$PIN is wrong, I was told: ${OTHER:-nothing}\" >&2; exit 3", "get.sh")
            let feed = try workspace.feed(
                "before = [\"sh\", \"adapters/get.sh\"], secrets = [\"PIN\"]",
                ["PIN": "s3cret-pin", "OTHER": "what nobody named"])
            let error = try failure { try feed.refresh(at: .noon) }
            #expect(error.code == "transfer.failed" && error.reaction == .retry(afterSeconds: nil))
            #expect(error.help == "It said at last: ••• is wrong, I was told: nothing")
            #expect(error.message.contains("it ended with status 3"))
            let bare = try workspace.feed("before = [\"sh\"], secrets = [\"NO_SUCH_VARIABLE\"]")
            #expect(try failure { try bare.refresh(at: .noon) }.code == "adapter.secret-missing")
            let none = try workspace.feed("before = [\"adapters/no-such-file\"]")
            #expect(try failure { try none.refresh(at: .noon) }.code == "transfer.not-started")
        }
    }

    @Test(arguments: ["while :; do echo again; done", "echo again; sleep 1000"])
    func aCommandWithoutAnEndIsEnded(script: String) throws {
        try Workspace.with { workspace in
            try workspace.script(script, "get.sh")
            let feed = try workspace.feed("before = [\"sh\", \"adapters/get.sh\"], seconds = 1")
            let error = try failure { try feed.refresh(at: .noon) }
            #expect(error.code == "transfer.no-end")
            #expect(error.help?.contains("again") == true)
        }
    }

    @Test func anOrderIsSentWhenItWasCarriedAwayAndNotBefore() throws {
        try Workspace.with { workspace in
            try workspace.script(
                "test -f server/open || exit 1\n"
                    + "mkdir -p \"$BROKER_FOLDER/.sent\"\n"
                    + "echo x >> server/brought\n"
                    + "cd \"$BROKER_FOLDER\"; test -f ../../server/lazy "
                    + "|| mv \"$BROKER_FILE\" .sent",
                "put.sh")
            try workspace.write("", to: "server/lazy")
            let sink = try FileDropOrders(
                name: FeedName("orders"),
                settings: SettingsText.settings(
                    "transfer = { after = [\"sh\", \"adapters/put.sh\"] }\n"),
                environment: workspace.environment())
            let order = try order()
            let document = try sink.render(order, as: .csv)
            let sum = workspace.environment.sha256(document.bytes)
            let destination = sink.destination(
                of: order, revision: 1, document: document, sha256: sum)
            try sink.stage(document.bytes, to: destination)
            #expect(try failure { _ = try sink.send(destination) }.code == "transfer.failed")
            // It lies in the folder and is not sent: the next run goes on.
            #expect(workspace.exists("\(destination.folder)/\(destination.fileName)"))
            #expect(try sink.handOver(of: destination) == .staged)
            try workspace.write("", to: "server/open")
            #expect(try failure { _ = try sink.send(destination) }.code == "transfer.left-behind")
            try FileManager.default.removeItem(atPath: workspace.root + "/server/lazy")
            #expect(try sink.send(destination) == .sent)
            #expect(try sink.handOver(of: destination) == .gone)
            #expect(try workspace.read("server/brought").count == 4)
        }
    }

    // MARK: - A real server

    private static let isInstalled: ConditionTrait = .enabled(
        if: LoopbackSFTP.isInstalled, "openssh-server is not installed here")

    private func withServer(_ body: (Workspace, LoopbackSFTP) throws -> Void) throws {
        try Workspace.with { workspace in
            let server = try LoopbackSFTP(below: workspace.root)
            defer { server.end() }
            try workspace.write("", to: "inbox/acme/.keep")
            try workspace.write(server.configuration, to: "adapters/sftp.conf")
            for name in ["sftp.sh", "lftp-get.sh"] { try workspace.example(name) }
            try body(workspace, server)
        }
    }

    @Test(Self.isInstalled) func sftpFetchesWhatIsWholeAndTakesItOffTheServer() throws {
        try withServer { workspace, server in
            try workspace.write(list, to: "server/out/b.csv", secondsOld: 9)
            try workspace.write(list + "x", to: "server/out/a.csv", secondsOld: 5)
            try workspace.write("?", to: "server/out/two words.csv")
            // Servers keep what was fetched in folders beside.
            try workspace.write("?", to: "server/out/aa/old.csv")
            let feed = try workspace.feed(
                "before = [\"adapters/sftp.sh\", \"get\", \"\(server.folder)/out\"]")
            try feed.refresh(at: .noon)
            #expect(try workspace.names("server/out") == ["aa", "two words.csv"])
            #expect(try workspace.read("inbox/acme/a.csv") == Array((list + "x").utf8))
            // The server's time came too: it tells which is older.
            let inbox = try feed.inbox(at: .noon)
            #expect(inbox.ready.map(\.name) == ["b.csv", "a.csv"])
            // One of the same name waits on the server until the first is taken.
            try workspace.write(list, to: "server/out/a.csv")
            try feed.refresh(at: .noon)
            #expect(try workspace.names("server/out") == ["a.csv", "aa", "two words.csv"])
            _ = try feed.take(inbox.ready[1])
            try feed.refresh(at: .noon)
            #expect(try workspace.read("inbox/acme/a.csv") == Array(list.utf8))
        }
    }

    @Test(Self.isInstalled) func aServerThatIsNotTheKnownOneGetsNothing() throws {
        try withServer { workspace, server in
            let other = try workspace.read("other.pub")
            let known = Array("[127.0.0.1]:\(server.port) ".utf8) + other
            try workspace.write(known, to: "known_hosts")
            try workspace.write(list, to: "server/out/a.csv")
            let feed = try workspace.feed(
                "before = [\"adapters/sftp.sh\", \"get\", \"\(server.folder)/out\"]")
            let error = try failure { try feed.refresh(at: .noon) }
            #expect(error.code == "transfer.failed")
            #expect(
                error.help?.contains("Host key verification failed") == true, "\(error.help ?? "")")
            #expect(try workspace.names("server/out") == ["a.csv"])
        }
    }

    @Test(Self.isInstalled) func sftpBringsAnOrderOnceUnderItsName() throws {
        try withServer { workspace, server in
            let sink = try FileDropOrders(
                name: FeedName("orders"),
                settings: SettingsText.settings(
                    "file_name = \"{number}.{ending}\"\n"
                        + "transfer = { after = [\"adapters/sftp.sh\", \"put\", "
                        + "\"\(server.folder)/in\"] }\n"),
                environment: workspace.environment())
            let order = try order()
            let document = try sink.render(order, as: .json)
            let sum = workspace.environment.sha256(document.bytes)
            let destination = sink.destination(
                of: order, revision: 1, document: document, sha256: sum)
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.send(destination) == .sent)
            #expect(try workspace.names("server/in") == ["PO-1001.json"])
            #expect(try workspace.read("server/in/PO-1001.json") == document.bytes)
            #expect(workspace.exists("\(destination.folder)/.sent/PO-1001.json"))
            #expect(try sink.handOver(of: destination) == .gone)
        }
    }

    @Test(
        Self.isInstalled, .enabled(if: LoopbackSFTP.hasLFTP, "lftp is not installed here"))
    func lftpFetchesAndTakesOffTheServerToo() throws {
        try withServer { workspace, server in
            try workspace.write(list, to: "server/out/a.csv", secondsOld: 7)
            try workspace.write("?", to: "server/out/.hidden")
            let feed = try workspace.feed(
                "before = [\"adapters/lftp-get.sh\", \"sftp://127.0.0.1:\(server.port)\", "
                    + "\"\(NSUserName())\", \"\(server.folder)/out\"], seconds = 60")
            try feed.refresh(at: .noon)
            #expect(try workspace.names("server/out") == [".hidden"])
            #expect(try feed.inbox(at: .noon).ready.map(\.name) == ["a.csv"])
        }
    }
}
