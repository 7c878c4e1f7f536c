/// Looks up by a segment's name, quicker than a dictionary does: once for each segment of a file.
struct SegmentTable<Value: Sendable>: Sendable {
    private var names = [UInt64](repeating: 0, count: 256)
    private var indices = [UInt8](repeating: 0, count: 256)
    private var values: [Value] = []

    init(_ valueByName: [SegmentName: Value]) {
        precondition(valueByName.count < 128, "The table must stay half empty.")
        for (name, value) in valueByName {
            var slot = Self.slot(name.packed)
            while names[slot] != 0 { slot = (slot + 1) & 255 }
            names[slot] = name.packed
            indices[slot] = UInt8(values.count)
            values.append(value)
        }
    }

    @inline(__always)
    private static func slot(_ packed: UInt64) -> Int {
        Int((packed &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }

    /// The value of a name.
    subscript(name: SegmentName) -> Value? {
        var slot = Self.slot(name.packed)
        while names[slot] != 0 {
            if names[slot] == name.packed { return values[Int(indices[slot])] }
            slot = (slot + 1) & 255
        }
        return nil
    }
}
