internal import Procurement
internal import SupplierAdapterKit
internal import WebClient
internal import WireFormats

/// Asks one server for as long as one reading or sending takes: credentials, pauses, tries,
/// redirects and refusals.
final class FeedSession {
    private let access: AccessSettings
    private let environment: AdapterEnvironment
    private let pauses: WebPauses
    private let transport: any WebTransport
    private let now: Timestamp
    private let secret: String?
    private var token: String?
    private var hasNewToken = false
    /// What exchanges and pauses took so far, in milliseconds: the session needs no clock.
    private var elapsed = 0
    /// What pauses between tries took.
    private var spent = 0
    private var lastBegan: Int?

    init(
        _ access: AccessSettings, environment: AdapterEnvironment, pauses: WebPauses,
        now: Timestamp, transport: (any WebTransport)? = nil
    ) throws(AdapterError) {
        self.access = access
        self.environment = environment
        self.pauses = pauses
        self.now = now
        self.transport = transport ?? WebClient(limits: access.web)
        secret = try access.authentication.secret?.value(in: environment)
    }

    /// Strikes what nobody may read out of a text.
    func scrub(_ text: String) -> String {
        var secrets = [secret, token].compactMap(\.self)
        secrets += secrets.map(WebURL.encoded)
        if case .basic(let user, _) = access.authentication, let secret {
            secrets.append(Base64Text.text(Array("\(user):\(secret)".utf8)))
        }
        return SecretScrubber(secrets).scrub(text)
    }

    // MARK: - Asking

    /// Asks until an answer of status 2xx or 304 comes, as often as the settings allow.
    func get(_ request: WebRequest) throws(AdapterError) -> WebAnswer {
        var request = request
        var attempt = 1
        var hops = 0
        while true {
            var refusal: Refusal
            do throws(WebError) {
                let answer = try once(try authenticated(request))
                if (200...299).contains(answer.status) || answer.status == 304 { return answer }
                if answer.status == 401, renewsToken() { continue }
                if let next = try redirect(answer, of: request, hops: hops) {
                    request.url = next
                    hops += 1
                    continue
                }
                refusal = Refusal(
                    answer,
                    now: Timestamp(
                        millisecondsSince1970: now.millisecondsSince1970 + Int64(elapsed)))
            } catch {
                refusal = Refusal(error)
            }
            guard refusal.isPassing, attempt < access.tries,
                pause(before: attempt, asked: refusal.seconds)
            else { throw error(refusal, request.url) }
            attempt += 1
        }
    }

    /// Asks once, with credentials, whatever the answer.
    func once(_ request: WebRequest) throws(WebError) -> WebAnswer {
        if let perMinute = access.requestsPerMinute, let lastBegan {
            let wait = lastBegan + Int(60_000 / perMinute) - elapsed
            if wait > 0 {
                pauses.sleep(wait)
                elapsed += wait
            }
        }
        lastBegan = elapsed
        do throws(WebError) {
            let answer = try transport.send(request)
            elapsed += answer.milliseconds
            return answer
        } catch {
            elapsed += error.milliseconds
            throw error
        }
    }

    /// Waits before the next try; `false` where the budget does not reach.
    private func pause(before attempt: Int, asked: Int?) -> Bool {
        let most = min(500 << (attempt - 1), 30_000)
        let wait = asked.map { $0 * 1_000 } ?? pauses.random(most)
        guard spent + wait <= Int(access.budgetSeconds) * 1_000 else { return false }
        pauses.sleep(wait)
        spent += wait
        elapsed += wait
        return true
    }

    private func redirect(
        _ answer: WebAnswer, of request: WebRequest, hops: Int
    ) throws(WebError) -> WebURL? {
        guard [301, 302, 303, 307, 308].contains(answer.status) else { return nil }
        let target = answer.values("Location").first ?? ""
        let next = request.url.resolving(target)
        if access.redirects == .sameHost, hops < 5, let next, next.origin == request.url.origin {
            return next
        }
        let words = next.map { "\($0.host)" } ?? "an address that is not asked"
        throw WebError(
            code: "http.redirect", kind: .settings, mayHaveArrived: true,
            message: "\(request.url.host) sends us to \(words) (status \(answer.status))",
            help: hops >= 5
                ? "It did so \(hops + 1) times."
                : access.redirects == .none
                    ? "Give the address itself in the settings, or redirects = \"same-host\"."
                    : "Only the same server is followed: give the address itself.")
    }

    /// A refusal as people hear it.
    func error(_ refusal: Refusal, _ url: WebURL) -> AdapterError {
        let host = url.host
        return AdapterError(
            code: refusal.code,
            reaction: refusal.isPassing
                ? .retry(afterSeconds: refusal.seconds) : refusal.reaction,
            message: scrub(refusal.message ?? "\(host) answered \(refusal.status)"),
            help: refusal.help,
            detail: scrub("\(url) \(refusal.detail)"),
            supplierCode: refusal.status > 0 ? String(refusal.status) : nil)
    }

    // MARK: - Credentials

    /// The request as it goes over the line, with credentials.
    func authenticated(_ request: WebRequest) throws(WebError) -> WebRequest {
        var request = request
        request.headers += access.headers
        guard let secret else { return request }
        switch access.authentication {
        case .none: break
        case .basic(let user, _):
            let text = Base64Text.text(Array("\(user):\(secret)".utf8))
            request.headers.append(WebHeader("Authorization", "Basic \(text)"))
        case .bearer:
            request.headers.append(WebHeader("Authorization", "Bearer \(secret)"))
        case .headerKey(let name, _): request.headers.append(WebHeader(name, secret))
        case .queryKey(let name, _): request.url = request.url.setting(name, to: secret)
        case .clientCredentials(let client):
            if token == nil { token = try newToken(client, secret) }
            request.headers.append(WebHeader("Authorization", "Bearer \(token ?? "")"))
        case .signature(let signature):
            let seconds = (now.millisecondsSince1970 + Int64(elapsed)) / 1_000
            request.headers += signature.headers(
                for: request, key: secret, seconds: seconds,
                code: MessageCode(sha256: environment.sha256))
        }
        return request
    }

    /// Whether a refused token is dropped for a new one; once a session.
    func renewsToken() -> Bool {
        guard case .clientCredentials = access.authentication, !hasNewToken else { return false }
        hasNewToken = true
        token = nil
        return true
    }

    private func newToken(
        _ client: FeedAuthentication.ClientCredentials, _ secret: String
    ) throws(WebError) -> String {
        var request = WebRequest(client.tokenURL)
        request.method = "POST"
        var form = "grant_type=client_credentials"
        if let scope = client.scope { form += "&scope=\(WebURL.encoded(scope))" }
        request.body = Array(form.utf8)
        let pair = "\(WebURL.encoded(client.clientID)):\(WebURL.encoded(secret))"
        request.headers = [
            WebHeader("Authorization", "Basic \(Base64Text.text(Array(pair.utf8)))"),
            WebHeader("Content-Type", "application/x-www-form-urlencoded"),
            WebHeader("Accept", "application/json"),
        ]
        let answer = try once(request)
        let parsed = Result { () throws(WireError) in try JSONText.parse(answer.body) }
        if answer.status == 200, case .success(let value) = parsed,
            case .string(let token)? = value["access_token"]?.content,
            !token.isEmpty, HeaderText.isValue(token)
        {
            return token
        }
        var words = ""
        if case .success(let value) = parsed, case .string(let text)? = value["error"]?.content {
            words = ": \(quotedForMessage(text))"
        }
        let isPassing = answer.status == 429 || answer.status >= 500
        throw WebError(
            code: "http.token", kind: isPassing ? .passing : .settings, mayHaveArrived: false,
            message: "\(client.tokenURL.host) gave no token (status \(answer.status))\(words)",
            help: "Look at token_url, client_id and secret in [auth].")
    }
}

/// Why an answer is none, sorted by what is to be done.
struct Refusal {
    var code: String
    var status = 0
    var isPassing = false
    var reaction = Reaction.fixSettings
    /// What the server asked to wait.
    var seconds: Int?
    var message: String?
    var help: String?
    var detail = ""

    init(_ error: WebError) {
        detail = error.detail
        code = error.code
        isPassing = error.kind == .passing
        reaction = error.kind == .answer ? .fixData : .fixSettings
        message = error.message
        help = error.help
    }

    init(_ answer: WebAnswer, now: Timestamp) {
        status = answer.status
        let asked = answer.values("Retry-After").first
            .flatMap { RetryAfter.seconds($0, now: now) }
        switch status {
        case 429, 503:
            (code, isPassing, seconds) = ("http.throttled", true, asked)
            help = "limits.requests_per_minute keeps below what a supplier allows."
        case 403 where asked != nil:
            (code, isPassing, seconds) = ("http.throttled", true, asked)
        case 401, 403:
            (code, help) = ("http.refused", "Look at [auth] in the feed's settings.")
        case 404, 410:
            (code, help) = ("http.not-found", "Look at url in the feed's settings.")
        case 408, 425, 500, 502, 504:
            (code, isPassing, seconds) = ("http.failed", true, asked)
            help = "The next run asks again."
        default:
            code = "http.status"
            help = "Look at url, and at what the supplier says that this status means."
        }
    }
}

/// What `Retry-After` asks for (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// Seconds from now; `nil` for a text that is neither a number nor a date.
    static func seconds(_ text: String, now: Timestamp) -> Int? {
        if let number = Int(text), number >= 0 { return min(number, 7 * 86_400) }
        guard let then = moment(text) else { return nil }
        let rest = then - now.millisecondsSince1970 / 1_000
        return Int(min(max(rest, 0), 7 * 86_400))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func moment(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3])
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        do throws(ValueError) {
            let date = try CalendarDate(year: year, month: month + 1, day: day)
            let epoch = try CalendarDate(year: 1970, month: 1, day: 1)
            return Int64(epoch.days(until: date)) * 86_400 + clock[0] * 3_600 + clock[1] * 60
                + clock[2]
        } catch {
            return nil
        }
    }
}
