internal import Procurement
internal import SupplierAdapterKit
internal import WebClient

/// A web service as a line to a supplier: a POST, and a GET that asks for its state.
struct WebLine: OrderLine {
    let settings: OrderSettings
    let now: Timestamp
    let session: FeedSession

    func submit(
        _ order: SentOrder, _ bytes: [UInt8]
    ) throws(AdapterError) -> OrderAnswer {
        let url = settings.url(of: order)
        var request = WebRequest(url)
        request.method = "POST"
        request.body = bytes
        request.headers = [
            WebHeader(settings.keyHeader, order.key),
            WebHeader("Content-Type", settings.contentType ?? Self.contentType(of: order)),
        ]
        var isSecond = false
        while true {
            do throws(WebError) {
                let answer = try session.once(try session.authenticated(request))
                if answer.status == 401, !isSecond, session.renewsToken() {
                    isSecond = true
                    continue
                }
                if (200...299).contains(answer.status) { return .taken }
                let refusal = Refusal(answer, now: now)
                let error = session.error(refusal, url)
                // Who answers so has not taken the order; others may have before they failed.
                let isDefinite =
                    answer.status == 429
                    || (300...499).contains(answer.status)
                        && ![408, 409, 425].contains(answer.status)
                guard isDefinite else { return .unknown(error) }
                // A change is posted to its order, and the supplier may have none of that number.
                let isSettings =
                    answer.status < 400 || [401, 403].contains(answer.status)
                    || answer.status == 404 && order.revision == 1
                let isOurs = isSettings || answer.status == 429
                return .refused(isOurs ? error : refused(order, answer, by: url))
            } catch {
                let told = session.error(Refusal(error), url)
                return error.mayHaveArrived ? .unknown(told) : .refused(told)
            }
        }
    }

    private func refused(
        _ order: SentOrder, _ answer: WebAnswer, by url: WebURL
    ) -> AdapterError {
        let words = String(decoding: answer.body.prefix(300).filter { $0 >= 0x20 }, as: UTF8.self)
        return AdapterError(
            code: "http.order-refused", reaction: .giveUp,
            message: session.scrub(
                "\(url.host) refused \(order.title) (status \(answer.status))"
                    + (words.isEmpty ? "" : ": \(words)")),
            help: "It was not taken. The next run sends it again; close its lines if it is not to "
                + "be bought there.",
            supplierCode: String(answer.status))
    }

    private static func contentType(of order: SentOrder) -> String {
        switch order.fileExtension {
        case "json": "application/json"
        case "xml": "application/xml"
        case "csv": "text/csv"
        default: "application/octet-stream"
        }
    }

    /// Asks the supplier whether it has an order, or a change of one.
    func probe(_ order: SentOrder) -> OrderWhereabouts {
        // The key is the same, and so the order is one however often it is sent.
        guard let url = settings.statusURL(of: order) else {
            return settings.isSentAgain ? .sentAgainSafely : .unknown
        }
        var request = WebRequest(url)
        request.headers = [WebHeader("Accept", "application/json")]
        do throws(AdapterError) {
            _ = try session.get(request)
            return .taken
        } catch {
            return error.code == "http.not-found" ? .absent : .unknown
        }
    }
}
