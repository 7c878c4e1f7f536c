internal import ChildProcesses
internal import SupplierAdapterKit

/// A command of the settings that carries files between our folder and the supplier's server.
///
/// The house speaks no SFTP itself: `sftp` and `lftp` do, with the keys, known hosts and jump
/// hosts that the machine has already.
struct TransferHook: Hashable, Sendable {
    /// Run before the folder is looked at.
    var before: [String] = []
    /// Run after a look, once all that was ready is settled; for orders, after each one.
    var after: [String] = []
    /// Variables of the environment that the commands get.
    var secrets: [String] = []
    /// How long a command may take.
    var seconds: Int64 = 900

    private static let beforeKey = AdapterDescription.Key(
        "transfer.before", "list of texts; none",
        "A command that is run before each look, such as one that fetches by `sftp`.")
    private static let afterKey = AdapterDescription.Key(
        "transfer.after", "list of texts; none",
        "A command that is run after each look, once what was ready is settled.")
    private static let commonKeys: [AdapterDescription.Key] = [
        .init(
            "transfer.secrets", "list of names; none",
            "Variables of the environment that the commands get; what is in them is struck out "
                + "of every message."),
        .init(
            "transfer.seconds", "1 to 86400; `900`",
            "How long a command may take before it is ended, with all that it started."),
    ]

    static let feedKeys = [beforeKey, afterKey] + commonKeys
    static let orderKeys =
        [
            AdapterDescription.Key(
                "transfer.after", "list of texts; none",
                "A command that is run when an order lies in the folder, and takes it from there "
                    + "to the supplier.")
        ] + commonKeys

    static func read(from reader: inout SettingsReader, forOrders: Bool = false) -> TransferHook {
        var hook = TransferHook()
        reader.table("transfer") { inner in
            if !forOrders { hook.before = inner.strings("before") }
            hook.after = inner.strings("after")
            hook.secrets = inner.strings("secrets")
            hook.seconds = inner.integer("seconds", in: 1...86400, default: 900)
            for (key, command) in [("before", hook.before), ("after", hook.after)]
            where command.first == "" || command.isEmpty && inner.table[key] != nil {
                inner.report(
                    "settings.wrong-value", key, "\(inner.name(key)) names no program",
                    help: "Write for example: \(key) = [\"adapters/sftp.sh\", \"get\"]")
            }
        }
        return hook
    }

    /// Runs a command in the workspace and waits for its end; does nothing where there is none.
    ///
    /// It gets `PATH`, `HOME`, `LANG`, the variables that the settings name, and `values`.
    func run(
        _ command: [String], _ values: [String: String], in environment: AdapterEnvironment
    ) throws(AdapterError) {
        guard !command.isEmpty else { return }
        var variables = ["LANG": "C.UTF-8"]
        for name in ["PATH", "HOME"] { variables[name] = environment.variable(name) }
        variables.merge(values) { _, value in value }
        var secretValues: [String] = []
        for name in secrets {
            guard let value = environment.variable(name) else {
                throw AdapterError(
                    code: "adapter.secret-missing", reaction: .fixSettings,
                    message: "the environment has no variable \(name)",
                    help: "transfer.secrets names it: export it before the broker starts.")
            }
            variables[name] = value
            secretValues.append(value)
        }
        let scrubber = SecretScrubber(secretValues)
        let title = scrubber.scrub(command.joined(separator: " "))
        let program: ChildProgram
        do throws(ChildError) {
            program = try ChildProgram(
                ChildCommand(
                    arguments: command, environment: variables, folder: environment.root))
        } catch {
            throw AdapterError(
                code: "transfer.not-started", reaction: .fixSettings, message: error.message,
                help: "Look at [transfer] in the settings; the file must be executable.")
        }
        program.closeInput()
        let said: [UInt8]
        do throws(ChildError) {
            said = try program.lastOutput(withinMilliseconds: Int(seconds) * 1000)
        } catch {
            program.end(withinMilliseconds: 0)
            let isLate = error.kind == .timedOut
            throw failure(
                program, program.unreadOutput, scrubber,
                isLate ? "\(title): it did not end in \(seconds) s" : "\(title): \(error.message)",
                isLate ? "transfer.no-end" : "transfer.failed")
        }
        let exit = program.end(withinMilliseconds: Int(seconds) * 1000)
        guard exit != .exited(0) else { return }
        throw failure(program, said, scrubber, "\(title): \(exit)", "transfer.failed")
    }

    private static let shownLines = 5

    private func failure(
        _ program: ChildProgram, _ said: [UInt8], _ scrubber: SecretScrubber, _ what: String,
        _ code: String
    ) -> AdapterError {
        let words = [program.logBytes, said].map { String(decoding: $0, as: UTF8.self) }
        let lines = words.map { $0.split(whereSeparator: \.isNewline) }.first { !$0.isEmpty }
        let last = scrubber.scrub(
            (lines ?? []).suffix(Self.shownLines).joined(separator: "\n"))
        return AdapterError(
            code: code, reaction: .retry(afterSeconds: nil),
            message: "the transfer failed: \(what)",
            help: last.isEmpty
                ? "It said nothing. The next run tries it again."
                : "It said at last: \(last)",
            detail: last)
    }
}
