public import Procurement
internal import DurableFiles

extension SpoolFolder {
    private static let callsName = ".calls"

    /// Whether a delivery was brought to us and not fetched by us.
    public static func isReceived(_ file: FeedFile) -> Bool { file.keptName.contains("-call-") }

    /// Keeps what somebody brought, once for each name, whoever else does so at the same time;
    /// `false` when something of that name was kept before.
    ///
    /// The name holds nothing but letters and digits. What was brought is complete on the disk
    /// before the name is noted: whoever is not told that it was kept brings it again.
    public func receive(
        _ bytes: [UInt8], named name: String, at now: Timestamp
    ) throws(AdapterError) -> Bool {
        precondition(
            !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(Self.isPlain),
            "A name must be letters and digits.")
        return try guarded { () throws(DurableFileError) in
            // In a folder of its own: runs clear what was left half written in the other.
            let calls = subfolder(Self.callsName)
            try folder.create()
            try calls.create()
            if try calls.entries().contains(where: { $0.name == name }) { return false }
            let file = "\(now.millisecondsSince1970)-call-\(name)\(Self.ending)"
            _ = try calls.stage(bytes, as: file)
            _ = try calls.stagedFile(file).commit()
            _ = try calls.claim(file, into: folder, as: file)
            _ = try calls.stage([], as: name)
            _ = try calls.stagedFile(name).commit()
            return true
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
}
