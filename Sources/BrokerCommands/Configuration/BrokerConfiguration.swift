package import BrokerService
package import LetterDelivery
package import OrderDesk
package import Procurement
package import SupplierAdapterKit

/// Everything that `broker.toml` says, with defaults filled in.
///
/// Amounts are in the house currency. `Docs/Configuration.md` explains every key.
package struct BrokerConfiguration: Sendable, Hashable {
    package var house: House
    package var storage = Storage()
    package var folders = Folders()
    /// By rank, then by name; at least one.
    package var priorities: [PriorityClass]
    /// Those written in the file, by name.
    package var calendars: [WorkCalendar] = []
    package var sourcing: Sourcing
    package var approval = Approval()
    package var desk = Desk()
    /// How suppliers are measured, and what follows from it.
    package var scorecards = ScorecardPolicy()
    package var risk = Risk()
    /// What customers are offered for waiting.
    package var credits = CreditPolicy()
    package var notices = Notices()
    /// By identifier; a customer without an entry is as `notices` says.
    package var customers: [CustomerID: CustomerContact] = [:]
    package var intake = Intake()
    /// When a delivery of a feed is held, unless the feed has limits of its own.
    package var feedGuard = SnapshotGuard.Limits.standard

    /// The configuration of a file that says only what has no default.
    package init(house: House, priorities: [PriorityClass], sourcing: Sourcing) {
        self.house = house
        self.priorities = priorities
        self.sourcing = sourcing
    }

    /// Who buys, and how the house counts.
    package struct House: Sendable, Hashable {
        package var name: String
        package var currency: Currency
        /// IANA name, known to be valid.
        package var timeZone: String
        package var orderPrefix = "PO-"
        package var rounding = AmountRounding.lineHalfUp
        /// For how many days after its first an exchange rate may be used, if none follows.
        package var rateDays = 31
        package var buyer: Address
        package var contact = Contact.none
        package var shipTo: Address

        package init(name: String, currency: Currency, timeZone: String) {
            self.name = name
            self.currency = currency
            self.timeZone = timeZone
            buyer = Address(name: name, lines: [], city: "", postalCode: "", country: "")
            shipTo = buyer
        }

        package static let defaultName = "Our company"
    }

    package struct Storage: Sendable, Hashable {
        /// Path of the database, from the folder of `broker.toml` unless absolute.
        package var database = "data/broker.sqlite"

        package init() {}
    }

    /// Paths from the folder of `broker.toml` unless absolute.
    package struct Folders: Sendable, Hashable {
        package var master = "master"
        package var feeds = "feeds"
        package var intake = "intake"
        package var outbox = "outbox"
        package var notices = "notices"
        package var templates = "templates"

        package init() {}
    }

    /// What a round is to find.
    package struct Sourcing: Sendable, Hashable {
        /// `nil` is no limit, as for the two that follow.
        package var maximumSuppliersPerLine: Int?
        package var maximumSuppliersPerItem: Int?
        package var maximumSuppliersInAll: Int?
        /// Share of the cost, 0 to 1, by which the award may miss the best possible.
        package var gap = FixedPoint(micros: 1_000)
        package var timeLimitSeconds = 60
        package var threads = 2
        package var arrivals = ArrivalPolicy.learned
        /// Of a back-order line that states none.
        package var defaultSplit = SplitRule.any
        /// Name of the class of a back-order line that names none.
        package var defaultPriority: String

        package init(defaultPriority: String) { self.defaultPriority = defaultPriority }
    }

    /// What may leave the house without a person: nothing, unless a round total is set.
    package struct Approval: Sendable, Hashable {
        package var automaticRoundTotal: FixedPoint?
        package var automaticOrderTotal: FixedPoint?

        package init() {}
    }

    /// How the order desk deals with what suppliers answer.
    package struct Desk: Sendable, Hashable {
        /// Share, 0 to 1, by which a price may be higher than ordered without a buyer.
        package var priceTolerance = FixedPoint.zero
        /// Calendar days that a date may be later than asked for without a buyer.
        package var lateToleranceDays = 0
        /// When what we call off is needed again.
        package var cancellation = Cancellation.confirmed

        package init() {}

        package enum Cancellation: String, Sendable, Hashable, CaseIterable {
            case confirmed
            case atOnce = "at-once"
        }
    }

    /// What the radar of coming shortages reads.
    package struct Risk: Sendable, Hashable {
        /// Path of the history of demand, from the intake folder unless absolute.
        package var demandHistory = "demand-history.csv"

        package init() {}
    }

    /// When and how customers are told what becomes of their lines.
    package struct Notices: Sendable, Hashable {
        package var channel = NoticeChannel.none
        /// The address that e-mails come from; empty for the contact's of the house.
        package var from = ""
        package var hoursBetween = 24
        package var quiet: QuietHours?
        package var replyDays = 7
        package var profile = CustomerProfile.contract
        /// The web service that letters are told to.
        package var webhook: WebhookSettings?
        /// The mail server that takes letters.
        package var smtp: MailSettings?

        package init() {}
    }

    /// The files that tell what is needed and what is there.
    package struct Intake: Sendable, Hashable {
        package var backOrders = IntakeFile(file: "back-orders.csv")
        package var stock = IntakeFile(file: "stock.csv")
        package var inbound = IntakeFile(file: "inbound.csv")
        /// Least share of the open lines, 0 to 100, that a snapshot must still name.
        package var minimumRowsPercent = 50

        package init() {}
    }

    package struct IntakeFile: Sendable, Hashable {
        /// Path from the intake folder unless absolute.
        package var file: String
        package var format: IntakeFormat = .csv
        package var mode: IntakeMode = .snapshot
        /// Whether it is an error when there is no such file.
        package var isRequired = true

        package init(file: String) { self.file = file }
    }

    package enum IntakeFormat: String, Sendable, Hashable, CaseIterable {
        case csv
        case json
    }

    package enum IntakeMode: String, Sendable, Hashable, CaseIterable {
        /// The file names everything; what it does not name is gone.
        case snapshot
        /// The file names what changed.
        case changes
    }

    /// All calendars by name: those of the file and two built in, unless the file redefines them.
    ///
    /// Built in are `every-day` and `standard`, which is Monday to Friday.
    package var calendarsByName: [String: WorkCalendar] {
        let builtIn = [Self.everyDay, Self.standard]
        return Dictionary((calendars + builtIn).map { ($0.name, $0) }) { first, _ in first }
    }

    private static let everyDay = WorkCalendar.everyDay("every-day")

    private static let standard: WorkCalendar = {
        do throws(ValueError) {
            return try WorkCalendar(
                name: "standard", workingWeekdays: defaultWorkingWeekdays, holidays: [],
                cutOff: nil)
        } catch {
            preconditionFailure("A week with five working days must make a calendar: \(error)")
        }
    }()

    static let defaultWorkingWeekdays: Set<Weekday> = [
        .monday, .tuesday, .wednesday, .thursday, .friday,
    ]
}
