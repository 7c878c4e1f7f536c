internal import CPlatform
internal import Glibc

/// The right to change a workspace; at most one process has it.
///
/// It is a lock of the operating system (`flock`), so it ends with the process, however that ends.
/// The lock is given back when the value goes away.
public final class WorkspaceLock: Sendable {
    /// The lock file.
    public let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Takes the lock, waiting up to `waitSeconds` by asking every 100 ms.
    ///
    /// `holder` is written into the file so that others can say who has it; `sleep` waits that many
    /// milliseconds. Fails with `file.locked` when somebody else keeps it.
    public static func acquire(
        path: String, holder: String, waitSeconds: Int = 0,
        sleep: (_ milliseconds: Int) -> Void
    ) throws(DurableFileError) -> WorkspaceLock {
        precondition(waitSeconds >= 0, "The waiting time must not be negative.")
        let descriptor = try Descriptor.lockFile(path)
        let lock = WorkspaceLock(path: path, descriptor: descriptor)
        // Bounded, because a number typed by somebody who means "for ever" must not overflow.
        var attemptsLeft = min(waitSeconds, Int.max / 10) * 10
        while platform_try_lock(descriptor) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .failed("lock", path, errno: errno)
            }
            guard attemptsLeft > 0 else { throw lock.lockedError(waitSeconds: waitSeconds) }
            attemptsLeft -= 1
            sleep(100)
        }
        lock.note(holder)
        return lock
    }

    /// Waits on the system's clock; the `sleep` of production.
    public static func systemSleep(_ milliseconds: Int) {
        _ = usleep(UInt32(max(0, milliseconds)) * 1000)
    }

    /// Only for people who read the file; the lock itself does not depend on it.
    private func note(_ holder: String) {
        let line = Array("\(holder) (process \(getpid()))\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = line.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private func lockedError(waitSeconds: Int) -> DurableFileError {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = buffer.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        let text = String(decoding: buffer[0..<max(0, count)], as: UTF8.self)
        let holder = text.split(separator: "\n").first.map { " by \($0)" } ?? ""
        let waited = waitSeconds > 0 ? " after waiting \(waitSeconds) s" : ""
        return DurableFileError(
            code: "file.locked", path: path, errno: EWOULDBLOCK,
            message: "the workspace is in use\(holder)\(waited)",
            help: "Run the command again later, or let it wait: --wait SECONDS.")
    }
}
