internal import Glibc

/// A file without a name: room on the disk for what is too large for memory.
///
/// It is gone when its holder is, however that ends, and nobody else can open it. Nothing is
/// brought to the disk on purpose: after a power cut nobody asks for it.
public struct ScratchFile: ~Copyable, Sendable {
    private let descriptor: Descriptor
    /// The number of bytes written so far.
    public private(set) var byteCount = 0

    /// Makes an empty one on the disk of a folder.
    public init(folder: String) throws(DurableFileError) {
        descriptor = try Descriptor.unnamed(in: folder)
    }

    /// Writes bytes behind those that are there.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(DurableFileError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = retrying {
                pwrite(descriptor.number, rest.baseAddress, rest.count, off_t(byteCount))
            }
            guard count > 0 else {
                throw .failed("write", descriptor.path, errno: count == 0 ? ENOSPC : errno)
            }
            byteCount += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Fills a buffer with the bytes from an offset on, which must be there.
    public func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(DurableFileError) {
        precondition(
            offset >= 0 && offset + buffer.count <= byteCount,
            "Only what was written can be read.")
        var filled = 0
        while filled < buffer.count {
            let count = retrying {
                pread(
                    descriptor.number, buffer.baseAddress?.advanced(by: filled),
                    buffer.count - filled, off_t(offset + filled))
            }
            guard count > 0 else {
                throw .failed("read", descriptor.path, errno: count == 0 ? EIO : errno)
            }
            filled += count
        }
    }
}
