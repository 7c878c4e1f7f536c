import Foundation

/// Runs a test in a folder of its own, which is removed afterwards.
///
/// Throws what the body throws, and when the folder cannot be made.
public func withTemporaryFolder<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "broker-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.path(percentEncoded: false)
    let outcome = Result { try body(path.hasSuffix("/") ? String(path.dropLast()) : path) }
    try FileManager.default.removeItem(at: folder)
    return try outcome.get()
}
