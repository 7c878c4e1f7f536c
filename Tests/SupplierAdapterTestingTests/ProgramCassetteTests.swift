import ChildProcesses
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting
import TestSupport
import Testing

/// A recorded conversation answers as the program did, and nothing else.
struct ProgramCassetteTests {
    private let secret = "tok-4711-secret"

    private func recorded() throws -> ProgramCassette {
        let script = """
            echo '{"type":"hello","protocol":"supplier-adapter/1"}'
            read -r welcome
            while read -r request; do
              case $request in
              *shutdown*) exit 0 ;;
              *read*) echo '{"type":"record","record":{"part":"A","price":1.50}}' ;;
              *) echo '{"type":"diagnostic","message":"key \(secret) works"}' ;;
              esac
              echo '{"type":"done"}'
            done
            """
        return try ProgramCassette.record(
            start: { try ChildProgram(ChildCommand(arguments: ["/bin/sh", "-c", script])) },
            welcome: Array(#"{"op":"welcome","settings":{"key":"\#(secret)"}}"#.utf8),
            secrets: [secret])
    }

    private func text(_ lines: [[UInt8]]) -> [String] {
        lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func itAnswersAsTheProgramDidWithoutItsSecrets() throws {
        let bytes = try recorded().bytes
        #expect(!String(decoding: bytes, as: UTF8.self).contains(secret))
        var cassette = try ProgramCassette(parsing: bytes, file: "c")
        #expect(text(cassette.due()) == [#"{"type":"hello","protocol":"supplier-adapter/1"}"#])
        _ = try cassette.answer(to: Array(#"{"op":"welcome","settings":{}}"#.utf8))
        let checked = try cassette.answer(to: Array(#"{"id":1,"op":"check"}"#.utf8))
        #expect(text(checked).first == #"{"type":"diagnostic","message":"key ••• works"}"#)
        let read = try cassette.answer(
            to: Array(#"{"id":9,"op":"read","stream":"offers"}"#.utf8))
        #expect(text(read).first == #"{"type":"record","record":{"part":"A","price":1.50}}"#)
        #expect(cassette.unusedCount == 1)
        _ = try cassette.answer(to: Array(#"{"op":"shutdown"}"#.utf8))
        #expect(cassette.unusedCount == 0)
    }

    @Test func whatWasNotRecordedIsAnError() throws {
        var cassette = try ProgramCassette(parsing: try recorded().bytes, file: "c")
        _ = cassette.due()
        let error = #expect(throws: AdapterError.self) {
            _ = try cassette.answer(to: Array(#"{"id":1,"op":"read","checkpoint":"x"}"#.utf8))
        }
        #expect(error?.code == "adapter.not-recorded")
        #expect(throws: AdapterError.self) {
            _ = try ProgramCassette(parsing: Array("{}\n".utf8), file: "c")
        }
    }
}
