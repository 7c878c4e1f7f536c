import Foundation
import SupplierAdapterKit
import Testing

/// What is kept between readings comes back as it was, or is refused with its place.
struct SpoolNoteTests {
    @Test func whatIsNotedComesBack() throws {
        var note = SpoolNote()
        #expect(note.bytes == SpoolNote().bytes)
        note["etag"] = "\"v1\""
        note["checkpoint"] = "\u{1F600} 7"
        note["gone"] = "x"
        note["gone"] = nil
        let again = try SpoolNote(note.bytes, file: "a")
        #expect(again == note && again["checkpoint"] == "\u{1F600} 7" && again["gone"] == nil)
        #expect(again.members.map(\.name) == ["checkpoint", "etag"])
        // Numbers of earlier versions are read as they stand.
        #expect(try SpoolNote(Array("{\"crashes\":2}".utf8), file: "a")["crashes"] == "2")
    }

    @Test(arguments: ["", "[]", "{\"a\":[]}", "{\"a\":1", "nothing"])
    func whatIsNoNoteIsRefusedWithItsPlace(text: String) {
        let error = #expect(throws: AdapterError.self) {
            _ = try SpoolNote(Array(text.utf8), file: "inbox/a/checkpoint.json")
        }
        #expect(error?.place?.file == "inbox/a/checkpoint.json")
        #expect(error?.reaction == .fixSettings)
    }

    @Test func aFolderKeepsOneAndFeedsOfIt() throws {
        let root = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        let spool = SpoolFolder(root: root, folder: "inbox", maximumBytes: 1 << 20)
        #expect(try spool.noted() == SpoolNote())
        var note = SpoolNote()
        note["checkpoint"] = "1"
        try spool.note(note.bytes)
        #expect(try spool.noted() == note)
        // A feed of such a folder needs no more than the folder to find what was fetched.
        #expect((spool as Any) is any SpooledFeed == false)
    }
}
