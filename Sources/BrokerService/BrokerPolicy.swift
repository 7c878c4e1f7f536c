package import OrderDesk
package import Procurement

/// What the house decides: everything from the configuration that a round depends on.
package struct BrokerPolicy: Sendable {
    /// The house currency, which every amount of a round is in.
    package var currency: Currency
    /// For how many days after its first an exchange rate may be used, if none follows.
    package var rateDays: Int
    /// A moment as the house sees it, for day 0 and cut-off times.
    package var localTime: @Sendable (Timestamp) -> LocalTime
    package var priorityClasses: [PriorityClass]
    /// The class of a line that names none.
    package var defaultPriority: String
    /// How the supply of a line may be divided that does not say.
    package var defaultSplit: SplitRule
    package var calendarsByName: [String: WorkCalendar]
    package var limits: SupplierLimits
    package var solving: SolvingPolicy
    package var approval: ApprovalPolicy
    package var letterhead: Letterhead
    package var intakeGuard: IntakeGuard
    package var desk: DeskPolicy
    package var notices: NoticePolicy
    package var scorecards: ScorecardPolicy
    package var credits: CreditPolicy
    /// For customers who take certain substitutes only, which; an empty list is none.
    package var substituteLists: [CustomerID: Set<ItemID>]
    /// The text that a change of policy changes, line by line.
    package var fingerprintText: String

    package init(
        currency: Currency, rateDays: Int = 31,
        localTime: @escaping @Sendable (Timestamp) -> LocalTime,
        priorityClasses: [PriorityClass], defaultPriority: String, defaultSplit: SplitRule,
        calendarsByName: [String: WorkCalendar], limits: SupplierLimits, solving: SolvingPolicy,
        approval: ApprovalPolicy, letterhead: Letterhead, intakeGuard: IntakeGuard,
        desk: DeskPolicy = DeskPolicy(), notices: NoticePolicy = NoticePolicy(),
        scorecards: ScorecardPolicy = ScorecardPolicy(),
        credits: CreditPolicy = CreditPolicy(),
        substituteLists: [CustomerID: Set<ItemID>] = [:], fingerprintText: String
    ) {
        self.currency = currency
        self.rateDays = rateDays
        self.localTime = localTime
        self.priorityClasses = priorityClasses
        self.defaultPriority = defaultPriority
        self.defaultSplit = defaultSplit
        self.calendarsByName = calendarsByName
        self.limits = limits
        self.solving = solving
        self.approval = approval
        self.letterhead = letterhead
        self.intakeGuard = intakeGuard
        self.desk = desk
        self.notices = notices
        self.scorecards = scorecards
        self.credits = credits
        self.substituteLists = substituteLists
        self.fingerprintText = fingerprintText
    }

    /// The rates of the house as its rules use them.
    func exchangeRates(_ rates: [ExchangeRate]) -> ExchangeRates {
        ExchangeRates(house: currency, rates: rates, validDays: rateDays)
    }
}

/// How the order desk deals with what suppliers answer.
package struct DeskPolicy: Sendable, Hashable {
    /// How much worse than the order an answer may be without a buyer.
    package var tolerance: AnswerTolerance
    /// How long suppliers are waited for.
    package var chase: ChasePolicy
    /// Whether a line that we call off is needed again at once, and not once the supplier confirms.
    package var releasesAtOnce: Bool

    package init(
        tolerance: AnswerTolerance = AnswerTolerance(), chase: ChasePolicy = ChasePolicy(),
        releasesAtOnce: Bool = false
    ) {
        self.tolerance = tolerance
        self.chase = chase
        self.releasesAtOnce = releasesAtOnce
    }
}

/// How many suppliers may share; `nil` is no limit.
package struct SupplierLimits: Sendable, Hashable {
    package var perLine: Int?
    package var perItem: Int?
    package var inAll: Int?

    package init(perLine: Int? = nil, perItem: Int? = nil, inAll: Int? = nil) {
        self.perLine = perLine
        self.perItem = perItem
        self.inAll = inAll
    }
}

/// What a round takes for the day on which an offer's goods arrive.
package enum ArrivalPolicy: String, Sendable, Hashable, CaseIterable {
    /// The stated day, moved by what was learned of the supplier's earlier ones.
    case learned
    /// The stated day.
    case stated
}

/// When a search for a better award ends, and what it takes for granted.
package struct SolvingPolicy: Sendable, Hashable {
    /// Relative gap in 10⁻⁶ at which the award is good enough.
    package var gapMillionths: Int64
    package var timeLimitSeconds: Int
    package var threads: Int
    package var arrivals: ArrivalPolicy

    package init(
        gapMillionths: Int64, timeLimitSeconds: Int, threads: Int,
        arrivals: ArrivalPolicy = .learned
    ) {
        self.gapMillionths = gapMillionths
        self.timeLimitSeconds = timeLimitSeconds
        self.threads = threads
        self.arrivals = arrivals
    }
}

/// What may leave the house without a person: nothing, unless limits are set.
package struct ApprovalPolicy: Sendable, Hashable {
    /// Highest total of a round; `nil` switches automatic approval off.
    package var automaticRoundTotal: FixedPoint?
    /// Highest total of a single purchase order; `nil` is no limit beside the round's.
    package var automaticOrderTotal: FixedPoint?

    package init(automaticRoundTotal: FixedPoint? = nil, automaticOrderTotal: FixedPoint? = nil) {
        self.automaticRoundTotal = automaticRoundTotal
        self.automaticOrderTotal = automaticOrderTotal
    }
}

/// What stands at the head of every purchase order.
package struct Letterhead: Sendable, Hashable {
    /// Set before the number of every purchase order.
    package var orderPrefix: String
    package var buyer: Address
    package var shipTo: Address
    package var contact: Contact

    package init(orderPrefix: String, buyer: Address, shipTo: Address, contact: Contact) {
        self.orderPrefix = orderPrefix
        self.buyer = buyer
        self.shipTo = shipTo
        self.contact = contact
    }
}

/// When a snapshot of our own is too small to be believed.
package struct IntakeGuard: Sendable, Hashable {
    /// Least share, in percent, of the open lines that a snapshot must still name.
    package var minimumRowsPercent: Int

    package init(minimumRowsPercent: Int) {
        self.minimumRowsPercent = minimumRowsPercent
    }
}
