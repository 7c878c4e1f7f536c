import ExternalProcess
import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// Whatever a program does with an order, the supplier has it once or we say that we do not know.
struct ExternalProcessOrdersTests {
    private static let document = Array("{\"orderNumber\":\"PO-000007\",\n \"lines\":[]}".utf8)
    private static let key = "PO-000007-r1-" + ExternalHouse.sum(document).prefix(8)
    private static let destination = OrderDestination(
        folder: "outbox/ACME", fileName: key + ".json")
    private var document: [UInt8] { Self.document }

    private func orders(
        _ house: ExternalHouse, _ command: [String], _ more: [(String, SettingValue)] = []
    ) throws -> ExternalProcessOrders {
        func text(_ text: String) -> SettingValue { SettingValue(.string(text)) }
        let limits = SettingTable([.init("answer_seconds", SettingValue(.integer(10)))])
        let entries: [(String, SettingValue)] =
            [
                ("command", SettingValue(.array(command.map(text)))),
                ("supplier", text("ACME")), ("limits", SettingValue(.table(limits))),
            ] + more
        return try ExternalProcessOrders(
            name: try FeedName("acme"),
            settings: AdapterSettings(
                file: "feeds/acme.toml",
                table: SettingTable(entries.map { SettingTable.Entry($0.0, $0.1) })),
            environment: house.environment)
    }

    private func withHouse(_ body: (ExternalHouse) throws -> Void) throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        try FileManager.default.createDirectory(
            atPath: house.root + "/taken", withIntermediateDirectories: true)
        try body(house)
    }

    /// A program that greets as one that sends orders; `taken` holds what its supplier has.
    private func script(_ submit: String, status: String = "") -> [String] {
        [
            "/bin/sh", "-c",
            """
            answer() { echo '{"type":"done","outcome":"'$1'"}'; }
            take() { echo x >> taken/\(Self.key); }
            echo '{"type":"hello","protocol":"supplier-adapter/1","capabilities":["orders.send"]}'
            read -r welcome
            while read -r request; do
              case $request in
              *'"shutdown"'*) exit 0 ;;
              *'"submit"'*) \(submit) ;;
              *'"status"'*)
                 echo "$request" >> asked
                 \(status.isEmpty
                    ? "if [ -e taken/\(Self.key) ]; then answer accepted; else answer absent; fi"
                    : status) ;;
              *) echo '{"type":"done"}' ;;
              esac
            done
            """,
        ]
    }

    /// What the supplier has of the order, one line for each time that it came.
    private func taken(_ house: ExternalHouse) -> String {
        let bytes = FileManager.default.contents(atPath: house.root + "/taken/" + Self.key)
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }

    private func failure(_ body: () throws -> Void) throws -> AdapterError {
        try #require(throws: AdapterError.self) { try body() }
    }

    @Test(arguments: ["acme.py", "acme.sh"])
    func theExamplesTakeAnOrderOnceAndTellWhereItIs(example: String) throws {
        try withHouse { house in
            let settings = ExternalHouse.setting([("orders", "taken")])
            let orders = try orders(house, [ExternalHouse.example(example)], [settings])
            try orders.stage(document, to: Self.destination)
            #expect(try orders.handOver(of: Self.destination) == .staged)
            #expect(try orders.send(Self.destination) == .sent)
            #expect(try orders.handOver(of: Self.destination) == .sent)
            let names = try FileManager.default.contentsOfDirectory(atPath: house.root + "/taken")
            #expect(names.count == 1 && names[0].hasPrefix(Self.key))
            let kept = FileManager.default.contents(
                atPath: "\(house.root)/outbox/ACME/\(Self.destination.fileName)")
            #expect(kept.map(Array.init) == document)
            #expect(orders.check().isEmpty)
        }
    }

    private static let change = OrderDestination(
        folder: "outbox/ACME", fileName: "PO-000007-r2-4567cdef.json")

    @Test(arguments: ["acme.py", "acme.sh"])
    func theExamplesTakeAChangeBesideItsOrder(example: String) throws {
        try withHouse { house in
            let settings = ExternalHouse.setting([("orders", "taken")])
            let orders = try orders(house, [ExternalHouse.example(example)], [settings])
            for destination in [Self.destination, Self.change] {
                try orders.stage(document, to: destination)
                #expect(try orders.send(destination) == .sent)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: house.root + "/taken")
            #expect(names.count == 2)
        }
    }

    @Test func aChangeOfAnOrderThatTheSupplierDoesNotKnowIsRefused() throws {
        try withHouse { house in
            let settings = ExternalHouse.setting([("orders", "taken")])
            let orders = try orders(house, [ExternalHouse.example("acme.py")], [settings])
            try orders.stage(document, to: Self.change)
            let error = try failure { _ = try orders.send(Self.change) }
            #expect(error.code == "adapter.order-refused")
            #expect(error.message.contains("change 1 of order PO-000007"))
        }
    }

    @Test func aProgramThatDoesNotNameChangesGetsNone() throws {
        try withHouse { house in
            let orders = try orders(house, script("take; answer accepted"))
            try orders.stage(document, to: Self.change)
            let error = try failure { _ = try orders.send(Self.change) }
            #expect(error.code == "adapter.sends-nothing")
            #expect(error.help?.contains("orders.change") == true)
            // It never left.
            #expect(try orders.handOver(of: Self.change) == .staged)
            #expect(taken(house).isEmpty)
        }
    }

    @Test(arguments: [
        // It has the order and does not say so.
        "take; kill -9 $$", "take; exit 0", "take; echo nonsense",
        "take; echo '{\"type\":\"error\",\"class\":\"unknown_outcome\",\"message\":\"?\"}'",
        "take; echo '{\"type\":\"error\",\"class\":\"transient\",\"message\":\"?\"}'",
        "take; echo '{\"type\":\"error\",\"class\":\"duplicate\",\"message\":\"have it\"}'",
        "take; answer unknown", "take; echo '{\"type\":\"done\"}'",
    ])
    func anOrderWhoseAnswerIsLostIsAskedForAndNotSentAgain(submit: String) throws {
        try withHouse { house in
            let orders = try orders(house, script(submit))
            try orders.stage(document, to: Self.destination)
            #expect(try orders.send(Self.destination) == .sent)
            #expect(taken(house) == "x\n")
            #expect(try orders.handOver(of: Self.destination) == .sent)
        }
    }

    @Test func anOrderThatDidNotArriveIsSentByTheNextRun() throws {
        try withHouse { house in
            let broken = try orders(house, script("kill -9 $$"))
            try broken.stage(document, to: Self.destination)
            let error = try failure { _ = try broken.send(Self.destination) }
            #expect(error.reaction == .retry(afterSeconds: nil) && error.code == "adapter.crashed")
            let mended = try orders(house, script("take; answer accepted"))
            #expect(try mended.handOver(of: Self.destination) == .staged)
            #expect(try mended.send(Self.destination) == .sent)
            #expect(taken(house) == "x\n")
        }
    }

    @Test func whileNobodyKnowsNothingIsSent() throws {
        try withHouse { house in
            let unsure = try orders(house, script("take; exit 1", status: "answer unknown"))
            try unsure.stage(document, to: Self.destination)
            for _ in 1...3 {
                let error = try failure {
                    if try unsure.handOver(of: Self.destination) == .staged {
                        _ = try unsure.send(Self.destination)
                    }
                }
                #expect(error.reaction == .reconcile && error.code == "adapter.order-unknown")
            }
            #expect(taken(house) == "x\n")
            let sure = try orders(house, script("take; answer accepted"))
            #expect(try sure.handOver(of: Self.destination) == .sent)
            #expect(taken(house) == "x\n")
        }
    }

    @Test(arguments: [
        ("answer rejected", "adapter.order-refused"),
        ("echo '{\"type\":\"error\",\"class\":\"auth\",\"message\":\"no\"}'", "adapter.auth"),
        (
            "echo '{\"type\":\"error\",\"class\":\"partner_offline\",\"message\":\"no\"}'",
            "adapter.partner-offline"
        ),
    ])
    func whatTheSupplierHasNotTakenIsToldAndSentAgainWithoutAsking(
        submit: String, code: String
    ) throws {
        try withHouse { house in
            let refusing = try orders(house, script(submit))
            try refusing.stage(document, to: Self.destination)
            #expect(try failure { _ = try refusing.send(Self.destination) }.code == code)
            #expect(try refusing.handOver(of: Self.destination) == .staged)
            #expect(!FileManager.default.fileExists(atPath: house.root + "/asked"))
        }
    }

    @Test func aProgramThatDoesNotSayThatItSendsIsGivenNoOrder() throws {
        try withHouse { house in
            let orders = try orders(house, house.script(":"))
            try orders.stage(document, to: Self.destination)
            let error = try failure { _ = try orders.send(Self.destination) }
            #expect(error.code == "adapter.sends-nothing" && error.reaction == .fixSettings)
            #expect(try orders.handOver(of: Self.destination) == .staged)
        }
    }

    @Test func wrongSettingsAreToldAllAtOnce() throws {
        try withHouse { house in
            let error = #expect(throws: AdapterSettingsError.self) {
                _ = try orders(
                    house, [],
                    [
                        ("file_name", SettingValue(.string("{number}"))),
                        ("format", SettingValue(.string("x13"))),
                    ])
            }
            #expect(
                error.map { Set($0.problems.map(\.key)) } == ["command", "file_name", "format"])
        }
    }

    // MARK: - Answers

    private func messages(
        _ house: ExternalHouse, _ command: [String]
    ) throws
        -> ExternalProcessMessages
    {
        func text(_ text: String) -> SettingValue { SettingValue(.string(text)) }
        let entries: [(String, SettingValue)] = [
            ("command", SettingValue(.array(command.map(text)))),
            ("folder", text("inbox/answers")), ("supplier", text("ACME")),
            ExternalHouse.setting([("answers", "answers.txt")]),
        ]
        return try ExternalProcessMessages(
            name: try FeedName("answers"),
            settings: AdapterSettings(
                file: "feeds/answers.toml",
                table: SettingTable(entries.map { SettingTable.Entry($0.0, $0.1) })),
            environment: house.environment)
    }

    private func fetch(_ feed: ExternalProcessMessages) throws -> [MessageDelivery] {
        try feed.refresh(at: ExternalHouse.now)
        return try feed.inbox(at: ExternalHouse.now).ready.map { file in
            let taken = try #require(try feed.take(file))
            let delivery = try feed.readMessages(taken)
            try feed.settle(taken.file, as: .accepted)
            return delivery
        }
    }

    @Test func thePythonExampleBringsAnswersOnceUntilThereAreNewOnes() throws {
        try withHouse { house in
            let feed = try messages(house, [ExternalHouse.example("acme.py")])
            #expect(try fetch(feed).isEmpty)
            try house.write(
                "answers.txt",
                """
                kind,document,order,written,line,outcome,quantity,date
                acknowledgment,A-1,PO-000007,2026-03-02T09:00:00Z,1,accepted,60,2026-03-09
                acknowledgment,A-1,PO-000007,2026-03-02T09:00:00Z,2,back-ordered,40,
                acknowledgment,A-2,PO-000008,yesterday,1,accepted,1,2026-03-09

                """)
            let delivery = try #require(try fetch(feed).first)
            #expect(delivery.messages.map(\.supplier) == [try SupplierID("ACME")])
            #expect(delivery.messages.first?.message.statements.count == 2)
            let bad = try #require(delivery.quarantined.first)
            // The record stands in the second line of what the program sent and we kept.
            #expect(bad.field == "written" && bad.place.line == 2)
            #expect(bad.place.file.hasSuffix(".delivery"))
            #expect(try fetch(feed).isEmpty)
            #expect(feed.check().isEmpty)
        }
    }

    @Test func theShellExampleBringsAnswers() throws {
        try withHouse { house in
            try house.write("answers.txt", "PO-000007;1;60;2026-03-09;A-1\n")
            let feed = try messages(house, [ExternalHouse.example("acme.sh")])
            let message = try #require(try fetch(feed).first?.messages.first?.message)
            #expect(message.order.rawValue == "PO-000007" && message.statements.count == 1)
        }
    }

    @Test func everyKeyIsInTheReadme() throws {
        let readme = try String(
            contentsOfFile: ExternalHouse.example("../README.md"), encoding: .utf8)
        // The keys of the partner's document stand in FlatFileEDI's README.
        let keys = ExternalProcessOrders.description.keys.prefix { $0.name != "format" }
        for key in ExternalProcessMessages.description.keys.map(\.name) + keys.map(\.name) {
            #expect(readme.contains("`\(key)`"), "\(key) is not in the README")
        }
        #expect(ExternalProcessOrders.description.kind == "purchase-orders")
    }
}
