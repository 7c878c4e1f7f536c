import Foundation

/// Where commands speak: results to standard output, talk to standard error.
package enum Console {
    package static func out(_ text: String) {
        write(text + "\n", to: FileHandle.standardOutput)
    }

    /// A message for people beside the result.
    package static func note(_ text: String) {
        write(text + "\n", to: FileHandle.standardError)
    }

    /// Whether people watch standard error as it comes.
    package static var isWatched: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Shows a line that the next one replaces; nothing where nobody watches.
    package static func progress(_ text: String) {
        guard isWatched else { return }
        write("\r\u{1B}[K" + text, to: FileHandle.standardError)
    }

    package static func clearProgress() {
        guard isWatched else { return }
        write("\r\u{1B}[K", to: FileHandle.standardError)
    }

    /// A reader that went away (`broker … | head`) is no failure.
    private static func write(_ text: String, to handle: FileHandle) {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            _exit(0)
        }
    }
}
