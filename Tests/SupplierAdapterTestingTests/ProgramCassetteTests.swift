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
              *c-77*) ;;
              *read*) echo '{"type":"checkpoint","token":"c-77"}'
                echo '{"type":"record","record":{"part":"A","price":1.50}}' ;;
              *) echo '{"type":"diagnostic","message":"key \(secret) works"}' ;;
              esac
              id=${request#*:}
              echo '{"type":"done","id":'${id%%,*}',"checkpoint":4711}'
            done
            """
        return try ProgramCassette.record(
            start: { try ChildProgram(ChildCommand(arguments: ["/bin/sh", "-c", script])) },
            welcome: Array(
                #"{"op":"welcome","settings":{"key":"\#(secret)","token":"say \"ah\""}}"#.utf8),
            secrets: [secret, "say \"ah\"", "4711", "tok"])
    }

    private func text(_ lines: [[UInt8]]) -> [String] {
        lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func itAnswersAsTheProgramDidWithoutItsSecrets() throws {
        let bytes = try recorded().bytes
        let kept = String(decoding: bytes, as: UTF8.self)
        // Also where JSON writes a secret otherwise, or as a number; one of three letters is none.
        #expect(!kept.contains(secret) && !kept.contains("ah") && !kept.contains("4711"))
        #expect(kept.contains("\"token\""))
        var cassette = try ProgramCassette(parsing: bytes, file: "c")
        #expect(text(cassette.greeting) == [#"{"type":"hello","protocol":"supplier-adapter/1"}"#])
        _ = try cassette.answer(to: Array(#"{"op":"welcome","settings":{}}"#.utf8))
        let checked = try cassette.answer(to: Array(#"{"id":1,"op":"check"}"#.utf8))
        #expect(text(checked).first == #"{"type":"diagnostic","message":"key ••• works"}"#)
        let read = try cassette.answer(
            to: Array(#"{"id":9,"op":"read","stream":"offers"}"#.utf8))
        #expect(
            text(read) == [
                #"{"type":"checkpoint","token":"c-77"}"#,
                #"{"type":"record","record":{"part":"A","price":1.50}}"#,
                #"{"type":"done","id":9,"checkpoint":"•••"}"#,
            ])
        // A second reading goes on where the first one ended, and finds nothing new.
        let next = try cassette.answer(
            to: Array(#"{"id":2,"op":"read","stream":"offers","checkpoint":"c-77"}"#.utf8))
        #expect(text(next) == [#"{"type":"done","id":2,"checkpoint":"•••"}"#])
        #expect(cassette.unusedCount == 1)
        _ = try cassette.answer(to: Array(#"{"op":"shutdown"}"#.utf8))
        #expect(cassette.unusedCount == 0)
    }

    /// An intake reads without checking before; a reading that was interrupted reads again.
    @Test func whatWasRecordedIsAnsweredInAnyOrderAndAgain() throws {
        var cassette = try ProgramCassette(parsing: try recorded().bytes, file: "c")
        for id in 1...2 {
            let read = try cassette.answer(
                to: Array(#"{"id":\#(id),"op":"read","stream":"offers"}"#.utf8))
            #expect(text(read).last == #"{"type":"done","id":\#(id),"checkpoint":"•••"}"#)
        }
        #expect(try cassette.answer(to: Array(#"{"id":3,"op":"shutdown"}"#.utf8)).isEmpty)
    }

    @Test func aRecordingOfAWebServiceIsCalledOne() {
        let error = #expect(throws: AdapterError.self) {
            _ = try ProgramCassette(
                parsing: Array("{\"format\":\"web-cassette/1\"}\n".utf8), file: "c")
        }
        #expect(error?.code == "adapter.recording-of-service")
    }

    @Test func whatWasNotRecordedIsAnError() throws {
        var cassette = try ProgramCassette(parsing: try recorded().bytes, file: "c")
        let error = #expect(throws: AdapterError.self) {
            _ = try cassette.answer(to: Array(#"{"id":1,"op":"read","checkpoint":"x"}"#.utf8))
        }
        #expect(error?.code == "adapter.not-recorded")
        #expect(throws: AdapterError.self) {
            _ = try ProgramCassette(parsing: Array("{}\n".utf8), file: "c")
        }
    }
}
