import Glibc
import WireFormats

/// The bytes of a file or of standard input, in pieces.
struct InputBytes: ByteSource {
    private let descriptor: Int32
    private static let pieceBytes = 1 << 18

    /// Opens a file, `-` being standard input, and closes it when `body` is done.
    static func read<Result>(
        _ path: String, _ body: (InputBytes) throws -> Result
    ) throws -> Result {
        if path == "-" { return try body(InputBytes(descriptor: STDIN_FILENO)) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try body(InputBytes(descriptor: descriptor))
    }

    mutating func nextChunk() throws(WireError) -> [UInt8]? {
        var status = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
            repeat {
                status = Glibc.read(descriptor, buffer.baseAddress, Self.pieceBytes)
            } while status < 0 && errno == EINTR
            count = max(0, status)
        }
        guard status >= 0 else { throw Self.failure("the file") }
        return chunk.isEmpty ? nil : chunk
    }

    private static func failure(_ path: String) -> WireError {
        WireError(
            code: "inspect.unreadable",
            message: "\(path) cannot be read: \(String(cString: strerror(errno)))",
            help: "Look at its name and at your rights.")
    }
}

extension InputBytes {
    /// Reads a file of settings; what is wrong in it is told with its place.
    static func parse<Value>(
        _ path: String, _ parse: (String) throws(WireError) -> Value
    ) throws -> Value {
        let bytes = try read(path) { source in
            var source = source
            var bytes: [UInt8] = []
            while let chunk = try source.nextChunk() { bytes += chunk }
            return bytes
        }
        do throws(WireError) {
            return try parse(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw CommandFailure(
                [
                    Problem(
                        code: error.code, message: error.message,
                        place: Problem.Place(
                            file: path, line: error.position?.line,
                            column: error.position?.column), help: error.help)
                ], status: ExitStatus.configuration)
        }
    }
}

/// Writes bytes to standard output as they come.
final class OutputBytes {
    private var pending: [UInt8] = []

    func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        pending.append(contentsOf: bytes)
        if pending.count >= 1 << 17 { flush() }
    }

    func write(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer(write) }

    /// Hands over what waits.
    func flush() {
        if !pending.isEmpty { Console.out(bytes: pending) }
        pending.removeAll(keepingCapacity: true)
    }
}
