import ArgumentParser
import BrokerService
import DurableFiles
import Foundation
import Procurement
import Storage
import StorageSQLite
import SupplierAdapterKit

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks the installation: configuration, database, folders, clock, feeds.",
        discussion: "Exits with 0 when all is well or only warnings were found, 1 otherwise.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Check the whole database file, not only its structure.")
    var full = false

    func run() throws {
        var checkup = Checkup(options: options, isThorough: full)
        checkup.run()
        switch output.format {
        case .text: Console.out(checkup.text)
        case .json, .csv: checkup.listing.print(output.format, empty: "")
        }
        if checkup.hasErrors { throw ExitCode(ExitStatus.failed) }
    }
}

/// Looks at each part of an installation; a part that fails does not hide the others.
private struct Checkup {
    enum Grade: String {
        case ok
        case warning
        case error
    }

    struct Finding {
        let grade: Grade
        let what: String
        let found: String
        let help: String?
    }

    let options: WorkspaceOptions
    let isThorough: Bool
    private(set) var findings: [Finding] = []

    init(options: WorkspaceOptions, isThorough: Bool) {
        self.options = options
        self.isThorough = isThorough
    }

    var hasErrors: Bool { findings.contains { $0.grade == .error } }

    mutating func run() {
        let settings = SettingsFolder(path: options.workspace)
        let configuration: BrokerConfiguration
        do {
            configuration = try settings.configuration()
            add(.ok, "configuration", "\(SettingsFolder.configurationFile) is valid")
        } catch {
            add("configuration", error)
            return
        }
        checkDatabase(settings, configuration)
        checkFence(settings, configuration)
        checkFolders(settings, configuration)
        checkClock(settings, configuration)
        checkFeeds(settings, configuration)
        checkOrders(settings, configuration)
    }

    private mutating func checkDatabase(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        let path = settings.resolved(configuration.storage.database)
        guard FileManager.default.fileExists(atPath: path) else {
            add(.ok, "database", "none yet; the first command makes it")
            return
        }
        do {
            let storage = try SQLiteStorage(path: path, creating: false, patience: .seconds(5))
            let found = try storage.inspect(isThorough ? .full : .quick)
            add(
                .ok, "database",
                "SQLite \(found.sqliteVersion), journal \(found.journalMode), synchronous "
                    + "\(found.synchronous == 2 ? "FULL" : String(found.synchronous)), schema "
                    + "\(found.schemaVersion), \(found.fileSize) bytes")
            if found.integrity.isEmpty {
                add(.ok, "integrity", isThorough ? "the whole file agrees" : "structure agrees")
            }
            for finding in found.integrity {
                findings.append(
                    Finding(
                        grade: .error, what: "integrity", found: finding,
                        help: "Restore a backup."))
            }
            let unsent = try storage.read { try $0.outboxMessages() }.filter { $0.state != .sent }
            if !unsent.isEmpty {
                findings.append(
                    Finding(
                        grade: .warning, what: "outbox",
                        found: "\(Counted.text(unsent.count, "purchase order")) not handed over",
                        help: "broker status names the command that completes it."))
            }
        } catch {
            add("database", error)
        }
    }

    private mutating func checkFence(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        do {
            let fence = FenceFiles(settings: settings, configuration: configuration).fence
            let mark = try fence.read()
            let path = settings.resolved(configuration.storage.database)
            guard FileManager.default.fileExists(atPath: path) else {
                guard let mark else { return }
                findings.append(
                    Finding(
                        grade: .error, what: "fence",
                        found: "purchase orders were issued, up to number \(mark.number), and "
                            + "there is no database that knows them",
                        help: "Restore a backup: Restore in Docs/Operating.md."))
                return
            }
            let storage = try SQLiteStorage(path: path, creating: false, patience: .seconds(5))
            if let forgotten = try storage.read({ try fence.forgotten(by: $0) }) {
                throw Broker.refusal(forgotten)
            }
            if mark == nil {
                let departed = try storage.read { try $0.issueMark() }.departed
                if departed == 0 { return }
                findings.append(
                    Finding(
                        grade: .warning, what: "fence",
                        found: "there is none, though \(Counted.text(departed, "purchase order")) "
                            + "left: a restored database would not be recognised",
                        help: "The next purchase order makes it again."))
                return
            }
            add(.ok, "fence", "the database knows all that was issued")
        } catch {
            add("fence", error)
        }
    }

    private mutating func checkFolders(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        let folders = configuration.folders
        let database = Session.folder(of: configuration.storage.database)
        for (name, isWritten) in [
            (folders.master, false), (folders.feeds, false), (folders.intake, false),
            (folders.outbox, true), (database, true),
        ] {
            let folder = DurableFolder(path: settings.resolved(name))
            do {
                if isWritten { try folder.checkWritable() } else { _ = try folder.entries() }
                add(.ok, "folder \(name)", isWritten ? "can be written" : "can be read")
            } catch  where error.code == "file.not-found" {
                findings.append(
                    Finding(
                        grade: isWritten ? .warning : .error, what: "folder \(name)",
                        found: "there is none", help: "broker init makes it."))
            } catch {
                add("folder \(name)", error)
            }
        }
    }

    private mutating func checkClock(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        let now = SystemClock.wall()
        guard let clock = HouseClock(timeZone: configuration.house.timeZone) else { return }
        let local = clock.localTime(at: now)
        add(.ok, "clock", "\(now) is \(local.date) in \(configuration.house.timeZone)")
        let path = settings.resolved(configuration.storage.database)
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let storage = try SQLiteStorage(path: path, creating: false, patience: .seconds(5))
            let newest = try storage.read { try $0.rounds() }.map(\.createdAt).max()
            if let newest, newest > now {
                findings.append(
                    Finding(
                        grade: .warning, what: "clock",
                        found: "a round was computed at \(newest), which is later than now",
                        help: "Maybe the clock was set back, or --as-of was used."))
            }
        } catch {
            add("clock", error)
        }
    }

    private mutating func checkFeeds(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        do {
            let feeds = try AdapterRegistry(settings: settings, configuration: configuration)
                .feeds()
            if feeds.isEmpty {
                findings.append(
                    Finding(
                        grade: .warning, what: "feeds", found: "none is configured",
                        help: "Docs/Tutorials/FirstSupplierFile.md shows how to write one."))
            }
            for feed in feeds {
                let problems = feed.files.check()
                if problems.isEmpty { add(.ok, "feed \(feed.name)", "settings are complete") }
                for problem in problems {
                    findings.append(
                        Finding(
                            grade: problem.severity == .error ? .error : .warning,
                            what: "feed \(feed.name)",
                            found: "\(problem.message) [\(problem.code)]", help: problem.help))
                }
            }
        } catch {
            add("feeds", error)
        }
    }

    /// The way out for purchase orders; that its folder can be written is found with the folders.
    private mutating func checkOrders(
        _ settings: SettingsFolder, _ configuration: BrokerConfiguration
    ) {
        do {
            _ = try AdapterRegistry(settings: settings, configuration: configuration).orderSink()
            add(.ok, "orders out", "settings are complete")
        } catch {
            add("orders out", error)
        }
    }

    private mutating func add(_ grade: Grade, _ what: String, _ found: String) {
        findings.append(Finding(grade: grade, what: what, found: found, help: nil))
    }

    private mutating func add(_ what: String, _ error: any Error) {
        for problem in CommandFailure(error).problems {
            let place = problem.place.map { place in
                place.file + (place.line.map { ":\($0)" } ?? "") + ": "
            }
            findings.append(
                Finding(
                    grade: .error, what: what,
                    found: "\(place ?? "")\(problem.message) [\(problem.code)]",
                    help: problem.help))
        }
    }

    var text: String {
        let width = findings.map(\.what.count).max() ?? 0
        var lines = findings.map { finding in
            let padding = String(repeating: " ", count: width - finding.what.count)
            let mark =
                switch finding.grade {
                case .ok: "ok     "
                case .warning: "warning"
                case .error: "error  "
                }
            return "\(mark)  \(finding.what)\(padding)  \(finding.found)"
                + (finding.help.map { "\n         \($0)" } ?? "")
        }
        let errors = findings.count { $0.grade == .error }
        let warnings = findings.count { $0.grade == .warning }
        lines += [
            "",
            errors == 0
                ? "ready, \(Counted.text(warnings, "warning"))"
                : "\(Counted.text(errors, "error")), \(Counted.text(warnings, "warning"))",
        ]
        return lines.joined(separator: "\n")
    }

    var listing: Listing {
        var listing = Listing([.init("grade"), .init("what"), .init("found"), .init("help")])
        for finding in findings {
            listing.add([
                .text(finding.grade.rawValue), .text(finding.what), .text(finding.found),
                .text(finding.help ?? ""),
            ])
        }
        return listing
    }
}
