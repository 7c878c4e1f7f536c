package import ArgumentParser
import BrokerService
import DurableFiles
import Procurement
import SourcingExchange
import Storage
import SupplierAdapterKit
import WireFormats

/// The exit codes of every command.
package enum ExitStatus {
    package static let done: Int32 = 0
    package static let failed: Int32 = 1
    /// Approval pending or changes found; only with `--detailed-exitcode`.
    package static let pending: Int32 = 2
    package static let usage: Int32 = 64
    package static let dataRejected: Int32 = 65
    package static let supplierUnreachable: Int32 = 69
    package static let defect: Int32 = 70
    package static let cannotWrite: Int32 = 73
    /// Safe to run again.
    package static let temporary: Int32 = 75
    package static let notAllowed: Int32 = 77
    package static let configuration: Int32 = 78
}

/// What a failed command says, and how it ends.
package struct CommandFailure: Error {
    package let problems: [Problem]
    package let status: Int32

    package init(_ problems: [Problem], status: Int32) {
        self.problems = problems
        self.status = status
    }

    /// Sorts any error by what the caller can do about it.
    package init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ConfigurationError:
            self.init(error.problems, status: ExitStatus.configuration)
        case let error as ServiceError: self.init(service: error)
        case let error as StorageError: self.init(storage: error)
        case let error as AdapterError: self.init(adapter: error)
        case let error as DurableFileError:
            self.init(
                [Problem(code: error.code, message: error.message, help: error.help)],
                status: Self.passesByItself.contains(error.code)
                    ? ExitStatus.temporary : ExitStatus.cannotWrite)
        case let error as ExchangeError:
            let isOfOutput = error.problems.allSatisfy { $0.code.hasPrefix("folder.") }
            self.init(
                error.problems.map(Problem.init),
                status: isOfOutput ? ExitStatus.cannotWrite : ExitStatus.dataRejected)
        case let error as WireError:
            self.init(
                [Problem(code: error.code, message: error.message, help: error.help)],
                status: ExitStatus.failed)
        case let error as ValueError:
            self.init(
                [Problem(code: error.code, message: error.message, help: error.help)],
                status: ExitStatus.usage)
        default:
            self.init(
                [
                    Problem(
                        code: "internal.error", message: "\(error)",
                        help: "This is a defect of the program; nothing was changed.")
                ], status: ExitStatus.defect)
        }
    }

    /// What of files and folders may be over by itself when the command is run again; a full disk
    /// is not.
    private static let passesByItself: Set<String> = [
        "file.locked", "file.changing", "file.too-many-open",
    ]

    private init(service error: ServiceError) {
        let status =
            switch error.kind {
            case .failed: ExitStatus.failed
            case .dataRejected: ExitStatus.dataRejected
            case .cannotWrite: ExitStatus.cannotWrite
            case .temporary: ExitStatus.temporary
            case .notAllowed: ExitStatus.notAllowed
            case .configuration: ExitStatus.configuration
            }
        self.init(
            [
                Problem(
                    code: error.code, message: error.message, notes: error.details,
                    help: error.help.isEmpty ? nil : error.help)
            ], status: status)
    }

    private init(storage error: StorageError) {
        let (status, help): (Int32, String) =
            switch error.code {
            case .locked: (ExitStatus.temporary, "Run the command again later.")
            case .full:
                (ExitStatus.cannotWrite, "Free some space on that disk and run the command again.")
            case .corrupt:
                (ExitStatus.failed, "Restore the database from a backup; broker doctor checks it.")
            case .unavailable: (ExitStatus.cannotWrite, "broker doctor looks at the installation.")
            case .refused:
                (ExitStatus.defect, "This is a defect of the program; nothing was changed.")
            case .newer: (ExitStatus.configuration, "Use the newer version of broker.")
            }
        self.init(
            [Problem(code: error.code.rawValue, message: error.message, help: help)],
            status: status)
    }

    private init(adapter error: AdapterError) {
        let status =
            switch error.reaction {
            case .retry: ExitStatus.supplierUnreachable
            case .reconcile: ExitStatus.cannotWrite
            case .fixSettings: ExitStatus.configuration
            case .fixData: ExitStatus.dataRejected
            case .giveUp: ExitStatus.failed
            }
        self.init([Problem(error)], status: status)
    }

    /// Says it on standard error and ends the command.
    package func report() -> ExitCode {
        Console.clearProgress()
        Console.note(ProblemText.render(problems).trimmingLastNewline)
        return ExitCode(status)
    }
}

extension Problem {
    init(_ error: AdapterError) {
        self.init(
            code: error.code, message: error.message, place: error.place.map(Problem.Place.init),
            help: error.help)
    }

    init(_ problem: ExchangeProblem) {
        self.init(
            code: problem.code, message: problem.message,
            place: Problem.Place(file: problem.file, line: problem.line, column: problem.column),
            help: problem.help)
    }

    init(_ problem: IntakeProblem) {
        self.init(
            code: problem.code, message: problem.message,
            place: Problem.Place(
                file: problem.file, line: problem.line > 0 ? problem.line : nil,
                column: problem.column > 0 ? problem.column : nil,
                detail: problem.field.isEmpty ? nil : "column \"\(problem.field)\""),
            help: problem.help.isEmpty ? nil : problem.help)
    }

    init(_ problem: FeedProblem) {
        self.init(
            code: problem.code, message: problem.message,
            place: Problem.Place(
                file: problem.file, line: problem.line > 0 ? problem.line : nil,
                column: problem.column > 0 ? problem.column : nil,
                detail: problem.field.isEmpty ? nil : "column \"\(problem.field)\""),
            help: problem.help.isEmpty ? nil : problem.help)
    }
}

extension Problem.Place {
    init(_ place: FilePlace) {
        self.init(
            file: place.file, line: place.line > 0 ? place.line : nil,
            column: place.column > 0 ? place.column : nil)
    }
}

extension String {
    var trimmingLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
