import ChildProcesses
import Foundation
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting
import TestSupport
import Testing

/// The list finds what is wrong with a program, and nothing where nothing is.
struct ProgramConformanceTests {
    private func run(
        _ arguments: [String], settings: String = "{}", secrets: [String] = []
    ) throws -> [ConformanceResult] {
        let welcome =
            #"{"op":"welcome","protocol":"supplier-adapter/1","feed":"acme","settings":"#
            + settings + "}"
        let command = ChildCommand(
            arguments: arguments,
            environment: ["PATH": "/root/.pyenv/shims:/usr/bin:/bin"]
                .merging(ProcessInfo.processInfo.environment.filter { $0.key == "PATH" }) { $1 })
        return ProgramConformance(
            start: { try ChildProgram(command) }, welcome: Array(welcome.utf8),
            defaults: OfferRecordDefaults(
                supplier: try SupplierID("ACME"), currency: try Currency("EUR")),
            secrets: secrets, answerMilliseconds: 30_000
        ).run()
    }

    private func names(
        _ results: [ConformanceResult], _ status: ConformanceResult.Status
    ) -> [String] {
        results.filter { $0.status == status }.map(\.name)
    }

    @Test func thePythonExamplePassesAll() throws {
        let list = Golden.path("Fixtures/Suppliers/ExternalProcess/list.csv")
        let results = try run(
            [Golden.path("SupplierAdapters/ExternalProcess/Examples/acme.py")],
            settings: "{\"file\":\"\(list)\"}", secrets: ["tok-4711-secret"])
        #expect(results.filter { $0.status != .passed } == [])
    }

    @Test func theTemplateAsAProgramPassesAll() throws {
        try withTemporaryFolder { root in
            let list = try Golden.bytes("Fixtures/Suppliers/Template/list.txt")
            try Data(list).write(to: URL(filePath: root + "/list.txt"))
            let broker = try #require(Program.broker)
            let results = try run(
                [broker.command[0] + "-dev", "template-program", "--root", root],
                settings: """
                    {"folder":"inbox","file":"list.txt","supplier":"ACME","currency":"EUR"}
                    """.replacing("\n", with: ""))
            #expect(results.filter { $0.status == .failed } == [])
            #expect(names(results, .skipped) == ["secrets"])
        }
    }

    private func script(_ reading: String) -> [String] {
        [
            "/bin/sh", "-c",
            """
            echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"t","version":"1"}'
            read -r welcome
            while read -r request; do
              case $request in
              *shutdown*) exit 0 ;;
              *'"read"'*) \(reading) ;;
              *) echo '{"type":"done"}' ;;
              esac
            done
            """,
        ]
    }

    @Test func whatAProgramDoesWrongIsNamed() throws {
        let doubled = try run(
            script(
                #"echo '{"type":"record","record":{"part":"A","price":1.00000001}}';"#
                    + #" echo '{"type":"record","record":{"part":"'$$'","price":1}}';"#
                    + #" echo '{"type":"done"}'"#))
        #expect(names(doubled, .failed) == ["read.records", "read.twice"])

        let forgetful = try run(
            script(
                #"echo '{"type":"record","record":{"part":"A","price":1}}';"#
                    + #" echo '{"type":"checkpoint","token":"1"}';"#
                    + #" case $request in *'"checkpoint"'*) ;; *)"#
                    + #" echo '{"type":"record","record":{"part":"B","price":1}}' ;; esac;"#
                    + #" echo '{"type":"done"}'"#))
        #expect(names(forgetful, .failed) == ["kill"])

        let dead = try run(["/bin/false"])
        #expect(!names(dead, .failed).contains("secrets") || dead.count == 11)
        #expect(names(dead, .passed) == [])

        let leaking = try run(
            script(#"echo secret-4711 >&2; sleep 0; echo '{"type":"done"}'"#),
            secrets: ["secret-4711"])
        #expect(names(leaking, .failed) == ["secrets"])
    }
}
