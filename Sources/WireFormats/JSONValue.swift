/// A value of a JSON text (RFC 8259) with its place.
///
/// Two values are equal when they say the same; their places do not count. Numbers stay text, so
/// that none loses a digit.
public struct JSONValue: Hashable, Sendable {
    /// What the value is.
    public enum Content: Hashable, Sendable {
        /// `null`
        case null
        /// `true` or `false`
        case boolean(Bool)
        /// A number exactly as written.
        case number(String)
        /// A text with its escapes resolved.
        case string(String)
        /// A list.
        case array([JSONValue])
        /// Named members in the order of the text; no name stands twice.
        case object([JSONMember])
    }

    /// What the value is.
    public let content: Content
    /// Where the value begins.
    public let position: SourcePosition

    /// Makes a value; the place matters only for values that were read.
    public init(_ content: Content, position: SourcePosition = .start) {
        self.content = content
        self.position = position
    }

    /// Whether two values say the same.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        left.content == right.content
    }

    /// Feeds what the value says.
    public func hash(into hasher: inout Hasher) { hasher.combine(content) }

    /// The member of an object by name; `nil` for none and for values that are no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// A named member of a JSON object.
public struct JSONMember: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSONValue
    /// Where the name begins.
    public let position: SourcePosition

    /// Makes a member; the place matters only for members that were read.
    public init(_ name: String, _ value: JSONValue, position: SourcePosition = .start) {
        self.name = name
        self.value = value
        self.position = position
    }

    /// Whether two members say the same.
    public static func == (left: JSONMember, right: JSONMember) -> Bool {
        left.name == right.name && left.value == right.value
    }

    /// Feeds what the member says.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}

extension JSONValue {
    /// The value's text; fails with `json.type` for any other value.
    public func string() throws(WireError) -> String {
        guard case .string(let text) = content else { throw wrongType("a text in quotes") }
        return text
    }

    /// The value's `true` or `false`; fails with `json.type` for any other value.
    public func boolean() throws(WireError) -> Bool {
        guard case .boolean(let value) = content else { throw wrongType("true or false") }
        return value
    }

    /// A whole number, written as a number.
    public func integer() throws(WireError) -> Int64 {
        guard case .number(let text) = content else { throw wrongType("a whole number") }
        do throws(WireError) {
            return try DecimalText.parse(text, scale: 0)
        } catch {
            throw error.at(position)
        }
    }

    /// A decimal number counting 10⁻⁶, written as a text in quotes or as a number.
    public func decimal() throws(WireError) -> Int64 {
        let text: String
        switch content {
        case .string(let written), .number(let written): text = written
        default: throw wrongType("a decimal number in quotes")
        }
        do throws(WireError) {
            return try DecimalText.parse(text)
        } catch {
            throw error.at(position)
        }
    }

    /// The value's list; fails with `json.type` for any other value.
    public func array() throws(WireError) -> [JSONValue] {
        guard case .array(let values) = content else { throw wrongType("a list [ … ]") }
        return values
    }

    /// The members by name; unknown and missing names are errors with their place.
    public func members(
        required: [String], optional: [String] = []
    ) throws(WireError) -> [String: JSONValue] {
        guard case .object(let members) = content else { throw wrongType("an object { … }") }
        let known = required + optional
        var valueByName: [String: JSONValue] = [:]
        for member in members {
            guard known.contains(member.name) else {
                throw WireError(
                    code: "json.member-unknown",
                    message: "the member \(quotedForMessage(member.name)) is not known here",
                    help: nearestName(to: member.name, among: known).map {
                        "Maybe \"\($0)\" is meant."
                    } ?? "Known are \(known.joined(separator: ", ")).",
                    position: member.position)
            }
            valueByName[member.name] = member.value
        }
        if let missing = required.first(where: { valueByName[$0] == nil }) {
            throw WireError(
                code: "json.member-missing",
                message: "the member \(quotedForMessage(missing)) is missing",
                position: position)
        }
        return valueByName
    }

    private func wrongType(_ wanted: String) -> WireError {
        let found =
            switch content {
            case .null: "null"
            case .boolean(let value): value ? "true" : "false"
            case .number(let text): "the number \(text)"
            case .string(let text): quotedForMessage(text)
            case .array: "a list"
            case .object: "an object"
            }
        return WireError(
            code: "json.type", message: "\(found) stands where \(wanted) is expected",
            position: position)
    }
}
