import DurableFiles
import Foundation
import Testing

@Suite struct ScratchFileTests {
    private static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "scratch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        return folder
    }

    @Test func whatIsWrittenIsReadAndNothingIsLeft() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = try ScratchFile(folder: folder.path)
        for piece in ["first", "", "second"] {
            try Array(piece.utf8).withUnsafeBytes { try file.append($0) }
        }
        #expect(file.byteCount == 11)
        var found = [UInt8](repeating: 0, count: 4)
        try found.withUnsafeMutableBytes { try file.read(at: 3, into: $0) }
        #expect(String(decoding: found, as: UTF8.self) == "stse")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func aFolderThatIsNotThereIsTold() {
        let error = #expect(throws: DurableFileError.self) {
            _ = try ScratchFile(folder: "/nowhere/at/all")
        }
        #expect(error?.code == "file.not-found")
    }
}
