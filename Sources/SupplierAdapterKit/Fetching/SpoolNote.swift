internal import WireFormats

/// What is kept between readings of a feed: how far we are, by names that the adapter chooses.
///
/// It is written as one JSON object of texts, in the order of names.
public struct SpoolNote: Hashable, Sendable {
    private var texts: [String: String] = [:]

    /// Nothing is known.
    public init() {}

    /// Reads what was kept; `nil` is nothing.
    ///
    /// Numbers are read as they are written.
    /// Throws `json.…` with the place where it was changed to something else.
    public init(_ bytes: [UInt8]?, file: String) throws(AdapterError) {
        guard let bytes else { return }
        do throws(WireError) {
            guard case .object(let members) = try JSONText.parse(bytes).content else {
                throw WireError(code: "json.type", message: "the note is no object")
            }
            for member in members {
                switch member.value.content {
                case .string(let text), .number(let text): texts[member.name] = text
                case .null, .boolean, .array, .object:
                    throw WireError(
                        code: "json.type", message: "\(member.name) is no text",
                        position: member.value.position)
                }
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message,
                help: "Remove the file: the next reading begins from scratch.",
                place: FilePlace(
                    file: file, line: error.position?.line ?? 0,
                    column: error.position?.column ?? 0))
        }
    }

    /// What is noted under a name.
    public subscript(name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }

    /// What is noted, in the order of names.
    public var members: [(name: String, text: String)] {
        texts.sorted { $0.key < $1.key }.map { (name: $0.key, text: $0.value) }
    }

    /// The note as it is kept.
    public var bytes: [UInt8] {
        JSONText.write(
            JSONValue(
                .object(members.map { JSONMember($0.name, JSONValue(.string($0.text))) })))
    }
}

extension SpoolFolder {
    /// What is noted of the feed; `FOLDER/checkpoint.json`.
    public func noted() throws(AdapterError) -> SpoolNote {
        try SpoolNote(try note(), file: "\(title)/checkpoint.json")
    }
}
