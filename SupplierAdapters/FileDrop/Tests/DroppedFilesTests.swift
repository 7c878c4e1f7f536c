import FileDrop
import Foundation
import Procurement
import SupplierAdapterKit
import Testing

/// Folders of files that other adapters read.
struct DroppedFilesTests {
    private static let invoice =
        "ISA*00*          *00*          *ZZ*A              *ZZ*B        "
        + "      *260304*0915*U*00401*000000042*0*T*>~GS*IB*A*B*20260304*0915*42*X*004010~"
        + "ST*846*0001~BIA*00*DD*1*20260304~LIN*1*VP*A~SE*4*0001~GE*1*42~IEA*1*000000042~"

    /// A feed of an adapter of its own: all but reading its documents is done for it.
    private struct DocumentFeed: DroppedFileFeed {
        let name: FeedName
        let files: DroppedFiles

        static let description = AdapterDescription(
            name: "documents", kind: "offers", summary: "", keys: DroppedFiles.keys)

        init(
            name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
        ) throws(AdapterSettingsError) {
            var reader = SettingsReader(settings)
            files = DroppedFiles(from: &reader, environment: environment)
            try reader.finish()
            self.name = name
        }
    }

    private func feed(root: String, by: String) throws -> DocumentFeed {
        let complete = SettingTable([.init("by", SettingValue(.string(by)))])
        return try DocumentFeed(
            name: FeedName("a"),
            settings: AdapterSettings(
                file: "feeds/a.toml",
                table: SettingTable([
                    .init("folder", SettingValue(.string("inbox"))),
                    .init("complete", SettingValue(.table(complete))),
                ])),
            environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
    }

    @Test
    func aDocumentIsTakenOnceItIsClosed() throws {
        let root = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(
            atPath: root + "/inbox", withIntermediateDirectories: true)
        let feed = try feed(root: root, by: "document")
        let path = root + "/inbox/stock.edi"
        let now = Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        try String(Self.invoice.prefix(200)).write(
            toFile: path, atomically: true, encoding: .utf8)
        let open = try feed.inbox(at: now)
        #expect(open.ready.isEmpty && open.waiting.map(\.code) == ["feed.still-being-written"])
        // After a while it is taken all the same, and refused with its reason.
        let later = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + 3_600_000)
        #expect(try feed.inbox(at: later).ready.count == 1)
        try Self.invoice.write(toFile: path, atomically: true, encoding: .utf8)
        let whole = try feed.inbox(at: now)
        let file = try #require(whole.ready.first)
        let taken = try #require(try feed.take(file))
        #expect(taken.bytes == Array(Self.invoice.utf8))
        try feed.settle(taken.file, as: .accepted)
        #expect(try feed.kept(as: .accepted).count == 1)
        #expect(feed.files.title("a") == "inbox/a" && feed.files.folderPath == "inbox")
    }
}
