import Foundation
import Synchronization

/// Where commands speak: results to standard output, talk to standard error.
package enum Console {
    /// Why the result is not where it should be; 0 when it is.
    private static let lostOutput = Atomic<Int32>(0)
    /// A reader that goes away must not end a command in the middle of its work.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    package static func out(_ text: String) {
        out(bytes: Array((text + "\n").utf8))
    }

    /// Bytes as they are, for results that are no text of ours.
    static func out(bytes: [UInt8]) {
        guard lostOutput.load(ordering: .relaxed) == 0 else { return }
        let number = write(bytes, to: STDOUT_FILENO)
        if number != 0 { lostOutput.store(number, ordering: .relaxed) }
    }

    /// A message for people beside the result.
    package static func note(_ text: String) {
        _ = write(text + "\n", to: STDERR_FILENO)
    }

    /// What keeps the result from where it should go, for example a full disk; `nil` when nothing
    /// does, or when whoever read it went away (`broker … | head`), which is no failure.
    package static var lostResult: Problem? {
        let number = lostOutput.load(ordering: .relaxed)
        guard number != 0, number != EPIPE else { return nil }
        return Problem(
            code: "output.not-written",
            message: "The result cannot be written: \(String(cString: strerror(number))).",
            help: "What the command does is done; run it again to see the result.")
    }

    /// Whether people watch standard error as it comes.
    package static var isWatched: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Shows a line that the next one replaces; nothing where nobody watches.
    package static func progress(_ text: String) {
        guard isWatched else { return }
        _ = write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    package static func clearProgress() {
        guard isWatched else { return }
        _ = write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all bytes; tells the number of the error that stopped it, or 0.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        ignoresBrokenPipes
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return 0
    }
}
