/// An address of the web as we ask it: scheme, host, port, and the rest as it goes over the line.
///
/// Narrower than RFC 3986 on purpose: no user, no fragment, no blanks, and a host of letters,
/// digits, points and hyphens only, so that no two readers take it for different hosts.
public struct WebURL: Hashable, Sendable, CustomStringConvertible {
    /// Whether it is asked under TLS.
    public let isSecure: Bool
    /// The host in small letters; an address of 16 bytes in brackets.
    public let host: String
    /// The port, 1 to 65535.
    public let port: Int
    /// The path, from its slash.
    public let path: String
    /// What follows the question mark, as written; `nil` for none.
    public let query: String?

    /// Reads an address; `nil` where it is none, or one that is not asked.
    public init?(_ text: String) {
        let lower = text.prefix(8).lowercased()
        let rest: Substring
        if lower.hasPrefix("https://") {
            isSecure = true
            rest = text.dropFirst(8)
        } else if lower.hasPrefix("http://") {
            isSecure = false
            rest = text.dropFirst(7)
        } else {
            return nil
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 && $0 != 0x5C }) else {
            return nil
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard
            let (host, port) = Self.authority(rest[..<end], standard: isSecure ? 443 : 80)
        else { return nil }
        self.host = host
        self.port = port
        var target = String(rest[end...])
        if !target.hasPrefix("/") { target = "/" + target }
        if let mark = target.firstIndex(of: "?") {
            path = String(target[..<mark])
            query = String(target[target.index(after: mark)...])
        } else {
            path = target
            query = nil
        }
    }

    private init(_ url: WebURL, path: String, query: String?) {
        isSecure = url.isSecure
        host = url.host
        port = url.port
        self.path = path
        self.query = query
    }

    private static func authority(
        _ text: Substring, standard: Int
    ) -> (host: String, port: Int)? {
        var host = text
        var port = standard
        let isBracketed = text.hasPrefix("[")
        let close = isBracketed ? text.firstIndex(of: "]") : text.startIndex
        guard let close else { return nil }
        if let colon = text[close...].lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number)
            else { return nil }
            port = number
            host = text[..<colon]
        }
        let inner = isBracketed ? host.dropFirst().dropLast() : host
        guard !inner.isEmpty, inner.utf8.count <= 253, !isBracketed || host.hasSuffix("]") else {
            return nil
        }
        let isPlain = inner.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                return true
            case UInt8(ascii: "."): return true
            case UInt8(ascii: ":"): return isBracketed
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return !isBracketed
            default: return false
            }
        }
        return isPlain ? (host.lowercased(), port) : nil
    }

    /// The host as the resolver wants it: without brackets.
    var hostToLookUp: String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    /// Scheme, host and port.
    public var origin: String { "\(isSecure ? "https" : "http")://\(host):\(port)" }

    /// The path with the query, as a request line has it.
    public var target: String { path + (query.map { "?\($0)" } ?? "") }

    /// The whole address.
    public var description: String { origin + target }

    /// The address with a parameter of the query set, in place of one of that name.
    public func setting(_ name: String, to value: String) -> WebURL {
        let name = Self.encoded(name)
        var parts = (query ?? "").split(separator: "&").filter {
            $0 != name && !$0.hasPrefix(name + "=")
        }
        parts.append(Substring("\(name)=\(Self.encoded(value))"))
        return WebURL(self, path: path, query: parts.joined(separator: "&"))
    }

    /// The address that a reference found in an answer leads to: a whole one, or a path from the
    /// root, or a query; `nil` for others.
    public func resolving(_ reference: String) -> WebURL? {
        if reference.contains("://") { return WebURL(reference) }
        if reference.hasPrefix("//") { return nil }
        if reference.hasPrefix("/") { return WebURL(origin + reference) }
        if reference.hasPrefix("?") { return WebURL(origin + path + reference) }
        return nil
    }

    /// A text as a part of a query or of a path (RFC 3986, section 2.3): all but letters, digits
    /// and `-._~` as `%XX`.
    public static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
