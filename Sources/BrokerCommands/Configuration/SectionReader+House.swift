import Procurement

extension SectionReader {
    mutating func house() -> BrokerConfiguration.House? {
        let name = value("name") { node throws(SettingRejection) in try node.line() }
        let currency = required(
            "currency", help: "Add the currency that the house counts in, as in currency = \"EUR\"."
        ) { node throws(SettingRejection) in try node.listedCurrency() }
        let timeZone = required(
            "time_zone",
            help: "Add the time zone of the house, as in time_zone = \"Europe/Berlin\"."
        ) { node throws(SettingRejection) in try node.timeZone() }
        let prefix = value("order_prefix") { node throws(SettingRejection) in
            try node.orderPrefix()
        }
        let rounding = value("rounding") { node throws(SettingRejection) in
            try node.word([("line-half-up", AmountRounding.lineHalfUp)])
        }
        let rateDays = value("rate_days") { node throws(SettingRejection) in
            try node.integer(in: 0...3_660)
        }
        let houseName = name ?? BrokerConfiguration.House.defaultName
        let nobody = Address(name: houseName, lines: [], city: "", postalCode: "", country: "")
        let buyer = section("buyer") { $0.address(otherwise: nobody) }
        let shipTo = section("ship_to") { $0.address(otherwise: buyer) }
        let contact = section("contact") { $0.contact() }
        guard let currency, let timeZone else { return nil }

        var house = BrokerConfiguration.House(
            name: houseName, currency: currency, timeZone: timeZone)
        house.orderPrefix = prefix ?? house.orderPrefix
        house.rounding = rounding ?? house.rounding
        house.rateDays = rateDays ?? house.rateDays
        house.buyer = buyer
        house.shipTo = shipTo
        house.contact = contact
        return house
    }

    /// An address that is written at all is whole: nothing of another one fills its gaps.
    private mutating func address(otherwise: Address) -> Address {
        let name = text("name")
        let lines = list("lines") { node throws(SettingRejection) in try node.line() }
        let city = text("city")
        let postalCode = text("postal_code")
        let country = text("country")
        guard isPresent else { return otherwise }
        return Address(
            name: name ?? otherwise.name, lines: lines ?? [], city: city ?? "",
            postalCode: postalCode ?? "", country: country ?? "")
    }

    private mutating func contact() -> Contact {
        Contact(name: text("name") ?? "", email: text("email") ?? "", phone: text("phone") ?? "")
    }

    /// A line of text, which may be empty.
    mutating func text(_ key: String) -> String? {
        value(key) { node throws(SettingRejection) in
            try node.content == .string("") ? "" : node.line()
        }
    }

    mutating func path(_ key: String, otherwise: String) -> String {
        value(key) { node throws(SettingRejection) in try node.line() } ?? otherwise
    }

    mutating func storage() -> BrokerConfiguration.Storage {
        var storage = BrokerConfiguration.Storage()
        storage.database = path("database", otherwise: storage.database)
        return storage
    }

    mutating func folders() -> BrokerConfiguration.Folders {
        var folders = BrokerConfiguration.Folders()
        folders.master = path("master", otherwise: folders.master)
        folders.feeds = path("feeds", otherwise: folders.feeds)
        folders.intake = path("intake", otherwise: folders.intake)
        folders.outbox = path("outbox", otherwise: folders.outbox)
        let notices = value("notices") { node throws(SettingRejection) in
            try node.folderBelow()
        }
        folders.notices = notices ?? folders.notices
        folders.templates = path("templates", otherwise: folders.templates)
        return folders
    }

    mutating func priorities(currency: Currency?) -> [PriorityClass] {
        let classes = sections("priority") { name, section -> PriorityClass? in
            section.priority(name, currency: currency?.code ?? "the house currency")
        }
        if !isWritten("priority") {
            noteMissing(
                "priority.NAME",
                help: "Add at least one class: [priority.standard] with rank, late_cost and "
                    + "unmet_cost.")
        }
        return classes.compactMap(\.self).sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    }

    private mutating func priority(_ name: String, currency: String) -> PriorityClass? {
        let rank = required("rank", help: "Add rank = 1 for those who are served first.") {
            node throws(SettingRejection) in try node.integer(in: 1...1_000)
        }
        let lateCost = required(
            "late_cost", help: "Add what a unit costs per day of lateness, in \(currency)."
        ) { node throws(SettingRejection) in try node.amount() }
        let unmetCost = required(
            "unmet_cost", help: "Add what a unit costs that is not supplied, in \(currency)."
        ) { node throws(SettingRejection) in try node.amount() }
        guard let rank, let lateCost, let unmetCost else { return nil }
        return PriorityClass(name: name, rank: rank, lateCost: lateCost, unmetCost: unmetCost)
    }

    mutating func calendar(_ name: String) -> WorkCalendar? {
        let weekdays = value("working_days") { node throws(SettingRejection) in
            try node.weekdays()
        }
        let holidays = list("holidays") { node throws(SettingRejection) in try node.date() }
        let cutOff = value("cut_off") { node throws(SettingRejection) in try node.timeOfDay() }
        do throws(ValueError) {
            return try WorkCalendar(
                name: name,
                workingWeekdays: weekdays ?? BrokerConfiguration.defaultWorkingWeekdays,
                holidays: Set(holidays ?? []), cutOff: cutOff)
        } catch {
            preconditionFailure("Working days are checked before the calendar is made: \(error)")
        }
    }
}
