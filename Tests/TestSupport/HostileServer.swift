import ChildProcesses
import Foundation

/// Runs a test with `hostile_server.py`, a supplier's web service that misbehaves as real ones do.
///
/// It is on the loopback and a port of its own, and ends with the test, or by itself after a
/// minute.
public func withHostileServer(_ body: (_ port: String) throws -> Void) throws {
    let path = Golden.path("Tests/TestSupport/hostile_server.py")
    let variables = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" }
    let server = try ChildProgram(
        ChildCommand(arguments: ["python3", path], environment: variables))
    defer { server.end(withinMilliseconds: 0) }
    guard let line = try server.nextLine(withinMilliseconds: 30_000) else {
        throw CocoaError(.fileNoSuchFile)
    }
    try body(String(decoding: line, as: UTF8.self))
}
