import Procurement
import Storage
import StorageSQLite
import TestSupport
import Testing

/// The implementations that every storage test runs on.
enum StorageUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case inMemory = "in memory"
    case sqlite = "SQLite"

    static let available = allCases

    var testDescription: String { rawValue }

    /// Runs a test on an empty storage; `reopened` gives it as it is after a restart.
    func run(
        _ body: (_ storage: any BrokerStorage, _ reopened: @escaping () throws -> any BrokerStorage)
            throws
            -> Void
    ) throws {
        switch self {
        case .inMemory:
            let storage = InMemoryStorage()
            try body(storage) { storage }
        case .sqlite:
            try withTemporaryFolder { folder in
                let path = "\(folder)/broker.sqlite"
                let storage = try SQLiteStorage(path: path)
                try body(storage) { try SQLiteStorage(path: path, creating: false) }
            }
        }
    }

    /// Runs a test on an empty storage.
    func run(_ body: (_ storage: any BrokerStorage) throws -> Void) throws {
        try run { storage, _ in try body(storage) }
    }
}

extension BrokerStorage {
    /// The code with which a change is refused, `nil` if it is made.
    func refusal(_ body: (any StorageWriting) throws -> Void) throws -> StorageError.Code? {
        do {
            try write(body)
            return nil
        } catch let error as StorageError {
            return error.code
        }
    }
}

extension StorageReading {
    /// Everything that can be read, for comparing storages.
    func everything() throws -> [String] {
        var parts: [String] = []
        func add<Value>(_ value: Value) { parts.append(String(reflecting: value)) }
        add(try masterSnapshot())
        for kind in IntakeKind.allCases { add(try latestIntake(of: kind)) }
        add(try backOrderLines())
        add(try stock())
        add(try inbound())
        add(try feedSnapshots())
        add(try offers())
        add(try availabilities())
        let deliveries = try feedDeliveries(of: nil, limit: .max)
        add(deliveries)
        for delivery in deliveries { add(try feedProblems(ofDelivery: delivery.id)) }
        add(try shipments())
        let headers = try rounds()
        add(headers)
        for header in headers { add(try round(header.number)) }
        let orders = try purchaseOrders()
        add(orders)
        for order in orders { add(try purchaseOrderEvents(order.number)) }
        add(try outboxMessages())
        add(try deskMessages(of: nil))
        add(try deskDecisions(of: nil))
        for record in try Sample.noticeReplacements() {
            add(try noticeReplacements(of: record.supplier, notice: record.notice.rawValue))
        }
        add(try promises())
        add(try promiseEndings())
        add(try followUps())
        add(try notices())
        add(try letters())
        add(try consents())
        add(try credits())
        add(try setAsideCredits())
        add(try substituteStatements())
        add(try substituteDecisions())
        add(try latestRun())
        return parts
    }
}
