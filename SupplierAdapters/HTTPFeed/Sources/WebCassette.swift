internal import Procurement
public import SupplierAdapterKit
internal import WebClient
internal import WireFormats

/// Recorded traffic with a web service: one exchange a line of JSON, secrets struck out.
///
/// Recorded once against the real supplier, it answers without a network. It fails loudly when
/// something else is asked than was recorded, and tells what was recorded and not asked for. Of
/// requests only method and address are kept, of answers the status, the headers that decide
/// anything, and the body: as text where it is text, else as Base64.
public struct WebCassette: Hashable, Sendable {
    struct Exchange: Hashable, Sendable {
        var method: String
        var url: String
        var answer: WebAnswer
    }

    private(set) var exchanges: [Exchange] = []

    /// How many exchanges were recorded.
    public var count: Int { exchanges.count }

    /// Headers of answers that are kept.
    private static let keptHeaders: Set<String> = [
        "content-type", "etag", "last-modified", "link", "location", "retry-after",
    ]

    init() {}

    /// Keeps an exchange; `scrub` strikes out what nobody may read.
    mutating func add(
        _ request: WebRequest, _ answer: WebAnswer, isToken: Bool, scrub: (String) -> String
    ) {
        var answer = answer
        answer.milliseconds = 0
        answer.headers = answer.headers
            .filter { Self.keptHeaders.contains($0.name.lowercased()) }
            .map { WebHeader($0.name, scrub($0.value)) }
        if isToken {
            // Nothing of such an answer is for anybody's eyes.
            let isGood = answer.status == 200
            answer.body = Array((isGood ? "{\"access_token\":\"recorded\"}" : "{}").utf8)
        } else if let text = String(validating: answer.body, as: UTF8.self) {
            answer.body = Array(scrub(text).utf8)
        }
        exchanges.append(
            Exchange(
                method: request.method, url: scrub(request.url.description), answer: answer))
    }

    // MARK: - As a file

    private static let format = "web-cassette/1"

    /// The recording as a file.
    public var bytes: [UInt8] {
        var bytes = Self.line([("format", .string(Self.format))])
        for exchange in exchanges {
            let answer = exchange.answer
            var members: [(String, JSONValue.Content)] = [
                ("method", .string(exchange.method)), ("url", .string(exchange.url)),
                ("status", .number(String(answer.status))),
                ("end_marked", .boolean(answer.isEndMarked)),
                (
                    "headers",
                    .object(
                        answer.headers.map { JSONMember($0.name, JSONValue(.string($0.value))) })
                ),
            ]
            if let text = String(validating: answer.body, as: UTF8.self) {
                members.append(("body", .string(text)))
            } else {
                members.append(("base64", .string(Base64Text.text(answer.body))))
            }
            bytes += Self.line(members)
        }
        return bytes
    }

    private static func line(_ members: [(String, JSONValue.Content)]) -> [UInt8] {
        JSONText.write(
            JSONValue(.object(members.map { JSONMember($0.0, JSONValue($0.1)) })),
            sortsKeys: false, indents: false)
    }

    /// Reads a recording.
    ///
    /// Throws with the line where it is none.
    public init(parsing bytes: [UInt8], file: String) throws(AdapterError) {
        var line = 0
        do throws(WireError) {
            for text in bytes.split(separator: 10) {
                line += 1
                let value = try JSONText.parse(Array(text))
                if line == 1 {
                    guard try value["format"]?.string() == Self.format else {
                        throw WireError(
                            code: "json.syntax", message: "the file is no \(Self.format)",
                            help: "broker adapter record FEED makes one.")
                    }
                    continue
                }
                exchanges.append(try Self.exchange(value))
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: file, line: line))
        }
    }

    private static func exchange(_ value: JSONValue) throws(WireError) -> Exchange {
        var headers: [WebHeader] = []
        if case .object(let members)? = value["headers"]?.content {
            for member in members {
                headers.append(WebHeader(member.name, try member.value.string()))
            }
        }
        var body = Array((try value["body"]?.string() ?? "").utf8)
        if let text = try value["base64"]?.string() { body = Base64Text.bytes(text) ?? [] }
        var isEndMarked = true
        if case .boolean(let flag)? = value["end_marked"]?.content { isEndMarked = flag }
        return Exchange(
            method: try value["method"]?.string() ?? "GET", url: try value["url"]?.string() ?? "",
            answer: WebAnswer(
                status: Int(try value["status"]?.integer() ?? 0), headers: headers, body: body,
                isEndMarked: isEndMarked, milliseconds: 0))
    }
}

/// What can go wrong on the line to a web service.
public enum WebFault: String, CaseIterable, Sendable {
    /// No connection could be made.
    case noConnection = "no connection"
    /// The connection broke while the answer came.
    case broken = "a connection that breaks"
    /// The answer is cut off, and nothing says so.
    case cut = "an answer that is cut off"
    /// The answer has no body.
    case empty = "an empty answer"
    /// The server asks to slow down.
    case throttled = "status 429"
    /// The server is not there at the moment.
    case unavailable = "status 503"
    /// The server failed.
    case failed = "status 500"
    /// The credentials are refused.
    case refused = "status 401"
    /// The way is not known.
    case missing = "status 404"
    /// A page for people comes in place of data, with status 200.
    case login = "a login page"

    func answer(to good: WebAnswer) throws(WebError) -> WebAnswer {
        func status(_ status: Int, _ body: String = "{}") -> WebAnswer {
            WebAnswer(
                status: status, headers: [], body: Array(body.utf8), isEndMarked: true,
                milliseconds: 0)
        }
        switch self {
        case .noConnection, .broken:
            throw WebError(
                code: self == .broken ? "web.cut-off" : "web.unreachable", kind: .passing,
                mayHaveArrived: self == .broken, message: rawValue, help: nil)
        case .cut:
            return WebAnswer(
                status: good.status, headers: good.headers,
                body: Array(good.body.prefix(good.body.count / 2)), isEndMarked: false,
                milliseconds: 0)
        case .empty: return status(200, "")
        case .throttled: return status(429)
        case .unavailable: return status(503)
        case .failed: return status(500)
        case .refused: return status(401)
        case .missing: return status(404)
        case .login: return status(200, "<!DOCTYPE html>\n<html><body>Please log in</body></html>")
        }
    }
}
