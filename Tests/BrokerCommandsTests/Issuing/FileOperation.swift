import Foundation
import Testing
import TestSupport

/// A system call that changes files, counted in one run of a program.
struct FileOperation: Hashable, CustomStringConvertible {
    let call: String
    /// 1 for the first call of that name.
    let number: Int

    var description: String { "\(call) \(number)" }

    static let calls = [
        "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync", "rename", "renameat",
        "renameat2", "unlink", "unlinkat", "link", "linkat", "mkdir", "mkdirat",
    ]

    /// Whether programs may be traced on this machine.
    static let canBeTraced: Bool = {
        let outcome = try? Program("strace").run(["-o", "/dev/null", "true"], in: "/")
        return outcome?.status == 0
    }()

    /// The file operations of a run, in their order.
    ///
    /// All must come from one thread, because strace counts the calls of each thread by itself.
    /// What threads of the system's libraries write to wake each other is no file.
    static func all(of program: Program, _ arguments: [String], in folder: String) throws -> [Self]
    {
        let log = folder + "/../operations.log"
        let trace = ["-f", "-y", "-o", log, "-e", "trace=" + calls.joined(separator: ",")]
        let outcome = try Program("strace").run(
            trace + program.command + arguments, in: folder)
        try #require(outcome.status == 0, "\(outcome.text)")
        var threads: Set<Substring> = []
        var counts: [Substring: [String: Int]] = [:]
        var operations: [Self] = []
        for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2,
                // Process numbers of fewer digits are followed by more than one blank.
                let name = words[1].drop(while: { $0 == " " }).split(separator: "(").first
                    .map(String.init),
                calls.contains(name)
            else {
                continue
            }
            let number = (counts[words[0]]?[name] ?? 0) + 1
            counts[words[0], default: [:]][name] = number
            if words[1].contains("<anon_inode:") { continue }
            threads.insert(words[0])
            operations.append(Self(call: name, number: number))
        }
        #expect(threads.count == 1, "files are changed by \(threads.count) threads")
        return operations
    }

    /// Runs a program that is killed when it is about to do this.
    func killing(
        _ program: Program, _ arguments: [String], in folder: String
    ) throws -> Program.Outcome {
        let inject = [
            "-f", "-o", "/dev/null", "-e", "trace=\(call)",
            "-e", "inject=\(call):signal=KILL:when=\(number)",
        ]
        return try Program("strace").run(inject + program.command + arguments, in: folder)
    }
}
