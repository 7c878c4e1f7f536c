package import Procurement

/// How a letter leaves.
package enum NoticeChannel: String, Sendable, Hashable, CaseIterable {
    /// Nothing leaves; what would have to be told is only listed.
    case none
    /// A JSON file, `customer-notice/1`.
    case json
    /// A text file.
    case text
    /// An e-mail as a file, for a mail server's pickup folder.
    case email
    /// A signed call of the house's own web service with `customer-notice/1`.
    case webhook
    /// An e-mail, handed to a mail server.
    case smtp

    /// Whether letters are e-mails, which need an address.
    package var isMail: Bool { self == .email || self == .smtp }
}

/// A part of the day in which nothing is sent, in the time of the house; it may span midnight.
package struct QuietHours: Sendable, Hashable {
    package let from: TimeOfDay
    /// The first minute that is not quiet.
    package let until: TimeOfDay

    package init(from: TimeOfDay, until: TimeOfDay) {
        self.from = from
        self.until = until
    }

    package func contains(_ time: TimeOfDay) -> Bool {
        from <= until ? from <= time && time < until : from <= time || time < until
    }
}

/// What is known of a customer; what is not set is as the house has it.
package struct CustomerContact: Sendable, Hashable {
    package var name: String
    package var email: String
    package var channel: NoticeChannel?
    package var profile: CustomerProfile?
    /// The only substitutes that it takes; `nil` where the orders alone say.
    package var substitutes: Set<ItemID>?

    package init(
        name: String = "", email: String = "", channel: NoticeChannel? = nil,
        profile: CustomerProfile? = nil, substitutes: Set<ItemID>? = nil
    ) {
        self.name = name
        self.email = email
        self.channel = channel
        self.profile = profile
        self.substitutes = substitutes
    }
}

/// When and how customers are told.
package struct NoticePolicy: Sendable, Hashable {
    package var channel = NoticeChannel.none
    /// Folder below the workspace.
    package var folder = "notices"
    /// At most one letter per line in so many hours, unless the news is worse.
    package var hoursBetween = 24
    package var quiet: QuietHours?
    /// Days that a customer has for an answer where no rule says otherwise.
    package var replyDays = 7
    package var profile = CustomerProfile.contract
    package var customers: [CustomerID: CustomerContact] = [:]
    /// Who writes.
    package var sender = MailAddress(name: "", email: "")
    /// Templates of the house, in place of the built-in ones.
    package var templates: [NoticeKind: NoticeTemplate] = [:]

    package init() {}

    package func channel(of customer: CustomerID) -> NoticeChannel {
        customers[customer]?.channel ?? channel
    }

    package func profile(of customer: CustomerID) -> CustomerProfile {
        customers[customer]?.profile ?? profile
    }

    package func template(_ kind: NoticeKind) -> NoticeTemplate {
        templates[kind] ?? NoticeTemplate.builtIn(kind)
    }
}
