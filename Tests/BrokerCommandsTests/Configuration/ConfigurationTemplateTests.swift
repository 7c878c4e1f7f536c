import BrokerCommands
import LetterDelivery
import OrderDesk
import Procurement
import Testing
import WebClient

struct ConfigurationTemplateTests {
    @Test func templateSaysNothingBeyondWhatMustBeSaid() throws {
        let template = try BrokerConfiguration(
            text: ConfigurationTemplate.text, file: "broker.toml")
        let said = try BrokerConfiguration(
            text: """
                [house]
                currency = "USD"
                time_zone = "UTC"
                [priority.urgent]
                rank = 1
                late_cost = "1"
                unmet_cost = "200"
                [priority.standard]
                rank = 2
                late_cost = "0.2"
                unmet_cost = "100"
                """, file: "broker.toml")
        #expect(template == said)
    }

    @Test func houseElsewhereHasItsCurrencyAndTimeZone() throws {
        let text = ConfigurationTemplate.text(
            currency: try Currency("JPY"), timeZone: "Asia/Tokyo")
        let house = try BrokerConfiguration(text: text, file: "broker.toml").house
        #expect(house.currency.code == "JPY" && house.timeZone == "Asia/Tokyo")
    }

    @Test func templateShowsEveryKeyUnderItsHeading() {
        var shown: Set<String> = []
        var section = ""
        for line in ConfigurationTemplate.text.split(separator: "\n") {
            let line = line.trimmingPrefix(#/#?\s*/#)
            if let heading = line.prefixMatch(of: #/\[([a-z_.NAME]+)\]/#) {
                section = String(heading.1)
            } else if let setting = line.prefixMatch(of: #/([a-z_]+) = /#) {
                shown.insert("\(section).\(setting.1)")
            }
        }
        let expected = Set(
            BrokerConfiguration.keys.map(\.path).map { path in
                path.replacing("priority.NAME", with: "priority.standard")
            })
        #expect(expected.subtracting(shown) == [])
    }

    /// Without its # every example is a value that can be read, and those of keys with a default
    /// are that default.
    @Test func commentedSettingsAreTheDefaults() throws {
        let limits = [
            "maximum_suppliers", "automatic_", "cut_off", "default_priority", "price_jump",
            "quiet_",
        ]
        let spoken = ConfigurationTemplate.text.split(separator: "\n").map { line in
            let isExample = limits.contains { line.contains("# \($0)") }
            guard line.contains(#/^# ([a-z_]+ = |\[[a-z])/#), !isExample else {
                return String(line)
            }
            return String(line.dropFirst(2))
        }
        .joined(separator: "\n")
        let plain = try BrokerConfiguration(
            text: ConfigurationTemplate.text, file: "broker.toml")
        var withDefaults = try BrokerConfiguration(text: spoken, file: "broker.toml")
        #expect(withDefaults.calendars.map(\.name) == ["NAME"])
        #expect(
            withDefaults.calendars.first?.workingWeekdays
                == plain.calendarsByName["standard"]?.workingWeekdays)
        withDefaults.calendars = []
        #expect(withDefaults.customers.keys.map(\.rawValue) == ["NAME"])
        withDefaults.customers = [:]
        #expect(withDefaults.notices.webhook?.tries == 9)
        #expect(withDefaults.notices.smtp?.server.port == 587)
        (withDefaults.notices.webhook, withDefaults.notices.smtp) = (nil, nil)
        #expect(withDefaults.scorecards.rules.map(\.name) == ["NAME"])
        withDefaults.scorecards.rules = []
        #expect(withDefaults.credits.rules.map(\.name) == ["NAME"])
        #expect(withDefaults.credits.period == plain.credits.period)
        #expect(withDefaults.credits.lateCostMillionths == plain.credits.lateCostMillionths)
        withDefaults.credits = CreditPolicy()
        #expect(withDefaults == plain)
    }

    @Test func everyExampleCanBeRead() throws {
        let spoken = ConfigurationTemplate.text.split(separator: "\n").map { line in
            line.contains(#/^# ([a-z_]+ = |\[[a-z])/#) ? String(line.dropFirst(2)) : String(line)
        }
        .joined(separator: "\n")
        let configuration = try BrokerConfiguration(text: spoken, file: "broker.toml")
        #expect(configuration.approval.automaticRoundTotal != nil)
        #expect(configuration.sourcing.maximumSuppliersInAll == 20)
    }
}
