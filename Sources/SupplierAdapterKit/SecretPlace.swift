internal import DurableFiles

/// Where a secret stands: never in the settings themselves.
public enum SecretPlace: Hashable, Sendable {
    /// The name of a variable of the environment.
    case variable(String)
    /// A path below the workspace.
    case file(String)

    /// Reads `{ variable = "NAME" }` or `{ file = "PATH" }`.
    ///
    /// Problems are noted in the reader.
    public static func read(
        _ key: String, from reader: inout SettingsReader
    ) -> SecretPlace? {
        guard let value = reader.value(key) else { return nil }
        guard case .table = value.content else {
            reader.report(
                "settings.wrong-type", key,
                "\(reader.name(key)) is \(value.kind), and secrets do not stand in settings",
                help: "Write for example: \(key) = { variable = \"ACME_SECRET\" }")
            return nil
        }
        var result: SecretPlace?
        reader.table(key) { inner in
            switch (inner.optionalString("variable"), inner.optionalString("file")) {
            case (let name?, nil): result = .variable(name)
            case (nil, let path?):
                if path.hasPrefix("/") || path.split(separator: "/").contains("..") {
                    inner.report(
                        "settings.wrong-value", "file", "file leads out of the workspace",
                        help: "Give a file below the workspace; it may be a mounted secret.")
                }
                result = .file(path)
            case (nil, nil):
                if inner.problems.isEmpty {
                    inner.reportMissing("variable", example: "variable = \"ACME_SECRET\"")
                }
            case (_?, _?):
                inner.report(
                    "settings.contradiction", "file", "both variable and file are given",
                    help: "Keep one of them.")
            }
        }
        return result
    }

    /// The secret, on one line; throws `adapter.secret-missing` where it is not there.
    public func value(in environment: AdapterEnvironment) throws(AdapterError) -> String {
        switch self {
        case .variable(let name):
            if let value = environment.variable(name), !value.isEmpty {
                return try oneLine(value, "the variable \(name)")
            }
            throw AdapterError(
                code: "adapter.secret-missing", reaction: .fixSettings,
                message: "the environment has no variable \(name)",
                help: "The settings name it: export it before the broker starts.")
        case .file(let path):
            let parts = path.split(separator: "/").map(String.init)
            let folder = ([environment.root] + parts.dropLast()).joined(separator: "/")
            var bytes: [UInt8]
            do throws(DurableFileError) {
                bytes = try DurableFolder(path: folder)
                    .read(parts.last ?? "", maximumBytes: 64 << 10).bytes
            } catch {
                throw AdapterError(
                    code: "adapter.secret-missing", reaction: .fixSettings,
                    message: "the file \(path) cannot be read: \(error.message)",
                    help: error.help)
            }
            while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
            return try oneLine(String(decoding: bytes, as: UTF8.self), "the file \(path)")
        }
    }

    private func oneLine(_ value: String, _ title: String) throws(AdapterError) -> String {
        guard !value.isEmpty, !value.utf8.contains(where: { $0 < 0x20 }) else {
            throw AdapterError(
                code: "adapter.secret-missing", reaction: .fixSettings,
                message: "\(title) holds no secret of one line")
        }
        return value
    }
}
