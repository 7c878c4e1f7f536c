import BrokerCommands
import OrderDesk
import Procurement
import Testing

/// Settings of `[credits]` and `[credit_rule.NAME]`.
@Suite struct CreditSettingsTests {
    private static let house = """
        [house]
        currency = "EUR"
        time_zone = "UTC"
        [priority.standard]
        rank = 1
        late_cost = "1"
        unmet_cost = "10"

        """

    private static let full = """
        [credits]
        budget = "500"
        period = "quarter"
        late_cost_share = "0.25"
        further_days = 7
        [credit_rule.regulars]
        from_days = 3
        share = "0.05"
        amount = "40"
        customers = ["C-1", "C-2"]
        priorities = ["standard"]
        minimum_margin = "0.2"
        [credit_rule.all]
        from_days = 10
        amount = "12.50"

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

    @Test func withoutRulesThereAreNoCredits() throws {
        let configuration = try configuration("")
        #expect(configuration.credits == CreditPolicy())
        #expect(!configuration.policyFingerprintText.contains("credit"))
    }

    @Test func rulesAreReadByName() throws {
        let policy = try configuration(Self.full).credits
        #expect(policy.isActive && policy.period == .quarter && policy.furtherDays == 7)
        #expect(policy.budget == (try FixedPoint(whole: 500)))
        #expect(policy.lateCostMillionths == 250_000)
        #expect(policy.rules.map(\.name) == ["all", "regulars"])
        let (all, regulars) = (policy.rules[0], policy.rules[1])
        #expect(all.customers == nil && all.priorities == nil && all.shareMillionths == nil)
        #expect(regulars.shareMillionths == 50_000 && regulars.fromDays == 3)
        #expect(regulars.amount == (try FixedPoint(whole: 40)))
        #expect(regulars.customers == [try CustomerID("C-1"), try CustomerID("C-2")])
        #expect(regulars.priorities == ["standard"])
        #expect(regulars.minimumMarginMillionths == 200_000)
    }

    /// A round counts on what they say.
    @Test(arguments: [
        ("\"500\"", "\"501\""), ("quarter", "year"), ("0.25", "0.3"), ("= 7", "= 8"),
        ("= 3", "= 4"), ("0.05", "0.06"), ("C-2", "C-3"), ("\"0.2\"", "\"0.1\""),
        ("12.50", "12.51"), ("priorities = [\"standard\"]\n", ""),
    ])
    func aChangeOfThemIsOneOfTheRound(part: String, other: String) throws {
        #expect(Self.full.contains(part))
        let changed = try configuration(Self.full.replacing(part, with: other))
        #expect(try changed.policyFingerprintText != configuration(Self.full).policyFingerprintText)
    }

    /// What is granted, and when, must be said: no typo gives money away.
    @Test(arguments: [
        ("amount = \"5\"", ["config.missing-key"]),
        ("from_days = 1", ["config.missing-key"]),
        ("from_days = 0\namount = \"5\"", ["config.wrong-value"]),
        ("from_days = 1\namount = \"0\"", ["config.wrong-value"]),
        ("from_days = 1\namount = \"-1\"", ["config.wrong-value"]),
        ("from_days = 1\namount = 2.5", ["config.amount-unquoted"]),
        ("from_days = 1\nshare = \"0\"", ["config.wrong-value"]),
        ("from_days = 1\nshare = \"5\"", ["config.wrong-value"]),
        ("from_days = 1\nshare = \"0.1\"\npriorities = [\"gold\"]", ["config.wrong-value"]),
        ("from_days = 1\namount = \"5\"\nmargin = \"0.1\"", ["config.unknown-key"]),
    ])
    func aRuleThatIsNotWholeIsRefused(rule: String, codes: [String]) {
        #expect(problems("[credits]\nbudget = \"9\"\n[credit_rule.r]\n\(rule)\n") == codes)
    }

    @Test func rulesNeedABudget() {
        #expect(
            problems("[credit_rule.r]\nfrom_days = 1\namount = \"5\"") == ["config.missing-key"])
        #expect(problems("[credits]\nbudget = \"0\"") == ["config.wrong-value"])
        #expect(problems("[credits]\nbudget = \"9\"\nperiod = \"week\"") == ["config.wrong-value"])
    }
}
