import BrokerService
import DurableFiles
import FlatFileEDI
import Foundation
import LetterDelivery
import OrderDesk
import Procurement
import Storage
import StorageSQLite
import SupplierAdapterKit

/// A workspace opened for one command: its configuration, its storage, and the lock if it writes.
package struct Session {
    let settings: SettingsFolder
    let configuration: BrokerConfiguration
    let storage: any BrokerStorage
    let broker: Broker
    private let lock: WorkspaceLock?
    private let copy: ThrowawayCopy?

    /// How long a command that only reads waits for one that writes.
    private static let patience = Duration.seconds(10)

    /// - Parameters:
    ///   - writes: takes the workspace lock, so that one command at a time changes things.
    ///   - isRehearsal: works on a copy of the database that is thrown away.
    init(_ options: WorkspaceOptions, writes: Bool, isRehearsal: Bool = false) throws {
        settings = SettingsFolder(path: options.workspace)
        configuration = try settings.configuration()
        let database = settings.resolved(configuration.storage.database)
        let folder = DurableFolder(path: Self.folder(of: database))
        copy = isRehearsal ? try ThrowawayCopy(of: database, patience: Self.patience) : nil
        if !isRehearsal { try folder.create() }
        lock =
            writes
            ? try WorkspaceLock.acquire(
                path: folder.path + "/broker.lock", holder: CommandLine.shortened,
                waitSeconds: options.wait, sleep: WorkspaceLock.systemSleep)
            : nil
        storage = try SQLiteStorage(path: copy?.path ?? database, patience: Self.patience)
        let policy = try BrokerPolicy(configuration)
        broker = Broker(
            storage: storage, policy: policy,
            fence: FenceFiles(settings: settings, configuration: configuration).fence,
            now: try options.moment(),
            elapsed: SystemClock.stopwatch())
    }

    /// The broker with the house's own texts of letters; a text that is wrong is an error.
    func writingBroker() throws -> Broker {
        var policy = broker.policy
        policy.notices.templates = try NoticeTemplates(self).byKind
        return Broker(
            storage: storage, policy: policy, fence: broker.fence, now: broker.now,
            elapsed: broker.elapsed)
    }

    static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = parts.joined(separator: "/")
        return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    }

    /// The feeds that are switched on, with their adapters; every problem of any is told.
    func feeds() throws -> [ConfiguredFeed] {
        try AdapterRegistry(settings: settings, configuration: configuration).feeds()
    }

    /// Every way out for purchase orders.
    func outgoingOrders() throws -> OutgoingOrders {
        try AdapterRegistry(settings: settings, configuration: configuration)
            .outgoingOrders(at: broker.now)
    }

    /// What documents partners get.
    func orderSink() throws -> PartnerOrders {
        try AdapterRegistry(settings: settings, configuration: configuration).orderSink()
    }

    /// What letters to customers leave by.
    func letterPost(isAgain: Bool = false) throws -> LetterPost {
        let registry = AdapterRegistry(settings: settings, configuration: configuration)
        let notices = configuration.notices
        return LetterPost(
            files: try registry.orderSink(), environment: registry.environment, now: broker.now,
            webhook: notices.webhook, mail: notices.smtp, isAgain: isAgain)
    }

    /// What stands in the place of a file and is none to be read: the file is refused.
    private static let isNoFileOfOurs: Set<String> = [
        "file.not-regular", "file.link", "file.too-large",
    ]

    /// A file of ours, `nil` when it is not there.
    func read(_ path: String) throws -> [UInt8]? {
        let full = settings.resolved(path)
        let folder = DurableFolder(path: Self.folder(of: full))
        let name = String(full.split(separator: "/").last ?? "")
        do throws(DurableFileError) {
            return try folder.read(name, maximumBytes: 1 << 30).bytes
        } catch {
            if error.code == "file.not-found" { return nil }
            guard Self.isNoFileOfOurs.contains(error.code) else { throw error }
            throw CommandFailure(
                [
                    Problem(
                        code: error.code, message: error.message,
                        place: Problem.Place(file: path), help: error.help)
                ], status: ExitStatus.dataRejected)
        }
    }
}

extension CommandLine {
    /// The command as typed, for those who wait for it.
    fileprivate static var shortened: String {
        "broker " + arguments.dropFirst().joined(separator: " ").prefix(80)
    }
}

extension BrokerPolicy {
    init(_ configuration: BrokerConfiguration) throws {
        guard let clock = HouseClock(timeZone: configuration.house.timeZone) else {
            preconditionFailure("A time zone must have been checked with the configuration.")
        }
        let house = configuration.house
        let sourcing = configuration.sourcing
        self.init(
            currency: house.currency, rateDays: house.rateDays,
            localTime: { clock.localTime(at: $0) },
            priorityClasses: configuration.priorities, defaultPriority: sourcing.defaultPriority,
            defaultSplit: sourcing.defaultSplit,
            calendarsByName: configuration.calendarsByName,
            limits: SupplierLimits(
                perLine: sourcing.maximumSuppliersPerLine,
                perItem: sourcing.maximumSuppliersPerItem,
                inAll: sourcing.maximumSuppliersInAll),
            solving: SolvingPolicy(
                gapMillionths: sourcing.gap.micros,
                timeLimitSeconds: sourcing.timeLimitSeconds, threads: sourcing.threads,
                arrivals: sourcing.arrivals),
            approval: ApprovalPolicy(
                automaticRoundTotal: configuration.approval.automaticRoundTotal,
                automaticOrderTotal: configuration.approval.automaticOrderTotal),
            letterhead: Letterhead(
                orderPrefix: house.orderPrefix, buyer: house.buyer, shipTo: house.shipTo,
                contact: house.contact),
            intakeGuard: IntakeGuard(
                minimumRowsPercent: configuration.intake.minimumRowsPercent),
            desk: DeskPolicy(
                tolerance: AnswerTolerance(
                    priceMillionths: configuration.desk.priceTolerance.micros,
                    lateDays: configuration.desk.lateToleranceDays),
                releasesAtOnce: configuration.desk.cancellation == .atOnce),
            notices: NoticePolicy(configuration), scorecards: configuration.scorecards,
            credits: configuration.credits,
            substituteLists: configuration.customers.compactMapValues(\.substitutes),
            fingerprintText: configuration.policyFingerprintText)
    }
}

extension NoticePolicy {
    init(_ configuration: BrokerConfiguration) {
        self.init()
        let notices = configuration.notices
        channel = notices.channel
        folder = configuration.folders.notices
        hoursBetween = notices.hoursBetween
        quiet = notices.quiet
        replyDays = notices.replyDays
        profile = notices.profile
        customers = configuration.customers
        sender = MailAddress(name: configuration.house.buyer.name, email: notices.from)
    }
}
