extension BrokerConfiguration {
    /// Every key of `broker.toml`, in the order of the template.
    package static let keys: [KeyDescription] =
        houseKeys + partyKeys + placeKeys + policyKeys + deskKeys + recordKeys + noticeKeys
        + letterServerKeys + creditKeys + intakeKeys

    private static let houseKeys = [
        KeyDescription(
            "house.name", "text", "`\"\(House.defaultName)\"`",
            "Who buys; stands on purchase orders unless `[house.buyer]` says otherwise."),
        KeyDescription(
            "house.currency", "ISO 4217 code", "none: must be set",
            "The house currency, which every amount without a currency of its own is in."),
        KeyDescription(
            "house.time_zone", "IANA name", "none: must be set",
            "Where the house is: decides which day is today and when a cut-off has passed."),
        KeyDescription(
            "house.order_prefix", "text", "`\"PO-\"`",
            "Set before the number of every purchase order: letters, digits, `-`, `_`, `.`; "
                + "at most 20."),
        KeyDescription(
            "house.rounding", "`line-half-up`", "`\"line-half-up\"`",
            "How amounts on purchase orders are rounded: each line once, half up to the "
                + "currency's minor unit."),
        KeyDescription(
            "house.rate_days", "0 to 3660", "`31`",
            "For how many days after its `from` a rate of `rates.csv` may be used, if no newer one "
                + "follows; an offer whose rate is older takes no part in a round."),
    ]

    private static let partyKeys =
        addressKeys("house.buyer", whose: "the buyer", otherwise: "`house.name`")
        + addressKeys("house.ship_to", whose: "the place of delivery", otherwise: "the buyer's")
        + [
            KeyDescription("house.contact.name", "text", "none", "Whom suppliers may ask."),
            KeyDescription("house.contact.email", "text", "none", "The contact's e-mail."),
            KeyDescription("house.contact.phone", "text", "none", "The contact's telephone."),
        ]

    private static func addressKeys(
        _ section: String, whose owner: String, otherwise: String
    ) -> [KeyDescription] {
        let standard = section == "house.ship_to" ? "the buyer's address" : "none"
        return [
            KeyDescription("\(section).name", "text", otherwise, "Name of \(owner)."),
            KeyDescription(
                "\(section).lines", "list of texts", standard, "Street, building, gate."),
            KeyDescription("\(section).city", "text", standard, "City."),
            KeyDescription("\(section).postal_code", "text", standard, "Postal code."),
            KeyDescription("\(section).country", "text", standard, "Country."),
        ]
    }

    private static let placeKeys = [
        KeyDescription(
            "storage.database", "path", "`\"data/broker.sqlite\"`", "The database file."),
        KeyDescription(
            "folders.master", "path", "`\"master\"`", "Items, suppliers and their rules."),
        KeyDescription("folders.feeds", "path", "`\"feeds\"`", "One settings file a feed."),
        KeyDescription(
            "folders.intake", "path", "`\"intake\"`", "Back orders, stock and inbound supply."),
        KeyDescription(
            "folders.outbox", "path", "`\"outbox\"`", "Where purchase orders are put."),
        KeyDescription(
            "folders.notices", "path below the workspace", "`\"notices\"`",
            "Where letters to customers are put."),
        KeyDescription(
            "folders.templates", "path", "`\"templates\"`",
            "Texts of letters in place of the built-in ones, as `later.txt`."),
    ]

    private static let policyKeys = [
        KeyDescription(
            "priority.NAME.rank", "whole number ≥ 1", "none: must be set",
            "Who is served first from stock: 1 before 2."),
        KeyDescription(
            "priority.NAME.late_cost", "amount", "none: must be set",
            "What a unit costs for each day that it comes after the need-by date."),
        KeyDescription(
            "priority.NAME.unmet_cost", "amount", "none: must be set",
            "What a unit costs that is not supplied at all."),
        KeyDescription(
            "calendar.NAME.working_days", "list of weekdays", "Monday to Friday",
            "Days on which orders are taken and lead times in working days count."),
        KeyDescription(
            "calendar.NAME.holidays", "list of dates", "none", "Days off, as `2026-12-25`."),
        KeyDescription(
            "calendar.NAME.cut_off", "time of day", "none",
            "An order after this time, in the time zone of the house, counts as the next working "
                + "day's."),
        KeyDescription(
            "sourcing.maximum_suppliers_per_line", "whole number ≥ 1", "no limit",
            "How many suppliers may serve one back-order line."),
        KeyDescription(
            "sourcing.maximum_suppliers_per_item", "whole number ≥ 1", "no limit",
            "How many suppliers one item may be ordered from."),
        KeyDescription(
            "sourcing.maximum_suppliers_in_all", "whole number ≥ 1", "no limit",
            "How many suppliers may get an order in one round."),
        KeyDescription(
            "sourcing.gap", "decimal, 0 to 1", "`\"0.001\"`",
            "Share of the cost by which the award may miss the best possible; at `\"0\"` the "
                + "search goes on to the proof."),
        KeyDescription(
            "sourcing.time_limit_seconds", "whole number ≥ 1", "`60`",
            "When the search ends at the latest."),
        KeyDescription(
            "sourcing.threads", "whole number, 1 to 64", "`2`",
            "Threads of the search; never changes the award."),
        KeyDescription(
            "sourcing.arrivals", "`learned` or `stated`", "`\"learned\"`",
            "Whether a round takes an offer's lead time as its supplier's past deliveries make it "
                + "likely, or as it is stated."),
        KeyDescription(
            "sourcing.default_split", "`any`, `single` or `complete`", "`\"any\"`",
            "How the supply of a back-order line may be divided that does not say."),
        KeyDescription(
            "sourcing.default_priority", "name of a class", "the class of the last rank",
            "The priority class of a back-order line that names none."),
        KeyDescription(
            "approval.automatic_round_total", "amount", "none: a person approves every round",
            "A round up to this total is approved by `broker run` itself."),
        KeyDescription(
            "approval.automatic_order_total", "amount", "no limit beside the round's",
            "Automatic approval also wants every single purchase order within this."),
    ]

    private static let deskKeys = [
        KeyDescription(
            "desk.price_tolerance", "decimal, 0 to 1", "`\"0\"`",
            "Share by which a supplier may answer a higher price than ordered; beyond it a buyer "
                + "decides."),
        KeyDescription(
            "desk.late_tolerance_days", "whole number ≥ 0", "`0`",
            "Calendar days by which a supplier may answer a later date than asked for; beyond it "
                + "a buyer decides."),
        KeyDescription(
            "desk.cancellation", "`confirmed` or `at-once`", "`\"confirmed\"`",
            "When what `broker po cancel` calls off is needed again: once the supplier confirms, "
                + "or from the moment it is asked."),
    ]

    private static let noticeKeys = [
        KeyDescription(
            "notices.channel", "`none`, `json`, `text`, `email`, `webhook` or `smtp`", "`\"none\"`",
            "How letters to customers leave: as files, to a web service or to a mail server; with "
                + "`none` nothing does."),
        KeyDescription(
            "notices.from", "e-mail address", "`house.contact.email`",
            "Who writes; must be there once an e-mail is to leave."),
        KeyDescription(
            "notices.hours_between", "whole number, 0 to 8760", "`24`",
            "At most one letter about a line in so many hours, unless the news is worse."),
        KeyDescription(
            "notices.quiet_from", "time of day", "none",
            "From then on nothing is sent, in the time of the house."),
        KeyDescription(
            "notices.quiet_until", "time of day", "none", "Until then, perhaps the next day."),
        KeyDescription(
            "notices.reply_days", "whole number, 1 to 365", "`7`",
            "Days that a customer has for an answer where no rule says otherwise."),
        KeyDescription(
            "notices.profile", "`contract` or `statutory`", "`\"contract\"`",
            "`contract`: only the customer cancels. `statutory`: silence counts as 16 CFR 435 "
                + "says."),
        KeyDescription(
            "customer.NAME.name", "text", "its identifier", "How letters greet the customer."),
        KeyDescription("customer.NAME.email", "e-mail address", "none", "Where e-mails go."),
        KeyDescription(
            "customer.NAME.channel", "as `notices.channel`", "`notices.channel`",
            "How letters to this customer leave."),
        KeyDescription(
            "customer.NAME.profile", "as `notices.profile`", "`notices.profile`",
            "Under which rule this customer is told of delays."),
        KeyDescription(
            "customer.NAME.substitutes", "list of items", "any that is approved",
            "The only substitutes that this customer may get; `[]` is none."),
    ]

    private static let letterServerKeys = [
        KeyDescription(
            "notices.webhook.url", "address", "none; must be set with `[notices.webhook]`",
            "Where letters are posted as `customer-notice/1`, signed as Standard Webhooks has it."),
        KeyDescription(
            "notices.webhook.secret", "`{ variable }` or `{ file }`",
            "none; must be set with `[notices.webhook]`",
            "Where the key `whsec_…` stands: a variable, or a file below the workspace."),
        KeyDescription(
            "notices.webhook.allow_http", "true or false", "`false`",
            "Whether `http` is spoken, for a server in the house."),
        KeyDescription(
            "notices.webhook.allow_private", "true or false", "`false`",
            "Whether addresses that are not public are called."),
        KeyDescription(
            "notices.webhook.seconds", "whole number, 1 to 300", "`30`",
            "How long one call may take."),
        KeyDescription(
            "notices.webhook.tries", "whole number, 1 to 30", "`9`",
            "After so many tries a letter is given up."),
        KeyDescription(
            "notices.webhook.budget_seconds", "whole number, 1 to 3600", "`120`",
            "Once calls took so long in a run, the other letters wait for the next."),
        KeyDescription(
            "notices.smtp.host", "name or address", "none; must be set with `[notices.smtp]`",
            "The mail server that takes letters."),
        KeyDescription(
            "notices.smtp.port", "whole number, 1 to 65535", "`587`; `465` with `tls`",
            "Its port."),
        KeyDescription(
            "notices.smtp.security", "`starttls`, `tls` or `none`", "`\"starttls\"`",
            "How the connection is encrypted; `none` only to this machine."),
        KeyDescription(
            "notices.smtp.user", "text", "none", "Who sends; with `password`."),
        KeyDescription(
            "notices.smtp.password", "`{ variable }` or `{ file }`", "none",
            "Where the password stands."),
        KeyDescription(
            "notices.smtp.ca_file", "path from the workspace", "none: those of the machine",
            "Certificates (PEM) of the authorities to trust, for a server in the house."),
        KeyDescription(
            "notices.smtp.allow_private", "true or false", "`false`",
            "Whether addresses that are not public are spoken to; this machine always is."),
        KeyDescription(
            "notices.smtp.seconds", "whole number, 1 to 600", "`60`",
            "How long one letter may take."),
        KeyDescription(
            "notices.smtp.tries", "whole number, 1 to 30", "`9`",
            "After so many tries a letter is given up."),
        KeyDescription(
            "notices.smtp.budget_seconds", "whole number, 1 to 3600", "`120`",
            "Once letters took so long in a run, the others wait for the next."),
        KeyDescription(
            "notices.smtp.resend_unknown", "true or false", "`false`",
            "Whether a letter is sent again of which nobody can tell whether it arrived."),
    ]

    private static let intakeKeys =
        [
            KeyDescription(
                "intake.minimum_rows_percent", "whole number, 0 to 100", "`50`",
                "A snapshot of back orders that names fewer of the lines still open is not "
                    + "believed.")
        ]
        + intakeFileKeys("intake.back_orders", "back-orders.csv", "Customers' waiting lines.")
        + intakeFileKeys("intake.stock", "stock.csv", "Free stock.")
        + intakeFileKeys("intake.inbound", "inbound.csv", "Supply on its way.")
        + guardKeys

    private static func intakeFileKeys(
        _ section: String, _ file: String, _ meaning: String
    ) -> [KeyDescription] {
        [
            KeyDescription(
                "\(section).file", "path", "`\"\(file)\"`",
                "\(meaning) Read from the intake folder."),
            KeyDescription(
                "\(section).format", "`csv` or `json`", "by the file's ending", "Its format."),
            KeyDescription(
                "\(section).mode", "`snapshot` or `changes`", "`\"snapshot\"`",
                "Whether the file names everything or only what changed."),
            KeyDescription(
                "\(section).required", "true or false", "`true`",
                "Whether it is an error when there is no such file."),
        ]
    }

    /// Feeds have the same keys, for themselves alone.
    static let guardKeys = [
        KeyDescription(
            "guard.bad_rows_percent", "whole number, 0 to 100", "`2`",
            "Share of bad rows up to which a delivery is taken without them."),
        KeyDescription(
            "guard.bad_rows_floor", "whole number ≥ 0", "`3`",
            "As many bad rows are borne in any case."),
        KeyDescription(
            "guard.minimum_rows_percent", "whole number, 0 to 100", "`70`",
            "A delivery with fewer rows, compared with the last one accepted, is held."),
        KeyDescription(
            "guard.price_jump_percent", "whole number, 1 to 1000000", "none: every price is taken",
            "An offer whose first price moved further is set aside; the earlier one stays, stale."),
    ]
}
