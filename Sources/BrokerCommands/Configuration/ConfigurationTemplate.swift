package import Procurement

/// What `broker init` writes: a commented configuration and the files that it speaks of.
package enum ConfigurationTemplate {
    /// A `broker.toml` that says what must be said and shows every other key with its default, as
    /// a comment.
    package static let text = text(currency: "USD", timeZone: "UTC")

    /// The same for a house elsewhere.
    package static func text(currency: Currency, timeZone: String) -> String {
        text(currency: currency.code, timeZone: timeZone)
    }

    private static func text(currency: String, timeZone: String) -> String {
        head + house(currency: currency, timeZone: timeZone) + places + classes + policy
            + desk + records + notices + credits + intake
    }

    private static let head = """
        # Configuration of the sourcing broker. Docs/Configuration.md explains every key.
        #
        # A line that begins with # says nothing: it shows a key with the value that it has
        # without being set. Amounts, and all numbers with a point, stand in quotes.


        """

    private static func house(currency: String, timeZone: String) -> String {
        """
        [house]
        # ISO 4217; every amount in this file is in it
        currency = "\(currency)"
        # IANA name, such as "Europe/Berlin"; decides what day it is
        time_zone = "\(timeZone)"
        # name = "Our company"          # who buys
        # order_prefix = "PO-"          # before the number of every purchase order
        # rounding = "line-half-up"     # each order line once, half up to the minor unit
        # rate_days = 31                # how many days an exchange rate of master/rates.csv holds

        # [house.buyer]                 # stands on purchase orders
        # name = "Our company"
        # lines = []                    # ["1 Main Street", "Gate 4"]
        # city = ""
        # postal_code = ""
        # country = ""

        # [house.ship_to]               # where goods go; the buyer's address unless set
        # name = "Our company"
        # lines = []
        # city = ""
        # postal_code = ""
        # country = ""

        # [house.contact]               # whom suppliers may ask
        # name = ""
        # email = ""
        # phone = ""


        """
    }

    private static let places = """
        # Paths start from the folder of this file unless they begin with /.
        [storage]
        # database = "data/broker.sqlite"

        [folders]
        # master = "master"             # items, suppliers and their rules
        # feeds = "feeds"               # one settings file for each feed
        # intake = "intake"             # back orders, stock, inbound supply
        # outbox = "outbox"             # where purchase orders are put
        # notices = "notices"           # where letters to customers are put
        # templates = "templates"       # your own texts of letters, as later.txt


        """

    private static let classes = """
        # Priority classes of back orders: at least one. What being late costs, per unit and day,
        # and what it costs not to supply a unit at all, decide how much may be paid to be in time.
        [priority.urgent]
        rank = 1                        # 1 is served from stock before 2
        late_cost = "1.00"
        unmet_cost = "200.00"

        [priority.standard]
        rank = 2
        late_cost = "0.20"
        unmet_cost = "100.00"

        # Work calendars that suppliers name in master/suppliers.csv. Two are built in:
        # "every-day" and "standard", which is Monday to Friday.
        # [calendar.NAME]
        # working_days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
        # holidays = []                 # [2026-12-25, 2026-12-26]
        # cut_off = "16:00"             # none unless set; a later order counts as the next day's


        """

    private static let policy = """
        [sourcing]
        # maximum_suppliers_per_line = 2   # no limit unless set, as for the two that follow
        # maximum_suppliers_per_item = 3
        # maximum_suppliers_in_all = 20
        # gap = "0.001"                 # good enough: at most 0.1 % above the best possible
        # time_limit_seconds = 60
        # threads = 2                   # never changes the award
        # arrivals = "learned"          # or "stated": take suppliers' lead times as they are
        # default_split = "any"         # any, single or complete
        # default_priority = "standard"    # the class of the last rank unless set

        # What may leave the house without a person. Nothing does unless a round total is set.
        [approval]
        # automatic_round_total = "5000.00"
        # automatic_order_total = "1000.00"


        """

    private static let desk = """
        # What of a supplier's answer is taken without a buyer, where it is worse than the order.
        [desk]
        # price_tolerance = "0"         # "0.02" bears prices that are 2 % higher
        # late_tolerance_days = 0       # calendar days
        # cancellation = "confirmed"    # "at-once" buys again before the supplier answers


        """

    private static let records = """
        # How suppliers are measured: broker supplier scorecard.
        [scorecards]
        # minimum_sample = 5            # a figure that rests on fewer lines is not used
        # days = 365                    # orders placed since count

        # What a poor record does to a round. Nothing unless a rule is written.
        # [supplier_rule.NAME]
        # figure = "fill-rate"
        # worse_than = "0.8"
        # exclude = false               # true: such a supplier takes no part
        # surcharge = "25.00"           # an order to it counts so much more

        # What broker risk list reads, from the intake folder; it need not be there.
        [risk]
        # demand_history = "demand-history.csv"


        """

    private static let notices = """
        # Letters to customers about their lines. None leaves unless a channel is set.
        [notices]
        # channel = "none"              # json, text, email: files; webhook, smtp: as set below
        # from = ""                     # the sender of e-mails; the contact's e-mail unless set
        # hours_between = 24            # one letter a line in so many hours, unless worse
        # quiet_from = "20:00"          # none unless set; then nothing is sent
        # quiet_until = "07:00"
        # reply_days = 7
        # profile = "contract"          # or statutory: silence counts as 16 CFR 435 says

        # The web service that is told of letters, for channel = "webhook".
        # [notices.webhook]
        # url = "https://orders.example.com/letters"
        # secret = { variable = "BROKER_LETTER_SECRET" }
        # allow_http = false
        # allow_private = false
        # seconds = 30
        # tries = 9                     # then a letter is given up
        # budget_seconds = 120          # of one run

        # The mail server that takes letters, for channel = "smtp".
        # [notices.smtp]
        # host = "mail.example.com"
        # port = 587
        # security = "starttls"         # or tls; none only to this machine
        # user = "orders"
        # password = { variable = "BROKER_MAIL_PASSWORD" }
        # ca_file = "house-ca.pem"      # the authorities of the machine unless set
        # allow_private = false
        # seconds = 60
        # tries = 9
        # budget_seconds = 120
        # resend_unknown = false        # true: a letter may arrive twice, never not at all

        # What one customer has otherwise.
        # [customer.NAME]
        # name = ""                     # its identifier unless set
        # email = ""
        # channel = "none"              # as [notices] unless set, as the profile
        # profile = "contract"
        # substitutes = []              # the only ones it takes; any approved one unless set


        """

    private static let credits = """
        # Credits for customers who wait. None is offered unless a budget and a rule are written.
        [credits]
        # budget = "500.00"             # what credits of a period may come to, never more
        # period = "month"              # month, quarter or year
        # late_cost_share = "1"         # of the late cost that is left where a credit is given
        # further_days = 7              # later by so many days: another credit; else one a line

        # [credit_rule.NAME]
        # from_days = 3                 # days late
        # share = "0.05"                # of what the customer pays for the line; and, or alone,
        # amount = "25.00"              # the most of it
        # customers = []                # all unless set, as the classes
        # priorities = ["standard"]
        # minimum_margin = "0.20"       # of the price; none unless set


        """

    private static let intake = """
        [intake]
        # minimum_rows_percent = 50     # a snapshot with fewer of the open lines is not believed

        [intake.back_orders]
        # file = "back-orders.csv"
        # format = "csv"                # csv or json; by the file's ending unless set
        # mode = "snapshot"             # snapshot: the file names everything; or changes
        # required = true               # whether a missing file is an error

        [intake.stock]
        # file = "stock.csv"
        # format = "csv"
        # mode = "snapshot"
        # required = true

        [intake.inbound]
        # file = "inbound.csv"
        # format = "csv"
        # mode = "snapshot"
        # required = true

        # When a delivery of a feed is held instead of taken; a feed may set its own [guard].
        [guard]
        # bad_rows_percent = 2          # bad rows are borne up to the higher of this
        # bad_rows_floor = 3            # and this many
        # minimum_rows_percent = 70     # of the rows of the last delivery accepted
        # price_jump_percent = 50       # prices that move further wait; no limit unless set

        """
}
