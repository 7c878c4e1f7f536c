internal import CPlatform
internal import Glibc

/// An open file or folder that closes itself.
struct Descriptor: ~Copyable {
    let number: Int32
    let path: String

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit { _ = close(number) }

    /// Opens a folder by its path; the folder itself may be reached through links.
    static func folder(_ path: String) throws(DurableFileError) -> Descriptor {
        let number = retrying { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else { throw .failed("open the folder", path, errno: errno) }
        return Descriptor(number: number, path: path)
    }

    /// Opens a file by its path, made if need be.
    static func lockFile(_ path: String) throws(DurableFileError) -> Int32 {
        let number = retrying {
            Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode_t(0o644))
        }
        guard number >= 0 else { throw .failed("open", path, errno: errno) }
        return number
    }

    /// Opens a new file without a name on the disk of a folder.
    static func unnamed(in folder: String) throws(DurableFileError) -> Descriptor {
        let path = "\(folder)/(scratch)"
        // What O_TMPFILE stands for; its C name is built of others, which Swift does not see.
        let unnamed = 0o20_000_000 | O_DIRECTORY
        var number = retrying { Glibc.open(folder, unnamed | O_RDWR | O_CLOEXEC, mode_t(0o600)) }
        if number < 0, errno == EOPNOTSUPP || errno == EISDIR {
            // Some disks of others know no such files: one with a name that is taken away at once.
            var template = Array("\(folder)/.scratch.XXXXXX".utf8CString)
            number = template.withUnsafeMutableBufferPointer { name in
                guard let start = name.baseAddress else { return -1 }
                let number = mkstemp(start)
                if number >= 0 {
                    unlink(start)
                    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
                }
                return number
            }
        }
        guard number >= 0 else { throw .failed("make a file in", folder, errno: errno) }
        return Descriptor(number: number, path: path)
    }

    /// Opens a name below this folder without following any link.
    func open(
        _ name: String, flags: Int32, mode: UInt32 = 0, action: String
    ) throws(DurableFileError) -> Descriptor {
        let number = retrying {
            platform_open_beneath(self.number, name, flags | O_CLOEXEC, mode)
        }
        guard number >= 0 else {
            throw .failed(action, path + "/" + name, errno: errno)
        }
        return Descriptor(number: number, path: path + "/" + name)
    }

    /// Opens a folder below this one, made if need be.
    func subfolder(_ name: String) throws(DurableFileError) -> Descriptor {
        if mkdirat(number, name, mode_t(0o755)) == 0 {
            try synchronize()
        } else if errno != EEXIST {
            throw .failed("make the folder", path + "/" + name, errno: errno)
        }
        return try open(name, flags: O_RDONLY | O_DIRECTORY, action: "open the folder")
    }

    /// Renames without replacing; gives 0 or the number of the error.
    static func rename(
        _ name: String, in source: borrowing Descriptor, to newName: String,
        in target: borrowing Descriptor
    ) -> Int32 {
        platform_rename_noreplace(source.number, name, target.number, newName) == 0 ? 0 : errno
    }

    func checkWritable() throws(DurableFileError) {
        guard faccessat(number, ".", W_OK | X_OK, 0) == 0 else {
            throw .failed("write to", path, errno: errno)
        }
    }

    func synchronize() throws(DurableFileError) {
        guard retrying({ fsync(number) }) == 0 else {
            throw .failed("write to disk", path, errno: errno)
        }
    }

    func write(_ bytes: [UInt8]) throws(DurableFileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying {
                    Glibc.write(
                        number, buffer.baseAddress?.advanced(by: written), bytes.count - written)
                }
            }
            guard count > 0 else {
                throw .failed("write", path, errno: count == 0 ? ENOSPC : errno)
            }
            written += count
        }
    }

    func status() throws(DurableFileError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .failed("look at", path, errno: errno) }
        return status
    }

    /// Reads to the end; fails with `file.too-large` as soon as the limit is passed.
    func readAll(maximumBytes: Int) throws(DurableFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { buffer in
                retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
            }
            guard count >= 0 else { throw .failed("read", path, errno: errno) }
            if count == 0 { return bytes }
            guard bytes.count + count <= maximumBytes else {
                throw DroppedFile.tooLarge(path, maximumBytes: maximumBytes)
            }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }
}

/// Repeats a system call that a signal interrupted.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
