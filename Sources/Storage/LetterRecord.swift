package import Procurement

/// What is sent to a customer about a line, byte for byte; it may sum up several notices.
package struct LetterRecord: Sendable, Hashable {
    /// Counts up by one, from 1.
    package let number: Int
    package let line: BackOrderLineID
    /// The last notice of the line that it tells.
    package let through: Int
    package let customer: CustomerID
    package let kind: NoticeKind
    package let oldDate: CalendarDate?
    package let newDate: CalendarDate?
    /// The parts that it tells, empty for one.
    package let parts: String
    /// What the customer may choose.
    package let choices: [ConsentAnswer]
    /// Until when, and what silence means then; `nil` where nothing is asked.
    package let option: DelayOption?
    /// Whether the customer hears from it that it will be later than it knew.
    package let isDelay: Bool
    /// How it leaves.
    package let channel: String
    /// Folder relative to the workspace.
    package let folder: String
    package let fileName: String
    package let bytes: [UInt8]
    package let sha256: String
    package var state: OutboxState
    package let createdAt: Timestamp
    package var changedAt: Timestamp

    package init(
        number: Int, line: BackOrderLineID, through: Int, customer: CustomerID, kind: NoticeKind,
        oldDate: CalendarDate?, newDate: CalendarDate?, parts: String, choices: [ConsentAnswer],
        option: DelayOption?, isDelay: Bool, channel: String, folder: String, fileName: String,
        bytes: [UInt8], sha256: String, state: OutboxState, createdAt: Timestamp,
        changedAt: Timestamp
    ) {
        self.number = number
        self.line = line
        self.through = through
        self.customer = customer
        self.kind = kind
        self.oldDate = oldDate
        self.newDate = newDate
        self.parts = parts
        self.choices = choices
        self.option = option
        self.isDelay = isDelay
        self.channel = channel
        self.folder = folder
        self.fileName = fileName
        self.bytes = bytes
        self.sha256 = sha256
        self.state = state
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}
