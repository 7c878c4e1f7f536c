import Foundation
import TestSupport

/// The part of JSON Schema 2020-12 that the schemas in `Docs/Formats` use.
struct JSONSchema {
    private static let known: Set<String> = [
        "$schema", "title", "description", "type", "properties", "required",
        "additionalProperties", "items", "minItems", "enum", "const", "pattern", "minimum",
        "minLength", "maxLength",
    ]

    let root: JSONNode

    init(named name: String) throws {
        root = try JSONNode(Golden.text("Docs/Formats/\(name).schema.json"))
    }

    /// The path of each member that is not an object or a list of objects: `lines[].item`.
    var paths: Set<String> { Self.paths(in: root, at: "") }

    private static func paths(in schema: JSONNode, at path: String) -> Set<String> {
        if let items = schema["items"] { return paths(in: items, at: path + "[]") }
        guard let properties = schema["properties"]?.members else { return [path] }
        return properties.reduce(into: []) { all, property in
            let own = path.isEmpty ? property.key : "\(path).\(property.key)"
            all.formUnion(paths(in: property.value, at: own))
        }
    }

    /// What of a value the schema does not allow; empty if it allows all.
    func faults(of value: JSONNode) -> [String] { Self.faults(of: value, by: root, at: "$") }

    private static func faults(
        of value: JSONNode, by schema: JSONNode, at path: String
    ) -> [String] {
        var faults = schema.members.keys.filter { !known.contains($0) }
            .map { "\(path): the check does not know the keyword \($0)" }
        if let type = schema["type"] {
            let allowed = type.text.map { [$0] } ?? type.list.compactMap(\.text)
            if !value.types.contains(where: allowed.contains) {
                faults.append("\(path): \(value) is none of \(allowed)")
            }
        }
        if let constant = schema["const"], constant != value {
            faults.append("\(path): \(value) is not \(constant)")
        }
        if let choices = schema["enum"]?.list, !choices.contains(value) {
            faults.append("\(path): \(value) is none of \(choices)")
        }
        switch value {
        case .null, .boolean: break
        case .number(let number):
            if case .number(let least)? = schema["minimum"], number < least {
                faults.append("\(path): \(number) is below \(least)")
            }
        case .text(let text): faults += textFaults(text, by: schema, at: path)
        case .list(let list):
            if case .number(let least)? = schema["minItems"], list.count < Int(least) {
                faults.append("\(path): \(list.count) elements")
            }
            guard let items = schema["items"] else { break }
            for (index, element) in list.enumerated() {
                faults += Self.faults(of: element, by: items, at: "\(path)[\(index)]")
            }
        case .object(let members): faults += memberFaults(members, by: schema, at: path)
        }
        return faults
    }

    private static func textFaults(
        _ text: String, by schema: JSONNode, at path: String
    ) -> [String] {
        var faults: [String] = []
        if let pattern = schema["pattern"]?.text,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            faults.append("\(path): \(text) does not fit \(pattern)")
        }
        if case .number(let least)? = schema["minLength"], text.count < Int(least) {
            faults.append("\(path): the text is too short")
        }
        if case .number(let most)? = schema["maxLength"], text.count > Int(most) {
            faults.append("\(path): the text is too long")
        }
        return faults
    }

    private static func memberFaults(
        _ members: [String: JSONNode], by schema: JSONNode, at path: String
    ) -> [String] {
        let properties = schema["properties"]?.members ?? [:]
        var faults = (schema["required"]?.list ?? []).compactMap(\.text)
            .filter { members[$0] == nil }.map { "\(path): \($0) is missing" }
        for (name, value) in members {
            if let property = properties[name] {
                faults += Self.faults(of: value, by: property, at: "\(path).\(name)")
            } else if schema["additionalProperties"] == .boolean(false) {
                faults.append("\(path): \(name) is not known")
            }
        }
        return faults
    }
}

extension JSONNode {
    /// The names that JSON Schema has for what the value is.
    fileprivate var types: [String] {
        switch self {
        case .null: ["null"]
        case .boolean: ["boolean"]
        case .number(let number): number == number.rounded() ? ["integer", "number"] : ["number"]
        case .text: ["string"]
        case .list: ["array"]
        case .object: ["object"]
        }
    }
}
