import ChildProcesses
import Testing

/// A started program is spoken with in lines, within limits, and never outlives its owner.
struct ChildProgramTests {
    private func shell(
        _ script: String, environment: [String: String] = [:], maximumLineBytes: Int = 1 << 20,
        processorSeconds: UInt64 = 0
    ) throws -> ChildProgram {
        try ChildProgram(
            ChildCommand(
                arguments: ["/bin/sh", "-c", script], environment: environment,
                processorSeconds: processorSeconds, maximumLineBytes: maximumLineBytes))
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func linesGoBothWays() throws {
        let program = try shell("while read -r line; do echo \"got $line\"; done")
        program.send(bytes("one"))
        #expect(try program.nextLine(withinMilliseconds: 10_000) == bytes("got one"))
        program.send(bytes("two"))
        #expect(try program.nextLine(withinMilliseconds: 10_000) == bytes("got two"))
        #expect(program.end(withinMilliseconds: 10_000) == .exited(0))
    }

    @Test func anOpenLastLineIsGivenAndThenTheEnd() throws {
        let program = try shell("printf 'a\\nb'; exit 3")
        #expect(try program.nextLine(withinMilliseconds: 10_000) == bytes("a"))
        #expect(try program.nextLine(withinMilliseconds: 10_000) == bytes("b"))
        #expect(try program.nextLine(withinMilliseconds: 10_000) == nil)
        #expect(program.end(withinMilliseconds: 10_000) == .exited(3))
    }

    @Test func aSilentProgramIsGivenUpAndEnded() throws {
        let program = try shell("sleep 1000 & sleep 1000")
        let error = #expect(throws: ChildError.self) {
            _ = try program.nextLine(withinMilliseconds: 20)
        }
        #expect(error?.kind == .timedOut)
        #expect(program.end(withinMilliseconds: 0) == .killed(9))
    }

    @Test func theLastOutputIsGivenAtTheEndAndNotLater() throws {
        let program = try shell("head -c 500000 /dev/zero; echo; echo last; exit 2")
        let output = try program.lastOutput(withinMilliseconds: 60_000)
        #expect(output.count == 64 << 10 && output.suffix(6).elementsEqual(bytes("\nlast\n")))
        #expect(program.end(withinMilliseconds: 10_000) == .exited(2))
        // One that never stops talking is given up all the same.
        let chatty = try shell("while :; do echo again; done")
        let error = #expect(throws: ChildError.self) {
            _ = try chatty.lastOutput(withinMilliseconds: 50)
        }
        #expect(error?.kind == .timedOut)
        #expect(chatty.end(withinMilliseconds: 0) == .killed(9))
    }

    @Test func neitherSideWaitsForTheOtherWhateverIsLoggedMeanwhile() throws {
        // Half a megabyte of log and a megabyte of input: more than any pipe holds.
        let program = try shell(
            "head -c 500000 /dev/zero >&2; read -r line; echo ${#line}; echo done >&2")
        program.send([UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000))
        #expect(try program.nextLine(withinMilliseconds: 60_000) == bytes("1000000"))
        _ = program.end(withinMilliseconds: 10_000)
        #expect(program.logBytes.suffix(5).elementsEqual(bytes("done\n")))
        #expect(program.logBytes.count <= 128 << 10)
    }

    @Test func aLineWithoutEndIsRefused() throws {
        let program = try shell(
            "head -c 100000 /dev/zero; sleep 1000", maximumLineBytes: 1_000)
        let error = #expect(throws: ChildError.self) {
            _ = try program.nextLine(withinMilliseconds: 10_000)
        }
        #expect(error?.kind == .lineTooLong)
    }

    @Test func theEnvironmentIsWhatIsGivenAndNothingElse() throws {
        let program = try shell("env | grep -v ^PWD | grep -v ^_ | sort", environment: ["A": "1"])
        #expect(try program.nextLine(withinMilliseconds: 10_000) == bytes("A=1"))
        #expect(try program.nextLine(withinMilliseconds: 10_000) == nil)
    }

    @Test func writingToAProgramThatEndedIsNoSignal() throws {
        let program = try shell("exit 0")
        #expect(try program.nextLine(withinMilliseconds: 10_000) == nil)
        for _ in 0..<100 { program.send([UInt8](repeating: 0x78, count: 10_000)) }
        #expect(try program.nextLine(withinMilliseconds: 10_000) == nil)
    }

    @Test func processorTimeIsLimited() throws {
        let program = try shell("while :; do :; done", processorSeconds: 1)
        #expect(try program.nextLine(withinMilliseconds: 60_000) == nil)
        #expect(program.end(withinMilliseconds: 10_000) == .killed(9))
    }

    @Test func aProgramThatIsNotThereIsNotStarted() {
        let error = #expect(throws: ChildError.self) {
            _ = try ChildProgram(ChildCommand(arguments: ["/nowhere/program"]))
        }
        #expect(error?.kind == .notStarted)
    }
}
