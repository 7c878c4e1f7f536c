import ChildProcesses
import Foundation
import SupplierAdapterTesting
import TestSupport
import Testing

/// The list finds programs that would buy twice or lose an order, and nothing where nothing is.
struct OrderConformanceTests {
    private func run(
        _ arguments: [String], orders: String = "orders", in root: String
    ) throws -> [ConformanceResult] {
        let welcome =
            #"{"op":"welcome","protocol":"supplier-adapter/1","feed":"acme","settings":{"orders":""#
            + orders + #""}}"#
        let document = Array("{\"orderNumber\":\"T\"}\n".utf8)
        try Data(document).write(to: URL(filePath: root + "/order.json"))
        try FileManager.default.createDirectory(
            atPath: root + "/orders", withIntermediateDirectories: true)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let command = ChildCommand(
            arguments: arguments, environment: ["PATH": path], folder: root)
        return OrderConformance(
            start: { try ChildProgram(command) }, welcome: Array(welcome.utf8),
            document: document, file: root + "/order.json", key: "T-1",
            answerMilliseconds: 30_000
        ).run()
    }

    private func failed(of program: [String], in root: String) throws -> [String] {
        failed(try run(program, in: root))
    }

    private func failed(_ results: [ConformanceResult]) -> [String] {
        results.filter { $0.status != .passed }.map(\.name)
    }

    @Test(arguments: ["acme.py", "acme.sh"])
    func theExamplesPassAll(example: String) throws {
        try withTemporaryFolder { root in
            let path = Golden.path("SupplierAdapters/ExternalProcess/Examples/\(example)")
            let results = try run([path], in: root)
            #expect(failed(results) == [], "\(results)")
            #expect(results.count == 6)
        }
    }

    private func script(
        _ submit: String, _ status: String, says: String = #"orders.send","orders.change"#
    )
        -> [String]
    {
        [
            "/bin/sh", "-c",
            """
            member() { printf '%s' "$request" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
            answer() { echo '{"type":"done","outcome":"'$1'","reference":"'$2'"}'; }
            echo '{"type":"hello","protocol":"supplier-adapter/1","capabilities":["\(says)"]}'
            read -r welcome
            while read -r request; do
              key=$(member key)
              case $request in
              *'"submit"'*) \(submit) ;;
              *'"status"'*) \(status) ;;
              *) exit 0 ;;
              esac
            done
            """,
        ]
    }

    private let tells = "if [ -e orders/$key ]; then answer accepted; else answer absent; fi"

    @Test func whatAProgramDoesWrongIsNamed() throws {
        try withTemporaryFolder { root in
            // Each sending is a new order for it.
            let buysTwice = script(
                "echo x >>orders/$key; answer accepted $$-$(wc -l <orders/$key)", tells)
            let found = try failed(of: buysTwice, in: root)
            #expect(found == ["orders.twice", "orders.changed"])
        }
        try withTemporaryFolder { root in
            // It takes the order for its change.
            let byNumber = script(
                "touch orders/$(member number); answer accepted",
                "if [ -e orders/$(member number) ]; then answer accepted; else answer absent; fi")
            let found = try failed(of: byNumber, in: root)
            #expect(found == ["orders.changed"])
        }
        try withTemporaryFolder { root in
            // It remembers what it sent as long as it lives, and asks nobody.
            let forgets = script(
                "known=\"$known $key\"; answer accepted",
                "case \"$known \" in *\" $key \"*) answer accepted ;; *) answer absent ;; esac")
            let found = try failed(of: forgets, in: root)
            #expect(found == ["orders.twice", "orders.changed"])
        }
        try withTemporaryFolder { root in
            let unsure = script("touch orders/$key; answer accepted", "answer unknown")
            let found = try failed(of: unsure, in: root)
            #expect(
                found == [
                    "orders.absent", "orders.twice", "orders.killed", "orders.changed",
                ])
        }
        try withTemporaryFolder { root in
            let silent = script("touch orders/$key; answer accepted", tells, says: "prices")
            let found = try failed(of: silent, in: root)
            // A program that sends no changes is not asked for one.
            #expect(found == ["orders.hello", "orders.changed"])
        }
    }
}
