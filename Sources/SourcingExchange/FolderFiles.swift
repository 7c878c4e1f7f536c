import Glibc

/// Files of one folder, read and written whole.
struct FolderFiles {
    let path: String
    /// The files when they are in memory and not on a disk.
    var contents: [String: [UInt8]]?

    init(path: String) { self.path = path }

    /// Files in memory; `path` is what messages call their folder.
    init(_ files: [FolderFile], path: String) {
        self.path = path
        contents = Dictionary(
            files.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
    }

    /// What reading a file can come to.
    enum Reading {
        case bytes([UInt8])
        case missing
        case failed(reason: String)
    }

    func filePath(_ name: String) -> String { "\(path)/\(name)" }

    /// Whether the folder is there; `nil` if the path is something else.
    func exists() -> Bool? {
        if contents != nil { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR ? true : nil
    }

    func names() -> [String] {
        if let contents { return contents.keys.sorted() }
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var result: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    func read(_ name: String) -> Reading {
        if let contents { return contents[name].map(Reading.bytes) ?? .missing }
        let descriptor = open(filePath(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return errno == ENOENT ? .missing : .failed(reason: lastReason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failed(reason: lastReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .failed(reason: "it is not a regular file")
        }
        return readAll(descriptor, expected: Int(status.st_size))
    }

    private func readAll(_ descriptor: Int32, expected: Int) -> Reading {
        var bytes = [UInt8](repeating: 0, count: max(expected, 0) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                bytes.append(contentsOf: [UInt8](repeating: 0, count: bytes.count))
            }
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(
                    descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got < 0 {
                if errno == EINTR { continue }
                return .failed(reason: lastReason())
            }
            if got == 0 { break }
            count += got
        }
        bytes.removeSubrange(count...)
        return .bytes(bytes)
    }

    // MARK: Writing

    /// Creates the folder and the folders above it; gives the reason if it cannot.
    func create() -> String? {
        var current = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            current += current.isEmpty || current.hasSuffix("/") ? "\(part)" : "/\(part)"
            if mkdir(current, 0o777) != 0 && errno != EEXIST { return lastReason() }
        }
        return exists() == true ? nil : "it is not a folder"
    }

    /// Replaces a file in one step, so that no reader ever sees half of it; gives the reason if it
    /// cannot.
    func replace(_ name: String, with bytes: [UInt8]) -> String? {
        let temporary = filePath(".\(name).new")
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return lastReason() }
        var failure = writeAll(descriptor, bytes)
        if close(descriptor) != 0 && failure == nil { failure = lastReason() }
        if failure == nil && rename(temporary, filePath(name)) != 0 { failure = lastReason() }
        if failure != nil { unlink(temporary) }
        return failure
    }

    /// Removes a file if it is there; gives the reason if it cannot.
    func remove(_ name: String) -> String? {
        unlink(filePath(name)) == 0 || errno == ENOENT ? nil : lastReason()
    }

    private func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> String? {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return lastReason()
            }
            written += count
        }
        return nil
    }

    private func lastReason() -> String { String(cString: strerror(errno)).lowercased() }
}
