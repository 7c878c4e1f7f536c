public import WireFormats

/// What somebody should do about a failed call to an adapter.
public enum Reaction: Hashable, Sendable {
    /// Call again, after that many seconds where they are known.
    case retry(afterSeconds: Int?)
    /// We do not know whether the supplier has the document: ask first, never send again blindly.
    case reconcile
    /// The feed's settings must be mended.
    case fixSettings
    /// The supplier's file must be mended.
    case fixData
    /// Nothing helps.
    case giveUp
}

/// A place in a supplier's file.
public struct FilePlace: Hashable, Sendable, CustomStringConvertible {
    /// The file, by the path or name that people know it by.
    public let file: String
    /// The line, from 1; 0 where the file as a whole is meant.
    public let line: Int
    /// The column within the line, from 1; 0 where the line as a whole is meant.
    public let column: Int

    /// Makes a place from its parts.
    public init(file: String, line: Int = 0, column: Int = 0) {
        precondition(line >= 0 && column >= 0, "Lines and columns must not be negative.")
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place as `file:line:column`, parts that are not known left out.
    public var description: String {
        if line == 0 { return file }
        return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}

/// A call to an adapter that failed as a whole, sorted by what is to be done.
public struct AdapterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable name such as `feed.trailer-missing`.
    public let code: String
    /// What is to be done.
    public let reaction: Reaction
    /// One sentence for the buyer: what happened, with the values.
    public let message: String
    /// What most likely helps, or `nil` when nothing is known.
    public let help: String?
    /// Where it was found, if in a file.
    public let place: FilePlace?
    /// More for the log; holds no secrets.
    public let detail: String
    /// What the supplier's own system called the error, untouched.
    public let supplierCode: String?

    /// Makes an error from its parts.
    public init(
        code: String, reaction: Reaction, message: String, help: String? = nil,
        place: FilePlace? = nil, detail: String = "", supplierCode: String? = nil
    ) {
        self.code = code
        self.reaction = reaction
        self.message = message
        self.help = help
        self.place = place
        self.detail = detail
        self.supplierCode = supplierCode
    }

    /// The error on one line: place, message, code.
    public var description: String {
        let start = place.map { "\($0): " } ?? ""
        return "\(start)\(message) [\(code)]"
    }
}

extension Reaction {
    /// What is to be done when a file could not be read: what is wrong with its bytes must be
    /// mended, what its disk refused may succeed later.
    public init(to error: WireError) {
        let ofDisk = ["file.io", "file.changing", "file.disk-full", "file.too-many-open"]
        self = ofDisk.contains(error.code) ? .retry(afterSeconds: nil) : .fixData
    }
}
