package import Procurement

/// Reference data of the house, taken as a whole from the master folder.
package struct MasterSnapshot: Sendable, Hashable {
    package var items: [Item]
    package var suppliers: [Supplier]
    package var references: [ItemReference]
    package var rules: [ItemSupplierRule]
    package var substitutes: [Substitute]
    package var shares: [ShareRule]
    package var rates: [ExchangeRate]

    package init(
        items: [Item] = [], suppliers: [Supplier] = [], references: [ItemReference] = [],
        rules: [ItemSupplierRule] = [], substitutes: [Substitute] = [], shares: [ShareRule] = [],
        rates: [ExchangeRate] = []
    ) {
        self.items = items
        self.suppliers = suppliers
        self.references = references
        self.rules = rules
        self.substitutes = substitutes
        self.shares = shares
        self.rates = rates
    }
}

package enum IntakeKind: String, Sendable, Hashable, CaseIterable {
    case master
    case backOrders = "back-orders"
    case stock
    case inbound
}

/// A file of ours that was taken in.
package struct IntakeDocument: Sendable, Hashable {
    package let kind: IntakeKind
    package let fileName: String
    package let sha256: String
    package let rowCount: Int
    package let takenAt: Timestamp

    package init(
        kind: IntakeKind, fileName: String, sha256: String, rowCount: Int, takenAt: Timestamp
    ) {
        self.kind = kind
        self.fileName = fileName
        self.sha256 = sha256
        self.rowCount = rowCount
        self.takenAt = takenAt
    }
}

/// What became of a supplier file.
package struct FeedDelivery: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable {
        /// Its good rows are in force (for a file of several suppliers: of at least one).
        case accepted
        /// A guard stopped it; the previous offers stay in force.
        case held
        /// It could not be read whole.
        case rejected
    }
    /// Text identifier made by us: feed and the start of the hash.
    package let id: String
    package let feed: FeedName
    package let fileName: String
    /// Where the bytes are kept, relative to the workspace.
    package let keptAt: String
    package let sha256: String
    package let takenAt: Timestamp
    package let status: Status
    /// Why it was held or rejected; empty when accepted.
    package let reason: String
    package let rowsAccepted: Int
    package let rowsQuarantined: Int

    package init(
        id: String, feed: FeedName, fileName: String, keptAt: String, sha256: String,
        takenAt: Timestamp, status: Status, reason: String, rowsAccepted: Int, rowsQuarantined: Int
    ) {
        self.id = id
        self.feed = feed
        self.fileName = fileName
        self.keptAt = keptAt
        self.sha256 = sha256
        self.takenAt = takenAt
        self.status = status
        self.reason = reason
        self.rowsAccepted = rowsAccepted
        self.rowsQuarantined = rowsQuarantined
    }
}

/// A row that was set aside, with its place and what helps.
package struct FeedProblem: Sendable, Hashable {
    package let delivery: String
    package let file: String
    /// 1-based; 0 when the problem is of the file as a whole.
    package let line: Int
    package let column: Int
    package let field: String
    package let value: String
    package let code: String
    package let message: String
    package let help: String
    /// Empty when the row does not say.
    package let supplier: String
    package let supplierPart: String

    package init(
        delivery: String, file: String, line: Int, column: Int, field: String, value: String,
        code: String, message: String, help: String, supplier: String, supplierPart: String
    ) {
        self.delivery = delivery
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.value = value
        self.code = code
        self.message = message
        self.help = help
        self.supplier = supplier
        self.supplierPart = supplierPart
    }
}

/// The state of one feed for one supplier, versioned.
package struct FeedSnapshot: Sendable, Hashable {
    package let feed: FeedName
    package let supplier: SupplierID
    /// Counts up by one with each accepted file.
    package let version: Int
    package let delivery: String
    package let takenAt: Timestamp
    /// Good rows of the file, which the next file's count is compared with.
    package let rowCount: Int
    /// SHA-256 over the canonical text of what is in force.
    package let fingerprint: String

    package init(
        feed: FeedName, supplier: SupplierID, version: Int, delivery: String, takenAt: Timestamp,
        rowCount: Int, fingerprint: String
    ) {
        self.feed = feed
        self.supplier = supplier
        self.version = version
        self.delivery = delivery
        self.takenAt = takenAt
        self.rowCount = rowCount
        self.fingerprint = fingerprint
    }
}

/// What a supplier has on the shelf, from a feed that carries availability without prices.
package struct AvailabilityRecord: Sendable, Hashable {
    package let feed: FeedName
    package let supplier: SupplierID
    package let supplierPart: SupplierPart
    package let item: ItemID
    package let availability: Availability
    /// Time for what is not on the shelf.
    package let leadTime: Stated<LeadTime>
    package let isStale: Bool

    package init(
        feed: FeedName, supplier: SupplierID, supplierPart: SupplierPart, item: ItemID,
        availability: Availability, leadTime: Stated<LeadTime>, isStale: Bool
    ) {
        self.feed = feed
        self.supplier = supplier
        self.supplierPart = supplierPart
        self.item = item
        self.availability = availability
        self.leadTime = leadTime
        self.isStale = isStale
    }
}

/// One past shipment, from which lead times are learned.
package struct ShipmentRecord: Sendable, Hashable {
    package let feed: FeedName
    package let supplier: SupplierID
    package let item: String
    package let orderedOn: CalendarDate
    package let scheduledOn: CalendarDate?
    package let receivedOn: CalendarDate
    package let quantity: Int64

    package init(
        feed: FeedName, supplier: SupplierID, item: String, orderedOn: CalendarDate,
        scheduledOn: CalendarDate?, receivedOn: CalendarDate, quantity: Int64
    ) {
        self.feed = feed
        self.supplier = supplier
        self.item = item
        self.orderedOn = orderedOn
        self.scheduledOn = scheduledOn
        self.receivedOn = receivedOn
        self.quantity = quantity
    }
}

package enum RoundState: String, Sendable, Hashable, CaseIterable {
    case proposed
    case approved
    /// Its purchase orders are stored; some may still have to leave.
    case ordered
}

/// What a round was computed from, part by part, so that a change can be named.
package struct RoundInput: Sendable, Hashable {
    package let component: String
    package let fingerprint: String

    package init(component: String, fingerprint: String) {
        self.component = component
        self.fingerprint = fingerprint
    }
}

/// What a list says of a round, without its content.
package struct RoundHeader: Sendable, Hashable {
    package let number: RoundNumber
    package let createdAt: Timestamp
    package let asOf: Timestamp
    package let state: RoundState
    package let hash: String
    /// Who approved it and when; empty and `nil` before.
    package let approvedBy: String
    package let approvedAt: Timestamp?

    package init(
        number: RoundNumber, createdAt: Timestamp, asOf: Timestamp, state: RoundState,
        hash: String, approvedBy: String, approvedAt: Timestamp?
    ) {
        self.number = number
        self.createdAt = createdAt
        self.asOf = asOf
        self.state = state
        self.hash = hash
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}

extension RoundRecord {
    /// The round without its content.
    package var header: RoundHeader {
        RoundHeader(
            number: number, createdAt: createdAt, asOf: asOf, state: state, hash: hash,
            approvedBy: approvedBy, approvedAt: approvedAt)
    }
}

/// A round as stored: its content is canonical bytes, and the hash is theirs.
package struct RoundRecord: Sendable, Hashable {
    package let number: RoundNumber
    package let createdAt: Timestamp
    package let asOf: Timestamp
    package var state: RoundState
    /// SHA-256 of `content`, 64 lowercase hex digits.
    package let hash: String
    package let content: [UInt8]
    package let inputs: [RoundInput]
    /// Who approved it and when; empty and `nil` before.
    package var approvedBy: String
    package var approvedAt: Timestamp?

    package init(
        number: RoundNumber, createdAt: Timestamp, asOf: Timestamp, state: RoundState,
        hash: String, content: [UInt8], inputs: [RoundInput], approvedBy: String = "",
        approvedAt: Timestamp? = nil
    ) {
        self.number = number
        self.createdAt = createdAt
        self.asOf = asOf
        self.state = state
        self.hash = hash
        self.content = content
        self.inputs = inputs
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}

/// An event in the life of a purchase order; the log is append-only.
package struct PurchaseOrderEventRecord: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    /// 1, 2, 3 … within the order.
    package let sequence: Int
    package let at: Timestamp
    /// Name of the event, as in the transition table.
    package let event: String
    /// Line it concerns, `nil` for the order as a whole.
    package let line: Int?
    /// Base units it concerns; 0 when none.
    package let quantity: Int64
    package let reason: String

    package init(
        order: PurchaseOrderNumber, sequence: Int, at: Timestamp, event: String, line: Int?,
        quantity: Int64, reason: String
    ) {
        self.order = order
        self.sequence = sequence
        self.at = at
        self.event = event
        self.line = line
        self.quantity = quantity
        self.reason = reason
    }
}

package enum OutboxState: String, Sendable, Hashable, CaseIterable {
    /// The bytes are stored here; nothing is on its way.
    case intended
    /// The bytes lie durably in the staging folder; the rename may or may not have happened.
    case staged
    /// The file was handed over.
    case sent
}

/// A document on its way to a supplier, byte for byte as approved.
package struct OutboxMessage: Sendable, Hashable {
    package let id: String
    package let order: PurchaseOrderNumber
    package let revision: Int
    package let supplier: SupplierID
    package let format: String
    /// Folder relative to the workspace.
    package let folder: String
    package let fileName: String
    package let bytes: [UInt8]
    package let sha256: String
    package var state: OutboxState
    package let createdAt: Timestamp
    package var changedAt: Timestamp

    package init(
        id: String, order: PurchaseOrderNumber, revision: Int, supplier: SupplierID,
        format: String, folder: String, fileName: String, bytes: [UInt8], sha256: String,
        state: OutboxState, createdAt: Timestamp, changedAt: Timestamp
    ) {
        self.id = id
        self.order = order
        self.revision = revision
        self.supplier = supplier
        self.format = format
        self.folder = folder
        self.fileName = fileName
        self.bytes = bytes
        self.sha256 = sha256
        self.state = state
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}

/// How far issuing has come: as a database knows it, or as the fence beside it says.
package struct IssueMark: Sendable, Hashable {
    /// The highest number given to a purchase order; 0 for none.
    package let number: Int
    /// How many purchase orders have left.
    package let departed: Int
    /// The order whose document was stored last, and the SHA-256 of it; empty for none.
    package let order: String
    package let sha256: String

    package init(number: Int, departed: Int, order: String, sha256: String) {
        self.number = number
        self.departed = departed
        self.order = order
        self.sha256 = sha256
    }
}

package enum NumberSequence: String, Sendable, Hashable, CaseIterable {
    case round
    case purchaseOrder = "purchase-order"
    case run
}

/// One run of the whole road, for schedulers.
package struct RunRecord: Sendable, Hashable {
    package let id: String
    /// The scheduler's key; `nil` when none was given.
    package let slot: String?
    package let startedAt: Timestamp
    package var round: RoundNumber?
    package var finishedAt: Timestamp?
    package var exitCode: Int?
    /// The JSON report; empty until finished.
    package var report: String

    package init(
        id: String, slot: String?, startedAt: Timestamp, round: RoundNumber? = nil,
        finishedAt: Timestamp? = nil, exitCode: Int? = nil, report: String = ""
    ) {
        self.id = id
        self.slot = slot
        self.startedAt = startedAt
        self.round = round
        self.finishedAt = finishedAt
        self.exitCode = exitCode
        self.report = report
    }
}
