import FileDrop
import Foundation
import Procurement
import SupplierAdapterKit
import Testing

/// A workspace folder of its own for one test, removed afterwards.
struct Workspace {
    let root: String

    static func with<Result>(_ body: (Workspace) throws -> Result) throws -> Result {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("file-drop-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: root) } }
        return try body(Workspace(root: root))
    }

    /// Not SHA-256 but as wide: these tests need only that other bytes give other digits.
    var environment: AdapterEnvironment {
        AdapterEnvironment(root: root) { bytes in
            var state: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
            let digits = String(state, radix: 16)
            // Differs from its first digit on, as a real one does.
            let quarter = String(repeating: "0", count: 16 - digits.count) + digits
            return String(repeating: quarter, count: 4)
        }
    }

    func write(_ text: String, to path: String, secondsOld: Int = 0, now: Timestamp = .noon) throws
    {
        try write(Array(text.utf8), to: path, secondsOld: secondsOld, now: now)
    }

    func write(
        _ bytes: [UInt8], to path: String, secondsOld: Int = 0, now: Timestamp = .noon
    ) throws {
        let full = root + "/" + path
        let folder = (full as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Foundation.Data(bytes).write(to: URL(fileURLWithPath: full))
        let seconds = Double(now.millisecondsSince1970 / 1000) - Double(secondsOld)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: full)
    }

    func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Foundation.Data(contentsOf: URL(fileURLWithPath: root + "/" + path)))
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/" + path).sorted()
    }

    func offers(_ settings: String) throws -> FileDropOffers {
        try FileDropOffers(
            name: FeedName("test"), settings: try SettingsText.settings(settings),
            environment: environment)
    }
}

extension Timestamp {
    static var noon: Timestamp { Timestamp(millisecondsSince1970: 1_772_539_200_000) }
}

/// What a price list gives under settings, without any folder.
func readOffers(
    _ bytes: [UInt8], _ settings: String, name: String = "list.csv"
) throws -> OfferDelivery {
    let adapter = try FileDropOffers(
        name: FeedName("test"), settings: try SettingsText.settings(settings),
        environment: AdapterEnvironment(root: "unused") { _ in "" })
    return try adapter.readOffers(taken(bytes, name))
}

func readOffers(
    _ text: String, _ settings: String, name: String = "list.csv"
) throws -> OfferDelivery {
    try readOffers(Array(text.utf8), settings, name: name)
}

func taken(_ bytes: [UInt8], _ name: String) -> TakenFile {
    TakenFile(
        file: FeedFile(name: name, modifiedAt: .noon, keptName: name, isTaken: true), bytes: bytes)
}

/// The code of the error that a call throws, with its place: `code at line:column`.
func refusal(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let error as AdapterError {
        guard let place = error.place, place.line > 0 else { return error.code }
        return "\(error.code) at \(place.line):\(place.column)"
    } catch let error as AdapterSettingsError {
        return error.problems.map { "\($0.code) \($0.key) at \($0.place.line)" }
            .joined(separator: "; ")
    } catch {
        return "\(error)"
    }
}
