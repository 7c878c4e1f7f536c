import Foundation

/// A program that a test runs as a person would: arguments in, status and text out.
public struct Program: Sendable {
    /// How a run of a program ended.
    public struct Outcome: Sendable {
        /// The exit status, or the signal that ended it.
        public let status: Int32
        /// Ended by a signal rather than by itself.
        public let wasKilled: Bool
        /// What it printed on both streams.
        public let text: String

        /// What it printed, without empty lines at the end.
        public var lines: [String] {
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            while lines.last?.allSatisfy(\.isWhitespace) == true {
                lines.removeLast()
            }
            return lines.map(String.init)
        }
    }

    /// A run that has begun.
    public struct Run {
        private let process: Process
        private let pipe: Pipe

        fileprivate init(process: Process, pipe: Pipe) {
            self.process = process
            self.pipe = pipe
        }

        /// Waits for the end.
        public func outcome() throws -> Outcome {
            let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus,
                wasKilled: process.terminationReason == .uncaughtSignal,
                text: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Words before the arguments: a path or a name that is looked up, and first arguments.
    public let command: [String]

    /// A program by its path or name, with arguments that every run gets.
    public init(_ command: String...) {
        self.command = command
    }

    /// The broker that `BROKER_EXECUTABLE` names, or the one that was built with the tests.
    public static var broker: Program? {
        if let path = ProcessInfo.processInfo.environment["BROKER_EXECUTABLE"] {
            return Program(path)
        }
        let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let folder = tests.map { URL(filePath: $0).deletingLastPathComponent().path }
        return ([folder].compactMap(\.self) + [Golden.path(".build/release")])
            .map { $0 + "/broker" }
            .first(where: FileManager.default.isExecutableFile).map { Program($0) }
    }

    /// Runs it to the end.
    public func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) throws -> Outcome {
        try start(arguments, in: folder, environment: environment).outcome()
    }

    /// Begins a run without waiting for its end.
    public func start(
        _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LC_ALL": "C.UTF-8", "COLUMNS": "100"]) { _, own in own }
            .merging(environment) { _, own in own }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return Run(process: process, pipe: pipe)
    }
}
