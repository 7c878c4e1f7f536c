import ChildProcesses
import Foundation

/// Runs a test with `hostile_server.py`, a supplier's web service that misbehaves as real ones do.
///
/// It is on the loopback and a port of its own, and ends with the test, or by itself after a
/// minute.
public func withHostileServer(_ body: (_ port: String) throws -> Void) throws {
    try withServer("hostile_server.py", [], body)
}

/// Runs a test with `hostile_mail.py`, a mail server that misbehaves in one way; what it takes is
/// a line of JSON each in a file.
public func withHostileMailServer(
    _ habit: String, keepingIn file: String, _ body: (_ port: String) throws -> Void
) throws {
    try withServer("hostile_mail.py", [habit, file], body)
}

private func withServer(
    _ script: String, _ arguments: [String], _ body: (_ port: String) throws -> Void
) throws {
    let path = Golden.path("Tests/TestSupport/\(script)")
    let variables = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" }
    let server = try ChildProgram(
        ChildCommand(arguments: ["python3", path] + arguments, environment: variables))
    defer { server.end(withinMilliseconds: 0) }
    guard let line = try server.nextLine(withinMilliseconds: 30_000) else {
        throw CocoaError(.fileNoSuchFile)
    }
    try body(String(decoding: line, as: UTF8.self))
}
