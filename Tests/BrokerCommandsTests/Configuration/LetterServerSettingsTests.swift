import BrokerCommands
import LetterDelivery
import SupplierAdapterKit
import Testing
import WebClient

/// `[notices.webhook]` and `[notices.smtp]`.
@Suite struct LetterServerSettingsTests {
    private static let house = """
        [house]
        currency = "EUR"
        time_zone = "UTC"
        [house.contact]
        email = "orders@example.com"
        [priority.standard]
        rank = 1
        late_cost = "1"
        unmet_cost = "100"

        """

    private func notices(_ text: String) throws -> BrokerConfiguration.Notices {
        try BrokerConfiguration(text: Self.house + text, file: "broker.toml").notices
    }

    @Test func whatIsWrittenIsRead() throws {
        let read = try notices(
            """
            [notices]
            channel = "webhook"
            [notices.webhook]
            url = "http://letters.house.example/in"
            secret = { file = "secrets/letters" }
            allow_http = true
            allow_private = true
            seconds = 5
            tries = 3
            budget_seconds = 20
            [notices.smtp]
            host = "mail.example.com"
            security = "tls"
            user = "orders"
            password = { variable = "MAIL" }
            resend_unknown = true
            """)
        let webhook = try #require(read.webhook)
        #expect(webhook.url.description == "http://letters.house.example:80/in")
        #expect(webhook.secret == SecretPlace.file("secrets/letters"))
        #expect(webhook.limits.allowsPrivate && webhook.limits.milliseconds == 5_000)
        #expect(webhook.tries == 3 && webhook.budgetSeconds == 20)
        let mail = try #require(read.smtp)
        #expect(mail.server.port == 465 && mail.server.security == .tls)
        #expect(mail.user == "orders" && mail.password == .variable("MAIL"))
        #expect(mail.isSentAgain && mail.tries == 9)
        #expect(try notices("").webhook == nil)
    }

    @Test(arguments: [
        ("[notices]\nchannel = \"webhook\"", "config.missing-key", "notices.webhook"),
        ("[notices]\nchannel = \"smtp\"", "config.missing-key", "notices.smtp"),
        ("[customer.C1]\nchannel = \"webhook\"", "config.missing-key", "customer.C1.webhook"),
        (
            "[notices.webhook]\nurl = \"https://a.example/\"", "config.missing-key",
            "notices.webhook.secret"
        ),
        (
            "[notices.webhook]\nurl = \"http://a.example/\"\nsecret = { variable = \"S\" }",
            "config.wrong-value", "without encryption"
        ),
        (
            "[notices.webhook]\nurl = \"https://a.example/\"\nsecret = \"whsec_abc\"",
            "config.wrong-type", "Secrets do not stand in settings"
        ),
        (
            "[notices.webhook]\nurl = \"https://a.example/\"\nsecret = { file = \"../s\" }",
            "config.wrong-value", "below the workspace"
        ),
        ("[notices.smtp]\nport = 25", "config.missing-key", "notices.smtp.host"),
        ("[notices.smtp]\nhost = \"a b\"", "config.wrong-value", "no name of a server"),
        ("[notices.smtp]\nhost = \"a.example\"\nuser = \"u\"", "config.missing-key", "password"),
        (
            "[notices.smtp]\nhost = \"a.example\"\nsecurity = \"ssl\"", "config.wrong-value",
            "ssl"
        ),
        (
            "[notices.smtp]\nhost = \"a.example\"\npasword = \"x\"", "config.unknown-key",
            "pasword"
        ),
    ])
    func whatIsWrongIsNamed(text: String, code: String, words: String) throws {
        do {
            _ = try notices(text)
            Issue.record("It was read: \(text)")
        } catch let error as ConfigurationError {
            let problem = try #require(error.problems.first)
            #expect(problem.code == code)
            #expect(problem.message.contains(words), "\(problem.message)")
            // A secret that stands where none may stand is not repeated.
            #expect(!problem.message.contains("whsec_abc"))
        }
    }
}
