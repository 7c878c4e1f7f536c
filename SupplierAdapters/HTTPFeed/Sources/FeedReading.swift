internal import FileDrop
internal import SupplierAdapterKit
internal import WebClient
internal import WireFormats

/// One reading of a list, page by page: all of it, or nothing.
struct FeedReading {
    private let settings: FeedSettings
    private let session: FeedSession
    private let sha256: ([UInt8]) -> String
    private var delivery: DeliveryPages
    private var seenPages: Set<String> = []
    private var seenURLs: Set<WebURL> = []
    private var rowCount = 0
    private var byteCount = 0
    private var statedCount: Int?

    init(_ settings: FeedSettings, _ session: FeedSession, sha256: @escaping ([UInt8]) -> String) {
        self.settings = settings
        self.session = session
        self.sha256 = sha256
        delivery = DeliveryPages(isChanges: settings.scope == .changes)
    }

    /// Asks for the list; `nil` when the server says that nothing changed since `state`.
    mutating func run(after state: SpoolNote) throws(AdapterError) -> DeliveryPages? {
        var request = WebRequest(start(after: state))
        request.headers = [WebHeader("Accept", accepted)]
        delivery.state.checkpoint = state.checkpoint
        if settings.pages.kind == .none && settings.scope == .whole {
            // Of a list of several pages the first may be the same while others are not.
            if let tag = state.entityTag, HeaderText.isValue(tag) {
                request.headers.append(WebHeader("If-None-Match", tag))
            } else if let date = state.lastModified, HeaderText.isValue(date) {
                request.headers.append(WebHeader("If-Modified-Since", date))
            }
        }
        var number = 0
        while true {
            number += 1
            guard number <= settings.pages.most else {
                throw refusal(
                    "http.pages-too-many", "the list has more pages than \(settings.pages.most)",
                    help: "Raise pages.most if it is right.")
            }
            let answer = try session.get(request)
            if answer.status == 304 {
                guard request.headers.count > 1 else {
                    throw refusal(
                        "http.status",
                        "\(request.url.host) answered 304 though nothing is known "
                            + "to us", help: "Ask the supplier: a cache between us is broken.")
                }
                return nil
            }
            if settings.content == .document {
                noteValidators(of: answer)
                try take(document: answer, of: request.url)
                return delivery
            }
            let page = try self.page(answer, number, of: request.url)
            if settings.pages.kind == .none { noteValidators(of: answer) }
            guard let next = try next(answer, page, number, after: request.url) else {
                try finish(page)
                return delivery
            }
            guard seenURLs.insert(request.url).inserted, !seenURLs.contains(next) else {
                throw loop(number)
            }
            request.url = next
        }
    }

    private var accepted: String {
        switch settings.content {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson, application/json;q=0.5"
        case .csv: "text/csv, */*;q=0.5"
        case .xml: "application/xml, text/xml"
        case .document:
            "application/edi-x12, application/edifact, application/xml, text/plain;q=0.9, */*;q=0.5"
        }
    }

    private func start(after state: SpoolNote) -> WebURL {
        var url = settings.url
        if let parameter = settings.changes.parameter, let checkpoint = state.checkpoint {
            url = url.setting(parameter, to: checkpoint)
        }
        if let name = settings.pages.sizeParameter, let size = settings.pages.size {
            url = url.setting(name, to: String(size))
        }
        switch settings.pages.kind {
        case .page: return url.setting(settings.pages.parameter, to: String(settings.pages.first))
        case .offset: return url.setting(settings.pages.parameter, to: "0")
        case .none, .cursor, .link: return url
        }
    }

    private mutating func noteValidators(of answer: WebAnswer) {
        delivery.state.entityTag = answer.values("ETag").first
        delivery.state.lastModified = answer.values("Last-Modified").first
    }

    // MARK: - A document

    /// Takes an answer that is one document; what it says is for its reader.
    private mutating func take(
        document answer: WebAnswer, of url: WebURL
    ) throws(AdapterError) {
        let title = "the answer of \(url.host)"
        guard answer.isEndMarked else { throw cutOff(title) }
        guard !answer.body.isEmpty else {
            throw refusal(
                "feed.no-rows", "\(title) is empty",
                help: "Nothing was changed; if the supplier really offers nothing any more, "
                    + "block the supplier.")
        }
        delivery.pages = [DeliveryPages.Page(body: answer.body, firstLine: 0)]
        delivery.state.seen = sha256(answer.body)
        delivery.state.settings = settings.fingerprint
    }

    private func cutOff(_ title: String) -> AdapterError {
        refusal(
            "web.cut-off", "\(title) does not tell where it ends",
            help: "Such an answer cannot be told from one that is cut off: the server must "
                + "send Content-Length.", reaction: .retry(afterSeconds: nil))
    }

    // MARK: - A page

    private mutating func page(
        _ answer: WebAnswer, _ number: Int, of url: WebURL
    ) throws(AdapterError) -> FeedPage {
        let title = "page \(number) of \(url.host)"
        if settings.content == .csv || settings.content == .ndjson, !answer.isEndMarked {
            throw cutOff(title)
        }
        if answer.body.isEmpty, answer.status != 204, number > 1 {
            // The end of a list is a page without rows; this is no page.
            throw refusal(
                "web.cut-off", "\(title) is empty, though \(answer.status) says that it is not",
                help: "The next run asks again.", reaction: .retry(afterSeconds: nil))
        }
        byteCount += answer.body.count
        guard byteCount <= settings.access.web.maximumBytes else {
            throw refusal(
                "web.too-large", "the list has more than \(settings.access.web.maximumBytes) bytes",
                help: "Raise limits.megabytes if it is right.")
        }
        if answer.status == 207 && settings.errors.isEmpty {
            throw refusal(
                "http.status", "\(url.host) answered 207, of which a part may be missing",
                help: "Say with [[errors]] which values in it are errors.",
                reaction: .fixSettings)
        }
        let page = try readPage(answer, title)
        if let missing = page.missing.first {
            throw refusal(
                "feed.column-missing", "no record of \(title) has \(quotedForMessage(missing))",
                help: "Look at [columns]: names are paths in a record.")
        }
        if page.rowCount > 0 {
            guard seenPages.insert(sha256(answer.body)).inserted else { throw loop(number) }
        }
        try checkCount(page, title)
        rowCount += page.rowCount
        if page.rowCount > 0 || settings.pages.kind == .none && !answer.body.isEmpty {
            delivery.pages.append(DeliveryPages.Page(body: answer.body, firstLine: 0))
        }
        return page
    }

    /// An answer that says that it is an error is one, whatever else is wrong with it.
    private func readPage(
        _ answer: WebAnswer, _ title: String
    ) throws(AdapterError) -> FeedPage {
        if !settings.errors.isEmpty {
            let whole = Result { () throws(AdapterError) in
                try FeedPage(
                    answer.body, settings: settings, file: title, firstLine: 1, rows: false)
            }
            if case .success(let whole) = whole, let failure = whole.failure() {
                throw AdapterError(
                    code: "http.answer-failed",
                    reaction: failure.isPassing ? .retry(afterSeconds: nil) : .fixSettings,
                    message: session.scrub("\(title) is an error: \(failure.message)"),
                    help: "A rule of [[errors]] says so.", supplierCode: String(answer.status))
            }
        }
        return try FeedPage(answer.body, settings: settings, file: title, firstLine: 1)
    }

    private mutating func checkCount(
        _ page: FeedPage, _ title: String
    ) throws(AdapterError) {
        guard let path = settings.pages.count, !page.isBare else { return }
        guard let text = page.texts(at: path).first, let count = Int(text), count >= 0 else {
            throw refusal(
                "feed.count-differs", "\(title) tells no count at \(quotedForMessage(path.text))",
                help: "Look at pages.count.")
        }
        if let statedCount, statedCount != count {
            throw refusal(
                "http.pages-shifted",
                "the list had \(statedCount) rows and has \(count) on "
                    + "\(title)",
                help: "It changed while it was read: the next run reads it again.",
                reaction: .retry(afterSeconds: nil))
        }
        statedCount = count
    }

    // MARK: - What comes next

    private func next(
        _ answer: WebAnswer, _ page: FeedPage, _ number: Int, after url: WebURL
    ) throws(AdapterError) -> WebURL? {
        let pages = settings.pages
        switch pages.kind {
        case .none: return nil
        case .page, .offset:
            if page.rowCount == 0 { return nil }
            if let statedCount, rowCount >= statedCount { return nil }
            let value = pages.kind == .page ? Int(pages.first) + number : rowCount
            return url.setting(pages.parameter, to: String(value))
        case .cursor:
            guard let cursor = pages.cursor.flatMap({ page.texts(at: $0).first }), !cursor.isEmpty
            else { return nil }
            if cursor.contains("://") || cursor.hasPrefix("/") {
                return try sameServer(cursor, url)
            }
            return url.setting(pages.parameter, to: cursor)
        case .link:
            guard let target = LinkHeader.next(in: answer.values("Link")) else { return nil }
            return try sameServer(target, url)
        }
    }

    private func sameServer(_ target: String, _ url: WebURL) throws(AdapterError) -> WebURL {
        if let next = url.resolving(target), next.origin == url.origin { return next }
        throw refusal(
            "http.other-server", "the next page of \(url.host) would be on another server",
            help: "Credentials go to no other server; ask the supplier.", reaction: .fixSettings)
    }

    private mutating func finish(_ last: FeedPage) throws(AdapterError) {
        if let statedCount, statedCount != rowCount {
            throw refusal(
                "feed.count-differs",
                "the list tells of \(statedCount) rows and \(rowCount) came",
                help: "The next run asks again; if it stays so, look at pages.count.",
                reaction: .retry(afterSeconds: nil))
        }
        if let path = settings.changes.next, let token = last.texts(at: path).first {
            delivery.state.checkpoint = token
        }
        if settings.scope == .whole && rowCount == 0 {
            throw refusal(
                "feed.no-rows", "the list has no rows",
                help: "Nothing was changed; if the supplier really offers nothing any more, "
                    + "block the supplier.")
        }
        var joined: [UInt8] = []
        for page in delivery.pages { joined += Array(sha256(page.body).utf8) }
        delivery.state.seen = sha256(joined)
        delivery.state.settings = settings.fingerprint
        if rowCount == 0 { delivery.pages = [] }
    }

    private func loop(_ number: Int) -> AdapterError {
        refusal(
            "http.pages-loop", "page \(number) is one that came before",
            help: "The server ignores the parameter of the page, or its links lead in a circle: "
                + "look at [pages].", reaction: .fixSettings)
    }

    private func refusal(
        _ code: String, _ message: String, help: String? = nil, reaction: Reaction = .fixData
    ) -> AdapterError {
        AdapterError(
            code: code, reaction: reaction, message: session.scrub(message), help: help)
    }
}

/// The header `Link` (RFC 8288).
enum LinkHeader {
    /// Where the link of relation `next` leads.
    static func next(in values: [String]) -> String? {
        for value in values {
            var rest = value[...]
            while let open = rest.firstIndex(of: "<"),
                let close = rest[open...].firstIndex(of: ">")
            {
                let target = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                let end = rest.firstIndex(of: "<") ?? rest.endIndex
                let parameters = rest[..<end].lowercased().split(separator: ";")
                let isNext = parameters.contains { parameter in
                    let text = parameter.filter { $0 != " " && $0 != "\"" && $0 != "," }
                    return text == "rel=next"
                        || parameter.contains("rel=")
                            && parameter.split { " \"=,".contains($0) }
                                .contains("next")
                }
                if isNext { return String(target) }
            }
        }
        return nil
    }
}
