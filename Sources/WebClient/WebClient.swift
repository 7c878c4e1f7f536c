internal import CWebClient
internal import WireFormats

/// Asks servers of the web on the caller's thread, with libcurl underneath.
///
/// Nothing is followed, kept or taken from the environment: no redirects, cookies, proxies or
/// netrc. A name is looked up once, its addresses are checked, and connections go only to these.
public struct WebClient: Sendable {
    /// What may be asked and how long it may take.
    public let limits: WebLimits

    /// Makes a client.
    public init(limits: WebLimits) { self.limits = limits }

    /// Asks once and gives the whole answer, whatever its status.
    public func send(_ request: WebRequest) throws(WebError) -> WebAnswer {
        guard request.url.isSecure || limits.allowsPlain else {
            throw WebError(
                code: "web.not-secure", kind: .settings, mayHaveArrived: false,
                message: "\(request.url.host) would be asked without encryption",
                help: "Use https, or set allow_http = true.")
        }
        let addresses = try lookUp(request.url)
        var answer = try exchange(request, addresses)
        if let packing = answer.values("Content-Encoding").last?.lowercased(),
            packing != "identity", !packing.isEmpty, !answer.body.isEmpty
        {
            answer.body = try unpacked(answer, packing, request.url.host)
        }
        return answer
    }

    /// The addresses of a host, none of which may lead into the house.
    private func lookUp(_ url: WebURL) throws(WebError) -> [web_address] {
        let addresses = try Self.addresses(
            of: url.hostToLookUp, called: url.host,
            help: "Look at url in the settings, and at the name service.")
        for address in addresses.map(WebAddress.init) where !address.isPublic {
            if limits.allowsPrivate { break }
            throw WebError(
                code: "web.address-refused", kind: .settings, mayHaveArrived: false,
                message: "\(url.host) leads to \(address), which is no public address",
                help: "Set allow_private = true if the server is one in the house.")
        }
        return addresses
    }

    /// The addresses that a name leads to, whatever they are.
    static func addresses(
        of host: String, called name: String? = nil, help: String
    ) throws(WebError) -> [web_address] {
        let most = 16
        var found = [web_address](repeating: web_address(), count: most)
        let count = web_look_up(host, &found, Int32(most))
        guard count > 0 else {
            throw WebError(
                code: "web.name-unknown", kind: count < 0 ? .passing : .settings,
                mayHaveArrived: false,
                message: "the name \(name ?? host) leads to no address", help: help)
        }
        return Array(found.prefix(Int(count)))
    }

    private func exchange(
        _ request: WebRequest, _ addresses: [web_address]
    ) throws(WebError) -> WebAnswer {
        let names = addresses.map { WebAddress($0).description }.joined(separator: ",")
        let pinned = "\(request.url.host):\(request.url.port):\(names)"
        var lines = ["Accept-Encoding: gzip", "User-Agent: SourcingBroker", "Expect:"]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        var answer = web_answer()
        defer { web_answer_free(&answer) }
        let body = request.body ?? []
        Self.withTexts([request.method, request.url.description, pinned] + lines) { texts in
            addresses.withUnsafeBufferPointer { addresses in
                body.withUnsafeBytes { bytes in
                    texts.withUnsafeBufferPointer { all in
                        // An empty body is a body too, and has no address of its own.
                        var nothing: UInt8 = 0
                        withUnsafePointer(to: &nothing) { nothing in
                            var it = web_request()
                            it.method = all[0]
                            it.url = all[1]
                            it.pinned = all[2]
                            it.headers = all.baseAddress.map { $0 + 3 }
                            it.header_count = all.count - 3
                            it.addresses = addresses.baseAddress
                            it.address_count = addresses.count
                            if request.body != nil {
                                it.body = bytes.baseAddress ?? UnsafeRawPointer(nothing)
                                it.body_count = bytes.count
                            }
                            it.connect_milliseconds = limits.connectMilliseconds
                            it.milliseconds = limits.milliseconds
                            it.maximum_bytes = limits.maximumBytes
                            web_exchange(&it, &answer)
                        }
                    }
                }
            }
        }
        if answer.ending != Int32(web_answered.rawValue) { throw error(answer, request.url.host) }
        return self.answer(answer)
    }

    /// Texts as C has them, for as long as the body runs.
    static func withTexts(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Void) {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(bytes.count)
            bytes += text.utf8CString
        }
        bytes.withUnsafeBufferPointer { all in
            body(starts.map { start in all.baseAddress.map { $0 + start } })
        }
    }

    private func answer(_ answer: web_answer) -> WebAnswer {
        let body = Array(UnsafeBufferPointer(start: answer.body, count: answer.body_count))
        let lines = UnsafeBufferPointer(start: answer.headers, count: answer.headers_count)
        var headers: [WebHeader] = []
        for line in lines.split(separator: 10) {
            let text = String(decoding: line.filter { $0 != 13 && $0 != 0 }, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { continue }
            let value = text[text.index(after: colon)...]
            headers.append(
                WebHeader(
                    String(text[..<colon]),
                    String(
                        value.drop { $0 == " " || $0 == "\t" }.reversed()
                            .drop { $0 == " " || $0 == "\t" }.reversed())))
        }
        var result = WebAnswer(
            status: answer.status, headers: headers, body: body,
            milliseconds: answer.milliseconds)
        result.isEndMarked =
            answer.version >= 20 || !result.values("Content-Length").isEmpty
            || result.values("Transfer-Encoding").contains { $0.lowercased().contains("chunked") }
        return result
    }

    private func unpacked(
        _ answer: WebAnswer, _ packing: String, _ host: String
    ) throws(WebError) -> [UInt8] {
        guard packing == "gzip" || packing == "x-gzip" else {
            throw WebError(
                code: "web.packing", kind: .answer, mayHaveArrived: true,
                message: "\(host) packed its answer as \(quotedForMessage(packing)), and gzip "
                    + "was asked for", milliseconds: answer.milliseconds)
        }
        do throws(WireError) {
            return try GzipFile.unpack(answer.body, limit: limits.maximumBytes)
        } catch {
            throw WebError(
                code: error.code, kind: .answer, mayHaveArrived: true,
                message: "the answer of \(host) cannot be unpacked: \(error.message)",
                help: error.help, milliseconds: answer.milliseconds)
        }
    }

    private func error(_ answer: web_answer, _ host: String) -> WebError {
        let words = withUnsafeBytes(of: answer.detail) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let arrived = answer.left != 0
        func made(
            _ code: String, _ kind: WebError.Kind, _ message: String, _ help: String? = nil
        ) -> WebError {
            WebError(
                code: code, kind: kind, mayHaveArrived: arrived, message: message, help: help,
                detail: words, milliseconds: answer.milliseconds)
        }
        switch web_ending(rawValue: UInt32(answer.ending)) {
        case web_not_connected:
            return made(
                "web.not-connected", .passing, "no connection to \(host) could be made",
                "Look whether the server is there and its port is right, or try again later.")
        case web_timed_out:
            return made(
                "web.timed-out", .passing, "\(host) did not answer whole in time",
                "Raise limits.seconds if it is right.")
        case web_cut_off:
            return made("web.cut-off", .passing, "the answer of \(host) is cut off")
        case web_too_large:
            return made(
                "web.too-large", .answer,
                "the answer of \(host) has more than \(limits.maximumBytes) bytes",
                "Raise limits.megabytes if it is right.")
        case web_not_trusted:
            return made(
                "web.not-trusted", .settings, "the certificate of \(host) is not good",
                "Ask the supplier; the check cannot be switched off.")
        case web_address_refused:
            return made(
                "web.address-refused", .settings,
                "\(host) would be reached at an address that was not checked")
        default:
            return made("web.failed", .passing, "asking \(host) failed")
        }
    }
}

extension WebAddress {
    init(_ address: web_address) {
        self = withUnsafeBytes(of: address.bytes) { bytes in
            WebAddress(Array(bytes.prefix(Int(address.count))))
        }
    }
}

/// What carries a request to a server and brings its answer: `WebClient`, or what stands in its
/// place.
public protocol WebTransport {
    /// One exchange, whatever the answer; throws where there is none.
    func send(_ request: WebRequest) throws(WebError) -> WebAnswer
}

extension WebClient: WebTransport {}
