internal import CPlatform
internal import Glibc

/// What to start, and within which limits.
public struct ChildCommand: Hashable, Sendable {
    /// The program (searched for in PATH where it has no slash) and its arguments.
    public let arguments: [String]
    /// The whole environment of the program: nothing is inherited.
    public let environment: [String: String]
    /// Where it works; `nil` where the caller does.
    public let folder: String?
    /// How much address space it may have, in bytes; 0 is no limit.
    public let memoryBytes: UInt64
    /// How much processor time it may use, in seconds; 0 is no limit.
    public let processorSeconds: UInt64
    /// The longest line that is read from it, in bytes.
    public let maximumLineBytes: Int

    /// Makes a command from its parts.
    public init(
        arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        memoryBytes: UInt64 = 0, processorSeconds: UInt64 = 0, maximumLineBytes: Int = 8 << 20
    ) {
        precondition(!arguments.isEmpty, "A command must name a program.")
        precondition(maximumLineBytes > 0, "The line limit must be positive.")
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.memoryBytes = memoryBytes
        self.processorSeconds = processorSeconds
        self.maximumLineBytes = maximumLineBytes
    }
}

/// A started program that is spoken with in lines: what it reads, what it writes, what it logs.
///
/// Every wait has a deadline, on the caller's own thread; what the program logs meanwhile is read
/// too, so that neither side ever waits for the other. A program that is let go is ended, with
/// everything that it started.
public final class ChildProgram {
    private let process: Int32
    private let maximumLineBytes: Int
    private var input: Int32
    private var output: Int32
    private var log: Int32
    private var unsent: [UInt8] = []
    private var unsentIndex = 0
    private var buffer: [UInt8] = []
    private var bufferIndex = 0
    private var searched = 0
    private var hasEnded = false

    /// The end of what it logged, at most 64 KiB, as it wrote it.
    public private(set) var logBytes: [UInt8] = []
    private static let maximumLogBytes = 64 << 10
    private static let chunkBytes = 256 << 10

    /// Starts the program.
    public init(_ command: ChildCommand) throws(ChildError) {
        var pipes: [(read: Int32, write: Int32)] = []
        for _ in 0..<3 {
            var ends: [Int32] = [0, 0]
            guard platform_pipe(&ends) == 0 else {
                let number = errno
                for pipe in pipes { _ = (close(pipe.read), close(pipe.write)) }
                throw ChildError(.system, "no pipe could be made: \(Self.text(number))")
            }
            pipes.append((ends[0], ends[1]))
        }
        let streams = [pipes[0].read, pipes[1].write, pipes[2].write]
        let started = Self.spawn(command, streams: streams)
        for stream in streams { _ = close(stream) }
        (input, output, log) = (pipes[0].write, pipes[1].read, pipes[2].read)
        maximumLineBytes = command.maximumLineBytes
        guard case .success(let number) = started else {
            for stream in [input, output, log] { _ = close(stream) }
            guard case .failure(let error) = started else { preconditionFailure("Must be either.") }
            throw error
        }
        process = number
        for stream in [input, output, log] {
            _ = fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) | O_NONBLOCK)
        }
        #if os(Linux)
            _ = fcntl(output, 1031, Int32(1 << 20))  // F_SETPIPE_SZ: a refusal only costs speed.
        #endif
    }

    deinit {
        if !hasEnded { _ = end(withinMilliseconds: 0) }
        for stream in [input, output, log] where stream >= 0 { _ = close(stream) }
    }

    private static func spawn(
        _ command: ChildCommand, streams: [Int32]
    ) -> Result<Int32, ChildError> {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.arguments.map { strdup($0) }
        var environment: [UnsafeMutablePointer<CChar>?] = command.environment
            .sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
        defer { for pointer in arguments + environment { free(pointer) } }
        arguments.append(nil)
        environment.append(nil)
        let number = platform_spawn(
            command.arguments[0], &arguments, &environment, command.folder, streams,
            command.memoryBytes, command.processorSeconds)
        guard number < 0 else { return .success(number) }
        let name = command.arguments[0]
        return .failure(
            ChildError(.notStarted, "the program \(name) could not be started: \(text(errno))"))
    }

    private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }

    // MARK: - Speaking

    /// Gives the program a line to read; it leaves with the next wait.
    public func send(_ line: [UInt8]) {
        if unsentIndex == unsent.count {
            unsent.removeAll(keepingCapacity: true)
            unsentIndex = 0
        }
        unsent += line
        unsent.append(UInt8(ascii: "\n"))
    }

    /// Tells the program that nothing more comes, once everything was sent.
    public func closeInput() {
        guard input >= 0, unsentIndex == unsent.count else { return }
        _ = close(input)
        input = -1
    }

    /// The next line without its end, `nil` when the program closed its output.
    ///
    /// A last line without an end is given too. Throws when nothing comes in the time.
    public func nextLine(withinMilliseconds milliseconds: Int) throws(ChildError) -> [UInt8]? {
        if let line = try takeLine() { return line }
        let deadline = platform_deadline(Int32(clamping: milliseconds))
        guard deadline >= 0 else {
            throw ChildError(.system, "no clock could be set: \(Self.text(errno))")
        }
        defer { _ = close(deadline) }
        while output >= 0 {
            guard try wait(until: deadline) else {
                throw ChildError(.timedOut, "it said nothing in \(milliseconds) milliseconds")
            }
            if let line = try takeLine() { return line }
        }
        guard bufferIndex < buffer.count else { return nil }
        defer { bufferIndex = buffer.count }
        return Array(buffer[bufferIndex...])
    }

    /// Reads on until the program closes its output, and gives the end of what it wrote, at most
    /// 64 KiB.
    ///
    /// Throws when it has not done so in the time, however much it writes.
    public func lastOutput(withinMilliseconds milliseconds: Int) throws(ChildError) -> [UInt8] {
        let deadline = platform_deadline(Int32(clamping: milliseconds))
        guard deadline >= 0 else {
            throw ChildError(.system, "no clock could be set: \(Self.text(errno))")
        }
        defer { _ = close(deadline) }
        while output >= 0 {
            var entry = pollfd(fd: deadline, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 0) <= 0, try wait(until: deadline) else {
                throw ChildError(.timedOut, "it did not end in \(milliseconds) milliseconds")
            }
            if buffer.count > 2 * Self.maximumLogBytes {
                buffer.removeSubrange(..<(buffer.count - Self.maximumLogBytes))
                bufferIndex = 0
            }
        }
        defer { bufferIndex = buffer.count }
        return Array(buffer[bufferIndex...].suffix(Self.maximumLogBytes))
    }

    /// What it wrote and nobody has read yet.
    public var unreadOutput: [UInt8] { Array(buffer[bufferIndex...]) }

    private func takeLine() throws(ChildError) -> [UInt8]? {
        let end = buffer.withUnsafeBytes { bytes -> Int? in
            let start = max(bufferIndex, searched)
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, 10, bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
        guard (end ?? buffer.count) - bufferIndex <= maximumLineBytes else {
            throw ChildError(
                .lineTooLong, "it wrote a line of more than \(maximumLineBytes) bytes")
        }
        guard let end else {
            searched = buffer.count
            return nil
        }
        let line = Array(buffer[bufferIndex..<end])
        bufferIndex = end + 1
        searched = bufferIndex
        return line
    }

    /// Moves bytes either way once; `false` when the time is over.
    private func wait(until deadline: Int32) throws(ChildError) -> Bool {
        var entries = [
            pollfd(fd: deadline, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: log, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: unsentIndex < unsent.count ? input : -1, events: Int16(POLLOUT), revents: 0),
        ]
        let count = poll(&entries, nfds_t(entries.count), -1)
        if count < 0 {
            if errno == EINTR { return true }
            throw ChildError(.system, "waiting failed: \(Self.text(errno))")
        }
        if entries[2].revents != 0 { readLog() }
        if entries[1].revents != 0 {
            readOutput()
            return true
        }
        if entries[3].revents != 0 { writeInput() }
        return entries[0].revents == 0
    }

    private func readOutput() {
        if bufferIndex > 0 {
            buffer.removeSubrange(..<bufferIndex)
            searched = max(0, searched - bufferIndex)
            bufferIndex = 0
        }
        if !Self.read(output, into: &buffer) {
            _ = close(output)
            output = -1
        }
    }

    private func readLog() {
        if !Self.read(log, into: &logBytes) {
            _ = close(log)
            log = -1
        }
        if logBytes.count > 2 * Self.maximumLogBytes {
            logBytes.removeSubrange(..<(logBytes.count - Self.maximumLogBytes))
        }
    }

    /// Appends what is there; `false` at the end.
    private static func read(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
        var isEnd = false
        let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { target, size in
            let count = Glibc.read(descriptor, target.baseAddress, chunkBytes)
            isEnd = count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
            size = max(0, count)
        }
        bytes += chunk
        return !isEnd
    }

    private func writeInput() {
        let written = unsent.withUnsafeBytes { bytes in
            platform_write_quietly(
                input, bytes.baseAddress.map { $0 + unsentIndex }, bytes.count - unsentIndex)
        }
        if written >= 0 {
            unsentIndex += written
        } else if errno != EAGAIN {
            // It reads no more: what it still says, and its end, tell the rest.
            _ = close(input)
            input = -1
            unsentIndex = unsent.count
        }
    }

    /// The most memory that the program itself has had in use, in bytes; `nil` where the system
    /// does not tell (it does on Linux, while the program runs).
    public var peakMemoryBytes: Int? {
        guard let file = fopen("/proc/\(process)/status", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            if words.first == "VmHWM:", words.count > 1 {
                return Int(words[1]).map { $0 << 10 }
            }
        }
        return nil
    }

    // MARK: - Ending

    /// Closes its input, waits for its end so long, and then ends it with all that it started.
    @discardableResult
    public func end(withinMilliseconds milliseconds: Int) -> ChildExit {
        if input >= 0 {
            _ = close(input)
            input = -1
        }
        defer { drainLog() }
        var status: Int32 = 0
        var result = platform_wait(process, Int32(clamping: milliseconds), &status)
        // The group too: what it started must not outlive it, nor hold its pipes open.
        _ = kill(-process, SIGKILL)
        if result == 0 { result = platform_wait(process, 10_000, &status) }
        hasEnded = true
        guard result == 1 else { return .killed(SIGKILL) }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }

    private func drainLog() {
        while log >= 0 {
            var entry = pollfd(fd: log, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 0) > 0 else { return }
            readLog()
        }
    }
}
