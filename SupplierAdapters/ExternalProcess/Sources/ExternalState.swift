internal import SupplierAdapterKit
internal import WireFormats

/// What is kept between readings of a feed: how far we are, and how often the program failed.
struct ExternalState: Hashable {
    var checkpoint: String?
    /// Failed readings in a row, of the program as it is.
    var crashes: Int64 = 0
    /// Hash of the program's file and the settings when it failed last.
    var program = ""

    init() {}

    init(_ bytes: [UInt8]?, file: String) throws(AdapterError) {
        guard let bytes else { return }
        do throws(WireError) {
            let value = try JSONText.parse(bytes)
            checkpoint = try value["checkpoint"]?.string()
            crashes = try value["crashes"]?.integer() ?? 0
            program = try value["program"]?.string() ?? ""
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: "Remove the file: the next reading begins from scratch.",
                place: FilePlace(
                    file: file, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
    }

    var bytes: [UInt8] {
        var members: [JSONMember] = []
        if let checkpoint {
            members.append(JSONMember("checkpoint", JSONValue(.string(checkpoint))))
        }
        if crashes > 0 {
            members.append(JSONMember("crashes", JSONValue(.number(String(crashes)))))
            members.append(JSONMember("program", JSONValue(.string(program))))
        }
        return JSONText.write(JSONValue(.object(members)))
    }
}
