internal import Glibc

/// Why a file could not be read, written, claimed or published.
public struct DurableFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable name such as `file.disk-full`.
    public let code: String
    /// The file or folder.
    public let path: String
    /// The operating system's number, 0 where the refusal is our own.
    public let errno: Int32
    /// One plain sentence with the path.
    public let message: String
    /// What most likely mends it, or `nil` when nothing is known.
    public let help: String?

    /// Makes an error from its parts.
    public init(code: String, path: String, errno: Int32, message: String, help: String? = nil) {
        self.code = code
        self.path = path
        self.errno = errno
        self.message = message
        self.help = help
    }

    /// The error on one line: message, code.
    public var description: String { "\(message) [\(code)]" }

    /// Whether the same call may succeed later without anybody mending a setting or a file.
    public var isTemporary: Bool {
        ["file.disk-full", "file.locked", "file.changing", "file.too-many-open", "file.io"]
            .contains(code)
    }

    /// The error for a failed system call.
    static func failed(_ action: String, _ path: String, errno number: Int32) -> DurableFileError {
        let (code, help) = classify(number)
        let reason = String(cString: strerror(number))
        return DurableFileError(
            code: code, path: path, errno: number,
            message: "cannot \(action) \(path): \(reason)", help: help)
    }

    private static func classify(_ number: Int32) -> (code: String, help: String?) {
        switch number {
        case ENOSPC, EDQUOT:
            ("file.disk-full", "Free some space on that disk, then run the same command again.")
        case EACCES, EPERM:
            ("file.permission", "Give this user the right to read and write there.")
        case EROFS: ("file.read-only", "The disk is mounted read-only.")
        case ENOENT: ("file.not-found", nil)
        case ENOTDIR: ("file.not-a-folder", "A file stands where a folder is expected.")
        case EISDIR: ("file.not-regular", "A folder stands where a file is expected.")
        case ELOOP, EXDEV:
            (
                "file.link",
                "Symbolic links, and folders of another disk, are not followed: use the real "
                    + "folder."
            )
        case ENAMETOOLONG: ("file.name", "The name is too long.")
        case EEXIST: ("file.exists", nil)
        case EINVAL, ENOSYS, EOPNOTSUPP:
            (
                "file.unsupported",
                "Maybe this file system cannot rename without replacing: use a local disk."
            )
        case EMFILE, ENFILE: ("file.too-many-open", "Run again when fewer files are open.")
        case EFBIG: ("file.too-large", "The file is larger than this system allows.")
        default: ("file.io", nil)
        }
    }
}
