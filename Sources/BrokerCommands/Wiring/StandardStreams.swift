import Foundation

/// The three streams that a program is started with.
package enum StandardStreams {
    /// Takes the number of each stream that is closed.
    ///
    /// Otherwise a file that is opened later has it, and gets what a command prints. Reading from
    /// such a stream and writing to it fail as before.
    package static func occupyClosed() {
        // The lowest free number is given out first, so the order matters.
        let useless = [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
        ]
        for (number, mode) in useless where fcntl(number, F_GETFD) == -1 {
            _ = open("/dev/null", mode)
        }
    }
}
