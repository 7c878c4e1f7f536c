import OrderDesk
import Procurement

extension SectionReader {
    mutating func notices(contactEmail: String) -> BrokerConfiguration.Notices {
        var notices = BrokerConfiguration.Notices()
        notices.channel = channel() ?? notices.channel
        let from = value("from") { node throws(SettingRejection) in try node.emailAddress() }
        let hours = value("hours_between") { node throws(SettingRejection) in
            try node.integer(in: 0...8_760)
        }
        let quietFrom = value("quiet_from") { node throws(SettingRejection) in
            try node.timeOfDay()
        }
        let quietUntil = value("quiet_until") { node throws(SettingRejection) in
            try node.timeOfDay()
        }
        let reply = value("reply_days") { node throws(SettingRejection) in
            try node.integer(in: 1...365)
        }
        notices.profile = profile() ?? notices.profile
        notices.from = from ?? contactEmail
        notices.hoursBetween = hours ?? notices.hoursBetween
        notices.replyDays = reply ?? notices.replyDays
        if let quietFrom, let quietUntil {
            notices.quiet = QuietHours(from: quietFrom, until: quietUntil)
        }
        for (key, other) in [("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")]
        where isWritten(key) && !isWritten(other) {
            noteMissing(other, help: "Add when the quiet hours begin and when they end.")
        }
        if notices.channel.isMail { requireSender(notices.from) }
        notices.webhook = section("webhook") { $0.noticeWebhook() }
        notices.smtp = section("smtp") { $0.noticeServer() }
        if notices.channel == .webhook { requireWebhook(notices) }
        if notices.channel == .smtp { requireServer(notices) }
        return notices
    }

    /// The customers of `[customer.NAME]`.
    mutating func customers(_ notices: BrokerConfiguration.Notices) -> [CustomerID: CustomerContact]
    {
        let entries = sections("customer") { name, section in
            (name, section.customer(notices))
        }
        var customers: [CustomerID: CustomerContact] = [:]
        for (name, contact) in entries {
            guard let id = CustomerID(rawValue: name) else { continue }
            customers[id] = contact
        }
        return customers
    }

    private mutating func customer(_ notices: BrokerConfiguration.Notices) -> CustomerContact {
        let name = text("name") ?? ""
        let email = value("email") { node throws(SettingRejection) in try node.emailAddress() }
        let channel = channel()
        if channel?.isMail == true {
            if !isWritten("email") {
                noteMissing("email", help: "Add the address, as in email = \"ann@example.com\".")
            }
            requireSender(notices.from)
        }
        if channel == .webhook { requireWebhook(notices) }
        if channel == .smtp { requireServer(notices) }
        let profile = profile()
        let substitutes = list("substitutes") { node throws(SettingRejection) in
            try node.text { (text) throws(ValueError) in try ItemID(text) }
        }
        return CustomerContact(
            name: name, email: email ?? "", channel: channel, profile: profile,
            substitutes: substitutes.map(Set.init))
    }

    private mutating func channel() -> NoticeChannel? {
        value("channel") { node throws(SettingRejection) in
            try node.word(NoticeChannel.allCases.map { ($0.rawValue, $0) })
        }
    }

    private mutating func profile() -> CustomerProfile? {
        value("profile") { node throws(SettingRejection) in
            try node.word(CustomerProfile.allCases.map { ($0.rawValue, $0) })
        }
    }

    private mutating func requireSender(_ from: String) {
        if MailAddress(name: "", email: from).isUsable { return }
        noteMissing(
            "from",
            help: "E-mails need a sender: set from in [notices], or email in [house.contact].")
    }
}

extension SettingNode {
    /// An address that can stand in the header of an e-mail.
    func emailAddress() throws(SettingRejection) -> String {
        if content == .string("") { return "" }
        let text = try line()
        guard MailAddress(name: "", email: text).isUsable else {
            throw .wrongValue(
                "The e-mail address (\"\(text.shortened)\") cannot be written to.",
                help: "Write it as in \"ann@example.com\", without a name.")
        }
        return text
    }

    /// A folder in which the house puts files for others.
    func folderBelow() throws(SettingRejection) -> String {
        let path = try line()
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw .wrongValue(
                "The folder (\"\(path.shortened)\") must lie below the workspace.",
                help: "Write it as in \"notices\".")
        }
        return path
    }
}
