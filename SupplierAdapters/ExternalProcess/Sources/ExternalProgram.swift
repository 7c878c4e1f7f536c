internal import ChildProcesses
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// The program of a feed: what starts it, and what it may see.
struct ExternalProgram: Sendable {
    let feed: String
    let settings: ExternalSettings
    let environment: AdapterEnvironment

    /// Starts the program with the variables that it may see and no others.
    func open() throws(SessionFailure) -> AdapterSession {
        let (command, secrets) = try prepared()
        return try AdapterSession(command, settings: settings, feed: feed, secrets: secrets)
    }

    /// The command with the variables that it may see, and which of them are secret.
    func prepared() throws(SessionFailure) -> (ChildCommand, [String: String]) {
        var variables = ["LANG": "C.UTF-8"]
        if let path = environment.variable("PATH") { variables["PATH"] = path }
        var secrets: [String: String] = [:]
        for name in settings.secrets {
            guard let value = environment.variable(name) else {
                throw .refused(
                    AdapterError(
                        code: "adapter.secret-missing", reaction: .fixSettings,
                        message: "the environment has no variable \(name)",
                        help: "secrets in the feed's settings names it: export it before the "
                            + "broker starts."))
            }
            secrets[name] = value
        }
        variables.merge(secrets) { _, secret in secret }
        let command = ChildCommand(
            arguments: settings.command, environment: variables, folder: environment.root,
            memoryBytes: UInt64(settings.memoryMegabytes) << 20,
            processorSeconds: UInt64(settings.processorSeconds))
        return (command, secrets)
    }

    /// Starts the program, greets it and lets it check itself; reads and sends nothing.
    func check() -> [AdapterFinding] {
        var findings: [AdapterFinding] = []
        do throws(SessionFailure) {
            let session = try open()
            _ = try session.perform(
                "check",
                heard: { type, message throws(SessionFailure) in
                    guard type == "diagnostic" else { return }
                    findings.append(AdapterFinding(diagnostic: message))
                })
            _ = session.close()
        } catch {
            findings.append(
                AdapterFinding(
                    severity: .error, code: error.error.code, message: error.error.message,
                    help: error.error.help))
        }
        return findings
    }
}

extension AdapterFinding {
    /// A finding as a program reported it.
    init(diagnostic: JSONValue) {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = diagnostic[name]?.content else { return nil }
            return text
        }
        self.init(
            severity: text("severity") == "error" ? .error : .warning,
            code: text("code") ?? "adapter.diagnostic",
            message: text("message") ?? "the program reported something and did not say what",
            help: text("help"))
    }
}
