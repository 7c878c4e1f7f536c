package import Storage
import WireFormats

/// Keeps how far issuing has come in a place of its own, beside the database.
///
/// It is written before the first purchase order of a round leaves and after the last one, so it
/// never says more than the database knows, unless the database was replaced by an older one.
package struct IssueFence: Sendable {
    /// What was written last; `nil` if nothing ever was.
    package let read: @Sendable () throws -> IssueMark?
    /// Makes a mark durable in place of the one before.
    package let write: @Sendable (IssueMark) throws -> Void

    package init(
        read: @escaping @Sendable () throws -> IssueMark?,
        write: @escaping @Sendable (IssueMark) throws -> Void
    ) {
        self.read = read
        self.write = write
    }
}

/// What a database has forgotten that the fence remembers.
package enum ForgottenIssue: Sendable, Hashable {
    /// Numbers that were given, and that the database would give again.
    case numbers(after: Int, through: Int)
    /// A document that was stored last; the database knows none of this order and these bytes.
    case document(order: String)
    /// Purchase orders that left; the database takes some of them for still to be sent.
    case departures(known: Int, of: Int)
}

extension IssueMark {
    /// The mark as a file, format `issue-fence/1`.
    package var text: [UInt8] {
        func count(_ value: Int) -> JSONValue { JSONValue(.number(String(value))) }
        return JSONText.write(
            JSONValue(
                .object([
                    JSONMember("format", JSONValue(.string(Self.format))),
                    JSONMember("number", count(number)),
                    JSONMember("departed", count(departed)),
                    JSONMember("order", JSONValue(.string(order))),
                    JSONMember("sha256", JSONValue(.string(sha256))),
                ])), sortsKeys: false)
    }

    private static let format = "issue-fence/1"

    /// Reads a mark back; `nil` for anything that is none.
    package init?(text: [UInt8]) {
        do throws(WireError) {
            let members = try JSONText.parse(text).members(
                required: ["format", "number", "departed", "order", "sha256"])
            guard try members["format"]?.string() == Self.format,
                let number = try members["number"]?.integer(),
                let departed = try members["departed"]?.integer(), number >= 0, departed >= 0,
                let order = try members["order"]?.string(),
                let sha256 = try members["sha256"]?.string()
            else { return nil }
            self.init(
                number: Int(number), departed: Int(departed), order: order, sha256: sha256)
        } catch {
            return nil
        }
    }
}
