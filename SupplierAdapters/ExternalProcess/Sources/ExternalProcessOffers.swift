internal import ChildProcesses
internal import DurableFiles
public import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// Offers from any program that speaks `supplier-adapter/1` over its standard streams.
///
/// Settings: see the adapter's README, or `ExternalProcessOffers.description.keys`.
public struct ExternalProcessOffers: OfferSource {
    /// The feed's name.
    public let name: FeedName
    let settings: ExternalSettings
    let environment: AdapterEnvironment
    let spool: SpoolFolder

    /// `adapter = "external-process"`, `kind = "offers"`.
    public static let description = AdapterDescription(
        name: "external-process", kind: "offers",
        summary: "Asks a program in any language, over its standard streams.",
        keys: ExternalSettings.keys)

    /// Reads the settings of a feed; starts and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
        self.settings = try ExternalSettings(settings)
        self.environment = environment
        spool = SpoolFolder(
            root: environment.root, folder: self.settings.folder,
            maximumBytes: Int(self.settings.deliveryMegabytes + 1) << 20)
    }

    // MARK: - Fetching

    /// Starts the program and reads its stream; what came lies in the folder afterwards.
    ///
    /// Nothing is asked while an earlier delivery waits to be taken: the program goes on from the
    /// checkpoint of what was stored, not of what was sent.
    public func refresh(at now: Timestamp) throws(AdapterError) {
        guard try spool.inbox().ready.isEmpty else { return }
        let file = "\(settings.folder)/checkpoint.json"
        var state = try ExternalState(try spool.note(), file: file)
        let program = identity
        if state.crashes >= settings.crashes, state.program == program {
            throw AdapterError(
                code: "adapter.crash-loop", reaction: .fixSettings,
                message: "the program failed \(state.crashes) times in a row and is not started "
                    + "any more",
                help: "Mend it or the settings (broker adapter check \(name) shows it start), or "
                    + "remove crashes from \(file).")
        }
        do throws(SessionFailure) {
            let reading = try read(from: state.checkpoint)
            if !reading.isEmpty {
                try publish(reading, at: now)
            }
        } catch {
            if case .broken = error {
                state.crashes = state.program == program ? state.crashes + 1 : 1
                state.program = program
                try spool.note(state.bytes)
            }
            throw error.error
        }
        if state.crashes > 0 {
            state.crashes = 0
            try spool.note(state.bytes)
        }
    }

    private func publish(_ reading: ExternalReading, at now: Timestamp) throws(SessionFailure) {
        do throws(AdapterError) {
            try spool.publish(
                reading.file(feed: name.rawValue, stream: settings.stream), at: now)
        } catch {
            throw .refused(error)
        }
    }

    /// Reads the stream, with as many starts as the settings allow.
    private func read(from checkpoint: String?) throws(SessionFailure) -> ExternalReading {
        var reading = ExternalReading(
            from: checkpoint, maximumBytes: Int(settings.deliveryMegabytes) << 20)
        var starts: Int64 = 0
        while true {
            do throws(SessionFailure) {
                let session = try open()
                try reading.run(session, stream: settings.stream)
                _ = session.close()
                return reading
            } catch {
                guard case .broken = error, starts < settings.restarts else { throw error }
                starts += 1
            }
        }
    }

    /// Starts the program with the variables that it may see and no others.
    func open() throws(SessionFailure) -> AdapterSession {
        let (command, secrets) = try prepared()
        return try AdapterSession(
            command, settings: settings, feed: name.rawValue, secrets: secrets)
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

    /// Changes when the program's file or the settings change.
    private var identity: String {
        var bytes = Array("\(settings)".utf8)
        for word in settings.command where word.contains("/") {
            let path = word.hasPrefix("/") ? word : environment.root + "/" + word
            let parts = path.split(separator: "/")
            let folder = DurableFolder(path: "/" + parts.dropLast().joined(separator: "/"))
            let found = Result { () throws(DurableFileError) in
                try folder.read(String(parts.last ?? ""), maximumBytes: 256 << 20).bytes
            }
            if case .success(let content) = found { bytes += content }
        }
        return environment.sha256(bytes)
    }

    // MARK: - Deliveries

    /// Looks which deliveries were fetched and not settled.
    public func inbox(at now: Timestamp) throws(AdapterError) -> FeedInbox { try spool.inbox() }

    /// Reads a delivery where it lies.
    public func look(at file: FeedFile) throws(AdapterError) -> TakenFile? {
        try spool.look(at: file)
    }

    /// Moves a delivery into `.taken` and reads it.
    public func take(_ file: FeedFile) throws(AdapterError) -> TakenFile? { try spool.take(file) }

    /// `FOLDER/.archive`, `FOLDER/.held` or `FOLDER/.rejected`, and the delivery's name.
    public func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String {
        spool.keptPath(of: file, as: fate)
    }

    /// Moves a delivery where it is kept; an accepted one moves the checkpoint.
    public func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if fate == .accepted, let taken = try spool.take(file),
            let token = DeliveryFile.checkpoint(of: taken.bytes)
        {
            var state = try ExternalState(
                try spool.note(), file: "\(settings.folder)/checkpoint.json")
            state.checkpoint = token
            try spool.note(state.bytes)
        }
        try spool.settle(file, as: fate)
    }

    /// The deliveries kept with a fate, oldest first.
    public func kept(as fate: FeedFileFate) throws(AdapterError) -> [FeedFile] {
        try spool.kept(as: fate)
    }

    /// Moves a kept delivery back into `.taken` and reads it.
    public func takeAgain(
        _ file: FeedFile, from fate: FeedFileFate
    ) throws(AdapterError) -> TakenFile? {
        try spool.takeAgain(file, from: fate)
    }

    /// Reads a delivery whole; throws when it cannot be trusted as a whole.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        try DeliveryFile.read(
            file.bytes, file: "\(settings.folder)/\(file.file.name)", defaults: settings.defaults)
    }

    /// Starts the program, greets it and lets it check itself; reads nothing.
    public func check() -> [AdapterFinding] {
        var findings = spool.check()
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
