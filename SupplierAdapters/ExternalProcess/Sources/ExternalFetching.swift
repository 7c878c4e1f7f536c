internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Fetches a stream of a program into the folder of its feed, whatever the stream carries.
struct ExternalFetching: Sendable {
    let program: ExternalProgram
    let spool: SpoolFolder

    private var settings: ExternalSettings { program.settings }

    init(_ name: FeedName, _ settings: ExternalSettings, _ environment: AdapterEnvironment) {
        program = ExternalProgram(
            feed: name.rawValue, settings: settings, environment: environment)
        spool = SpoolFolder(
            root: environment.root, folder: settings.folder,
            maximumBytes: Int(settings.deliveryMegabytes + 1) << 20)
    }

    /// Starts the program and reads its stream; what came lies in the folder afterwards.
    ///
    /// Nothing is asked while an earlier delivery waits to be taken: the program goes on from the
    /// checkpoint of what was stored, not of what was sent.
    func refresh(at now: Timestamp) throws(AdapterError) {
        guard try spool.inbox().ready.isEmpty else { return }
        var note = try spool.noted()
        let identity = identity
        if note.crashes >= settings.crashes, note.program == identity {
            throw AdapterError(
                code: "adapter.crash-loop", reaction: .fixSettings,
                message: "the program failed \(note.crashes) times in a row and is not started "
                    + "any more",
                help: "Mend it or the settings (broker adapter check \(program.feed) shows it "
                    + "start), or remove crashes from \(settings.folder)/checkpoint.json.")
        }
        do throws(SessionFailure) {
            let reading = try read(from: note.checkpoint)
            if !reading.isEmpty {
                try publish(reading, at: now)
            }
        } catch {
            if case .broken = error {
                note.crashes = note.program == identity ? note.crashes + 1 : 1
                note.program = identity
                try spool.note(note.bytes)
            }
            throw error.error
        }
        if note.crashes > 0 {
            note.crashes = 0
            try spool.note(note.bytes)
        }
    }

    private func publish(_ reading: ExternalReading, at now: Timestamp) throws(SessionFailure) {
        do throws(AdapterError) {
            try spool.publish(
                reading.file(feed: program.feed, stream: settings.stream), at: now)
        } catch {
            throw .refused(error)
        }
    }

    /// The stream from scratch, as a delivery that is kept nowhere.
    func sample(at now: Timestamp) throws(AdapterError) -> TakenFile? {
        do throws(SessionFailure) {
            let reading = try read(from: nil)
            guard !reading.isEmpty else { return nil }
            let name = "fetched"
            return TakenFile(
                file: FeedFile(name: name, modifiedAt: now, keptName: name, isTaken: true),
                bytes: reading.file(feed: program.feed, stream: settings.stream))
        } catch {
            throw error.error
        }
    }

    /// Reads the stream, with as many starts as the settings allow.
    private func read(from checkpoint: String?) throws(SessionFailure) -> ExternalReading {
        var reading = ExternalReading(
            from: checkpoint, maximumBytes: Int(settings.deliveryMegabytes) << 20)
        var starts: Int64 = 0
        while true {
            do throws(SessionFailure) {
                let session = try program.open()
                try reading.run(session, stream: settings.stream)
                _ = session.close()
                return reading
            } catch {
                guard case .broken = error, starts < settings.restarts else { throw error }
                starts += 1
            }
        }
    }

    /// Changes when the program's file or the settings change.
    private var identity: String {
        var bytes = Array("\(settings)".utf8)
        let root = program.environment.root
        for word in settings.command where word.contains("/") {
            let path = word.hasPrefix("/") ? word : root + "/" + word
            let parts = path.split(separator: "/")
            let folder = DurableFolder(path: "/" + parts.dropLast().joined(separator: "/"))
            let found = Result { () throws(DurableFileError) in
                try folder.read(String(parts.last ?? ""), maximumBytes: 256 << 20).bytes
            }
            if case .success(let content) = found { bytes += content }
        }
        return program.environment.sha256(bytes)
    }

    /// Moves a delivery where it is kept; an accepted one moves the checkpoint.
    func settle(_ file: FeedFile, as fate: FeedFileFate) throws(AdapterError) {
        if fate == .accepted, let taken = try spool.take(file),
            let token = DeliveryFile.checkpoint(of: taken.bytes)
        {
            var note = try spool.noted()
            note.checkpoint = token
            try spool.note(note.bytes)
        }
        try spool.settle(file, as: fate)
    }

    /// Looks whether the folder can be written to, and lets the program check itself.
    func check() -> [AdapterFinding] { spool.check() + program.check() }
}

extension SpoolNote {
    /// How far the program was when its last accepted delivery ended.
    var checkpoint: String? {
        get { self["checkpoint"] }
        set { self["checkpoint"] = newValue }
    }

    /// Failed readings in a row, of the program as it is.
    var crashes: Int64 {
        get { self["crashes"].flatMap { Int64($0) } ?? 0 }
        set {
            self["crashes"] = newValue > 0 ? String(newValue) : nil
            if newValue == 0 { program = nil }
        }
    }

    /// Hash of the program's file and the settings when it failed last.
    var program: String? {
        get { self["program"] }
        set { self["program"] = newValue }
    }
}
