import BrokerService
import Procurement
import Storage
import SupplierAdapterKit

/// Each feed: what is in force of it, and what came that is not.
struct FeedListing {
    private(set) var listing = Listing([
        .init("feed"), .init("supplier"), .init("state"), .number("version"), .number("rows"),
        .init("taken_at"), .init("file"), .init("code"),
    ])

    init(_ session: Session) throws {
        let (snapshots, deliveries) = try session.storage.read {
            (try $0.feedSnapshots(), try $0.feedDeliveries(of: nil, limit: 1_000))
        }
        let waiting = try session.waitingFiles(of: nil)
        let names = try Set(
            session.feeds().map(\.name) + snapshots.map(\.feed) + deliveries.map(\.feed))
        for name in names.sorted() {
            let own = snapshots.filter { $0.feed == name }.sorted { $0.supplier < $1.supplier }
            let newest = deliveries.first { $0.feed == name }
            let files = waiting.filter { $0.0 == name }.map(\.1)
            for snapshot in own {
                let file = deliveries.first { $0.id == snapshot.delivery }?.fileName
                listing.add([
                    .text(name.rawValue), .text(snapshot.supplier.rawValue), .text("in force"),
                    .number(Int64(snapshot.version)), .number(Int64(snapshot.rowCount)),
                    .text(snapshot.takenAt.description), .text(file ?? snapshot.delivery), .none,
                ])
            }
            if let newest, newest.status != .accepted || own.isEmpty {
                let codes = try session.storage.read { try $0.feedProblems(ofDelivery: newest.id) }
                    .filter { $0.line == 0 || newest.status == .rejected }.map(\.code)
                add(
                    name, state: newest.status.rawValue, rows: newest.rowsAccepted,
                    at: newest.takenAt.description, file: newest.fileName,
                    code: newest.status == .accepted ? nil : codes.first)
            }
            for file in files {
                add(name, state: "waiting", file: file.name, code: file.code)
            }
            if own.isEmpty, newest == nil, files.isEmpty { add(name, state: "nothing yet") }
        }
    }

    private mutating func add(
        _ feed: FeedName, state: String, rows: Int? = nil, at time: String? = nil,
        file: String? = nil, code: String? = nil
    ) {
        listing.add([
            .text(feed.rawValue), .none, .text(state), .none,
            rows.map { .number(Int64($0)) } ?? .none, time.map { .text($0) } ?? .none,
            file.map { .text($0) } ?? .none, code.map { .text($0) } ?? .none,
        ])
    }
}

extension Session {
    /// Refuses a feed that is neither configured nor ever brought anything.
    func requireKnown(_ name: FeedName) throws {
        if try feeds().contains(where: { $0.name == name }) { return }
        if try !storage.read({ try $0.feedDeliveries(of: name, limit: 1) }).isEmpty { return }
        throw ServiceError(
            .failed, code: "feed.unknown", message: "There is no feed (\(name)).",
            help: "Feeds are the files in \(configuration.folders.feeds).")
    }

    /// Files that lie in the folders of feeds and are not complete yet; a feed whose folder cannot
    /// be looked at has none.
    func waitingFiles(of only: FeedName?) throws -> [(FeedName, WaitingFile)] {
        var files: [(FeedName, WaitingFile)] = []
        for feed in try feeds() where only == nil || feed.name == only {
            do throws(AdapterError) {
                files += try feed.files.inbox(at: broker.now).waiting.map { (feed.name, $0) }
            } catch {
                files.append(
                    (feed.name, WaitingFile(name: "", code: error.code, message: error.message)))
            }
        }
        return files
    }
}

extension Problem {
    init(waiting file: WaitingFile) {
        self.init(
            code: file.code, severity: .warning, message: file.message,
            place: file.name.isEmpty ? nil : Problem.Place(file: file.name),
            help: "It is looked at again with the next broker intake.")
    }
}
