internal import Glibc
internal import WireFormats

/// The standard streams of an adapter's program: messages out, lines in, the log beside.
enum ProgramIO {
    typealias Members = [(String, JSONValue.Content)]

    static func readLine() -> [UInt8]? { Swift.readLine().map { Array($0.utf8) } }

    static func write(_ members: Members) {
        let message = JSONValue(.object(members.map { JSONMember($0.0, JSONValue($0.1)) }))
        write(line: JSONText.write(message, sortsKeys: false, indents: false).dropLast())
    }

    /// Writes past the C library's buffer, which no message could wait in unseen.
    static func write(line: some Collection<UInt8>) {
        var bytes = Array(line)
        bytes.append(10)
        var index = 0
        while index < bytes.count {
            let written = bytes.withUnsafeBytes { bytes in
                Glibc.write(1, bytes.baseAddress.map { $0 + index }, bytes.count - index)
            }
            if written < 0, errno == EINTR { continue }
            // The host is gone: nobody is left to tell.
            guard written > 0 else { exit(74) }
            index += written
        }
    }

    static func log(_ text: String) {
        let bytes = Array("error: \(text)\n".utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    static func done(_ request: JSONValue, _ members: Members = []) {
        write([("type", .string("done")), ("id", request["id"]?.content ?? .null)] + members)
    }

    static func write(_ finding: AdapterFinding) {
        var members: Members = [
            ("type", .string("diagnostic")), ("severity", .string(finding.severity.rawValue)),
            ("code", .string(finding.code)), ("message", .string(finding.message)),
        ]
        if let help = finding.help { members.append(("help", .string(help))) }
        write(members)
    }

    static func write(_ error: AdapterError, id: JSONValue?) {
        var members: Members = [
            ("type", .string("error")), ("id", id?.content ?? .null),
            ("code", .string(error.code)), ("message", .string(error.message)),
        ]
        switch error.reaction {
        case .retry(let seconds):
            members.append(("class", .string("transient")))
            if let seconds { members.append(("retry_after_seconds", .number(String(seconds)))) }
        case .reconcile: members.append(("class", .string("unknown_outcome")))
        case .fixSettings: members.append(("class", .string("config")))
        case .fixData: members.append(("class", .string("data")))
        case .giveUp: members.append(("class", .string("internal")))
        }
        if let help = error.help { members.append(("help", .string(help))) }
        if !error.detail.isEmpty { members.append(("detail", .string(error.detail))) }
        if let place = error.place {
            members += [
                ("file", .string(place.file)), ("line", .number(String(place.line))),
                ("column", .number(String(place.column))),
            ]
        }
        write(members)
    }
}

extension SettingValue {
    /// A value of the settings that the host sends, without a line.
    init(json: JSONValue) {
        switch json.content {
        case .null: self.init(.unsupported("null"))
        case .boolean(let flag): self.init(.boolean(flag))
        case .number(let digits):
            self.init(Int64(digits).map { .integer($0) } ?? .unsupported("the number \(digits)"))
        case .string(let text): self.init(.string(text))
        case .array(let values): self.init(.array(values.map { SettingValue(json: $0) }))
        case .object(let members):
            self.init(
                .table(
                    SettingTable(
                        members.map { SettingTable.Entry($0.name, SettingValue(json: $0.value)) })))
        }
    }
}
