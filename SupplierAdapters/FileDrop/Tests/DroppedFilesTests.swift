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

    private func files(root: String, by: String) throws -> DroppedFiles {
        let complete = SettingTable([.init("by", SettingValue(.string(by)))])
        let settings = AdapterSettings(
            file: "feeds/a.toml",
            table: SettingTable([
                .init("folder", SettingValue(.string("inbox"))),
                .init("complete", SettingValue(.table(complete))),
            ]))
        var reader = SettingsReader(settings)
        let files = DroppedFiles(
            from: &reader, environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
        try reader.finish()
        return files
    }

    @Test
    func aDocumentIsTakenOnceItIsClosed() throws {
        let root = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(
            atPath: root + "/inbox", withIntermediateDirectories: true)
        let files = try files(root: root, by: "document")
        let path = root + "/inbox/stock.edi"
        let now = Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        try String(Self.invoice.prefix(200)).write(
            toFile: path, atomically: true, encoding: .utf8)
        let open = try files.inbox(at: now)
        #expect(open.ready.isEmpty && open.waiting.map(\.code) == ["feed.still-being-written"])
        // After a while it is taken all the same, and refused with its reason.
        let later = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + 3_600_000)
        #expect(try files.inbox(at: later).ready.count == 1)
        try Self.invoice.write(toFile: path, atomically: true, encoding: .utf8)
        let whole = try files.inbox(at: now)
        let file = try #require(whole.ready.first)
        let taken = try #require(try files.take(file))
        #expect(taken.bytes == Array(Self.invoice.utf8))
        try files.settle(taken.file, as: .accepted)
        #expect(try files.kept(as: .accepted).count == 1)
        #expect(files.title("a") == "inbox/a")
        let feed: any DroppedFileFeed.Type = FileDropOffers.self
        #expect(feed.description.name == "file-drop")
    }
}
