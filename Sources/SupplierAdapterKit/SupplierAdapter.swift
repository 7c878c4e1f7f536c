public import Procurement

/// What an adapter is, for listings and documentation.
public struct AdapterDescription: Hashable, Sendable {
    /// A key of the adapter's settings.
    public struct Key: Hashable, Sendable {
        /// The key with the tables it stands in: `columns.part`.
        public let name: String
        /// What may stand there, in words, with the default.
        public let values: String
        /// What it means, in a sentence.
        public let meaning: String

        /// Makes a key's description.
        public init(_ name: String, _ values: String, _ meaning: String) {
            self.name = name
            self.values = values
            self.meaning = meaning
        }
    }

    /// The adapter's name as settings write it: `adapter = "file-drop"`.
    public let name: String
    /// Which of its kinds this is, as settings write it: `kind = "offers"`.
    public let kind: String
    /// What it does, in a sentence.
    public let summary: String
    /// The keys of its settings.
    public let keys: [Key]

    /// Makes a description from its parts.
    public init(name: String, kind: String, summary: String, keys: [Key]) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.keys = keys
    }
}

/// What an adapter gets from the house.
public struct AdapterEnvironment: Sendable {
    /// The workspace folder; relative paths in settings begin here.
    public let root: String
    /// Gives the SHA-256 of bytes as 64 lowercase hexadecimal digits.
    public let sha256: @Sendable ([UInt8]) -> String
    /// Gives a variable of the environment by its name; secrets come in no other way.
    public let variable: @Sendable (String) -> String?

    /// Makes an environment from its parts; without `variable` it has no variables.
    public init(
        root: String, variable: @escaping @Sendable (String) -> String? = { _ in nil },
        sha256: @escaping @Sendable ([UInt8]) -> String
    ) {
        precondition(!root.isEmpty, "The workspace must have a path.")
        self.root = root
        self.variable = variable
        self.sha256 = sha256
    }
}

/// Something about an installed adapter that a person should know.
public struct AdapterFinding: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable {
        /// It works, but less safely than it could.
        case warning
        /// It cannot work.
        case error
    }

    /// How bad it is.
    public let severity: Severity
    /// A stable name such as `feed.weak-completeness`.
    public let code: String
    /// One sentence that names what was found.
    public let message: String
    /// What most likely helps.
    public let help: String?

    /// Makes a finding from its parts.
    public init(severity: Severity, code: String, message: String, help: String?) {
        self.severity = severity
        self.code = code
        self.message = message
        self.help = help
    }
}

/// What every adapter is: made from the settings of one feed, and able to check itself.
///
/// What it can do is told by the refinements: `OfferSource`, `ShipmentHistorySource` and
/// `PurchaseOrderSink`.
public protocol SupplierAdapter: Sendable {
    /// What the adapter is and which settings it knows.
    static var description: AdapterDescription { get }

    /// Reads the settings of a feed; opens and changes nothing.
    init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError)

    /// The feed's name.
    var name: FeedName { get }

    /// Looks whether the adapter can work here, without changing anything.
    func check() -> [AdapterFinding]
}
