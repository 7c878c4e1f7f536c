import Procurement
import WireFormats

/// Bytes of a file of ours, with the name that messages use.
package struct IntakeSource: Sendable {
    package enum Format: Sendable, Hashable {
        case csv
        case json
    }

    package let name: String
    package let bytes: [UInt8]
    package let format: Format

    package init(name: String, bytes: [UInt8], format: Format) {
        self.name = name
        self.bytes = bytes
        self.format = format
    }
}

/// Whether a file says all there is, or only what changed.
package enum IntakeMode: String, Sendable, Hashable, CaseIterable {
    case snapshot
    case changes
}

/// The shape of one kind of file of ours.
struct IntakeShape {
    /// Value of "format" in JSON, "back-orders/1".
    let format: String
    /// Member that holds the rows in JSON.
    let rowsMember: String
    let required: [String]
    let optional: [String]
}

extension IntakeSource {
    /// The rows of the file, or a refusal when it is no such file.
    func rows(_ shape: IntakeShape) throws(IntakeRefusal) -> [IntakeRow] {
        do throws(WireError) {
            switch format {
            case .csv: return try csvRows(shape)
            case .json: return try jsonRows(shape)
            }
        } catch {
            throw IntakeRefusal([problem(from: error)])
        }
    }

    private func csvRows(_ shape: IntakeShape) throws(WireError) -> [IntakeRow] {
        var reader = try TableReader(bytes, required: shape.required, optional: shape.optional)
        var rows: [IntakeRow] = []
        while let row = try reader.next() {
            var fields: [String: IntakeRow.Field] = [:]
            for column in reader.header {
                let position = row.position(of: column)
                fields[column] = IntakeRow.Field(
                    text: try row.text(column), line: position.line, column: position.column)
            }
            rows.append(
                IntakeRow(file: name, line: row.position.line, fieldsByName: fields))
        }
        return rows
    }

    private func jsonRows(_ shape: IntakeShape) throws(WireError) -> [IntakeRow] {
        let root = try JSONText.parse(bytes)
        let members = try root.members(required: ["format", shape.rowsMember])
        guard let format = members["format"], let list = members[shape.rowsMember] else {
            preconditionFailure("Required members must be there once checked.")
        }
        guard try format.string() == shape.format else {
            throw WireError(
                code: "intake.format-unknown",
                message: "the format is \(try format.string()), not \(shape.format)",
                help: "Maybe another file was named.", position: format.position)
        }
        var rows: [IntakeRow] = []
        for element in try list.array() {
            rows.append(try row(element, shape))
        }
        return rows
    }

    private func row(
        _ element: JSONValue, _ shape: IntakeShape
    ) throws(WireError) -> IntakeRow {
        let members = try element.members(required: shape.required, optional: shape.optional)
        var fields: [String: IntakeRow.Field] = [:]
        for (key, value) in members {
            fields[key] = IntakeRow.Field(
                text: try Self.text(of: value), line: value.position.line,
                column: value.position.column)
        }
        return IntakeRow(file: name, line: element.position.line, fieldsByName: fields)
    }

    private static func text(of value: JSONValue) throws(WireError) -> String {
        switch value.content {
        case .null: ""
        case .boolean(let flag): flag ? "yes" : "no"
        case .number(let text), .string(let text): text
        case .array, .object: try value.string()
        }
    }

    private func problem(from error: WireError) -> IntakeProblem {
        IntakeProblem(
            file: name, line: error.position?.line ?? 0, column: error.position?.column ?? 0,
            field: "", value: "", code: error.code, message: error.message,
            help: Self.help(for: error) ?? "")
    }

    /// These files have one format, which no setting declares otherwise.
    private static func help(for error: WireError) -> String? {
        switch error.code {
        case "csv.encoding": "Maybe the file is written as windows1252; save it as UTF-8 text."
        case "csv.quote-in-bare-field": "Quote the whole field and write its quotes twice."
        case "csv.unclosed-quote":
            "Maybe the file is cut off, or a quote in a field is not written twice."
        default: error.help
        }
    }
}
