/// A header line.
public struct WebHeader: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value, without blanks around it.
    public let value: String

    /// Makes a header; neither part may hold a line end.
    public init(_ name: String, _ value: String) {
        precondition(
            !(name + value).utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 },
            "A header must be one line.")
        self.name = name
        self.value = value
    }
}

/// One request.
public struct WebRequest: Hashable, Sendable {
    /// `GET` or `POST`.
    public var method = "GET"
    /// Where it goes.
    public var url: WebURL
    /// Header lines beside those that the client adds.
    public var headers: [WebHeader] = []
    /// The body; `nil` for none.
    public var body: [UInt8]?

    /// Makes a `GET` request.
    public init(_ url: WebURL) { self.url = url }
}

/// One whole answer.
public struct WebAnswer: Hashable, Sendable {
    /// The status, such as 200.
    public var status: Int
    /// The header lines in their order.
    public var headers: [WebHeader]
    /// The body, unpacked.
    public var body: [UInt8]
    /// Whether the end of the body was marked; where it was not, a lost connection looks like one.
    public var isEndMarked: Bool
    /// How long the exchange took, in milliseconds.
    public var milliseconds: Int

    /// Makes an answer from its parts.
    public init(
        status: Int, headers: [WebHeader] = [], body: [UInt8] = [], isEndMarked: Bool = true,
        milliseconds: Int = 0
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isEndMarked = isEndMarked
        self.milliseconds = milliseconds
    }

    /// The values of all header lines of a name, whatever its case.
    public func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

/// What may be asked and how long it may take.
public struct WebLimits: Hashable, Sendable {
    /// Whether `http` is asked as well as `https`.
    public var allowsPlain = false
    /// Whether addresses that are not public are asked.
    public var allowsPrivate = false
    /// For so long a connection is tried, in milliseconds.
    public var connectMilliseconds = 10_000
    /// So long one exchange may take, in milliseconds.
    public var milliseconds = 60_000
    /// So many bytes an answer may have, packed and unpacked.
    public var maximumBytes = 256 << 20

    /// The limits that hold where nothing else is said.
    public init() {}
}
