import BrokerCommands
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

struct BrokerConfigurationTests {
    static let smallest = """
        [house]
        currency = "EUR"
        time_zone = "Europe/Berlin"
        [priority.standard]
        rank = 1
        late_cost = "1.5"
        unmet_cost = "50"

        """

    private func read(_ text: String) throws -> BrokerConfiguration {
        do {
            return try BrokerConfiguration(text: text, file: "broker.toml")
        } catch {
            Issue.record("\(ProblemText.render(error.problems))")
            throw error
        }
    }

    private func problems(_ text: String) throws -> [Problem] {
        try problemsOf { () throws(ConfigurationError) in
            _ = try BrokerConfiguration(text: text, file: "broker.toml")
        }
    }

    /// Three capitals are not yet a currency: a mistyped one would count in nothing.
    @Test(arguments: [
        ("XXQ", "Write the code of the currency that the house counts in, as in EUR."),
        ("UDS", "Maybe USD is meant."), ("XXX", nil),
    ])
    func theHouseCountsInACurrencyThatThereIs(code: String, help: String?) throws {
        let problem = try #require(
            try problems(Self.smallest.replacing("EUR", with: code)).first)
        #expect(problem.code == "config.wrong-value")
        let words = "The currency (\(code)) is not among the codes of ISO 4217."
        #expect(problem.message.contains(words))
        if let help { #expect(problem.help == help) }
    }

    @Test func whatIsNotSaidHasItsDefault() throws {
        let configuration = try read(Self.smallest)
        #expect(configuration.house.name == "Our company")
        #expect(configuration.house.orderPrefix == "PO-")
        #expect(configuration.house.buyer.name == "Our company")
        #expect(configuration.storage.database == "data/broker.sqlite")
        #expect(configuration.folders == .init())
        #expect(configuration.sourcing.maximumSuppliersPerLine == nil)
        #expect(configuration.sourcing.gap == FixedPoint(micros: 1_000))
        #expect(configuration.sourcing.defaultSplit == .any)
        #expect(configuration.sourcing.defaultPriority == "standard")
        #expect(configuration.approval.automaticRoundTotal == nil)
        #expect(configuration.intake == .init())
        #expect(configuration.feedGuard == .standard)
        #expect(Set(configuration.calendarsByName.keys) == ["every-day", "standard"])
    }

    @Test func everySettingIsTaken() throws {
        let configuration = try read(Self.full)
        let house = configuration.house
        #expect(house.name == "Contoso" && house.orderPrefix == "C-" && house.rateDays == 7)
        #expect(house.buyer.lines == ["1 Main Street", "Gate 4"])
        #expect(house.buyer.postalCode == "10115" && house.buyer.country == "DE")
        #expect(house.shipTo.name == "Warehouse" && house.shipTo.city == "Hamburg")
        #expect(house.contact == Contact(name: "Desk", email: "desk@contoso.example", phone: "1"))
        #expect(configuration.storage.database == "/var/lib/broker.sqlite")
        #expect(configuration.folders.master == "m" && configuration.folders.outbox == "o")
        #expect(configuration.folders.feeds == "f" && configuration.folders.intake == "i")
        #expect(configuration.priorities.map(\.name) == ["urgent", "standard", "later"])
        #expect(configuration.priorities.first?.lateCost == FixedPoint(micros: 2_250_000))
        let calendar = try #require(configuration.calendarsByName["berlin"])
        #expect(calendar.workingWeekdays == [.monday, .tuesday, .saturday])
        let holiday = try CalendarDate(year: 2026, month: 12, day: 25)
        #expect(calendar.holidays == [holiday, holiday.adding(days: 1)])
        #expect(try calendar.cutOff == TimeOfDay(parsing: "16:30"))
        let sourcing = configuration.sourcing
        #expect(sourcing.maximumSuppliersPerLine == 1 && sourcing.maximumSuppliersPerItem == 2)
        #expect(sourcing.maximumSuppliersInAll == 30 && sourcing.gap == .zero)
        #expect(sourcing.timeLimitSeconds == 5 && sourcing.threads == 1)
        #expect(sourcing.defaultSplit == .complete && sourcing.defaultPriority == "urgent")
        #expect(configuration.approval.automaticRoundTotal == FixedPoint(micros: 5_000_000_000))
        #expect(configuration.approval.automaticOrderTotal == FixedPoint(micros: 1_000_000_000))
        let intake = configuration.intake
        #expect(intake.backOrders.format == .json && intake.backOrders.mode == .changes)
        #expect(!intake.inbound.isRequired && intake.stock.isRequired)
        #expect(intake.stock.format == .csv && intake.minimumRowsPercent == 10)
        #expect(
            configuration.feedGuard
                == SnapshotGuard.Limits(badRows: 0, badRowsPercent: 5, leastRowsPercent: 0))
    }

    @Test func addressThatIsWrittenTakesNothingFromAnother() throws {
        let text =
            Self.smallest + """
                [house.buyer]
                name = "Contoso"
                lines = ["Gate 4"]
                country = "DE"
                [house.ship_to]
                city = "Hamburg"
                """
        let house = try read(text).house
        #expect(house.shipTo.name == "Contoso" && house.shipTo.city == "Hamburg")
        #expect(house.shipTo.lines.isEmpty && house.shipTo.country.isEmpty)
    }

    @Test func classOfTheLastRankIsThatOfLinesWithoutOne() throws {
        let text =
            Self.smallest + "[priority.first]\nrank = 0x2\nlate_cost = 0\nunmet_cost = 1\n"
            + "[priority.aside]\nrank = 2\nlate_cost = 0\nunmet_cost = 1\n"
        let configuration = try read(text)
        #expect(configuration.priorities.map(\.name) == ["standard", "aside", "first"])
        #expect(configuration.sourcing.defaultPriority == "first")
    }

    @Test func calendarsComeByNameAndReplaceThoseBuiltIn() throws {
        let text =
            Self.smallest + "[calendar.weekend]\nworking_days = [\"sunday\"]\n"
            + "[calendar.standard]\ncut_off = \"12:00\"\n"
        let configuration = try read(text)
        #expect(configuration.calendars.map(\.name) == ["standard", "weekend"])
        let byName = configuration.calendarsByName
        #expect(byName.keys.sorted() == ["every-day", "standard", "weekend"])
        #expect(byName["standard"]?.cutOff != nil && byName["every-day"]?.cutOff == nil)
        #expect(byName["weekend"]?.workingWeekdays == [.sunday])
    }

    @Test func carriageReturnsAreNoPartOfWhatIsShown() throws {
        let text = Self.smallest.replacing("\n", with: "\r\n") + "[sourcing]\r\nx = 1\r\n"
        let problem = try #require(try problems(text).first)
        #expect(problem.excerpt?.text == "x = 1")
        #expect(problem.place?.line == 9)
    }

    @Test func goodsGoToTheBuyerUnlessToldOtherwise() throws {
        let house = try read(Self.smallest + "[house.buyer]\ncity = \"Berlin\"\n").house
        #expect(house.shipTo == house.buyer)
    }

    @Test func allProblemsAreReportedInTheOrderOfTheText() throws {
        let text = """
            [house]
            currency = "euro"
            color = "red"
            [sourcing]
            threads = "2"
            gap = 0.5
            [priority.standard]
            rank = 0
            late_cost = "1"
            unmet_cost = "-1"
            """
        let found = try problems(text).map { "\($0.place?.line ?? 0) \($0.code)" }
        #expect(
            found == [
                "1 config.missing-key", "2 config.wrong-value", "3 config.unknown-key",
                "5 config.wrong-type", "6 config.amount-unquoted", "8 config.wrong-value",
                "10 config.wrong-value",
            ])
    }

    @Test(arguments: [
        ("[house]\ntimezone = \"UTC\"\n", "Maybe time_zone is meant."),
        ("[house]\nthreads = 2\n", "Maybe it belongs in [sourcing]."),
        ("[sourcing]\ntime_limit = 2\n", "Maybe time_limit_seconds is meant."),
        ("[sourcing]\ndefault-split = \"any\"\n", "Maybe default_split is meant."),
        ("[storage]\nxyz = 1\n", "Known here: database."),
        ("[suorcing]\nthreads = 2\n", "Maybe sourcing is meant."),
        ("[intake.backorders]\nmode = \"changes\"\n", "Maybe back_orders is meant."),
        ("[calendar.berlin]\nholiday = []\n", "Maybe holidays is meant."),
    ])
    func unknownKeyIsToldWhatMayBeMeant(text: String, help: String) throws {
        let problem = try #require(try problems(text).first { $0.code == "config.unknown-key" })
        #expect(problem.help == help)
    }

    @Test(arguments: [
        ("[house]\ncurrency = 5\n", "config.wrong-type", "house.currency", "5"),
        ("[house]\nname = \"\"\n", "config.wrong-value", "house.name", "\"\""),
        ("[house]\nname = \"a\\nb\"\n", "config.wrong-value", "house.name", "\"a\\nb\""),
        ("[house]\ntime_zone = \"CET+1\"\n", "config.wrong-value", "house.time_zone", "\"CET+1\""),
        (
            "[house]\norder_prefix = \"../\"\n", "config.wrong-value", "house.order_prefix",
            "\"../\""
        ),
        ("[house]\nbuyer = \"me\"\n", "config.wrong-type", "house.buyer", "\"me\""),
        ("[house.buyer]\nlines = \"x\"\n", "config.wrong-type", "house.buyer.lines", "\"x\""),
        ("[house.buyer]\nlines = [\"x\", 7]\n", "config.wrong-type", "house.buyer.lines[2]", "7"),
        ("house = 1\n", "config.wrong-type", "house", "1"),
        ("[sourcing]\nthreads = 0\n", "config.wrong-value", "sourcing.threads", "0"),
        ("[sourcing]\nthreads = 1.0\n", "config.wrong-type", "sourcing.threads", "1.0"),
        ("[sourcing]\ngap = \"1.5\"\n", "config.wrong-value", "sourcing.gap", "\"1.5\""),
        ("[sourcing]\ngap = \"1,5\"\n", "config.wrong-value", "sourcing.gap", "\"1,5\""),
        ("[sourcing]\ngap = 1.10\n", "config.amount-unquoted", "sourcing.gap", "1.10"),
        ("[sourcing]\ngap = nan\n", "config.amount-unquoted", "sourcing.gap", "nan"),
        (
            "[sourcing]\ndefault_split = \"some\"\n", "config.wrong-value",
            "sourcing.default_split",
            "\"some\""
        ),
        (
            "[sourcing]\ndefault_priority = \"vip\"\n", "config.wrong-value",
            "sourcing.default_priority", "\"vip\""
        ),
        (
            "[priority.a]\nlate_cost = 1e3\n", "config.amount-unquoted", "priority.a.late_cost",
            "1e3"
        ),
        ("[priority]\na = 3\n", "config.wrong-type", "priority.a", "3"),
        (
            "[calendar.a]\nworking_days = [\"mon\"]\n", "config.wrong-value",
            "calendar.a.working_days", "[\"mon\"]"
        ),
        (
            "[calendar.a]\nworking_days = []\n", "config.wrong-value", "calendar.a.working_days",
            "[]"
        ),
        (
            "[calendar.a]\nholidays = [\"2026-02-30\"]\n", "config.wrong-value",
            "calendar.a.holidays[1]", "\"2026-02-30\""
        ),
        (
            "[calendar.a]\nholidays = [2026-01-01T00:00:00Z]\n", "config.wrong-type",
            "calendar.a.holidays[1]", "2026-01-01T00:00:00Z"
        ),
        (
            "[calendar.a]\ncut_off = \"24:00\"\n", "config.wrong-value", "calendar.a.cut_off",
            "\"24:00\""
        ),
        (
            "[calendar.a]\ncut_off = 16:00:30\n", "config.wrong-type", "calendar.a.cut_off",
            "16:00:30"
        ),
        (
            "[intake.stock]\nrequired = \"yes\"\n", "config.wrong-type", "intake.stock.required",
            "\"yes\""
        ),
        (
            "[guard]\nbad_rows_percent = 101\n", "config.wrong-value", "guard.bad_rows_percent",
            "101"
        ),
        (
            "[approval]\nautomatic_order_total = \"5\"\n", "config.missing-key",
            "approval.automatic_round_total", "[approval]"
        ),
    ])
    func valueThatDoesNotDoIsPointedAt(
        text: String, code: String, path: String, shown: String
    ) throws {
        let all = try problems(text)
        let problem = try #require(all.first { $0.code == code && $0.message.contains(path) })
        #expect(pointedAt(problem) == shown)
        #expect(problem.place?.file == "broker.toml")
    }

    /// The characters above the carets.
    private func pointedAt(_ problem: Problem) -> String? {
        problem.excerpt.map { String($0.text.dropFirst($0.column - 1).prefix($0.length)) }
    }

    @Test func everyKeyIsDescribed() {
        let described = BrokerConfiguration.keys.map(\.path)
        #expect(Set(described).count == described.count)
        #expect(BrokerConfiguration.askedPaths() == Set(described))
    }

    /// Recording writes the tables of keys between their marks in the documentation.
    @Test func documentationHoldsEveryKey() throws {
        let file = "Docs/Configuration.md"
        let kept = try Golden.text(file)
        let text = kept.replacing(
            between: "<!-- keys of broker.toml -->\n", and: "<!-- end of keys -->",
            with: BrokerConfiguration.keys.markdown
        ).replacing(
            between: "<!-- keys of feeds -->\n", and: "<!-- end of feed keys -->",
            with: FeedConfiguration.keys.markdown)
        #expect(try Golden.check(text, against: file) == .matches)
    }

    @Test func quickstartIsConfiguredWithoutAProblem() throws {
        let text = try Golden.text("Fixtures/Quickstart/broker.toml")
        let configuration = try read(text)
        #expect(configuration.priorities.map(\.name) == ["urgent", "standard", "routine"])
        #expect(configuration.house.currency.code == "USD")
    }

    static let full = """
        [house]
        name = "Contoso"
        currency = "EUR"
        time_zone = "Europe/Berlin"
        order_prefix = "C-"
        rounding = "line-half-up"
        rate_days = 7
        [house.buyer]
        name = "Contoso GmbH"
        lines = ["1 Main Street", "Gate 4"]
        city = "Berlin"
        postal_code = "10115"
        country = "DE"
        [house.ship_to]
        name = "Warehouse"
        city = "Hamburg"
        [house.contact]
        name = "Desk"
        email = "desk@contoso.example"
        phone = "1"
        [storage]
        database = "/var/lib/broker.sqlite"
        [folders]
        master = "m"
        feeds = "f"
        intake = "i"
        outbox = "o"
        [priority]
        later = { rank = 3, late_cost = 0, unmet_cost = 10 }
        [priority.standard]
        rank = 2
        late_cost = "0.5"
        unmet_cost = "50"
        [priority.urgent]
        rank = 1
        late_cost = "2.25"
        unmet_cost = "500"
        [calendar.berlin]
        working_days = ["monday", "tuesday", "saturday"]
        holidays = [2026-12-25, "2026-12-26"]
        cut_off = 16:30:00
        [sourcing]
        maximum_suppliers_per_line = 1
        maximum_suppliers_per_item = 2
        maximum_suppliers_in_all = 30
        gap = "0"
        time_limit_seconds = 5
        threads = 1
        default_split = "complete"
        default_priority = "urgent"
        [approval]
        automatic_round_total = "5000"
        automatic_order_total = 1000
        [intake]
        minimum_rows_percent = 10
        [intake.back_orders]
        file = "orders.json"
        mode = "changes"
        [intake.inbound]
        required = false
        [guard]
        bad_rows_percent = 5
        bad_rows_floor = 0
        minimum_rows_percent = 0
        """
}

extension String {
    fileprivate func replacing(between start: String, and end: String, with text: String) -> String
    {
        guard let first = firstRange(of: start), let last = firstRange(of: end) else {
            return self + "\nThe mark \(start) or \(end) is missing.\n"
        }
        return self[..<first.upperBound] + text + self[last.lowerBound...]
    }
}
