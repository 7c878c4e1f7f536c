import BrokerService
import ChildProcesses
import ExternalProcess
import FlatFileEDI
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting

extension AdapterCommand.Test {
    /// The points that hold for the adapter of the feed, whatever kind it is.
    func results(in session: Session) throws -> [ConformanceResult] {
        let adapter = try session.adapter(named: AdapterTarget(feed).feed)
        if let orders = adapter as? ExternalProcessOrders {
            guard sendOrders else {
                throw ServiceError(
                    .failed, code: "adapter.sends-orders",
                    message: "Feed (\(adapter.name)) hands orders to a supplier.",
                    help: "With --send-orders made-up orders are handed over: have it speak with "
                        + "the supplier's test system first.")
            }
            return try orderResults(orders, at: session.broker.now)
        }
        guard let source = adapter as? any OfferSource else {
            throw session.noOffers(adapter.name)
        }
        var results: [ConformanceResult] = []
        let samples = try samples(of: source, at: session.broker.now, &results)
        results += SourceConformance(
            source, samples: samples, at: session.broker.now,
            speed: .init(elapsed: SystemClock.stopwatch(), rowsPerSecond: floor)
        ).run()
        if let program = source as? ExternalProcessOffers {
            let launch = try program.launch()
            results += ProgramConformance(
                start: { try ChildProgram(launch.command) }, welcome: launch.welcome,
                defaults: program.defaults, secrets: launch.secrets,
                memoryBytes: Int(launch.command.memoryBytes)
            ).run()
        }
        if let web = source as? HTTPFeedOffers {
            results += try webResults(web, at: session.broker.now)
        }
        return results
    }

    /// What a source that is asked brings, where nothing of it waits or it was recorded.
    private func samples(
        of source: any OfferSource, at now: Timestamp, _ results: inout [ConformanceResult]
    ) throws -> SourceConformance.Samples? {
        let web = source as? HTTPFeedOffers
        let program = source as? ExternalProcessOffers
        guard web != nil || program != nil else { return nil }
        var asked = Result<TakenFile?, any Error>.success(nil)
        if let web, let recorded {
            let cassette = try WebCassette(
                parsing: try InputBytes.all(of: recorded), file: recorded)
            asked = Result { try web.sample(cassette, now: now) }
        } else {
            guard try source.inbox(at: now).ready.isEmpty else { return nil }
            asked = Result { try web.map { try $0.sample(at: now) } ?? program?.sample(at: now) }
        }
        var sample: TakenFile?
        results.append(
            .of("read.asked", "Who is asked gives a list, and nothing of it is kept") {
                do {
                    sample = try asked.get()
                } catch let error as AdapterError {
                    throw ConformanceFailure.failed("\(error.message) [\(error.code)]")
                }
                guard let sample else {
                    throw ConformanceFailure.skipped("nothing came, and nothing was wrong")
                }
                return "\(sample.bytes.count) bytes"
            })
        if let sample { return .given([sample]) }
        return .missing(
            web == nil
                ? "the program brought nothing to read"
                : "the service gave no list to read: --recorded FILE reads a recorded one")
    }

    /// What the adapter makes of recorded traffic, and of everything that can go wrong with it.
    private func webResults(
        _ web: HTTPFeedOffers, at now: Timestamp
    ) throws -> [ConformanceResult] {
        let rules = [
            ("recorded", "The recorded list is read whole, without a network, twice the same"),
            ("faults.passing", "A fault of the line that passes costs nothing, or all of the list"),
            ("faults.lasting", "A fault of the line that lasts costs all of the list"),
        ]
        guard let recorded else {
            return rules.map { name, rule in
                ConformanceResult(
                    name: name, rule: rule, status: .skipped,
                    detail: "broker adapter record \(web.name) > FILE, then --recorded FILE")
            }
        }
        let bytes = try InputBytes.all(of: recorded)
        let cassette = try WebCassette(parsing: bytes, file: recorded)
        let whole = Result { try web.replay(cassette, now: now) }
        return [
            .of(rules[0].0, rules[0].1) {
                guard try whole.get() == web.replay(cassette, now: now) else {
                    throw ConformanceFailure.failed("two readings differ")
                }
                let rows = try whole.get()?.rowCount ?? 0
                return "\(cassette.count) exchanges, \(rows) rows"
            },
            .of(rules[1].0, rules[1].1) {
                try faults(of: web, cassette, whole.get(), isLasting: false, at: now)
            },
            .of(rules[2].0, rules[2].1) {
                try faults(of: web, cassette, whole.get(), isLasting: true, at: now)
            },
        ]
    }

    /// Puts every fault in the place of every answer: the list comes as it is, or none of it.
    private func faults(
        of web: HTTPFeedOffers, _ cassette: WebCassette, _ whole: OfferDelivery?,
        isLasting: Bool, at now: Timestamp
    ) throws -> String {
        var (same, none) = (0, 0)
        for exchange in 0..<cassette.count {
            for fault in WebFault.allCases {
                let read = Result {
                    try web.replay(
                        cassette, fault: fault, at: exchange, isLasting: isLasting, now: now)
                }
                switch read {
                case .success(let delivery) where delivery == whole: same += 1
                case .success(let delivery) where delivery?.rowCount ?? 0 == 0: none += 1
                case .success(let delivery):
                    throw ConformanceFailure.failed(
                        "\(fault.rawValue) in place of answer \(exchange + 1) left "
                            + "\(delivery?.rowCount ?? 0) of \(whole?.rowCount ?? 0) rows")
                case .failure: none += 1
                }
            }
        }
        return "\(same) times the whole list, \(none) times nothing"
    }

    /// A made-up order of nothing, under keys that no run used before.
    private func orderResults(
        _ orders: ExternalProcessOrders, at now: Timestamp
    ) throws -> [ConformanceResult] {
        let launch = try orders.launch()
        let key = "TEST-\(now.millisecondsSince1970)"
        let isJSON = orders.documents.format == nil
        let text =
            isJSON
            ? "{\"format\":\"purchase-order/1\",\"orderNumber\":\"\(key)\",\"lines\":[]}\n"
            : "\(key)\n"
        let folder = FileManager.default.temporaryDirectory.appending(path: key)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: isJSON ? "order.json" : "order.txt")
        try Data(text.utf8).write(to: file)
        let results = OrderConformance(
            start: { try ChildProgram(launch.command) }, welcome: launch.welcome,
            document: Array(text.utf8), file: file.path(percentEncoded: false), key: key
        ).run()
        try FileManager.default.removeItem(at: folder)
        return results
    }
}

extension OfferDelivery {
    fileprivate var rowCount: Int { suppliers.reduce(unassigned.count) { $0 + $1.totalRows } }
}
