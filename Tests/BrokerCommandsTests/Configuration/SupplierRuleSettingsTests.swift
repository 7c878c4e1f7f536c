import BrokerCommands
import OrderDesk
import Procurement
import Testing

/// Settings of `[scorecards]`, `[supplier_rule.NAME]` and `[risk]`.
@Suite struct SupplierRuleSettingsTests {
    private static let house = """
        [house]
        currency = "EUR"
        time_zone = "UTC"
        [priority.standard]
        rank = 1
        late_cost = "1"
        unmet_cost = "10"

        """

    private func configuration(_ text: String) throws -> BrokerConfiguration {
        try BrokerConfiguration(text: Self.house + text, file: "broker.toml")
    }

    private func problems(_ text: String) -> [String] {
        do {
            _ = try configuration(text)
            return []
        } catch let error as ConfigurationError {
            return error.problems.map(\.code)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func withoutRulesNothingFollowsFromARecord() throws {
        let configuration = try configuration("")
        #expect(configuration.scorecards == ScorecardPolicy())
        #expect(configuration.risk.demandHistory == "demand-history.csv")
        #expect(!configuration.policyFingerprintText.contains("scorecards"))
    }

    @Test func rulesAreReadByName() throws {
        let text = """
            [scorecards]
            minimum_sample = 2
            days = 90
            [supplier_rule.slips]
            figure = "on-time-confirmed"
            worse_than = "0.8"
            surcharge = "40"
            [supplier_rule.breaks]
            figure = "damaged"
            worse_than = "0.05"
            exclude = true
            """
        let policy = try configuration(text).scorecards
        #expect(policy.minimumSample == 2 && policy.days == 90)
        #expect(policy.rules.map(\.name) == ["breaks", "slips"])
        #expect(policy.rules.map(\.figure) == [.damaged, .onTimeConfirmed])
        #expect(policy.rules.first?.effect == .exclude)
        #expect(policy.rules.last?.effect == .surcharge(try FixedPoint(parsing: "40")))
        let other = try configuration(text.replacing("\"0.8\"", with: "\"0.7\""))
        #expect(try other.policyFingerprintText != configuration(text).policyFingerprintText)
    }

    /// What a round may buy depends on it, as it does not on a customer's address.
    @Test func aCustomersListOfSubstitutesIsPartOfARound() throws {
        let named = try configuration("[customer.C-1]\nname = \"Ann\"")
        let listed = try configuration("[customer.C-1]\nsubstitutes = [\"B\", \"A\"]")
        let none = try configuration("[customer.C-1]\nsubstitutes = []")
        let lists = listed.customers.values.map(\.substitutes)
        #expect(lists == [[try ItemID("A"), try ItemID("B")]])
        #expect(try named.policyFingerprintText == configuration("").policyFingerprintText)
        #expect(listed.policyFingerprintText.contains("customer.C-1.substitutes=A,B"))
        #expect(none.policyFingerprintText != named.policyFingerprintText)
    }

    /// What a rule does must be said: no typo shuts a supplier out.
    @Test(arguments: [
        ("figure = \"damaged\"\nworse_than = \"0.05\"", ["config.missing-key"]),
        (
            "figure = \"damaged\"\nworse_than = \"0.05\"\nexclude = false",
            ["config.missing-key"]
        ),
        (
            "figure = \"damaged\"\nworse_than = \"0.05\"\nexclude = true\nsurcharge = \"1\"",
            ["config.wrong-value"]
        ),
        ("figure = \"damage\"\nworse_than = \"0.05\"\nexclude = true", ["config.wrong-value"]),
        ("worse_than = \"0.05\"\nexclude = true", ["config.missing-key"]),
        ("figure = \"damaged\"\nexclude = true", ["config.missing-key"]),
        (
            "figure = \"damaged\"\nworse_than = 0.05\nexclude = true",
            ["config.amount-unquoted"]
        ),
    ])
    func aRuleThatIsNotWholeIsRefused(rule: String, codes: [String]) {
        #expect(problems("[supplier_rule.r]\n\(rule)\n") == codes)
    }
}
