import ArgumentParser
import BrokerCommands
import Testing

/// What ``BrokerCommand`` makes of a command line.
@Suite struct CommandLineTests {
    @Test(arguments: [
        (["init", "folder"], "InitCommand"), (["doctor", "--full"], "DoctorCommand"),
        (["intake", "--accept-drop"], "IntakeCommand"), (["feed"], "List"),
        (["feed", "problems", "generics"], "Problems"), (["feed", "retry", "generics"], "Retry"),
        (["backorder", "show", "O/1"], "Show"), (["offer", "list", "--item", "A"], "List"),
        (["supplier"], "List"), (["round", "run", "--dry-run"], "Run"),
        (["round", "approve", "R-1", "--hash", "0123456789ab"], "Approve"),
        (["round", "export", "R-1", "--out", "folder"], "Export"),
        (["po", "issue", "R-1", "-n"], "Issue"),
        (["po", "close", "PO-1", "2", "--reason", "gone"], "Close"),
        (
            ["run", "--slot", "2026-03-02", "--require-feed", "a", "--require-feed", "b"],
            "RunCommand"
        ),
        (["status", "--format", "json"], "StatusCommand"),
        (["promise", "kept", "--since", "2026-03-04", "--totals"], "Kept"),
        (["credit", "set-aside", "--round", "R-1"], "SetAside"),
        (["solve", "problem", "--out", "result", "--gap", "0"], "SolveCommand"),
        (["verify", "problem", "result"], "VerifyCommand"),
        (["export", "problem", "--format", "mps", "file"], "ExportCommand"),
        (["inspect", "-", "--echo", "--strict", "lenient"], "InspectCommand"),
        (["inspect", "a.edi", "--acknowledge", "997", "--control", "7"], "InspectCommand"),
        (["backup", "copy.sqlite"], "BackupCommand"), (["adapter"], "List"),
        (["adapter", "describe", "file-drop"], "Describe"), (["adapter", "check", "a"], "Check"),
        (["adapter", "test", "a"], "Test"), (["adapter", "preview", "a", "--fetch"], "Preview"),
        (["adapter", "diff", "a", "--detailed-exitcode"], "Difference"),
        (["adapter", "record", "a"], "Record"), (["adapter", "replay", "f"], "Replay"),
        (["leadtime", "backtest", "orders.csv", "--quantiles", "0.5,0.9"], "Backtest"),
    ])
    func aCommandLineReachesItsCommand(arguments: [String], name: String) throws {
        let command = try BrokerCommand.parseAsRoot(arguments)
        #expect("\(type(of: command))" == name)
    }

    @Test(arguments: [
        ["run", "--wait", "-1"], ["run", "--as-of", "yesterday"], ["run", "--require-feed"],
        ["run", "--slot", ""], ["run", "--slot", " "], ["run", "--slot", "a\nb"],
        ["run", "--slot", String(repeating: "a", count: 121)],
        ["round", "approve", "R-1"], ["po", "close", "PO-1", "2"], ["status", "--format", "xml"],
        ["solve", "problem", "--out", "result", "--gap", "2"],
        ["solve", "problem", "--out", "result", "--time-limit", "0"], ["unheard-of"],
        ["leadtime", "backtest"], ["leadtime", "backtest", "orders.csv", "--quantiles", "90"],
        ["leadtime", "backtest", "orders.csv", "--since", "2026"],
        ["promise", "kept", "--since", "March"],
        ["inspect"], ["inspect", "a", "--acknowledge", "997"], ["inspect", "a", "--as-of", "now"],
        ["inspect", "a", "--acknowledge", "855", "--control", "1"],
        ["inspect", "a", "--acknowledge", "TA1", "--control", "0"],
        ["inspect", "a", "--acknowledge", "TA1", "--control", "1", "--echo"],
    ])
    func whatCannotBeMeantIsAUsageError(arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            try BrokerCommand.parseAsRoot(arguments)
        }
        guard let error else { return }
        #expect(BrokerCommand.exitCode(for: error).rawValue == ExitStatus.usage)
    }
}
