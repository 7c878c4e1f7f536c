public import Procurement
public import SupplierAdapterKit
internal import WebClient

extension HTTPFeedOffers {
    /// Reads the list from scratch and records what goes over the line; keeps nothing else.
    public func record(at now: Timestamp) throws(AdapterError) -> WebCassette {
        let recorder = WebRecorder(
            client: WebClient(limits: settings.access.web),
            tokenURL: settings.access.authentication.tokenURL,
            scrubber: try scrubber(at: now))
        _ = try read(after: SpoolNote(), at: now, over: recorder)
        return recorder.cassette
    }

    /// Reads the list as it was recorded, without a network; with a fault in place of an exchange's
    /// answer, once or for as long as it is asked.
    ///
    /// Throws `http.not-recorded` where something else is asked than was recorded, or something
    /// that was recorded is not asked for.
    public func replay(
        _ cassette: WebCassette, fault: WebFault? = nil, at exchange: Int = 0,
        isLasting: Bool = false, now: Timestamp
    ) throws(AdapterError) -> OfferDelivery? {
        guard
            let sample = try sample(
                cassette, fault: fault, at: exchange, isLasting: isLasting, now: now)
        else { return nil }
        return try readOffers(sample)
    }

    /// The list as it comes now, to be read again and again and kept nowhere; `nil` where nothing
    /// comes.
    public func sample(at now: Timestamp) throws(AdapterError) -> TakenFile? {
        try read(after: SpoolNote(), at: now).map { taken($0, "fetched", now) }
    }

    /// The list as it was recorded, as ``replay(_:fault:at:isLasting:now:)`` reads it.
    public func sample(
        _ cassette: WebCassette, now: Timestamp
    ) throws(AdapterError) -> TakenFile? {
        try sample(cassette, fault: nil, at: 0, isLasting: false, now: now)
    }

    private func sample(
        _ cassette: WebCassette, fault: WebFault?, at exchange: Int, isLasting: Bool,
        now: Timestamp
    ) throws(AdapterError) -> TakenFile? {
        let player = WebPlayer(
            exchanges: cassette.exchanges, fault: fault, faultIndex: exchange,
            isLasting: isLasting, scrubber: try scrubber(at: now))
        let delivery = try read(
            after: SpoolNote(), at: now, pauses: WebPauses(sleep: { _ in }, random: { $0 }),
            over: player)
        if fault == nil, player.next < cassette.count {
            throw AdapterError(
                code: "http.not-recorded", reaction: .fixSettings,
                message: "\(cassette.count) exchanges were recorded, and \(player.next) were "
                    + "asked for",
                help: "The settings have changed since: record it again.")
        }
        return delivery.map { taken($0, "recorded", now) }
    }

    private func taken(
        _ delivery: DeliveryPages, _ name: String, _ now: Timestamp
    ) -> TakenFile {
        TakenFile(
            file: FeedFile(name: name, modifiedAt: now, keptName: name, isTaken: true),
            bytes: delivery.bytes(feed: name))
    }

    private func scrubber(at now: Timestamp) throws(AdapterError) -> FeedSession {
        try FeedSession(settings.access, environment: environment, pauses: .real, now: now)
    }
}

/// A line that keeps what goes over it.
private final class WebRecorder: WebTransport {
    private(set) var cassette = WebCassette()
    private let client: WebClient
    private let tokenURL: WebURL?
    private let scrubber: FeedSession

    init(client: WebClient, tokenURL: WebURL?, scrubber: FeedSession) {
        self.client = client
        self.tokenURL = tokenURL
        self.scrubber = scrubber
    }

    func send(_ request: WebRequest) throws(WebError) -> WebAnswer {
        let answer = try client.send(request)
        cassette.add(
            request, answer, isToken: request.url == tokenURL, scrub: { scrubber.scrub($0) })
        return answer
    }
}

/// A line on which answers come as they were recorded.
private final class WebPlayer: WebTransport {
    private let exchanges: [WebCassette.Exchange]
    private let fault: WebFault?
    private let faultIndex: Int
    private let isLasting: Bool
    private let scrubber: FeedSession
    private(set) var next = 0
    private var wasFaulty = false

    init(
        exchanges: [WebCassette.Exchange], fault: WebFault?, faultIndex: Int, isLasting: Bool,
        scrubber: FeedSession
    ) {
        self.exchanges = exchanges
        self.fault = fault
        self.faultIndex = faultIndex
        self.isLasting = isLasting
        self.scrubber = scrubber
    }

    func send(_ request: WebRequest) throws(WebError) -> WebAnswer {
        let asked = "\(request.method) \(scrubber.scrub(request.url.description))"
        let recorded = next < exchanges.count ? exchanges[next] : nil
        guard let recorded, "\(recorded.method) \(recorded.url)" == asked else {
            throw WebError(
                code: "http.not-recorded", kind: .settings, mayHaveArrived: false,
                message: "\(asked) was not recorded"
                    + (recorded.map { "; \($0.method) \($0.url) was" } ?? ""),
                help: "The settings have changed since: record it again.")
        }
        if let fault, next == faultIndex, isLasting || !wasFaulty {
            wasFaulty = true
            let answer = try fault.answer(to: recorded.answer)
            // One that counts as an answer is followed by the next question.
            if (200...299).contains(answer.status) { next += 1 }
            return answer
        }
        next += 1
        return recorded.answer
    }
}
